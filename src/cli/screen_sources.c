#include "cli/screen_sources.h"

#include <stdio.h>
#include <stdlib.h>

#include "ingest/flows.h"

void screen_sources_release(struct screen_sources *sources)
{
    exposure_close(&sources->exposure);
    trace_request_release(&sources->request);
    free(sources->exposed);
    labelled_release(&sources->labelled);
    labels_free(sources->labels);
    sources->request = (struct trace_request){.ledger = NULL};
    sources->exposed = NULL;
    sources->labels = NULL;
}

bool screen_sources_index(struct screen_sources *sources, uint64_t seed, struct error *err)
{
    return sources->labels == NULL || labelled_init(&sources->labelled, sources->labels, seed, err);
}

bool screen_sources_resolve(struct screen_sources *sources, struct trace_words *asked,
                            struct error *err)
{
    asked->labels = sources->labels;
    sources->exposed = calloc(1, sizeof *sources->exposed);
    return (sources->exposed != NULL || error_memory(err, "screening")) &&
           trace_request_resolve(&sources->request, asked, err);
}

bool screen_sources_trace(struct screen_sources *sources, const struct amount *floor,
                          struct error *err)
{
    return exposure_open(&sources->exposure, &sources->request, floor, err);
}

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static bool trace_again(struct screen_sources *sources, const char *home,
                        const struct inputs *inputs, struct error *err)
{
    const struct inputs_exposure *was = &inputs->exposure;
    char folder[PATH_BYTES_MAX], until[24];
    struct amount floor;
    struct trace_words asked = {.home = inputs->labels_read ? home : NULL,
                                .seeds = was->seeds,
                                .seed_count = was->seed_count,
                                .through = was->through,
                                .through_count = was->through_count,
                                .services = was->services,
                                .service_lines = was->service_lines,
                                .service_line_count = was->service_count,
                                .until = until,
                                .min = or_null(was->min),
                                .rule = was->rule,
                                .follow_fees = or_null(was->follow_fees)};
    snprintf(until, sizeof until, "%llu", (unsigned long long)was->until);
    bool has_floor = was->floor[0] != '\0';
    if (has_floor && !amount_from_decimal(span_text(was->floor), &floor))
        return error_input(err, ERROR_DAMAGED, "receipts", "a floor that is no amount");
    return ledger_folder(folder, home, was->chain, err) &&
           ledger_open(&sources->request.ledger, folder, err) &&
           inputs_prove(inputs, sources->request.ledger, err) &&
           screen_sources_resolve(sources, &asked, err) &&
           screen_sources_trace(sources, has_floor ? &floor : NULL, err);
}

bool screen_sources_again(struct screen_sources *sources, const char *home,
                          const struct inputs *inputs, uint64_t seed, struct error *err)
{
    if (inputs->labels_read &&
        !labels_load_packs(&sources->labels, home, inputs->packs, inputs->pack_count, err))
        return false;
    return screen_sources_index(sources, seed, err) &&
           (!inputs->exposed || trace_again(sources, home, inputs, err));
}
