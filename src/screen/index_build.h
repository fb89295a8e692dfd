/* Gathers the entries of a list that is being read, and writes them as an index. Also counts what
 * the guards ask about. Lifetime: init to release; clear between lists. Threads: one at a time. */
#pragma once

#include "base/dynbuf.h"
#include "screen/entry.h"

struct built_entry {
    size_t key, key_size, number, number_size; /* in the texts */
    uint32_t kind;
    size_t first, count; /* facts */
    size_t order;
};

struct built_fact {
    uint32_t kind, flags;
    size_t label, label_size, text, text_size;
};

struct index_build {
    struct built_entry *entries;
    size_t count, capacity;
    struct built_fact *facts;
    size_t fact_count, fact_capacity;
    struct dynbuf texts;
    uint64_t addresses, mistyped; /* facts of crypto addresses; those whose checksum fails */
    bool numbered;                /* equal keys get #2, #3 behind them, in the list's order */
};

void index_build_init(struct index_build *build);

/* Empties it for another list, whose memory it keeps. `numbered`: for lists without ids of their
 * own, where equal keys are no error. */
void index_build_clear(struct index_build *build, bool numbered);
void index_build_release(struct index_build *build);

/* Whether an entry has the key; whether any has the name. They look at all of them. */
bool index_build_has_key(const struct index_build *build, struct span key);
bool index_build_has_name(const struct index_build *build, struct span name);

/* What fills it. Errors of `take`: limit, memory. */
struct entry_sink index_build_sink(struct index_build *build);

/* Sorts and appends the index to `ret_bytes`. Errors: conflict (a key twice), limit, memory. */
bool index_build_write(struct index_build *build, struct dynbuf *ret_bytes, struct error *err);
