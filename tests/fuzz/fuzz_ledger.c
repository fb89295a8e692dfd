/* A forged ledger: the input says counts, widths and columns, the target lays them out and seals
 * them, so that nothing stops at a check or a hash. Input, numbers little-endian:
 *
 *     allocation that fails, or 0; seed; service; min; end     one byte each
 *     segments, and 128 more for the coin kind                 one byte
 *     by segment: its counts of 4 bytes, its widths of a byte, the columns' bytes in order
 */
#include "alloc_faults.h"
#include "chain/coin_chain.h"
#include "forge.h"
#include "ledger_use.h"
#include "scratch.h"
#include "target.h"

enum { OPTION_BYTES = 6, SEGMENTS = 3, COIN = 128 };

/* The next bytes of the input; behind its end zeros. */
static void take(struct span *input, unsigned char *ret_bytes, size_t size)
{
    size_t there = input->size < size ? input->size : size;
    memset(ret_bytes, 0, size);
    if (there > 0)
        memcpy(ret_bytes, input->data, there);
    *input = span_part(*input, there, input->size);
}

static bool take_segment(struct span *input, const struct segment_kind *kind,
                         struct forged *segment)
{
    unsigned char counts[4 * SEGMENT_COUNTS_MAX], widths[SEGMENT_COLUMNS_MAX];
    struct segment_layout layout;
    segment->shape.kind = kind;
    take(input, counts, 4 * (size_t)kind->counts);
    take(input, widths, (size_t)kind->columns);
    for (int i = 0; i < kind->counts; i++)
        segment->shape.counts[i] = le_load(counts + 4 * i, 4);
    for (int i = 0; i < kind->columns; i++)
        segment->shape.columns[i].width = widths[i];
    forged_set_rows(segment);
    if (!segment_layout(&segment->shape, &layout) || layout.file_bytes > FORGED_BYTES_MAX)
        return false;
    for (int i = 0; i < kind->columns; i++) {
        if (layout.bytes[i] == 0)
            continue;
        ensure((segment->columns[i] = malloc(layout.bytes[i])) != NULL);
        take(input, segment->columns[i], layout.bytes[i]);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = span_of(data, size);
    struct forgery forgery = {0};
    unsigned char options[OPTION_BYTES];
    bool ok = true;
    take(&input, options, sizeof options);
    size_t segments = 1 + options[5] % COIN % SEGMENTS;
    bool coin = options[5] >= COIN;
    if (coin)
        snprintf(forgery.chain, sizeof forgery.chain, "%s",
                 coin_chain_find(span_text("regtest"))->caip2);
    while (ok && forgery.count < segments)
        ok = take_segment(&input, coin ? &coin_kind : &account_kind,
                          &forgery.segments[forgery.count++]);
    if (ok && forgery_write(&forgery, scratch())) {
        struct ledger_use use = {options[1], options[2], options[3], options[4]};
        ledger_use(scratch(), &use, options[0]);
    }
    forgery_release(&forgery);
    return 0;
}
