#include "screen/address_list.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "screen/address_form.h"
#include "text/json_reader.h"
#include "text/trim.h"

struct row {
    struct span key, address, asset, names;
    size_t order;
};

struct gathering {
    struct arena texts;
    struct row *rows;
    size_t count, capacity;
};

/* sanctioned_addresses_XBT.txt, sanctioned_addresses_XBT-2025-11-27.txt */
static struct span asset_of(const char *name)
{
    const char *slash = strrchr(name, '/'), *from = strrchr(slash == NULL ? name : slash, '_');
    if (from == NULL)
        return span_text("");
    from++;
    return span_of(from, strcspn(from, ".-"));
}

static struct span copy(struct gathering *all, struct span text, bool *ok)
{
    const char *kept = arena_text(&all->texts, text);
    *ok = *ok && kept != NULL;
    return kept == NULL ? span_text("") : span_of(kept, text.size);
}

static bool add(struct gathering *all, struct span asset, struct span address, struct span names,
                struct error *err)
{
    struct row *grown =
        array_grow(all->rows, &all->capacity, all->count + 1, sizeof *grown, LIST_ENTRIES_MAX);
    if (grown == NULL)
        return array_error(all->count + 1, LIST_ENTRIES_MAX, "addresses", err);
    all->rows = grown;
    bool ok = true, evm = span_starts_with(address, "0x") || span_starts_with(address, "0X");
    struct row row = {.address = copy(all, address, &ok),
                      .asset = copy(all, asset, &ok),
                      .names = copy(all, names, &ok),
                      .order = all->count};
    char *key = arena_text(&all->texts, address);
    if (!ok || key == NULL)
        return error_memory(err, "reading a list of addresses");
    for (size_t i = 0; evm && i < address.size; i++)
        if (key[i] >= 'A' && key[i] <= 'Z')
            key[i] = (char)(key[i] | 0x20);
    row.key = span_of(key, address.size);
    grown[all->count++] = row;
    return true;
}

/* The names without the quotes around them. */
static struct span bare(struct span names)
{
    if (names.size >= 2 && names.data[0] == '"' && names.data[names.size - 1] == '"')
        return span_part(names, 1, names.size - 1);
    return names;
}

static bool read_lines(struct gathering *all, const struct list_file *file, struct error *err)
{
    struct span rest = list_text(file->bytes), asset = asset_of(file->name);
    for (uint64_t line = 1; rest.size > 0; line++) {
        const unsigned char *feed = memchr(rest.data, '\n', rest.size);
        size_t size = feed == NULL ? rest.size : (size_t)(feed - rest.data);
        struct span text = trim_space(span_part(rest, 0, size)), names = text, address;
        rest = span_part(rest, feed == NULL ? size : size + 1, rest.size);
        if (text.size == 0)
            continue;
        trim_split(&names, ';', &address);
        if (address.size == 0 || address.size > 256 || memchr(address.data, ' ', address.size))
            return list_error(err, ERROR_SYNTAX, file->name, line,
                              "expected an address, or an address and names behind a semicolon");
        if (!add(all, asset, address, bare(names), err))
            return false;
    }
    return true;
}

static bool read_object(struct gathering *all, struct json_reader *json, struct span asset,
                        struct error *err)
{
    bool more, ok = true, enough = true;
    struct span text, address = span_text(""), names = span_text("");
    while (ok && (ok = json_next_member(json, &more, err)) && more) {
        struct span member = json->token.text;
        bool is_address = span_is(member, "address"), is_name = span_is(member, "name");
        if (!is_address && !is_name) {
            ok = json_skip_value(json, err);
            continue;
        }
        ok = json_expect_string(json, &text, err);
        if (ok && is_address)
            address = copy(all, text, &enough);
        else if (ok)
            names = copy(all, text, &enough);
    }
    if (ok && !enough)
        ok = error_memory(err, "reading a list of addresses");
    if (ok && (address.size == 0 || address.size > 256))
        ok = json_error(err, json, ERROR_VALUE, "no address; expected one");
    return ok && add(all, asset, address, names, err);
}

static bool read_json(struct gathering *all, const struct list_file *file, struct json_reader *json,
                      struct error *err)
{
    struct span asset = asset_of(file->name);
    bool more, ok;
    json_reader_init(json, list_text(file->bytes), file->name);
    ok = json_expect(json, JSON_BEGIN_ARRAY, err);
    while (ok && (ok = json_next_element(json, &more, err)) && more) {
        if (json->token.kind == JSON_BEGIN_OBJECT)
            ok = read_object(all, json, asset, err);
        else if (json->token.kind == JSON_STRING && json->token.text.size > 0 &&
                 json->token.text.size <= 256)
            ok = add(all, asset, json->token.text, span_text(""), err);
        else
            ok = json_error(err, json, ERROR_VALUE, "expected an address");
    }
    ok = ok && json_expect(json, JSON_END, err);
    json_reader_release(json);
    return ok;
}

static bool is_json(struct span bytes)
{
    struct span text = trim_space(list_text(bytes));
    return text.size > 0 && text.data[0] == '[';
}

bool address_list_is(struct span bytes)
{
    struct span text = trim_space(list_text(bytes));
    if (is_json(bytes)) {
        for (size_t i = 1; i < text.size && i < 256; i++) {
            size_t to = i;
            while (to < text.size && to < i + 256 && text.data[to] != '"')
                to++;
            if (to > i && address_form_is_sound(address_form_of(span_part(text, i, to))))
                return true;
        }
        return false;
    }
    size_t size = 0;
    while (size < text.size && size < 257 && text.data[size] != '\n' && text.data[size] != '\r' &&
           text.data[size] != ';')
        size++;
    return address_form_is_sound(address_form_of(trim_space(span_part(text, 0, size))));
}

static int compare(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = span_compare(x->key, y->key);
    order = order != 0 ? order : span_compare(x->asset, y->asset);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static bool hand_entries(struct list_reading *reading, struct gathering *all, struct error *err)
{
    struct draft *draft = &reading->draft;
    for (size_t at = 0, i = 0; at < all->count; at = i) {
        draft_clear(draft);
        draft->entry.kind = PARTY_ADDRESS;
        draft_key(draft, all->rows[at].key, all->rows[at].address);
        for (; i < all->count && span_equal(all->rows[i].key, all->rows[at].key); i++)
            draft_address(draft, all->rows[i].asset, all->rows[i].address);
        for (size_t j = at; j < i; j++)
            draft_split(draft, FACT_NAME, span_text(""), all->rows[j].names, ';');
        draft_add(draft, FACT_EFFECT, span_text(""), span_text("blocking"));
        if (!list_hand(reading, reading->files[0].name, 1, err))
            return false;
    }
    return true;
}

bool address_list_read(struct list_reading *reading, struct error *err)
{
    struct gathering all = {.count = 0};
    struct json_reader *json = malloc(sizeof *json);
    bool ok = json != NULL || error_memory(err, "reading a list of addresses");
    arena_init(&all.texts, LIST_TEXTS_BYTES_MAX);
    for (size_t i = 0; ok && i < reading->file_count; i++)
        ok = is_json(reading->files[i].bytes) ? read_json(&all, &reading->files[i], json, err)
                                              : read_lines(&all, &reading->files[i], err);
    if (ok && all.count > 0)
        qsort(all.rows, all.count, sizeof *all.rows, compare);
    ok = ok && hand_entries(reading, &all, err);
    free(json);
    free(all.rows);
    arena_release(&all.texts);
    return ok;
}
