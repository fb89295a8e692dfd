#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "chain/caip.h"
#include "chain/evm_address.h"
#include "text/json_writer.h"
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
    char digits[U256_DECIMAL_BYTES], display_name[64];
    struct dynbuf display;
    amount_to_decimal(amount, digits);
    json_text(view->out, name, digits);
    dynbuf_init(&display, 1024);
    amount_display(&display, amount, view->decimals, view->symbol);
    snprintf(display_name, sizeof display_name, "%s_display", name);
    json_string(view->out, display_name, dynbuf_bytes(&display));
    if (display.failed)
        dynbuf_fail(view->out->buffer, &display);
    dynbuf_release(&display);
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

static bool has_colour(const struct trace_shown *all, size_t count, const struct trace_shown *self,
                       const struct trace_place *place, const char **ret_colour, size_t *at)
{
    for (; *at < count; (*at)++) {
        const struct trace_shown *other = &all[*at];
        if (other->rule != self->rule)
            continue;
        for (size_t i = 0; i < other->result.place_count; i++) {
            const struct trace_place *there = &other->result.places[i];
            if (there->container != place->container || there->service ||
                amount_is_zero(there->coloured))
                continue;
            *ret_colour = other->colour;
            (*at)++;
            return true;
        }
    }
    return false;
}

/* Holdings in which several colours lie. */
static void put_overlap(const struct view *view, const struct trace_shown *all, size_t count,
                        const struct trace_shown *self, const struct row *rows, size_t row_count)
{
    json_open_array(view->out, "overlap");
    for (size_t i = 0; i < row_count; i++) {
        const char *colour;
        size_t at = 0, colours = 0;
        if (rows[i].place->service || amount_is_zero(rows[i].place->coloured))
            continue;
        while (has_colour(all, count, self, rows[i].place, &colour, &at))
            colours++;
        if (colours < 2)
            continue;
        char id[EVM_ADDRESS_TEXT_BYTES + ASSET_TEXT_BYTES_MAX + 2];
        snprintf(id, sizeof id, "%s/%.*s", rows[i].address, (int)view->asset.size,
                 (const char *)view->asset.data);
        json_open_object(view->out, NULL);
        json_text(view->out, "id", id);
        json_open_array(view->out, "colours");
        for (at = 0; has_colour(all, count, self, rows[i].place, &colour, &at);)
            json_text(view->out, NULL, colour);
        json_close(view->out);
        json_close(view->out);
    }
    json_close(view->out);
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
    put_overlap(view, all, count, shown, rows, row_count);
    json_close(view->out);
    free(rows);
    return true;
}

/* The packs that gave services and names. */
static void put_label_packs(struct json_writer *out, const struct labels *labels)
{
    json_open_array(out, "labels");
    for (size_t i = 0; labels != NULL && i < labels->pack_count; i++) {
        json_open_object(out, NULL);
        json_string(out, "name", labels->packs[i].name);
        json_text(out, "sha256", labels->packs[i].sha256);
        json_string(out, "date", labels->packs[i].date);
        json_close(out);
    }
    json_close(out);
}

static void put_inputs(struct json_writer *out, const struct trace_request *request)
{
    const struct manifest *manifest = &request->ledger->manifest;
    char digits[U256_DECIMAL_BYTES];
    json_open_object(out, "inputs");
    json_text(out, "chain", manifest->chain);
    json_u64(out, "first_block", manifest->first_block);
    json_u64(out, "last_block", manifest->last_block);
    json_open_array(out, "segments");
    for (size_t i = 0; i < manifest->segment_count; i++) {
        char identity[2 * SHA256_BYTES + 1];
        hex_encode(identity, manifest->segments[i].identity, SHA256_BYTES);
        json_text(out, NULL, identity);
    }
    json_close(out);
    json_open_array(out, "seeds");
    for (struct span rest = dynbuf_bytes(&request->seed_words); rest.size > 0;) {
        const unsigned char *end = memchr(rest.data, '\n', rest.size);
        size_t size = (size_t)(end - rest.data);
        json_string(out, NULL, span_part(rest, 0, size));
        rest = span_part(rest, size + 1, rest.size);
    }
    json_close(out);
    json_text(out, "services", request->services_word);
    put_label_packs(out, request->labels);
    if (request->has_until)
        json_u64(out, "until", request->until);
    amount_to_decimal(request->min, digits);
    json_text(out, "min", digits);
    json_close(out);
}

bool trace_json(struct dynbuf *buffer, const char *version, const struct trace_request *request,
                const struct trace_shown *shown, size_t count, struct error *err)
{
    struct json_writer out;
    struct view view = {.out = &out, .request = request};
    json_writer_init(&out, buffer);
    json_open_object(&out, NULL);
    json_text(&out, "version", version);
    put_inputs(&out, request);
    json_text(&out, "rule", request->rule);
    json_open_array(&out, "results");
    for (size_t i = 0; i < count; i++)
        for (size_t a = 0; a < shown[i].result.asset_count; a++) {
            const struct trace_asset *asset = &shown[i].result.assets[a];
            if ((asset->seeded || asset->reached > 0) &&
                !put_result(&view, shown, count, &shown[i], asset, err))
                return false;
        }
    json_close(&out);
    json_close(&out);
    return true;
}
