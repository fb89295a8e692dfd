/* The access journal: who asked for what kind of thing and what came of it, a line of JSON a
 * request. Files of HOME/journal, of JOURNAL_FILE_BYTES each, the newest `access`, older ones
 * `access.1` to `access.JOURNAL_FILES`; the oldest goes.
 *
 *     {"time":"…","peer":"192.0.2.7","account":"ann","method":"GET",
 *      "route":"/taxii2/ROOT/collections/C/objects","status":200,"bytes":4711,"micros":812}
 *
 * Never in it: queries, ids, bodies. It is for people, not for proof, and written behind the
 * answers: a kill loses what came since the last flush. When it cannot be written, answers go on;
 * lines are dropped and counted.
 *
 * Load: thousands of lines a second, 200 bytes each. Threads: any.
 */
#pragma once

#include <pthread.h>

#include "base/dynbuf.h"
#include "base/limits.h"

struct journal {
    pthread_mutex_t lock;
    char folder[PATH_BYTES_MAX];
    int fd;           /* -1: not open */
    uint64_t written; /* of the open file */
    struct dynbuf waiting;
    uint64_t lines;   /* that wait */
    uint64_t dropped; /* lines, since it was opened */
    bool failing;     /* the last flush did not succeed */
};

/* Makes the folder, goes on with the newest file. Errors: io, limit. Release with journal_release,
 * which flushes. */
bool journal_open(struct journal *ret_journal, const char *home, struct error *err);
void journal_release(struct journal *journal); /* takes a zeroed one */

struct journal_line {
    int64_t now; /* microseconds since 1970 */
    const char *peer, *method, *route;
    struct span account;
    unsigned status;
    uint64_t bytes, micros;
};
void journal_put(struct journal *journal, const struct journal_line *line);

uint64_t journal_dropped(struct journal *journal);

/* Hands what waits to the system, and begins a new file when the open one is long enough. Called on
 * a beat. Errors: io. */
bool journal_flush(struct journal *journal, struct error *err);
