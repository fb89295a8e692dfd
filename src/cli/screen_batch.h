/* Questions asked one after the other, from words, a file or a pipe, and their answers printed as
 * they come, so that a batch of any length takes little memory.
 *
 * Lifetime: init when the lists are open, to release. Threads: one at a time.
 */
#pragma once

#include "cli/screen_tail.h"
#include "screen/max_age.h"
#include "screen/receipt.h"
#include "screen/sieve.h"

struct screening {
    struct roster roster;
    struct screen_sources sources;
    struct sieve sieve;
    struct screen_tails tails;
    struct screen_answer *answer;
    struct dynbuf out;
    struct dynbuf receipts; /* lines that are not on disk yet */
    struct dynbuf kept;     /* the answer of one */
    struct receipt receipt; /* what all of this command share */
    char authorities[AUTHORITIES_MAX * 4];
    char max_ages[MAX_AGE_BYTES]; /* as they are, of each authority asked */
    char inputs[INPUTS_HEX];      /* what labels and exposure were given from */
    const char *home;
    enum screen_print print;
    bool only_hits, keeps;
    bool lacks[QUESTION_KINDS]; /* an authority is not screened for the kind */
    bool any_hit, any_lacking;
};

/* Of a zeroed one with print, only_hits and keeps set. Errors: memory. */
bool screening_init(struct screening *screening, struct error *err);
void screening_release(struct screening *screening);

/* Once roster and look-up are open. */
void screening_start(struct screening *screening);

bool screening_ask(struct screening *screening, struct span text, struct error *err);

/* All questions of a file, "-" for standard input: one a line; with CSV the first field of each
 * record. */
bool screening_ask_file(struct screening *screening, const char *path, struct error *err);

/* Writes what there is; receipts first. */
bool screening_flush(struct screening *screening, struct error *err);
