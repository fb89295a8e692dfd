/* Brings one version of a list into a home, or refuses it and says why.
 *
 * A version is read whole, then guarded, then kept: original bytes, index, a line in the register.
 * One that a guard refuses gets a line too, and changes nothing else. Bytes that cannot be read as
 * the list they are of are refused in the same way; a broken environment leaves no trace.
 *
 * Guards, against the next older version by the list's own date:
 *   format      every byte was read, the count that the list states is the count that came
 *   empty       at least one entry
 *   canaries    the keys of lists.h that the older version has are still there
 *   shrinkage   not more than LIST_SHRINK_PER_CENT fewer entries
 * `accept_shrink` lets the last two pass, and is put on record.
 *
 * Threads: one at a time; a home has one writer by lock.
 */
#pragma once

#include "screen/register.h"
#include "screen/sets.h"

struct list_import {
    const char *home;
    const struct list_file *files; /* of the whole command */
    const char *date;              /* --date, or NULL */
    bool accept_shrink;
    uint64_t now; /* seconds since 1970 */
};

struct list_report {
    bool already_in;
    struct list_version version; /* texts live in the register given to list_import_set */
};

/* Imports one set. A refusal is no error: `ret_report->version.refused` says why. Errors: usage and
 * value (no date, or one that contradicts), io, busy, damaged, memory. */
bool list_import_set(const struct list_import *import, const struct list_set *set,
                     struct list_register *lists, struct list_report *ret_report,
                     struct error *err);
