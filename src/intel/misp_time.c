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

bool misp_seconds(const struct json_value *value, struct arena *arena, struct span *ret_time,
                  struct error *err)
{
    int64_t seconds = 0;
    *ret_time = span_of(NULL, 0);
    if (value == NULL || (value->type != JSON_TYPE_STRING && value->type != JSON_TYPE_NUMBER) ||
        value->text.size == 0 || value->text.size > 12)
        return true;
    for (size_t i = 0; i < value->text.size; i++) {
        unsigned char byte = value->text.data[i];
        if (byte < '0' || byte > '9')
            return true;
        seconds = seconds * 10 + (byte - '0');
    }
    return seconds == 0 || !exists(seconds * second) ||
           print(seconds * second, arena, ret_time, err);
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

bool misp_iso(struct span text, struct arena *arena, struct span *ret_time, struct error *err)
{
    int64_t micros;
    *ret_time = span_of(NULL, 0);
    return !read_micros(text, &micros) || print(micros, arena, ret_time, err);
}

bool misp_date(struct span text, struct arena *arena, struct span *ret_time, struct error *err)
{
    char time[] = "0000-00-00T00:00:00Z";
    *ret_time = span_of(NULL, 0);
    if (text.size != 10)
        return true;
    memcpy(time, text.data, 10);
    return misp_iso(span_text(time), arena, ret_time, err);
}
