#include "screen/jp_cell.h"

#include "base/dynbuf.h"
#include "text/trim.h"
#include "text/utf8.h"

/* The character at the start, full-width forms of ASCII as ASCII; and its bytes. */
static uint32_t letter_at(struct span text, size_t *ret_size)
{
    size_t size = utf8_character(text);
    const unsigned char *at = text.data;
    *ret_size = size == 0 ? 1 : size;
    if (size < 2)
        return size == 0 ? 0xfffd : at[0];
    uint32_t letter = size == 2   ? (at[0] & 0x1fU) << 6 | (at[1] & 0x3f)
                      : size == 3 ? (at[0] & 0xfU) << 12 | (at[1] & 0x3fU) << 6 | (at[2] & 0x3f)
                                  : 0x10000;
    return letter >= 0xff01 && letter <= 0xff5e ? letter - 0xff01 + 0x21 : letter;
}

static bool is_alnum(uint32_t letter)
{
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= 'a' && letter <= 'z');
}

/* The bytes of an enumerator at the start, such as (a) or （12）; 0 for none. */
static size_t enumerator_at(struct span text)
{
    size_t size, at = 0, letters = 0;
    if (text.size == 0 || letter_at(text, &size) != '(')
        return 0;
    for (at = size; at < text.size; at += size) {
        uint32_t letter = letter_at(span_part(text, at, text.size), &size);
        if (letter == ')')
            return letters > 0 && letters <= 2 ? at + size : 0;
        bool small = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (!small || ++letters > 2)
            return 0;
    }
    return 0;
}

static bool ends_piece(uint32_t letter)
{
    return letter == '\n' || letter == '\r' || letter == ';';
}

/* Commas of lists and white space at the ends. */
static struct span strip(struct span text)
{
    static const char *const commas[] = {"\xe3\x80\x81", "\xef\xbd\xa4", ","}; /* 、 ､ */
    for (bool again = true; again;) {
        again = false;
        text = trim_space(text);
        for (size_t i = 0; i < 3; i++) {
            size_t size = strlen(commas[i]);
            if (span_starts_with(text, commas[i])) {
                text = span_part(text, size, text.size);
                again = true;
            } else if (text.size >= size &&
                       memcmp(text.data + text.size - size, commas[i], size) == 0) {
                text.size -= size;
                again = true;
            }
        }
    }
    return text;
}

static bool says_nothing(struct span text)
{
    return text.size == 0 || span_is(text, "\xe4\xb8\x8d\xe6\x98\x8e") || /* 不明 */
           span_is(text, "\xe3\x81\xaa\xe3\x81\x97") ||                   /* なし */
           span_is(text, "-") || span_is(text, "N/A") || span_is(text, "unknown");
}

bool jp_piece(struct span *rest, struct span *ret_piece)
{
    while (rest->size > 0) {
        size_t skip = enumerator_at(*rest), at = skip, size = 0;
        for (; at < rest->size; at += size) {
            struct span here = span_part(*rest, at, rest->size);
            if (ends_piece(letter_at(here, &size)) || enumerator_at(here) > 0)
                break;
        }
        struct span piece = strip(span_part(*rest, skip, at));
        if (at < rest->size && enumerator_at(span_part(*rest, at, rest->size)) == 0)
            at += size;
        *rest = span_part(*rest, at, rest->size);
        if (!says_nothing(piece)) {
            *ret_piece = piece;
            return true;
        }
    }
    return false;
}

/* Words that stand before a name and are none: a.k.a.: , 別称、, original script: */
static struct span without_label(struct span text)
{
    static const char *const labels[] = {"a.k.a.",
                                         "f.k.a.",
                                         "\xe5\x88\xa5\xe7\xa7\xb0", /* 別称 */
                                         "\xe5\x88\xa5\xe5\x90\x8d", /* 別名 */
                                         "\xe6\x97\xa7\xe7\xa7\xb0", /* 旧称 */
                                         "original script",
                                         "previously listed as"};
    text = strip(text);
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (span_starts_with(text, labels[i])) {
            text = strip(span_part(text, strlen(labels[i]), text.size));
            if (span_starts_with(text, ":"))
                text = span_part(text, 1, text.size);
            else if (span_starts_with(text, "\xef\xbc\x9a")) /* ： */
                text = span_part(text, 3, text.size);
            return strip(text);
        }
    return text;
}

/* Where the brackets that open at `from` close; the end when they do not. */
static size_t closing(struct span text, size_t from, size_t *ret_inside)
{
    unsigned depth = 0;
    size_t size, at = from;
    *ret_inside = from;
    for (; at < text.size; at += size) {
        uint32_t letter = letter_at(span_part(text, at, text.size), &size);
        if (letter == '(' && depth++ == 0)
            *ret_inside = at + size;
        if (letter == ')' && depth > 0 && --depth == 0)
            return at;
    }
    return at;
}

static void add_name(struct draft *draft, enum fact_kind kind, struct span text)
{
    text = without_label(text);
    if (!says_nothing(text))
        draft_add(draft, kind, span_text(""), text);
}

/* The name before brackets, that inside them, and that behind them. */
static void add_with_brackets(struct draft *draft, enum fact_kind kind, struct span piece)
{
    size_t at = 0, size = 1, inside;
    while (at < piece.size && letter_at(span_part(piece, at, piece.size), &size) != '(')
        at += size;
    add_name(draft, kind, span_part(piece, 0, at));
    if (at == piece.size)
        return;
    size_t end = closing(piece, at, &inside);
    add_name(draft, kind, span_part(piece, inside, end));
    if (end < piece.size) { /* behind the brackets, whatever else */
        letter_at(span_part(piece, end, piece.size), &size);
        add_name(draft, kind, span_part(piece, end + size, piece.size));
    }
}

/* The next part before one of the two commas, outside brackets. */
static bool comma_part(struct span *rest, uint32_t comma, uint32_t other, struct span *ret_part)
{
    size_t at = 0, size = 0, inside;
    if (rest->size == 0)
        return false;
    for (; at < rest->size; at += size) {
        uint32_t letter = letter_at(span_part(*rest, at, rest->size), &size);
        if (letter == comma || letter == other)
            break;
        size_t end = letter == '(' ? closing(*rest, at, &inside) : at;
        size = end > at ? end - at : size; /* from here on at the bracket that closes */
    }
    *ret_part = strip(span_part(*rest, 0, at));
    *rest = span_part(*rest, at < rest->size ? at + size : at, rest->size);
    return true;
}

/* "A Corporation, B Trading Company": commas part names where each part has several words. "Kim,
 * Jong Il" and "A Trading Co., Ltd." are one. */
static bool is_row_of_names(struct span text)
{
    struct span part;
    size_t parts = 0;
    for (; comma_part(&text, ',', ',', &part); parts++)
        if (part.size == 0 || memchr(part.data, ' ', part.size) == NULL)
            return false;
    return parts > 1;
}

void jp_names(struct draft *draft, enum fact_kind kind, struct span cell)
{
    enum { IDEOGRAPHIC_COMMA = 0x3001, HALF_WIDTH_COMMA = 0xff64 };
    struct span piece, part, name;
    while (jp_piece(&cell, &piece))
        while (comma_part(&piece, IDEOGRAPHIC_COMMA, HALF_WIDTH_COMMA, &part)) {
            add_with_brackets(draft, kind, part);
            if (is_row_of_names(part))
                while (comma_part(&part, ',', ',', &name))
                    add_with_brackets(draft, kind, name);
        }
}

/* The name in one line; `inside`: with the first spelling of each bracket for the word before it,
 * and brackets of several words left out. */
static void spell(struct span text, bool inside, struct dynbuf *out)
{
    size_t size, word = 0, from, end;
    dynbuf_clear(out);
    for (size_t at = 0; at < text.size; at += size) {
        struct span here = span_part(text, at, text.size);
        uint32_t letter = letter_at(here, &size);
        if (letter != '(') {
            bool blank = out->size > 0 && out->data[out->size - 1] == ' ';
            if (letter == ' ' || letter == '\n')
                dynbuf_text(out, blank ? "" : " ");
            else
                dynbuf_append(out, here.data, size < here.size ? size : here.size);
            if ((letter == ' ' || letter == '\n') && at + size < text.size &&
                letter_at(span_part(text, at + size, text.size), &from) != '(')
                word = out->size;
            continue;
        }
        end = closing(text, at, &from);
        struct span other = strip(span_part(text, from, end)), first = other;
        trim_split(&other, ',', &first);
        if (inside && first.size > 0 && memchr(first.data, ' ', first.size) == NULL) {
            out->size = word < out->size ? word : out->size;
            dynbuf_span(out, first);
        }
        if (end < text.size)
            letter_at(span_part(text, end, text.size), &size);
        size = end + (end < text.size ? size : 0) - at;
    }
}

/* What stands in brackets with several words, or behind a body's name: a name of its own. */
static void add_insides(struct draft *draft, bool person, struct span text)
{
    size_t size, from, end;
    for (size_t at = 0; at < text.size; at += size) {
        if (letter_at(span_part(text, at, text.size), &size) != '(')
            continue;
        end = closing(text, at, &from);
        struct span inside = strip(span_part(text, from, end));
        bool words = inside.size > 0 && memchr(inside.data, ' ', inside.size) != NULL &&
                     memchr(inside.data, ',', inside.size) == NULL;
        bool script = span_starts_with(inside, "original");
        if (!person || words || script)
            add_name(draft, FACT_NAME, inside);
        size = end > at ? end - at : size;
    }
}

void jp_own_name(struct draft *draft, bool person, struct span cell)
{
    struct dynbuf name;
    dynbuf_init(&name, 1 << 20);
    spell(cell, false, &name);
    draft_fail(draft, &name); /* the next use forgets it */
    add_name(draft, FACT_NAME, dynbuf_bytes(&name));
    if (person) {
        spell(cell, true, &name);
        add_name(draft, FACT_NAME, dynbuf_bytes(&name));
    }
    add_insides(draft, person, cell);
    draft_fail(draft, &name);
    dynbuf_release(&name);
}

void jp_facts(struct draft *draft, enum fact_kind kind, const char *label, struct span cell)
{
    struct span piece;
    while (jp_piece(&cell, &piece))
        draft_add(draft, kind, span_text(label), piece);
}

void jp_births(struct draft *draft, struct span cell)
{
    struct span piece;
    while (jp_piece(&cell, &piece))
        draft_birth(draft, piece);
}

static bool number_in(struct span piece, char *ret_number, size_t room, size_t *ret_size)
{
    size_t size, count = 0;
    bool digit = false;
    for (size_t at = 0; at <= piece.size; at += size) {
        uint32_t letter =
            at == piece.size ? ' ' : letter_at(span_part(piece, at, piece.size), &size);
        if (is_alnum(letter) && count < room) {
            ret_number[count++] = (char)letter;
            digit = digit || (letter >= '0' && letter <= '9');
            continue;
        }
        if (count >= 5 && digit) {
            *ret_size = count;
            return true;
        }
        count = 0;
        digit = false;
        if (at == piece.size)
            break;
    }
    return false;
}

void jp_numbers(struct draft *draft, const char *label, struct span cell)
{
    struct span piece;
    while (jp_piece(&cell, &piece)) {
        char number[64];
        size_t size;
        if (number_in(piece, number, sizeof number, &size))
            draft_add(draft, FACT_ID, span_text(label), span_of(number, size));
        else
            draft_add(draft, FACT_ID, span_text(label), piece);
    }
}
