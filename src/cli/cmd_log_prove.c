#include <stdlib.h>

#include <sodium.h>

#include "base/file.h"
#include "base/hex.h"
#include "cli/cli.h"
#include "cli/log_folder.h"
#include "log/lines.h"
#include "log/opening.h"
#include "log/proof.h"
#include "log/witness.h"
#include "text/json_writer.h"

struct proving {
    struct log_folder folder;
    struct dynbuf opening;
    struct merkle_proof proof;
    const char *from;
    uint64_t number; /* the index, or the size to start from */
};

static bool number_of(const char *word, const char *text, uint64_t *ret_number, struct error *err)
{
    return decimal_parse(span_text(text), ret_number) ||
           error_input(err, ERROR_USAGE, word, "'%s', expected a number", text);
}

/* FOLDER INDEX, or FOLDER --from SIZE. */
static bool read_words(struct proving *at, const struct words *words, struct error *err)
{
    size_t count = words->plain.count;
    at->from = words_value(words, "--from");
    if (count != (at->from == NULL ? 2 : 1))
        return error_input(err, ERROR_USAGE, "words",
                           "expected FOLDER INDEX, or FOLDER --from SIZE");
    if (at->from != NULL && words_has(words, "--opening"))
        return error_input(err, ERROR_USAGE, "--opening", "a proof of growth has no leaf");
    if (at->from != NULL)
        return number_of("--from", at->from, &at->number, err);
    return number_of("INDEX", words->plain.words[1], &at->number, err);
}

/* The leaf's hash, of its opening or as the tile has it. */
static bool leaf_of(struct proving *at, struct log_hash *ret_leaf, struct error *err)
{
    struct merkle_source source = log_folder_source(&at->folder);
    struct opening opening;
    if (at->opening.size == 0)
        return source.read(source.context, 0, at->number, ret_leaf, err);
    if (!opening_parse(dynbuf_bytes(&at->opening), "--opening", &opening, err))
        return false;
    log_hash_leaf(ret_leaf, opening.leaf_bytes);
    return true;
}

/* What is handed out has been verified: a damaged folder gives no proof. */
static bool prove_inclusion(struct proving *at, struct error *err)
{
    struct merkle_source source = log_folder_source(&at->folder);
    const struct checkpoint *head = &at->folder.checkpoint;
    struct log_hash leaf;
    return merkle_prove_inclusion(&source, at->number, head->size, &at->proof, err) &&
           leaf_of(at, &leaf, err) &&
           (merkle_verify_inclusion(&leaf, at->number, head->size, &at->proof, &head->root, err) ||
            error_prefix(err, at->folder.path));
}

static bool prove_growth(struct proving *at, struct error *err)
{
    struct merkle_source source = log_folder_source(&at->folder);
    const struct checkpoint *head = &at->folder.checkpoint;
    struct merkle_tree tree;
    struct log_hash old_root;
    if (!merkle_prove_consistency(&source, at->number, head->size, &at->proof, err) ||
        !merkle_load(&source, at->number, &tree, err))
        return false;
    merkle_root(&tree, &old_root);
    return merkle_verify_consistency(at->number, &old_root, head->size, &head->root, &at->proof,
                                     err) ||
           error_prefix(err, at->folder.path);
}

static bool prove(struct proving *at, const struct words *words, struct error *err)
{
    const char *opening = words_value(words, "--opening");
    return read_words(at, words, err) &&
           (opening == NULL || file_read(&at->opening, opening, err)) &&
           log_folder_open(&at->folder, words->plain.words[0], err) &&
           (at->from == NULL ? prove_inclusion(at, err) : prove_growth(at, err));
}

static bool file_of(struct proving *at, struct dynbuf *out, struct error *err)
{
    struct witness_request request = {at->number, at->proof, dynbuf_bytes(&at->folder.note)};
    if (at->from != NULL)
        return witness_request_print(&request, out, err);
    return log_proof_print(dynbuf_bytes(&at->opening), at->number, &at->proof,
                           dynbuf_bytes(&at->folder.note), out, err);
}

static bool json_of(struct proving *at, struct dynbuf *out, struct error *err)
{
    const struct checkpoint *head = &at->folder.checkpoint;
    struct json_writer json;
    char hex[2 * LOG_HASH_BYTES + 1];
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    json_string(&json, "origin", head->origin);
    json_u64(&json, "size", head->size);
    hex_encode(hex, head->root.bytes, LOG_HASH_BYTES);
    json_text(&json, "root", hex);
    json_u64(&json, at->from == NULL ? "index" : "from", at->number);
    json_open_array(&json, "hashes");
    for (size_t i = 0; i < at->proof.count; i++) {
        hex_encode(hex, at->proof.hashes[i].bytes, LOG_HASH_BYTES);
        json_text(&json, NULL, hex);
    }
    json_close(&json);
    json_string(&json, "checkpoint", dynbuf_bytes(&at->folder.note));
    json_close(&json);
    return json_writer_finish(&json, "the proof", err);
}

static int run(const struct words *words)
{
    struct proving *at = calloc(1, sizeof *at);
    struct dynbuf out;
    struct error err;
    if (at == NULL) {
        error_memory(&err, "proving");
        return cli_fail(&err);
    }
    dynbuf_init(&at->opening, PROOF_EXTRA_BYTES_MAX);
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    bool ok = (sodium_init() >= 0 || error_os(&err, ERROR_IO, "starting", "libsodium", 0)) &&
              prove(at, words, &err) &&
              (words_has(words, "--json") ? json_of(at, &out, &err) : file_of(at, &out, &err));
    dynbuf_release(&at->opening);
    log_folder_release(&at->folder);
    free(at);
    if (!ok) {
        dynbuf_release(&out);
        return cli_misuse(words->command, &err);
    }
    return cli_print(&out, "the proof", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--from",
     .value = "SIZE",
     .help = "Instead of INDEX: proves that the log of now grew from its first SIZE leaves."},
    {.name = "--opening",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "The leaf with its salt and record, which then goes with the proof: only for whom it "
             "concerns."},
    {.name = "--json", .help = "Prints JSON; docs/log.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil log prove usa-log 73894 --opening release.txt > release.tlog-proof",
     "That one leaf is in the log, for somebody offline."},
    {"trefoil log prove usa-log --from 20852014 > growth", "For a witness behind an air gap."},
    {0},
};

const struct command command_log_prove = {
    .name = "log prove",
    .about = "make a proof from a log's checkpoint and tiles",
    .plain = {.name = "WORD",
              .min = 1,
              .many = true,
              .kind = WORD_FOLDER,
              .help = "The folder with `checkpoint` and `tile/`; then the number of the leaf, from "
                      "0, unless --from is given."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Prints the proof as C2SP writes it: of inclusion as a tlog-proof, of growth as the "
            "request to a witness (tlog-witness, add-checkpoint). Needs no home and no network.",
            "Signatures are not looked at: whoever verifies the proof does that. The hashes are: a "
            "folder that is damaged on the way gives no proof.",
            NULL},
    .examples = examples,
    .run = run,
};
