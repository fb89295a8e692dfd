#include "gate/facts_make.h"

#include "base/limits.h"
#include "gate/id_set.h"
#include "intel/rel.h"
#include "store/versions.h"

enum {
    DEFINITION_DEPTH_MAX = 8, /* marking definitions that are marked by others */
    RIDERS_MAX = 1 << 12,     /* of one object; with more its marking cannot be told */
};

struct making {
    struct gate_writer *writer;
    struct arena *arena;
    struct facts *facts;
    int64_t self;
    struct id_set refs, riders;
    int64_t path[DEFINITION_DEPTH_MAX]; /* definitions that are marked by each other, from the
                                           object on */
    bool failed;                        /* within a question of marking_of */
    struct error err;
};

static bool find_definition(struct making *making, struct span id, const struct object **ret_object,
                            struct error *err)
{
    struct gate_writer *writer = making->writer;
    return definition_find(&writer->definitions, writer->store, id, making->arena, ret_object, err);
}

static const struct object *source_find(void *context, struct span id)
{
    struct making *making = context;
    const struct object *object = NULL;
    making->failed = making->failed || !find_definition(making, id, &object, &making->err);
    return making->failed ? NULL : object;
}

static bool add_number(struct making *making, struct id_set *set, struct span id,
                       int64_t *ret_number, bool *ret_new, struct error *err)
{
    int64_t number = 0;
    bool is_new = false;
    if (!identifier_make(making->writer->store, id, &number, &is_new, err) ||
        (number != making->self && !id_set_add(set, number, ret_new, err)))
        return false;
    *ret_number = number;
    return true;
}

static bool is_definition(struct span id)
{
    return span_equal(stix_id_type(id), span_text("marking-definition"));
}

/* A definition that is named as a thing, not as a marking, does not travel: it must go as
 * everything else that is named. Those of TLP are known to all. */
static bool names_definition(struct making *making, struct span id, bool *ret_names,
                             struct error *err)
{
    int64_t number = 0;
    size_t place = 0;
    enum tlp tlp;
    *ret_names = false;
    if (tlp_of(id, &tlp))
        return true;
    if (!identifier_find(making->writer->store, id, &number, err))
        return false;
    *ret_names = number == 0 || !id_set_find(&making->riders, number, &place);
    return true;
}

/* What an object names, markings aside, which are among the riders already. */
static bool add_refs(struct making *making, const struct object *object, struct error *err)
{
    for (size_t i = 0; i < object->ref_count; i++) {
        struct span id = object->refs[i].id;
        int64_t number = 0;
        bool is_new = false;
        bool counts = true;
        if ((is_definition(id) && !names_definition(making, id, &counts, err)) ||
            (counts && !add_number(making, &making->refs, id, &number, &is_new, err)))
            return false;
    }
    return true;
}

/* The marking of an object; NO_TLP is no defect of a definition, which has none as a rule. */
static bool own_marking(struct making *making, const struct object *object, bool definition,
                        struct marking *ret_marking, struct error *err)
{
    const struct marking_source source = {.find = source_find, .context = making};
    struct marking marking;
    if (definition && object->marking_count == 0) {
        *ret_marking = marking_clear;
        return true;
    }
    if (!marking_of(object, &source, making->arena, &marking, err))
        return false;
    if (making->failed) {
        *err = making->err;
        return false;
    }
    *ret_marking = marking;
    return true;
}

static bool on_path(const struct making *making, unsigned depth, int64_t number)
{
    for (unsigned i = 0; i < depth; i++)
        if (making->path[i] == number)
            return true;
    return number == making->self;
}

static bool add_markings(struct making *making, const struct object *object, unsigned depth,
                         struct error *err);

/* One definition, with its own markings and what it names; each is walked once. A cycle of them, or
 * what is as good as one, cannot be told. */
static bool add_definition(struct making *making, struct span id, unsigned depth, struct error *err)
{
    struct facts *facts = making->facts;
    const struct object *definition = NULL;
    int64_t number = 0;
    bool is_new = false;
    if (!add_number(making, &making->riders, id, &number, &is_new, err))
        return false;
    if (on_path(making, depth, number) || depth == DEFINITION_DEPTH_MAX ||
        making->riders.count > RIDERS_MAX) {
        facts->marking.defects |= DEFECT_CONTRADICTORY;
        return true;
    }
    if (!is_new)
        return true;
    making->path[depth] = number;
    return find_definition(making, id, &definition, err) &&
           (definition == NULL || add_markings(making, definition, depth + 1, err));
}

/* Joins what an object is marked with, and what its definitions are, which travel with it; and adds
 * what they name. */
static bool add_markings(struct making *making, const struct object *object, unsigned depth,
                         struct error *err)
{
    struct facts *facts = making->facts;
    struct marking marking;
    enum tlp tlp;
    if (!own_marking(making, object, depth > 0, &marking, err) ||
        !marking_join(&facts->marking, &marking, making->arena, &facts->marking, err))
        return false;
    for (size_t i = 0; i < object->marking_count; i++)
        if (!tlp_of(object->markings[i], &tlp) &&
            !add_definition(making, object->markings[i], depth, err))
            return false;
    return add_refs(making, object, err);
}

/* An object without a creator is the poster's; one of a creator who is registered elsewhere, or
 * nowhere, is relayed: the own people may keep it under an import record. */
static bool find_creator(struct making *making, const struct object *object, int64_t org,
                         struct error *err)
{
    struct facts *facts = making->facts;
    int64_t of = org;
    bool is_new = false;
    if (object->created_by.size > 0 &&
        (!identity_org(making->writer->store, object->created_by, &of, err) ||
         !identifier_make(making->writer->store, object->created_by, &facts->creator, &is_new,
                          err)))
        return false;
    if (of != org && org != making->writer->world->own)
        return error_input(err, ERROR_VALUE, "created_by_ref",
                           "an identity that is not registered for who posts");
    facts->creator_org = of;
    facts->relayed = of != org;
    return true;
}

static bool keep_set(const struct id_set *set, struct arena *arena, const int64_t **ret_numbers,
                     size_t *ret_count, struct error *err)
{
    int64_t *numbers = arena_array(arena, set->count, sizeof *numbers);
    if (numbers == NULL)
        return error_memory(err, "reading an object");
    if (set->count > 0)
        memcpy(numbers, set->numbers, set->count * sizeof *numbers);
    *ret_numbers = numbers;
    *ret_count = set->count;
    return true;
}

bool facts_make(struct gate_writer *writer, const struct object *object, int64_t id, int64_t org,
                struct arena *arena, struct facts *ret_facts, struct error *err)
{
    struct facts facts = {
        .revoked = object->revoked,
        .variant = object->class == OBJECT_SCO,
        .definition = object->class == OBJECT_MARKING,
        .rel = object->class == OBJECT_MARKING && rel_is(object->root),
        .marking = marking_clear,
    };
    struct making making = {.writer = writer, .arena = arena, .facts = &facts, .self = id};
    bool ok = find_creator(&making, object, org, err) && add_markings(&making, object, 0, err) &&
              keep_set(&making.refs, arena, &facts.refs, &facts.ref_count, err) &&
              keep_set(&making.riders, arena, &facts.riders, &facts.rider_count, err);
    id_set_release(&making.refs);
    id_set_release(&making.riders);
    facts.own = facts.marking;
    if (ok)
        *ret_facts = facts;
    return ok;
}
