/* A trace as CSV: one row for each part of the balance that somebody or something has. */
#include <stdio.h>

#include "base/limits.h"
#include "text/csv_writer.h"
#include "trace/report/part.h"
#include "trace/report/report.h"

struct table {
    struct csv_writer csv;
    const struct trace_request *request;
    const struct trace_shown *shown;
    const struct report_part *part;
};

static void put_u64(struct table *table, uint64_t value)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    csv_put_text(&table->csv, digits);
}

static void put_amount(struct table *table, struct amount amount)
{
    char digits[U256_DECIMAL_BYTES];
    struct dynbuf display;
    amount_to_decimal(amount, digits);
    csv_put_text(&table->csv, digits);
    dynbuf_init(&display, AMOUNT_DISPLAY_BYTES_MAX);
    amount_display(&display, amount, table->part->decimals, table->part->symbol);
    csv_put(&table->csv, dynbuf_bytes(&display));
    if (display.failed)
        dynbuf_fail(table->csv.buffer, &display);
    dynbuf_release(&display);
}

static void begin(struct table *table, const char *kind)
{
    csv_put_text(&table->csv, table->shown->colour);
    csv_put_text(&table->csv, table->shown->rule->name);
    csv_put(&table->csv, table->part->asset);
    csv_put_text(&table->csv, kind);
}

static void put_row(struct table *table, const struct report_row *row)
{
    bool marks = table->shown->rule->marks;
    begin(table, row->service ? "service" : marks ? "reached" : "holding");
    csv_put_text(&table->csv, row->address);
    csv_put(&table->csv, row->name);
    if (marks && !row->service) {
        csv_put_text(&table->csv, "");
        csv_put_text(&table->csv, "");
    } else {
        put_amount(table, row->amount);
    }
    if (row->service) {
        char digits[U256_DECIMAL_BYTES];
        amount_to_decimal(row->total_in, digits);
        csv_put_text(&table->csv, digits);
    } else {
        csv_put_text(&table->csv, "");
    }
    put_u64(table, row->hops);
    csv_put_text(&table->csv, row->id);
    csv_end(&table->csv);
}

static void put_rest(struct table *table, const char *kind, struct amount amount)
{
    begin(table, kind);
    csv_put_text(&table->csv, "");
    csv_put_text(&table->csv, "");
    put_amount(table, amount);
    csv_put_text(&table->csv, "");
    csv_put_text(&table->csv, "");
    csv_put_text(&table->csv, "");
    csv_end(&table->csv);
}

static void put_part(struct table *table)
{
    const struct report_part *part = table->part;
    struct amount stolen;
    for (int services = 1; services >= 0; services--)
        for (size_t i = 0; i < part->row_count; i++) {
            const struct report_row *row = &part->rows[i];
            bool shown = row->service || table->shown->rule->marks || !amount_is_zero(row->amount);
            if (row->service == services && shown)
                put_row(table, row);
        }
    if (table->shown->rule->marks)
        return;
    put_rest(table, "fees", part->sums.fees);
    put_rest(table, "burnt", part->sums.burnt);
    put_rest(table, "unresolved", part->sums.unresolved);
    ensure(amount_add(part->sums.opening, part->sums.received, &stolen));
    put_rest(table, "stolen", stolen);
}

static bool put_result(struct table *table, struct error *err)
{
    for (uint64_t at = 0;;) {
        struct report_part part;
        bool found;
        if (!report_next_part(table->request, table->shown, &at, &part, &found, err))
            return false;
        if (!found)
            return true;
        table->part = &part;
        put_part(table);
        report_part_release(&part);
    }
}

bool trace_csv(struct dynbuf *buffer, const struct trace_request *request,
               const struct trace_shown *shown, size_t count, struct error *err)
{
    static const char *const names[] = {"colour",   "rule", "asset",  "kind",
                                        "address",  "name", "amount", "amount_display",
                                        "total_in", "hops", "id"};
    struct table table = {.request = request};
    csv_writer_init(&table.csv, buffer);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        csv_put_text(&table.csv, names[i]);
    csv_end(&table.csv);
    for (table.shown = shown; table.shown < shown + count; table.shown++)
        if (!put_result(&table, err))
            return false;
    return true;
}
