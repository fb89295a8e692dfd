/* Brings versions of lists into a home, or refuses them and says why. One command is one
 * transaction: all that it lets in is in at once, when the register is replaced.
 *
 *     list_import_init(&import, &command)
 *     list_import_sets(&import, &sets, told, context, err)
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
 * Threads: two read, the caller's settles what they have read, in the order of the sets, so that
 * nothing depends on them. Memory: three lists. A home has one writer by lock, which is taken with
 * the first version and held until release.
 */
#pragma once

#include "base/file_batch.h"
#include "screen/version_read.h"

struct list_import {
    const struct list_command *command;
    struct list_register lists; /* with what this command adds */
    struct file_batch kept;
    struct version_reading *readings; /* places for what is read */
    bool changed;
    int lock; /* -1: not taken yet */
};

struct list_report {
    bool already_in;
    struct list_version version; /* texts live as long as the import */
};

/* Is told of every set, in their order. `report` is NULL where there is none: `err` says why this
 * set stays out, and others may follow. */
typedef void list_import_told(void *context, const struct list_report *report,
                              const struct error *err);

/* `command` outlives it. Errors: memory; release also then. */
bool list_import_init(struct list_import *import, const struct list_command *command,
                      struct error *err);
void list_import_release(struct list_import *import);

/* Reads, guards and keeps the sets. A refusal is no error: `version.refused` of its report says
 * why. Errors: io, busy, damaged, memory, after which only release is left. */
bool list_import_sets(struct list_import *import, const struct list_sets *sets,
                      list_import_told *told, void *context, struct error *err);

/* Makes all of it durable, and lets it in. The files may not have changed since they were opened:
 * the caller has looked. Errors: io, limit, memory; then nothing is in. */
bool list_import_commit(struct list_import *import, struct error *err);
