#include "screen/entry.h"

static const char *const party_words[PARTY_KINDS] = {"unknown", "person",   "entity",
                                                     "vessel",  "aircraft", "address"};
static const char *const fact_words[FACT_KINDS] = {
    "name",    "alias",     "weak_alias", "former_name", "birth",     "nationality", "id",
    "address", "programme", "effect",     "listed_on",   "reference", "remark"};

const char *party_kind_word(enum party_kind kind)
{
    return party_words[kind];
}

const char *fact_kind_word(enum fact_kind kind)
{
    return fact_words[kind];
}

const struct fact *entry_fact(const struct list_entry *entry, enum fact_kind kind, size_t from)
{
    for (size_t i = from; i < entry->fact_count; i++)
        if (entry->facts[i].kind == kind)
            return &entry->facts[i];
    return NULL;
}

bool entry_same(const struct list_entry *a, const struct list_entry *b)
{
    if (!span_equal(a->key, b->key) || a->kind != b->kind || a->fact_count != b->fact_count)
        return false;
    for (size_t i = 0; i < a->fact_count; i++) {
        const struct fact *x = &a->facts[i], *y = &b->facts[i];
        if (x->kind != y->kind || x->flags != y->flags || !span_equal(x->label, y->label) ||
            !span_equal(x->text, y->text))
            return false;
    }
    return true;
}
