#include "log/checkpoint.h"

#include "log/lines.h"

bool checkpoint_print(const struct checkpoint *checkpoint, struct dynbuf *out, struct error *err)
{
    if (!note_name_valid(checkpoint->origin))
        return error_input(err, ERROR_VALUE, "checkpoint",
                           "the log's origin has spaces, a plus, or no UTF-8");
    dynbuf_span(out, checkpoint->origin);
    dynbuf_format(out, "\n%llu\n", (unsigned long long)checkpoint->size);
    log_hash_line(out, &checkpoint->root);
    return dynbuf_span(out, checkpoint->extensions) || dynbuf_error(out, "the checkpoint", err);
}

static bool lines_not_empty(struct span lines)
{
    struct span line;
    while (line_take(&lines, &line))
        if (line.size == 0)
            return false;
    return lines.size == 0;
}

bool checkpoint_parse(struct span text, const char *place, struct checkpoint *ret_checkpoint,
                      struct error *err)
{
    struct checkpoint checkpoint;
    struct log_hash empty;
    struct span size, root;
    if (!line_take(&text, &checkpoint.origin) || checkpoint.origin.size == 0 ||
        !line_take(&text, &size) || !decimal_parse(size, &checkpoint.size) ||
        !line_take(&text, &root) || !log_hash_parse(root, &checkpoint.root) ||
        !lines_not_empty(text))
        return error_input(err, ERROR_SYNTAX, place,
                           "expected a checkpoint: lines of origin, size, head in base 64");
    log_hash_empty(&empty);
    if (checkpoint.size == 0 && !log_hash_equal(&checkpoint.root, &empty))
        return error_input(err, ERROR_VALUE, place,
                           "a log without leaves, and the head of another one");
    checkpoint.extensions = text;
    *ret_checkpoint = checkpoint;
    return true;
}

bool checkpoint_sign(const struct checkpoint *checkpoint, const struct note_signer *signer,
                     struct dynbuf *out, struct error *err)
{
    struct dynbuf text;
    ensure(span_is(checkpoint->origin, signer->key.name));
    dynbuf_init(&text, NOTE_BYTES_MAX);
    bool ok = checkpoint_print(checkpoint, &text, err) &&
              note_sign(signer, dynbuf_bytes(&text), out, err);
    dynbuf_release(&text);
    return ok;
}

static bool signed_by_log(const struct checkpoint *checkpoint, const struct note_key *keys,
                          const struct note_verdict *verdicts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (verdicts[i].valid && keys[i].type == NOTE_ED25519 &&
            span_is(checkpoint->origin, keys[i].name))
            return true;
    return false;
}

bool checkpoint_open(struct span bytes, const char *place, const struct note_key *keys,
                     size_t key_count, struct checkpoint *ret_checkpoint,
                     struct note_verdict *ret_verdicts, struct error *err)
{
    struct note note;
    struct checkpoint checkpoint;
    struct note_verdict verdicts[NOTE_KEYS_MAX];
    if (!note_parse(bytes, place, &note, err) ||
        !checkpoint_parse(note.text, place, &checkpoint, err))
        return false;
    if (!note_verify(&note, keys, key_count, verdicts, err))
        return error_prefix(err, place);
    if (!signed_by_log(&checkpoint, keys, verdicts, key_count))
        return error_input(
            err, ERROR_CONFLICT, place, "no key named as the log's origin, %.*s, has signed it",
            (int)(checkpoint.origin.size < NOTE_NAME_BYTES_MAX ? checkpoint.origin.size
                                                               : NOTE_NAME_BYTES_MAX),
            (const char *)checkpoint.origin.data);
    *ret_checkpoint = checkpoint;
    memcpy(ret_verdicts, verdicts, key_count * sizeof verdicts[0]);
    return true;
}
