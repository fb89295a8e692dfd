#include "ingest/flow_labels.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/limits.h"

void flow_labels_init(struct flow_labels *labels, uint64_t hash_seed)
{
    *labels = (struct flow_labels){.hash_seed = hash_seed};
    arena_init(&labels->texts, LABEL_TEXTS_BYTES_MAX);
}

void flow_labels_release(struct flow_labels *labels)
{
    arena_release(&labels->texts);
    free(labels->all);
    hash_index_release(&labels->index);
    *labels = (struct flow_labels){0};
}

void flow_labels_clear(struct flow_labels *labels)
{
    arena_release(&labels->texts);
    hash_index_clear(&labels->index);
    labels->count = 0;
}

static bool is_known(const struct flow_labels *labels, uint64_t hash, size_t file,
                     const unsigned char *address, struct span text)
{
    uint32_t entry;
    for (size_t at = hash_index_first(&labels->index, hash);
         hash_index_find(&labels->index, hash, &at, &entry);
         at = hash_index_next(&labels->index, at)) {
        const struct flow_label *label = &labels->all[entry];
        if (label->file == file && memcmp(label->address, address, ACCOUNT_KEY_BYTES) == 0 &&
            span_equal(label->text, text))
            return true;
    }
    return false;
}

bool flow_labels_add(struct flow_labels *labels, size_t file, const unsigned char *address,
                     struct span text, struct error *err)
{
    uint64_t hash =
        XXH3_64bits_withSeed(address, ACCOUNT_KEY_BYTES,
                             XXH3_64bits_withSeed(text.data, text.size, labels->hash_seed + file));
    if (is_known(labels, hash, file, address, text))
        return true;
    struct flow_label *grown =
        array_grow(labels->all, &labels->capacity, labels->count + 1, sizeof *grown, LABELS_MAX);
    if (grown == NULL)
        return array_error(labels->count + 1, LABELS_MAX, "labels of flow tables", err);
    labels->all = grown;
    struct flow_label label = {.file = file};
    const char *copy = arena_text(&labels->texts, text);
    if (copy == NULL || !hash_index_add(&labels->index, hash, (uint32_t)labels->count))
        return error_memory(err, "reading the labels of a flow table");
    label.text = span_of(copy, text.size);
    memcpy(label.address, address, ACCOUNT_KEY_BYTES);
    labels->all[labels->count++] = label;
    return true;
}
