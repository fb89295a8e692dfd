/* What a home's labels say of an address, and which packs they come from; for people, or as JSON
 * (docs/labels.md). */
#pragma once

#include "base/dynbuf.h"
#include "label/labels.h"
#include "text/json_writer.h"

struct label_question {
    const char *address; /* plain or CAIP-10 */
    const char *chain;   /* CAIP-2; empty: every chain */
    bool json;
};

/* Both append to the buffer; a full one is `failed`. Errors: value, of the question; limit.
 * `*ret_found` is false when no label names the address. */
bool label_show(struct dynbuf *buffer, const struct labels *labels,
                const struct label_question *question, bool *ret_found, struct error *err);
bool label_list(struct dynbuf *buffer, const struct labels *labels, bool json, struct error *err);

/* One label of `labels->sorted`, as an object of docs/labels.md; as a line without what stands
 * before it. */
void label_json(struct json_writer *out, const struct labels *labels, size_t at);
void label_line(struct dynbuf *buffer, const struct labels *labels, size_t at);
