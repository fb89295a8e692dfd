#include "node/head.h"

#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "node/agreement.h"
#include "store/leaves.h"

bool head_sign(const struct node *node, struct store *store, struct dynbuf *out,
               struct checkpoint *ret_checkpoint, struct error *err)
{
    struct tile_reader reader = leaves_tiles(store);
    struct merkle_source source = tile_source(&reader);
    struct merkle_tree tree = {0};
    struct checkpoint checkpoint = {.origin = span_text(node->keys.log.key.name)};
    if (!agreement_holds(node, err) || !leaves_count(store, &checkpoint.size, err) ||
        !merkle_load(&source, checkpoint.size, &tree, err))
        return false;
    merkle_root(&tree, &checkpoint.root);
    if (!checkpoint_sign(&checkpoint, &node->keys.log, out, err))
        return false;
    *ret_checkpoint = checkpoint;
    return true;
}

bool head_published(const struct node *node, struct store *store, struct dynbuf *out,
                    struct checkpoint *ret_checkpoint, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct note_verdict verdict;
    size_t before = out->size;
    if (!file_path(path, node->home, "checkpoint", err))
        return false;
    if (access(path, F_OK) != 0)
        return head_sign(node, store, out, ret_checkpoint, err);
    return file_read(out, path, err) &&
           checkpoint_open(span_part(dynbuf_bytes(out), before, out->size), path,
                           &node->keys.log.key, 1, ret_checkpoint, &verdict, err);
}
