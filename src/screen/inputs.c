#include "screen/inputs.h"

#include <stdio.h>

#include "base/hex.h"
#include "chain/hash256.h"
#include "ledger/coin/coins.h"
#include "ledger/identity.h"
#include "text/json_writer.h"
#include "trace/kind.h"

static uint64_t until_of(const struct trace_request *request)
{
    return request->has_until ? request->until : request->ledger->manifest.last_block;
}

/* Empty on account ledgers, whose blocks have none. */
static bool block_hash(const struct ledger *ledger, uint64_t height, char ret_text[INPUTS_HEX],
                       struct error *err)
{
    struct coins_block block;
    ret_text[0] = '\0';
    if (trace_kind_of(ledger) != &trace_of_coins)
        return true;
    if (!coins_block(ledger, height, &block, err))
        return false;
    hash256_print(block.hash, ret_text);
    return true;
}

static void put_lines(struct json_writer *json, const char *name, struct span rest)
{
    json_open_array(json, name);
    while (rest.size > 0) {
        const unsigned char *end = memchr(rest.data, '\n', rest.size);
        size_t size = end == NULL ? rest.size : (size_t)(end - rest.data);
        json_string(json, NULL, span_part(rest, 0, size));
        rest = span_part(rest, size + (end != NULL), rest.size);
    }
    json_close(json);
}

static void put_amount(struct json_writer *json, const char *name, const struct amount *amount)
{
    char digits[U256_DECIMAL_BYTES] = "";
    if (amount != NULL)
        amount_to_decimal(*amount, digits);
    json_text(json, name, digits);
}

static bool put_exposure(struct json_writer *json, const struct trace_request *request,
                         const struct amount *floor, struct error *err)
{
    const struct manifest *manifest = &request->ledger->manifest;
    unsigned char identity[SHA256_BYTES];
    char hex[INPUTS_HEX];
    json_open_object(json, "exposure");
    json_text(json, "chain", manifest->chain);
    ledger_identity(manifest, identity);
    hex_encode(hex, identity, sizeof identity);
    json_text(json, "identity", hex);
    json_u64(json, "first_block", manifest->first_block);
    json_u64(json, "last_block", manifest->last_block);
    json_u64(json, "until", until_of(request));
    if (!block_hash(request->ledger, until_of(request), hex, err))
        return false;
    json_text(json, "block_hash", hex);
    json_text(json, "rule", request->rule);
    json_text(json, "services", request->services_word);
    json_text(json, "follow_fees", request->follow_fees == NULL ? "" : request->follow_fees);
    put_amount(json, "min", &request->min);
    put_amount(json, "floor", floor);
    put_lines(json, "seeds", dynbuf_bytes(&request->seed_words));
    put_lines(json, "service_lines", dynbuf_bytes(&request->service_words));
    json_open_array(json, "through");
    for (size_t i = 0; i < request->through_count; i++)
        json_text(json, NULL, request->through[i]);
    json_close(json);
    json_close(json);
    return true;
}

bool inputs_print(struct dynbuf *out, const struct labels *labels,
                  const struct trace_request *request, const struct amount *floor,
                  struct error *err)
{
    struct json_writer json;
    json_writer_init_compact(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "trefoil", "inputs 1");
    if (labels == NULL) {
        json_no_value(&json, "labels");
    } else {
        json_open_array(&json, "labels");
        for (size_t i = 0; i < labels->pack_count; i++)
            json_text(&json, NULL, labels->packs[i].sha256);
        json_close(&json);
    }
    if (request == NULL)
        json_no_value(&json, "exposure");
    else if (!put_exposure(&json, request, floor, err))
        return false;
    json_close(&json);
    return json_writer_finish(&json, "the inputs of a receipt", err);
}

bool inputs_prove(const struct inputs *inputs, const struct ledger *ledger, struct error *err)
{
    const struct inputs_exposure *exposure = &inputs->exposure;
    char hash[INPUTS_HEX];
    if (ledger->manifest.last_block < exposure->until ||
        ledger->manifest.first_block != exposure->first_block)
        return error_input(err, ERROR_NOT_FOUND, exposure->chain,
                           "the ledger has blocks %llu to %llu; expected %llu to %llu",
                           (unsigned long long)ledger->manifest.first_block,
                           (unsigned long long)ledger->manifest.last_block,
                           (unsigned long long)exposure->first_block,
                           (unsigned long long)exposure->until);
    if (!block_hash(ledger, exposure->until, hash, err))
        return false;
    return strcmp(hash, exposure->block_hash) == 0 ||
           error_input(err, ERROR_NOT_FOUND, exposure->chain,
                       "block %llu of the ledger is %s; expected %s",
                       (unsigned long long)exposure->until, hash, exposure->block_hash);
}
