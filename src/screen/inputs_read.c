#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/sum_line.h"
#include "screen/inputs.h"
#include "screen/register.h"
#include "text/json_reader.h"

/* ---- reading ---- */

static bool keep_text(struct inputs *inputs, struct span text, const char **ret_text,
                      struct error *err)
{
    *ret_text = arena_text(&inputs->texts, text);
    return *ret_text != NULL || error_memory(err, "reading the inputs of a receipt");
}

static bool read_text(struct json_reader *json, struct inputs *inputs, const char **ret_text,
                      struct error *err)
{
    struct span text;
    return json_expect_string(json, &text, err) && keep_text(inputs, text, ret_text, err);
}

/* Into an array of a fixed size, such as that of a hash. */
static bool read_short(struct json_reader *json, char *ret_text, size_t bytes, struct error *err)
{
    struct span text;
    if (!json_expect_string(json, &text, err))
        return false;
    if (text.size >= bytes)
        return json_error(err, json, ERROR_VALUE, "expected fewer than %zu bytes", bytes);
    memset(ret_text, 0, bytes);
    if (text.size > 0)
        memcpy(ret_text, text.data, text.size);
    return true;
}

static bool read_texts(struct json_reader *json, struct inputs *inputs, const char ***ret_texts,
                       size_t *ret_count, struct error *err)
{
    const char **texts = NULL;
    size_t count = 0, capacity = 0;
    bool more, ok = json_expect(json, JSON_BEGIN_ARRAY, err);
    while (ok && (ok = json_next_element(json, &more, err)) && more) {
        const char **grown = array_grow(texts, &capacity, count + 1, sizeof *grown, SEEDS_MAX);
        if (grown == NULL) {
            ok = array_error(count + 1, SEEDS_MAX, "words of a trace", err);
            break;
        }
        texts = grown;
        ok = (json->token.kind == JSON_STRING ||
              json_error(err, json, ERROR_SYNTAX, "expected a string")) &&
             keep_text(inputs, json->token.text, &texts[count], err);
        count += ok;
    }
    if (!ok) {
        free(texts);
        return false;
    }
    free(*ret_texts); /* a name stands once, but what is read over is not lost */
    *ret_texts = texts;
    *ret_count = count;
    return true;
}

static bool read_exposure_member(struct json_reader *json, struct inputs *inputs, struct error *err)
{
    struct inputs_exposure *to = &inputs->exposure;
    const struct {
        const char *name, **text;
    } texts[] = {{"rule", &to->rule},
                 {"services", &to->services},
                 {"follow_fees", &to->follow_fees},
                 {"min", &to->min},
                 {"floor", &to->floor}};
    const struct {
        const char *name;
        uint64_t *number;
    } numbers[] = {
        {"first_block", &to->first_block}, {"last_block", &to->last_block}, {"until", &to->until}};
    const struct {
        const char *name;
        char *text;
        size_t bytes;
    } shorts[] = {{"chain", to->chain, sizeof to->chain},
                  {"identity", to->identity, sizeof to->identity},
                  {"block_hash", to->block_hash, sizeof to->block_hash}};
    const struct {
        const char *name, ***texts;
        size_t *count;
    } arrays[] = {{"seeds", &to->seeds, &to->seed_count},
                  {"service_lines", &to->service_lines, &to->service_count},
                  {"through", &to->through, &to->through_count}};
    struct span name = json->token.text;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (span_is(name, texts[i].name))
            return read_text(json, inputs, texts[i].text, err);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (span_is(name, numbers[i].name))
            return json_expect_u64(json, numbers[i].number, err);
    for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++)
        if (span_is(name, shorts[i].name))
            return read_short(json, shorts[i].text, shorts[i].bytes, err);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        if (span_is(name, arrays[i].name))
            return read_texts(json, inputs, arrays[i].texts, arrays[i].count, err);
    return json_skip_value(json, err);
}

/* null, or what a trace was asked: every text of it is there then. */
static bool read_exposure(struct json_reader *json, struct inputs *inputs, struct error *err)
{
    const struct inputs_exposure *read = &inputs->exposure;
    bool more, ok = json_next(json, err);
    if (!ok || json->token.kind == JSON_NULL)
        return ok;
    ok = json->token.kind == JSON_BEGIN_OBJECT ||
         json_error(err, json, ERROR_SYNTAX, "expected an object");
    while (ok && (ok = json_next_member(json, &more, err)) && more)
        ok = read_exposure_member(json, inputs, err);
    if (!ok)
        return false;
    inputs->exposed = true;
    return (read->chain[0] != '\0' && read->rule != NULL && read->services != NULL &&
            read->follow_fees != NULL && read->min != NULL && read->floor != NULL &&
            read->seed_count > 0) ||
           json_error(err, json, ERROR_VALUE, "expected all that a trace was asked");
}

static bool read_packs(struct json_reader *json, struct inputs *inputs, struct error *err)
{
    size_t capacity = 0;
    bool more, ok = json_next(json, err);
    if (!ok || json->token.kind == JSON_NULL)
        return ok;
    inputs->labels_read = true;
    ok = json->token.kind == JSON_BEGIN_ARRAY ||
         json_error(err, json, ERROR_SYNTAX, "expected an array");
    while (ok && (ok = json_next_element(json, &more, err)) && more) {
        char(*grown)[LABEL_PACK_HEX] = array_grow(inputs->packs, &capacity, inputs->pack_count + 1,
                                                  sizeof *grown, LABEL_PACKS_MAX);
        if (grown == NULL)
            return array_error(inputs->pack_count + 1, LABEL_PACKS_MAX, "label packs", err);
        inputs->packs = grown;
        if (json->token.kind != JSON_STRING || json->token.text.size != LABEL_PACK_HEX - 1)
            return json_error(err, json, ERROR_VALUE, "expected the SHA-256 of a pack");
        memcpy(grown[inputs->pack_count], json->token.text.data, LABEL_PACK_HEX - 1);
        grown[inputs->pack_count++][LABEL_PACK_HEX - 1] = '\0';
    }
    return ok;
}

static bool read_all(struct json_reader *json, struct inputs *inputs, struct error *err)
{
    bool more, ok = json_expect(json, JSON_BEGIN_OBJECT, err), packs = false, exposure = false;
    while (ok && (ok = json_next_member(json, &more, err)) && more) {
        if (span_is(json->token.text, "labels"))
            ok = packs = read_packs(json, inputs, err);
        else if (span_is(json->token.text, "exposure"))
            ok = exposure = read_exposure(json, inputs, err);
        else
            ok = json_skip_value(json, err);
    }
    return ok && json_expect(json, JSON_END, err) &&
           ((packs && exposure) ||
            json_error(err, json, ERROR_VALUE, "expected labels and exposure"));
}

bool inputs_parse(struct inputs *ret_inputs, struct span bytes, const char *name, struct error *err)
{
    struct json_reader *json = malloc(sizeof *json);
    struct inputs inputs = {.pack_count = 0};
    if (json == NULL)
        return error_memory(err, "reading the inputs of a receipt");
    arena_init(&inputs.texts, INPUTS_BYTES_MAX);
    json_reader_init(json, bytes, name);
    bool ok = read_all(json, &inputs, err);
    json_reader_release(json);
    free(json);
    if (ok)
        *ret_inputs = inputs;
    else
        inputs_release(&inputs);
    return ok;
}

void inputs_release(struct inputs *inputs)
{
    free(inputs->packs);
    free(inputs->exposure.seeds);
    free(inputs->exposure.service_lines);
    free(inputs->exposure.through);
    arena_release(&inputs->texts);
    *inputs = (struct inputs){.pack_count = 0};
}

/* ---- in the home ---- */

static bool inputs_folder(char ret_path[PATH_BYTES_MAX], const char *home, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    return lists_folder(folder, home, err) && file_path(ret_path, folder, "inputs", err);
}

bool inputs_keep(const char *home, struct span bytes, char ret_hex[INPUTS_HEX], struct error *err)
{
    char folder[PATH_BYTES_MAX], path[PATH_BYTES_MAX], hex[INPUTS_HEX];
    struct stat found;
    int lock;
    sum_hex(bytes, hex);
    if (!inputs_folder(folder, home, err) || !file_path(path, folder, hex, err))
        return false;
    memcpy(ret_hex, hex, sizeof hex);
    if (stat(path, &found) == 0)
        return true;
    if (!file_make_folder(folder, err) || !file_lock(&lock, folder, err))
        return false;
    bool ok = file_replace(folder, hex, bytes, err);
    close(lock);
    return ok;
}

bool inputs_read(struct inputs *ret_inputs, const char *home, struct span hex, struct error *err)
{
    char folder[PATH_BYTES_MAX], path[PATH_BYTES_MAX], name[INPUTS_HEX], found[INPUTS_HEX];
    unsigned char ignored[INPUTS_HEX / 2];
    struct dynbuf bytes;
    struct stat there;
    size_t place;
    if (hex.size != INPUTS_HEX - 1 || !hex_decode(ignored, hex, &place))
        return error_input(err, ERROR_DAMAGED, "receipts", "expected the SHA-256 of inputs");
    snprintf(name, sizeof name, "%.*s", (int)hex.size, (const char *)hex.data);
    if (!inputs_folder(folder, home, err) || !file_path(path, folder, name, err))
        return false;
    if (stat(path, &there) != 0 && errno == ENOENT)
        return error_input(err, ERROR_NOT_FOUND, path, "is not there; expected what was kept");
    dynbuf_init(&bytes, INPUTS_BYTES_MAX);
    bool ok = file_read(&bytes, path, err);
    if (ok) {
        sum_hex(dynbuf_bytes(&bytes), found);
        ok = strcmp(found, name) == 0 ||
             error_input(err, ERROR_DAMAGED, path, "its bytes are not those it is named by");
    }
    ok = ok && inputs_parse(ret_inputs, dynbuf_bytes(&bytes), path, err);
    dynbuf_release(&bytes);
    return ok;
}
