#include "ledger/build_sorted.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The first eight bytes decide nearly always: keys are hashes or addresses. */
struct sort_key {
    uint64_t head;
    const unsigned char *key;
    size_t width;
    uint32_t row;
};

static int by_key(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    int order = memcmp(x->key, y->key, x->width);
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

bool sort_rows(uint32_t **ret_rows, const unsigned char *keys, size_t count, size_t stride,
               size_t width, struct error *err)
{
    struct sort_key *sorted = calloc(count + 1, sizeof *sorted);
    uint32_t *rows = calloc(count + 1, sizeof *rows);
    if (sorted == NULL || rows == NULL) {
        free(sorted);
        free(rows);
        return error_memory(err, "sorting the keys of a segment");
    }
    for (size_t i = 0; i < count; i++) {
        const unsigned char *key = keys + i * stride;
        sorted[i] = (struct sort_key){.key = key, .width = width, .row = (uint32_t)i};
        for (size_t byte = 0; byte < 8 && byte < width; byte++)
            sorted[i].head = sorted[i].head << 8 | key[byte];
    }
    qsort(sorted, count, sizeof *sorted, by_key);
    for (size_t i = 0; i < count; i++)
        rows[i] = sorted[i].row;
    free(sorted);
    *ret_rows = rows;
    return true;
}
