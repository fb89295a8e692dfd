#include "node/agreement.h"

#include <unistd.h>

#include "base/file.h"
#include "log/checkpoint.h"

enum { LEAVES_BYTES = 16 << 20 };

static bool check_leaf(struct store *store, uint64_t number, struct error *err)
{
    struct tile_reader reader = leaves_tiles(store);
    struct log_hash stored, made;
    struct stored_leaf leaf;
    struct arena arena;
    arena_init(&arena, LEAVES_BYTES);
    bool ok = leaves_read(store, number, &arena, &leaf, err) &&
              reader.read(reader.context, 0, number / TILE_WIDTH, (unsigned)(number % TILE_WIDTH),
                          1, &stored, err);
    if (ok) {
        log_hash_leaf(&made, leaf.leaf);
        ok = log_hash_equal(&made, &stored) ||
             error_input(err, ERROR_DAMAGED, "log", "leaf %llu is not what the tree has of it",
                         (unsigned long long)number);
    }
    arena_release(&arena);
    return ok;
}

static bool check_tail(struct store *store, uint64_t size, struct error *err)
{
    for (uint64_t number = size < TILE_WIDTH ? 0 : size - TILE_WIDTH; number < size; number++)
        if (!check_leaf(store, number, err))
            return false;
    return true;
}

static bool check_beginning(struct store *store, uint64_t size, const struct checkpoint *signed_one,
                            struct error *err)
{
    struct tile_reader reader = leaves_tiles(store);
    struct merkle_source source = tile_source(&reader);
    struct merkle_tree tree;
    struct log_hash root;
    if (signed_one->size > size)
        return error_input(err, ERROR_DAMAGED, "log",
                           "%llu leaves are in the store, %llu were signed: it is an older copy",
                           (unsigned long long)size, (unsigned long long)signed_one->size);
    if (!merkle_load(&source, signed_one->size, &tree, err))
        return false;
    merkle_root(&tree, &root);
    return log_hash_equal(&root, &signed_one->root) ||
           error_input(err, ERROR_DAMAGED, "log",
                       "the first %llu leaves are not those that were signed",
                       (unsigned long long)signed_one->size);
}

/* The checkpoint in a home; size 0: there is none. */
static bool read_signed(const char *home, const struct note_key *key, struct dynbuf *note,
                        struct checkpoint *ret_checkpoint, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct note_verdict verdict;
    if (!file_path(path, home, "checkpoint", err))
        return false;
    if (access(path, F_OK) != 0)
        return true;
    return file_read(note, path, err) &&
           checkpoint_open(dynbuf_bytes(note), path, key, 1, ret_checkpoint, &verdict, err);
}

/* The checkpoint first: while a node runs the log only grows behind it. */
bool agreement_check(const char *home, const struct note_key *key, struct store *store,
                     uint64_t *ret_published, struct error *err)
{
    struct checkpoint checkpoint = {0};
    struct dynbuf note;
    uint64_t size = 0;
    dynbuf_init(&note, NOTE_BYTES_MAX);
    bool ok = read_signed(home, key, &note, &checkpoint, err) && leaves_count(store, &size, err) &&
              check_tail(store, size, err) &&
              (checkpoint.size == 0 || check_beginning(store, size, &checkpoint, err));
    dynbuf_release(&note);
    if (ok)
        *ret_published = checkpoint.size;
    return ok;
}

bool agreement_holds(const struct node *node, struct error *err)
{
    if (node->disagreement.code == ERROR_NONE)
        return true;
    *err = node->disagreement;
    return false;
}
