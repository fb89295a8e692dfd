/* Text as a STIX pattern: what is read lies in the text or is shorter than it stands there; two
 * readings are the same; a pattern in brackets, and one ORed to itself, is one as well; a small
 * arena fails without harm. */
#include "intel/pattern.h"

#include "base/dynbuf.h"
#include "base/limits.h"
#include "text/utf8.h"

#include "target.h"

static void ask_of(const struct pattern *pattern, struct span text)
{
    struct pattern_literal literal = {0};
    size_t count = 0, bytes = 0, enough = 0;
    for (const struct pattern_comparison *one = pattern->first; one != NULL; one = one->next) {
        ensure(one->type.data > text.data && one->type.data < text.data + text.size);
        ensure(one->path != NULL && one->path->kind == PATTERN_KEY);
        ensure((one->values == NULL) <= (one->relation >= PATTERN_IN));
        for (const struct pattern_value *value = one->values; value != NULL; value = value->next) {
            ensure(utf8_valid(value->text) == value->text.size);
            ensure(value->kind == PATTERN_STRING || one->relation <= PATTERN_IN);
            bytes += value->text.size;
        }
        count++;
        enough += one->enough;
    }
    ensure(count > 0 && count == pattern->count && bytes < text.size && enough <= count);
    for (count = 0; pattern_next_literal(pattern, &literal); count++)
        ensure(!literal.comparison->negated && literal.value != NULL);
    ensure(count < text.size);
}

/* The text `times` times with OR between, something around it: as many comparisons in all, unless
 * it is too large or deep. */
static void put_around(struct span text, const char *before, const char *behind, size_t times,
                       size_t count)
{
    struct dynbuf whole;
    struct arena arena;
    struct pattern pattern;
    struct error err;
    dynbuf_init(&whole, 4 * PATTERN_BYTES_MAX);
    arena_init(&arena, 256 << 20);
    dynbuf_text(&whole, before);
    for (size_t i = 0; i < times; i++) {
        dynbuf_span(&whole, text);
        dynbuf_text(&whole, i + 1 < times ? "\n OR " : "\n");
    }
    dynbuf_text(&whole, behind);
    if (pattern_read(dynbuf_bytes(&whole), &arena, &pattern, &err))
        ensure(pattern.count == count * times);
    else
        ensure(err.code == ERROR_LIMIT || error_is_environment(err.code));
    arena_release(&arena);
    dynbuf_release(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t budgets[] = {64 << 20, 0, 70 << 10};
    struct span text = span_of(data, size);
    bool is_read = false;
    for (size_t i = 0; i < sizeof budgets / sizeof budgets[0]; i++) {
        struct arena arena;
        struct pattern pattern = {0};
        struct error err = {.code = ERROR_NONE};
        arena_init(&arena, budgets[i]);
        if (pattern_read(text, &arena, &pattern, &err)) {
            ensure(i == 0 || is_read);
            is_read = true;
            ask_of(&pattern, text);
            if (i == 0) {
                put_around(text, "(", ")", 1, pattern.count);
                put_around(text, "", "", 2, pattern.count);
            }
        } else {
            ensure(span_starts_with(span_text(err.text), "column ") ||
                   error_is_environment(err.code));
            ensure(i == 0 || !is_read || error_is_environment(err.code));
        }
        arena_release(&arena);
    }
    return 0;
}
