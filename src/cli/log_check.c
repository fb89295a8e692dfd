#include "cli/log_check.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/log_folder.h"
#include "log/proof.h"
#include "log/witness.h"

bool log_keys_read(struct log_keys *keys, const struct words *words, struct error *err)
{
    struct word_list given = words_list(words, "--key");
    keys->count = 0;
    if (given.count == 0)
        return error_input(err, ERROR_USAGE, "--key", "needed: who is believed, a vkey");
    if (given.count > NOTE_KEYS_MAX)
        return error_input(err, ERROR_LIMIT, "--key", "more than %d", NOTE_KEYS_MAX);
    for (size_t i = 0; i < given.count; i++)
        if (!note_key_parse(span_text(given.words[i]), "--key", &keys->keys[keys->count++], err))
            return false;
    return true;
}

static bool read_beside(struct dynbuf *bytes, const char *path, bool *ret_has, struct error *err)
{
    *ret_has = path != NULL;
    return path == NULL || file_read(bytes, path, err);
}

bool log_beside_read(struct log_beside *beside, const struct words *words, struct error *err)
{
    dynbuf_init(&beside->old, LOG_FILE_BYTES_MAX);
    dynbuf_init(&beside->leaf, LOG_FILE_BYTES_MAX);
    dynbuf_init(&beside->opening, LOG_FILE_BYTES_MAX);
    return read_beside(&beside->old, words_value(words, "--old"), &beside->has_old, err) &&
           read_beside(&beside->leaf, words_value(words, "--leaf"), &beside->has_leaf, err) &&
           read_beside(&beside->opening, words_value(words, "--opening"), &beside->has_opening,
                       err);
}

void log_beside_release(struct log_beside *beside)
{
    dynbuf_release(&beside->old);
    dynbuf_release(&beside->leaf);
    dynbuf_release(&beside->opening);
}

const char *log_matter_name(enum log_matter matter)
{
    static const char *const names[] = {[LOG_CHECKPOINT] = "checkpoint",
                                        [LOG_FOLDER] = "folder",
                                        [LOG_PROOF] = "proof",
                                        [LOG_GROWTH] = "growth"};
    return names[matter];
}

/* One call of `log_check`. */
struct check {
    struct log_answer *answer;
    const struct log_keys *keys;
    const struct log_beside *beside;
    struct progress *progress;
};

static bool open_checkpoint(struct check *check, struct span bytes, struct error *err)
{
    return checkpoint_open(bytes, check->answer->path, check->keys->keys, check->keys->count,
                           &check->answer->checkpoint, check->answer->verdicts, err);
}

/* The older checkpoint, of the same log and not longer. */
static bool open_old(struct check *check, struct checkpoint *ret_old, struct error *err)
{
    struct note_verdict verdicts[NOTE_KEYS_MAX];
    const struct checkpoint *now = &check->answer->checkpoint;
    if (!checkpoint_open(dynbuf_bytes(&check->beside->old), "--old", check->keys->keys,
                         check->keys->count, ret_old, verdicts, err))
        return false;
    if (!span_equal(ret_old->origin, now->origin))
        return error_input(err, ERROR_CONFLICT, "--old", "it is of another log");
    if (ret_old->size > now->size)
        return error_input(err, ERROR_CONFLICT, check->answer->path,
                           "the log had %llu leaves and now says %llu",
                           (unsigned long long)ret_old->size, (unsigned long long)now->size);
    check->answer->has_old = true;
    check->answer->old_size = ret_old->size;
    return true;
}

static bool check_tiles(struct check *check, struct log_folder *folder, struct error *err)
{
    struct checkpoint old;
    bool grown = check->beside->has_old;
    return log_folder_open(folder, check->answer->path, err) &&
           open_checkpoint(check, dynbuf_bytes(&folder->note), err) &&
           (!grown || open_old(check, &old, err)) &&
           log_folder_check(folder, grown ? &old : NULL, check->progress, err);
}

static bool check_folder(struct check *check, struct error *err)
{
    struct log_folder *folder = malloc(sizeof *folder);
    check->answer->matter = LOG_FOLDER;
    if (folder == NULL)
        return error_memory(err, "reading a log");
    bool ok = check_tiles(check, folder, err);
    dynbuf_release(&check->answer->bytes);
    check->answer->bytes = folder->note; /* the checkpoint lies in it */
    free(folder);
    return ok;
}

/* The leaf's hash: of --leaf, of --opening, or of the opening that the proof itself carries. */
static bool leaf_of(struct check *check, const struct log_proof *proof, struct log_hash *ret_hash,
                    struct error *err)
{
    struct log_answer *answer = check->answer;
    if (check->beside->has_leaf) {
        log_hash_leaf(ret_hash, dynbuf_bytes(&check->beside->leaf));
        return true;
    }
    if (!check->beside->has_opening && proof->extra.size == 0)
        return error_input(err, ERROR_NOT_FOUND, answer->path,
                           "it does not say which leaf; expected --leaf or --opening");
    bool beside = check->beside->has_opening;
    if (!beside && !log_proof_extra(proof, &answer->extra, err))
        return false;
    struct span bytes = dynbuf_bytes(beside ? &check->beside->opening : &answer->extra);
    if (!opening_parse(bytes, beside ? "--opening" : answer->path, &answer->opening, err))
        return false;
    log_hash_leaf(ret_hash, answer->opening.leaf_bytes);
    answer->has_opening = true;
    return true;
}

static bool check_proof(struct check *check, struct error *err)
{
    struct log_answer *answer = check->answer;
    struct log_proof proof;
    struct log_hash leaf;
    answer->matter = LOG_PROOF;
    if (!log_proof_parse(dynbuf_bytes(&answer->bytes), answer->path, &proof, err) ||
        !leaf_of(check, &proof, &leaf, err) ||
        !log_proof_verify(&proof, answer->path, &leaf, check->keys->keys, check->keys->count,
                          &answer->checkpoint, answer->verdicts, err))
        return false;
    answer->index = proof.index;
    return true;
}

static bool check_growth(struct check *check, struct error *err)
{
    struct log_answer *answer = check->answer;
    struct witness_request request;
    struct checkpoint old = {.size = 0};
    answer->matter = LOG_GROWTH;
    if (!witness_request_parse(dynbuf_bytes(&answer->bytes), answer->path, &request, err) ||
        !open_checkpoint(check, request.checkpoint, err))
        return false;
    if (!check->beside->has_old)
        return error_input(err, ERROR_NOT_FOUND, answer->path,
                           "it proves growth from a checkpoint; expected --old");
    if (!open_old(check, &old, err))
        return false;
    if (old.size != request.old_size)
        return error_input(err, ERROR_CONFLICT, answer->path,
                           "it begins at %llu leaves, --old has %llu",
                           (unsigned long long)request.old_size, (unsigned long long)old.size);
    return merkle_verify_consistency(old.size, &old.root, answer->checkpoint.size,
                                     &answer->checkpoint.root, &request.proof, err) ||
           error_prefix(err, answer->path);
}

bool log_check(struct log_answer *answer, const char *path, const struct log_keys *keys,
               const struct log_beside *beside, struct progress *progress, struct error *err)
{
    struct check check = {answer, keys, beside, progress};
    struct stat found;
    memset(answer, 0, sizeof *answer);
    answer->path = path;
    dynbuf_init(&answer->bytes, LOG_FILE_BYTES_MAX);
    dynbuf_init(&answer->extra, PROOF_EXTRA_BYTES_MAX);
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return check_folder(&check, err);
    if (!file_read(&answer->bytes, path, err))
        return false;
    struct span bytes = dynbuf_bytes(&answer->bytes);
    if (span_starts_with(bytes, "c2sp.org/tlog-proof"))
        return check_proof(&check, err);
    if (span_starts_with(bytes, "old "))
        return check_growth(&check, err);
    answer->matter = LOG_CHECKPOINT;
    return open_checkpoint(&check, bytes, err);
}

void log_answer_release(struct log_answer *answer)
{
    dynbuf_release(&answer->bytes);
    dynbuf_release(&answer->extra);
}
