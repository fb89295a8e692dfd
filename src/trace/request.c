#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "ingest/flow_time.h"
#include "text/utf8.h"
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

static bool add_service(void *context, struct span text, const char *place, struct error *err)
{
    struct trace_request *request = context;
    uint64_t account;
    const unsigned char *comma = memchr(text.data, ',', text.size);
    struct span address = comma == NULL ? text : span_part(text, 0, (size_t)(comma - text.data));
    if (!account_parse(request->ledger, address, place, &account, err))
        return false;
    size_t behind = comma == NULL ? text.size : address.size + 1;
    struct span name = span_part(text, behind, text.size);
    size_t good = utf8_line(name);
    if (good < name.size)
        return error_input(err, ERROR_VALUE, place,
                           "byte %zu: expected a name of one line of UTF-8", behind + good + 1);
    return account == LEDGER_NONE || /* never occurs: nothing can rest there */
           request_add_service(request, account, name, err);
}

/* "labels", "none", or a file. */
static bool add_services(struct trace_request *request, const char *word, struct error *err)
{
    if (strcmp(word, "none") == 0)
        return true;
    if (strcmp(word, "labels") != 0)
        return word_file_read(word, add_service, request, err);
    return request->labels == NULL || request_add_labelled(request, err);
}

static bool add_through(struct trace_request *request, const char *word, struct error *err)
{
    uint64_t account;
    size_t before = request->service_count;
    if (!account_parse(request->ledger, span_text(word), "--through", &account, err))
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
    if (!ledger_block_at_time(request->ledger, time, &request->until, err))
        return false;
    return request->until != LEDGER_NONE ||
           error_input(err, ERROR_VALUE, "--until", "'%s' is before the ledger's first block",
                       word);
}

/* The asset that a row moves. */
static bool row_asset(const struct ledger *ledger, uint64_t row, uint64_t *ret_asset,
                      struct error *err)
{
    struct transfer transfer;
    uint64_t account;
    return ledger_transfer(ledger, row, &transfer, err) &&
           ledger_container(ledger, transfer.to != LEDGER_NONE ? transfer.to : transfer.from,
                            &account, ret_asset, err);
}

/* The assets that one seed speaks of: the one that it names; else all that its address ever has, or
 * that its rows move. */
static bool note_assets(const struct ledger *ledger, const struct trace_seed *seed,
                        struct trace_asset *assets, struct error *err)
{
    struct transaction transaction;
    uint64_t asset = 0, container;
    if (seed->asset != LEDGER_NONE) {
        assets[seed->asset].seeded = true;
        return true;
    }
    if (seed->account != LEDGER_NONE)
        for (;; asset++) {
            if (!ledger_next_container(ledger, seed->account, &asset, &container, err))
                return false;
            if (container == LEDGER_NONE)
                return true;
            assets[asset].seeded = true;
        }
    if (!ledger_transaction(ledger, seed->transaction, &transaction, err))
        return false;
    for (uint64_t row = transaction.first; row < transaction.end; row++) {
        if (seed->row != LEDGER_NONE && transaction.first + seed->row != row)
            continue;
        if (!row_asset(ledger, row, &asset, err))
            return false;
        assets[asset].seeded = true;
    }
    return true;
}

/* Also those that start behind --until: a seed that colours nothing has a result, of zeros. */
static bool note_seeds(const struct trace_request *request, const struct trace_shown *shown,
                       struct error *err)
{
    for (size_t i = 0; i < request->seed_count; i++)
        if (strcmp(request->seeds[i].colour, shown->colour) == 0 &&
            !note_assets(request->ledger, &request->seeds[i].seed, shown->result.assets, err))
            return false;
    return true;
}

/* Whether a seed starts within the trace; a seed behind its end names nobody. */
static bool starts(const struct trace_request *request, const struct named_seed *seed, uint64_t end,
                   bool *ret_starts, struct error *err)
{
    struct transaction transaction = {0};
    if (!request->has_until || seed->seed.transaction == LEDGER_NONE) {
        *ret_starts = !request->has_until || seed->block <= request->until;
        return true;
    }
    if (!ledger_transaction(request->ledger, seed->seed.transaction, &transaction, err))
        return false;
    *ret_starts = transaction.first < end;
    return true;
}

bool trace_request_run(const struct trace_request *request, struct trace_shown *shown,
                       struct error *err)
{
    struct trace_seed *seeds = calloc(request->seed_count + 1, sizeof *seeds);
    uint64_t *services = calloc(request->service_count + 1, sizeof *services);
    struct trace_query query = {.ledger = request->ledger,
                                .rule = shown->rule,
                                .seeds = seeds,
                                .services = services,
                                .service_count = request->service_count,
                                .end = ledger_count(request->ledger, COUNT_TRANSFERS),
                                .min = request->min,
                                .moved = shown->flows == NULL ? NULL : flow_graph_note,
                                .moved_context = shown->flows,
                                .progress = request->progress};
    bool ok = seeds != NULL && services != NULL ? true : error_memory(err, "preparing a trace");
    if (ok && request->has_until)
        ok = ledger_first_of_block(request->ledger, request->until + 1, &query.end, err);
    for (size_t i = 0; ok && i < request->seed_count; i++) {
        bool in = false;
        if (strcmp(request->seeds[i].colour, shown->colour) != 0)
            continue;
        ok = starts(request, &request->seeds[i], query.end, &in, err);
        if (in)
            seeds[query.seed_count++] = request->seeds[i].seed;
    }
    for (size_t i = 0; ok && i < request->service_count; i++)
        services[i] = request->services[i].account;
    ok = ok && trace_run(&query, &shown->result, err);
    if (ok && !note_seeds(request, shown, err)) {
        trace_result_release(&shown->result);
        ok = false;
    }
    free(seeds);
    free(services);
    return ok;
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
    dynbuf_init(&request->seed_words, SMALL_FILE_BYTES_MAX);
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
    if ((asked->home != NULL && !request_load_labels(request, asked->home, err)) ||
        !add_services(request, asked->services, err))
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
    labels_free(request->labels);
    dynbuf_release(&request->seed_words);
    dynbuf_release(&request->notes);
    ledger_free(request->ledger);
}
