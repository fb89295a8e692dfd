#include "node/restored.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "node/config.h"
#include "node/keys.h"
#include "store/leaves.h"

static const char name[] = "restored";

bool restored_write(const char *home, int64_t made, struct span checkpoint, struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, LOG_FILE_BYTES_MAX);
    dynbuf_format(&text, "trefoil-restored/v1\n%lld\n", (long long)made);
    dynbuf_span(&text, checkpoint);
    bool ok = (!text.failed || dynbuf_error(&text, name, err)) &&
              file_replace_private(home, name, dynbuf_bytes(&text), err);
    dynbuf_release(&text);
    return ok;
}

static bool is_there(const char *home, char ret_path[PATH_BYTES_MAX], bool *ret_there,
                     struct error *err)
{
    struct stat found;
    if (!file_path(ret_path, home, name, err))
        return false;
    *ret_there = lstat(ret_path, &found) == 0;
    return *ret_there || errno == ENOENT || error_os(err, ERROR_IO, "look at", ret_path, errno);
}

bool restored_refuse(const char *home, struct error *err)
{
    char path[PATH_BYTES_MAX];
    bool there = false;
    return is_there(home, path, &there, err) &&
           (!there || error_input(err, ERROR_CONFLICT, home,
                                  "restored from a backup; expected `trefoil restore accept` "
                                  "first, which docs/backup.md explains"));
}

/* Whether a checkpoint that somebody kept is one of this log, of which nothing is lost. */
static bool compare(struct store *store, const struct merkle_tree *now, struct span kept,
                    const struct note_key *key, struct error *err)
{
    struct tile_reader reader = leaves_tiles(store);
    struct merkle_source source = tile_source(&reader);
    struct note_verdict verdict;
    struct checkpoint shown;
    struct merkle_tree tree;
    struct log_hash root;
    if (!checkpoint_open(kept, "checkpoint", key, 1, &shown, &verdict, err))
        return false;
    if (shown.size > now->size)
        return error_input(err, ERROR_CONFLICT, "checkpoint",
                           "shows %llu leaves, and the backup holds %llu: the log cannot go on "
                           "under its key without a fork",
                           (unsigned long long)shown.size, (unsigned long long)now->size);
    if (!merkle_load(&source, shown.size, &tree, err))
        return false;
    merkle_root(&tree, &root);
    return log_hash_equal(&root, &shown.root) ||
           error_input(err, ERROR_CONFLICT, "checkpoint", "of %llu leaves shows another log",
                       (unsigned long long)shown.size);
}

static bool compare_all(struct store *store, const struct note_key *key, const struct span *kept,
                        size_t count, uint64_t *ret_leaves, struct error *err)
{
    struct leaves leaves;
    if (!leaves_load(store, &leaves, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!compare(store, &leaves.tree, kept[i], key, err))
            return false;
    *ret_leaves = leaves.tree.size;
    return true;
}

static bool look(const char *home, const struct keys *keys, const struct span *kept, size_t count,
                 uint64_t *ret_leaves, struct error *err)
{
    struct config config = {0};
    struct store store = {0};
    bool ok = config_read(&config, home, err);
    const struct store_place place = {.folder = home, .postgres = config.postgres};
    ok = ok && store_open_reading(&store, &place, err) &&
         compare_all(&store, &keys->log.key, kept, count, ret_leaves, err);
    store_release(&store);
    config_release(&config);
    return ok;
}

bool restored_accept(const char *home, const struct span *kept, size_t count, uint64_t *ret_leaves,
                     struct error *err)
{
    char path[PATH_BYTES_MAX];
    bool there = false;
    struct keys keys = {0};
    if (!is_there(home, path, &there, err))
        return false;
    if (!there)
        return error_input(err, ERROR_NOT_FOUND, home, "was not restored from a backup");
    bool ok = keys_read(&keys, home, err) && look(home, &keys, kept, count, ret_leaves, err);
    keys_clear(&keys);
    if (ok && unlink(path) != 0)
        return error_os(err, ERROR_IO, "remove the mark", path, errno);
    return ok && file_sync_folder(home, err);
}
