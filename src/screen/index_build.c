#include "screen/index_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/limits.h"
#include "screen/index_bytes.h"

void index_build_init(struct index_build *build)
{
    *build = (struct index_build){.count = 0};
    dynbuf_init(&build->texts, LIST_TEXTS_BYTES_MAX);
}

void index_build_clear(struct index_build *build, bool numbered)
{
    dynbuf_clear(&build->texts);
    build->count = build->fact_count = 0;
    build->addresses = build->mistyped = 0;
    build->numbered = numbered;
}

void index_build_release(struct index_build *build)
{
    free(build->entries);
    free(build->facts);
    build->entries = NULL;
    build->facts = NULL;
    dynbuf_release(&build->texts);
}

/* Where the text lies; an empty one nowhere. */
static size_t put_text(struct index_build *build, struct span text)
{
    size_t at = build->texts.size;
    dynbuf_span(&build->texts, text);
    return text.size == 0 ? 0 : at;
}

/* Most facts repeat the label or the text of a fact of the entry before ("blocking"). */
static bool repeats(const struct index_build *build, const struct fact *fact, size_t back,
                    struct built_fact *ret)
{
    for (size_t i = build->fact_count; i > 0 && build->fact_count - i < back; i--) {
        const struct built_fact *old = &build->facts[i - 1];
        struct span text = span_of(build->texts.data + old->text, old->text_size);
        struct span label = span_of(build->texts.data + old->label, old->label_size);
        if (old->kind == fact->kind && span_equal(text, fact->text) &&
            span_equal(label, fact->label)) {
            *ret = *old;
            ret->flags = fact->flags;
            return true;
        }
    }
    return false;
}

static bool add_fact(struct index_build *build, const struct fact *fact, struct error *err)
{
    enum { FACTS_MAX = 1 << 28, LOOK_BACK = 24 };
    struct built_fact *grown = array_grow(build->facts, &build->fact_capacity,
                                          build->fact_count + 1, sizeof *grown, FACTS_MAX);
    if (grown == NULL)
        return array_error(build->fact_count + 1, FACTS_MAX, "facts", err);
    build->facts = grown;
    struct built_fact made = {.kind = fact->kind, .flags = fact->flags};
    if (!repeats(build, fact, LOOK_BACK, &made)) {
        made.label = put_text(build, fact->label);
        made.label_size = fact->label.size;
        made.text = put_text(build, fact->text);
        made.text_size = fact->text.size;
    }
    grown[build->fact_count++] = made;
    if (fact->kind == FACT_ADDRESS) {
        build->addresses++;
        build->mistyped += (fact->flags & FACT_MISTYPED) != 0;
    }
    return !build->texts.failed || dynbuf_error(&build->texts, "the texts of a list", err);
}

static bool take(void *context, const struct list_entry *entry, struct error *err)
{
    struct index_build *build = context;
    struct built_entry *grown = array_grow(build->entries, &build->capacity, build->count + 1,
                                           sizeof *grown, LIST_ENTRIES_MAX);
    if (grown == NULL)
        return array_error(build->count + 1, LIST_ENTRIES_MAX, "entries", err);
    build->entries = grown;
    grown[build->count] = (struct built_entry){.key = put_text(build, entry->key),
                                               .key_size = entry->key.size,
                                               .number = put_text(build, entry->number),
                                               .number_size = entry->number.size,
                                               .kind = entry->kind,
                                               .first = build->fact_count,
                                               .count = entry->fact_count,
                                               .order = build->count};
    build->count++;
    for (size_t i = 0; i < entry->fact_count; i++)
        if (!add_fact(build, &entry->facts[i], err))
            return false;
    return !build->texts.failed || dynbuf_error(&build->texts, "the texts of a list", err);
}

struct entry_sink index_build_sink(struct index_build *build)
{
    return (struct entry_sink){take, build};
}

static struct span key_of(const struct index_build *build, const struct built_entry *entry)
{
    return span_of(build->texts.data + entry->key, entry->key_size);
}

/* qsort has no context: a pointer to the key beside the entry would do as well, but costs more. */
struct sorted {
    struct span key;
    size_t entry;
};

static int compare(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    int order = span_compare(x->key, y->key);
    return order != 0 ? order : (x->entry > y->entry) - (x->entry < y->entry);
}

bool index_build_has_key(const struct index_build *build, struct span key)
{
    for (size_t i = 0; i < build->count; i++)
        if (span_equal(key_of(build, &build->entries[i]), key))
            return true;
    return false;
}

bool index_build_has_name(const struct index_build *build, struct span name)
{
    for (size_t i = 0; i < build->fact_count; i++) {
        const struct built_fact *fact = &build->facts[i];
        if (fact_is_name(fact->kind) &&
            span_equal(span_of(build->texts.data + fact->text, fact->text_size), name))
            return true;
    }
    return false;
}

/* The first of two equal keys beside each other; the count when there are none. */
static size_t equal_keys(const struct index_build *build, const struct sorted *sorted)
{
    for (size_t i = 0; i + 1 < build->count; i++)
        if (span_equal(sorted[i].key, sorted[i + 1].key))
            return i;
    return build->count;
}

/* Numbers the entries of equal keys in the order of the list: "a", "a#2", "a#3". Texts are reached
 * by their place in the buffer, which moves while it grows. */
static bool part_equal(struct index_build *build, const struct sorted *sorted, struct error *err)
{
    size_t run = 1;
    struct built_entry first = {0};
    for (size_t i = 0; i < build->count; i++) {
        struct built_entry *entry = &build->entries[sorted[i].entry];
        run = i > 0 && span_equal(key_of(build, &first), key_of(build, entry)) ? run + 1 : 1;
        if (run == 1) {
            first = *entry;
            continue;
        }
        size_t at = build->texts.size;
        char number[32];
        int size = snprintf(number, sizeof number, "#%zu", run);
        for (size_t j = 0; j < entry->key_size; j++) /* a byte at a time: the buffer may move */
            dynbuf_char(&build->texts, build->texts.data[entry->key + j]);
        dynbuf_append(&build->texts, number, (size_t)size);
        entry->key = at;
        entry->key_size = build->texts.size - at;
    }
    return !build->texts.failed || dynbuf_error(&build->texts, "the texts of a list", err);
}

/* The order of the entries by key, in an array to be freed. */
static bool sort(struct index_build *build, struct sorted **ret_sorted, struct error *err)
{
    struct sorted *sorted = calloc(build->count + 1, sizeof *sorted);
    if (sorted == NULL)
        return error_memory(err, "sorting a list");
    for (size_t i = 0; i < build->count; i++)
        sorted[i] = (struct sorted){key_of(build, &build->entries[i]), i};
    qsort(sorted, build->count, sizeof *sorted, compare);
    *ret_sorted = sorted;
    return true;
}

static void write_entry(const struct built_entry *entry, size_t first, unsigned char *at)
{
    index_put(at, entry->key, 4);
    index_put(at + 4, entry->key_size, 4);
    index_put(at + 8, entry->number_size == 0 ? 0 : entry->number, 4);
    index_put(at + 12, entry->number_size, 4);
    index_put(at + 16, entry->kind, 4);
    index_put(at + 20, first, 4);
    index_put(at + 24, entry->count, 4);
    index_put(at + 28, 0, 4);
}

static void write_fact(const struct built_fact *fact, unsigned char *at)
{
    index_put(at, fact->kind, 4);
    index_put(at + 4, fact->flags, 4);
    index_put(at + 8, fact->label, 4);
    index_put(at + 12, fact->label_size, 4);
    index_put(at + 16, fact->text, 4);
    index_put(at + 20, fact->text_size, 4);
}

static void write_rows(const struct index_build *build, const struct sorted *sorted,
                       unsigned char *at)
{
    unsigned char *facts = at + build->count * INDEX_ENTRY_BYTES;
    size_t first = 0;
    for (size_t i = 0; i < build->count; i++) {
        const struct built_entry *entry = &build->entries[sorted[i].entry];
        write_entry(entry, first, at + i * INDEX_ENTRY_BYTES);
        for (size_t j = 0; j < entry->count; j++, first++)
            write_fact(&build->facts[entry->first + j], facts + first * INDEX_FACT_BYTES);
    }
    facts += first * INDEX_FACT_BYTES;
    if (build->texts.size > 0)
        memcpy(facts, build->texts.data, build->texts.size);
}

static bool write(const struct index_build *build, const struct sorted *sorted,
                  struct dynbuf *bytes, struct error *err)
{
    static const char magic[INDEX_MAGIC_BYTES] = INDEX_MAGIC;
    size_t size =
        build->count * INDEX_ENTRY_BYTES + build->fact_count * INDEX_FACT_BYTES + build->texts.size;
    unsigned char *head = dynbuf_extend(bytes, INDEX_HEAD_BYTES + size);
    if (head == NULL)
        return dynbuf_error(bytes, "the index of a list", err);
    memcpy(head, magic, sizeof magic);
    index_put(head + 16, build->count, 8);
    index_put(head + 24, build->fact_count, 8);
    index_put(head + 32, build->texts.size, 8);
    write_rows(build, sorted, head + INDEX_HEAD_BYTES);
    index_put(head + INDEX_SUM_AT, XXH3_64bits(head + INDEX_HEAD_BYTES, size), 8);
    return true;
}

/* Sorts by key, each key once: numbers those that are equal where the list has no ids of its own.
 */
static bool sort_apart(struct index_build *build, struct sorted **ret_sorted, struct error *err)
{
    struct sorted *sorted;
    if (!sort(build, &sorted, err))
        return false;
    size_t at = equal_keys(build, sorted);
    bool numbered = build->numbered && at < build->count, ok = true;
    if (numbered) { /* what is numbered sorts anew, and "a#2" may stand there by itself */
        ok = part_equal(build, sorted, err);
        free(sorted);
        sorted = NULL;
        ok = ok && sort(build, &sorted, err);
        at = ok ? equal_keys(build, sorted) : 0;
    }
    if (ok && at < build->count)
        ok = error_input(err, ERROR_CONFLICT, NULL,
                         "the id %.*s stands twice; expected every id once",
                         sorted[at].key.size > 80 ? 80 : (int)sorted[at].key.size,
                         (const char *)sorted[at].key.data);
    if (ok)
        *ret_sorted = sorted;
    else
        free(sorted);
    return ok;
}

bool index_build_write(struct index_build *build, struct dynbuf *ret_bytes, struct error *err)
{
    struct sorted *sorted;
    if (!sort_apart(build, &sorted, err))
        return false;
    bool ok = write(build, sorted, ret_bytes, err);
    free(sorted);
    return ok;
}
