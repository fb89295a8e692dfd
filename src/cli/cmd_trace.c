#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/trace_options.h"
#include "trace/report/report.h"

/* Every colour under every rule asked for, colours in the order in which they were named. */
static bool run_all(const struct trace_request *request, struct trace_shown *shown,
                    size_t *ret_count, struct error *err)
{
    for (size_t i = 0; i < request->seed_count; i++) {
        if (!trace_is_first_of_colour(request, i))
            continue;
        for (int rule = 0; rule < RULES; rule++) {
            if (strcmp(request->rule, "all") != 0 && rule_at(rule) != rule_named(request->rule))
                continue;
            struct trace_shown one = {.colour = request->seeds[i].colour, .rule = rule_at(rule)};
            if (!trace_request_run(request, &one, err))
                return false;
            shown[(*ret_count)++] = one;
        }
    }
    return true;
}

/* Appends all results to a buffer that the caller releases. */
static bool report(const struct trace_request *request, const struct words *words,
                   struct dynbuf *out, struct error *err)
{
    size_t count = 0;
    struct trace_shown *shown = calloc(request->seed_count * RULES + 1, sizeof *shown);
    bool ok = shown != NULL ? run_all(request, shown, &count, err)
                            : error_memory(err, "preparing a trace");
    if (ok)
        ok = words_has(words, "--json")
                 ? trace_json(out, TREFOIL_VERSION, request, shown, count, err)
                 : trace_table(out, request, shown, count, err);
    for (size_t i = 0; i < count; i++)
        trace_result_release(&shown[i].result);
    free(shown);
    return ok;
}

static int run(const struct words *words)
{
    struct trace_words asked = trace_asked(words);
    struct trace_request request = {0};
    struct dynbuf out;
    struct error err;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    bool ok = cli_home(words, &asked.home, &err) && cli_open_ledger(&request.ledger, words, &err) &&
              trace_request_resolve(&request, &asked, &err);
    cli_warn(&request.absent);
    request.progress = ok ? cli_progress_start(words, "trace") : NULL;
    ok = ok && report(&request, words, &out, &err);
    cli_progress_stop();
    trace_request_release(&request);
    if (ok)
        ok = cli_print(&out, "the trace", &err);
    dynbuf_release(&out);
    return ok ? EXIT_DONE : cli_fail(&err);
}

static const struct option output_options[] = {
    {.name = "--json", .help = "Prints JSON; docs/trace.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil trace --seeds seeds.txt --services exchanges.csv",
     "Where the money of a theft rests, exchange by exchange."},
    {"trefoil trace --seed 0x7a017e5e9672bc994dcb1a2a27d853c9c629f7c3@16400290 --rule all",
     "The five rules side by side, from one address and block on."},
    {0},
};

const struct command command_trace = {
    .name = "trace",
    .about = "where stolen value went, and where it rests",
    .options = {trace_options, output_options},
    .paragraphs =
        (const char *const[]){
            "Follows value from the seeds through the ledger, and prints for each colour, rule and "
            "asset: what was stolen, what came to rest at services, what is held elsewhere, fees, "
            "burnt, unresolved. The two sides are equal to the last unit.",
            "A seed colours what its address holds when its block begins, and what it receives "
            "later. Colours are independent claims: each is traced as if it were alone.",
            "haircut: each payment carries the mixture of what the account holds. fifo: oldest "
            "value first. lifo: newest first. tiho: coloured value first. poison: every account "
            "that coloured value touches is marked; that is reach, and never added up as money. "
            "docs/trace.md has them in full.",
            "A seed that the ledger does not have is said on standard error, and passed over.",
            NULL},
    .examples = examples,
    .run = run,
};
