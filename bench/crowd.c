#include "crowd.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "intel/timestamp.h"
#include "load.h"
#include "posted.h"

enum {
    GETTERS = 6,
    POSTERS = 4,
    LARGE_POSTERS = 2,
    TIMED_POSTERS = 2,
    LOAD_SECONDS = 20,
    LOAD_ENVELOPES = 60, /* of each poster */
    LARGE_ENVELOPES = 4,
    THREADS_MAX = 16,
};

struct poster {
    struct crowd *crowd;
    size_t count, bytes; /* objects of an envelope; its bytes at most, 0: as they are */
    unsigned envelopes;
};

/* Pages anywhere; some as long as they may be. */
static void *get(void *context)
{
    struct crowd *crowd = context;
    int connection = load_connect(crowd->port);
    uint64_t chance = (uint64_t)(uintptr_t)&connection;
    char head[LOAD_HEAD_BYTES], added[TIMESTAMP_MICROS_TEXT_BYTES];
    const char *answer;
    size_t size = 0;
    while (!crowd->over) {
        chance = chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
        timestamp_print_micros(added, crowd->from +
                                          (int64_t)(chance >> 8) % (crowd->to - crowd->from + 1));
        snprintf(head, sizeof head,
                 "GET " LOAD_OBJECTS
                 "?limit=%d&added_after=%s HTTP/1.1\r\nHost: localhost\r\n" LOAD_ACCEPT
                 "\r\n%s\r\n\r\n",
                 chance >> 60 == 0 ? PAGE_ROWS_MAX : 100, added, crowd->reader);
        if (load_ask(connection, head, "", 0, &answer, &size) != 200)
            load_die(answer);
        crowd->gets++;
    }
    close(connection);
    return NULL;
}

static void *post(void *context)
{
    struct poster *poster = context;
    struct crowd *crowd = poster->crowd;
    int connection = load_connect(crowd->port);
    char head[LOAD_HEAD_BYTES], success[64];
    const char *answer;
    size_t size = 0;
    struct dynbuf body;
    dynbuf_init(&body, TAXII_BODY_BYTES_MAX);
    snprintf(success, sizeof success, "\"success_count\":%zu,", poster->count);
    for (unsigned i = 0; i < poster->envelopes && !crowd->over; i++) {
        uint64_t from = atomic_fetch_add(&crowd->next, poster->count);
        dynbuf_clear(&body);
        posted_objects(&body, from, poster->count, 0);
        if (body.size < poster->bytes) {
            size_t more = (poster->bytes - body.size) / poster->count;
            dynbuf_clear(&body);
            posted_objects(&body, from, poster->count, more);
        }
        snprintf(head, sizeof head,
                 "POST " LOAD_OBJECTS " HTTP/1.1\r\nHost: "
                 "localhost\r\n" LOAD_ACCEPT "\r\nContent-Type: " LOAD_MEDIA_TYPE
                 "\r\n%s\r\nContent-Length: %zu\r\n\r\n",
                 crowd->writer, body.size);
        if (load_ask(connection, head, body.data, body.size, &answer, &size) != 202 ||
            strstr(answer, success) == NULL)
            load_die(answer);
        crowd->objects += poster->count;
    }
    dynbuf_release(&body);
    close(connection);
    return NULL;
}

struct pressing {
    pthread_t threads[THREADS_MAX];
    int count;
};

static void begin(struct pressing *pressing, void *(*run)(void *), void *context, int count)
{
    for (int i = 0; i < count; i++)
        if (pthread_create(&pressing->threads[pressing->count++], NULL, run, context) != 0)
            load_die("no thread");
}

static void end(struct pressing *pressing)
{
    for (int i = 0; i < pressing->count; i++)
        pthread_join(pressing->threads[i], NULL);
}

uint64_t crowd_post(struct crowd *crowd, unsigned envelopes)
{
    struct poster poster = {crowd, POSTED_ENVELOPE, 0, envelopes / TIMED_POSTERS};
    struct pressing pressing = {.count = 0};
    uint64_t from = measure_now();
    begin(&pressing, post, &poster, TIMED_POSTERS);
    end(&pressing);
    return measure_now() - from;
}

/* 16 MiB are for all bodies at one time: both large envelopes and the small ones find room. */
void crowd_press(struct crowd *crowd)
{
    struct poster large[LARGE_POSTERS];
    struct poster small = {crowd, POSTED_ENVELOPE, 0, LOAD_ENVELOPES};
    struct pressing pressing = {.count = 0};
    begin(&pressing, get, crowd, GETTERS);
    begin(&pressing, post, &small, POSTERS);
    for (size_t i = 0; i < LARGE_POSTERS; i++) {
        large[i] = (struct poster){crowd, TAXII_POST_OBJECTS_MAX, TAXII_BODY_BYTES_MAX - (i << 20),
                                   LARGE_ENVELOPES};
        begin(&pressing, post, &large[i], 1);
    }
    sleep(LOAD_SECONDS);
    crowd->over = true;
    end(&pressing);
}
