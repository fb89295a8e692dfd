#include "trace/report/picture_choice.h"

#include <stdlib.h>

#include "trace/report/picture_columns.h"

enum { SEEDS_SHOWN = 10, PASSES_SHOWN = 14, SERVICES_SHOWN = 12, LEAST_PART = 500 };

/* A place that may get a node: the larger, the sooner. */
struct candidate {
    struct amount size;
    uint32_t place;
};

static int largest_first(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int order = amount_compare(y->size, x->size);
    return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

static struct amount larger(struct amount a, struct amount b)
{
    return amount_compare(a, b) < 0 ? b : a;
}

static enum picture_role role_of(const struct choice *choice, uint32_t number)
{
    const struct trace_place *place = &choice->result->places[number];
    if (place->service)
        return PICTURE_SERVICE;
    return place->seed || !amount_is_zero(choice->sums[number].origin) ? PICTURE_SEED
                                                                       : PICTURE_PASS;
}

static bool is_touched(const struct choice *choice, uint32_t number)
{
    const struct trace_place *place = &choice->result->places[number];
    return place->asset == choice->asset && (place->reached || !amount_is_zero(place->coloured) ||
                                             choice->sums[number].first_at != LEDGER_NONE);
}

static unsigned add_node(struct picture *picture, enum picture_role role, uint32_t place)
{
    ensure(picture->node_count < PICTURE_NODES_MAX);
    picture->nodes[picture->node_count] = (struct picture_node){.role = role, .place = place};
    return picture->node_count++;
}

/* The places of a role, largest first. */
static size_t candidates_of(const struct choice *choice, enum picture_role role,
                            struct candidate *ret_list)
{
    size_t count = 0;
    for (uint32_t i = 0; i < choice->result->place_count; i++) {
        const struct flow_node *sums = &choice->sums[i];
        if (!is_touched(choice, i) || role_of(choice, i) != role)
            continue;
        struct amount size = role == PICTURE_SERVICE ? choice->result->places[i].coloured
                             : role == PICTURE_SEED  ? larger(sums->origin, sums->out)
                                                     : larger(sums->in, sums->out);
        ret_list[count++] = (struct candidate){size, i};
    }
    if (count > 0)
        qsort(ret_list, count, sizeof *ret_list, largest_first);
    return count;
}

/* The first `shown` get nodes; one more than that needs no fold either. Returns how many. */
static size_t give_nodes(struct choice *choice, struct picture *picture, enum picture_role role,
                         const struct candidate *list, size_t count, size_t shown)
{
    if (count <= shown + 1)
        shown = count;
    for (size_t i = 0; i < shown; i++) {
        choice->node[list[i].place] = add_node(picture, role, list[i].place);
        picture->nodes[choice->node[list[i].place]].addresses = 1;
    }
    return shown;
}

static void fold_rest(struct choice *choice, struct picture *picture, unsigned node,
                      const struct candidate *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        choice->node[list[i].place] = node;
    picture->nodes[node].addresses += count;
}

/* Of many passes those that take in next to nothing are folded although there would be room. */
static size_t worth_showing(const struct candidate *list, size_t count)
{
    struct amount least;
    size_t shown = PASSES_SHOWN;
    if (count <= PASSES_SHOWN + 1 ||
        !amount_share(list[0].size, amount_from_u64(1), amount_from_u64(LEAST_PART), &least))
        return shown;
    while (shown > 1 && amount_compare(list[shown - 1].size, least) < 0)
        shown--;
    return shown;
}

/* Seeds that share a node; it is there also for value that a seed row brings to a service. */
static void choose_seeds(struct choice *choice, struct picture *picture, struct candidate *list)
{
    size_t count = candidates_of(choice, PICTURE_SEED, list);
    size_t shown = give_nodes(choice, picture, PICTURE_SEED, list, count, SEEDS_SHOWN);
    bool needed = shown < count;
    for (uint32_t i = 0; !needed && i < choice->result->place_count; i++)
        needed = choice->result->places[i].service &&
                 choice->result->places[i].asset == choice->asset &&
                 !amount_is_zero(choice->sums[i].origin);
    if (!needed)
        return;
    choice->other_seeds = add_node(picture, PICTURE_SEED, TRACE_NOWHERE);
    fold_rest(choice, picture, choice->other_seeds, list + shown, count - shown);
}

static bool choose_passes(struct choice *choice, struct picture *picture, struct candidate *list,
                          struct error *err)
{
    unsigned folds[PICTURE_COLUMNS_MAX] = {0};
    size_t count = candidates_of(choice, PICTURE_PASS, list);
    unsigned first = picture->node_count;
    size_t shown =
        give_nodes(choice, picture, PICTURE_PASS, list, count, worth_showing(list, count));
    columns_assign(choice, picture, first, (unsigned)shown);
    uint32_t *folded = malloc((count - shown + 1) * sizeof *folded);
    if (folded == NULL)
        return error_memory(err, "choosing what a picture shows");
    for (size_t i = shown; i < count; i++)
        folded[i - shown] = list[i].place;
    bool ok = columns_split(choice, picture, folded, count - shown, err);
    free(folded);
    if (!ok)
        return false;
    columns_split_passes(choice, picture);
    for (size_t i = shown; i < count; i++) {
        unsigned column = columns_at(picture, choice->sums[list[i].place].first_at);
        if (folds[column] == 0) {
            folds[column] = add_node(picture, PICTURE_FOLD, TRACE_NOWHERE);
            picture->nodes[folds[column]].rank = 2 * column + 2;
        }
        fold_rest(choice, picture, folds[column], list + i, 1);
    }
    return true;
}

static void choose_ends(struct choice *choice, struct picture *picture, struct candidate *list)
{
    static const enum picture_role roles[] = {[SINK_FEES] = PICTURE_FEES,
                                              [SINK_BURNT] = PICTURE_BURNT,
                                              [SINK_UNRESOLVED] = PICTURE_UNRESOLVED};
    unsigned rank = 2 * picture->columns + 1, first = picture->node_count;
    bool used[4] = {false};
    size_t count = candidates_of(choice, PICTURE_SERVICE, list);
    size_t shown = give_nodes(choice, picture, PICTURE_SERVICE, list, count, SERVICES_SHOWN);
    if (shown < count)
        fold_rest(choice, picture, add_node(picture, PICTURE_SERVICE, TRACE_NOWHERE), list + shown,
                  count - shown);
    if (!choice->rule->marks)
        choice->held = add_node(picture, PICTURE_HELD, TRACE_NOWHERE);
    for (size_t i = 0; i < choice->graph->flow_count; i++)
        if (choice->graph->flows[i].to == TRACE_NOWHERE &&
            choice->node[choice->graph->flows[i].from] != CHOICE_NONE)
            used[choice->graph->flows[i].sink] = true;
    for (int sink = SINK_FEES; sink <= SINK_UNRESOLVED; sink++)
        if (used[sink])
            choice->sinks[sink] = add_node(picture, roles[sink], TRACE_NOWHERE);
    for (unsigned i = first; i < picture->node_count; i++)
        picture->nodes[i].rank = rank;
}

bool choice_make(struct choice *choice, struct picture *picture, struct error *err)
{
    size_t count = choice->result->place_count;
    if (!flow_graph_nodes(choice->graph, choice->result, choice->rule, &choice->sums, err))
        return false;
    struct candidate *list = calloc(count + 1, sizeof *list);
    choice->node = malloc((count + 1) * sizeof *choice->node);
    bool ok = list != NULL && choice->node != NULL
                  ? true
                  : error_memory(err, "choosing what a picture shows");
    for (size_t i = 0; ok && i < count; i++)
        choice->node[i] = CHOICE_NONE;
    if (ok)
        choose_seeds(choice, picture, list);
    ok = ok && choose_passes(choice, picture, list, err);
    if (ok)
        choose_ends(choice, picture, list);
    free(list);
    return ok;
}

void choice_release(struct choice *choice)
{
    free(choice->sums);
    free(choice->node);
}
