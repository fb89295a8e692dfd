#include "screen/draft.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "screen/address_form.h"
#include "screen/birth.h"
#include "text/trim.h"
#include "text/utf8.h"

void draft_init(struct draft *draft)
{
    *draft = (struct draft){.failed = false};
    arena_init(&draft->texts, LIST_ENTRY_BYTES_MAX);
}

void draft_release(struct draft *draft)
{
    arena_release(&draft->texts);
    free(draft->facts);
    draft->facts = NULL;
    draft->capacity = 0;
}

void draft_clear(struct draft *draft)
{
    arena_clear(&draft->texts);
    draft->failed = draft->no_memory = false;
    draft->entry = (struct list_entry){.facts = draft->facts};
}

/* The arena gave nothing for so many bytes: over its budget, or the system had no more. */
static struct span no_room(struct draft *draft, size_t size)
{
    enum { CHUNK = 1 << 17 }; /* what the arena asks for beside them at most */
    draft->failed = true;
    draft->no_memory = draft->no_memory || (size < LIST_ENTRY_BYTES_MAX &&
                                            draft->texts.held + size + CHUNK < draft->texts.budget);
    return span_text("");
}

/* The bytes with U+FFFD for each that is no UTF-8; at most three times as many. */
static struct span mend(struct draft *draft, struct span text)
{
    unsigned char *mended = arena_alloc(&draft->texts, text.size * 3);
    size_t size = 0;
    if (mended == NULL)
        return no_room(draft, text.size * 3);
    for (size_t at = 0; at < text.size;) {
        size_t length = utf8_character(span_part(text, at, text.size));
        if (length == 0) {
            memcpy(mended + size, "\xef\xbf\xbd", 3);
            size += 3;
            at++;
            continue;
        }
        memcpy(mended + size, text.data + at, length);
        size += length;
        at += length;
    }
    return span_of(mended, size);
}

static struct span keep(struct draft *draft, struct span text)
{
    text = trim_space(text);
    if (text.size == 0)
        return span_text("");
    if (utf8_valid(text) != text.size)
        return mend(draft, text);
    const char *copy = arena_text(&draft->texts, text);
    return copy == NULL ? no_room(draft, text.size) : span_of(copy, text.size);
}

void draft_key(struct draft *draft, struct span key, struct span number)
{
    draft->entry.key = keep(draft, key);
    draft->entry.number = keep(draft, number);
}

static bool has(const struct draft *draft, const struct fact *fact)
{
    for (size_t i = 0; i < draft->entry.fact_count; i++) {
        const struct fact *other = &draft->facts[i];
        if (other->kind == fact->kind && span_equal(other->label, fact->label) &&
            span_equal(other->text, fact->text))
            return true;
    }
    return false;
}

void draft_flag(struct draft *draft, enum fact_kind kind, uint32_t flags, struct span label,
                struct span text)
{
    struct fact fact = {kind, flags, trim_space(label), trim_space(text)};
    if (draft->failed || (fact.text.size == 0 && kind != FACT_BIRTH) || has(draft, &fact))
        return;
    struct fact *grown = array_grow(draft->facts, &draft->capacity, draft->entry.fact_count + 1,
                                    sizeof *grown, LIST_FACTS_MAX);
    if (grown == NULL) {
        draft->failed = true;
        draft->no_memory = draft->no_memory || draft->entry.fact_count < LIST_FACTS_MAX;
        return;
    }
    draft->entry.facts = draft->facts = grown;
    fact.label = keep(draft, label);
    fact.text = keep(draft, text);
    grown[draft->entry.fact_count++] = fact;
}

void draft_add(struct draft *draft, enum fact_kind kind, struct span label, struct span text)
{
    draft_flag(draft, kind, 0, label, text);
}

void draft_birth(struct draft *draft, struct span written)
{
    char text[BIRTH_TEXT_BYTES];
    written = trim_space(written);
    if (written.size == 0)
        return;
    if (!birth_parse(written, text))
        text[0] = '\0';
    draft_flag(draft, FACT_BIRTH, 0, written, span_text(text));
}

void draft_address(struct draft *draft, struct span asset, struct span address)
{
    enum address_form form = address_form_of(trim_space(address));
    draft_flag(draft, FACT_ADDRESS, address_form_is_sound(form) ? 0 : FACT_MISTYPED, asset,
               address);
}

void draft_split(struct draft *draft, enum fact_kind kind, struct span label, struct span text,
                 char separator)
{
    struct span part;
    while (trim_split(&text, separator, &part))
        draft_add(draft, kind, label, part);
}

void draft_fail(struct draft *draft, const struct dynbuf *text)
{
    draft->failed = draft->failed || text->failed;
    draft->no_memory = draft->no_memory || text->no_memory;
}

bool draft_hand(struct draft *draft, const struct entry_sink *sink, struct error *err)
{
    bool any = false;
    if (draft->failed && draft->no_memory)
        return error_memory(err, "reading an entry of a list");
    if (draft->failed)
        return error_input(err, ERROR_LIMIT, NULL, "an entry of more than %d facts or %d bytes",
                           LIST_FACTS_MAX, LIST_ENTRY_BYTES_MAX);
    for (size_t i = 0; i < draft->entry.fact_count && !any; i++)
        any = fact_is_name(draft->facts[i].kind) || draft->facts[i].kind == FACT_ADDRESS;
    if (draft->entry.key.size == 0)
        return error_input(err, ERROR_VALUE, NULL, "an entry without its number; expected one");
    if (!any)
        return error_input(err, ERROR_VALUE, NULL, "an entry without a name; expected one");
    return sink->take(sink->context, &draft->entry, err);
}
