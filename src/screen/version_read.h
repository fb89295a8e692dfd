/* Reads the files of one version: their hashes, what they say, its index, its date. Nothing of a
 * home is looked at and nothing is written, so that several may be read at a time.
 *
 * Memory: the list and its index; it is kept from one version to the next. Lifetime: init to
 * release. Threads: one for each.
 */
#pragma once

#include "screen/index_build.h"
#include "screen/register.h"
#include "screen/sets.h"

/* What one command says of all its versions. */
struct list_command {
    const char *home;
    const struct list_file *files;
    const char *date; /* --date, or NULL */
    bool accept_shrink;
    uint64_t now; /* seconds since 1970 */
};

struct version_reading {
    struct list_version version; /* its texts are those of this reading, good until the next one */
    struct error refused;        /* why it cannot be read; code none: it can */
    struct list_reading reading;
    struct index_build build;
    struct dynbuf index;

    /* Its own: */
    const struct list_command *command;
    const struct list_set *set;
    const struct list_kind *kind;
    struct list_file given[LIST_FILES_MAX]; /* the files of the set */
    struct version_file named[LIST_FILES_MAX];
    char date[11];
};

void version_reading_init(struct version_reading *of, const struct list_command *command);
void version_reading_release(struct version_reading *of);

/* Reads one version. Bytes that are not the list they are of are no error here: `refused` says why.
 * Errors: usage and conflict (no date, or one that contradicts), or why it cannot be read where it
 * has no date either; memory. */
bool list_version_read(struct version_reading *of, const struct list_set *set, struct error *err);
