#include <string.h>

#include "cli/cli.h"
#include "cli/trace_options.h"
#include "trace/report/json_parts.h"
#include "trace/report/why.h"

/* Every colour's story of the holding. */
static bool explain_colours(const struct trace_request *request, const char *holding,
                            struct why_out *out, struct error *err)
{
    for (size_t i = 0; i < request->seed_count; i++) {
        struct trace_shown shown = {.colour = request->seeds[i].colour,
                                    .rule = rule_named(request->rule)};
        if (!trace_is_first_of_colour(request, i))
            continue;
        bool ok =
            trace_request_run(request, &shown, err) && why_tell(request, &shown, holding, out, err);
        trace_shown_release(&shown);
        if (!ok)
            return false;
    }
    return out->found > 0 || error_input(err, ERROR_NOT_FOUND, holding, "no colour reached it");
}

static bool explain(const struct trace_request *request, const struct words *words,
                    struct dynbuf *out, struct error *err)
{
    const char *holding = words->plain.words[0];
    struct json_writer json;
    struct why_out text = {.text = out}, array = {.json = &json};
    if (!words_has(words, "--json"))
        return explain_colours(request, holding, &text, err);
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    json_inputs(&json, request);
    json_text(&json, "rule", request->rule);
    json_text(&json, "holding", holding);
    json_open_array(&json, "explanations");
    if (!explain_colours(request, holding, &array, err))
        return false;
    json_close(&json);
    json_close(&json);
    return true;
}

static int run(const struct words *words)
{
    struct trace_words asked = trace_asked(words);
    struct trace_request request = {0};
    struct dynbuf out;
    struct error err;
    if (strcmp(asked.rule, "all") == 0) {
        error_input(&err, ERROR_USAGE, "--rule", "'all': expected one rule, to explain under it");
        return cli_misuse(words->command, &err);
    }
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    bool ok = cli_home(words, &asked.home, &err) &&
              cli_open_traced(&request.ledger, words, &asked, &err) &&
              trace_request_resolve(&request, &asked, &err);
    cli_warn(&request.notes);
    request.progress = ok ? cli_progress_start(words, "trace") : NULL;
    ok = ok && explain(&request, words, &out, &err);
    cli_progress_stop();
    trace_request_release(&request);
    if (ok)
        ok = cli_print(&out, "the explanation", &err);
    dynbuf_release(&out);
    return ok ? EXIT_DONE : cli_fail(&err);
}

static const struct option output_options[] = {
    {.name = "--json", .help = "Prints JSON; docs/trace-json.md has the names."},
    {0},
};

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
              .help =
                  "ADDRESS, or ADDRESS/ASSET; on a coin chain TXID:VOUT, or ADDRESS for each of "
                  "its outputs: the id of a holding in trefoil trace --json."},
    .options = {trace_options, output_options},
    .paragraphs =
        (const char *const[]){
            "Traces again, with the options of trefoil trace, and explains what one address holds: "
            "the shortest way that coloured value took to it, a sentence a hop, with time, block, "
            "amounts, rule and transaction.",
            NULL},
    .examples = examples,
    .run = run,
};
