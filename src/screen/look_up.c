#include "screen/look_up.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/limits.h"
#include "text/fold.h"

void look_up_init(struct look_up *look_up, const struct roster *roster, uint64_t seed)
{
    *look_up = (struct look_up){.roster = roster, .seed = seed};
    arena_init(&look_up->texts, LIST_TEXTS_BYTES_MAX);
    dynbuf_init(&look_up->folded, FOLD_BYTES_MAX * 18);
}

void look_up_release(struct look_up *look_up)
{
    for (size_t kind = 0; kind < QUESTION_KINDS; kind++) {
        free(look_up->listed[kind]);
        hash_index_release(&look_up->index[kind]);
    }
    arena_release(&look_up->texts);
    dynbuf_release(&look_up->folded);
    *look_up = (struct look_up){.seed = 0};
}

static uint64_t hash_of(const struct look_up *look_up, struct span key)
{
    return XXH3_64bits_withSeed(key.data, key.size, look_up->seed);
}

static bool add(struct look_up *look_up, enum question_kind kind, struct span key, uint32_t source,
                uint32_t entry, uint32_t fact, struct error *err)
{
    enum { LISTED_MAX = 1 << 26 };
    size_t count = look_up->count[kind];
    struct listed *grown = array_grow(look_up->listed[kind], &look_up->capacity[kind], count + 1,
                                      sizeof *grown, LISTED_MAX);
    const char *kept = arena_text(&look_up->texts, key);
    if (grown == NULL)
        return array_error(count + 1, LISTED_MAX, "listed names and addresses", err);
    look_up->listed[kind] = grown;
    if (kept == NULL ||
        !hash_index_add(&look_up->index[kind], hash_of(look_up, key), (uint32_t)count))
        return error_memory(err, "looking up lists");
    grown[count] = (struct listed){span_of(kept, key.size), source, entry, fact};
    look_up->count[kind]++;
    return true;
}

static bool add_fact(struct look_up *look_up, enum question_kind kind, const struct fact *fact,
                     uint32_t source, uint32_t entry, uint32_t number, struct error *err)
{
    struct address_key key;
    if (kind == QUESTION_ADDRESS && fact->kind == FACT_ADDRESS) {
        address_key_of(fact->text, &key);
        return key.size == 0 ||
               add(look_up, kind, span_of(key.text, key.size), source, entry, number, err);
    }
    if (kind != QUESTION_NAME || !fact_is_name(fact->kind))
        return true;
    return fold_name(&look_up->folded, fact->text, err) &&
           (look_up->folded.size == 0 ||
            add(look_up, kind, dynbuf_bytes(&look_up->folded), source, entry, number, err));
}

bool look_up_make(struct look_up *look_up, enum question_kind kind, struct error *err)
{
    const struct roster *roster = look_up->roster;
    if (look_up->made[kind])
        return true;
    for (uint32_t s = 0; s < roster->source_count; s++) {
        const struct roster_source *source = &roster->sources[s];
        for (uint32_t e = 0; source->counts[kind] && e < source->index.count; e++) {
            const struct list_entry *entry = &source->index.entries[e];
            for (uint32_t f = 0; f < entry->fact_count; f++)
                if (!add_fact(look_up, kind, &entry->facts[f], s, e, f, err))
                    return false;
        }
    }
    look_up->made[kind] = true;
    return true;
}

bool question_of(struct look_up *look_up, struct span text, struct question *ret_question,
                 struct error *err)
{
    address_key_of(text, &ret_question->address);
    ret_question->form = ret_question->address.form;
    ret_question->kind = ret_question->form == ADDRESS_UNKNOWN ? QUESTION_NAME : QUESTION_ADDRESS;
    if (!look_up_make(look_up, ret_question->kind, err))
        return false;
    if (ret_question->kind == QUESTION_ADDRESS) {
        ret_question->key = span_of(ret_question->address.text, ret_question->address.size);
        return true;
    }
    if (!fold_name(&look_up->folded, text, err))
        return false;
    ret_question->key = dynbuf_bytes(&look_up->folded);
    return true;
}

const struct listed *look_up_next(const struct look_up *look_up, const struct question *question,
                                  size_t *at)
{
    const struct hash_index *index = &look_up->index[question->kind];
    uint64_t hash = hash_of(look_up, question->key);
    uint32_t number;
    if (question->key.size == 0 || index->slots == NULL)
        return NULL;
    *at = *at == SIZE_MAX ? hash_index_first(index, hash) : hash_index_next(index, *at);
    for (; hash_index_find(index, hash, at, &number); *at = hash_index_next(index, *at)) {
        const struct listed *listed = &look_up->listed[question->kind][number];
        if (span_equal(listed->key, question->key))
            return listed;
    }
    return NULL;
}
