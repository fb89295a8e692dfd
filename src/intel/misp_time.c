#include "intel/misp.h"

static const int64_t second = 1000000;

/* From the first moment of year 1 to the last of year 9999. */
static bool exists(int64_t micros)
{
    return micros >= -62135596800 * second && micros < 253402300800 * second;
}

static bool print(int64_t micros, struct arena *arena, struct span *ret_time, struct error *err)
{
    char text[TIMESTAMP_MICROS_TEXT_BYTES];
    struct timestamp time;
    struct dynbuf buffer;
    timestamp_print_micros(text, micros);
    ensure(timestamp_parse(span_text(text), &time));
    dynbuf_init(&buffer, sizeof text);
    timestamp_write(&buffer, &time);
    const char *kept = arena_text(arena, dynbuf_bytes(&buffer));
    *ret_time = span_of(kept, buffer.size);
    bool ok = !buffer.failed && kept != NULL;
    dynbuf_release(&buffer);
    return ok || error_memory(err, "importing");
}

/* Absent: nothing, null, no text; MISP also writes 0 for a moment that has not come. */
static bool is_absent(const struct json_value *value)
{
    return value == NULL || value->type == JSON_TYPE_NULL ||
           (value->type == JSON_TYPE_STRING && value->text.size == 0);
}

static bool read_seconds(const struct json_value *value, int64_t *ret_seconds)
{
    *ret_seconds = 0;
    if ((value->type != JSON_TYPE_STRING && value->type != JSON_TYPE_NUMBER) ||
        value->text.size > 12)
        return false;
    for (size_t i = 0; i < value->text.size; i++) {
        unsigned char byte = value->text.data[i];
        if (byte < '0' || byte > '9')
            return false;
        *ret_seconds = *ret_seconds * 10 + (byte - '0');
    }
    return exists(*ret_seconds * second);
}

bool misp_seconds(struct misp_event *event, const struct json_value *json, const char *name,
                  struct span *ret_time, struct error *err)
{
    const struct json_value *value = json_member(json, name);
    int64_t seconds;
    *ret_time = span_of(NULL, 0);
    if (is_absent(value))
        return true;
    if (!read_seconds(value, &seconds))
        return import_lose(event->import, value, span_text(name),
                           "no time: expected seconds since 1970", err);
    return seconds == 0 || print(seconds * second, event->arena, ret_time, err);
}

/* `+09:00` or `+0900` in seconds. */
static bool read_zone(struct span text, int64_t *ret_seconds)
{
    int64_t digits[4], count = 0;
    if (text.size < 5 || text.size > 6 || (text.data[0] != '+' && text.data[0] != '-'))
        return false;
    for (size_t i = 1; i < text.size; i++) {
        if (i == 3 && text.size == 6 && text.data[i] == ':')
            continue;
        if (text.data[i] < '0' || text.data[i] > '9' || count == 4)
            return false;
        digits[count++] = text.data[i] - '0';
    }
    if (count != 4)
        return false;
    int64_t seconds = (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60;
    *ret_seconds = text.data[0] == '-' ? -seconds : seconds;
    return seconds < 86400;
}

/* Where the zone begins: at a Z, a sign behind the time, or the end, which is UTC. */
static size_t zone_of(struct span text)
{
    size_t at = TIMESTAMP_WHOLE_BYTES;
    while (at < text.size && memchr("Z+-", text.data[at], 3) == NULL)
        at++;
    return at;
}

static bool read_micros(struct span text, int64_t *ret_micros)
{
    char plain[64];
    struct timestamp time;
    int64_t zone = 0, micros = 0;
    if (text.size < TIMESTAMP_WHOLE_BYTES || text.size > sizeof plain - 2)
        return false;
    size_t at = zone_of(text);
    memcpy(plain, text.data, at);
    plain[10] = plain[10] == ' ' ? 'T' : plain[10];
    plain[at] = 'Z';
    struct span rest = span_part(text, at, text.size);
    if (!timestamp_parse(span_of(plain, at + 1), &time) ||
        (rest.size > 0 && !span_is(rest, "Z") && !read_zone(rest, &zone)))
        return false;
    for (size_t i = 0; i < 6; i++)
        micros = micros * 10 + (i < time.fraction.size ? time.fraction.data[i] - '0' : 0);
    *ret_micros = (timestamp_seconds(&time) - zone) * second + micros;
    return exists(*ret_micros);
}

bool misp_iso(struct misp_event *event, const struct json_value *json, const char *name,
              struct span *ret_time, struct error *err)
{
    const struct json_value *value = json_member(json, name);
    int64_t micros;
    *ret_time = span_of(NULL, 0);
    if (is_absent(value))
        return true;
    if (!read_micros(json_member_text(json, name), &micros))
        return import_lose(event->import, value, span_text(name),
                           "no time: expected one like 2024-05-02T09:00:00+00:00", err);
    return print(micros, event->arena, ret_time, err);
}

bool misp_date(struct misp_event *event, const struct json_value *json, const char *name,
               struct span *ret_time, struct error *err)
{
    char time[] = "0000-00-00T00:00:00Z";
    const struct json_value *value = json_member(json, name);
    struct span text = json_member_text(json, name);
    int64_t micros;
    *ret_time = span_of(NULL, 0);
    if (is_absent(value))
        return true;
    if (text.size == 10)
        memcpy(time, text.data, text.size);
    if (!read_micros(span_text(time), &micros))
        return import_lose(event->import, value, span_text(name),
                           "no day: expected one like 2024-05-02", err);
    return print(micros, event->arena, ret_time, err);
}
