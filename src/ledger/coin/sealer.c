#include "ledger/coin/sealer.h"

#include "ledger/coin/cut.h"
#include "ledger/coin/merge.h"

enum {
    FAN_IN = 16,      /* neighbours of a size that are merged */
    LEVEL_ASIDE = 0,  /* no manifest may name it */
    LEVEL_KEPT = 255, /* of a segment that was there, or is for good: merged only as its range is */
};

void coin_sealer_release(struct coin_sealer *sealer)
{
    struct error ignored;
    coin_sealer_wait(sealer, &ignored);
    coin_build_room_release(&sealer->room);
    stack_release(&sealer->stack);
}

void coin_sealer_begin(struct coin_sealer *sealer, uint64_t first, uint64_t last)
{
    const struct manifest_segment *list = sealer->stack.listed;
    size_t kept = 0;
    const struct manifest *found = &sealer->stack.manifest;
    sealer->last = last;
    sealer->save_from = found->segment_count == 0   ? 0
                        : first > found->last_block ? found->last_block
                                                    : UINT64_MAX;
    while (kept < sealer->stack.ledger.segment_count && list[kept].last_block < first &&
           list[kept].last_block <= coin_cut_end(list[kept].first_block, last))
        sealer->level[kept++] = LEVEL_KEPT;
    stack_pop(&sealer->stack, kept);
}

/* Segments [from, to) become one, which counts as `level`. */
static bool merge_pieces(struct coin_sealer *sealer, size_t from, size_t to, unsigned char level,
                         struct error *err)
{
    struct stack *stack = &sealer->stack;
    struct manifest_segment range = {.first_block = stack->listed[from].first_block,
                                     .last_block = stack->listed[to - 1].last_block};
    size_t behind = stack->ledger.segment_count - to;
    if (!stack_merge(stack, from, to, range, coin_segments_merge, err))
        return false;
    sealer->level[from] = level;
    memmove(sealer->level + from + 1, sealer->level + to, behind);
    return true;
}

/* As many neighbours of a size as FAN_IN, in one range, are merged. */
static bool merge_sizes(struct coin_sealer *sealer, struct error *err)
{
    const struct stack *stack = &sealer->stack;
    const struct manifest_segment *list = stack->listed;
    for (;;) {
        size_t same = 1, count = stack->ledger.segment_count;
        unsigned char level = sealer->level[count - 1];
        uint64_t start = coin_cut_start(list[count - 1].first_block, sealer->last);
        while (same < count && list[count - 1 - same].first_block >= start &&
               sealer->level[count - 1 - same] == level)
            same++;
        if (same < FAN_IN || level == LEVEL_KEPT)
            return true;
        if (!merge_pieces(sealer, count - same, count, (unsigned char)(level + 1), err))
            return false;
    }
}

/* All that stand in one range of the cut become one, for the ranges that are whole. */
static bool merge_ranges(struct coin_sealer *sealer, struct error *err)
{
    const struct stack *stack = &sealer->stack;
    const struct manifest_segment *list = stack->listed;
    for (size_t from = 0, to; from < stack->ledger.segment_count; from++) {
        uint64_t end = coin_cut_end(list[from].first_block, sealer->last);
        for (to = from + 1; to < stack->ledger.segment_count && list[to].first_block <= end;)
            to++;
        if (to - from > 1 && list[to - 1].last_block == end &&
            !merge_pieces(sealer, from, to, LEVEL_KEPT, err))
            return false;
    }
    return true;
}

/* What is sealed so far becomes a generation, so that a killed writer goes on from there; unless
 * something is aside, is named already, or is all that will come. Never one without blocks that the
 * ledger has, as these may be in no file that comes again. */
static bool save(struct coin_sealer *sealer, struct error *err)
{
    const struct stack *stack = &sealer->stack;
    size_t count = stack->ledger.segment_count;
    uint64_t last = stack->listed[count - 1].last_block;
    return sealer->level[count - 1] == LEVEL_ASIDE || stack->named[count - 1] ||
           count > MANIFEST_SEGMENTS_MAX || last == sealer->last || last < sealer->save_from ||
           stack_commit(&sealer->stack, 0, last, err);
}

/* The batch becomes a segment: for good where it is a whole range of the cut, else aside. */
static bool seal(struct coin_sealer *sealer, struct error *err)
{
    struct stack *stack = &sealer->stack;
    struct manifest_segment listed;
    uint64_t first = sealer->batch->first_height;
    uint64_t last = first + sealer->batch->blocks_count - 1;
    bool starts = first == coin_cut_start(first, sealer->last);
    bool ends = last == coin_cut_end(first, sealer->last);
    if (!coin_build(sealer->batch, &stack->ledger, &sealer->room, !(starts && ends), stack->folder,
                    &listed, err) ||
        !stack_push(stack, &listed, err))
        return false;
    sealer->level[stack->ledger.segment_count - 1] = starts && ends ? LEVEL_KEPT : LEVEL_ASIDE;
    return (ends ? merge_ranges(sealer, err) : merge_sizes(sealer, err)) && save(sealer, err);
}

static void *run(void *context)
{
    struct coin_sealer *sealer = context;
    sealer->sealed = seal(sealer, &sealer->failure);
    return NULL;
}

bool coin_sealer_start(struct coin_sealer *sealer, struct coin_batch *batch, struct error *err)
{
    ensure(sealer->batch == NULL && batch->blocks_count > 0);
    sealer->batch = batch;
    int failed = pthread_create(&sealer->thread, NULL, run, sealer);
    if (failed == 0)
        return true;
    sealer->batch = NULL;
    return error_os(err, ERROR_MEMORY, "start", "a thread", failed);
}

bool coin_sealer_wait(struct coin_sealer *sealer, struct error *err)
{
    if (sealer->batch == NULL)
        return true;
    pthread_join(sealer->thread, NULL);
    sealer->batch = NULL;
    if (!sealer->sealed)
        *err = sealer->failure;
    return sealer->sealed;
}

bool coin_sealer_commit(struct coin_sealer *sealer, struct error *err)
{
    return merge_ranges(sealer, err) && stack_commit(&sealer->stack, 0, sealer->last, err);
}
