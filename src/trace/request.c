#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "ingest/flow_time.h"
#include "text/utf8.h"
#include "trace/kind.h"
#include "trace/naming.h"
#include "trace/word_file.h"

static bool note(struct trace_request *request, const char *place, const char *text,
                 struct error *err)
{
    return dynbuf_format(&request->notes, "%s: %s\n", place, text) ||
           dynbuf_error(&request->notes, "notes", err);
}

static bool add_seed(void *context, struct span text, const char *place, struct error *err)
{
    struct trace_request *request = context;
    struct named_seed *grown = array_grow(request->seeds, &request->seed_capacity,
                                          request->seed_count + 1, sizeof *grown, SEEDS_MAX);
    if (grown == NULL)
        return array_error(request->seed_count + 1, SEEDS_MAX, "seeds", err);
    request->seeds = grown;
    struct named_seed *seed = &grown[request->seed_count];
    if (!seed_parse(request->ledger, text, place, seed, err))
        return false;
    dynbuf_span(&request->seed_words, text);
    if (!dynbuf_char(&request->seed_words, '\n'))
        return error_memory(err, "reading the seeds");
    if (!seed->absent) {
        request->seed_count++;
        return seed->block <= request->ledger->manifest.last_block ||
               note(request, place, "starts behind the ledger's last block", err);
    }
    return note(request, place, "the ledger does not have it", err);
}

/* Where the address of a line ends: at its first comma, behind a descriptor such as multi(1,...).
 */
static size_t address_end(struct span text)
{
    const unsigned char *comma = memchr(text.data, ',', text.size);
    const unsigned char *bracket = memchr(text.data, '(', text.size);
    if (bracket != NULL && comma != NULL && bracket < comma) {
        size_t at = (size_t)(bracket - text.data);
        const unsigned char *closing = memchr(bracket, ')', text.size - at);
        size_t behind = closing == NULL ? text.size : (size_t)(closing - text.data);
        comma = memchr(text.data + behind, ',', text.size - behind);
    }
    return comma == NULL ? text.size : (size_t)(comma - text.data);
}

static bool add_service(void *context, struct span text, const char *place, struct error *err)
{
    struct trace_request *request = context;
    uint64_t account;
    struct span address = span_part(text, 0, address_end(text));
    bool named = address.size < text.size;
    dynbuf_span(&request->service_words, text);
    if (!dynbuf_char(&request->service_words, '\n'))
        return dynbuf_error(&request->service_words, "services", err);
    if (!trace_kind_of(request->ledger)->address(request->ledger, address, place, &account, err))
        return false;
    size_t behind = named ? address.size + 1 : text.size;
    struct span name = span_part(text, behind, text.size);
    size_t good = utf8_line(name);
    if (good < name.size)
        return error_input(err, ERROR_VALUE, place,
                           "byte %zu: expected a name of one line of UTF-8", behind + good + 1);
    return account == LEDGER_NONE || /* never occurs: nothing can rest there */
           request_add_service(request, account, name, err);
}

/* "labels", "none", or a file. */
static bool add_services(struct trace_request *request, const struct trace_words *asked,
                         struct error *err)
{
    if (strcmp(asked->services, "none") == 0)
        return true;
    if (strcmp(asked->services, "labels") == 0)
        return request->labels == NULL || request_add_labelled(request, err);
    if (asked->service_lines == NULL)
        return word_file_read(asked->services, add_service, request, err);
    for (size_t i = 0; i < asked->service_line_count; i++)
        if (!add_service(request, span_text(asked->service_lines[i]), asked->services, err))
            return false;
    return true;
}

static bool add_through(struct trace_request *request, const char *word, struct error *err)
{
    uint64_t account;
    size_t before = request->service_count;
    if (!trace_kind_of(request->ledger)
             ->address(request->ledger, span_text(word), "--through", &account, err))
        return false;
    for (size_t i = 0; i < request->service_count; i++)
        if (request->services[i].account == account)
            request->services[i--] = request->services[--request->service_count];
    return request->service_count < before ||
           note(request, word, "no service; --through changes nothing", err);
}

/* A height behind the ledger's last block means that block: no answer claims more than is there. */
static bool set_until(struct trace_request *request, const char *word, struct error *err)
{
    const struct manifest *manifest = &request->ledger->manifest;
    uint64_t time;
    request->has_until = true;
    if (height_parse(span_text(word), &request->until)) {
        if (request->until > manifest->last_block)
            request->until = manifest->last_block;
        return request->until >= manifest->first_block ||
               error_input(err, ERROR_VALUE, "--until", "'%s' is before the ledger's first block",
                           word);
    }
    if (!flow_time_parse(span_text(word), &time))
        return error_input(err, ERROR_VALUE, "--until",
                           "'%s': expected a height or a time such as 2023-01-13T20:34:11Z", word);
    if (!trace_kind_of(request->ledger)->block_at_time(request->ledger, time, &request->until, err))
        return false;
    return request->until != LEDGER_NONE ||
           error_input(err, ERROR_VALUE, "--until", "'%s' is before the ledger's first block",
                       word);
}

bool trace_request_run(const struct trace_request *request, struct trace_shown *shown,
                       struct error *err)
{
    if (trace_kind_of(request->ledger)->run(request, shown, err))
        return true;
    trace_shown_release(shown);
    return false;
}

void trace_shown_release(struct trace_shown *shown)
{
    trace_result_release(&shown->result);
    coin_result_release(&shown->coins);
    flow_graph_release(&shown->flows);
    coin_ends_release(&shown->ends);
}

bool trace_is_first_of_colour(const struct trace_request *request, size_t seed)
{
    for (size_t i = 0; i < seed; i++)
        if (strcmp(request->seeds[i].colour, request->seeds[seed].colour) == 0)
            return false;
    return true;
}

bool trace_request_resolve(struct trace_request *request, const struct trace_words *asked,
                           struct error *err)
{
    request->rule = asked->rule;
    request->follow_fees = asked->follow_fees;
    if (asked->follow_fees != NULL && !trace_kind_of(request->ledger)->fees)
        return error_input(err, ERROR_USAGE, "--follow-fees",
                           "%s is no coin chain; expected it on coin chains only",
                           request->ledger->manifest.chain);
    dynbuf_init(&request->seed_words, SMALL_FILE_BYTES_MAX);
    dynbuf_init(&request->service_words, SMALL_FILE_BYTES_MAX);
    dynbuf_init(&request->notes, SMALL_FILE_BYTES_MAX);
    request->services_word = asked->services;
    request->through = asked->through;
    request->through_count = asked->through_count;
    for (size_t i = 0; i < asked->seed_count; i++)
        if (!add_seed(request, span_text(asked->seeds[i]), asked->seeds[i], err))
            return false;
    if (asked->seeds_file != NULL && !word_file_read(asked->seeds_file, add_seed, request, err))
        return false;
    if (asked->seed_count == 0 && asked->seeds_file == NULL)
        return error_input(err, ERROR_USAGE, "trace",
                           "no seeds; expected --seed SEED or --seeds FILE");
    if (request->seed_count == 0)
        return error_input(err, ERROR_NOT_FOUND, "seeds", "none is in the ledger; expected one");
    request->labels = asked->labels;
    if ((request->labels == NULL && asked->home != NULL &&
         !request_load_labels(request, asked->home, err)) ||
        !add_services(request, asked, err))
        return false;
    for (size_t i = 0; i < asked->through_count; i++)
        if (!add_through(request, asked->through[i], err))
            return false;
    request_sort_services(request);
    if (asked->min != NULL && !amount_from_decimal(span_text(asked->min), &request->min))
        return error_input(err, ERROR_VALUE, "--min", "'%s': expected an amount in base units",
                           asked->min);
    return asked->until == NULL || set_until(request, asked->until, err);
}

void trace_request_release(struct trace_request *request)
{
    free(request->seeds);
    free(request->services);
    labels_free(request->own_labels);
    dynbuf_release(&request->seed_words);
    dynbuf_release(&request->service_words);
    dynbuf_release(&request->notes);
    ledger_free(request->ledger);
}
