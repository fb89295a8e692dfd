/* Brings versions of lists into a home, or refuses them and says why. One command is one
 * transaction: all that it lets in is in at once, when the register is replaced.
 *
 *     list_import_init(&import, home, files)
 *     list_import_set(&import, set, &report, err)     for each set of files
 *     list_import_commit(&import, err)                nothing is acknowledged before
 *     list_import_release(&import)
 *
 * A version is read whole, then guarded, then kept: original bytes, index, a line in the register.
 * One that a guard refuses gets a line too, and changes nothing else. Bytes that cannot be read as
 * the list they are of are refused in the same way; a broken environment leaves no trace but files
 * that nothing points at.
 *
 * Guards:
 *   format      every byte was read, the count that the list states is the count that came
 *   empty       at least one entry
 *   canaries    the entries of guard.c for the list and its date are there
 *   shrinkage   not more than ten in a hundred fewer entries than the next older version has, by
 *               the list's own date
 * `accept_shrink` lets the last two pass, and is put on record.
 *
 * Memory: one list at a time. Threads: one at a time; a home has one writer by lock, which is taken
 * with the first set and held until release.
 */
#pragma once

#include "base/file_batch.h"
#include "screen/index_build.h"
#include "screen/register.h"
#include "screen/sets.h"

struct list_import {
    const char *home;
    const struct list_file *files; /* of the whole command */
    const char *date;              /* --date, or NULL */
    bool accept_shrink;
    uint64_t now; /* seconds since 1970 */

    /* The import's own: */
    struct list_register lists; /* with what this command adds */
    struct file_batch kept;
    struct index_build build; /* memory for one list after the other */
    struct dynbuf index;
    bool changed;
    int lock; /* -1: not taken yet */
};

struct list_report {
    bool already_in;
    struct list_version version; /* texts live as long as the import */
};

/* The caller sets the words (home to now) behind it. */
void list_import_init(struct list_import *import);
void list_import_release(struct list_import *import);

/* Reads, guards and keeps one set. A refusal is no error: `ret_report->version.refused` says why.
 * Errors: usage and conflict (no date, or one that contradicts), after which other sets may follow;
 * io, busy, damaged, memory, after which only release is left. */
bool list_import_set(struct list_import *import, const struct list_set *set,
                     struct list_report *ret_report, struct error *err);

/* Makes all of it durable, and lets it in. The files may not have changed since they were opened:
 * the caller has looked. Errors: io, limit, memory; then nothing is in. */
bool list_import_commit(struct list_import *import, struct error *err);
