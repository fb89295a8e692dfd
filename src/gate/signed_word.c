#include "gate/signed_word.h"

#include "base/hex.h"
#include "log/lines.h"
#include "text/utf8.h"

static const char *const first_lines[] = {
    [SIGNED_APPROVAL] = "trefoil-approval/v1",
    [SIGNED_LOWERING] = "trefoil-lowering/v1",
};

/* As timestamp_write writes it: three digits behind the point, or as many more as it needs. */
static bool is_time(struct span text)
{
    enum { DIGITS_MIN = 3, POINT_AND_Z = 2 };
    struct timestamp time;
    if (text.size > LOG_VALUE_BYTES_MAX || !timestamp_parse(text, &time))
        return false;
    size_t digits = time.fraction.size < DIGITS_MIN ? DIGITS_MIN : time.fraction.size;
    return text.size == TIMESTAMP_WHOLE_BYTES + POINT_AND_Z + digits;
}

static bool is_id(struct span text, const char *wanted)
{
    struct uuid uuid;
    struct span type;
    return stix_id_parse(text, &type, &uuid) && (wanted == NULL || span_is(type, wanted));
}

static bool is_words(struct span text)
{
    return text.size > 0 && text.size <= LOG_VALUE_BYTES_MAX && utf8_line(text) == text.size;
}

/* Errors name the line, not what stands in it. */
static bool check(const struct signed_word *word, const char *place, enum error_code code,
                  struct error *err)
{
    const char *wrong = NULL;
    if (!is_id(word->object, NULL))
        wrong = "object: expected a STIX identifier";
    else if (!span_is(word->version, "none") && !is_time(word->version))
        wrong = "version: expected a time such as 2026-11-28T11:59:02.114Z, or none";
    else if (word->kind == SIGNED_APPROVAL && !is_words(word->audience))
        wrong = "audience: expected words such as member:kor";
    else if (word->kind == SIGNED_APPROVAL && !is_time(word->until))
        wrong = "until: expected a time such as 2027-01-31T12:00:00.000Z";
    else if (!is_id(word->by, "identity"))
        wrong = "by: expected an identity's identifier";
    return wrong == NULL || error_input(err, code, place, "%s", wrong);
}

static void put_line(struct dynbuf *out, const char *name, struct span value)
{
    dynbuf_format(out, "%s ", name);
    dynbuf_span(out, value);
    dynbuf_char(out, '\n');
}

bool signed_word_print(const struct signed_word *word, struct dynbuf *out, struct error *err)
{
    char hex[2 * OBJECT_HASH_BYTES + 1];
    if (!check(word, "signed word", ERROR_VALUE, err))
        return false;
    hex_encode(hex, word->content, OBJECT_HASH_BYTES);
    dynbuf_format(out, "%s\n", first_lines[word->kind]);
    put_line(out, "object", word->object);
    put_line(out, "version", word->version);
    put_line(out, "content", span_text(hex));
    if (word->kind == SIGNED_APPROVAL) {
        put_line(out, "audience", word->audience);
        put_line(out, "until", word->until);
    }
    put_line(out, "by", word->by);
    return !out->failed || dynbuf_error(out, "the signed word", err);
}

static bool take_kind(struct span *rest, const char *place, enum signed_kind *ret_kind,
                      struct error *err)
{
    struct span line = {0};
    if (line_take(rest, &line))
        for (int kind = SIGNED_APPROVAL; kind <= SIGNED_LOWERING; kind++)
            if (span_is(line, first_lines[kind])) {
                *ret_kind = (enum signed_kind)kind;
                return true;
            }
    if (span_starts_with(line, "trefoil-approval/") || span_starts_with(line, "trefoil-lowering/"))
        return error_input(err, ERROR_UNSUPPORTED, place, "of a version that is not known");
    return error_input(err, ERROR_SYNTAX, place,
                       "expected an approval or a lowering: trefoil-approval/v1");
}

/* Digits of lower case, so that there is one way to write them. */
static bool take_content(struct span *rest, unsigned char ret_content[OBJECT_HASH_BYTES])
{
    char again[2 * OBJECT_HASH_BYTES + 1];
    struct span line;
    size_t place = 0;
    if (!line_take_after(rest, "content ", &line) || line.size != (size_t)2 * OBJECT_HASH_BYTES ||
        !hex_decode(ret_content, line, &place))
        return false;
    hex_encode(again, ret_content, OBJECT_HASH_BYTES);
    return span_is(line, again);
}

bool signed_word_parse(struct span text, const char *place, struct signed_word *ret_word,
                       struct error *err)
{
    struct signed_word word = {0};
    struct span rest = text;
    if (!take_kind(&rest, place, &word.kind, err))
        return false;
    bool approval = word.kind == SIGNED_APPROVAL;
    bool ok = line_take_after(&rest, "object ", &word.object) &&
              line_take_after(&rest, "version ", &word.version) &&
              take_content(&rest, word.content) &&
              (!approval || (line_take_after(&rest, "audience ", &word.audience) &&
                             line_take_after(&rest, "until ", &word.until))) &&
              line_take_after(&rest, "by ", &word.by) && rest.size == 0;
    if (!ok)
        return error_input(err, ERROR_SYNTAX, place,
                           "expected the lines object, version, content, "
                           "audience and until of an approval, by");
    if (!check(&word, place, ERROR_SYNTAX, err))
        return false;
    *ret_word = word;
    return true;
}

void signed_word_members(const struct signed_word *word, struct json_writer *json)
{
    char hex[2 * OBJECT_HASH_BYTES + 1];
    hex_encode(hex, word->content, OBJECT_HASH_BYTES);
    json_text(json, "kind", word->kind == SIGNED_APPROVAL ? "approval" : "lowering");
    json_string(json, "object", word->object);
    if (!span_is(word->version, "none"))
        json_string(json, "version", word->version);
    json_text(json, "content", hex);
    if (word->kind == SIGNED_APPROVAL) {
        json_string(json, "audience", word->audience);
        json_string(json, "until", word->until);
    }
    json_string(json, "by", word->by);
}

bool signed_word_verify(const struct note *note, struct span org, struct span public_key,
                        struct error *err)
{
    struct note_key key;
    struct note_verdict verdict;
    ensure(public_key.size == NOTE_PUBLIC_BYTES);
    return note_key_make(&key, org, NOTE_ED25519, public_key.data, err) &&
           note_verify(note, &key, 1, &verdict, err);
}
