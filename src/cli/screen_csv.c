#include "cli/screen_csv.h"

#include <stdio.h>

#include "cli/exposure_show.h"

enum { CELL_BYTES_MAX = 1 << 24 };

static const char *const exposure_columns[] = {"exposure",      "colour",   "rule",     "asset",
                                               "exposure_kind", "coloured", "whole",    "floor",
                                               "received",      "hops",     "more_rows"};

void screen_csv_header(struct csv_writer *csv, const struct roster *roster, bool exposure)
{
    csv_put_text(csv, "text");
    csv_put_text(csv, "kind");
    for (size_t i = 0; i < roster->authority_count; i++)
        csv_put_text(csv, roster->authorities[i].name);
    csv_put_text(csv, "hits");
    csv_put_text(csv, "warning");
    csv_put_text(csv, "labels");
    for (size_t i = 0; exposure && i < sizeof exposure_columns / sizeof *exposure_columns; i++)
        csv_put_text(csv, exposure_columns[i]);
    csv_end(csv);
}

static void put_cell(struct csv_writer *csv, struct dynbuf *cell)
{
    if (cell->failed)
        dynbuf_fail(csv->buffer, cell);
    else
        csv_put(csv, dynbuf_bytes(cell));
    dynbuf_release(cell);
}

static void put_hits(struct csv_writer *csv, const struct roster *roster,
                     const struct screen_answer *answer)
{
    struct dynbuf cell;
    dynbuf_init(&cell, CELL_BYTES_MAX);
    for (size_t i = 0; i < answer->hit_count; i++) {
        const struct roster_source *source = &roster->sources[answer->hits[i]->source];
        dynbuf_format(&cell, "%s%s ", i == 0 ? "" : "; ", source->version->list);
        dynbuf_span(&cell, source->index.entries[answer->hits[i]->entry].number);
    }
    put_cell(csv, &cell);
}

/* The winner of each chain alone. */
static void put_labels(struct csv_writer *csv, const struct screen_answer *answer)
{
    struct dynbuf cell;
    dynbuf_init(&cell, CELL_BYTES_MAX);
    if (answer->labels == NULL)
        dynbuf_text(&cell, "not looked at");
    for (size_t i = 0; i < answer->label_count && i < ANSWER_LABELS_MAX; i++) {
        size_t at = answer->label_places[i];
        const struct label *label = answer->labels->sorted[at];
        const struct category *category = category_of(label->category);
        if (at > 0 && label_compare_place(answer->labels->sorted[at - 1], label) == 0)
            continue;
        dynbuf_text(&cell, cell.size == 0 ? "" : "; ");
        dynbuf_span(&cell, label->text);
        dynbuf_format(&cell, " [%s]", category == NULL ? "unknown" : category->name);
    }
    put_cell(csv, &cell);
}

static void put_amount(struct csv_writer *csv, const struct exposure_row *row, struct amount amount)
{
    char digits[U256_DECIMAL_BYTES] = "";
    if (row->kind != EXPOSURE_MARKED)
        amount_to_decimal(amount, digits);
    csv_put_text(csv, digits);
}

/* What is left of the rows: "COLOUR RULE ASSET KIND VERDICT COLOURED of WHOLE". */
static void put_others(struct csv_writer *csv, const struct screen_answer *answer, size_t first)
{
    struct dynbuf cell;
    dynbuf_init(&cell, CELL_BYTES_MAX);
    for (size_t i = 0; i < answer->exposed->count; i++) {
        const struct exposure_row *row = &answer->exposed->rows[i];
        char coloured[U256_DECIMAL_BYTES], whole[U256_DECIMAL_BYTES];
        if (i == first)
            continue;
        dynbuf_format(&cell, "%s%s %s ", cell.size == 0 ? "" : "; ", row->shown->colour,
                      row->shown->rule->name);
        dynbuf_span(&cell, row->asset);
        dynbuf_format(&cell, " %s %s", exposure_kind_word(row->kind),
                      exposure_verdict(answer, row));
        if (row->kind == EXPOSURE_MARKED)
            continue;
        amount_to_decimal(row->coloured, coloured);
        amount_to_decimal(row->whole, whole);
        dynbuf_format(&cell, " %s of %s", coloured, whole);
    }
    if (answer->exposed->omitted > 0)
        dynbuf_format(&cell, "; %zu more", answer->exposed->omitted);
    put_cell(csv, &cell);
}

static void put_row(struct csv_writer *csv, const struct screen_answer *answer, size_t first)
{
    const struct exposure_row *row = &answer->exposed->rows[first];
    char hops[16];
    csv_put_text(csv, exposure_verdict(answer, row));
    csv_put_text(csv, row->shown->colour);
    csv_put_text(csv, row->shown->rule->name);
    csv_put(csv, row->asset);
    csv_put_text(csv, exposure_kind_word(row->kind));
    put_amount(csv, row, row->coloured);
    put_amount(csv, row, row->whole);
    put_amount(csv, row, row->floor);
    put_amount(csv, row, row->received);
    snprintf(hops, sizeof hops, "%u", row->hops);
    csv_put_text(csv, hops);
    put_others(csv, answer, first);
}

/* Which row has columns of its own: the first that is exposed by amount, else the first with
 * amounts, else the first. */
static size_t main_row(const struct screen_answer *answer)
{
    const struct exposure_rows *rows = answer->exposed;
    size_t with_amounts = rows->count;
    for (size_t i = rows->count; i-- > 0;)
        if (rows->rows[i].kind != EXPOSURE_MARKED)
            with_amounts = i;
    for (size_t i = with_amounts; i < rows->count; i++)
        if (rows->rows[i].kind != EXPOSURE_MARKED &&
            exposure_verdict(answer, &rows->rows[i])[0] == 'e')
            return i;
    return with_amounts < rows->count ? with_amounts : 0;
}

static void put_exposure(struct csv_writer *csv, const struct screen_answer *answer)
{
    const struct exposure_rows *rows = answer->exposed;
    if (rows != NULL && rows->count > 0) {
        put_row(csv, answer, main_row(answer));
        return;
    }
    csv_put_text(csv, rows == NULL ? "not asked" : rows->foreign ? "other chain" : "none");
    for (size_t i = 1; i < sizeof exposure_columns / sizeof *exposure_columns; i++)
        csv_put_text(csv, "");
}

void screen_answer_csv(struct csv_writer *csv, const struct roster *roster,
                       const struct screen_answer *answer, bool exposure)
{
    csv_put(csv, answer->text);
    csv_put_text(csv, answer->question.kind == QUESTION_ADDRESS ? "address" : "name");
    for (size_t i = 0; i < roster->authority_count; i++)
        csv_put_text(csv, screen_verdict(roster, answer, i));
    put_hits(csv, roster, answer);
    csv_put_text(csv, screen_warning(answer));
    put_labels(csv, answer);
    if (exposure)
        put_exposure(csv, answer);
    csv_end(csv);
}
