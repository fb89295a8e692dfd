/* The connections of a server and how long each may take for what it is doing. Inside of net/.
 *
 *   HEAD ──▶ BODY ──▶ ANSWER ──▶ SEND ──▶ IDLE ──▶ HEAD …
 *
 * libmicrohttpd knows one time-out, of silence; a client that trickles is never silent. So each
 * connection has a deadline, and one thread looks at all of them ten times a second and shuts down
 * the sockets of those that are late, which makes libmicrohttpd close them. The same thread reads
 * out what still comes on connections that were closed with bytes unread, or within a body
 * (*lingering*): closing at once would make the system send a reset, which can overtake the answer.
 *
 * Load: a few thousand. Threads: the threads that answer set phase and deadline of their own
 * connections without a lock; opening, closing and shutting down take one.
 */
#pragma once

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/limits.h"

struct http_exchange;

enum connection_phase {
    CONNECTION_FREE,
    CONNECTION_HEAD, /* its first request is not whole yet, or that of a later one */
    CONNECTION_IDLE, /* nothing since the last answer */
    CONNECTION_BODY,
    CONNECTION_ANSWER, /* the handler has it: no deadline */
    CONNECTION_SEND,
};

struct connection {
    _Atomic uint64_t state; /* deadline in microseconds << 3 | phase */
    _Atomic uint64_t since; /* when the phase began */
    int fd;
    bool more_comes;  /* of a request that was refused: its body; set by its own thread */
    uint64_t address; /* what is counted: IPv4, or the first half of IPv6 */
    struct connection *next_free;
    struct http_exchange *exchange; /* made with the table; one request at a time */
};

struct lingering {
    int fd;
    uint64_t until;
};

struct connections {
    uint64_t (*microseconds)(void);
    struct connection *all;
    unsigned max, per_address_max;
    pthread_mutex_t lock; /* for all that follows, and for shutting down sockets */
    struct connection *free;
    unsigned count;
    struct lingering lingering[HTTP_LINGERING_MAX];
    unsigned lingering_count;
    atomic_bool stopping; /* silent connections go at once */
    atomic_bool ended;
    int wake; /* eventfd: something to linger, or the end */
    pthread_t watcher;
    bool watched;
};

/* Makes room and starts the watcher. Errors: memory, io. */
bool connections_init(struct connections *table, unsigned max, unsigned per_address_max,
                      uint64_t (*microseconds)(void), struct error *err);

/* Ends the watcher; no connection is open any more. Takes a zeroed table. */
void connections_release(struct connections *table);

/* A place for a connection that waits that long for its first head; NULL: one too many, or the
 * server stops. */
struct connection *connection_open(struct connections *table, int fd, const struct sockaddr *peer,
                                   uint64_t seconds);

/* Gives its place back; before the socket is closed. */
void connection_close(struct connections *table, struct connection *connection);

/* What it does from `now` on, and until when; UINT64_MAX: as long as it takes. */
void connection_is(struct connection *connection, enum connection_phase phase, uint64_t now,
                   uint64_t deadline);

/* Silent connections go from now on, and none come; returns how many are busy. */
unsigned connections_drain(struct connections *table);
