/* How the node is: named checks, each ok, degraded (look at it soon) or failing (the node does not
 * do what it is for), with a sentence. Set on the beat (beat.h), told by /healthz.
 *
 *     {"status":"degraded","checks":{"store":{"status":"ok"},
 *                                    "disk":{"status":"degraded","text":"612 MiB are free"}, …}}
 *
 * The texts name no object, person or path. Threads: any.
 */
#pragma once

#include <pthread.h>

#include "base/dynbuf.h"

enum health_state { HEALTH_OK, HEALTH_DEGRADED, HEALTH_FAILING };

enum health_check {
    HEALTH_STORE,       /* the last write to it succeeded */
    HEALTH_LOG,         /* log and store agreed at the start */
    HEALTH_CHECKPOINT,  /* there is a fresh one while the log grows */
    HEALTH_DISK,        /* room in the home */
    HEALTH_CLOCK,       /* it can be, and has not gone back */
    HEALTH_CERTIFICATE, /* of TLS: days left */
    HEALTH_JOURNAL,     /* the access journal is written */
    HEALTH_CHECKS,
};

enum { HEALTH_TEXT_BYTES = 128 };

struct health {
    pthread_mutex_t lock;
    enum health_state states[HEALTH_CHECKS];
    char texts[HEALTH_CHECKS][HEALTH_TEXT_BYTES]; /* empty when there is nothing to say */
};

void health_init(struct health *health);
void health_release(struct health *health);

/* "store"; "degraded". Static storage. */
const char *health_check_name(enum health_check check);
const char *health_state_name(enum health_state state);

/* True when the state is another than before. */
bool health_set(struct health *health, enum health_check check, enum health_state state,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

enum health_state health_of(struct health *health, enum health_check check);
/* The worst of all; appends the JSON. */
enum health_state health_print(struct health *health, struct dynbuf *out);
