/* Whether the log and the versions of a store tell the same: each version was logged as taken in,
 * and each that was logged is there with just those bytes. One that was hidden and posted again is
 * logged again.
 *
 * Memory: a bit a version, and a few objects. Threads: one at a time.
 */
#pragma once

#include "log/merkle.h"
#include "log/record.h"
#include "store/store.h"

struct backup_logged {
    struct store *store;
    uint64_t *words; /* a bit a version */
    size_t capacity;
    int64_t versions, found; /* numbered from 1, without gaps; of these, that were logged */
};

/* Of the next version. Errors: damaged, when `seq` is not the next; memory. */
bool backup_logged_version(struct backup_logged *logged, int64_t seq, struct error *err);
/* Of a leaf that says that a version was taken in; versions are all in the store. Errors: damaged,
 * when it is not there; io, memory. */
bool backup_logged_leaf(struct backup_logged *logged, int64_t number, const struct record *record,
                        struct error *err);
/* Errors: damaged, when a version was never logged. */
bool backup_logged_all(const struct backup_logged *logged, struct error *err);
void backup_logged_release(struct backup_logged *logged); /* takes a zeroed one */
