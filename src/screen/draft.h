/* An entry in the making: what every reader of a list fills and hands on.
 *
 *     draft_clear(&draft);
 *     draft.entry.kind = PARTY_PERSON;
 *     draft_key(&draft, uid, uid);
 *     draft_add(&draft, FACT_NAME, span_text(""), name);
 *     if (!draft_hand(&draft, sink, err)) ...
 *
 * Texts are copied, trimmed and made UTF-8 (a byte that is none becomes U+FFFD). A fact with an
 * empty text, and one that the draft has already, are passed over. A failure to add is remembered
 * and comes out of draft_hand.
 *
 * Memory: one entry, at most LIST_ENTRY_BYTES_MAX. Lifetime: init to release. Threads: one at a
 * time.
 */
#pragma once

#include "base/arena.h"
#include "base/dynbuf.h"
#include "screen/entry.h"

struct draft {
    struct list_entry entry;

    /* The draft's own: */
    struct arena texts;
    struct fact *facts;
    size_t capacity;
    bool failed, no_memory; /* no_memory: why; else what base/limits.h allows */
};

void draft_init(struct draft *draft);
void draft_release(struct draft *draft);
void draft_clear(struct draft *draft);

void draft_key(struct draft *draft, struct span key, struct span number);
void draft_add(struct draft *draft, enum fact_kind kind, struct span label, struct span text);
void draft_flag(struct draft *draft, enum fact_kind kind, uint32_t flags, struct span label,
                struct span text);

/* A birth date as the list writes it. */
void draft_birth(struct draft *draft, struct span written);

/* A crypto address: checked here, and kept whatever the check says. */
void draft_address(struct draft *draft, struct span asset, struct span address);

/* Every part of `text` between separators as a fact. */
void draft_split(struct draft *draft, enum fact_kind kind, struct span label, struct span text,
                 char separator);

/* Takes over the failure of a buffer in which a text was made; one that has not failed changes
 * nothing. */
void draft_fail(struct draft *draft, const struct dynbuf *text);

/* Gives the entry to the sink. Refused: an empty key, an entry without a name or an address. The
 * caller puts the place before what is wrong. Errors: value, limit, memory, and the sink's own. */
bool draft_hand(struct draft *draft, const struct entry_sink *sink, struct error *err);
