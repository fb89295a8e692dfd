#include "intel/marking.h"

#include "base/limits.h"
#include "intel/rel.h"

const struct marking marking_clear = {
    .tlp = TLP_CLEAR, .rel = {.all = true}, .persons = {.all = true}, .pap = PAP_CLEAR};

/* One walk over two sorted sets; `keeps` says of which side's names, or both's. */
enum keep { KEEP_COMMON, KEEP_ANY };

static size_t merge(const struct marking_set *one, const struct marking_set *other, enum keep keep,
                    struct span *ret_names)
{
    size_t i = 0, j = 0, count = 0;
    while (i < one->count || j < other->count) {
        int order = i == one->count     ? 1
                    : j == other->count ? -1
                                        : span_compare(one->names[i], other->names[j]);
        if (order == 0 || keep == KEEP_ANY)
            ret_names[count++] = order <= 0 ? one->names[i] : other->names[j];
        i += order <= 0;
        j += order >= 0;
    }
    return count;
}

static bool combine(const struct marking_set *one, const struct marking_set *other, enum keep keep,
                    struct arena *arena, struct marking_set *ret_set, struct error *err)
{
    if (one->all || other->all) { /* all is neutral where what is common is kept */
        *ret_set = one->all ? *other : *one;
        return true;
    }
    size_t room = one->count + other->count;
    struct span *names = room == 0 ? NULL : arena_array(arena, room, sizeof *names);
    if (room > 0 && names == NULL)
        return error_memory(err, "joining markings");
    size_t count = room == 0 ? 0 : merge(one, other, keep, names);
    *ret_set = (struct marking_set){.names = names, .count = count};
    return true;
}

bool marking_join(const struct marking *one, const struct marking *other, struct arena *arena,
                  struct marking *ret_marking, struct error *err)
{
    struct marking joined = {
        .tlp = one->tlp > other->tlp ? one->tlp : other->tlp,
        .pap = one->pap > other->pap ? one->pap : other->pap,
        .defects = one->defects | other->defects,
    };
    if (!combine(&one->rel, &other->rel, KEEP_COMMON, arena, &joined.rel, err) ||
        !combine(&one->persons, &other->persons, KEEP_COMMON, arena, &joined.persons, err) ||
        !combine(&one->orcon, &other->orcon, KEEP_ANY, arena, &joined.orcon, err))
        return false;
    *ret_marking = joined;
    return true;
}

static bool same_set(const struct marking_set *one, const struct marking_set *other)
{
    if (one->all != other->all || one->count != other->count)
        return false;
    for (size_t i = 0; i < one->count; i++)
        if (!span_equal(one->names[i], other->names[i]))
            return false;
    return true;
}

bool marking_same(const struct marking *one, const struct marking *other)
{
    return one->tlp == other->tlp && one->pap == other->pap && one->defects == other->defects &&
           same_set(&one->rel, &other->rel) && same_set(&one->orcon, &other->orcon) &&
           same_set(&one->persons, &other->persons);
}

/* What is gathered from the definitions of one object. */
struct gathering {
    const struct object *object;
    const struct marking_source *source;
    struct arena *arena;
    struct marking marking; /* of what was seen so far */
    bool has_pap;
    size_t levels, rels; /* of object_marking_refs */
    enum tlp level;      /* the last of them */
};

/* One level more. In object_marking_refs there is one; granular ones join. */
static void take_level(struct gathering *gathering, enum tlp tlp, bool whole)
{
    struct marking *marking = &gathering->marking;
    if (whole && gathering->levels++ > 0)
        marking->defects |= tlp == gathering->level ? DEFECT_DOUBLED : DEFECT_CONTRADICTORY;
    if (whole)
        gathering->level = tlp;
    marking->defects &= ~(unsigned)DEFECT_NO_TLP;
    marking->tlp = tlp > marking->tlp ? tlp : marking->tlp;
}

static bool take_rel(struct gathering *gathering, const struct json_value *definition, bool whole,
                     struct error *err)
{
    struct marking *marking = &gathering->marking;
    struct rel_marking rel;
    struct error why;
    if (!rel_read(definition, gathering->arena, &rel, &why)) {
        if (error_is_environment(why.code)) {
            *err = why;
            return false;
        }
        marking->defects |= DEFECT_UNKNOWN;
        return true;
    }
    if (whole && gathering->rels++ > 0)
        marking->defects |= DEFECT_DOUBLED;
    if (rel.has_pap) {
        marking->pap = !gathering->has_pap || rel.pap > marking->pap ? rel.pap : marking->pap;
        gathering->has_pap = true;
    }
    rel.persons.all = rel.persons.count == 0;
    struct arena *arena = gathering->arena;
    return combine(&marking->rel, &rel.rel, KEEP_COMMON, arena, &marking->rel, err) &&
           combine(&marking->persons, &rel.persons, KEEP_COMMON, arena, &marking->persons, err) &&
           combine(&marking->orcon, &rel.orcon, KEEP_ANY, arena, &marking->orcon, err);
}

/* A statement says something and restricts nothing; an extension may restrict, and is not known. */
static bool is_statement(const struct json_value *definition)
{
    return span_is(json_member_text(definition, "definition_type"), "statement") &&
           json_member(definition, "extensions") == NULL;
}

static bool take(struct gathering *gathering, size_t place, struct error *err)
{
    const struct object *object = gathering->object;
    struct span id = object->markings[place];
    bool whole = place < object->object_marking_count;
    enum tlp tlp;
    for (size_t i = 0; whole && i < place; i++)
        if (span_equal(object->markings[i], id))
            gathering->marking.defects |= DEFECT_DOUBLED;
    if (tlp_of(id, &tlp)) {
        take_level(gathering, tlp, whole);
        return true;
    }
    const struct object *definition = gathering->source->find(gathering->source->context, id);
    if (definition != NULL && rel_is(definition->root))
        return take_rel(gathering, definition->root, whole, err);
    if (definition == NULL || !is_statement(definition->root))
        gathering->marking.defects |= DEFECT_UNKNOWN;
    return true;
}

static bool gather(struct gathering *gathering, struct error *err)
{
    const struct object *object = gathering->object;
    if (object->marking_count > MARKING_NAMES_MAX) {
        gathering->marking.defects |= DEFECT_UNKNOWN;
        return true;
    }
    for (size_t i = 0; i < object->marking_count; i++)
        if (!take(gathering, i, err))
            return false;
    return true;
}

/* What holds of a whole marking: who is meant must be said at AMBER and above, and persons at RED,
 * where they count. */
static void complete(struct marking *marking)
{
    if (marking->tlp >= TLP_AMBER && marking->rel.all)
        marking->defects |= DEFECT_NO_REL;
    if (marking->tlp < TLP_RED)
        marking->persons = (struct marking_set){.all = true};
    else if (marking->persons.all)
        marking->persons = (struct marking_set){.all = false};
}

bool marking_of(const struct object *object, const struct marking_source *source,
                struct arena *arena, struct marking *ret_marking, struct error *err)
{
    struct gathering gathering = {
        .object = object, .source = source, .arena = arena, .marking = marking_clear};
    struct marking *marking = &gathering.marking;
    marking->defects = DEFECT_NO_TLP;
    if (!gather(&gathering, err))
        return false;
    if (!gathering.has_pap)
        marking->pap = PAP_GREEN;
    complete(marking);
    *ret_marking = *marking;
    return true;
}

bool marking_raise(const struct marking *marking, const struct span *ids, size_t count,
                   const struct marking_source *source, struct arena *arena,
                   struct marking *ret_marking, struct error *err)
{
    const struct object beside = {
        .markings = ids, .marking_count = count, .object_marking_count = count};
    struct gathering gathering = {
        .object = &beside, .source = source, .arena = arena, .marking = marking_clear};
    struct marking raised;
    if (!gather(&gathering, err) || !marking_join(marking, &gathering.marking, arena, &raised, err))
        return false;
    complete(&raised);
    *ret_marking = raised;
    return true;
}

static bool has(const struct marking_set *set, struct span name)
{
    size_t from = 0, to = set->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = span_compare(set->names[middle], name);
        if (order == 0)
            return true;
        *(order < 0 ? &from : &to) = order < 0 ? middle + 1 : middle;
    }
    return set->all;
}

static bool person_named(const struct marking *marking, const struct audience *audience)
{
    return marking->tlp < TLP_RED ||
           (audience->person.size > 0 && has(&marking->persons, audience->person));
}

enum reach marking_reaches(const struct marking *marking, const struct audience *audience)
{
    /* Highest TLP that a class may have; own people may have what was taken in. */
    static const enum tlp highest[] = {
        [AUDIENCE_PUBLIC] = TLP_CLEAR,
        [AUDIENCE_DESK] = TLP_AMBER,
        [AUDIENCE_MEMBER] = TLP_RED,
        [AUDIENCE_OWN] = TLP_RED,
    };
    if (audience->creator)
        return REACH_YES;
    if (audience->class == AUDIENCE_OWN)
        return person_named(marking, audience) ? REACH_YES : REACH_NO_PERSON;
    if (marking->defects != 0)
        return REACH_NO_MARKING;
    if (marking->tlp > highest[audience->class])
        return REACH_NO_TLP;
    struct span name = audience->class == AUDIENCE_DESK ? span_text("DESK") : audience->member;
    if (audience->class == AUDIENCE_PUBLIC ? !marking->rel.all : !has(&marking->rel, name))
        return REACH_NO_REL;
    return person_named(marking, audience) ? REACH_YES : REACH_NO_PERSON;
}

const char *reach_text(enum reach reach)
{
    static const char *const texts[] = {
        [REACH_YES] = "the marking lets it",
        [REACH_NO_MARKING] = "the marking is none, unknown, doubled or contradictory",
        [REACH_NO_TLP] = "the TLP level does not go there",
        [REACH_NO_REL] = "REL does not name it",
        [REACH_NO_PERSON] = "TLP:RED, and the person is not named",
    };
    return texts[reach];
}

const char *pap_name(enum pap pap)
{
    static const char *const names[] = {
        [PAP_CLEAR] = "PAP:CLEAR",
        [PAP_GREEN] = "PAP:GREEN",
        [PAP_AMBER] = "PAP:AMBER",
        [PAP_RED] = "PAP:RED",
    };
    return names[pap];
}

static void write_names(struct dynbuf *buffer, const char *what, const struct marking_set *set)
{
    dynbuf_format(buffer, " %s", what);
    for (size_t i = 0; i < set->count; i++) {
        dynbuf_text(buffer, i == 0 ? " " : ", ");
        dynbuf_span(buffer, set->names[i]);
    }
    if (set->count == 0)
        dynbuf_text(buffer, set->all ? " ALL" : " NONE");
}

void marking_write(struct dynbuf *buffer, const struct marking *marking)
{
    static const char *const defects[] = {"no TLP", "no REL", "unknown", "doubled",
                                          "contradictory"};
    dynbuf_text(buffer, tlp_name(marking->tlp));
    if (!marking->rel.all)
        write_names(buffer, "REL TO", &marking->rel);
    if (marking->orcon.count > 0)
        write_names(buffer, "ORCON", &marking->orcon);
    if (marking->tlp == TLP_RED)
        write_names(buffer, "FOR", &marking->persons);
    if (marking->pap != PAP_GREEN)
        dynbuf_format(buffer, " %s", pap_name(marking->pap));
    for (size_t i = 0; i < sizeof defects / sizeof defects[0]; i++)
        if (marking->defects & (1u << i))
            dynbuf_format(buffer, " (%s)", defects[i]);
}
