#include "screen/join.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "screen/birth.h"
#include "screen/nation.h"
#include "text/fold.h"

/* A key that two entries may share. Strong ones join by themselves. */
enum strength { KEY_STRONG, KEY_NAME_AND_BIRTH, KEY_NAME };

struct join_key {
    enum strength strength;
    struct span text;
    size_t party;
};

void joining_init(struct joining *joining)
{
    *joining = (struct joining){.count = 0};
    arena_init(&joining->texts, LIST_TEXTS_BYTES_MAX);
}

void joining_release(struct joining *joining)
{
    free(joining->parties);
    free(joining->candidates);
    free(joining->keys);
    free(joining->next);
    free(joining->apart);
    arena_release(&joining->texts);
    *joining = (struct joining){.count = 0};
}

static bool add_key(struct joining *joining, enum strength strength, struct span text, size_t party,
                    struct error *err)
{
    enum { KEYS_MAX = 1 << 24 };
    struct join_key *grown = array_grow(joining->keys, &joining->key_capacity,
                                        joining->key_count + 1, sizeof *grown, KEYS_MAX);
    const char *kept = arena_text(&joining->texts, text);
    if (grown == NULL)
        return array_error(joining->key_count + 1, KEYS_MAX, "keys of parties", err);
    joining->keys = grown;
    if (kept == NULL)
        return error_memory(err, "joining parties");
    grown[joining->key_count++] = (struct join_key){strength, span_of(kept, text.size), party};
    return true;
}

/* Letters and digits alone, in upper case: how an id is compared. Short ones say too little. */
static bool id_text(struct dynbuf *text, const char *prefix, struct span id, size_t least)
{
    size_t count = 0;
    dynbuf_clear(text);
    dynbuf_text(text, prefix);
    for (size_t i = 0; i < id.size; i++) {
        unsigned char byte = id.data[i];
        if (byte >= 'a' && byte <= 'z')
            byte = (unsigned char)(byte - 'a' + 'A');
        if ((byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9')) {
            dynbuf_char(text, (char)byte);
            count++;
        }
    }
    return count >= least && !text->failed;
}

static bool add_id(struct joining *joining, size_t party, const struct fact *fact,
                   struct dynbuf *text, struct error *err)
{
    bool any = false;
    dynbuf_clear(text);
    if (fact->kind == FACT_ID && span_is(fact->label, "IMO"))
        any = id_text(text, "imo ", fact->text, 7);
    else if (fact->kind == FACT_ID && span_is(fact->label, "Passport"))
        any = id_text(text, "passport ", fact->text, 6);
    else if (fact->kind == FACT_REFERENCE)
        any = id_text(text, "un ", fact->text, 6);
    else if (fact->kind == FACT_ADDRESS && (fact->flags & FACT_MISTYPED) == 0) {
        dynbuf_text(text, "address ");
        bool evm = span_starts_with(fact->text, "0x");
        for (size_t i = 0; i < fact->text.size; i++)
            dynbuf_char(text, (char)(evm ? fact->text.data[i] | 0x20 : fact->text.data[i]));
        any = true;
    }
    if (text->failed)
        return dynbuf_error(text, "an id", err);
    return !any || add_key(joining, KEY_STRONG, dynbuf_bytes(text), party, err);
}

/* The name alone, and with each full birth date. */
static bool add_name(struct joining *joining, size_t party, const struct fact *name,
                     struct dynbuf *folded, struct dynbuf *text, struct error *err)
{
    const struct list_entry *entry = joining->parties[party].entry;
    if (!fold_name(folded, name->text, err))
        return false;
    if (folded->size == 0)
        return true;
    dynbuf_clear(text);
    dynbuf_format(text, "%s ", fold_script(dynbuf_bytes(folded)));
    if (!dynbuf_span(text, dynbuf_bytes(folded)))
        return dynbuf_error(text, "a name", err);
    if (!add_key(joining, KEY_NAME, dynbuf_bytes(text), party, err))
        return false;
    size_t size = text->size;
    for (size_t i = 0; i < entry->fact_count; i++) {
        const struct fact *birth = &entry->facts[i];
        if (birth->kind != FACT_BIRTH || !birth_is_full(birth->text))
            continue;
        text->size = size;
        dynbuf_char(text, '|');
        if (!dynbuf_span(text, birth->text))
            return dynbuf_error(text, "a name", err);
        if (!add_key(joining, KEY_NAME_AND_BIRTH, dynbuf_bytes(text), party, err))
            return false;
    }
    return true;
}

static bool add_keys(struct joining *joining, size_t party, struct dynbuf *folded,
                     struct dynbuf *text, struct error *err)
{
    const struct joined_party *joined = &joining->parties[party];
    const struct list_entry *entry = joined->entry;
    for (size_t i = 0; i < entry->fact_count; i++) {
        const struct fact *fact = &entry->facts[i];
        bool name = fact->kind == FACT_NAME || fact->kind == FACT_ALIAS;
        if (!(name ? add_name(joining, party, fact, folded, text, err)
                   : add_id(joining, party, fact, text, err)))
            return false;
    }
    if (strcmp(joined->kind->name, "un") == 0 && id_text(text, "un ", entry->number, 6))
        return add_key(joining, KEY_STRONG, dynbuf_bytes(text), party, err);
    return true;
}

bool joining_add(struct joining *joining, const struct list_version *version,
                 const struct list_index *index, struct error *err)
{
    const struct list_kind *kind = list_kind_named(version->list);
    struct dynbuf folded, text;
    bool ok = true;
    if (kind == NULL || !kind->parties)
        return true;
    dynbuf_init(&folded, FOLD_BYTES_MAX * 18);
    dynbuf_init(&text, FOLD_BYTES_MAX * 20);
    for (size_t i = 0; ok && i < index->count; i++) {
        struct joined_party *grown =
            array_grow(joining->parties, &joining->capacity, joining->count + 1, sizeof *grown,
                       LIST_ENTRIES_MAX);
        if (grown == NULL) {
            ok = array_error(joining->count + 1, LIST_ENTRIES_MAX, "parties", err);
            break;
        }
        joining->parties = grown;
        size_t party = joining->count++;
        grown[party] = (struct joined_party){version, kind, &index->entries[i], party};
        ok = add_keys(joining, party, &folded, &text, err);
    }
    dynbuf_release(&folded);
    dynbuf_release(&text);
    return ok;
}

static int compare_keys(const void *a, const void *b)
{
    const struct join_key *x = a, *y = b;
    if (x->strength != y->strength)
        return x->strength < y->strength ? -1 : 1;
    int order = span_compare(x->text, y->text);
    return order != 0 ? order : (x->party > y->party) - (x->party < y->party);
}

static bool is_party(const struct joined_party *party, const char *list, struct span key)
{
    return strcmp(party->version->list, list) == 0 && span_equal(party->entry->key, key);
}

/* The party that a verdict names; false when no list in force has it. */
static bool find_party(const struct joining *joining, const char *list, struct span key,
                       size_t *ret_party)
{
    for (size_t i = 0; i < joining->count; i++)
        if (is_party(&joining->parties[i], list, key)) {
            *ret_party = i;
            return true;
        }
    return false;
}

/* Whether a later verdict is about the same two. */
static bool is_overruled(const struct verdicts *verdicts, size_t at)
{
    const struct verdict *old = &verdicts->items[at];
    for (size_t i = at + 1; i < verdicts->count; i++) {
        const struct verdict *new = &verdicts->items[i];
        bool straight = strcmp(old->list_a, new->list_a) == 0 &&
                        strcmp(old->list_b, new->list_b) == 0 &&
                        span_equal(old->key_a, new->key_a) && span_equal(old->key_b, new->key_b);
        bool crossed = strcmp(old->list_a, new->list_b) == 0 &&
                       strcmp(old->list_b, new->list_a) == 0 &&
                       span_equal(old->key_a, new->key_b) && span_equal(old->key_b, new->key_a);
        if (straight || crossed)
            return true;
    }
    return false;
}

/* Whether two sets may become one: no list with ids twice, and no verdict against it. */
static bool may_join(const struct joining *joining, size_t a, size_t b, bool by_person)
{
    const struct joined_party *parties = joining->parties;
    size_t i = a, j;
    do {
        j = b;
        do {
            if (!by_person && parties[i].kind->has_ids && parties[i].kind == parties[j].kind)
                return false;
        } while ((j = joining->next[j]) != b);
    } while ((i = joining->next[i]) != a);
    for (size_t k = 0; k < joining->apart_count; k++) {
        size_t x = parties[joining->apart[k].a].set, y = parties[joining->apart[k].b].set;
        if ((x == parties[a].set && y == parties[b].set) ||
            (x == parties[b].set && y == parties[a].set))
            return false;
    }
    return true;
}

static void join(struct joining *joining, size_t a, size_t b, bool by_person)
{
    size_t set = joining->parties[a].set, at = b;
    if (set == joining->parties[b].set || !may_join(joining, a, b, by_person))
        return;
    do
        joining->parties[at].set = set;
    while ((at = joining->next[at]) != b);
    size_t next = joining->next[a]; /* two rings become one */
    joining->next[a] = joining->next[b];
    joining->next[b] = next;
}

/* A person's word: first who is apart, so that no join crosses it, then who is one. */
static bool apply_verdicts(struct joining *joining, const struct verdicts *verdicts,
                           struct error *err)
{
    joining->apart = calloc(verdicts->count + 1, sizeof *joining->apart);
    if (joining->apart == NULL)
        return error_memory(err, "joining parties");
    for (unsigned same = 0; same < 2; same++)
        for (size_t i = 0; i < verdicts->count; i++) {
            const struct verdict *verdict = &verdicts->items[i];
            size_t a, b;
            if (verdict->same != (same == 1) || is_overruled(verdicts, i) ||
                !find_party(joining, verdict->list_a, verdict->key_a, &a) ||
                !find_party(joining, verdict->list_b, verdict->key_b, &b))
                continue;
            if (verdict->same)
                join(joining, a, b, true);
            else
                joining->apart[joining->apart_count++] = (struct join_candidate){a, b};
        }
    return true;
}

static bool add_candidate(struct joining *joining, size_t a, size_t b, struct error *err)
{
    enum { CANDIDATES_MAX = 1 << 22 };
    struct join_candidate *grown =
        array_grow(joining->candidates, &joining->candidate_capacity, joining->candidate_count + 1,
                   sizeof *grown, CANDIDATES_MAX);
    if (grown == NULL)
        return array_error(joining->candidate_count + 1, CANDIDATES_MAX, "candidates", err);
    joining->candidates = grown;
    grown[joining->candidate_count++] =
        a < b ? (struct join_candidate){a, b} : (struct join_candidate){b, a};
    return true;
}

/* A person is no body: a remark may quote the number of a body that a person works for. */
static bool kinds_conflict(const struct list_entry *a, const struct list_entry *b)
{
    return a->kind != PARTY_UNKNOWN && b->kind != PARTY_UNKNOWN &&
           (a->kind == PARTY_PERSON) != (b->kind == PARTY_PERSON);
}

/* All that share one key. */
static bool take_run(struct joining *joining, const struct join_key *run, size_t count,
                     struct error *err)
{
    enum { RUN_MAX = 64 }; /* a name that so many bear says nothing */
    for (size_t i = 0; i < count && count <= RUN_MAX; i++)
        for (size_t j = i + 1; j < count; j++) {
            const struct joined_party *a = &joining->parties[run[i].party],
                                      *b = &joining->parties[run[j].party];
            if (run->strength != KEY_NAME && kinds_conflict(a->entry, b->entry))
                continue;
            if (run->strength == KEY_STRONG ||
                (run->strength == KEY_NAME_AND_BIRTH && !nations_conflict(a->entry, b->entry)))
                join(joining, run[i].party, run[j].party, false);
            else if (run->strength == KEY_NAME && a->set != b->set &&
                     strcmp(a->kind->authority, b->kind->authority) != 0 &&
                     !add_candidate(joining, run[i].party, run[j].party, err))
                return false;
        }
    return true;
}

static int compare_candidates(const void *a, const void *b)
{
    const struct join_candidate *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static void sort_candidates(struct joining *joining)
{
    size_t kept = 0;
    struct join_candidate *all = joining->candidates;
    if (joining->candidate_count == 0)
        return;
    qsort(all, joining->candidate_count, sizeof *all, compare_candidates);
    for (size_t i = 0; i < joining->candidate_count; i++)
        if (kept == 0 || compare_candidates(&all[kept - 1], &all[i]) != 0)
            all[kept++] = all[i];
    joining->candidate_count = kept;
}

bool joining_run(struct joining *joining, const struct verdicts *verdicts, struct error *err)
{
    joining->next = calloc(joining->count + 1, sizeof *joining->next);
    if (joining->next == NULL)
        return error_memory(err, "joining parties");
    for (size_t i = 0; i < joining->count; i++)
        joining->next[i] = i;
    if (!apply_verdicts(joining, verdicts, err))
        return false;
    if (joining->key_count > 0)
        qsort(joining->keys, joining->key_count, sizeof *joining->keys, compare_keys);
    for (size_t from = 0, to; from < joining->key_count; from = to) {
        const struct join_key *first = &joining->keys[from];
        to = from + 1;
        while (to < joining->key_count && joining->keys[to].strength == first->strength &&
               span_equal(joining->keys[to].text, first->text))
            to++;
        if (!take_run(joining, first, to - from, err))
            return false;
    }
    sort_candidates(joining);
    return true;
}
