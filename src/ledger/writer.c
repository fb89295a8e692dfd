#include "ledger/writer.h"

#include <stdlib.h>

#include "ledger/build.h"
#include "ledger/merge.h"
#include "ledger/stack.h"

/* Rows and containers in memory before they are sealed: about 100 and 250 bytes each. */
enum { HELD_MAX = 1 << 24 };

struct ledger_writer {
    uint64_t hash_seed;
    size_t held_max;
    uint64_t first_block;
    struct stack stack; /* what is sealed */
    struct batch batch; /* what stands on it */
};

bool ledger_writer_open(struct ledger_writer **ret_writer, const char *folder, const char *chain,
                        uint64_t hash_seed, struct error *err)
{
    struct ledger_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return error_memory(err, "opening a ledger");
    writer->hash_seed = hash_seed;
    writer->held_max = HELD_MAX;
    if (!stack_open(&writer->stack, folder, chain, &account_kind, err)) {
        ledger_writer_free(writer);
        return false;
    }
    writer->first_block = writer->stack.manifest.first_block;
    batch_init(&writer->batch, &writer->stack.ledger, hash_seed);
    *ret_writer = writer;
    return true;
}

void ledger_writer_free(struct ledger_writer *writer)
{
    if (writer == NULL)
        return;
    batch_release(&writer->batch);
    stack_release(&writer->stack);
    free(writer);
}

const struct manifest *ledger_writer_manifest(const struct ledger_writer *writer)
{
    return &writer->stack.manifest;
}

bool ledger_writer_add_file(struct ledger_writer *writer, const unsigned char *sha256,
                            const char *name, struct error *err)
{
    return manifest_add_file(&writer->stack.next, sha256, name, err);
}

void ledger_writer_expect(const struct ledger_writer *writer, const struct ledger_row *row,
                          int depth)
{
    batch_expect(&writer->batch, row, depth);
}

/* Everything up to `last` is sealed: the batch is built, ranges are merged, and a new batch stands
 * on what is there then. After a failure the writer is good for nothing but release. */
static bool advance(struct ledger_writer *writer, uint64_t last, struct error *err)
{
    struct stack *stack = &writer->stack;
    struct manifest_segment list[STACK_MAX + MANIFEST_SEGMENTS_MAX];
    size_t sealed = stack->ledger.segment_count, count = sealed;
    memcpy(list, stack->listed, sealed * sizeof *list);
    if (!build_batch(&writer->batch, stack->folder, last, list, &count, err))
        return false;
    batch_release(&writer->batch);
    for (size_t i = sealed; i < count; i++)
        if (!stack_push(stack, &list[i], err))
            return false;
    if (!stack_merge_cut(stack, last, segments_merge, err))
        return false;
    batch_init(&writer->batch, &stack->ledger, writer->hash_seed);
    return true;
}

static uint64_t last_height(const struct batch *batch)
{
    return batch->blocks[batch->blocks_count - 1].height;
}

void ledger_writer_hold(struct ledger_writer *writer, size_t rows)
{
    writer->held_max = rows;
}

bool ledger_writer_append(struct ledger_writer *writer, const struct ledger_row *row,
                          struct error *err)
{
    const struct manifest *old = &writer->stack.manifest;
    struct batch *batch = &writer->batch;
    if (old->segment_count > 0 && row->block <= old->last_block)
        return error_input(err, ERROR_VALUE, "block",
                           "%llu is sealed already; expected a block above %llu",
                           (unsigned long long)row->block, (unsigned long long)old->last_block);
    if (writer->stack.ledger.segment_count == 0 && batch->blocks_count == 0)
        writer->first_block = row->block;
    if (batch->transfers_count + batch->containers_count >= writer->held_max &&
        batch->blocks_count > 0 && row->block > last_height(batch) &&
        !advance(writer, last_height(batch), err))
        return false;
    return batch_append(batch, row, err);
}

bool ledger_writer_commit(struct ledger_writer *writer, struct error *err)
{
    if (writer->batch.blocks_count == 0)
        return error_input(err, ERROR_VALUE, writer->stack.folder,
                           "nothing to seal; expected rows");
    uint64_t last = last_height(&writer->batch);
    return advance(writer, last, err) &&
           stack_commit(&writer->stack, writer->first_block, last, err);
}
