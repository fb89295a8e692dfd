/* What a node says of itself: lines of JSON, one an event, to whoever started it.
 *
 *     {"time":"2026-11-28T12:00:00.000000Z","level":"info","event":"listening", …}
 *
 * Never in them: secrets, queries, ids or values of objects, names of accounts. Threads: `line` is
 * called from any; it gets a whole line with its newline.
 */
#pragma once

#include "text/json_writer.h"

struct say {
    void (*line)(void *context, struct span line); /* NULL: nobody listens */
    void *context;
};

enum say_level { SAY_INFO, SAY_WARNING, SAY_ERROR };

/* A line on its way: add members to `json` between begin and end. */
struct saying {
    struct dynbuf text;
    struct json_writer json;
};

/* `now`: microseconds since 1970. */
void say_begin(struct saying *saying, int64_t now, enum say_level level, const char *event);
/* Says it; one that became too long is left out. */
void say_end(struct saying *saying, const struct say *say);

/* A line with an error's name and text, which hold nothing secret where errors of the environment
 * are concerned. */
void say_error(const struct say *say, int64_t now, const char *event, const struct error *err);
