#include "log/proof.h"

#include <sodium.h>

#include "base/base64.h"
#include "log/lines.h"

static const char version_line[] = "c2sp.org/tlog-proof@v1";

bool log_proof_print(struct span extra, uint64_t index, const struct merkle_proof *path,
                     struct span checkpoint, struct dynbuf *out, struct error *err)
{
    if (extra.size > PROOF_EXTRA_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, "proof", "more than %d bytes beside it",
                           PROOF_EXTRA_BYTES_MAX);
    dynbuf_format(out, "%s\n", version_line);
    if (extra.size > 0) {
        dynbuf_text(out, "extra ");
        base64_put(out, extra);
        dynbuf_char(out, '\n');
    }
    dynbuf_format(out, "index %llu\n", (unsigned long long)index);
    for (size_t i = 0; i < path->count; i++)
        log_hash_line(out, &path->hashes[i]);
    dynbuf_char(out, '\n');
    return dynbuf_span(out, checkpoint) || dynbuf_error(out, "the proof", err);
}

/* Whether the text is base 64 of 1 to PROOF_EXTRA_BYTES_MAX bytes; appends them unless `out` is
 * NULL.
 */
static bool decode_extra(struct span text, struct dynbuf *out)
{
    unsigned char bytes[48];
    size_t size, step = base64_size(sizeof bytes);
    if (text.size == 0 || text.size > base64_size(PROOF_EXTRA_BYTES_MAX))
        return false;
    for (size_t at = 0; at < text.size; at += step) {
        size_t end = text.size - at < step ? text.size : at + step;
        if (!base64_decode(span_part(text, at, end), bytes, sizeof bytes, &size) ||
            (end < text.size && size < sizeof bytes))
            return false;
        if (out != NULL)
            dynbuf_append(out, bytes, size);
    }
    sodium_memzero(bytes, sizeof bytes);
    return true;
}

bool log_proof_parse(struct span bytes, const char *place, struct log_proof *ret_proof,
                     struct error *err)
{
    struct log_proof proof = {.extra = {NULL, 0}};
    struct span rest = bytes, line;
    if (bytes.size > LOG_FILE_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, place, "a proof of more than %d bytes",
                           LOG_FILE_BYTES_MAX);
    if (!line_take(&rest, &line) || !span_is(line, version_line))
        return error_input(err, ERROR_SYNTAX, place, "expected a proof: %s", version_line);
    if (line_take_after(&rest, "extra ", &proof.extra) && !decode_extra(proof.extra, NULL))
        return error_input(err, ERROR_SYNTAX, place, "expected 1 to %d bytes in base 64 as extra",
                           PROOF_EXTRA_BYTES_MAX);
    if (!line_take_after(&rest, "index ", &line) || !decimal_parse(line, &proof.index))
        return error_input(err, ERROR_SYNTAX, place, "expected a line 'index NUMBER'");
    if (!line_take_hashes(&rest, MERKLE_PROOF_MAX, &proof.path))
        return error_input(err, ERROR_SYNTAX, place,
                           "expected at most %d hashes in base 64, then an empty line",
                           MERKLE_PROOF_MAX);
    proof.checkpoint = rest;
    *ret_proof = proof;
    return true;
}

bool log_proof_extra(const struct log_proof *proof, struct dynbuf *out, struct error *err)
{
    ensure(proof->extra.size == 0 || decode_extra(proof->extra, out));
    return !out->failed || dynbuf_error(out, "the proof", err);
}

bool log_proof_verify(const struct log_proof *proof, const char *place, const struct log_hash *leaf,
                      const struct note_key *keys, size_t key_count,
                      struct checkpoint *ret_checkpoint, struct note_verdict *ret_verdicts,
                      struct error *err)
{
    struct checkpoint checkpoint;
    struct note_verdict verdicts[NOTE_KEYS_MAX];
    if (!checkpoint_open(proof->checkpoint, place, keys, key_count, &checkpoint, verdicts, err))
        return false;
    if (!merkle_verify_inclusion(leaf, proof->index, checkpoint.size, &proof->path,
                                 &checkpoint.root, err))
        return error_prefix(err, place);
    *ret_checkpoint = checkpoint;
    memcpy(ret_verdicts, verdicts, key_count * sizeof verdicts[0]);
    return true;
}
