/* An entry of a sanctions list: one party, or one address, as one authority lists it.
 *
 * What is known of it is a row of facts: a kind, a label, a text. So every list, whatever its
 * columns, is the same thing to the index, to a difference between two versions and to screening.
 *
 *     key     "27307"           equal in every version of the list (docs/lists.md: keys)
 *     number  "27307"           as this version shows it
 *     kind    entity
 *     facts   name              ""     "LAZARUS GROUP"
 *             weak alias        ""     "HIDDEN COBRA"
 *             programme         ""     "DPRK3"
 *             address           "ETH"  "0x098B716B8Aaf21512996dC57EB0615e2383E2f96"
 *
 * Texts are UTF-8 of one or more lines, whose bytes live with whoever made the entry. Threads:
 * values, nothing shared.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

enum party_kind {
    PARTY_UNKNOWN,
    PARTY_PERSON,
    PARTY_ENTITY,
    PARTY_VESSEL,
    PARTY_AIRCRAFT,
    PARTY_ADDRESS, /* an entry of an address list, which names no party of its own */
    PARTY_KINDS,
};

enum fact_kind {
    FACT_NAME,       /* label: a script where the list says so */
    FACT_ALIAS,      /* strong */
    FACT_WEAK_ALIAS, /* of low quality, by the list's own word */
    FACT_FORMER_NAME,
    FACT_BIRTH,       /* text: see birth.h, or empty; label: as the list writes it */
    FACT_NATIONALITY, /* and citizenship; of a vessel its flag */
    FACT_ID,          /* label: "Passport", "IMO", ... */
    FACT_ADDRESS,     /* of a crypto asset; label: the asset as the list names it: no network */
    FACT_PROGRAMME,   /* label: its title, where the list has one */
    FACT_EFFECT,      /* "blocking", "sectoral", "correspondent account", "capital transactions" */
    FACT_LISTED_ON,   /* YYYY-MM-DD */
    FACT_REFERENCE,   /* another list's number that this one quotes; label: "UN" */
    FACT_REMARK,
    FACT_KINDS,
};

enum {
    FACT_CUT = 1,      /* the list breaks off inside this text */
    FACT_MISTYPED = 2, /* an address whose checksum fails, or that no known network has */
};

struct fact {
    enum fact_kind kind;
    uint32_t flags;
    struct span label, text;
};

struct list_entry {
    struct span key, number;
    enum party_kind kind;
    const struct fact *facts;
    size_t fact_count;
};

/* Where entries go, one by one, in the order of the list. The entry is good during the call. */
struct entry_sink {
    bool (*take)(void *context, const struct list_entry *entry, struct error *err);
    void *context;
};

/* Stable words: "person", "weak_alias". Static storage. */
const char *party_kind_word(enum party_kind kind);
const char *fact_kind_word(enum fact_kind kind);

static inline bool fact_is_name(enum fact_kind kind)
{
    return kind <= FACT_FORMER_NAME;
}

/* The first fact of a kind at or behind `from`, or NULL. */
const struct fact *entry_fact(const struct list_entry *entry, enum fact_kind kind, size_t from);

/* Whether all is equal but the number, which belongs to one version. */
bool entry_same(const struct list_entry *a, const struct list_entry *b);
