#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/limits.h"
#include "chain/caip.h"
#include "chain/evm_address.h"
#include "cli/cli.h"
#include "cli/trace_options.h"
#include "ingest/flow_time.h"
#include "trace/report/report.h"

enum { HOPS_SHOWN_MAX = 100000 };

struct why {
    const struct trace_request *request;
    const struct trace_shown *shown;
    unsigned decimals;
    char symbol[160];
};

static bool address_of(const struct why *why, const struct trace_place *place, char *ret_text,
                       struct error *err)
{
    unsigned char key[ACCOUNT_KEY_BYTES];
    if (!ledger_account(why->request->ledger, place->account, key, err))
        return false;
    evm_address_print(key, ret_text);
    return true;
}

static bool print_amount(const struct why *why, struct amount amount, struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, 1024);
    amount_display(&text, amount, why->decimals, why->symbol);
    bool ok = !text.failed || dynbuf_error(&text, "an amount", err);
    if (ok)
        fputs(text.data, stdout);
    dynbuf_release(&text);
    return ok;
}

/* One hop as a sentence: when, who, how much moved, how much of it coloured, in which transaction.
 */
static bool print_hop(const struct why *why, const struct trace_place *to,
                      const struct trace_hop *hop, struct error *err)
{
    const struct ledger *ledger = why->request->ledger;
    char from_text[EVM_ADDRESS_TEXT_BYTES], to_text[EVM_ADDRESS_TEXT_BYTES];
    char id[2 * TRANSACTION_ID_BYTES + 1], time[FLOW_TIME_BYTES];
    struct transfer transfer;
    struct transaction transaction;
    uint64_t number;
    if (!address_of(why, &why->shown->result.places[hop->from], from_text, err) ||
        !address_of(why, to, to_text, err) ||
        !ledger_transfer(ledger, hop->transfer, &transfer, err) ||
        !ledger_transaction_of(ledger, hop->transfer, &number, err) ||
        !ledger_transaction(ledger, number, &transaction, err))
        return false;
    hex_encode(id, transaction.id, TRANSACTION_ID_BYTES);
    flow_time_print(transaction.time, time);
    printf("%3u. %s, block %llu: %s sent ", hop->hops, time, (unsigned long long)transaction.block,
           from_text);
    if (!print_amount(why, transfer.amount, err))
        return false;
    printf(" to %s; ", to_text);
    if (!print_amount(why, hop->amount, err))
        return false;
    printf(" of it %s under %s; transaction 0x%s\n",
           why->shown->rule->marks ? "reached" : "tainted", why->shown->rule->name, id);
    return true;
}

/* The hops that led to a place, seeds first: from each place back to the last arrival that had
 * brought it near before the transfer that is explained. */
static bool print_path(const struct why *why, const struct trace_place *place, struct error *err)
{
    const struct trace_place *places = why->shown->result.places;
    const struct trace_hop **path = calloc((size_t)place->hops + 1, sizeof *path);
    const struct trace_place **to = calloc((size_t)place->hops + 1, sizeof *to);
    uint32_t left = place->hops;
    uint64_t before = UINT64_MAX;
    bool ok = path != NULL && to != NULL ? true : error_memory(err, "explaining a holding");
    while (ok && left > 0) {
        size_t at = place->path_count;
        while (at > 0 && place->path[at - 1].transfer >= before)
            at--;
        ensure(at > 0 && place->path[at - 1].hops == left);
        path[--left] = &place->path[at - 1];
        to[left] = place;
        before = path[left]->transfer;
        place = &places[path[left]->from];
    }
    char seed[EVM_ADDRESS_TEXT_BYTES];
    ok = ok && address_of(why, place, seed, err);
    if (ok)
        printf("  0. %s is a seed of colour %s\n", seed, why->shown->colour);
    for (uint32_t i = 0; ok && i < HOPS_SHOWN_MAX && path[i] != NULL; i++)
        ok = print_hop(why, to[i], path[i], err);
    free(path);
    free(to);
    return ok;
}

static bool explain(struct why *why, uint64_t account, uint64_t asset, size_t *found,
                    struct error *err)
{
    const struct trace_result *result = &why->shown->result;
    for (size_t i = 0; i < result->place_count; i++) {
        const struct trace_place *place = &result->places[i];
        char text[EVM_ADDRESS_TEXT_BYTES];
        struct span name;
        if (place->account != account || !place->reached ||
            (asset != LEDGER_NONE && place->asset != asset))
            continue;
        if (!ledger_asset(why->request->ledger, place->asset, &name, err) ||
            !address_of(why, place, text, err))
            return false;
        asset_display(name, &why->decimals, why->symbol, sizeof why->symbol);
        printf("%s, rule %s: %s %s ", why->shown->colour, why->shown->rule->name, text,
               place->service ? "is a service and has received" : "holds");
        if (why->shown->rule->marks && !place->service)
            printf("a mark");
        else if (!print_amount(why, place->coloured, err))
            return false;
        printf(", %u hops from a seed\n", place->hops);
        if (!print_path(why, place, err))
            return false;
        (*found)++;
    }
    return true;
}

/* HOLDING: `ADDRESS` or `ADDRESS/ASSET`. */
static bool parse_holding(const struct ledger *ledger, const char *word, uint64_t *ret_account,
                          uint64_t *ret_asset, struct error *err)
{
    const char *slash = strchr(word, '/');
    size_t size = slash == NULL ? strlen(word) : (size_t)(slash - word);
    *ret_asset = LEDGER_NONE;
    if (slash != NULL && !ledger_find_asset(ledger, span_text(slash + 1), ret_asset, err))
        return false;
    if (slash != NULL && *ret_asset == LEDGER_NONE)
        return error_input(err, ERROR_NOT_FOUND, word, "the ledger does not have that asset");
    return account_parse(ledger, span_of(word, size), word, ret_account, err);
}

static bool explain_all(const struct trace_request *request, const char *word, struct error *err)
{
    uint64_t account, asset;
    size_t found = 0;
    if (!parse_holding(request->ledger, word, &account, &asset, err))
        return false;
    for (size_t i = 0; i < request->seed_count; i++) {
        struct trace_shown shown = {.colour = request->seeds[i].colour,
                                    .rule = rule_named(request->rule)};
        struct why why = {.request = request, .shown = &shown};
        if (!trace_is_first_of_colour(request, i))
            continue;
        if (!trace_request_run(request, &shown, err))
            return false;
        bool ok = explain(&why, account, asset, &found, err);
        trace_result_release(&shown.result);
        if (!ok)
            return false;
    }
    return found > 0 || error_input(err, ERROR_NOT_FOUND, word, "no colour reached it");
}

static int run(const struct words *words)
{
    struct trace_words asked = trace_asked(words);
    struct trace_request request = {0};
    struct error err;
    if (strcmp(asked.rule, "all") == 0) {
        error_input(&err, ERROR_USAGE, "--rule", "'all': expected one rule, to explain under it");
        return cli_misuse(words->command, &err);
    }
    bool ok = cli_home(words, &asked.home, &err) && cli_open_ledger(&request.ledger, words, &err) &&
              trace_request_resolve(&request, &asked, &err);
    cli_warn(&request.absent);
    ok = ok && explain_all(&request, words->plain.words[0], &err);
    trace_request_release(&request);
    return ok ? EXIT_DONE : cli_fail(&err);
}

static const struct example examples[] = {
    {"trefoil why 0x957799e60eb21a874b60d0abe78d6d644e815623 --seeds seeds.txt",
     "How value of the seeds came to this address."},
    {0},
};

const struct command command_why = {
    .name = "why",
    .about = "one holding, hop by hop",
    .plain = {.name = "HOLDING",
              .min = 1,
              .help = "ADDRESS, or ADDRESS/ASSET: the id of a holding in trefoil trace --json."},
    .options = {trace_options},
    .paragraphs =
        (const char *const[]){
            "Traces again, with the options of trefoil trace, and explains what one address holds: "
            "the shortest way that coloured value took to it, a sentence a hop, with time, block, "
            "amounts, rule and transaction.",
            NULL},
    .examples = examples,
    .run = run,
};
