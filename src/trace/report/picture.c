#include "trace/report/picture.h"

#include <stdlib.h>

#include "trace/report/picture_choice.h"

/* Amounts between each two nodes, before they become links. */
struct table {
    struct picture_link cells[PICTURE_NODES_MAX][PICTURE_NODES_MAX];
};

static bool add(struct amount *sum, struct amount amount, struct error *err)
{
    return amount_add(*sum, amount, sum) ||
           error_input(err, ERROR_LIMIT, "the picture", "a sum passes 2^256");
}

static bool put(struct table *table, unsigned from, unsigned to, struct amount amount,
                uint64_t transfers, struct error *err)
{
    struct picture_link *cell = &table->cells[from][to];
    cell->from = from;
    cell->to = to;
    cell->transfers += transfers;
    return amount_is_zero(amount) || add(&cell->amount, amount, err);
}

static void widen(struct picture *picture, const struct flow *flow)
{
    if (picture->first == LEDGER_NONE || flow->first < picture->first)
        picture->first = flow->first;
    if (picture->last == LEDGER_NONE || flow->last > picture->last)
        picture->last = flow->last;
}

/* One flow: forward it is a part of a link, inside a fold it only counts, else it went back. */
static bool put_flow(struct picture *picture, const struct choice *choice, struct table *table,
                     const struct flow *flow, struct error *err)
{
    unsigned from = choice->node[flow->from];
    unsigned to = flow->to == TRACE_NOWHERE ? choice->sinks[flow->sink] : choice->node[flow->to];
    struct picture_node *target = &picture->nodes[to];
    widen(picture, flow);
    if (target->role != PICTURE_SEED)
        target->transfers += flow->count;
    if (from == to)
        return true;
    if ((target->role == PICTURE_PASS || target->role == PICTURE_FOLD ||
         target->role > PICTURE_SERVICE) &&
        !add(&target->amount, flow->amount, err))
        return false;
    if (picture->nodes[from].rank <= target->rank)
        return put(table, from, to, flow->amount, flow->count, err);
    picture->back_transfers += flow->count;
    return add(&picture->back, flow->amount, err);
}

/* What a place holds, or at a service has received, and what started there. */
static bool put_place(struct picture *picture, const struct choice *choice, struct table *table,
                      uint32_t number, struct error *err)
{
    const struct trace_place *place = &choice->result->places[number];
    unsigned node = choice->node[number];
    struct amount origin = choice->sums[number].origin;
    if (place->service) {
        if (!add(&picture->nodes[node].amount, place->coloured, err))
            return false;
        return amount_is_zero(origin) || put(table, choice->other_seeds, node, origin, 0, err);
    }
    if (picture->nodes[node].role == PICTURE_SEED &&
        !add(&picture->nodes[node].amount, origin, err))
        return false;
    if (choice->rule->marks || amount_is_zero(place->coloured))
        return true;
    picture->nodes[choice->held].addresses += place->outputs > 0 ? place->outputs : 1;
    return add(&picture->nodes[choice->held].amount, place->coloured, err) &&
           put(table, node, choice->held, place->coloured, 0, err);
}

static bool keep_links(struct picture *picture, const struct table *table, struct error *err)
{
    size_t count = 0;
    for (unsigned from = 0; from < picture->node_count; from++)
        for (unsigned to = 0; to < picture->node_count; to++)
            count += !amount_is_zero(table->cells[from][to].amount);
    picture->links = calloc(count + 1, sizeof *picture->links);
    if (picture->links == NULL)
        return error_memory(err, "choosing what a picture shows");
    for (unsigned from = 0; from < picture->node_count; from++)
        for (unsigned to = 0; to < picture->node_count; to++)
            if (!amount_is_zero(table->cells[from][to].amount))
                picture->links[picture->link_count++] = table->cells[from][to];
    return true;
}

static bool fill(struct picture *picture, const struct choice *choice, struct error *err)
{
    struct table *table = calloc(1, sizeof *table);
    bool ok = table != NULL || error_memory(err, "choosing what a picture shows");
    for (size_t i = 0; ok && i < choice->graph->flow_count; i++) {
        const struct flow *flow = &choice->graph->flows[i];
        if (flow->from != flow->to && choice->node[flow->from] != CHOICE_NONE)
            ok = put_flow(picture, choice, table, flow, err);
    }
    for (uint32_t i = 0; ok && i < choice->result->place_count; i++)
        if (choice->node[i] != CHOICE_NONE)
            ok = put_place(picture, choice, table, i, err);
    ok = ok && keep_links(picture, table, err);
    free(table);
    return ok;
}

bool picture_make(const struct flow_graph *graph, const struct trace_result *result,
                  const struct rule *rule, uint64_t asset, struct picture *ret_picture,
                  struct error *err)
{
    struct picture picture = {.first = LEDGER_NONE, .last = LEDGER_NONE};
    struct choice choice = {.graph = graph, .result = result, .rule = rule, .asset = asset};
    bool ok = choice_make(&choice, &picture, err) && fill(&picture, &choice, err);
    choice_release(&choice);
    if (ok)
        *ret_picture = picture;
    return ok;
}

void picture_release(struct picture *picture)
{
    free(picture->links);
    *picture = (struct picture){0};
}
