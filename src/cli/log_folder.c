#include "cli/log_folder.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"

static bool is_there(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0;
}

static bool read_checkpoint(struct log_folder *folder, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct note note;
    if (!file_path(path, folder->path, "checkpoint", err))
        return false;
    if (!is_there(path))
        return error_input(err, ERROR_NOT_FOUND, path, "not there, so this is no log");
    return file_read(&folder->note, path, err) &&
           note_parse(dynbuf_bytes(&folder->note), path, &note, err) &&
           checkpoint_parse(note.text, path, &folder->checkpoint, err);
}

/* The tile as long as the log has it, else the full one: a log may keep only that. */
static bool find_tile(const struct log_folder *folder, struct tile *tile, char *ret_path,
                      struct error *err)
{
    char name[TILE_PATH_BYTES], first[TILE_PATH_BYTES];
    tile_print(tile, first);
    if (!file_path(ret_path, folder->path, first, err))
        return false;
    if (is_there(ret_path))
        return true;
    tile->width = TILE_WIDTH;
    tile_print(tile, name);
    if (!file_path(ret_path, folder->path, name, err))
        return false;
    return is_there(ret_path) || error_input(err, ERROR_NOT_FOUND, folder->path,
                                             "%s is not there, and the log has it", first);
}

/* How many of a tile's hashes a log of this size has. */
static unsigned width_of(const struct log_folder *folder, unsigned level, uint64_t index)
{
    uint64_t hashes = tile_hashes_at(level, folder->checkpoint.size) - index * TILE_WIDTH;
    return hashes < TILE_WIDTH ? (unsigned)hashes : TILE_WIDTH;
}

static bool load_tile(struct log_folder *folder, unsigned level, uint64_t index, struct error *err)
{
    char path[PATH_BYTES_MAX];
    unsigned width = width_of(folder, level, index);
    struct tile tile = {level, index, width};
    struct dynbuf bytes;
    if (folder->width[level] == width && folder->index[level] == index)
        return true;
    folder->width[level] = 0;
    dynbuf_init(&bytes, TILE_BYTES_MAX);
    bool ok = find_tile(folder, &tile, path, err) && file_read(&bytes, path, err);
    if (ok && bytes.size != (size_t)tile.width * LOG_HASH_BYTES)
        ok = error_input(err, ERROR_DAMAGED, path, "%zu bytes, expected %u", bytes.size,
                         tile.width * LOG_HASH_BYTES);
    if (ok) {
        memcpy(folder->hashes[level], bytes.data, (size_t)width * LOG_HASH_BYTES);
        folder->index[level] = index;
        folder->width[level] = width;
    }
    dynbuf_release(&bytes);
    return ok;
}

static bool read_tile(void *context, unsigned level, uint64_t index, unsigned first, unsigned count,
                      struct log_hash *ret_hashes, struct error *err)
{
    struct log_folder *folder = context;
    if (!load_tile(folder, level, index, err))
        return false;
    ensure(first + count <= folder->width[level]);
    memcpy(ret_hashes, &folder->hashes[level][first], count * sizeof *ret_hashes);
    return true;
}

bool log_folder_open(struct log_folder *folder, const char *path, struct error *err)
{
    memset(folder, 0, sizeof *folder);
    dynbuf_init(&folder->note, NOTE_BYTES_MAX);
    folder->reader = (struct tile_reader){read_tile, folder};
    if (strlen(path) >= sizeof folder->path)
        return error_input(err, ERROR_LIMIT, "path", "longer than %d bytes", PATH_BYTES_MAX);
    memcpy(folder->path, path, strlen(path) + 1);
    return read_checkpoint(folder, err);
}

void log_folder_release(struct log_folder *folder)
{
    dynbuf_release(&folder->note);
}

struct merkle_source log_folder_source(struct log_folder *folder)
{
    return tile_source(&folder->reader);
}

/* The hashes that became whole with the last leaf, beside those that the upper tiles hold. */
static bool check_made(struct log_folder *folder, uint64_t size, const struct log_hash *made,
                       size_t count, struct error *err)
{
    for (unsigned level = 1; (size_t)level * TILE_HEIGHT < count; level++) {
        uint64_t index = tile_hashes_at(level, size) - 1;
        struct log_hash stored;
        if (!read_tile(folder, level, index / TILE_WIDTH, (unsigned)(index % TILE_WIDTH), 1,
                       &stored, err))
            return false;
        if (!log_hash_equal(&stored, &made[level * TILE_HEIGHT])) {
            char path[TILE_PATH_BYTES];
            struct tile tile = {level, index / TILE_WIDTH, folder->width[level]};
            tile_print(&tile, path);
            return error_input(err, ERROR_DAMAGED, folder->path,
                               "%s: hash %u is not that of the tile below it", path,
                               (unsigned)(index % TILE_WIDTH));
        }
    }
    return true;
}

static bool check_head(const struct merkle_tree *tree, const struct checkpoint *checkpoint,
                       const char *path, struct error *err)
{
    struct log_hash root;
    merkle_root(tree, &root);
    return log_hash_equal(&root, &checkpoint->root) ||
           error_input(err, ERROR_CONFLICT, path,
                       "the first %llu leaves have another head than the checkpoint says",
                       (unsigned long long)checkpoint->size);
}

bool log_folder_check(struct log_folder *folder, const struct checkpoint *old,
                      struct progress *progress, struct error *err)
{
    struct merkle_tree tree = {.size = 0};
    struct log_hash made[MERKLE_LEVELS], leaf;
    size_t count;
    progress_phase(progress, "tiles", "leaves", folder->checkpoint.size);
    while (true) {
        progress_done(progress, tree.size);
        if (old != NULL && old->size == tree.size && !check_head(&tree, old, folder->path, err))
            return false;
        if (tree.size == folder->checkpoint.size)
            return check_head(&tree, &folder->checkpoint, folder->path, err);
        if (!read_tile(folder, 0, tree.size / TILE_WIDTH, (unsigned)(tree.size % TILE_WIDTH), 1,
                       &leaf, err) ||
            !merkle_append(&tree, &leaf, made, &count, err) ||
            !check_made(folder, tree.size, made, count, err))
            return false;
    }
}
