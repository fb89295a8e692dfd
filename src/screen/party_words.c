#include "screen/party_words.h"

#include "base/dynbuf.h"
#include "base/limits.h"

static size_t digits_at(struct span text, size_t at)
{
    size_t count = 0;
    while (at + count < text.size && text.data[at + count] >= '0' && text.data[at + count] <= '9')
        count++;
    return count;
}

void imo_numbers(struct draft *draft, struct span text)
{
    enum { NEAR = 24, IMO_DIGITS = 7 };
    for (size_t i = 0; i + 3 <= text.size; i++) {
        if (text.data[i] != 'I' || memcmp(text.data + i, "IMO", 3) != 0)
            continue;
        for (size_t at = i + 3; at < text.size && at < i + 3 + NEAR; at++) {
            size_t digits = digits_at(text, at);
            if (digits == IMO_DIGITS)
                draft_add(draft, FACT_ID, span_text("IMO"), span_part(text, at, at + digits));
            if (digits > 0)
                break;
        }
    }
}

void draft_joined(struct draft *draft, enum fact_kind kind, const char *label, const char *between,
                  const struct span parts[JOINED_PARTS])
{
    struct dynbuf text;
    dynbuf_init(&text, LIST_ENTRY_BYTES_MAX);
    for (size_t i = 0; i < JOINED_PARTS; i++) {
        dynbuf_text(&text, text.size > 0 && parts[i].size > 0 ? between : "");
        dynbuf_span(&text, parts[i]);
    }
    draft_fail(draft, &text);
    draft_add(draft, kind, span_text(label), dynbuf_bytes(&text));
    dynbuf_release(&text);
}
