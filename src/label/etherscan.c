#include "label/etherscan.h"

#include <stdlib.h>

#include "base/limits.h"
#include "chain/evm_address.h"
#include "text/json_reader.h"
#include "text/place.h"

struct etherscan {
    struct json_reader json;
    struct pack *pack;
    struct rejects *rejects;
    const char *name;
    struct dynbuf address, text, words;
    size_t from; /* of the member in the input */
};

static bool read_words(struct etherscan *reading, struct error *err)
{
    struct json_reader *json = &reading->json;
    bool more;
    if (!json_expect(json, JSON_BEGIN_ARRAY, err))
        return false;
    while (json_next_element(json, &more, err)) {
        if (!more)
            return true;
        if (json->token.kind != JSON_STRING)
            return json_error(err, json, ERROR_VALUE, "expected a label, a string");
        if (reading->words.size > 0)
            dynbuf_char(&reading->words, ';');
        dynbuf_span(&reading->words, json->token.text);
    }
    return false;
}

static bool read_entry(struct etherscan *reading, struct error *err)
{
    struct json_reader *json = &reading->json;
    struct span text;
    bool more;
    if (!json_expect(json, JSON_BEGIN_OBJECT, err))
        return false;
    while (json_next_member(json, &more, err)) {
        if (!more)
            return true;
        if (span_is(json->token.text, "name")) {
            if (!json_expect_string(json, &text, err))
                return false;
            dynbuf_span(&reading->text, text);
        } else if (span_is(json->token.text, "labels")) {
            if (!read_words(reading, err))
                return false;
        } else {
            return json_error(err, json, ERROR_UNSUPPORTED, "expected 'name' or 'labels'");
        }
    }
    return false;
}

static bool take_entry(struct etherscan *reading, struct error *err)
{
    char address[EVM_ADDRESS_TEXT_BYTES], place[TEXT_PLACE_BYTES];
    const char *field;
    struct span words = dynbuf_bytes(&reading->words);
    struct label label = {.chain = span_text("eip155:1"),
                          .text = reading->text.size > 0 ? dynbuf_bytes(&reading->text) : words,
                          .category = words,
                          .confidence = span_text("web_crawl"),
                          .source = span_text(reading->name),
                          .creator = span_text("Etherscan"),
                          .pack = span_text(reading->name)};
    if (label_check(&label, &field, err) &&
        label_address(label.chain, dynbuf_bytes(&reading->address), address, &label.address, err))
        return pack_add(reading->pack, &label, err);
    if (error_is_environment(err->code))
        return false;
    place_of(place, reading->name, reading->json.input, reading->from);
    return error_prefix(err, place);
}

static bool read_all(struct etherscan *reading, struct error *err)
{
    struct json_reader *json = &reading->json;
    struct error why;
    bool more, ok = json_expect(json, JSON_BEGIN_OBJECT, err);
    while (ok && (ok = json_next_member(json, &more, err)) && more) {
        reading->from = json->token.from;
        dynbuf_clear(&reading->address);
        dynbuf_clear(&reading->text);
        dynbuf_clear(&reading->words);
        dynbuf_span(&reading->address, json->token.text);
        if (!read_entry(reading, err))
            return false;
        struct span entry = span_part(json->input, reading->from, json->token.to);
        if (reading->address.failed || reading->text.failed || reading->words.failed)
            return error_input(err, ERROR_LIMIT, reading->name, "an entry has over %d bytes",
                               LABEL_FIELD_BYTES_MAX);
        ok = take_entry(reading, &why) || rejects_add(reading->rejects, entry, &why, err);
    }
    return ok && json_expect(json, JSON_END, err);
}

bool etherscan_read(struct pack *pack, struct span bytes, const char *name, struct rejects *rejects,
                    struct error *err)
{
    struct etherscan *reading = calloc(1, sizeof *reading);
    if (reading == NULL)
        return error_memory(err, "reading labels");
    reading->pack = pack;
    reading->rejects = rejects;
    reading->name = name;
    dynbuf_init(&reading->address, LABEL_FIELD_BYTES_MAX);
    dynbuf_init(&reading->text, LABEL_FIELD_BYTES_MAX);
    dynbuf_init(&reading->words, LABEL_FIELD_BYTES_MAX);
    json_reader_init(&reading->json, bytes, name);
    bool ok = read_all(reading, err);
    json_reader_release(&reading->json);
    dynbuf_release(&reading->address);
    dynbuf_release(&reading->text);
    dynbuf_release(&reading->words);
    free(reading);
    return ok;
}
