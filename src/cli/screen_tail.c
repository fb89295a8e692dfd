#include "cli/screen_tail.h"

#include <string.h>

enum { TAIL_BYTES_MAX = 1 << 20 };

void screen_tails_init(struct screen_tails *tails, const struct roster *roster,
                       enum screen_print print)
{
    *tails = (struct screen_tails){.roster = roster, .print = print};
    for (size_t i = 0; i < SCREEN_FORMS; i++)
        dynbuf_init(&tails->tails[i], TAIL_BYTES_MAX);
}

void screen_tails_release(struct screen_tails *tails)
{
    for (size_t i = 0; i < SCREEN_FORMS; i++)
        dynbuf_release(&tails->tails[i]);
}

void screen_print(const struct screen_tails *tails, struct dynbuf *out,
                  const struct screen_answer *answer)
{
    struct csv_writer csv;
    switch (tails->print) {
    case SCREEN_JSON:
        screen_answer_json(out, tails->roster, answer, TREFOIL_VERSION);
        dynbuf_char(out, '\n');
        break;
    case SCREEN_CSV:
        csv_writer_init(&csv, out);
        screen_answer_csv(&csv, tails->roster, answer);
        break;
    case SCREEN_LINES:
        screen_answer_lines(out, tails->roster, answer);
        break;
    }
}

/* What stands before the text. */
static const char *head(const struct screen_tails *tails)
{
    return tails->print == SCREEN_JSON ? "{\"text\":\"" : "";
}

/* The answer as of an empty text, without what stands before it. */
static void make_tail(const struct screen_tails *tails, struct dynbuf *tail,
                      const struct screen_answer *answer)
{
    struct screen_answer empty = *answer;
    struct dynbuf whole;
    dynbuf_init(&whole, TAIL_BYTES_MAX);
    empty.text = span_text("");
    screen_print(tails, &whole, &empty);
    if (whole.failed)
        dynbuf_fail(tail, &whole);
    else
        dynbuf_span(tail, span_part(dynbuf_bytes(&whole), strlen(head(tails)), whole.size));
    dynbuf_release(&whole);
}

void screen_print_clear(struct screen_tails *tails, struct dynbuf *out,
                        const struct screen_answer *answer)
{
    struct dynbuf *tail = &tails->tails[answer->question.form];
    if (tail->size == 0)
        make_tail(tails, tail, answer);
    if (tail->failed) {
        dynbuf_fail(out, tail);
        return;
    }
    dynbuf_text(out, head(tails));
    dynbuf_span(out, answer->text);
    dynbuf_span(out, dynbuf_bytes(tail));
}
