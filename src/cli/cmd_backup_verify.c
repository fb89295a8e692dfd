#include "cli/backup_words.h"

static bool verify(const struct words *words, struct restore_told *ret_told, struct error *err)
{
    struct backup_words read = {0};
    struct restore_asked asked = {.file = words->plain.words[0], .secret = read.secret};
    bool ok = backup_words_read(&read, words, err);
    asked.log_key = read.has_log_key ? &read.log_key : NULL;
    ok = ok && restore(&asked, ret_told, err);
    backup_words_clear(&read);
    return ok;
}

static int run(const struct words *words)
{
    struct restore_told told;
    struct dynbuf out;
    struct error err;
    bool ok = verify(words, &told, &err);
    bool no = !ok && (err.code == ERROR_DAMAGED || err.code == ERROR_CONFLICT);
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    ok = ok && backup_tell(&out, words_has(words, "--json"), words->plain.words[0], "verified",
                           &told.backup, &told.log, &err);
    if (!ok) {
        dynbuf_release(&out);
        int code = cli_misuse(words->command, &err);
        return no ? EXIT_NOT_SO : code;
    }
    return cli_print(&out, "the proof", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--json", .help = "Prints JSON; docs/backup.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil backup verify usa.backup --key usa.backup-key --log-key \"$USA\"",
     "Where the key is kept, once a week."},
    {0},
};

const struct command command_backup_verify = {
    .name = "backup verify",
    .about = "prove that a backup is whole, without restoring it",
    .plain = {.name = "FILE", .min = 1, .kind = WORD_FILE, .help = "The backup."},
    .options = {backup_key_options, options},
    .paragraphs =
        (const char *const[]){
            "Does what a restore does, in a store without a name that is gone in the end: needs as "
            "much room under TMPDIR as the node's store takes.",
            "Proven are: every byte as it was written; every object's content hash; every leaf of "
            "the log with its salt and record, the tiles, the head that the log's key signed; that "
            "each object version was logged, and each logged one is there; that nothing refers to "
            "what is not there.",
            NULL},
    .examples = examples,
    .codes = "The backup is damaged, or of another log; standard error says what is wrong.",
    .run = run,
};
