/* Answers without a hit differ in their text alone: what stands behind it is printed once for each
 * form of address, and copied from then on. For batches of millions.
 *
 * Lifetime: init to release; the roster outlives it. Threads: one at a time.
 */
#pragma once

#include "cli/screen_csv.h"

enum { SCREEN_FORMS = ADDRESS_SOLANA + 1 };

enum screen_print { SCREEN_LINES, SCREEN_JSON, SCREEN_CSV };

struct screen_tails {
    const struct roster *roster;
    enum screen_print print;
    bool exposure;                     /* is asked: CSV has its columns */
    struct dynbuf tails[SCREEN_FORMS]; /* empty: not printed yet */
};

void screen_tails_init(struct screen_tails *tails, const struct roster *roster,
                       enum screen_print print, bool exposure);
void screen_tails_release(struct screen_tails *tails);

/* Appends any answer in the form that was asked for; JSON with a line feed. Errors: of
 * exposure_way. */
bool screen_print(const struct screen_tails *tails, struct dynbuf *out,
                  const struct screen_answer *answer, struct error *err);

/* The same of an address without a hit, a label and exposure whose text is of letters and digits of
 * ASCII. */
bool screen_print_clear(struct screen_tails *tails, struct dynbuf *out,
                        const struct screen_answer *answer, struct error *err);
