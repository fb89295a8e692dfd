/* Questions answered from a roster: addresses by their key, names by their folded form, both equal
 * or not at all. Lifetime: init to release; the roster outlives it. Threads: one at a time, as a
 * question is folded in a buffer of the table.
 */
#pragma once

#include "base/arena.h"
#include "base/hash_index.h"
#include "screen/address_key.h"
#include "screen/roster.h"

struct listed {
    struct span key; /* of the address, or the folded name */
    uint32_t source, entry, fact;
};

struct look_up {
    const struct roster *roster;
    struct listed *listed[QUESTION_KINDS];
    size_t count[QUESTION_KINDS], capacity[QUESTION_KINDS];
    struct hash_index index[QUESTION_KINDS];
    bool made[QUESTION_KINDS];
    uint64_t seed;
    struct arena texts;
    struct dynbuf folded;
};

/* `seed` is of chance, so that nobody can choose texts that collide. */
void look_up_init(struct look_up *look_up, const struct roster *roster, uint64_t seed);
void look_up_release(struct look_up *look_up);

/* Makes the table of one kind, as the first question of the kind does. Errors: limit, memory. */
bool look_up_make(struct look_up *look_up, enum question_kind kind, struct error *err);

struct question {
    enum question_kind kind;
    enum address_form form; /* of an address */
    struct span key;        /* good until the next question */
    struct address_key address;
};

/* What a text asks: an address when it has the form of one, sound or broken, else a name. Errors:
 * limit, memory. */
bool question_of(struct look_up *look_up, struct span text, struct question *ret_question,
                 struct error *err);

/* Walks what is listed under the question's key: the next, or NULL; `*at` starts as SIZE_MAX. */
const struct listed *look_up_next(const struct look_up *look_up, const struct question *question,
                                  size_t *at);
