/* Answers without a hit differ in their text alone: what stands behind it is printed once for each
 * form of address, and copied from then on. For batches of millions.
 *
 * Lifetime: init to release; the roster outlives it. Threads: one at a time.
 */
#pragma once

#include "cli/screen_answer.h"

enum { SCREEN_FORMS = ADDRESS_SOLANA + 1 };

enum screen_print { SCREEN_LINES, SCREEN_JSON, SCREEN_CSV };

struct screen_tails {
    const struct roster *roster;
    enum screen_print print;
    struct dynbuf tails[SCREEN_FORMS]; /* empty: not printed yet */
};

void screen_tails_init(struct screen_tails *tails, const struct roster *roster,
                       enum screen_print print);
void screen_tails_release(struct screen_tails *tails);

/* Appends any answer in the form that was asked for; JSON with a line feed. */
void screen_print(const struct screen_tails *tails, struct dynbuf *out,
                  const struct screen_answer *answer);

/* The same of an address without a hit whose text is of letters and digits of
 * ASCII. */
void screen_print_clear(struct screen_tails *tails, struct dynbuf *out,
                        const struct screen_answer *answer);
