/* What an answer of screening is made from: the lists' table, labels, exposure. Labels and exposure
 * never change what the lists say.
 *
 * Lifetime: a zeroed one has no labels and no exposure; release. Threads: one at a time.
 */
#pragma once

#include "screen/exposure.h"
#include "screen/inputs.h"
#include "screen/labelled.h"
#include "screen/look_up.h"

struct screen_sources {
    struct look_up look_up; /* its user's: not released here */
    struct labels *labels;  /* NULL: could not be read, and no answer looks at them */
    struct labelled labelled;
    struct trace_request request;
    struct exposure exposure;
    struct exposure_rows *exposed; /* room for one address; NULL: exposure is not asked */
};

void screen_sources_release(struct screen_sources *sources);

/* Indexes `labels`, where there are any. Errors: memory. */
bool screen_sources_index(struct screen_sources *sources, uint64_t seed, struct error *err);

/* Resolves a trace's words against the ledger of `request`. Errors: of trace_request_resolve. */
bool screen_sources_resolve(struct screen_sources *sources, struct trace_words *asked,
                            struct error *err);

/* Traces what was resolved: from then on every address has its exposure. Errors: of exposure_open.
 */
bool screen_sources_trace(struct screen_sources *sources, const struct amount *floor,
                          struct error *err);

/* Labels and exposure as they were for a receipt. Errors: not-found, where the home has no more
 * what they were given from; those of the above. */
bool screen_sources_again(struct screen_sources *sources, const char *home,
                          const struct inputs *inputs, uint64_t seed, struct error *err);
