#include "log/note.h"

#include "base/base64.h"
#include "log/lines.h"
#include "text/utf8.h"

static const char dash[] = "\xe2\x80\x94 "; /* U+2014 and a space */

/* UTF-8 without control characters but newline. */
static bool is_text(struct span bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if (bytes.data[i] < 0x20 && bytes.data[i] != '\n')
            return false;
    return utf8_valid(bytes) == bytes.size;
}

bool note_text_valid(struct span text)
{
    return text.size > 0 && text.size <= NOTE_BYTES_MAX && text.data[text.size - 1] == '\n' &&
           is_text(text);
}

static bool bad_line(const char *place, size_t number, const char *what, struct error *err)
{
    return error_input(err, ERROR_SYNTAX, place, "signature %zu: expected %s", number + 1, what);
}

/* One line without its newline. */
static bool parse_line(struct span line, const char *place, size_t number,
                       struct note_signature *ret_signature, struct error *err)
{
    unsigned char bytes[NOTE_ID_BYTES + NOTE_SIGNATURE_BYTES_MAX];
    size_t size;
    if (!span_starts_with(line, dash))
        return bad_line(place, number, "an em dash and a space", err);
    struct span rest = span_part(line, strlen(dash), line.size);
    const unsigned char *blank = rest.size == 0 ? NULL : memchr(rest.data, ' ', rest.size);
    if (blank == NULL)
        return bad_line(place, number, "a name, a space, a signature", err);
    struct span name = span_of(rest.data, (size_t)(blank - rest.data));
    if (!note_name_valid(name))
        return bad_line(place, number, "a name without spaces and plus", err);
    struct span code = span_part(rest, name.size + 1, rest.size);
    if (code.size > base64_size(sizeof bytes))
        return error_input(err, ERROR_LIMIT, place, "signature %zu has more than %d bytes",
                           number + 1, NOTE_SIGNATURE_BYTES_MAX);
    if (!base64_decode(code, bytes, sizeof bytes, &size) || size <= NOTE_ID_BYTES)
        return bad_line(place, number, "five bytes or more in base 64", err);
    ret_signature->name = name;
    ret_signature->id = note_id_read(bytes);
    ret_signature->size = size - NOTE_ID_BYTES;
    size_t kept =
        size - NOTE_ID_BYTES < NOTE_SIGNATURE_BYTES ? size - NOTE_ID_BYTES : NOTE_SIGNATURE_BYTES;
    memset(ret_signature->bytes, 0, NOTE_SIGNATURE_BYTES);
    memcpy(ret_signature->bytes, bytes + NOTE_ID_BYTES, kept);
    ret_signature->line = span_of(line.data, line.size + 1);
    return true;
}

/* Where the signatures begin: behind the last empty line. 0: there is none. */
static size_t after_last_empty_line(struct span bytes)
{
    for (size_t at = bytes.size; at >= 2; at--)
        if (bytes.data[at - 1] == '\n' && bytes.data[at - 2] == '\n')
            return at;
    return 0;
}

bool note_parse(struct span bytes, const char *place, struct note *ret_note, struct error *err)
{
    struct note_signature signature;
    struct span line;
    if (bytes.size > NOTE_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, place, "a note of more than %d bytes", NOTE_BYTES_MAX);
    if (!is_text(bytes))
        return error_input(err, ERROR_SYNTAX, place,
                           "a note is UTF-8 without control characters but newline");
    size_t at = after_last_empty_line(bytes);
    if (at == 0 || at == bytes.size || bytes.data[bytes.size - 1] != '\n')
        return error_input(err, ERROR_SYNTAX, place,
                           "expected a note: text, an empty line, signatures");
    struct note note = {span_part(bytes, 0, at - 1), span_part(bytes, at, bytes.size), 0};
    for (struct span rest = note.signatures; line_take(&rest, &line); note.count++) {
        if (note.count == NOTE_SIGNATURES_MAX)
            return error_input(err, ERROR_LIMIT, place, "more than %d signatures",
                               NOTE_SIGNATURES_MAX);
        if (!parse_line(line, place, note.count, &signature, err))
            return false;
    }
    *ret_note = note;
    return true;
}

bool note_next(const struct note *note, size_t *at, struct note_signature *ret_signature)
{
    struct span rest = span_part(note->signatures, *at, note->signatures.size), line;
    struct error err;
    if (!line_take(&rest, &line))
        return false;
    ensure(parse_line(line, "note", 0, ret_signature, &err));
    *at += line.size + 1;
    return true;
}
