#include "ledger/build_sorted.h"

#include <stdlib.h>
#include <string.h>

#include "base/huge.h"

/* The first eight bytes decide nearly always: keys are hashes or addresses. Keys are dealt by their
 * first sixteen bits, then sorted hand by hand. */
enum { HANDS = 1 << 16 };

struct sort_key {
    uint64_t head;
    uint32_t row;
};

static int by_head(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static uint64_t head_of(const unsigned char *key, size_t width)
{
    uint64_t head = 0;
    for (size_t byte = 0; byte < 8; byte++)
        head = head << 8 | (byte < width ? key[byte] : 0);
    return head;
}

/* Keys with one head are rare by themselves; somebody who makes them gets no more than a slower
 * sort. */
struct tied_key {
    const unsigned char *bytes;
    size_t width;
    struct sort_key key;
};

static int by_bytes(const void *a, const void *b)
{
    const struct tied_key *x = a, *y = b;
    int order = memcmp(x->bytes, y->bytes, x->width);
    return order != 0 ? order : (x->key.row > y->key.row) - (x->key.row < y->key.row);
}

static bool sort_tied(struct sort_key *keys, size_t count, const unsigned char *bytes,
                      size_t stride, size_t width)
{
    struct tied_key *tied = malloc(count * sizeof *tied);
    if (tied == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        tied[i] = (struct tied_key){bytes + keys[i].row * stride, width, keys[i]};
    qsort(tied, count, sizeof *tied, by_bytes);
    for (size_t i = 0; i < count; i++)
        keys[i] = tied[i].key;
    free(tied);
    return true;
}

static bool sort_hand(struct sort_key *keys, size_t count, const unsigned char *bytes,
                      size_t stride, size_t width)
{
    if (count < 2)
        return true;
    qsort(keys, count, sizeof *keys, by_head);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && keys[to].head == keys[from].head;)
            to++;
        if (to - from > 1 && !sort_tied(keys + from, to - from, bytes, stride, width))
            return false;
    }
    return true;
}

static void deal(struct sort_key *keys, size_t *ends, const unsigned char *bytes, size_t count,
                 size_t stride, size_t width)
{
    for (size_t i = 0; i < count; i++)
        ends[(head_of(bytes + i * stride, width) >> 48) + 1]++;
    for (size_t hand = 1; hand <= HANDS; hand++)
        ends[hand] += ends[hand - 1];
    for (size_t i = 0; i < count; i++) {
        uint64_t head = head_of(bytes + i * stride, width);
        keys[ends[head >> 48]++] = (struct sort_key){head, (uint32_t)i};
    }
}

bool sort_rows(uint32_t **ret_rows, const unsigned char *keys, size_t count, size_t stride,
               size_t width, struct error *err)
{
    struct sort_key *sorted = huge_alloc((count + 1) * sizeof *sorted);
    uint32_t *rows = huge_alloc((count + 1) * sizeof *rows);
    size_t *ends = calloc(HANDS + 1, sizeof *ends), from = 0;
    bool ok = sorted != NULL && rows != NULL && ends != NULL;
    if (ok)
        deal(sorted, ends, keys, count, stride, width);
    for (size_t hand = 0; ok && hand < HANDS; from = ends[hand++])
        ok = sort_hand(sorted + from, ends[hand] - from, keys, stride, width);
    for (size_t i = 0; ok && i < count; i++)
        rows[i] = sorted[i].row;
    free(sorted);
    free(ends);
    if (!ok) {
        free(rows);
        return error_memory(err, "sorting the keys of a segment");
    }
    *ret_rows = rows;
    return true;
}
