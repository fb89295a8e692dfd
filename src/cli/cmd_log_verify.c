#include <stdlib.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/cli.h"
#include "cli/log_check.h"
#include "screen/lists.h"
#include "text/json_writer.h"

struct verifying {
    struct log_keys keys;
    struct log_beside beside;
    struct log_answer answer;
    struct dynbuf *out;
    struct json_writer json;
    bool as_json;
};

static void json_seals(struct verifying *at)
{
    struct json_writer *json = &at->json;
    for (unsigned round = 0; round < 2; round++) {
        enum note_type type = round == 0 ? NOTE_ED25519 : NOTE_COSIGNATURE;
        json_open_array(json, round == 0 ? "signed" : "cosigned");
        for (size_t i = 0; i < at->keys.count; i++) {
            if (!at->answer.verdicts[i].valid || at->keys.keys[i].type != type)
                continue;
            json_open_object(json, NULL);
            json_text(json, "name", at->keys.keys[i].name);
            if (type == NOTE_COSIGNATURE)
                json_u64(json, "time", at->answer.verdicts[i].time);
            json_close(json);
        }
        json_close(json);
    }
}

static void json_opening(struct json_writer *json, const struct opening *opening)
{
    json_open_object(json, "leaf");
    json_text(json, "kind", leaf_kind_name(opening->leaf.kind));
    json_u64(json, "time", opening->leaf.time);
    json_close(json);
    json_open_object(json, "record");
    for (unsigned field = 0; field < RECORD_FIELDS; field++)
        if (opening->record.values[field].size > 0)
            json_string(json, record_field_name(field), opening->record.values[field]);
    json_close(json);
}

/* `problem` is NULL when it verifies. */
static void json_of(struct verifying *at, const char *problem)
{
    const struct log_answer *answer = &at->answer;
    char hex[2 * LOG_HASH_BYTES + 1];
    json_open_object(&at->json, NULL);
    json_text(&at->json, "path", answer->path);
    json_text(&at->json, "matter", log_matter_name(answer->matter));
    json_bool(&at->json, "verified", problem == NULL);
    if (problem != NULL) {
        json_text(&at->json, "problem", problem);
        json_close(&at->json);
        return;
    }
    hex_encode(hex, answer->checkpoint.root.bytes, LOG_HASH_BYTES);
    json_string(&at->json, "origin", answer->checkpoint.origin);
    json_u64(&at->json, "size", answer->checkpoint.size);
    json_text(&at->json, "root", hex);
    json_seals(at);
    if (answer->has_old)
        json_u64(&at->json, "old_size", answer->old_size);
    if (answer->matter == LOG_PROOF)
        json_u64(&at->json, "index", answer->index);
    if (answer->has_opening)
        json_opening(&at->json, &answer->opening);
    json_close(&at->json);
}

/* " at TIME", and the line ends. Signed times may lie behind the last year that has four digits. */
static void text_of_time(struct dynbuf *out, uint64_t seconds)
{
    static const uint64_t last = UINT64_C(253402300799); /* 9999-12-31T23:59:59Z */
    char time[MOMENT_BYTES];
    moment_print(seconds, time);
    if (seconds <= last)
        dynbuf_format(out, " at %s\n", time);
    else
        dynbuf_format(out, " %llu seconds after 1970\n", (unsigned long long)seconds);
}

static void text_of_opening(struct dynbuf *out, const struct opening *opening)
{
    dynbuf_format(out, "  %s", leaf_kind_name(opening->leaf.kind));
    text_of_time(out, opening->leaf.time / 1000000);
    for (unsigned field = 0; field < RECORD_FIELDS; field++)
        if (opening->record.values[field].size > 0) {
            dynbuf_format(out, "  %-8s  ", record_field_name(field));
            dynbuf_span(out, opening->record.values[field]);
            dynbuf_text(out, "\n");
        }
}

static void text_of(struct verifying *at)
{
    const struct log_answer *answer = &at->answer;
    char hex[2 * LOG_HASH_BYTES + 1];
    hex_encode(hex, answer->checkpoint.root.bytes, LOG_HASH_BYTES);
    dynbuf_format(at->out, "%s: verified\n  log       ", answer->path);
    dynbuf_span(at->out, answer->checkpoint.origin);
    dynbuf_text(at->out, ", ");
    dynbuf_count(at->out, answer->checkpoint.size, "leaf\n", "leaves\n");
    dynbuf_format(at->out, "  head      %s\n", hex);
    for (size_t i = 0; i < at->keys.count; i++) {
        if (!answer->verdicts[i].valid)
            continue;
        bool cosigned = at->keys.keys[i].type == NOTE_COSIGNATURE;
        dynbuf_format(at->out, "  %s  %s", cosigned ? "cosigned" : "signed  ",
                      at->keys.keys[i].name);
        if (cosigned)
            text_of_time(at->out, answer->verdicts[i].time);
        else
            dynbuf_text(at->out, "\n");
    }
    if (answer->has_old)
        dynbuf_format(at->out, "  grew      from %llu\n", (unsigned long long)answer->old_size);
    if (answer->matter == LOG_PROOF)
        dynbuf_format(at->out, "  leaf      %llu\n", (unsigned long long)answer->index);
    if (answer->has_opening)
        text_of_opening(at->out, &answer->opening);
}

/* What one path says; returns the exit code that it asks for. */
static int verify(struct verifying *at, const struct words *words, const char *path)
{
    struct error err;
    struct progress *progress = cli_progress_start(words, "log");
    bool ok = log_check(&at->answer, path, &at->keys, &at->beside, progress, &err);
    cli_progress_stop();
    int code = EXIT_DONE;
    if (!ok)
        code = error_is_environment(err.code) ? cli_fail(&err) : EXIT_NOT_SO;
    if (code == EXIT_NOT_SO && !at->as_json)
        cli_fail(&err);
    if (code == EXIT_DONE && !at->as_json)
        text_of(at);
    if (code <= EXIT_NOT_SO && at->as_json)
        json_of(at, ok ? NULL : err.text);
    log_answer_release(&at->answer);
    return code;
}

static int verify_all(struct verifying *at, const struct words *words)
{
    int code = EXIT_DONE;
    if (at->as_json) {
        json_writer_init(&at->json, at->out);
        json_open_object(&at->json, NULL);
        json_text(&at->json, "version", TREFOIL_VERSION);
        json_open_array(&at->json, "results");
    }
    for (size_t i = 0; i < words->plain.count; i++) {
        int found = verify(at, words, words->plain.words[i]);
        code = found > code ? found : code;
    }
    if (at->as_json) {
        json_close(&at->json);
        json_close(&at->json);
    }
    return code;
}

static int run(const struct words *words)
{
    struct verifying *at = calloc(1, sizeof *at);
    struct dynbuf out;
    struct error err;
    if (at == NULL) {
        error_memory(&err, "verifying a log");
        return cli_fail(&err);
    }
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    at->out = &out;
    at->as_json = words_has(words, "--json");
    bool ok = sodium_init() >= 0 || error_os(&err, ERROR_IO, "starting", "libsodium", 0);
    ok = ok && log_keys_read(&at->keys, words, &err) && log_beside_read(&at->beside, words, &err);
    int code = ok ? verify_all(at, words) : cli_misuse(words->command, &err);
    log_beside_release(&at->beside);
    free(at);
    return cli_print(&out, "the proof", &err) ? code : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--key",
     .value = "VKEY",
     .needed = true,
     .many = true,
     .help = "Who is believed: a verifier key, NAME+ID+BASE64, of the log, whose name is the log's "
             "origin, or of a cosigner. At least the log's."},
    {.name = "--old",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "An older checkpoint: asks that the log only grew since then."},
    {.name = "--opening",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "For a proof that carries none: the leaf with its salt and record."},
    {.name = "--leaf",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "For a proof: the leaf's bytes, of whatever log."},
    {.name = "--json", .help = "Prints JSON; docs/log.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil log verify jpn-log --key \"$JPN\" --old last-month.checkpoint",
     "A copy of a member's log, and that nothing was changed since."},
    {"trefoil log verify release.tlog-proof --key \"$USA\" --key \"$KOR\"",
     "One release, proven and cosigned."},
    {0},
};

const struct command command_log_verify = {
    .name = "log verify",
    .about = "verify a log, or proofs from it, offline",
    .plain = {.name = "PATH",
              .min = 1,
              .many = true,
              .kind = WORD_FILE,
              .help = "A folder with `checkpoint` and `tile/`, a proof of inclusion, a proof of "
                      "growth, or a checkpoint."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Needs no home, no node and no network. The forms are those of C2SP: tlog-tiles, "
            "tlog-checkpoint, tlog-proof, and the request to a witness for growth; docs/log.md.",
            "Of a folder every hash of every tile is computed from the tiles below, and the head "
            "from all of them.",
            "A signature of a key that is not given is ignored; a wrong one of a key that is given "
            "refuses the whole file.",
            NULL},
    .examples = examples,
    .codes = "Something does not verify; standard error, or `problem`, says what.",
    .run = run,
};
