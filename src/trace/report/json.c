#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain/asset.h"
#include "chain/evm_address.h"
#include "text/json_writer.h"
#include "trace/report/json_parts.h"
#include "trace/report/report.h"

struct view {
    struct json_writer *out;
    const struct trace_request *request;
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
    size_t count = 0;
    struct row *rows = calloc(result->place_count + 1, sizeof *rows);
    if (rows == NULL)
        return error_memory(err, "sorting a trace's places");
    for (size_t i = 0; i < result->place_count; i++) {
        unsigned char key[ACCOUNT_KEY_BYTES];
        if (result->places[i].asset != asset || !result->places[i].reached)
            continue;
        if (!ledger_account(request->ledger, result->places[i].account, key, err)) {
            free(rows);
            return false;
        }
        evm_address_print(key, rows[count].address);
        rows[count++].place = &result->places[i];
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

static void put_holdings(const struct view *view, const struct row *rows, size_t count)
{
    json_open_array(view->out, "holdings");
    for (size_t i = 0; i < count; i++) {
        const struct trace_place *place = rows[i].place;
        char id[EVM_ADDRESS_TEXT_BYTES + ASSET_TEXT_BYTES_MAX + 2];
        if (place->service || amount_is_zero(place->coloured))
            continue;
        snprintf(id, sizeof id, "%s/%.*s", rows[i].address, (int)view->asset.size,
                 (const char *)view->asset.data);
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

/* A colour that holds something in a container, under the rule in question. */
struct claim {
    uint64_t container;
    size_t shown;
};

static int by_container(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    if (x->container != y->container)
        return x->container < y->container ? -1 : 1;
    return (x->shown > y->shown) - (x->shown < y->shown);
}

static bool is_held(const struct trace_place *place)
{
    return !place->service && !amount_is_zero(place->coloured);
}

/* The claims of all colours under one rule, sorted; none when there is only one colour. */
static bool find_claims(const struct trace_shown *all, size_t count, const struct rule *rule,
                        struct claim **ret_claims, size_t *ret_count, struct error *err)
{
    size_t colours = 0, most = 0, found = 0;
    for (size_t i = 0; i < count; i++)
        if (all[i].rule == rule) {
            colours++;
            most += all[i].result.place_count;
        }
    struct claim *claims = calloc(colours < 2 ? 1 : most + 1, sizeof *claims);
    if (claims == NULL)
        return error_memory(err, "looking for overlaps");
    for (size_t i = 0; colours > 1 && i < count; i++)
        for (size_t p = 0; all[i].rule == rule && p < all[i].result.place_count; p++)
            if (is_held(&all[i].result.places[p]))
                claims[found++] = (struct claim){all[i].result.places[p].container, i};
    if (found > 0)
        qsort(claims, found, sizeof *claims, by_container);
    *ret_claims = claims;
    *ret_count = found;
    return true;
}

/* The first claim of a container, or `count`. */
static size_t first_claim(const struct claim *claims, size_t count, uint64_t container)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (claims[middle].container < container)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && claims[low].container == container ? low : count;
}

/* Holdings in which several colours lie. */
static bool put_overlap(const struct view *view, const struct trace_shown *all, size_t count,
                        const struct trace_shown *self, const struct row *rows, size_t row_count,
                        struct error *err)
{
    struct claim *claims;
    size_t claim_count;
    if (!find_claims(all, count, self->rule, &claims, &claim_count, err))
        return false;
    json_open_array(view->out, "overlap");
    for (size_t i = 0; i < row_count; i++) {
        uint64_t container = rows[i].place->container;
        size_t at =
            is_held(rows[i].place) ? first_claim(claims, claim_count, container) : claim_count;
        if (at + 1 >= claim_count || claims[at + 1].container != container)
            continue;
        char id[EVM_ADDRESS_TEXT_BYTES + ASSET_TEXT_BYTES_MAX + 2];
        snprintf(id, sizeof id, "%s/%.*s", rows[i].address, (int)view->asset.size,
                 (const char *)view->asset.data);
        json_open_object(view->out, NULL);
        json_text(view->out, "id", id);
        json_open_array(view->out, "colours");
        for (; at < claim_count && claims[at].container == container; at++)
            json_text(view->out, NULL, all[claims[at].shown].colour);
        json_close(view->out);
        json_close(view->out);
    }
    json_close(view->out);
    free(claims);
    return true;
}

static bool put_result(struct view *view, const struct trace_shown *all, size_t count,
                       const struct trace_shown *shown, const struct trace_asset *asset,
                       struct error *err)
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
    bool ok = put_overlap(view, all, count, shown, rows, row_count, err);
    json_close(view->out);
    free(rows);
    return ok;
}

bool trace_json(struct dynbuf *buffer, const char *version, const struct trace_request *request,
                const struct trace_shown *shown, size_t count, struct error *err)
{
    struct json_writer out;
    struct view view = {.out = &out, .request = request};
    json_writer_init(&out, buffer);
    json_open_object(&out, NULL);
    json_text(&out, "version", version);
    json_inputs(&out, request);
    json_text(&out, "rule", request->rule);
    json_open_array(&out, "results");
    for (size_t i = 0; i < count; i++)
        for (size_t a = 0; a < shown[i].result.asset_count; a++) {
            const struct trace_asset *asset = &shown[i].result.assets[a];
            if (asset->seeded && !put_result(&view, shown, count, &shown[i], asset, err))
                return false;
        }
    json_close(&out);
    json_close(&out);
    return true;
}
