#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/trace_options.h"
#include "trace/report/report.h"

/* The forms that are printed; the table when none is asked for. */
static const struct {
    const char *option;
    bool (*report)(struct dynbuf *buffer, const struct trace_request *request,
                   const struct trace_shown *shown, size_t count, struct error *err);
    bool flows; /* it shows what moved */
} forms[] = {
    {"--csv", trace_csv, false}, {"--graphml", trace_graphml, true}, {"--dot", trace_dot, true}};
enum { FORMS = sizeof forms / sizeof forms[0] };

/* Which form, FORMS for none; two at once are wrong use. */
static bool choose_form(const struct words *words, size_t *ret_form, struct error *err)
{
    const char *asked = words_has(words, "--json") ? "--json" : NULL;
    size_t form = FORMS;
    for (size_t i = 0; i < FORMS; i++) {
        if (!words_has(words, forms[i].option))
            continue;
        if (asked != NULL)
            return error_input(err, ERROR_USAGE, forms[i].option, "beside %s: expected one of them",
                               asked);
        asked = forms[i].option;
        form = i;
    }
    *ret_form = form;
    return true;
}

/* Every colour under every rule asked for, colours in the order in which they were named. */
static bool run_all(const struct trace_request *request, struct trace_shown *shown,
                    bool wants_flows, size_t *ret_count, struct error *err)
{
    for (size_t i = 0; i < request->seed_count; i++) {
        if (!trace_is_first_of_colour(request, i))
            continue;
        for (int rule = 0; rule < RULES; rule++) {
            if (strcmp(request->rule, "all") != 0 && rule_at(rule) != rule_named(request->rule))
                continue;
            struct trace_shown one = {.colour = request->seeds[i].colour,
                                      .rule = rule_at(rule),
                                      .wants_flows = wants_flows};
            if (!trace_request_run(request, &one, err))
                return false;
            shown[(*ret_count)++] = one;
        }
    }
    return true;
}

/* Writes the picture as a whole: a reader of the file sees the old one or the new one. */
static bool write_picture(const char *path, const struct trace_request *request,
                          const struct trace_shown *shown, size_t count, struct error *err)
{
    struct dynbuf picture;
    dynbuf_init(&picture, CLI_OUTPUT_BYTES_MAX);
    bool ok = trace_svg(&picture, request, shown, count, err);
    if (ok && picture.failed)
        ok = dynbuf_error(&picture, path, err);
    ok = ok && file_replace_path(path, dynbuf_bytes(&picture), err);
    dynbuf_release(&picture);
    return ok;
}

static bool put_all(const struct trace_request *request, const struct words *words, size_t form,
                    const struct trace_shown *shown, size_t count, struct dynbuf *out,
                    struct error *err)
{
    const char *picture = words_value(words, "--svg");
    if (picture != NULL && !write_picture(picture, request, shown, count, err))
        return false;
    if (words_has(words, "--json"))
        return trace_json(out, TREFOIL_VERSION, request, shown, count, err);
    return form < FORMS ? forms[form].report(out, request, shown, count, err)
                        : trace_table(out, request, shown, count, err);
}

/* Appends all results to a buffer that the caller releases. */
static bool report(const struct trace_request *request, const struct words *words, size_t form,
                   struct dynbuf *out, struct error *err)
{
    size_t count = 0, most = request->seed_count * RULES + 1;
    bool moved = words_has(words, "--svg") || (form < FORMS && forms[form].flows);
    struct trace_shown *shown = calloc(most, sizeof *shown);
    bool ok = shown != NULL || error_memory(err, "preparing a trace");
    ok = ok && run_all(request, shown, moved, &count, err) &&
         put_all(request, words, form, shown, count, out, err);
    for (size_t i = 0; i < count; i++)
        trace_shown_release(&shown[i]);
    free(shown);
    return ok;
}

static int run(const struct words *words)
{
    struct trace_words asked = trace_asked(words);
    struct trace_request request = {0};
    struct dynbuf out;
    struct error err;
    size_t form;
    if (!choose_form(words, &form, &err))
        return cli_misuse(words->command, &err);
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    bool ok = cli_home(words, &asked.home, &err) &&
              cli_open_traced(&request.ledger, words, &asked, &err) &&
              trace_request_resolve(&request, &asked, &err);
    cli_warn(&request.notes);
    request.progress = ok ? cli_progress_start(words, "trace") : NULL;
    ok = ok && report(&request, words, form, &out, &err);
    cli_progress_stop();
    trace_request_release(&request);
    if (ok)
        ok = cli_print(&out, "the trace", &err);
    dynbuf_release(&out);
    return ok ? EXIT_DONE : cli_fail(&err);
}

static const struct option output_options[] = {
    {.name = "--json", .help = "Prints JSON; docs/trace-json.md has the names."},
    {.name = "--csv",
     .help =
         "Prints CSV, a row for each service, holding and rest; docs/trace.md has the columns."},
    {.name = "--graphml",
     .help = "Prints what moved between all addresses, or on a coin chain between all outputs and "
             "transactions, as GraphML."},
    {.name = "--dot", .help = "Prints the same for Graphviz."},
    {.name = "--svg",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "Also writes a picture: the largest flows in order of time, the others folded. With "
             "several colours, rules or assets it has a panel for each."},
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
            "docs/taint-rules.md has them in full.",
            "A seed that the ledger does not have or that starts behind its last block, and a "
            "--through that names no service, are said on standard error; they change nothing.",
            NULL},
    .examples = examples,
    .run = run,
};
