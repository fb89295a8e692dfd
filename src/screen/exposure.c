#include "screen/exposure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "chain/asset.h"
#include "ledger/identity.h"
#include "trace/coin/request.h"
#include "trace/kind.h"

static int by_account(const void *a, const void *b)
{
    const struct exposure_place *x = a, *y = b;
    if (x->account != y->account)
        return x->account < y->account ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static bool sort_places(struct exposure_trace *traced, struct error *err)
{
    const struct trace_result *result = &traced->shown.result;
    traced->places = calloc(result->place_count + 1, sizeof *traced->places);
    if (traced->places == NULL)
        return error_memory(err, "computing exposure");
    for (size_t i = 0; i < result->place_count; i++)
        if (result->places[i].reached)
            traced->places[traced->place_count++] =
                (struct exposure_place){result->places[i].account, (uint32_t)i};
    qsort(traced->places, traced->place_count, sizeof *traced->places, by_account);
    return true;
}

/* The first of an account's places in the order of sort_places; their count where it has none. */
static size_t first_place(const struct exposure_trace *traced, uint64_t account)
{
    size_t low = 0, high = traced->place_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (traced->places[middle].account < account)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool run_one(struct exposure *exposure, const struct trace_shown *wanted, struct error *err)
{
    struct exposure_trace *traced = &exposure->traces[exposure->count];
    bool accounts = trace_kind_of(exposure->request->ledger) == &trace_of_accounts;
    traced->shown = *wanted;
    traced->shown.wants_flows = accounts;
    if (!trace_request_run(exposure->request, &traced->shown, err))
        return false;
    exposure->count++;
    return !accounts || (flow_graph_nodes(&traced->shown.flows, &traced->shown.result,
                                          traced->shown.rule, &traced->nodes, err) &&
                         sort_places(traced, err));
}

bool exposure_open(struct exposure *ret_exposure, const struct trace_request *request,
                   const struct amount *floor, struct error *err)
{
    size_t most = request->seed_count * RULES + 1;
    struct exposure *exposure = ret_exposure;
    unsigned char identity[SHA256_BYTES];
    *exposure = (struct exposure){.request = request,
                                  .traces = calloc(most, sizeof *exposure->traces),
                                  .has_floor = floor != NULL,
                                  .floor = floor == NULL ? amount_zero() : *floor};
    ledger_identity(&request->ledger->manifest, identity);
    hex_encode(exposure->identity, identity, sizeof identity);
    if (exposure->traces == NULL)
        return error_memory(err, "computing exposure");
    for (size_t i = 0; i < request->seed_count; i++)
        for (int rule = 0; trace_is_first_of_colour(request, i) && rule < RULES; rule++) {
            struct trace_shown wanted = {.colour = request->seeds[i].colour, .rule = rule_at(rule)};
            if (strcmp(request->rule, "all") != 0 && wanted.rule != rule_named(request->rule))
                continue;
            if (!run_one(exposure, &wanted, err))
                return false;
        }
    return true;
}

void exposure_close(struct exposure *exposure)
{
    /* The one behind the last may be half made: a run that failed left movements in its graph. */
    for (size_t i = 0; exposure->traces != NULL && i <= exposure->count; i++) {
        trace_shown_release(&exposure->traces[i].shown);
        free(exposure->traces[i].nodes);
        free(exposure->traces[i].places);
    }
    free(exposure->traces);
    *exposure = (struct exposure){.count = 0};
}

/* A thousandth of the unit in which the asset is shown: 100,000 satoshi, 10^15 wei. Nothing for an
 * asset whose decimals nobody knows. */
static struct amount floor_of(const struct exposure *exposure, unsigned decimals)
{
    struct amount floor = exposure->floor;
    size_t place;
    if (!exposure->has_floor &&
        (decimals < 3 || !amount_parse_display(span_text("0.001"), decimals, &floor, &place)))
        floor = amount_zero();
    return floor;
}

/* Whether part / whole is below the floor by share. */
static bool below_share(struct amount part, struct amount whole)
{
    struct amount share;
    return amount_share(whole, amount_from_u64(1), amount_from_u64(EXPOSURE_SHARE), &share) &&
           amount_compare(part, share) < 0;
}

static void judge(const struct exposure *exposure, struct exposure_row *row)
{
    bool passed = row->kind == EXPOSURE_PASSED;
    struct amount counts = passed ? row->received : row->coloured;
    row->floor = floor_of(exposure, row->decimals);
    if (row->kind == EXPOSURE_MARKED || row->seed || amount_compare(counts, row->floor) >= 0)
        return;
    row->de_minimis = row->unsolicited || (!passed && below_share(counts, row->whole));
}

/* NULL, and counted, where there is no room for more. */
static struct exposure_row *next_row(struct exposure_rows *rows, const struct trace_shown *shown,
                                     uint64_t place)
{
    if (rows->count == EXPOSURE_ROWS_MAX) {
        rows->omitted++;
        return NULL;
    }
    struct exposure_row *row = &rows->rows[rows->count++];
    *row = (struct exposure_row){.shown = shown, .place = place};
    return row;
}

static enum exposure_kind kind_of(const struct rule *rule, bool service, struct amount coloured)
{
    if (rule->marks)
        return EXPOSURE_MARKED;
    if (service)
        return EXPOSURE_SERVICE;
    return amount_is_zero(coloured) ? EXPOSURE_PASSED : EXPOSURE_HOLDS;
}

static bool account_row(const struct exposure *exposure, const struct exposure_trace *traced,
                        struct exposure_row *row, struct error *err)
{
    const struct trace_request *request = exposure->request;
    const struct trace_shown *shown = &traced->shown;
    const struct trace_place *place = &shown->result.places[row->place];
    const struct flow_node *node = &traced->nodes[row->place];
    uint64_t end = ledger_count(request->ledger, COUNT_TRANSFERS);
    if (request->has_until &&
        !ledger_first_of_block(request->ledger, request->until + 1, &end, err))
        return false;
    if (!ledger_asset(request->ledger, place->asset, &row->asset, err))
        return false;
    row->kind = kind_of(shown->rule, place->service, place->coloured);
    row->hops = place->hops;
    row->seed = place->seed;
    asset_display(row->asset, &row->decimals, row->symbol, sizeof row->symbol);
    if (row->kind == EXPOSURE_MARKED)
        return true;
    row->coloured = place->coloured;
    row->whole = place->total_in;
    row->unsolicited = !place->seed && amount_is_zero(node->out);
    ensure(amount_add(node->in, node->origin, &row->received));
    return place->service ||
           postings_balance(request->ledger, place->container, end, &row->whole, err);
}

static bool account_rows(const struct exposure *exposure, uint64_t account,
                         struct exposure_rows *rows, struct error *err)
{
    for (size_t i = 0; i < exposure->count; i++) {
        const struct exposure_trace *traced = &exposure->traces[i];
        for (size_t at = first_place(traced, account);
             at < traced->place_count && traced->places[at].account == account; at++) {
            struct exposure_row *row = next_row(rows, &traced->shown, traced->places[at].place);
            if (row == NULL)
                continue;
            if (!account_row(exposure, traced, row, err))
                return false;
            judge(exposure, row);
        }
    }
    return true;
}

/* What one address's outputs add up to, before the trace's end. */
struct coin_sums {
    uint64_t whole, coloured, received;
    uint32_t hops;
    bool reached, seed, spent;
    const struct coin_state *most; /* what holds most of the colour; else what passed most */
};

/* Whether colour rests there, or nowhere of these two, and more of it. */
static bool holds_more(const struct coin_state *one, const struct coin_state *other)
{
    bool rests = one->service || !one->gone, other_rests = other->service || !other->gone;
    return rests != other_rests ? rests : one->coloured > other->coloured;
}

static bool add_output(const struct trace_request *request, const struct trace_shown *shown,
                       uint64_t output, uint64_t end, struct coin_sums *sums, struct error *err)
{
    const struct coin_state *state = coin_result_state(&shown->coins, output);
    struct coins_output made;
    uint64_t input, spender = LEDGER_NONE, loser;
    if (!coins_output(request->ledger, output, &made, err) ||
        !coins_spender(request->ledger, output, &input, err) ||
        !coins_loser(request->ledger, output, &loser, err) ||
        (input != LEDGER_NONE && !coins_of_input(request->ledger, input, &spender, err)))
        return false;
    bool spent = spender != LEDGER_NONE && spender < end;
    if (!spent && (loser == LEDGER_NONE || loser >= end))
        sums->whole += made.value;
    if (state == NULL)
        return true;
    sums->hops = !sums->reached || state->hops < sums->hops ? state->hops : sums->hops;
    sums->reached = true;
    sums->most = sums->most == NULL || holds_more(state, sums->most) ? state : sums->most;
    sums->seed = sums->seed || state->seed;
    sums->spent = sums->spent || spent;
    sums->received += state->coloured;
    sums->coloured += state->gone ? 0 : state->coloured;
    return true;
}

static bool coin_row(const struct exposure *exposure, const struct trace_shown *shown,
                     const struct coin_sums *sums, uint64_t address, struct exposure_row *row,
                     struct error *err)
{
    const struct coin_chain *chain;
    if (!coin_chain_of(exposure->request->ledger, &chain, err))
        return false;
    snprintf(row->coin, sizeof row->coin, "%s/%s", chain->caip2, chain->asset);
    row->asset = span_text(row->coin);
    asset_display(row->asset, &row->decimals, row->symbol, sizeof row->symbol);
    row->hops = sums->hops;
    row->seed = sums->seed;
    row->whole = amount_from_u64(sums->whole);
    row->coloured = amount_from_u64(sums->coloured);
    row->received = amount_from_u64(sums->received);
    row->unsolicited = !sums->seed && !sums->spent;
    row->kind = kind_of(shown->rule, false, row->coloured);
    for (size_t i = 0; i < shown->coins.service_count; i++) {
        const struct coin_service *service = &shown->coins.services[i];
        if (service->address != address || shown->rule->marks)
            continue;
        row->kind = EXPOSURE_SERVICE;
        row->coloured = row->received = amount_from_u64(service->coloured);
        row->whole = amount_from_u64(service->total_in);
    }
    if (row->kind == EXPOSURE_MARKED)
        row->whole = row->coloured = row->received = amount_zero();
    judge(exposure, row);
    return true;
}

static bool coin_rows(const struct exposure *exposure, uint64_t address, struct exposure_rows *rows,
                      struct error *err)
{
    const struct ledger *ledger = exposure->request->ledger;
    struct coins_transaction first;
    uint64_t end, last = ledger_count(ledger, COIN_COUNT_OUTPUTS);
    if (!coin_request_end(exposure->request, &end, err))
        return false;
    if (end < ledger_count(ledger, COIN_COUNT_TRANSACTIONS)) {
        if (!coins_transaction(ledger, end, &first, err))
            return false;
        last = first.first_output;
    }
    for (size_t i = 0; i < exposure->count; i++) {
        const struct trace_shown *shown = &exposure->traces[i].shown;
        struct coin_sums sums = {.reached = false};
        for (uint64_t output = 0;; output++) {
            if (!coins_next_output(ledger, address, &output, err))
                return false;
            if (output == LEDGER_NONE || output >= last)
                break;
            if (!add_output(exposure->request, shown, output, end, &sums, err))
                return false;
        }
        struct exposure_row *row = sums.reached ? next_row(rows, shown, sums.most->output) : NULL;
        if (row != NULL && !coin_row(exposure, shown, &sums, address, row, err))
            return false;
    }
    return true;
}

bool exposure_of(const struct exposure *exposure, struct span address,
                 struct exposure_rows *ret_rows, struct error *err)
{
    const struct ledger *ledger = exposure->request->ledger;
    const struct trace_kind *kind = trace_kind_of(ledger);
    uint64_t number;
    ret_rows->chain = ledger->manifest.chain;
    ret_rows->last_block =
        exposure->request->has_until ? exposure->request->until : ledger->manifest.last_block;
    ret_rows->unproven = ledger->manifest.unproven;
    ret_rows->foreign = false;
    ret_rows->count = ret_rows->omitted = 0;
    if (!kind->address(ledger, address, "exposure", &number, err)) {
        ret_rows->foreign = err->code == ERROR_VALUE;
        return ret_rows->foreign;
    }
    if (number == LEDGER_NONE)
        return true;
    return kind == &trace_of_accounts ? account_rows(exposure, number, ret_rows, err)
                                      : coin_rows(exposure, number, ret_rows, err);
}

bool exposure_way(const struct exposure *exposure, const struct exposure_row *row,
                  struct why_out *out, struct error *err)
{
    return why_way(exposure->request, row->shown, row->place, out, err);
}

const char *exposure_kind_word(enum exposure_kind kind)
{
    static const char *const words[] = {"holds", "service", "passed", "marked"};
    return words[kind];
}
