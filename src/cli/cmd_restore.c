#include "cli/backup_words.h"

static bool restore_home(const struct words *words, struct restore_told *ret_told,
                         struct error *err)
{
    struct backup_words read = {0};
    struct restore_asked asked = {.file = words->plain.words[0],
                                  .secret = read.secret,
                                  .config = words_value(words, "--config")};
    bool ok = backup_words_read(&read, words, err) && cli_home(words, &asked.home, err);
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
    bool ok = restore_home(words, &told, &err);
    bool no = !ok && err.code == ERROR_DAMAGED;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    ok = ok && backup_tell(&out, words_has(words, "--json"), words->plain.words[0], "restored",
                           &told.backup, &told.log, &err);
    if (!ok) {
        dynbuf_release(&out);
        int code = cli_misuse(words->command, &err);
        return no ? EXIT_NOT_SO : code;
    }
    return cli_print(&out, "the restore", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--config",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "A configuration to take in place of the backup's: for another machine, or from "
             "SQLite to PostgreSQL or back. Of the same member."},
    {.name = "--json", .help = "Prints JSON; docs/backup.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil restore usa.backup --key usa.backup-key --home /srv/trefoil",
     "On the machine that takes over."},
    {0},
};

const struct command command_restore = {
    .name = "restore",
    .about = "make a home of a backup, after proving it",
    .plain = {.name = "FILE", .min = 1, .kind = WORD_FILE, .help = "The backup."},
    .options = {backup_key_options, options},
    .paragraphs =
        (const char *const[]){
            "The home must not be there yet. It stands when all of the backup was read and proven, "
            "as by `trefoil backup verify`; before that nothing does. A store in PostgreSQL must "
            "be "
            "an empty database.",
            "The home is marked as restored, and no node opens it before `trefoil restore accept`.",
            NULL},
    .examples = examples,
    .codes = "The backup is damaged; standard error says what is wrong, and nothing was restored.",
    .run = run,
};
