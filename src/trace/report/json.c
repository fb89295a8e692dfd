#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain/asset.h"
#include "chain/evm_address.h"
#include "text/json_writer.h"
#include "trace/report/json_parts.h"
#include "trace/report/overlap.h"
#include "trace/report/report.h"

struct view {
    struct json_writer *out;
    const struct trace_request *request;
    const struct trace_shown *all;
    const struct claims *claims;
    struct span asset;
    unsigned decimals;
    char symbol[160];
};

/* A place with its address, for sorting by it. */
struct row {
    char address[EVM_ADDRESS_TEXT_BYTES];
    const struct trace_place *place;
};

static void put_amount(const struct view *view, const char *name, struct amount amount)
{
    json_amount(view->out, name, amount, view->decimals, view->symbol);
}

static int by_address(const void *a, const void *b)
{
    return strcmp(((const struct row *)a)->address, ((const struct row *)b)->address);
}

static bool sorted_rows(const struct trace_request *request, const struct trace_result *result,
                        uint64_t asset, struct row **ret_rows, size_t *ret_count, struct error *err)
{
    const struct by_asset *by = &result->by_asset;
    size_t first = by->first[asset], end = by->first[asset + 1], count = 0;
    struct row *rows = calloc(end - first + 1, sizeof *rows);
    if (rows == NULL)
        return error_memory(err, "sorting a trace's places");
    for (size_t at = first; at < end; at++) {
        unsigned char key[ACCOUNT_KEY_BYTES];
        const struct trace_place *place = &result->places[by->numbers[at]];
        if (!place->reached)
            continue;
        if (!ledger_account(request->ledger, place->account, key, err)) {
            free(rows);
            return false;
        }
        evm_address_print(key, rows[count].address);
        rows[count++].place = place;
    }
    qsort(rows, count, sizeof *rows, by_address);
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

static void put_services(const struct view *view, const struct rule *rule, const struct row *rows,
                         size_t count)
{
    json_open_array(view->out, "services");
    for (size_t i = 0; i < count; i++) {
        const struct trace_place *place = rows[i].place;
        if (!place->service)
            continue;
        json_open_object(view->out, NULL);
        json_string(view->out, "service", trace_name_of(view->request, place->account));
        json_text(view->out, "address", rows[i].address);
        put_amount(view, rule->marks ? "gross_in" : "amount", place->coloured);
        if (rule->marks)
            put_amount(view, "total_in", place->total_in);
        json_close(view->out);
    }
    json_close(view->out);
}

static bool is_held(const struct trace_place *place)
{
    return !place->service && !amount_is_zero(place->coloured);
}

/* ADDRESS/ASSET, of a holding. */
enum { ID_BYTES = EVM_ADDRESS_TEXT_BYTES + ASSET_TEXT_BYTES_MAX + 2 };

static void print_id(const struct view *view, const char *address, char *ret_id)
{
    snprintf(ret_id, ID_BYTES, "%s/%.*s", address, (int)view->asset.size,
             (const char *)view->asset.data);
}

static void put_holdings(const struct view *view, const struct row *rows, size_t count)
{
    json_open_array(view->out, "holdings");
    for (size_t i = 0; i < count; i++) {
        const struct trace_place *place = rows[i].place;
        char id[ID_BYTES];
        if (!is_held(place))
            continue;
        print_id(view, rows[i].address, id);
        json_open_object(view->out, NULL);
        json_text(view->out, "id", id);
        json_text(view->out, "address", rows[i].address);
        json_string(view->out, "asset", view->asset);
        put_amount(view, "amount", place->coloured);
        json_u64(view->out, "hops", place->hops);
        json_close(view->out);
    }
    json_close(view->out);
}

static void put_balance(const struct view *view, const struct trace_asset *asset)
{
    struct amount stolen;
    ensure(amount_add(asset->opening, asset->received, &stolen));
    put_amount(view, "stolen", stolen);
    put_amount(view, "opening", asset->opening);
    put_amount(view, "received", asset->received);
    put_amount(view, "converted_in", amount_zero());
    put_amount(view, "held", asset->held);
    put_amount(view, "fees", asset->fees);
    put_amount(view, "burnt", asset->burnt);
    put_amount(view, "unresolved", asset->unresolved);
    put_amount(view, "converted_out", amount_zero());
    put_amount(view, "unseen", asset->unseen);
}

/* Holdings in which several colours lie. */
static void put_overlap(const struct view *view, const struct trace_shown *self,
                        const struct row *rows, size_t row_count)
{
    json_open_array(view->out, "overlap");
    for (size_t i = 0; i < row_count; i++) {
        size_t colours;
        const struct claim *claim =
            claims_to(view->claims, self->rule, rows[i].place->container, &colours);
        if (!is_held(rows[i].place) || colours < 2)
            continue;
        char id[ID_BYTES];
        print_id(view, rows[i].address, id);
        json_open_object(view->out, NULL);
        json_text(view->out, "id", id);
        json_open_array(view->out, "colours");
        for (; colours > 0; colours--, claim++)
            json_text(view->out, NULL, view->all[claim->shown].colour);
        json_close(view->out);
        json_close(view->out);
    }
    json_close(view->out);
}

static bool put_result(struct view *view, const struct trace_shown *shown,
                       const struct trace_asset *asset, struct error *err)
{
    struct row *rows;
    size_t row_count;
    if (!ledger_asset(view->request->ledger, asset->asset, &view->asset, err) ||
        !sorted_rows(view->request, &shown->result, asset->asset, &rows, &row_count, err))
        return false;
    asset_display(view->asset, &view->decimals, view->symbol, sizeof view->symbol);
    json_open_object(view->out, NULL);
    json_text(view->out, "colour", shown->colour);
    json_string(view->out, "asset", view->asset);
    json_text(view->out, "rule", shown->rule->name);
    if (!shown->rule->marks)
        put_balance(view, asset);
    put_services(view, shown->rule, rows, row_count);
    json_u64(view->out, "reached", asset->reached);
    json_open_array(view->out, "reached_addresses");
    for (size_t i = 0; i < row_count; i++)
        json_text(view->out, NULL, rows[i].address);
    json_close(view->out);
    put_holdings(view, rows, row_count);
    put_overlap(view, shown, rows, row_count);
    json_close(view->out);
    free(rows);
    return true;
}

bool trace_json(struct dynbuf *buffer, const char *version, const struct trace_request *request,
                const struct trace_shown *shown, size_t count, struct error *err)
{
    struct json_writer out;
    struct claims claims;
    struct view view = {.out = &out, .request = request, .all = shown, .claims = &claims};
    bool ok = claims_init(&claims, shown, count, err);
    if (!ok)
        return false;
    json_writer_init(&out, buffer);
    json_open_object(&out, NULL);
    json_text(&out, "version", version);
    json_inputs(&out, request);
    json_text(&out, "rule", request->rule);
    json_open_array(&out, "results");
    for (size_t i = 0; i < count; i++)
        for (size_t a = 0; ok && a < shown[i].result.asset_count; a++)
            if (shown[i].result.assets[a].seeded)
                ok = put_result(&view, &shown[i], &shown[i].result.assets[a], err);
    json_close(&out);
    json_close(&out);
    claims_release(&claims);
    return ok;
}
