#include "gate/version_key.h"

#include "base/limits.h"

static const char no_key[] = "0", no_words[] = "none";

/* Of a time, or of none. */
static bool make(const struct timestamp *time, struct arena *arena, struct span *ret_key,
                 struct error *err)
{
    struct dynbuf key;
    dynbuf_init(&key, VERSION_KEY_BYTES_MAX);
    if (time != NULL)
        timestamp_write_key(&key, time);
    else
        dynbuf_text(&key, no_key);
    const char *copy = key.failed ? NULL : arena_text(arena, dynbuf_bytes(&key));
    bool ok = copy != NULL ||
              (key.failed ? dynbuf_error(&key, "version", err) : error_memory(err, "a version"));
    if (ok)
        *ret_key = span_of(copy, key.size);
    dynbuf_release(&key);
    return ok;
}

bool version_key_of(const struct object *object, struct arena *arena, struct span *ret_key,
                    struct error *err)
{
    return make(object->has_version ? &object->version : NULL, arena, ret_key, err);
}

bool version_key_of_words(struct span words, struct arena *arena, struct span *ret_key,
                          struct error *err)
{
    struct timestamp time;
    bool none = span_is(words, no_words);
    if (!none && !timestamp_parse(words, &time))
        return error_input(err, ERROR_VALUE, "version",
                           "expected a time such as 2026-01-31T12:00:00.000Z, or none");
    return make(none ? NULL : &time, arena, ret_key, err);
}

void version_key_print(struct span key, struct dynbuf *out)
{
    struct timestamp time;
    if (timestamp_of_key(key, &time))
        timestamp_write(out, &time);
    else
        dynbuf_text(out, no_words);
}
