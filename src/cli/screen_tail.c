#include "cli/screen_tail.h"

#include <string.h>

enum { TAIL_BYTES_MAX = 1 << 20 };

void screen_tails_init(struct screen_tails *tails, const struct roster *roster,
                       enum screen_print print, bool exposure)
{
    *tails = (struct screen_tails){.roster = roster, .print = print, .exposure = exposure};
    for (size_t i = 0; i < SCREEN_FORMS; i++)
        dynbuf_init(&tails->tails[i], TAIL_BYTES_MAX);
}

void screen_tails_release(struct screen_tails *tails)
{
    for (size_t i = 0; i < SCREEN_FORMS; i++)
        dynbuf_release(&tails->tails[i]);
}

bool screen_print(const struct screen_tails *tails, struct dynbuf *out,
                  const struct screen_answer *answer, struct error *err)
{
    struct csv_writer csv;
    switch (tails->print) {
    case SCREEN_JSON:
        if (!screen_answer_json(out, tails->roster, answer, TREFOIL_VERSION, err))
            return false;
        dynbuf_char(out, '\n');
        return true;
    case SCREEN_CSV:
        csv_writer_init(&csv, out);
        screen_answer_csv(&csv, tails->roster, answer, tails->exposure);
        return true;
    case SCREEN_LINES:
        break;
    }
    return screen_answer_lines(out, tails->roster, answer, err);
}

/* What stands before the text. */
static const char *head(const struct screen_tails *tails)
{
    return tails->print == SCREEN_JSON ? "{\"text\":\"" : "";
}

/* The answer as of an empty text, without what stands before it. */
static bool make_tail(const struct screen_tails *tails, struct dynbuf *tail,
                      const struct screen_answer *answer, struct error *err)
{
    struct screen_answer empty = *answer;
    struct dynbuf whole;
    dynbuf_init(&whole, TAIL_BYTES_MAX);
    empty.text = span_text(""); /* its key is still that of the text */
    bool ok = screen_print(tails, &whole, &empty, err);
    if (whole.failed)
        dynbuf_fail(tail, &whole);
    else if (ok)
        dynbuf_span(tail, span_part(dynbuf_bytes(&whole), strlen(head(tails)), whole.size));
    dynbuf_release(&whole);
    return ok;
}

bool screen_print_clear(struct screen_tails *tails, struct dynbuf *out,
                        const struct screen_answer *answer, struct error *err)
{
    struct dynbuf *tail = &tails->tails[answer->question.form];
    if (tail->size == 0 && !make_tail(tails, tail, answer, err))
        return false;
    if (tail->failed) {
        dynbuf_fail(out, tail);
        return true;
    }
    dynbuf_text(out, head(tails));
    dynbuf_span(out, answer->text);
    dynbuf_span(out, dynbuf_bytes(tail));
    return true;
}
