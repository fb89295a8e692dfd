#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "cli/cli.h"
#include "trace/report/report.h"

enum { OUTPUT_BYTES_MAX = 1 << 30 };

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

static bool print(const struct trace_request *request, bool json, struct error *err)
{
    struct dynbuf buffer;
    size_t count = 0;
    struct trace_shown *shown = calloc(request->seed_count * RULES + 1, sizeof *shown);
    dynbuf_init(&buffer, OUTPUT_BYTES_MAX);
    bool ok = shown != NULL ? run_all(request, shown, &count, err)
                            : error_memory(err, "preparing a trace");
    if (ok)
        ok = json ? trace_json(&buffer, TREFOIL_VERSION, request, shown, count, err)
                  : trace_table(&buffer, request, shown, count, err);
    if (ok && buffer.failed)
        ok = dynbuf_error(&buffer, "the trace", err);
    if (ok && buffer.size > 0)
        fwrite(buffer.data, 1, buffer.size, stdout);
    for (size_t i = 0; i < count; i++)
        trace_result_release(&shown[i].result);
    free(shown);
    dynbuf_release(&buffer);
    return ok;
}

static int run(const char *home, int count, char **words)
{
    struct trace_words asked = {.home = home, .services = "labels", .rule = "haircut"};
    struct trace_request request = {0};
    struct error err;
    if (!trace_words_read(1, count, words, &asked))
        return cli_misuse(&command_trace, "an option is unknown, or lacks its value");
    bool ok = cli_open_ledger(&request.ledger, home, asked.chain, &err) &&
              trace_request_resolve(&request, &asked, count, words, &err);
    cli_warn(&request.absent);
    ok = ok && print(&request, asked.json, &err);
    trace_request_release(&request);
    return ok ? EXIT_DONE : cli_fail(&err);
}

const struct command command_trace = {
    "trace",
    "--seed SEED... | --seeds FILE [--rule haircut|fifo|lifo|tiho|poison|all] [--services "
    "labels|none|FILE] "
    "[--through ADDRESS] [--until HEIGHT|TIME] [--min AMOUNT] [--chain CAIP2] [--json]",
    "where stolen value went, and where it rests", run};
