#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    enum error_code code;
    const char *name;
} names[] = {
    {ERROR_NONE, "none"},
    {ERROR_SYNTAX, "syntax"},
    {ERROR_VALUE, "value"},
    {ERROR_LIMIT, "limit"},
    {ERROR_CONFLICT, "conflict"},
    {ERROR_NOT_FOUND, "not-found"},
    {ERROR_UNSUPPORTED, "unsupported"},
    {ERROR_DAMAGED, "damaged"},
    {ERROR_USAGE, "usage"},
    {ERROR_IO, "io"},
    {ERROR_MEMORY, "memory"},
    {ERROR_BUSY, "busy"},
};

const char *error_name(enum error_code code)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].code == code)
            return names[i].name;
    return "unknown";
}

bool error_is_environment(enum error_code code)
{
    return code == ERROR_IO || code == ERROR_MEMORY || code == ERROR_BUSY;
}

static bool follows(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Bytes of the printable character (RFC 3629) that starts here; 0 when none does. The zero at the
 * end follows nothing, so nothing is read behind it. */
static size_t printable_size(const unsigned char *b)
{
    if (b[0] < 0x80)
        return b[0] >= 0x20 && b[0] != 0x7f;
    if (b[0] < 0xc2 || b[0] > 0xf4 || !follows(b[1]))
        return 0;
    if (b[0] < 0xe0)
        return b[0] == 0xc2 && b[1] < 0xa0 ? 0 : 2; /* U+0080 to U+009F control terminals too */
    if (!follows(b[2]) || (b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xed && b[1] > 0x9f))
        return 0;
    if (b[0] < 0xf0)
        return 3;
    return !follows(b[3]) || (b[0] == 0xf0 && b[1] < 0x90) || (b[0] == 0xf4 && b[1] > 0x8f) ? 0 : 4;
}

/* Input may be hostile: what reaches a terminal or a log keeps to one line of printable text, and a
 * cut at the buffer's end never leaves half a character. */
static void make_printable(char *text)
{
    size_t length = strlen(text);
    if (length + 1 >= ERROR_TEXT_BYTES) {
        size_t start = length;
        while (start > 0 && length - start < 3 && follows((unsigned char)text[start - 1]))
            start--;
        if (start > 0 && (unsigned char)text[start - 1] >= 0xc0)
            start--;
        if (printable_size((unsigned char *)text + start) != length - start)
            text[start] = '\0';
    }
    for (size_t i = 0, size; text[i] != '\0'; i += size)
        if ((size = printable_size((unsigned char *)text + i)) == 0) {
            text[i] = '?';
            size = 1;
        }
}

bool error_input(struct error *err, enum error_code code, const char *place, const char *format,
                 ...)
{
    int used = 0;
    err->code = code;
    err->text[0] = '\0';
    if (place != NULL && place[0] != '\0')
        used = snprintf(err->text, sizeof err->text, "%s: ", place);
    if (used >= 0 && (size_t)used < sizeof err->text) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(err->text + used, sizeof err->text - (size_t)used, format, arguments);
        va_end(arguments);
    }
    make_printable(err->text);
    return false;
}

bool error_os(struct error *err, enum error_code code, const char *what, const char *name,
              int os_error)
{
    char cause[128] = "";
    if (os_error == ENOMEM)
        code = ERROR_MEMORY;
    if (os_error != 0 && strerror_r(os_error, cause, sizeof cause) != 0)
        snprintf(cause, sizeof cause, "error %d", os_error);
    err->code = code;
    snprintf(err->text, sizeof err->text, "%s: cannot %s%s%s", name, what,
             cause[0] != '\0' ? ": " : "", cause);
    make_printable(err->text);
    return false;
}

bool error_memory(struct error *err, const char *what)
{
    err->code = ERROR_MEMORY;
    snprintf(err->text, sizeof err->text, "out of memory while %s", what);
    return false;
}

bool error_prefix(struct error *err, const char *place)
{
    char old[ERROR_TEXT_BYTES];
    memcpy(old, err->text, sizeof old);
    return error_input(err, err->code, place, "%s", old);
}

void ensure_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "trefoil: broken program: %s:%d: %s\n", file, line, condition);
    abort();
}
