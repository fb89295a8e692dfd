#include "trace/coin/why.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain/asset.h"
#include "chain/header.h"
#include "ingest/flow_time.h"
#include "trace/coin/hops.h"
#include "trace/report/json_parts.h"

/* One output and how colour came there. */
struct story {
    const struct trace_request *request;
    const struct trace_shown *shown;
    const struct coin_state *state;
    char asset[96];
    unsigned decimals;
    char symbol[160];
    struct coin_hop *hops; /* release with free() */
    uint32_t omitted;      /* of them are not filled in, from the first on */
    uint64_t seed;         /* where the others begin */
};

/* An output, as stories name it. */
struct named_output {
    char id[COIN_OUTPUT_TEXT_BYTES];
    struct dynbuf owner;
};

static bool name_output(const struct story *story, uint64_t output, struct named_output *ret_named,
                        struct error *err)
{
    struct coins_output row;
    dynbuf_init(&ret_named->owner, TRACE_ADDRESS_BYTES_MAX);
    dynbuf_text(&ret_named->owner, "");
    if (coins_output(story->request->ledger, output, &row, err) &&
        coin_output_text(story->request->ledger, output, ret_named->id, err) &&
        coin_print_owner(story->request->ledger, row.owner, &ret_named->owner, err))
        return true;
    dynbuf_release(&ret_named->owner);
    return false;
}

/* `txid:vout`, and the address behind it where there is one. */
static bool put_output(struct dynbuf *out, const struct story *story, uint64_t output,
                       struct error *err)
{
    struct named_output named;
    if (!name_output(story, output, &named, err))
        return false;
    dynbuf_format(out, "%s", named.id);
    if (named.owner.size > 0)
        dynbuf_format(out, " (%s)", named.owner.data);
    dynbuf_release(&named.owner);
    return true;
}

static void put_amount(struct dynbuf *out, const struct story *story, uint64_t amount)
{
    amount_display(out, amount_from_u64(amount), story->decimals, story->symbol);
}

static const char *kind_of(const struct story *story)
{
    const struct coin_state *state = story->state;
    if (state->service)
        return "service";
    if (state->gone)
        return state->burnt ? "burnt" : "spent";
    return story->shown->rule->marks ? "mark" : "holding";
}

static bool tell_head(struct dynbuf *out, const struct story *story, struct error *err)
{
    static const struct {
        const char *kind, *says;
    } words[] = {{"service", " rests at a service and brought "},
                 {"burnt", " can never be spent; it got "},
                 {"spent", " is spent; it held "},
                 {"mark", " bears "},
                 {"holding", " holds "}};
    const struct rule *rule = story->shown->rule;
    dynbuf_format(out, "%s, rule %s: ", story->shown->colour, rule->name);
    if (!put_output(out, story, story->state->output, err))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].kind, kind_of(story)) == 0)
            dynbuf_text(out, words[i].says);
    if (rule->marks)
        dynbuf_text(out, "a mark");
    else
        put_amount(out, story, story->state->coloured);
    dynbuf_text(out, ", ");
    dynbuf_count(out, story->state->hops, "hop from a seed\n", "hops from a seed\n");
    dynbuf_format(out, "  under %s %s\n", rule->name, rule->spreads);
    return true;
}

/* When and in which block a transaction stands. */
struct moment {
    char time[FLOW_TIME_BYTES];
    uint64_t block;
    char txid[COIN_TXID_TEXT_BYTES];
};

static bool find_moment(const struct story *story, uint64_t transaction, struct moment *ret,
                        struct error *err)
{
    const struct ledger *ledger = story->request->ledger;
    struct coins_block block;
    struct header header;
    if (!coins_block_of(ledger, transaction, &ret->block, err) ||
        !coins_block(ledger, ret->block, &block, err) ||
        !coin_txid_text(ledger, transaction, ret->txid, err))
        return false;
    header_read(block.header, &header);
    flow_time_print(header.time, ret->time);
    return true;
}

/* ", 10.00 BTC of it tainted". */
static void put_tainted(struct dynbuf *out, const struct story *story, uint64_t amount)
{
    if (story->shown->rule->marks) {
        dynbuf_text(out, ", marked");
        return;
    }
    dynbuf_text(out, ", ");
    put_amount(out, story, amount);
    dynbuf_text(out, " of it tainted");
}

static bool tell_hop(struct dynbuf *out, const struct story *story, const char *indent,
                     uint32_t number, struct error *err)
{
    const struct coin_hop *hop = &story->hops[number - 1];
    struct moment moment;
    if (!find_moment(story, hop->transaction, &moment, err))
        return false;
    dynbuf_format(out, "%s%3u. %s, block %llu: ", indent, number, moment.time,
                  (unsigned long long)moment.block);
    if (hop->from == LEDGER_NONE) {
        dynbuf_format(out, "the block's coinbase %s gets that fee of ", moment.txid);
        put_amount(out, story, hop->from_value);
    } else {
        dynbuf_format(out, "transaction %s spends as input %llu ", moment.txid,
                      (unsigned long long)hop->input);
        if (!put_output(out, story, hop->from, err))
            return false;
        dynbuf_text(out, ": ");
        put_amount(out, story, hop->from_value);
        put_tainted(out, story, hop->from_coloured);
    }
    if (hop->to == LEDGER_NONE) {
        dynbuf_text(out, "; it leaves a fee of ");
        put_amount(out, story, hop->to_value);
    } else {
        dynbuf_format(out, "; output %llu is ", (unsigned long long)hop->output);
        put_amount(out, story, hop->to_value);
        put_tainted(out, story, hop->to_coloured);
        if (hop->from != LEDGER_NONE) {
            dynbuf_text(out, "; fee ");
            put_amount(out, story, hop->fee);
        }
    }
    return dynbuf_char(out, '\n') || dynbuf_error(out, "the explanation", err);
}

static bool tell_way(struct dynbuf *out, const struct story *story, const char *indent,
                     struct error *err)
{
    if (story->omitted > 0) {
        why_tell_omitted(out, indent, story->omitted);
    } else {
        dynbuf_format(out, "%s  0. ", indent);
        if (!put_output(out, story, story->seed, err))
            return false;
        dynbuf_format(out, " is coloured by a seed of colour %s\n", story->shown->colour);
    }
    for (uint32_t i = story->omitted; i < story->state->hops; i++)
        if (!tell_hop(out, story, indent, i + 1, err))
            return false;
    return true;
}

static void json_coins(struct json_writer *out, const struct story *story, const char *name,
                       uint64_t amount)
{
    json_amount(out, name, amount_from_u64(amount), story->decimals, story->symbol);
}

/* One side of a hop: the output under `name`, and its address. */
static bool json_output(struct json_writer *out, const struct story *story, const char *name,
                        const char *address, uint64_t output, struct error *err)
{
    struct named_output named;
    if (output == LEDGER_NONE) {
        json_text(out, name, "fee");
        json_text(out, address, "");
        return true;
    }
    if (!name_output(story, output, &named, err))
        return false;
    json_text(out, name, named.id);
    json_string(out, address, dynbuf_bytes(&named.owner));
    dynbuf_release(&named.owner);
    return true;
}

static bool put_hop(struct json_writer *out, const struct story *story, uint32_t number,
                    const struct coin_hop *hop, struct error *err)
{
    bool marks = story->shown->rule->marks;
    struct moment moment;
    if (!find_moment(story, hop->transaction, &moment, err))
        return false;
    json_open_object(out, NULL);
    json_u64(out, "hop", number);
    json_text(out, "time", moment.time);
    json_u64(out, "block", moment.block);
    json_text(out, "transaction", moment.txid);
    if (!json_output(out, story, "from", "from_address", hop->from, err))
        return false;
    if (hop->from != LEDGER_NONE)
        json_u64(out, "input", hop->input);
    json_coins(out, story, "spent", hop->from_value);
    if (hop->from != LEDGER_NONE && !marks)
        json_coins(out, story, "spent_coloured", hop->from_coloured);
    if (!json_output(out, story, "to", "to_address", hop->to, err))
        return false;
    if (hop->to != LEDGER_NONE)
        json_u64(out, "output", hop->output);
    json_coins(out, story, "sent", hop->to_value);
    if (hop->to != LEDGER_NONE && !marks)
        json_coins(out, story, "coloured", hop->to_coloured);
    json_coins(out, story, "fee", hop->fee);
    json_close(out);
    return true;
}

static bool put_hops(struct json_writer *out, const struct story *story, struct error *err)
{
    json_open_array(out, "path");
    for (uint32_t i = story->omitted; i < story->state->hops; i++)
        if (!put_hop(out, story, i + 1, &story->hops[i], err))
            return false;
    json_close(out);
    return true;
}

static bool put_way(struct json_writer *out, const struct story *story, struct error *err)
{
    char id[COIN_OUTPUT_TEXT_BYTES], seed[COIN_OUTPUT_TEXT_BYTES];
    const struct ledger *ledger = story->request->ledger;
    if (!coin_output_text(ledger, story->state->output, id, err) ||
        !coin_output_text(ledger, story->seed, seed, err))
        return false;
    json_text(out, "holding", id);
    json_text(out, "from_seed", story->omitted == 0 ? seed : "");
    json_u64(out, "path_omitted", story->omitted);
    return put_hops(out, story, err);
}

static bool put_story(struct json_writer *out, const struct story *story, struct error *err)
{
    const struct coin_state *state = story->state;
    bool marks = story->shown->rule->marks;
    char seed[COIN_OUTPUT_TEXT_BYTES];
    if (!coin_output_text(story->request->ledger, story->seed, seed, err))
        return false;
    json_open_object(out, NULL);
    json_text(out, "colour", story->shown->colour);
    json_text(out, "rule", story->shown->rule->name);
    if (!json_output(out, story, "id", "address", state->output, err))
        return false;
    json_text(out, "asset", story->asset);
    json_text(out, "kind", kind_of(story));
    if (!marks || state->service)
        json_coins(out, story, marks ? "gross_in" : "amount", state->coloured);
    json_u64(out, "hops", state->hops);
    json_text(out, "seed", seed);
    if (!put_hops(out, story, err))
        return false;
    json_close(out);
    return true;
}

/* Fills in the rest of a story whose state is known. */
static bool open_story(struct story *story, uint32_t most, struct error *err)
{
    const struct coin_chain *chain;
    if (!coin_chain_of(story->request->ledger, &chain, err) ||
        !coin_hops_find(story->request, &story->shown->coins, story->state, most, &story->hops,
                        &story->omitted, &story->seed, err))
        return false;
    snprintf(story->asset, sizeof story->asset, "%s/%s", chain->caip2, chain->asset);
    asset_display(span_text(story->asset), &story->decimals, story->symbol, sizeof story->symbol);
    return true;
}

static bool tell_state(const struct trace_request *request, const struct trace_shown *shown,
                       const struct coin_state *state, struct why_out *out, struct error *err)
{
    struct story story = {.request = request, .shown = shown, .state = state};
    if (!open_story(&story, UINT32_MAX, err))
        return false;
    bool ok = out->text != NULL
                  ? tell_head(out->text, &story, err) && tell_way(out->text, &story, "", err)
                  : put_story(out->json, &story, err);
    free(story.hops);
    out->found += ok;
    return ok;
}

bool why_coins_way(const struct trace_request *request, const struct trace_shown *shown,
                   uint64_t output, struct why_out *out, struct error *err)
{
    struct story story = {
        .request = request, .shown = shown, .state = coin_result_state(&shown->coins, output)};
    ensure(story.state != NULL);
    if (!open_story(&story, WAY_HOPS_MAX, err))
        return false;
    bool ok = out->text != NULL ? tell_way(out->text, &story, "    ", err)
                                : put_way(out->json, &story, err);
    free(story.hops);
    return ok;
}

/* The outputs of an address in which colour rests; or, asked for those, that it passed. */
static bool tell_address(const struct trace_request *request, const struct trace_shown *shown,
                         uint64_t address, bool passed, struct why_out *out, struct error *err)
{
    for (size_t i = 0; i < shown->coins.state_count; i++) {
        const struct coin_state *state = &shown->coins.states[i];
        struct coins_output row;
        bool rests = state->service || !state->gone;
        if (rests == passed)
            continue;
        if (!coins_output(request->ledger, state->output, &row, err) ||
            (row.owner == address && !tell_state(request, shown, state, out, err)))
            return false;
    }
    return true;
}

/* The output of that name; both where two coinbases have it, as either may be what colour reached.
 */
static bool tell_named(const struct trace_request *request, const struct trace_shown *shown,
                       const char *holding, struct why_out *out, struct error *err)
{
    uint64_t both[2];
    if (!coin_find_outputs(request->ledger, span_text(holding), holding, both, err))
        return false;
    if (both[0] == LEDGER_NONE)
        return error_input(err, ERROR_VALUE, holding,
                           "expected TXID:VOUT, the output's index behind a colon");
    for (int i = 0; i < 2 && both[i] != LEDGER_NONE; i++) {
        const struct coin_state *state = coin_result_state(&shown->coins, both[i]);
        if (state != NULL && !tell_state(request, shown, state, out, err))
            return false;
    }
    return true;
}

bool why_coins(const struct trace_request *request, const struct trace_shown *shown,
               const char *holding, struct why_out *out, struct error *err)
{
    struct span text = span_text(holding);
    uint64_t address;
    if (coin_is_txid(text))
        return tell_named(request, shown, holding, out, err);
    size_t before = out->found;
    if (!coin_no_bad_txid(text, holding, err) ||
        !coin_find_owner(request->ledger, text, holding, &address, err))
        return false;
    return address == LEDGER_NONE ||
           (tell_address(request, shown, address, false, out, err) &&
            (out->found > before || tell_address(request, shown, address, true, out, err)));
}
