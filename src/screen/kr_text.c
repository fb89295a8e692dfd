#include "screen/kr_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/limits.h"
#include "screen/birth.h"
#include "screen/ofac_words.h"
#include "text/fold.h"
#include "text/trim.h"

#define WORD_PERSON "\xea\xb0\x9c\xec\x9d\xb8" /* 개인 */
#define WORD_BODY   "\xeb\x8b\xa8\xec\xb2\xb4" /* 단체 */
#define SIGN_HEADS  "\xeb\xaa\x85)"            /* 명) */
#define SIGN_BODIES "\xea\xb0\x9c)"            /* 개) */

struct kr {
    struct list_reading *reading;
    const char *file;
    struct dynbuf entry, folded; /* the entry's lines, joined */
    uint64_t entry_line;
    char number[16];
    enum party_kind section;
    uint64_t said, counted, total; /* of this section; of all, 0: not said */
    uint64_t entries;
};

/* What a bracket's part begins with, in both languages. */
static const struct {
    const char *word;
    enum fact_kind kind;
    const char *label;
} parts[] = {
    {"a.k.a.", FACT_ALIAS, ""},
    {"\xec\x9d\xbc\xeb\xaa\x85", FACT_ALIAS, ""}, /* 일명 */
    {"\xeb\xb3\x84\xec\xb9\xad", FACT_ALIAS, ""}, /* 별칭 */
    {"f.k.a.", FACT_FORMER_NAME, ""},
    {"DOB", FACT_BIRTH, ""},
    {"\xec\x83\x9d\xeb\x85\x84\xec\x9b\x94\xec\x9d\xbc", FACT_BIRTH, ""}, /* 생년월일 */
    {"nationality", FACT_NATIONALITY, ""},
    {"\xea\xb5\xad\xec\xa0\x81", FACT_NATIONALITY, ""}, /* 국적 */
    {"Passport", FACT_ID, "Passport"},
    {"\xec\x97\xac\xea\xb6\x8c", FACT_ID, "Passport"}, /* 여권 */
    {"IMO", FACT_ID, "IMO"},
};
enum { PARTS = sizeof parts / sizeof *parts, NO_PART = PARTS };

static bool is_letter(unsigned char byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* The word that the text begins with, whole: a name such as Imora is no IMO number. */
static size_t part_of(struct span text)
{
    for (size_t i = 0; i < PARTS; i++) {
        size_t size = strlen(parts[i].word);
        if (text.size >= size && strncasecmp((const char *)text.data, parts[i].word, size) == 0 &&
            !(text.size > size && is_letter(text.data[size - 1]) && is_letter(text.data[size])))
            return i;
    }
    return NO_PART;
}

/* What stands behind the word: without "No.", a colon, dots. */
static struct span value_of(struct span text, size_t part)
{
    text = trim_space(span_part(text, strlen(parts[part].word), text.size));
    static const char *const fillers[] = {"\xeb\xb2\x88\xed\x98\xb8", "No.", "no.", ":"}; /* 번호 */
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (span_starts_with(text, fillers[i]))
            text = trim_space(span_part(text, strlen(fillers[i]), text.size));
    return text;
}

static void take_parts(struct draft *draft, struct span inside)
{
    struct span part;
    size_t known = NO_PART;
    while (trim_split(&inside, ';', &part)) {
        struct span value = part;
        if (part_of(part) < NO_PART) {
            known = part_of(part);
            value = value_of(part, known);
        } else if (known == NO_PART) {
            draft_add(draft, FACT_REMARK, span_text(""), part);
            continue;
        }
        if (parts[known].kind == FACT_BIRTH)
            draft_birth(draft, value);
        else
            draft_add(draft, parts[known].kind, span_text(parts[known].label), value);
        if (part_of(part) == NO_PART && parts[known].kind == FACT_BIRTH)
            known = NO_PART;
    }
}

/* The end of the brackets that open at `from`; the text's end when they do not close. */
static size_t closing(struct span text, size_t from)
{
    unsigned depth = 0;
    for (size_t at = from; at < text.size; at++) {
        depth += text.data[at] == '(';
        if (text.data[at] == ')' && --depth == 0)
            return at;
    }
    return text.size;
}

/* The name, then brackets: another spelling, or parts. */
static bool take_entry(struct kr *kr, struct error *err)
{
    struct draft *draft = &kr->reading->draft;
    struct span text = dynbuf_bytes(&kr->entry), name;
    char key[1200];
    size_t at = 0;
    while (at < text.size && text.data[at] != '(')
        at++;
    name = trim_space(span_part(text, 0, at));
    draft_clear(draft);
    draft_add(draft, FACT_NAME, span_text(""), name);
    while (at < text.size) {
        size_t end = closing(text, at);
        if (end == text.size)
            return list_error(err, ERROR_SYNTAX, kr->file, kr->entry_line,
                              "entry %s: brackets that are not closed", kr->number);
        struct span inside = span_part(text, at + 1, end);
        if (part_of(trim_space(inside)) == NO_PART && memchr(inside.data, ';', inside.size) == NULL)
            draft_add(draft, FACT_ALIAS, span_text(""), inside);
        else
            take_parts(draft, inside);
        for (at = end + 1; at < text.size && text.data[at] != '(';)
            at++;
    }
    const struct fact *birth = entry_fact(&draft->entry, FACT_BIRTH, 0);
    if (!fold_name(&kr->folded, name, err))
        return false;
    int size = snprintf(
        key, sizeof key, "%.*s|%.*s", kr->folded.size > 1000 ? 1000 : (int)kr->folded.size,
        kr->folded.size == 0 ? "" : kr->folded.data, birth == NULL ? 0 : (int)birth->text.size,
        birth == NULL ? "" : (const char *)birth->text.data);
    draft_key(draft, span_of(key, (size_t)size), span_text(kr->number));
    draft->entry.kind = kr->section != PARTY_UNKNOWN ? kr->section
                        : birth != NULL              ? PARTY_PERSON
                                                     : PARTY_ENTITY;
    draft_add(draft, FACT_EFFECT, span_text(""), span_text("blocking"));
    quoted_references(draft, text);
    kr->counted++;
    kr->entries++;
    return list_hand(kr->reading, kr->file, kr->entry_line, err);
}

static bool finish_entry(struct kr *kr, struct error *err)
{
    if (kr->entry.failed)
        return dynbuf_error(&kr->entry, "an entry", err);
    bool ok = kr->entry.size == 0 || take_entry(kr, err);
    dynbuf_clear(&kr->entry);
    return ok;
}

static bool finish_section(struct kr *kr, uint64_t line, struct error *err)
{
    if (!finish_entry(kr, err))
        return false;
    if (kr->said > 0 && kr->counted == 0)
        kr->total = kr->said; /* another heading follows directly */
    else if (kr->said > 0 && kr->said != kr->counted)
        return list_error(err, ERROR_VALUE, kr->file, line,
                          "%llu entries above; their heading says %llu",
                          (unsigned long long)kr->counted, (unsigned long long)kr->said);
    kr->said = kr->counted = 0;
    return true;
}

static bool holds(struct span text, const char *word, size_t *ret_at)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text.size; i++)
        if (memcmp(text.data + i, word, size) == 0) {
            *ret_at = i;
            return true;
        }
    return false;
}

/* The number before a counting sign, such as 245 of (245명); 0 for none. */
static uint64_t count_in(struct span line)
{
    size_t at, from;
    uint64_t count = 0;
    if (!holds(line, SIGN_HEADS, &at) && !holds(line, SIGN_BODIES, &at))
        return 0;
    for (from = at;
         from > 0 && at - from < 9 && line.data[from - 1] >= '0' && line.data[from - 1] <= '9';)
        from--;
    for (; from < at; from++)
        count = count * 10 + (line.data[from] - '0');
    return count;
}

/* The digits of "12. " at the start of a line; 0 for none. */
static size_t number_size(struct span line)
{
    size_t size = 0;
    while (size < line.size && size < 8 && line.data[size] >= '0' && line.data[size] <= '9')
        size++;
    return size > 0 && size + 1 < line.size && line.data[size] == '.' &&
                   (line.data[size + 1] == ' ' || line.data[size + 1] == '\t')
               ? size
               : 0;
}

static bool take_line(struct kr *kr, struct span line, uint64_t number, struct error *err)
{
    size_t digits = number_size(line), at;
    uint64_t count = count_in(line);
    if (digits > 0) {
        if (!finish_entry(kr, err))
            return false;
        snprintf(kr->number, sizeof kr->number, "%.*s", (int)digits, (const char *)line.data);
        kr->entry_line = number;
        dynbuf_span(&kr->entry, trim_space(span_part(line, digits + 1, line.size)));
        return true;
    }
    if (count > 0 || kr->entry.size == 0) { /* a heading */
        if (count > 0 && !finish_section(kr, number, err))
            return false;
        kr->said = count > 0 ? count : kr->said;
        if (kr->reading->notes.date[0] == '\0')
            day_parse(line, kr->reading->notes.date);
        if (holds(line, WORD_PERSON, &at) != holds(line, WORD_BODY, &at))
            kr->section = holds(line, WORD_PERSON, &at) ? PARTY_PERSON : PARTY_ENTITY;
        return true;
    }
    dynbuf_char(&kr->entry, ' ');
    return dynbuf_span(&kr->entry, line) || dynbuf_error(&kr->entry, "an entry", err);
}

bool kr_text_read(struct list_reading *reading, struct error *err)
{
    struct kr kr = {.reading = reading, .file = reading->files[0].name};
    struct span rest = list_text(reading->files[0].bytes);
    uint64_t line = 0;
    bool ok = true;
    dynbuf_init(&kr.entry, LIST_ENTRY_BYTES_MAX);
    dynbuf_init(&kr.folded, FOLD_BYTES_MAX * 18);
    while (ok && rest.size > 0) {
        const unsigned char *feed = memchr(rest.data, '\n', rest.size);
        size_t size = feed == NULL ? rest.size : (size_t)(feed - rest.data);
        struct span text = trim_space(span_part(rest, 0, size));
        rest = span_part(rest, feed == NULL ? size : size + 1, rest.size);
        line++;
        if (text.size > 0)
            ok = take_line(&kr, text, line, err);
    }
    ok = ok && finish_section(&kr, line, err);
    reading->notes.said = kr.total;
    dynbuf_release(&kr.entry);
    dynbuf_release(&kr.folded);
    return ok;
}

bool kr_text_is(struct span bytes)
{
    size_t at;
    struct span look = span_part(bytes, 0, bytes.size < 8192 ? bytes.size : 8192);
    return (holds(look, SIGN_HEADS, &at) || holds(look, SIGN_BODIES, &at)) &&
           holds(look, "\n1. ", &at);
}
