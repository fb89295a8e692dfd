#include "ledger/coin/writer.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/coin/build.h"
#include "ledger/coin/cut.h"
#include "ledger/coin/merge.h"

enum {
    HELD_MAX = 1 << 19, /* outputs: about 90 MB with all that belongs to them */
    FAN_IN = 16,        /* neighbours of a size that are merged */
    MEDIAN_BLOCKS = 11,
    LEVEL_KEPT = 255, /* of a segment that was there: merged when its range is whole, not before */
};

struct coin_writer {
    const struct coin_chain *chain;
    size_t held_max;
    uint64_t last;      /* height of the last block that will come */
    uint64_t save_from; /* height of a block with which a generation loses nothing that was there */
    struct stack stack;
    unsigned char level[STACK_MAX]; /* of each segment: how often it was merged, as a size */
    struct unspent unspent;
    struct coin_batch batch;
    uint32_t times[MEDIAN_BLOCKS]; /* of the headers before, by height */
};

bool coin_writer_open(struct coin_writer **ret_writer, const char *folder,
                      const struct coin_chain *chain, uint64_t seed, struct error *err)
{
    struct coin_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return error_memory(err, "opening a ledger");
    writer->chain = chain;
    writer->held_max = HELD_MAX;
    unspent_init(&writer->unspent, seed);
    if (!stack_open(&writer->stack, folder, chain->caip2, &coin_kind, err)) {
        coin_writer_free(writer);
        return false;
    }
    *ret_writer = writer;
    return true;
}

void coin_writer_free(struct coin_writer *writer)
{
    if (writer == NULL)
        return;
    coin_batch_release(&writer->batch);
    unspent_release(&writer->unspent);
    stack_release(&writer->stack);
    free(writer);
}

const struct ledger *coin_writer_ledger(const struct coin_writer *writer)
{
    return &writer->stack.ledger;
}

const struct manifest *coin_writer_manifest(const struct coin_writer *writer)
{
    return &writer->stack.manifest;
}

void coin_writer_hold(struct coin_writer *writer, size_t outputs)
{
    writer->held_max = outputs;
}

bool coin_writer_add_file(struct coin_writer *writer, const unsigned char *sha256, const char *name,
                          struct error *err)
{
    return manifest_add_file(&writer->stack.next, sha256, name, err);
}

/* The height of the block that comes next. */
static uint64_t next_height(const struct coin_writer *writer)
{
    return writer->batch.first_height + writer->batch.blocks_count;
}

/* Median of the times of a block and of ten before it (BIP-113). */
static uint32_t median_time(const struct coin_writer *writer, uint64_t height)
{
    uint32_t sorted[MEDIAN_BLOCKS];
    size_t count = height + 1 < MEDIAN_BLOCKS ? (size_t)height + 1 : MEDIAN_BLOCKS;
    for (size_t i = 0; i < count; i++) {
        uint32_t time = writer->times[(height - i) % MEDIAN_BLOCKS];
        size_t at = i;
        for (; at > 0 && sorted[at - 1] > time; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = time;
    }
    return sorted[count / 2];
}

static void note_time(struct coin_writer *writer, uint64_t height, const unsigned char *header)
{
    struct header read;
    header_read(header, &read);
    writer->times[height % MEDIAN_BLOCKS] = read.time;
}

/* Segments [from, to) become one, which counts as `level`. */
static bool merge_pieces(struct coin_writer *writer, size_t from, size_t to, unsigned char level,
                         struct error *err)
{
    struct stack *stack = &writer->stack;
    struct manifest_segment range = {.first_block = stack->listed[from].first_block,
                                     .last_block = stack->listed[to - 1].last_block};
    size_t behind = stack->ledger.segment_count - to;
    if (!stack_merge(stack, from, to, range, coin_segments_merge, err))
        return false;
    writer->level[from] = level;
    memmove(writer->level + from + 1, writer->level + to, behind);
    return true;
}

/* As many neighbours of a size as FAN_IN, in one range, are merged. */
static bool merge_sizes(struct coin_writer *writer, struct error *err)
{
    const struct stack *stack = &writer->stack;
    const struct manifest_segment *list = stack->listed;
    for (;;) {
        size_t same = 1, count = stack->ledger.segment_count;
        unsigned char level = writer->level[count - 1];
        uint64_t start = coin_cut_start(list[count - 1].first_block, writer->last);
        while (same < count && list[count - 1 - same].first_block >= start &&
               writer->level[count - 1 - same] == level)
            same++;
        if (same < FAN_IN || level == LEVEL_KEPT)
            return true;
        if (!merge_pieces(writer, count - same, count, (unsigned char)(level + 1), err))
            return false;
    }
}

/* All that stand in one range of the cut become one, for the ranges that are whole. */
static bool merge_ranges(struct coin_writer *writer, struct error *err)
{
    const struct stack *stack = &writer->stack;
    const struct manifest_segment *list = stack->listed;
    for (size_t from = 0, to; from < stack->ledger.segment_count; from++) {
        uint64_t end = coin_cut_end(list[from].first_block, writer->last);
        for (to = from + 1; to < stack->ledger.segment_count && list[to].first_block <= end;)
            to++;
        if (to - from > 1 && list[to - 1].last_block == end &&
            !merge_pieces(writer, from, to, LEVEL_KEPT, err))
            return false;
    }
    return true;
}

/* What is sealed so far becomes a generation, so that a killed writer goes on from there; never one
 * without blocks that the ledger has, as these may be in no file that comes again. */
static bool save(struct coin_writer *writer, struct error *err)
{
    const struct stack *stack = &writer->stack;
    size_t count = stack->ledger.segment_count, named = 0;
    for (size_t i = 0; i < count; i++)
        named += stack->named[i];
    return count - named < FAN_IN || count > MANIFEST_SEGMENTS_MAX ||
           stack->listed[count - 1].last_block < writer->save_from ||
           stack_commit(&writer->stack, 0, stack->listed[count - 1].last_block, err);
}

/* What is held becomes a segment aside, and a new batch stands on it. */
static bool seal(struct coin_writer *writer, struct error *err)
{
    struct manifest_segment listed;
    struct stack *stack = &writer->stack;
    if (writer->batch.blocks_count == 0)
        return true;
    if (!coin_build(&writer->batch, stack->folder, &listed, err))
        return false;
    coin_batch_release(&writer->batch);
    if (!stack_push(stack, &listed, err))
        return false;
    writer->level[stack->ledger.segment_count - 1] = 0;
    bool whole = listed.last_block == coin_cut_end(listed.first_block, writer->last);
    if (!(whole ? merge_ranges(writer, err) : merge_sizes(writer, err)) || !save(writer, err))
        return false;
    coin_batch_init(&writer->batch, writer->chain, &stack->ledger, &writer->unspent);
    return true;
}

bool coin_writer_append(struct coin_writer *writer, const struct coin_rows *rows, const char *place,
                        struct error *err)
{
    uint64_t height = next_height(writer);
    note_time(writer, height, rows->header);
    if (!coin_batch_append(&writer->batch, rows, median_time(writer, height), place, err))
        return false;
    bool whole = height == coin_cut_end(height, writer->last);
    return (!whole && writer->batch.outputs_count < writer->held_max) || seal(writer, err);
}

/* Blocks of segments that were taken off, from the first of these up to `first`, come again. */
static bool append_again(struct coin_writer *writer, const struct ledger *off, uint64_t first,
                         struct error *err)
{
    struct coin_rows rows = {0};
    char place[64];
    bool ok = true;
    for (uint64_t height = next_height(writer); ok && height < first; height++) {
        snprintf(place, sizeof place, "block %llu", (unsigned long long)height);
        ok = coin_rows_of_sealed(&rows, off, height, writer->unspent.seed, err) &&
             coin_writer_append(writer, &rows, place, err);
    }
    coin_rows_release(&rows);
    return ok;
}

/* The times of the last headers that stay. */
static bool load_times(struct coin_writer *writer, const struct ledger *ledger, uint64_t first,
                       struct error *err)
{
    struct coins_block block;
    for (uint64_t i = 1; i < MEDIAN_BLOCKS && i <= first; i++) {
        if (!coins_block(ledger, first - i, &block, err))
            return false;
        note_time(writer, first - i, block.header);
    }
    return true;
}

bool coin_writer_begin(struct coin_writer *writer, uint64_t first, uint64_t last, struct error *err)
{
    struct stack *stack = &writer->stack;
    struct ledger *off = NULL;
    size_t kept = 0;
    writer->last = last;
    writer->save_from = stack->ledger.segment_count == 0     ? 0
                        : first > stack->manifest.last_block ? stack->manifest.last_block
                                                             : UINT64_MAX;
    while (kept < stack->ledger.segment_count && stack->listed[kept].last_block < first &&
           stack->listed[kept].last_block <= coin_cut_end(stack->listed[kept].first_block, last))
        writer->level[kept++] = LEVEL_KEPT;
    if (kept < stack->ledger.segment_count && !ledger_open(&off, stack->folder, err))
        return false;
    stack_pop(stack, kept);
    coin_batch_init(&writer->batch, writer->chain, &stack->ledger, &writer->unspent);
    writer->unspent.since = writer->batch.first_output;
    uint64_t start = next_height(writer);
    bool ok = (off == NULL && start == 0) ||
              load_times(writer, off == NULL ? &stack->ledger : off, start, err);
    ok = ok && (off == NULL || append_again(writer, off, first, err));
    ledger_free(off);
    return ok;
}

bool coin_writer_commit(struct coin_writer *writer, struct error *err)
{
    if (!seal(writer, err) || !merge_ranges(writer, err))
        return false;
    ensure(next_height(writer) == writer->last + 1);
    return stack_commit(&writer->stack, 0, writer->last, err);
}
