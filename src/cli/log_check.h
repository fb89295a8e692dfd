/* What `trefoil log verify` does with one path, and what it found. */
#pragma once

#include "base/progress.h"
#include "cli/words.h"
#include "log/checkpoint.h"
#include "log/opening.h"

struct log_keys {
    struct note_key keys[NOTE_KEYS_MAX];
    size_t count;
};

/* Those of --key. Errors: syntax, value, unsupported, limit. */
bool log_keys_read(struct log_keys *keys, const struct words *words, struct error *err);

/* Files that are given beside the paths. */
struct log_beside {
    bool has_old, has_leaf, has_opening;
    struct dynbuf old, leaf, opening;
};
/* Errors: io, limit. Release also after a failure. */
bool log_beside_read(struct log_beside *beside, const struct words *words, struct error *err);
void log_beside_release(struct log_beside *beside);

enum log_matter {
    LOG_CHECKPOINT, /* a signed checkpoint by itself */
    LOG_FOLDER,     /* checkpoint and tiles */
    LOG_PROOF,      /* of inclusion (log/proof.h) */
    LOG_GROWTH,     /* of consistency (log/witness.h) */
};
const char *log_matter_name(enum log_matter matter);

/* What is filled only when it verifies. Spans lie in `bytes`, `extra`, and what was given beside.
 */
struct log_answer {
    const char *path;
    enum log_matter matter;
    struct dynbuf bytes, extra;
    struct checkpoint checkpoint;
    struct note_verdict verdicts[NOTE_KEYS_MAX];
    bool has_old;
    uint64_t old_size;
    uint64_t index;
    bool has_opening;
    struct opening opening;
};

/* A file says what it is by its first line. False, with the reason: it does not verify (a code that
 * blames the environment: nobody knows). Release also after a failure. */
bool log_check(struct log_answer *answer, const char *path, const struct log_keys *keys,
               const struct log_beside *beside, struct progress *progress, struct error *err);
void log_answer_release(struct log_answer *answer);
