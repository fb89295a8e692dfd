#include "trace/report/json_parts.h"

#include <stdio.h>

#include "base/hex.h"
#include "base/limits.h"
#include "ledger/identity.h"
#include "trace/kind.h"

void json_amount(struct json_writer *out, const char *name, struct amount amount, unsigned decimals,
                 const char *symbol)
{
    char digits[U256_DECIMAL_BYTES], display_name[64];
    struct dynbuf display;
    amount_to_decimal(amount, digits);
    json_text(out, name, digits);
    dynbuf_init(&display, AMOUNT_DISPLAY_BYTES_MAX);
    amount_display(&display, amount, decimals, symbol);
    snprintf(display_name, sizeof display_name, "%s_display", name);
    json_string(out, display_name, dynbuf_bytes(&display));
    if (display.failed)
        dynbuf_fail(out->buffer, &display);
    dynbuf_release(&display);
}

static void put_hash(struct json_writer *out, const char *name, const unsigned char *hash)
{
    char hex[2 * SHA256_BYTES + 1];
    hex_encode(hex, hash, SHA256_BYTES);
    json_text(out, name, hex);
}

/* The texts of a buffer of lines. */
static void put_lines(struct json_writer *out, const char *name, struct span rest)
{
    json_open_array(out, name);
    while (rest.size > 0) {
        const unsigned char *end = memchr(rest.data, '\n', rest.size);
        size_t size = (size_t)(end - rest.data);
        json_string(out, NULL, span_part(rest, 0, size));
        rest = span_part(rest, size + 1, rest.size);
    }
    json_close(out);
}

static void put_ledger(struct json_writer *out, const struct ledger *ledger)
{
    const struct manifest *manifest = &ledger->manifest;
    unsigned char identity[SHA256_BYTES];
    json_text(out, "chain", manifest->chain);
    json_u64(out, "first_block", manifest->first_block);
    json_u64(out, "last_block", manifest->last_block);
    json_text(out, "covers", trace_kind_of(ledger)->covers);
    if (manifest->unproven)
        json_bool(out, "no_pow", true);
    ledger_identity(manifest, identity);
    put_hash(out, "identity", identity);
    json_open_array(out, "segments");
    for (size_t i = 0; i < manifest->segment_count; i++)
        put_hash(out, NULL, manifest->segments[i].identity);
    json_close(out);
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

void json_inputs(struct json_writer *out, const struct trace_request *request)
{
    char digits[U256_DECIMAL_BYTES];
    json_open_object(out, "inputs");
    put_ledger(out, request->ledger);
    put_lines(out, "seeds", dynbuf_bytes(&request->seed_words));
    json_text(out, "services", request->services_word);
    json_open_array(out, "through");
    for (size_t i = 0; i < request->through_count; i++)
        json_text(out, NULL, request->through[i]);
    json_close(out);
    put_label_packs(out, request->labels);
    if (request->has_until)
        json_u64(out, "until", request->until);
    amount_to_decimal(request->min, digits);
    json_text(out, "min", digits);
    if (trace_kind_of(request->ledger)->fees)
        json_text(out, "follow_fees", request->follow_fees == NULL ? "no" : request->follow_fees);
    json_close(out);
}
