#include "ledger/coin/merge_least.h"

void least_start(struct least *least, const uint64_t *numbers, size_t count)
{
    uint64_t winner[2 * STACK_MAX];
    ensure(count > 0 && count <= STACK_MAX);
    least->leaves = 1;
    while (least->leaves < count)
        least->leaves *= 2;
    for (size_t i = 0; i < least->leaves; i++)
        winner[least->leaves + i] = i < count ? numbers[i] : LEAST_ENDED;
    for (size_t node = least->leaves - 1; node > 0; node--) {
        uint64_t a = winner[2 * node], b = winner[2 * node + 1];
        winner[node] = a < b ? a : b;
        least->loser[node] = a < b ? b : a;
    }
    least->number = winner[1];
}
