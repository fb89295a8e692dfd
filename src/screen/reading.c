#include "screen/reading.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "text/place.h"

void list_reading_init(struct list_reading *reading, const struct list_file *files, size_t count,
                       struct entry_sink sink)
{
    *reading = (struct list_reading){.files = files, .file_count = count, .sink = sink};
    dynbuf_init(&reading->notes.warnings, LIST_WARNINGS_BYTES_MAX);
    draft_init(&reading->draft);
}

void list_reading_release(struct list_reading *reading)
{
    dynbuf_release(&reading->notes.warnings);
    draft_release(&reading->draft);
}

void list_warn(struct list_reading *reading, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    size_t kept = size < 0 ? 0 : (size_t)size < sizeof line ? (size_t)size : sizeof line - 1;
    struct dynbuf *warnings = &reading->notes.warnings;
    if (warnings->size + kept + 1 <= warnings->max) {
        dynbuf_append(warnings, line, kept);
        dynbuf_char(warnings, '\n');
    }
}

static void write_place(char place[TEXT_PLACE_BYTES], const char *name, uint64_t line)
{
    snprintf(place, TEXT_PLACE_BYTES, "%s:%llu", place_name(name), (unsigned long long)line);
}

bool list_hand(struct list_reading *reading, const char *name, uint64_t line, struct error *err)
{
    char place[TEXT_PLACE_BYTES];
    if (draft_hand(&reading->draft, &reading->sink, err))
        return true;
    if (error_is_environment(err->code))
        return false;
    write_place(place, name, line);
    return error_prefix(err, place);
}

bool list_error(struct error *err, enum error_code code, const char *name, uint64_t line,
                const char *format, ...)
{
    char place[TEXT_PLACE_BYTES], what[768];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    write_place(place, name, line);
    return error_input(err, code, place, "%s", what);
}

bool list_looked_at(const struct error *why, struct error *err)
{
    if (!error_is_environment(why->code))
        return true;
    *err = *why;
    return false;
}

struct span list_text(struct span bytes)
{
    return span_starts_with(bytes, "\xef\xbb\xbf") ? span_part(bytes, 3, bytes.size) : bytes;
}
