#include "cli/backup_words.h"
#include "cli/means.h"

static int run(const struct words *words)
{
    const struct gate_means means = cli_means();
    const char *home, *file = words->plain.words[0];
    struct backup_told told;
    struct dynbuf out;
    struct error err;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    bool ok = (sodium_init() >= 0 || error_os(&err, ERROR_IO, "starting", "libsodium", 0)) &&
              cli_home(words, &home, &err) &&
              backup_write(home, file, means.now(means.context), &told, &err) &&
              backup_tell(&out, words_has(words, "--json"), file, "backup", &told, NULL, &err);
    if (!ok) {
        dynbuf_release(&out);
        return cli_misuse(words->command, &err);
    }
    return cli_print(&out, "the backup", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--json", .help = "Prints JSON; docs/backup.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil backup /media/safe/usa-2026-11-28.backup", "While the node runs."},
    {0},
};

const struct command command_backup = {
    .name = "backup",
    .about = "back up a node, sealed for who keeps the backup key",
    .plain = {.name = "FILE",
              .min = 1,
              .kind = WORD_FILE,
              .help = "Where the backup goes; an older one there is replaced when the new one is "
                      "whole, any other file is refused."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Writes one moment of the node's store, its configuration, its keys and its newest "
            "checkpoint, encrypted to the public key that node.yaml names as backup_key: whoever "
            "makes backups, and whoever keeps them, cannot read them. The node may run meanwhile; "
            "nobody waits.",
            "Not in it are ledgers, labels and lists of the home, which are files that can be "
            "copied or made anew, and the access journal.",
            NULL},
    .examples = examples,
    .run = run,
};
