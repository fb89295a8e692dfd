#include "cli/progress_line.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void put_amount(char *ret_text, size_t size, uint64_t amount, const char *unit, bool named)
{
    if (unit != NULL && strcmp(unit, "bytes") == 0)
        snprintf(ret_text, size, "%llu.%llu%s", (unsigned long long)(amount / 1000000),
                 (unsigned long long)(amount / 100000 % 10), named ? " MB" : "");
    else
        snprintf(ret_text, size, "%llu%s%s", (unsigned long long)amount,
                 named && unit != NULL ? " " : "", named && unit != NULL ? unit : "");
}

enum { CELLS_MIN = 4 };

/* done / total of so many, rounded down. */
static unsigned share(uint64_t done, uint64_t total, unsigned many)
{
    while (total > UINT64_MAX / PROGRESS_WIDTH_MAX) {
        done /= 2;
        total /= 2;
    }
    return (unsigned)(done * many / total);
}

/* " [###...]", and a zero. Returns its length. */
static size_t put_bar(char *ret_text, size_t cells, size_t full)
{
    memcpy(ret_text, " [", 2);
    memset(ret_text + 2, '#', full);
    memset(ret_text + 2 + full, '.', cells - full);
    memcpy(ret_text + 2 + cells, "]", 2);
    return cells + 3;
}

void progress_line(char *ret_line, size_t width, const char *doing, const struct progress *board,
                   uint64_t seconds)
{
    const char *phase = atomic_load_explicit(&board->phase, memory_order_acquire);
    const char *unit = atomic_load_explicit(&board->unit, memory_order_relaxed);
    uint64_t total = atomic_load_explicit(&board->total, memory_order_relaxed);
    uint64_t done = atomic_load_explicit(&board->done, memory_order_relaxed);
    char left[64], right[128], reached[48], all[48];
    if (done > total)
        done = total;
    snprintf(left, sizeof left, "%s%s%s", doing, phase == NULL ? "" : ", ",
             phase == NULL ? "" : phase);
    put_amount(reached, sizeof reached, done, unit, false);
    put_amount(all, sizeof all, total, unit, true);
    if (total == 0)
        snprintf(right, sizeof right, ", %llu s", (unsigned long long)seconds);
    else
        snprintf(right, sizeof right, " %3u %%, %s of %s, %llu s", share(done, total, 100), reached,
                 all, (unsigned long long)seconds);
    snprintf(ret_line, width, "%s", left);
    size_t at = strlen(ret_line), used = at + strlen(right) + 4;
    if (total > 0 && used + CELLS_MIN <= width)
        at += put_bar(ret_line + at, width - used, share(done, total, (unsigned)(width - used)));
    snprintf(ret_line + at, width - at, "%s", right);
}
