#include "log/record.h"

#include "log/lines.h"
#include "text/utf8.h"

static const char version_line[] = "trefoil-record/v1\n";

static const char *const names[RECORD_FIELDS] = {
    [RECORD_OBJECT] = "object",     [RECORD_VERSION] = "version", [RECORD_HASH] = "hash",
    [RECORD_AUDIENCE] = "audience", [RECORD_RULE] = "rule",       [RECORD_ACTOR] = "actor",
    [RECORD_SECOND] = "second",     [RECORD_SUBJECT] = "subject",
};

const char *record_field_name(enum record_field field)
{
    ensure(field < RECORD_FIELDS);
    return names[field];
}

static bool is_hash(struct span value)
{
    for (size_t i = 0; i < value.size; i++)
        if (!((value.data[i] >= '0' && value.data[i] <= '9') ||
              (value.data[i] >= 'a' && value.data[i] <= 'f')))
            return false;
    return value.size == (size_t)2 * LOG_HASH_BYTES;
}

static bool value_valid(unsigned field, struct span value)
{
    return value.size > 0 && value.size <= LOG_VALUE_BYTES_MAX && utf8_line(value) == value.size &&
           (field != RECORD_HASH || is_hash(value));
}

bool record_print(const struct record *record, struct dynbuf *out, struct error *err)
{
    bool any = false;
    dynbuf_text(out, version_line);
    for (unsigned field = 0; field < RECORD_FIELDS; field++) {
        struct span value = record->values[field];
        if (value.size == 0)
            continue;
        if (!value_valid(field, value))
            return error_input(err, ERROR_VALUE, "record", "its %s is not %s", names[field],
                               field == RECORD_HASH ? "64 lower-case hexadecimal digits"
                                                    : "one line of at most 1,024 bytes of UTF-8");
        dynbuf_format(out, "%s ", names[field]);
        dynbuf_span(out, value);
        dynbuf_char(out, '\n');
        any = true;
    }
    if (!any)
        return error_input(err, ERROR_VALUE, "record", "it says nothing");
    return !out->failed || dynbuf_error(out, "the record", err);
}

/* Takes the field's line if it is next. False: it is, and its value cannot be. */
static bool take_field(struct span *rest, unsigned field, struct span *ret_value)
{
    struct span after = *rest, line;
    if (!line_take_after(&after, names[field], &line) || line.size == 0 || line.data[0] != ' ')
        return true;
    struct span value = span_part(line, 1, line.size);
    if (!value_valid(field, value))
        return false;
    *ret_value = value;
    *rest = after;
    return true;
}

bool record_parse(struct span bytes, const char *place, struct record *ret_record,
                  struct error *err)
{
    struct record record = {.values = {{NULL, 0}}};
    struct span rest = bytes, version;
    if (!line_take_after(&rest, "trefoil-record/", &version))
        return error_input(err, ERROR_SYNTAX, place, "expected a record: trefoil-record/v1");
    if (!span_is(version, "v1"))
        return error_input(err, ERROR_UNSUPPORTED, place,
                           "a record of a version that is not known");
    for (unsigned field = 0; field < RECORD_FIELDS; field++)
        if (!take_field(&rest, field, &record.values[field]))
            return error_input(err, ERROR_SYNTAX, place, "the record's %s cannot be", names[field]);
    if (rest.size > 0 || rest.data == bytes.data + strlen(version_line))
        return error_input(
            err, ERROR_SYNTAX, place,
            "expected lines of object, version, hash, audience, rule, actor, second, "
            "subject in this order, at least one");
    *ret_record = record;
    return true;
}
