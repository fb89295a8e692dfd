#include <stdlib.h>

#include "base/file.h"
#include "cli/backup_words.h"
#include "node/restored.h"

enum { CHECKPOINTS_MAX = 64 };

struct accepting {
    struct dynbuf files[CHECKPOINTS_MAX];
    struct span kept[CHECKPOINTS_MAX];
    size_t count;
};

static bool read_kept(struct accepting *at, const struct words *words, struct error *err)
{
    struct word_list list = words_list(words, "--checkpoint");
    if (list.count > CHECKPOINTS_MAX)
        return error_input(err, ERROR_LIMIT, "--checkpoint", "more than %d", CHECKPOINTS_MAX);
    for (; at->count < list.count; at->count++) {
        dynbuf_init(&at->files[at->count], NOTE_BYTES_MAX);
        if (!file_read(&at->files[at->count], list.words[at->count], err))
            return false;
        at->kept[at->count] = dynbuf_bytes(&at->files[at->count]);
    }
    return true;
}

static bool accept(struct accepting *at, const struct words *words, uint64_t *ret_leaves,
                   struct error *err)
{
    const char *home;
    return (sodium_init() >= 0 || error_os(err, ERROR_IO, "starting", "libsodium", 0)) &&
           cli_home(words, &home, err) && read_kept(at, words, err) &&
           restored_accept(home, at->kept, at->count, ret_leaves, err);
}

static int run(const struct words *words)
{
    struct accepting *at = calloc(1, sizeof *at);
    struct dynbuf out;
    struct error err;
    uint64_t leaves = 0;
    bool ok = at != NULL ? accept(at, words, &leaves, &err) : error_memory(&err, "accepting");
    for (size_t i = 0; at != NULL && i < CHECKPOINTS_MAX; i++)
        dynbuf_release(&at->files[i]);
    free(at);
    if (!ok) {
        int code = cli_misuse(words->command, &err);
        return err.code == ERROR_CONFLICT ? EXIT_NOT_SO : code;
    }
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    dynbuf_format(&out, "accepted: the log goes on from %llu leaves\n", (unsigned long long)leaves);
    return cli_print(&out, "the answer", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--checkpoint",
     .value = "FILE",
     .kind = WORD_FILE,
     .many = true,
     .help = "A checkpoint of this log that somebody kept, best the newest of each other member."},
    {0},
};

static const struct example examples[] = {
    {"trefoil restore accept --checkpoint from-jpn --checkpoint from-kor",
     "Both have seen no more of the log than the backup holds."},
    {0},
};

const struct command command_restore_accept = {
    .name = "restore accept",
    .about = "let a node go on in a restored home",
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "A node that goes on from a backup signs its log anew from there. If anybody was shown "
            "a later checkpoint, that is a second history under one key, which they will hold "
            "against it. So ask the others for the newest checkpoint that they have, and give them "
            "here: when one shows more leaves than the backup holds, or others, the home stays "
            "closed. Without any, it is your word that nobody has one.",
            "A move to another machine or database loses nothing when the old node was stopped "
            "before the backup was made.",
            NULL},
    .examples = examples,
    .codes = "A checkpoint shows more leaves than the backup holds, or others.",
    .run = run,
};
