#include "screen/index_file.h"

#include <stdlib.h>
#include <xxhash.h>

#include "screen/index_bytes.h"
#include "text/place.h"

struct layout {
    const unsigned char *entries, *facts, *texts;
    uint64_t entry_count, fact_count, text_bytes;
};

static bool damaged(const char *name, const char *what, struct error *err)
{
    return error_input(err, ERROR_DAMAGED, place_name(name),
                       "%s; expected an index as it was written", what);
}

static bool read_layout(struct span bytes, const char *name, struct layout *ret, struct error *err)
{
    const unsigned char *at = bytes.data;
    if (bytes.size < INDEX_HEAD_BYTES || memcmp(at, INDEX_MAGIC, INDEX_MAGIC_BYTES) != 0)
        return damaged(name, "no index of a list", err);
    struct layout layout = {.entry_count = index_number(at + 16, 8),
                            .fact_count = index_number(at + 24, 8),
                            .text_bytes = index_number(at + 32, 8)};
    if (layout.entry_count > LIST_ENTRIES_MAX || layout.text_bytes > LIST_TEXTS_BYTES_MAX ||
        layout.fact_count > UINT32_MAX ||
        INDEX_HEAD_BYTES + layout.entry_count * INDEX_ENTRY_BYTES +
                layout.fact_count * INDEX_FACT_BYTES + layout.text_bytes !=
            bytes.size)
        return damaged(name, "a length that does not fit its counts", err);
    if (XXH3_64bits(at + INDEX_HEAD_BYTES, bytes.size - INDEX_HEAD_BYTES) !=
        index_number(at + INDEX_SUM_AT, 8))
        return damaged(name, "a checksum that fails", err);
    layout.entries = at + INDEX_HEAD_BYTES;
    layout.facts = layout.entries + layout.entry_count * INDEX_ENTRY_BYTES;
    layout.texts = layout.facts + layout.fact_count * INDEX_FACT_BYTES;
    *ret = layout;
    return true;
}

/* A text by the two numbers that stand at `at`. */
static bool text_at(const struct layout *layout, const unsigned char *at, struct span *ret_text)
{
    uint64_t from = index_number(at, 4), size = index_number(at + 4, 4);
    if (from > layout->text_bytes || size > layout->text_bytes - from)
        return false;
    *ret_text = span_of(layout->texts + from, (size_t)size);
    return true;
}

static bool read_facts(struct list_index *index, const struct layout *layout)
{
    for (size_t i = 0; i < index->fact_count; i++) {
        const unsigned char *at = layout->facts + i * INDEX_FACT_BYTES;
        struct fact *fact = &index->facts[i];
        uint64_t kind = index_number(at, 4);
        if (kind >= FACT_KINDS || !text_at(layout, at + 8, &fact->label) ||
            !text_at(layout, at + 16, &fact->text))
            return false;
        fact->kind = (enum fact_kind)kind;
        fact->flags = (uint32_t)index_number(at + 4, 4);
    }
    return true;
}

static bool read_entries(struct list_index *index, const struct layout *layout)
{
    uint64_t next = 0; /* the facts of one entry stand behind those of the entry before it */
    for (size_t i = 0; i < index->count; i++) {
        const unsigned char *at = layout->entries + i * INDEX_ENTRY_BYTES;
        struct list_entry *entry = &index->entries[i];
        uint64_t kind = index_number(at + 16, 4), first = index_number(at + 20, 4),
                 count = index_number(at + 24, 4);
        if (!text_at(layout, at, &entry->key) || !text_at(layout, at + 8, &entry->number) ||
            kind >= PARTY_KINDS || first != next || count > index->fact_count - first)
            return false;
        if (i > 0 && span_compare(entry[-1].key, entry->key) >= 0)
            return false;
        entry->kind = (enum party_kind)kind;
        entry->facts = index->facts + first;
        entry->fact_count = (size_t)count;
        next = first + count;
    }
    return next == index->fact_count;
}

bool list_index_from(struct list_index *ret_index, struct span bytes, const char *name,
                     struct error *err)
{
    struct layout layout;
    if (!read_layout(bytes, name, &layout, err))
        return false;
    struct list_index index = {.count = (size_t)layout.entry_count,
                               .fact_count = (size_t)layout.fact_count,
                               .sum = index_number(bytes.data + INDEX_SUM_AT, 8)};
    index.entries = calloc(index.count + 1, sizeof *index.entries);
    index.facts = calloc(index.fact_count + 1, sizeof *index.facts);
    bool ok = index.entries != NULL && index.facts != NULL;
    if (!ok)
        error_memory(err, "opening the index of a list");
    else if (!read_facts(&index, &layout) || !read_entries(&index, &layout))
        ok = damaged(name, "entries that do not hang together", err);
    if (ok)
        *ret_index = index;
    else
        list_index_close(&index);
    return ok;
}

bool list_index_open(struct list_index *ret_index, const char *path, struct error *err)
{
    struct map map = {0};
    if (!map_open(&map, path, err))
        return false;
    struct list_index index;
    bool ok = list_index_from(&index, map.bytes, path, err);
    if (ok && map_damaged(&map)) {
        list_index_close(&index);
        ok = damaged(path, "a file that became shorter", err);
    }
    if (!ok) {
        map_close(&map);
        return false;
    }
    index.map = map;
    *ret_index = index;
    return true;
}

void list_index_close(struct list_index *index)
{
    free(index->entries);
    free(index->facts);
    if (index->map.bytes.data != NULL)
        map_close(&index->map);
    *index = (struct list_index){.count = 0};
}

const struct list_entry *list_index_find(const struct list_index *index, struct span key)
{
    size_t low = 0, high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = span_compare(index->entries[middle].key, key);
        if (order == 0)
            return &index->entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
