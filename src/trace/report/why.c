#include "trace/report/why.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "chain/asset.h"
#include "ingest/flow_time.h"
#include "trace/kind.h"
#include "trace/report/json_parts.h"
#include "trace/report/names.h"

struct holding {
    uint64_t account;
    uint64_t asset; /* LEDGER_NONE: every asset */
};

/* One hop, with what the ledger says of its transfer. */
struct step {
    uint32_t hop;
    char from[EVM_ADDRESS_TEXT_BYTES], to[EVM_ADDRESS_TEXT_BYTES];
    struct amount moved, coloured;
    uint64_t block;
    char time[FLOW_TIME_BYTES];
    char transaction[2 * TRANSACTION_ID_BYTES + 1];
};

/* One reached place. */
struct story {
    const struct trace_request *request;
    const struct trace_shown *shown;
    const struct trace_place *place;
    char address[EVM_ADDRESS_TEXT_BYTES];
    struct span asset;
    unsigned decimals;
    char symbol[160];
    char seed[EVM_ADDRESS_TEXT_BYTES]; /* where the way starts */
    struct step *steps;                /* the last ones; release with free() */
    size_t step_count;
};

static bool parse_holding(const struct ledger *ledger, const char *text,
                          struct holding *ret_holding, struct error *err)
{
    struct holding holding = {.asset = LEDGER_NONE};
    const char *slash = strchr(text, '/');
    size_t size = slash == NULL ? strlen(text) : (size_t)(slash - text);
    if (slash != NULL && !ledger_find_asset(ledger, span_text(slash + 1), &holding.asset, err))
        return false;
    if (slash != NULL && holding.asset == LEDGER_NONE)
        return error_input(err, ERROR_NOT_FOUND, text, "the ledger does not have that asset");
    if (!account_parse(ledger, span_of(text, size), text, &holding.account, err))
        return false;
    *ret_holding = holding;
    return true;
}

static bool fill_step(const struct story *story, const struct trace_hop *hop,
                      const struct trace_place *to, struct step *ret_step, struct error *err)
{
    const struct trace_request *request = story->request;
    const struct trace_place *from = &story->shown->result.places[hop->from];
    struct transfer transfer;
    struct transaction transaction;
    if (!report_address(request, from->account, ret_step->from, err) ||
        !report_address(request, to->account, ret_step->to, err) ||
        !ledger_transfer(request->ledger, hop->transfer, &transfer, err) ||
        !report_transaction(request, hop->transfer, &transaction, err))
        return false;
    ret_step->hop = hop->hops;
    ret_step->moved = transfer.amount;
    ret_step->coloured = hop->amount;
    ret_step->block = transaction.block;
    flow_time_print(transaction.time, ret_step->time);
    hex_encode(ret_step->transaction, transaction.id, TRANSACTION_ID_BYTES);
    return true;
}

/* From each place back to the last arrival that had brought it near before the transfer that is
 * explained; at most so many steps. */
static bool find_steps(struct story *story, size_t most, struct error *err)
{
    const struct trace_place *place = story->place;
    uint64_t before = UINT64_MAX;
    size_t omitted = place->hops > most ? place->hops - most : 0;
    story->step_count = place->hops - omitted;
    story->steps = calloc(story->step_count + 1, sizeof *story->steps);
    if (story->steps == NULL)
        return error_memory(err, "explaining a holding");
    for (size_t left = place->hops; left > omitted; left--) {
        const struct trace_hop *hops = story->shown->result.hops, *hop;
        uint64_t at = place->last_hop;
        while (at > 0 && hops[at - 1].transfer >= before)
            at = hops[at - 1].before;
        ensure(at > 0 && hops[at - 1].hops == left);
        hop = &hops[at - 1];
        if (!fill_step(story, hop, place, &story->steps[left - omitted - 1], err))
            return false;
        before = hop->transfer;
        place = &story->shown->result.places[hop->from];
    }
    return report_address(story->request, place->account, story->seed, err);
}

static void put_amount(struct dynbuf *out, const struct story *story, struct amount amount)
{
    amount_display(out, amount, story->decimals, story->symbol);
}

static size_t omitted_of(const struct story *story)
{
    return story->place->hops - story->step_count;
}

static void tell_way(struct dynbuf *out, const struct story *story, const char *indent)
{
    const struct rule *rule = story->shown->rule;
    if (omitted_of(story) > 0)
        why_tell_omitted(out, indent, omitted_of(story));
    else
        dynbuf_format(out, "%s  0. %s is a seed of colour %s\n", indent, story->seed,
                      story->shown->colour);
    for (size_t i = 0; i < story->step_count; i++) {
        const struct step *step = &story->steps[i];
        dynbuf_format(out, "%s%3u. %s, block %llu: %s sent ", indent, step->hop, step->time,
                      (unsigned long long)step->block, step->from);
        put_amount(out, story, step->moved);
        dynbuf_format(out, " to %s; ", step->to);
        put_amount(out, story, step->coloured);
        dynbuf_format(out, " of it %s under %s; transaction 0x%s\n",
                      rule->marks ? "reached" : "tainted", rule->name, step->transaction);
    }
}

static void tell(struct dynbuf *out, const struct story *story)
{
    const struct rule *rule = story->shown->rule;
    dynbuf_format(out, "%s, rule %s: %s %s ", story->shown->colour, rule->name, story->address,
                  story->place->service ? "is a service and has received" : "holds");
    if (rule->marks && !story->place->service)
        dynbuf_text(out, "a mark");
    else
        put_amount(out, story, story->place->coloured);
    dynbuf_text(out, ", ");
    dynbuf_count(out, story->place->hops, "hop from a seed\n", "hops from a seed\n");
    tell_way(out, story, "");
}

static void put_step(struct json_writer *out, const struct story *story, const struct step *step)
{
    char id[2 * TRANSACTION_ID_BYTES + 3];
    json_open_object(out, NULL);
    json_u64(out, "hop", step->hop);
    json_text(out, "time", step->time);
    json_u64(out, "block", step->block);
    snprintf(id, sizeof id, "0x%s", step->transaction);
    json_text(out, "transaction", id);
    json_text(out, "from", step->from);
    json_text(out, "to", step->to);
    json_amount(out, "sent", step->moved, story->decimals, story->symbol);
    json_amount(out, "coloured", step->coloured, story->decimals, story->symbol);
    json_close(out);
}

enum { ID_BYTES = EVM_ADDRESS_TEXT_BYTES + ASSET_TEXT_BYTES_MAX + 2 };

static void print_id(const struct story *story, char ret_id[ID_BYTES])
{
    snprintf(ret_id, ID_BYTES, "%s/%.*s", story->address, (int)story->asset.size,
             (const char *)story->asset.data);
}

static void put_steps(struct json_writer *out, const struct story *story)
{
    json_open_array(out, "path");
    for (size_t i = 0; i < story->step_count; i++)
        put_step(out, story, &story->steps[i]);
    json_close(out);
}

static void put_way(struct json_writer *out, const struct story *story)
{
    char id[ID_BYTES];
    print_id(story, id);
    json_text(out, "holding", id);
    json_text(out, "from_seed", omitted_of(story) == 0 ? story->seed : "");
    json_u64(out, "path_omitted", omitted_of(story));
    put_steps(out, story);
}

static void put_story(struct json_writer *out, const struct story *story)
{
    char id[ID_BYTES];
    const struct trace_place *place = story->place;
    bool marks = story->shown->rule->marks;
    json_open_object(out, NULL);
    print_id(story, id);
    json_text(out, "colour", story->shown->colour);
    json_text(out, "rule", story->shown->rule->name);
    json_text(out, "id", id);
    json_text(out, "address", story->address);
    json_string(out, "asset", story->asset);
    json_text(out, "kind", place->service ? "service" : marks ? "mark" : "holding");
    if (place->service || !marks)
        json_amount(out, place->service && marks ? "gross_in" : "amount", place->coloured,
                    story->decimals, story->symbol);
    json_u64(out, "hops", place->hops);
    json_text(out, "seed", story->seed);
    put_steps(out, story);
    json_close(out);
}

/* Fills in the rest of a story whose place is known. */
static bool open_story(struct story *story, size_t most, struct error *err)
{
    const struct ledger *ledger = story->request->ledger;
    if (!ledger_asset(ledger, story->place->asset, &story->asset, err) ||
        !report_address(story->request, story->place->account, story->address, err))
        return false;
    asset_display(story->asset, &story->decimals, story->symbol, sizeof story->symbol);
    return find_steps(story, most, err);
}

bool why_account(const struct trace_request *request, const struct trace_shown *shown,
                 const char *text, struct why_out *out, struct error *err)
{
    struct holding holding;
    if (!parse_holding(request->ledger, text, &holding, err))
        return false;
    for (size_t i = 0; i < shown->result.place_count; i++) {
        const struct trace_place *place = &shown->result.places[i];
        struct story story = {.request = request, .shown = shown, .place = place};
        if (place->account != holding.account || !place->reached ||
            (holding.asset != LEDGER_NONE && place->asset != holding.asset))
            continue;
        bool ok = open_story(&story, SIZE_MAX, err);
        if (ok && out->text != NULL)
            tell(out->text, &story);
        else if (ok)
            put_story(out->json, &story);
        free(story.steps);
        if (!ok)
            return false;
        out->found++;
    }
    return true;
}

bool why_account_way(const struct trace_request *request, const struct trace_shown *shown,
                     uint64_t place, struct why_out *out, struct error *err)
{
    struct story story = {
        .request = request, .shown = shown, .place = &shown->result.places[place]};
    bool ok = open_story(&story, WAY_HOPS_MAX, err);
    if (ok && out->text != NULL)
        tell_way(out->text, &story, "    ");
    else if (ok)
        put_way(out->json, &story);
    free(story.steps);
    return ok;
}

bool why_way(const struct trace_request *request, const struct trace_shown *shown, uint64_t place,
             struct why_out *out, struct error *err)
{
    return trace_kind_of(request->ledger)->way(request, shown, place, out, err);
}

void why_tell_omitted(struct dynbuf *out, const char *indent, size_t omitted)
{
    dynbuf_format(out, "%s  ... ", indent);
    dynbuf_count(out, omitted, "hop from a seed, left out\n", "hops from a seed, left out\n");
}

bool why_tell(const struct trace_request *request, const struct trace_shown *shown,
              const char *holding, struct why_out *out, struct error *err)
{
    return trace_kind_of(request->ledger)->why(request, shown, holding, out, err);
}
