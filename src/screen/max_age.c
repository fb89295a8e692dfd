#include "screen/max_age.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "screen/lists.h"
#include "text/trim.h"

enum { DIGITS_MAX = 5 };

static bool read_days(struct span digits, unsigned *ret_days)
{
    unsigned days = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        days = days * 10 + (unsigned)(digits.data[i] - '0');
        if (i == DIGITS_MAX)
            return false;
    }
    *ret_days = days;
    return digits.size > 0;
}

static bool is_authority(struct span name)
{
    static const char *const known[] = {"US", "UN", "JP", "KR", "EU", "OS"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (span_is(name, known[i]))
            return true;
    return false;
}

bool max_age_set(const char *text, const char *authority, unsigned *days, struct error *err)
{
    unsigned set = *days, one;
    bool named = false;
    struct span rest = span_text(text == NULL ? "" : text), part;
    if (text != NULL && (rest.size == 0 || rest.size >= MAX_AGE_BYTES))
        return error_input(err, ERROR_USAGE, "--max-age",
                           "expected days, or AUTHORITY=DAYS with commas between");
    while (trim_split(&rest, ',', &part)) {
        const unsigned char *sign = part.size == 0 ? NULL : memchr(part.data, '=', part.size);
        size_t at = sign == NULL ? 0 : (size_t)(sign - part.data);
        struct span name = span_part(part, 0, at);
        if (!read_days(span_part(part, sign == NULL ? 0 : at + 1, part.size), &one) ||
            (sign != NULL && !is_authority(name)))
            return error_input(err, ERROR_USAGE, "--max-age",
                               "'%s': expected days, or AUTHORITY=DAYS with commas between", text);
        bool own = sign != NULL && span_is(name, authority);
        if (own || (sign == NULL && !named))
            set = one;
        named = named || own;
    }
    *days = set;
    return true;
}

/* Cuts the next word of a line; empty where there is none. */
static struct span next_word(struct span *line)
{
    *line = trim_space(*line);
    size_t size = 0;
    while (size < line->size && line->data[size] != ' ' && line->data[size] != '\t')
        size++;
    struct span word = span_part(*line, 0, size);
    *line = span_part(*line, size, line->size);
    return word;
}

/* Adds "US=10", or "10" of all, to the text; each once. */
static bool add_line(char *text, struct span line, const char *place, struct error *err)
{
    struct span rest = line, word = next_word(&rest), name = next_word(&rest),
                digits = next_word(&rest), part, had = span_text(text);
    unsigned days;
    char added[16];
    if (digits.size == 0) {
        digits = name;
        name = span_of(NULL, 0);
    }
    if (!span_is(word, "max-age") || !read_days(digits, &days) ||
        (name.size > 0 && !is_authority(name)) || trim_space(rest).size > 0)
        return error_input(err, ERROR_VALUE, place,
                           "'%.*s': expected max-age DAYS, or max-age AUTHORITY DAYS (US, UN, JP, "
                           "KR, EU, OS; at most 99999)",
                           (int)(line.size < 80 ? line.size : 80), (const char *)line.data);
    int size = snprintf(added, sizeof added, "%.*s%s", (int)name.size,
                        name.size == 0 ? "" : (const char *)name.data, name.size == 0 ? "" : "=");
    while (trim_split(&had, ',', &part)) {
        bool of_all = part.size > 0 && part.data[0] <= '9';
        if (size == 0 ? of_all : span_starts_with(part, added))
            return error_input(err, ERROR_CONFLICT, place,
                               "a second line of the same; expected one");
    }
    size_t used = strlen(text);
    snprintf(text + used, MAX_AGE_BYTES - used, "%s%s%u", used == 0 ? "" : ",", added, days);
    return true;
}

bool max_age_parse(char ret_text[MAX_AGE_BYTES], struct span bytes, const char *path,
                   struct error *err)
{
    char text[MAX_AGE_BYTES] = "", place[PATH_BYTES_MAX + 24];
    struct span line;
    for (unsigned number = 1; bytes.size > 0; number++) {
        const unsigned char *end = memchr(bytes.data, '\n', bytes.size);
        size_t size = end == NULL ? bytes.size : (size_t)(end - bytes.data);
        line = trim_space(span_part(bytes, 0, size));
        bytes = span_part(bytes, size + (end != NULL), bytes.size);
        snprintf(place, sizeof place, "%s:%u", path, number);
        if (line.size > 0 && line.data[0] != '#' && !add_line(text, line, place, err))
            return false;
    }
    memcpy(ret_text, text, sizeof text);
    return true;
}

bool max_age_read(char ret_text[MAX_AGE_BYTES], const char *home, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct dynbuf bytes;
    struct stat found;
    if (!file_path(path, home, "screen.conf", err))
        return false;
    ret_text[0] = '\0';
    if (stat(path, &found) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return true;
    dynbuf_init(&bytes, SCREEN_CONF_BYTES_MAX);
    bool ok =
        file_read(&bytes, path, err) && max_age_parse(ret_text, dynbuf_bytes(&bytes), path, err);
    dynbuf_release(&bytes);
    return ok;
}
