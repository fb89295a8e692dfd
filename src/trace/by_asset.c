#include "trace/by_asset.h"

#include <stdlib.h>

bool by_asset_init(struct by_asset *ret_by, size_t count, size_t assets,
                   uint64_t (*asset_of)(const void *things, size_t number), const void *things,
                   struct error *err)
{
    struct by_asset by = {.numbers = malloc((count + 1) * sizeof *by.numbers),
                          .first = calloc(assets + 2, sizeof *by.first)};
    if (by.numbers == NULL || by.first == NULL) {
        by_asset_release(&by);
        return error_memory(err, "gathering by asset");
    }
    /* Counted one place too far, so that filling in moves each start to where it belongs. */
    size_t *next = by.first + 1;
    for (size_t i = 0; i < count; i++)
        next[asset_of(things, i) + 1]++;
    for (size_t asset = 1; asset <= assets; asset++)
        next[asset] += next[asset - 1];
    for (size_t i = 0; i < count; i++)
        by.numbers[next[asset_of(things, i)]++] = (uint32_t)i;
    *ret_by = by;
    return true;
}

void by_asset_release(struct by_asset *by)
{
    free(by->numbers);
    free(by->first);
    *by = (struct by_asset){0};
}
