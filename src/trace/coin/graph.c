#include "trace/coin/graph.h"

#include <stdlib.h>

#include "chain/header.h"
#include "trace/coin/request.h"

bool coin_graph_note(void *context, const struct coin_move *move, struct error *err)
{
    struct trace_shown *shown = context;
    struct trace_move flow = {.transfer = move->moment,
                              .to = TRACE_NOWHERE,
                              .sink = SINK_NONE,
                              .coloured = amount_from_u64(move->coloured)};
    if (move->to.kind == COIN_END_SINK && shown->rule->marks)
        return true; /* marks do not end in sums */
    if (!coin_ends_place(&shown->ends, move->from, &flow.from, err))
        return false;
    if (move->to.kind == COIN_END_SINK)
        flow.sink = (enum transfer_sink)move->to.number;
    else if (!coin_ends_place(&shown->ends, move->to, &flow.to, err))
        return false;
    return flow_graph_note(&shown->flows, &flow, err);
}

bool coin_graph_note_rests(struct trace_shown *shown, struct error *err)
{
    uint32_t place;
    for (size_t i = 0; i < shown->coins.state_count; i++)
        if (!coin_ends_place(&shown->ends,
                             (struct coin_end){COIN_END_OUTPUT, shown->coins.states[i].output},
                             &place, err))
            return false;
    return true;
}

struct trace_asset coin_graph_sums(const struct coin_result *result)
{
    return (struct trace_asset){.seeded = true,
                                .opening = amount_from_u64(result->opening),
                                .received = amount_from_u64(result->received),
                                .held = amount_from_u64(result->held),
                                .services = amount_from_u64(result->at_services),
                                .fees = amount_from_u64(result->fees),
                                .burnt = amount_from_u64(result->burnt),
                                .unresolved = amount_from_u64(result->unresolved),
                                .reached = result->reached_count};
}

/* An output as it stands at the end. */
static bool put_output(const struct trace_request *request, const struct trace_shown *shown,
                       uint64_t output, struct trace_place *place, struct error *err)
{
    const struct coin_state *state = coin_result_state(&shown->coins, output);
    struct coins_output row;
    ensure(state != NULL); /* something moved, or rests there */
    if (!coins_output(request->ledger, output, &row, err))
        return false;
    bool rests = !state->gone && (state->service || !shown->rule->marks);
    *place = (struct trace_place){.container = output,
                                  .account = row.owner,
                                  .service = state->service,
                                  .seed = state->seed,
                                  .outputs = rests,
                                  .reached = true,
                                  .coloured = amount_from_u64(rests ? state->coloured : 0),
                                  .hops = state->hops};
    return true;
}

/* Hops count transactions: one more than the nearest of what it takes. Flows come in order. */
static void count_hops(const struct flow_graph *flows, struct trace_place *places)
{
    for (size_t i = 0; i < flows->flow_count; i++) {
        const struct flow *flow = &flows->flows[i];
        if (flow->to == TRACE_NOWHERE || !places[flow->to].transaction)
            continue;
        struct trace_place *to = &places[flow->to];
        uint32_t hops = places[flow->from].hops + 1;
        if (to->hops == 0 || hops < to->hops)
            to->hops = hops;
    }
}

static bool put_places(const struct trace_request *request, const struct trace_shown *shown,
                       struct trace_place *places, struct error *err)
{
    for (size_t i = 0; i < shown->ends.count; i++) {
        struct coin_end end = shown->ends.ends[i];
        if (end.kind == COIN_END_TRANSACTION)
            places[i] = (struct trace_place){.container = end.number,
                                             .account = LEDGER_NONE,
                                             .transaction = true,
                                             .reached = true};
        else if (!put_output(request, shown, end.number, &places[i], err))
            return false;
    }
    count_hops(&shown->flows, places);
    return true;
}

/* From the graph in full to the one for a picture. */
struct fold {
    const struct trace_place *places; /* in full */
    struct coin_ends groups;          /* transactions, addresses, outputs of nobody */
    uint32_t *group_of;               /* by place */
    struct trace_place *folded;       /* by group */
};

/* Seeds and services stand by address; other outputs belong to the transaction that made them,
 * whose place stands before theirs. */
static bool put_group(struct fold *fold, size_t i, const uint32_t *made_by, struct error *err)
{
    const struct trace_place *place = &fold->places[i];
    struct coin_end end = {COIN_END_TRANSACTION, place->container};
    if (!place->transaction && (place->seed || place->service)) {
        bool owned = place->account != LEDGER_NONE;
        end = (struct coin_end){owned ? COIN_END_ADDRESS : COIN_END_OUTPUT,
                                owned ? place->account : place->container};
    } else if (!place->transaction) {
        if (made_by[i] >= i) /* also where nobody made it */
            return error_input(err, ERROR_DAMAGED, "ledger",
                               "an output moves before it is made; expected what `verify` accepts");
        fold->group_of[i] = fold->group_of[made_by[i]];
        return true;
    }
    return coin_ends_place(&fold->groups, end, &fold->group_of[i], err);
}

static bool add_up(struct trace_place *group, const struct trace_place *place, bool first,
                   struct error *err)
{
    if (first) {
        *group = *place;
        if (!place->transaction && place->account != LEDGER_NONE)
            group->container = LEDGER_NONE; /* one address, perhaps of several outputs */
        return true;
    }
    if (place->hops < group->hops && !group->transaction)
        group->hops = place->hops;
    group->outputs += place->outputs;
    return amount_add(group->coloured, place->coloured, &group->coloured) ||
           error_input(err, ERROR_DAMAGED, "ledger", "more value than there can be");
}

static bool fold_places(struct fold *fold, const struct trace_shown *shown, struct error *err)
{
    size_t count = shown->ends.count, groups = 0;
    uint32_t *made_by = malloc((count + 1) * sizeof *made_by);
    fold->group_of = malloc((count + 1) * sizeof *fold->group_of);
    fold->folded = calloc(count + 1, sizeof *fold->folded);
    bool ok = (made_by != NULL && fold->group_of != NULL && fold->folded != NULL) ||
              error_memory(err, "choosing what a picture shows");
    for (size_t i = 0; ok && i < count; i++)
        made_by[i] = TRACE_NOWHERE;
    for (size_t i = 0; ok && i < shown->flows.flow_count; i++) {
        const struct flow *flow = &shown->flows.flows[i];
        if (flow->to != TRACE_NOWHERE && !fold->places[flow->to].transaction)
            made_by[flow->to] = flow->from;
    }
    for (size_t i = 0; ok && i < count; i++) {
        ok = put_group(fold, i, made_by, err) &&
             add_up(&fold->folded[fold->group_of[i]], &fold->places[i], fold->groups.count > groups,
                    err);
        groups = fold->groups.count;
    }
    free(made_by);
    return ok;
}

/* What moves inside a group is none. */
static bool fold_flows(const struct fold *fold, const struct flow_graph *flows,
                       struct flow_graph *ret_flows, struct error *err)
{
    for (size_t i = 0; i < flows->flow_count; i++) {
        struct flow flow = flows->flows[i];
        flow.from = fold->group_of[flow.from];
        if (flow.to != TRACE_NOWHERE)
            flow.to = fold->group_of[flow.to];
        if (flow.from != flow.to && !flow_graph_join(ret_flows, &flow, err))
            return false;
    }
    return true;
}

static bool make_picture(const struct trace_shown *shown, struct trace_graph *graph,
                         struct error *err)
{
    struct fold fold = {.places = graph->own.places};
    bool ok =
        fold_places(&fold, shown, err) && fold_flows(&fold, &shown->flows, &graph->own_flows, err);
    if (ok) {
        free(graph->own.places);
        graph->own.places = fold.folded;
        graph->own.place_count = fold.groups.count;
        graph->flows = &graph->own_flows;
        fold.folded = NULL;
    }
    free(fold.folded);
    free(fold.group_of);
    coin_ends_release(&fold.groups);
    return ok;
}

static uint64_t one_asset(const void *things, size_t number)
{
    (void)things;
    (void)number;
    return 0;
}

bool coin_graph(const struct trace_request *request, const struct trace_shown *shown,
                enum graph_detail detail, struct trace_graph *ret_graph, struct error *err)
{
    struct trace_graph *graph = ret_graph;
    struct trace_result *own = &graph->own;
    *graph = (struct trace_graph){.result = own, .flows = &shown->flows};
    own->places = calloc(shown->ends.count + 1, sizeof *own->places);
    own->assets = calloc(1, sizeof *own->assets);
    own->place_count = shown->ends.count;
    own->asset_count = 1;
    bool ok =
        (own->places != NULL && own->assets != NULL) || error_memory(err, "recording what moved");
    ok = ok && put_places(request, shown, own->places, err) &&
         (detail == GRAPH_IN_FULL || make_picture(shown, graph, err)) &&
         by_asset_init(&own->by_asset, own->place_count, 1, one_asset, NULL, err);
    if (ok)
        own->assets[0] = coin_graph_sums(&shown->coins);
    else
        trace_graph_release(graph);
    return ok;
}

bool coin_graph_place(const struct trace_request *request, const struct trace_place *place,
                      struct dynbuf *address, struct dynbuf *id, struct error *err)
{
    char text[COIN_OUTPUT_TEXT_BYTES] = "";
    const struct ledger *ledger = request->ledger;
    if (place->transaction) {
        if (!coin_txid_text(ledger, place->container, text, err))
            return false;
    } else if ((place->container != LEDGER_NONE &&
                !coin_output_text(ledger, place->container, text, err)) ||
               !coin_print_owner(ledger, place->account, address, err)) {
        return false;
    }
    dynbuf_text(id, text);
    return true;
}

bool coin_graph_time(const struct ledger *ledger, uint64_t moment, uint64_t *ret_time,
                     struct error *err)
{
    struct coins_block block;
    struct header header;
    uint64_t height;
    if (!coins_block_of(ledger, moment / 2, &height, err) ||
        !coins_block(ledger, height, &block, err))
        return false;
    header_read(block.header, &header);
    *ret_time = header.time;
    return true;
}
