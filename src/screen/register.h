/* The register of a home's lists: one line for every import that was let in or refused, in the
 * order in which they came. Nothing is ever taken out.
 *
 *     lists/register            this, as text, replaced whole (docs/list-format.md)
 *     lists/original/SHA256     the bytes of every file, as they came
 *     lists/index/SHA256-SUM    the index of every version (index_file.h)
 *
 * Load: some hundred lines a year. Lifetime: read to release. Threads: many readers; one writer,
 * by lock.
 */
#pragma once

#include "base/arena.h"
#include "base/dynbuf.h"
#include "screen/lists.h"

enum { LIST_SHA256_TEXT_BYTES = 65, LIST_INDEX_TEXT_BYTES = LIST_SHA256_TEXT_BYTES + 17 };

struct version_file {
    const char *name;                    /* the last part of its path */
    char sha256[LIST_SHA256_TEXT_BYTES]; /* of its bytes */
};

struct list_version {
    const char *list;      /* "ofac-sdn" */
    const char *authority; /* "US" */
    const char *scope;     /* what part of the list it is the whole of, "32017R1509"; "" for all */
    const char *form;      /* "ofac-csv" */
    const char *date;      /* YYYY-MM-DD */
    const char *date_from; /* "inside", "given", "name" */
    uint64_t imported;     /* seconds since 1970 */
    char sha256[LIST_SHA256_TEXT_BYTES]; /* of the file, or of the files' hashes */
    /* The name of its index: its own hash and the checksum of the index, as the same bytes read as
     * another list, or under other names of files, have another. Empty for one that was refused. */
    char index[LIST_INDEX_TEXT_BYTES];
    const struct version_file *files;
    size_t file_count;
    uint64_t entries, addresses, mistyped, cut;
    /* Parts of its set that were left out, as of another day, and that nobody gave: "aliases
     * places". A version with parts left out is partial. */
    const char *left_out, *absent;
    bool accepted_shrink; /* let in although the guards refuse it, by a person */
    const char *warnings; /* lines */
    const char *refused;  /* why; "" for one that is in */
};

struct list_register {
    struct list_version *versions; /* in the order in which they came */
    size_t count, capacity;
    struct arena texts;
};

/* An empty register where the home has none. Errors: io, damaged, memory, limit. */
bool list_register_read(struct list_register *ret_register, const char *home, struct error *err);
void list_register_release(struct list_register *lists);

/* Whether the words have this one among them. */
bool list_parts_have(const char *parts, const char *part);

/* The name of a version's index: the version's hash and the checksum of the index. */
void list_index_name(char ret_name[LIST_INDEX_TEXT_BYTES], const char *sha256, uint64_t sum);

/* Adds a copy of the version behind the others, in memory. */
bool list_register_add(struct list_register *lists, const struct list_version *version,
                       struct error *err);

/* Replaces the home's register by this one. The caller holds the lock of `lists/`. */
bool list_register_write(const struct list_register *lists, const char *home, struct error *err);

/* The text of the register, for list_register_write and for tests; and back. */
void list_register_print(const struct list_register *lists, struct dynbuf *ret_text);
bool list_register_parse(struct list_register *ret_register, struct span text, const char *name,
                         struct error *err);

/* `home`/lists, and `home`/lists/index or /original with a name in it; PATH_BYTES_MAX. */
bool lists_folder(char *ret_path, const char *home, struct error *err);
bool lists_path(char *ret_path, const char *home, const char *folder, const char *name,
                struct error *err);
