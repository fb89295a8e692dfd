#include "gate/facts.h"

#include "base/limits.h"

/* One byte each of what is true, then numbers as eight bytes, texts with their length before. All
 * little endian; the store's own, read by nobody else. */
enum {
    FACT_REVOKED = 1,
    FACT_RELAYED = 2,
    FACT_VARIANT = 4,
    FACT_DEFINITION = 8,
    FACT_JOINED = 16, /* its own marking is another: it comes behind */
    FACT_REL = 32,
};

static bool put_number(struct dynbuf *out, uint64_t number)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(number >> 8 * i);
    return dynbuf_append(out, bytes, sizeof bytes);
}

static bool put_numbers(struct dynbuf *out, const int64_t *numbers, size_t count)
{
    put_number(out, count);
    for (size_t i = 0; i < count; i++)
        put_number(out, (uint64_t)numbers[i]);
    return !out->failed;
}

static bool put_set(struct dynbuf *out, const struct marking_set *set)
{
    dynbuf_char(out, set->all);
    put_number(out, set->count);
    for (size_t i = 0; i < set->count; i++) {
        put_number(out, set->names[i].size);
        dynbuf_span(out, set->names[i]);
    }
    return !out->failed;
}

/* More originators than anybody asks deny as an unknown marking does, so that facts stay bounded,
 * however many definitions come after what they mark. */
static bool put_marking(struct dynbuf *out, const struct marking *marking)
{
    static const struct marking_set nobody = {0};
    bool many = marking->orcon.count > MARKING_NAMES_MAX;
    dynbuf_char(out, (char)marking->tlp);
    dynbuf_char(out, (char)marking->pap);
    dynbuf_char(out, (char)(marking->defects | (many ? DEFECT_UNKNOWN : 0)));
    put_set(out, &marking->rel);
    put_set(out, many ? &nobody : &marking->orcon);
    return put_set(out, &marking->persons);
}

bool facts_encode(const struct facts *facts, struct dynbuf *out)
{
    bool joined = !marking_same(&facts->marking, &facts->own);
    unsigned truths = (facts->revoked ? FACT_REVOKED : 0) | (facts->relayed ? FACT_RELAYED : 0) |
                      (facts->variant ? FACT_VARIANT : 0) |
                      (facts->definition ? FACT_DEFINITION : 0) | (joined ? FACT_JOINED : 0) |
                      (facts->rel ? FACT_REL : 0);
    dynbuf_char(out, (char)truths);
    put_number(out, (uint64_t)facts->creator);
    put_number(out, (uint64_t)facts->creator_org);
    put_numbers(out, facts->refs, facts->ref_count);
    put_numbers(out, facts->riders, facts->rider_count);
    put_marking(out, &facts->marking);
    return !joined || put_marking(out, &facts->own);
}

struct cursor {
    struct span rest;
    struct arena *arena;
    struct error *err;
};

static bool damaged(struct cursor *cursor)
{
    return error_input(cursor->err, ERROR_DAMAGED, "store",
                       "what the gate knows of an object cannot be read");
}

static bool take_bytes(struct cursor *cursor, size_t size, struct span *ret_bytes)
{
    if (cursor->rest.size < size)
        return damaged(cursor);
    *ret_bytes = span_part(cursor->rest, 0, size);
    cursor->rest = span_part(cursor->rest, size, cursor->rest.size);
    return true;
}

static bool take_number(struct cursor *cursor, uint64_t *ret_number)
{
    struct span bytes;
    uint64_t number = 0;
    if (!take_bytes(cursor, 8, &bytes))
        return false;
    for (size_t i = 0; i < 8; i++)
        number |= (uint64_t)bytes.data[i] << 8 * i;
    *ret_number = number;
    return true;
}

/* A count of things that take at least `size` bytes each. */
static bool take_count(struct cursor *cursor, size_t size, size_t *ret_count)
{
    uint64_t count = 0;
    if (!take_number(cursor, &count))
        return false;
    if (count > cursor->rest.size / size)
        return damaged(cursor);
    *ret_count = (size_t)count;
    return true;
}

static bool take_numbers(struct cursor *cursor, const int64_t **ret_numbers, size_t *ret_count)
{
    size_t count = 0;
    if (!take_count(cursor, 8, &count))
        return false;
    int64_t *numbers = arena_array(cursor->arena, count, sizeof *numbers);
    if (numbers == NULL)
        return error_memory(cursor->err, "deciding");
    for (size_t i = 0; i < count; i++) {
        uint64_t number = 0;
        if (!take_number(cursor, &number))
            return false;
        numbers[i] = (int64_t)number;
    }
    *ret_numbers = numbers;
    *ret_count = count;
    return true;
}

static bool take_set(struct cursor *cursor, struct marking_set *ret_set)
{
    struct span all;
    size_t count = 0;
    if (!take_bytes(cursor, 1, &all) || !take_count(cursor, 8, &count))
        return false;
    struct span *names = arena_array(cursor->arena, count, sizeof *names);
    if (names == NULL)
        return error_memory(cursor->err, "deciding");
    for (size_t i = 0; i < count; i++) {
        size_t size = 0;
        if (!take_count(cursor, 1, &size) || !take_bytes(cursor, size, &names[i]))
            return false;
    }
    *ret_set = (struct marking_set){.all = all.data[0] != 0, .names = names, .count = count};
    return true;
}

static bool take_marking(struct cursor *cursor, struct marking *ret_marking)
{
    struct span head;
    struct marking marking = {0};
    if (!take_bytes(cursor, 3, &head) || !take_set(cursor, &marking.rel) ||
        !take_set(cursor, &marking.orcon) || !take_set(cursor, &marking.persons))
        return false;
    if (head.data[0] > TLP_RED || head.data[1] > PAP_RED)
        return damaged(cursor);
    marking.tlp = (enum tlp)head.data[0];
    marking.pap = (enum pap)head.data[1];
    marking.defects = head.data[2];
    *ret_marking = marking;
    return true;
}

bool facts_decode(struct span bytes, struct arena *arena, struct facts *ret_facts,
                  struct error *err)
{
    struct cursor cursor = {.rest = bytes, .arena = arena, .err = err};
    struct facts facts = {0};
    struct span head;
    uint64_t creator = 0;
    uint64_t org = 0;
    if (!take_bytes(&cursor, 1, &head) || !take_number(&cursor, &creator) ||
        !take_number(&cursor, &org) || !take_numbers(&cursor, &facts.refs, &facts.ref_count) ||
        !take_numbers(&cursor, &facts.riders, &facts.rider_count) ||
        !take_marking(&cursor, &facts.marking))
        return false;
    facts.own = facts.marking;
    if ((head.data[0] & FACT_JOINED) != 0 && !take_marking(&cursor, &facts.own))
        return false;
    if (cursor.rest.size > 0)
        return damaged(&cursor);
    facts.revoked = head.data[0] & FACT_REVOKED;
    facts.relayed = head.data[0] & FACT_RELAYED;
    facts.variant = head.data[0] & FACT_VARIANT;
    facts.definition = head.data[0] & FACT_DEFINITION;
    facts.rel = head.data[0] & FACT_REL;
    facts.creator = (int64_t)creator;
    facts.creator_org = (int64_t)org;
    *ret_facts = facts;
    return true;
}

static bool same_numbers(const int64_t *one, size_t count, const int64_t *other, size_t others)
{
    return count == others && (count == 0 || memcmp(one, other, count * sizeof *one) == 0);
}

bool facts_alike(const struct facts *one, const struct facts *other)
{
    return marking_same(&one->own, &other->own) && one->creator == other->creator &&
           same_numbers(one->refs, one->ref_count, other->refs, other->ref_count) &&
           same_numbers(one->riders, one->rider_count, other->riders, other->rider_count);
}
