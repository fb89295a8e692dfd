/* A trace as CSV: one row for each part of the balance that somebody or something has. */
#include <stdio.h>

#include "base/limits.h"
#include "chain/asset.h"
#include "text/csv_writer.h"
#include "trace/report/names.h"
#include "trace/report/report.h"

struct table {
    struct csv_writer csv;
    const struct trace_request *request;
    const struct trace_shown *shown;
    struct span asset;
    unsigned decimals;
    char symbol[160];
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
    amount_display(&display, amount, table->decimals, table->symbol);
    csv_put(&table->csv, dynbuf_bytes(&display));
    if (display.failed)
        dynbuf_fail(table->csv.buffer, &display);
    dynbuf_release(&display);
}

static void begin(struct table *table, const char *kind)
{
    csv_put_text(&table->csv, table->shown->colour);
    csv_put_text(&table->csv, table->shown->rule->name);
    csv_put(&table->csv, table->asset);
    csv_put_text(&table->csv, kind);
}

static bool put_place(struct table *table, const struct trace_place *place, struct error *err)
{
    char address[EVM_ADDRESS_TEXT_BYTES];
    bool marks = table->shown->rule->marks;
    if (!report_address(table->request, place->account, address, err))
        return false;
    begin(table, place->service ? "service" : marks ? "reached" : "holding");
    csv_put_text(&table->csv, address);
    csv_put(&table->csv, report_name(table->request, place->account));
    if (marks && !place->service) {
        csv_put_text(&table->csv, "");
        csv_put_text(&table->csv, "");
    } else {
        put_amount(table, place->coloured);
    }
    if (place->service) {
        char digits[U256_DECIMAL_BYTES];
        amount_to_decimal(place->total_in, digits);
        csv_put_text(&table->csv, digits);
    } else {
        csv_put_text(&table->csv, "");
    }
    put_u64(table, place->hops);
    csv_end(&table->csv);
    return true;
}

static void put_rest(struct table *table, const char *kind, struct amount amount)
{
    begin(table, kind);
    csv_put_text(&table->csv, "");
    csv_put_text(&table->csv, "");
    put_amount(table, amount);
    csv_put_text(&table->csv, "");
    csv_put_text(&table->csv, "");
    csv_end(&table->csv);
}

static bool put_asset(struct table *table, const struct trace_asset *asset, struct error *err)
{
    const struct by_asset *by = &table->shown->result.by_asset;
    struct amount stolen;
    if (!ledger_asset(table->request->ledger, asset->asset, &table->asset, err))
        return false;
    asset_display(table->asset, &table->decimals, table->symbol, sizeof table->symbol);
    for (int services = 1; services >= 0; services--)
        for (size_t at = by->first[asset->asset]; at < by->first[asset->asset + 1]; at++) {
            const struct trace_place *place = &table->shown->result.places[by->numbers[at]];
            bool shown = place->service || table->shown->rule->marks
                             ? place->reached
                             : !amount_is_zero(place->coloured);
            if (place->service == services && shown && !put_place(table, place, err))
                return false;
        }
    if (table->shown->rule->marks)
        return true;
    put_rest(table, "fees", asset->fees);
    put_rest(table, "burnt", asset->burnt);
    put_rest(table, "unresolved", asset->unresolved);
    ensure(amount_add(asset->opening, asset->received, &stolen));
    put_rest(table, "stolen", stolen);
    return true;
}

bool trace_csv(struct dynbuf *buffer, const struct trace_request *request,
               const struct trace_shown *shown, size_t count, struct error *err)
{
    static const char *const names[] = {"colour", "rule",   "asset",          "kind",     "address",
                                        "name",   "amount", "amount_display", "total_in", "hops"};
    struct table table = {.request = request};
    csv_writer_init(&table.csv, buffer);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        csv_put_text(&table.csv, names[i]);
    csv_end(&table.csv);
    for (size_t i = 0; i < count; i++)
        for (size_t a = 0; a < shown[i].result.asset_count; a++) {
            const struct trace_asset *asset = &shown[i].result.assets[a];
            table.shown = &shown[i];
            if (asset->seeded && !put_asset(&table, asset, err))
                return false;
        }
    return true;
}
