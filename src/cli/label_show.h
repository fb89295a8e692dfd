/* What a home's labels say of an address, and which packs they come from; for people, or as JSON
 * (docs/labels.md). */
#pragma once

#include "base/dynbuf.h"
#include "label/labels.h"

struct label_question {
    const char *address; /* plain or CAIP-10; NULL asks for the packs */
    const char *chain;   /* CAIP-2; empty: every chain */
    bool json;
};

/* Append to the buffer; `*ret_found` is false when there is nothing to tell. A full buffer is
 * `failed`. Errors: value, of the question. */
bool label_show(struct dynbuf *buffer, const struct labels *labels,
                const struct label_question *question, bool *ret_found, struct error *err);
bool label_list(struct dynbuf *buffer, const struct labels *labels,
                const struct label_question *question, bool *ret_found, struct error *err);
