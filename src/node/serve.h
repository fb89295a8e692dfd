/* The running node: HTTP in front of TAXII (share/taxii.h) and the API (api.h), with all that a
 * node says of itself: /healthz, /metrics, the access journal, lines of events.
 *
 *     net/http_server ─▶ handle.c: limits, signing in, routes ─▶ taxii_answer, api_answer, health
 *     once a second ───▶ beat.c: checkpoint, expiry, health, journal
 *
 * Load: thousands of requests a second. Threads: one starts, beats, reloads and stops it.
 */
#pragma once

#include "node/node.h"
#include "node/say.h"

struct serving;

struct serve_means {
    struct say say;
    uint64_t (*microseconds)(void); /* a monotonic clock; any thread, as the next */
    int64_t (*seconds)(void);       /* since 1970 */
    bool unlimited;                 /* no limits of requests: a throw-away node for tests */
};

/* As many threads answer as http_config has; the node must have SERVE_READERS stores for them. */
enum { SERVE_READERS = 6 };

/* Listens and answers. Errors: value, io, memory, those of the certificate's files. Free with
 * serve_stop; the node outlives it. */
bool serve_start(struct serving **ret_serving, struct node *node, const struct serve_means *means,
                 struct error *err);

uint16_t serve_port(const struct serving *serving);

/* What is done on a beat; call it once a second. False: a store in PostgreSQL has been out of reach
 * for BEAT_LOST_SECONDS; stop, and start again, which connects anew. Errors: io. */
bool serve_beat(struct serving *serving, struct error *err);

/* Reads the certificate and the authorities again. Says what came of it. */
void serve_reload(struct serving *serving);

/* Takes no more requests, lets those that run end within ten seconds, signs the last checkpoint.
 * Takes NULL. */
void serve_stop(struct serving *serving);
