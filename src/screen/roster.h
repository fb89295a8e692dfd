/* What every authority asked says at a moment: which versions are in force for it, for parties and
 * for addresses, and whether they suffice.
 *
 * For addresses the newest version decides, of any list of the authority: an address list
 * supersedes addresses in lists as old or older, and a list whose remarks are whole supersedes
 * older address lists; one whose remarks are cut does not. The consolidated list is a list of its
 * own and never supersedes: too old, it is said in a note. For parties only lists of parties count.
 * Of a list in parts (one regulation each) every part has to be fresh.
 *
 * Lifetime: open to close; the register outlives it. Threads: any number read.
 */
#pragma once

#include "screen/history.h"

enum { AUTHORITIES_MAX = 8, ROSTER_NOTE_BYTES = 256, ROSTER_NOTES_MAX = 16 };

enum question_kind { QUESTION_ADDRESS, QUESTION_NAME, QUESTION_KINDS };

struct roster_source {
    const struct list_version *version;
    const struct list_kind *kind;
    struct list_index index;
    size_t authority;            /* its number in the roster */
    bool counts[QUESTION_KINDS]; /* for questions of the kind */
};

struct roster_authority {
    const char *name;
    char day[11];
    unsigned max_age; /* days */
    /* Why a question of the kind is not screened; empty: it is. Static storage. */
    const char *lacking[QUESTION_KINDS];
    char notes[ROSTER_NOTES_MAX][ROSTER_NOTE_BYTES];
    size_t note_count;
};

struct roster {
    struct roster_authority authorities[AUTHORITIES_MAX];
    size_t authority_count;
    struct roster_source *sources;
    size_t source_count;
};

struct roster_asked {
    const char *home;
    const struct list_register *lists;
    const char *authorities;  /* "US,UN", or NULL: all of which the home has ever loaded a list */
    const char *day;          /* or NULL: today, where the authority is */
    uint64_t now, known_at;   /* seconds */
    const char *home_max_age; /* of the home's file: screen/max_age.h, or NULL */
    const char *max_age;      /* of the command, which counts before it; or NULL */
};

/* Errors: usage (no authority, or one that is not known), io, damaged, memory. Close also then. */
bool roster_open(struct roster *roster, const struct roster_asked *asked, struct error *err);
void roster_close(struct roster *roster);
