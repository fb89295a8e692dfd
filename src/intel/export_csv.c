/* Indicators as CSV. The writer of text/ leaves a formula as it is; here it may be an attack. */
#include <stdio.h>

#include "intel/export.h"
#include "text/utf8.h"

/* Whether a spreadsheet takes what starts here for a formula, spaces aside: = + - @, and their full
 * width forms, which those of Japan and Korea know too. */
static bool starts_formula(struct span text)
{
    static const char *const signs[] = {
        "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
    for (size_t size; text.size > 0; text = span_part(text, size, text.size)) {
        for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
            if (span_starts_with(text, signs[i]))
                return true;
        size = utf8_character(text);
        if (text.data[0] != '"' && text.data[0] != '\'' &&
            (size == 0 || !utf8_has_space(span_part(text, 0, size))))
            return false;
    }
    return false;
}

/* The separators of lines and paragraphs, U+2028 and U+2029, at which many programs end a line. */
static bool starts_line(struct span text)
{
    return span_starts_with(text, "\xe2\x80\xa8") || span_starts_with(text, "\xe2\x80\xa9");
}

static bool is_risky(struct span text)
{
    if (starts_formula(text) || utf8_line(text) < text.size ||
        (text.size > 0 && text.data[0] == '\''))
        return true;
    for (size_t i = 0; i < text.size; i++)
        if (starts_line(span_part(text, i, text.size)))
            return true;
        else if (memchr(";,|", text.data[i], 3) != NULL &&
                 starts_formula(span_part(text, i + 1, text.size)))
            return true;
    return false;
}

static bool is_plain(struct span character)
{
    return memchr(";,|\\", character.data[0], 4) == NULL && !starts_line(character) &&
           utf8_line(character) == character.size;
}

/* A cell's text. Quotes are doubled; all cells stand in quotes, so that every line begins with one.
 */
static void put_text(struct dynbuf *buffer, struct span text, bool escaped)
{
    for (size_t size; text.size > 0; text = span_part(text, size, text.size)) {
        size = utf8_character(text);
        size = size == 0 ? 1 : size;
        if (escaped && !is_plain(span_part(text, 0, size)))
            for (size_t i = 0; i < size; i++)
                dynbuf_format(buffer, "\\x%02x", text.data[i]);
        else if (text.data[0] == '"')
            dynbuf_text(buffer, "\"\"");
        else
            dynbuf_span(buffer, span_part(text, 0, size));
    }
}

static void put_cell(struct dynbuf *buffer, struct span text, char behind)
{
    bool risky = is_risky(text);
    dynbuf_text(buffer, risky ? "\"'" : "\"");
    put_text(buffer, text, risky);
    dynbuf_char(buffer, '"');
    dynbuf_char(buffer, behind);
}

/* hashes.SHA-256, extensions.'a.b'[*].c */
static void put_property(struct dynbuf *buffer, const struct pattern_step *step,
                         struct dynbuf *path)
{
    dynbuf_clear(path);
    for (bool first = true; step != NULL; step = step->next, first = false) {
        bool quoted = step->kind == PATTERN_KEY && step->text.size > 0 &&
                      (memchr(step->text.data, '.', step->text.size) != NULL ||
                       memchr(step->text.data, '[', step->text.size) != NULL);
        const char *before = step->kind != PATTERN_KEY ? "[" : first ? "" : ".";
        dynbuf_text(path, before);
        dynbuf_text(path, quoted ? "'" : "");
        dynbuf_span(path, step->text);
        dynbuf_text(path, quoted ? "'" : step->kind != PATTERN_KEY ? "]" : "");
    }
    if (path->failed)
        dynbuf_fail(buffer, path);
    else
        put_cell(buffer, dynbuf_bytes(path), ',');
}

void export_csv_head(struct exporter *exporter)
{
    dynbuf_text(exporter->buffer, "\"object\",\"type\",\"property\",\"value\",\"valid_from\","
                                  "\"valid_until\"\n");
}

bool export_csv(struct exporter *exporter, const struct object *object, struct arena *arena,
                struct error *err)
{
    struct indicators indicators;
    struct indicator one;
    struct dynbuf path;
    if (!indicators_of(object, arena, &indicators, err))
        return false;
    dynbuf_init(&path, exporter->buffer->max);
    while (indicators_next(&indicators, &one)) {
        put_cell(exporter->buffer, object->id, ',');
        put_cell(exporter->buffer, one.type, ',');
        put_property(exporter->buffer, one.property, &path);
        put_cell(exporter->buffer, one.value, ',');
        put_cell(exporter->buffer, json_member_text(object->root, "valid_from"), ',');
        put_cell(exporter->buffer, json_member_text(object->root, "valid_until"), '\n');
        exporter->written++;
    }
    dynbuf_release(&path);
    return true;
}
