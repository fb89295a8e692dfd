#include "trace/report/picture_columns.h"

#include <stdlib.h>

enum { LIST_MAX = PICTURE_NODES_MAX };

struct pass {
    uint64_t first_at;
    unsigned node;
};

/* Flows between passes, by node. */
struct among {
    struct amount amount[LIST_MAX][LIST_MAX];
    struct amount largest;
};

static int earliest_first(const void *a, const void *b)
{
    const struct pass *x = a, *y = b;
    if (x->first_at != y->first_at)
        return x->first_at < y->first_at ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

static void sum_up(const struct choice *choice, const struct picture *picture, struct among *among)
{
    for (size_t i = 0; i < choice->graph->flow_count; i++) {
        const struct flow *flow = &choice->graph->flows[i];
        uint32_t from = choice->node[flow->from];
        uint32_t to = flow->to == TRACE_NOWHERE ? CHOICE_NONE : choice->node[flow->to];
        if (from == CHOICE_NONE || to == CHOICE_NONE || picture->nodes[from].role != PICTURE_PASS ||
            picture->nodes[to].role != PICTURE_PASS)
            continue;
        among->amount[from][to] = flow->amount; /* one flow a pair */
        if (amount_compare(flow->amount, among->largest) > 0)
            among->largest = flow->amount;
    }
}

/* Sweeps through the passes in time; returns how many columns that makes. */
static unsigned sweep(const struct among *among, const struct pass *passes, unsigned count,
                      struct amount large, unsigned *ret_column)
{
    unsigned column = 0, start = 0;
    for (unsigned i = 0; i < count; i++) {
        for (unsigned j = start; j < i; j++)
            if (!amount_is_zero(among->amount[passes[j].node][passes[i].node]) &&
                amount_compare(among->amount[passes[j].node][passes[i].node], large) >= 0) {
                column++;
                start = i;
                break;
            }
        ret_column[i] = column;
    }
    return column + 1;
}

void columns_assign(const struct choice *choice, struct picture *picture, unsigned first,
                    unsigned count)
{
    struct pass passes[LIST_MAX];
    unsigned column[LIST_MAX];
    struct among among = {.largest = amount_zero()};
    picture->columns = 1;
    for (unsigned i = 0; i < count; i++)
        passes[i] =
            (struct pass){choice->sums[picture->nodes[first + i].place].first_at, first + i};
    if (count == 0)
        return;
    qsort(passes, count, sizeof *passes, earliest_first);
    sum_up(choice, picture, &among);
    for (uint64_t part = 0; part <= 65; part++) { /* 64ths of the largest */
        struct amount large;
        ensure(amount_share(among.largest, amount_from_u64(part), amount_from_u64(64), &large) ||
               part > 64);
        picture->columns = part > 64 ? 1 : sweep(&among, passes, count, large, column);
        if (picture->columns <= PICTURE_COLUMNS_MAX)
            break;
    }
    for (unsigned i = count; i-- > 0;) {
        unsigned at = picture->columns == 1 ? 0 : column[i];
        picture->nodes[passes[i].node].rank = 2 * at + 1;
        picture->column_first[at] = passes[i].first_at;
    }
}

unsigned columns_at(const struct picture *picture, uint64_t transfer)
{
    unsigned column = 0;
    while (column + 1 < picture->columns && picture->column_first[column + 1] <= transfer)
        column++;
    return column;
}
