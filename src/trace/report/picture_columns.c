#include "trace/report/picture_columns.h"

#include <stdlib.h>

enum { LIST_MAX = PICTURE_NODES_MAX, SWEPT_COLUMNS_MAX = PICTURE_COLUMNS_MAX - 1 };

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
    picture->column_first[0] = LEDGER_NONE;
    if (count == 0)
        return;
    qsort(passes, count, sizeof *passes, earliest_first);
    sum_up(choice, picture, &among);
    for (uint64_t part = 0; part <= 65; part++) { /* 64ths of the largest */
        struct amount large;
        ensure(amount_share(among.largest, amount_from_u64(part), amount_from_u64(64), &large) ||
               part > 64);
        picture->columns = part > 64 ? 1 : sweep(&among, passes, count, large, column);
        if (picture->columns <= SWEPT_COLUMNS_MAX)
            break;
    }
    for (unsigned i = count; i-- > 0;) {
        unsigned at = picture->columns == 1 ? 0 : column[i];
        picture->nodes[passes[i].node].rank = 2 * at + 1;
        picture->column_first[at] = passes[i].first_at;
    }
}

/* A folded place: when coloured value first came, and how much in all. */
struct small {
    uint64_t first_at;
    struct amount in;
};

static int by_first(const void *a, const void *b)
{
    const struct small *x = a, *y = b;
    return (x->first_at > y->first_at) - (x->first_at < y->first_at);
}

static struct amount sum(struct amount a, struct amount b)
{
    struct amount both = a;
    return amount_add(a, b, &both) ? both : a;
}

/* Where to cut the fullest column: behind half of what its small ones took in. LEDGER_NONE: none
 * can be cut. */
static uint64_t find_cut(const struct picture *picture, const struct small *list, size_t count)
{
    struct amount volumes[PICTURE_COLUMNS_MAX] = {0}, half, so_far = amount_zero();
    unsigned fullest = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned column = columns_at(picture, list[i].first_at);
        volumes[column] = sum(volumes[column], list[i].in);
    }
    for (unsigned i = 1; i < picture->columns; i++)
        if (amount_compare(volumes[i], volumes[fullest]) > 0)
            fullest = i;
    if (!amount_share(volumes[fullest], amount_from_u64(1), amount_from_u64(2), &half))
        return LEDGER_NONE;
    uint64_t start = picture->column_first[fullest];
    for (size_t i = 0; i < count; i++) {
        if (columns_at(picture, list[i].first_at) != fullest)
            continue;
        if (amount_compare(so_far, half) >= 0 && list[i].first_at > start && i > 0 &&
            list[i].first_at > list[i - 1].first_at)
            return list[i].first_at;
        so_far = sum(so_far, list[i].in);
    }
    return LEDGER_NONE;
}

static void cut_at(const struct choice *choice, struct picture *picture, uint64_t cut)
{
    unsigned at = columns_at(picture, cut) + 1;
    for (unsigned i = picture->columns; i > at; i--)
        picture->column_first[i] = picture->column_first[i - 1];
    picture->column_first[at] = cut;
    picture->columns++;
    for (unsigned i = 0; i < picture->node_count; i++)
        if (picture->nodes[i].role == PICTURE_PASS)
            picture->nodes[i].rank =
                2 * columns_at(picture, choice->sums[picture->nodes[i].place].first_at) + 1;
}

bool columns_split(const struct choice *choice, struct picture *picture, const uint32_t *folded,
                   size_t count, struct error *err)
{
    struct small *list = calloc(count + 1, sizeof *list);
    if (list == NULL)
        return error_memory(err, "choosing what a picture shows");
    for (size_t i = 0; i < count; i++)
        list[i] = (struct small){choice->sums[folded[i]].first_at, choice->sums[folded[i]].in};
    if (count > 0)
        qsort(list, count, sizeof *list, by_first);
    if (count > 0 && list[0].first_at < picture->column_first[0])
        picture->column_first[0] = list[0].first_at;
    while (picture->columns < PICTURE_COLUMNS_MAX) {
        uint64_t cut = find_cut(picture, list, count);
        if (cut == LEDGER_NONE)
            break;
        cut_at(choice, picture, cut);
    }
    free(list);
    return true;
}

/* The passes of a picture, earliest first. */
static unsigned sorted_passes(const struct choice *choice, const struct picture *picture,
                              struct pass *ret_passes)
{
    unsigned count = 0;
    for (unsigned i = 0; i < picture->node_count; i++)
        if (picture->nodes[i].role == PICTURE_PASS)
            ret_passes[count++] = (struct pass){choice->sums[picture->nodes[i].place].first_at, i};
    if (count > 0)
        qsort(ret_passes, count, sizeof *ret_passes, earliest_first);
    return count;
}

/* What comes to each pass from its own column; the sums of columns. */
static void sum_inside(const struct picture *picture, const struct among *among,
                       const struct pass *passes, unsigned count, struct amount *ret_inside,
                       struct amount *ret_sums)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned to = passes[i].node, column = (picture->nodes[to].rank - 1) / 2;
        ret_inside[i] = amount_zero();
        for (unsigned j = 0; j < i; j++)
            if (picture->nodes[passes[j].node].rank == picture->nodes[to].rank)
                ret_inside[i] = sum(ret_inside[i], among->amount[passes[j].node][to]);
        ret_sums[column] = sum(ret_sums[column], ret_inside[i]);
    }
}

/* Where to cut the column in which passes send most to each other: before the one with which half
 * of that has come. LEDGER_NONE: none can be cut. */
static uint64_t find_pass_cut(const struct picture *picture, const struct among *among,
                              const struct pass *passes, unsigned count)
{
    struct amount inside[LIST_MAX], sums[PICTURE_COLUMNS_MAX] = {0}, half, so_far = amount_zero();
    unsigned fullest = 0;
    sum_inside(picture, among, passes, count, inside, sums);
    for (unsigned i = 1; i < picture->columns; i++)
        if (amount_compare(sums[i], sums[fullest]) > 0)
            fullest = i;
    if (amount_is_zero(sums[fullest]) ||
        !amount_share(sums[fullest], amount_from_u64(1), amount_from_u64(2), &half))
        return LEDGER_NONE;
    for (unsigned i = 1; i < count; i++) {
        if ((picture->nodes[passes[i].node].rank - 1) / 2 != fullest)
            continue;
        so_far = sum(so_far, inside[i]);
        if (!amount_is_zero(inside[i]) && amount_compare(so_far, half) >= 0 &&
            passes[i].first_at > passes[i - 1].first_at)
            return passes[i].first_at;
    }
    return LEDGER_NONE;
}

void columns_split_passes(const struct choice *choice, struct picture *picture)
{
    struct pass passes[LIST_MAX];
    struct among among = {.largest = amount_zero()};
    unsigned count = sorted_passes(choice, picture, passes);
    sum_up(choice, picture, &among);
    while (picture->columns < PICTURE_COLUMNS_MAX) {
        uint64_t cut = find_pass_cut(picture, &among, passes, count);
        if (cut == LEDGER_NONE)
            break;
        cut_at(choice, picture, cut);
    }
}

unsigned columns_at(const struct picture *picture, uint64_t transfer)
{
    unsigned column = 0;
    while (column + 1 < picture->columns && picture->column_first[column + 1] <= transfer)
        column++;
    return column;
}
