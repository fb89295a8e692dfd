/* The options that say what to trace: those of `trace`, which `why` takes as well. */
#pragma once

#include "cli/words.h"
#include "trace/request.h"

extern const struct option trace_options[];

/* Reads them. The rule and the services have their defaults. Never fails: what the values mean is
 * looked at when the ledger is open. */
struct trace_words trace_asked(const struct words *words);
