/* The labels that a flow table gives to its addresses, each once, in the order in which they came.
 *
 * Load: one or two a row of the heist form, nearly all of them known already: a hash and a look.
 * Lifetime: init to release; clear to read again. Threads: one at a time.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/hash_index.h"
#include "ledger/format.h"

struct flow_label {
    size_t file; /* its number in the command */
    unsigned char address[ACCOUNT_KEY_BYTES];
    struct span text;
};

struct flow_labels {
    struct arena texts;
    struct flow_label *all;
    size_t count, capacity;
    struct hash_index index;
    uint64_t hash_seed; /* secret: texts come from outside */
};

void flow_labels_init(struct flow_labels *labels, uint64_t hash_seed);
void flow_labels_release(struct flow_labels *labels);
void flow_labels_clear(struct flow_labels *labels);

/* Errors: memory, limit. */
bool flow_labels_add(struct flow_labels *labels, size_t file, const unsigned char *address,
                     struct span text, struct error *err);
