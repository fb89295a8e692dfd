#include "ledger/coin/writer.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/coin/cut.h"
#include "ledger/coin/sealer.h"

enum {
    HELD_MAX = 3 << 17, /* outputs: about 40 MB, once filled and once sealed, and 25 for sealing */
};

struct coin_writer {
    const struct coin_chain *chain;
    size_t held_max;
    uint64_t last; /* height of the last block that will come */
    struct coin_sealer sealer;
    struct coin_before before;
    struct coin_batch batches[2];
    struct coin_batch *batch, *spare; /* appended to; being sealed or empty */
    uint32_t times[MEDIAN_BLOCKS];    /* of the headers before, by height */
};

bool coin_writer_open(struct coin_writer **ret_writer, const char *folder,
                      const struct coin_chain *chain, uint64_t seed, struct error *err)
{
    struct coin_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return error_memory(err, "opening a ledger");
    writer->chain = chain;
    writer->held_max = HELD_MAX;
    writer->batch = &writer->batches[0];
    writer->spare = &writer->batches[1];
    unspent_init(&writer->before.unspent, seed);
    spent_set_init(&writer->before.old_spent, seed);
    if (!stack_open(&writer->sealer.stack, folder, chain->caip2, &coin_kind, err)) {
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
    coin_sealer_release(&writer->sealer);
    coin_batch_release(&writer->batches[0]);
    coin_batch_release(&writer->batches[1]);
    unspent_release(&writer->before.unspent);
    spent_set_release(&writer->before.old_spent);
    ledger_free(writer->before.old);
    free(writer);
}

const struct ledger *coin_writer_ledger(const struct coin_writer *writer)
{
    return &writer->sealer.stack.ledger;
}

const struct manifest *coin_writer_manifest(const struct coin_writer *writer)
{
    return &writer->sealer.stack.manifest;
}

void coin_writer_hold(struct coin_writer *writer, size_t outputs)
{
    writer->held_max = outputs;
}

void coin_writer_unproven(struct coin_writer *writer)
{
    writer->sealer.stack.next.unproven = true;
}

/* The height of the block that comes next. */
static uint64_t next_height(const struct coin_writer *writer)
{
    return writer->batch->first_height + writer->batch->blocks_count;
}

/* Median of the times of a block and of ten before it (BIP-113). */
static uint32_t median_time(const struct coin_writer *writer, uint64_t height)
{
    return header_median_time(writer->times,
                              height + 1 < MEDIAN_BLOCKS ? (size_t)height + 1 : MEDIAN_BLOCKS);
}

static void note_time(struct coin_writer *writer, uint64_t height, const unsigned char *header)
{
    struct header read;
    header_read(header, &read);
    writer->times[height % MEDIAN_BLOCKS] = read.time;
}

/* What is held goes to the sealer, and a new batch follows it. */
static bool seal(struct coin_writer *writer, struct error *err)
{
    struct coin_batch *full = writer->batch, *empty = writer->spare;
    if (full->blocks_count == 0)
        return true;
    if (!coin_sealer_wait(&writer->sealer, err) || !coin_sealer_start(&writer->sealer, full, err))
        return false;
    coin_batch_follow(empty, full);
    writer->batch = empty;
    writer->spare = full;
    return true;
}

bool coin_writer_append(struct coin_writer *writer, const struct coin_rows *rows, const char *place,
                        struct error *err)
{
    uint64_t height = next_height(writer);
    note_time(writer, height, rows->header);
    if (!coin_batch_append(writer->batch, rows, median_time(writer, height), place, err))
        return false;
    bool whole = height == coin_cut_end(height, writer->last);
    return (!whole && writer->batch->outputs_count < writer->held_max) || seal(writer, err);
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
        ok = coin_rows_of_sealed(&rows, off, height, writer->before.unspent.seed, err) &&
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

/* The segments that stay, as they are on the disk now: what was unspent before the writer began. */
static bool open_old(struct coin_writer *writer, struct error *err)
{
    size_t kept = writer->sealer.stack.ledger.segment_count;
    struct ledger *old;
    if (kept == 0)
        return true;
    if (!ledger_open(&old, writer->sealer.stack.folder, err))
        return false;
    while (old->segment_count > kept)
        segment_free(old->segments[--old->segment_count]);
    writer->before.old = old;
    return true;
}

bool coin_writer_begin(struct coin_writer *writer, uint64_t first, uint64_t last, struct error *err)
{
    struct stack *stack = &writer->sealer.stack;
    struct ledger *all = NULL;
    writer->last = last;
    if (stack->ledger.segment_count > 0 && !ledger_open(&all, stack->folder, err))
        return false;
    coin_sealer_begin(&writer->sealer, first, last);
    coin_batch_init(writer->batch, writer->chain, &stack->ledger, &writer->before);
    writer->before.unspent.since = writer->batch->first_output;
    bool ok = open_old(writer, err);
    if (ok && all != NULL)
        ok = load_times(writer, all, next_height(writer), err) &&
             append_again(writer, all, first, err);
    ledger_free(all);
    return ok;
}

bool coin_writer_commit(struct coin_writer *writer, struct error *err)
{
    if (!seal(writer, err) || !coin_sealer_wait(&writer->sealer, err))
        return false;
    ensure(next_height(writer) == writer->last + 1);
    return coin_sealer_commit(&writer->sealer, err);
}
