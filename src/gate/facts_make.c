#include "gate/facts_make.h"

#include "base/limits.h"
#include "store/versions.h"

enum { DEFINITION_DEPTH_MAX = 8 }; /* marking definitions that are marked by others */

struct making {
    struct gate_writer *writer;
    struct arena *arena;
    struct facts *facts;
    int64_t self;
    int64_t *refs, *riders; /* room for all that the object names */
    size_t room;
    bool failed; /* within a question of marking_of */
    struct error err;
};

/* Marking definitions are told by their newest version, which is their only one: two contents are a
 * fork, and then there is none. */
static bool find_definition(struct making *making, struct span id, struct object *ret_object,
                            bool *ret_some, struct error *err)
{
    struct store *store = making->writer->store;
    struct version version;
    int64_t number = 0;
    int64_t seq = 0;
    *ret_some = false;
    if (!identifier_find(store, id, &number, err) ||
        (number != 0 && !identifier_newest(store, number, &seq, err)))
        return false;
    if (seq == 0)
        return true;
    if (!version_read(store, seq, true, making->arena, &version, err) ||
        !object_read(version.bytes, making->arena, ret_object, err))
        return false;
    *ret_some = ret_object->class == OBJECT_MARKING;
    return true;
}

static const struct object *source_find(void *context, struct span id)
{
    struct making *making = context;
    struct object *object = arena_alloc(making->arena, sizeof *object);
    bool some = false;
    if (making->failed)
        return NULL;
    if (object == NULL || !find_definition(making, id, object, &some, &making->err)) {
        making->failed = true;
        if (object == NULL)
            error_memory(&making->err, "reading markings");
        return NULL;
    }
    return some ? object : NULL;
}

static bool add_number(struct making *making, int64_t *numbers, size_t *count, struct span id,
                       struct error *err)
{
    int64_t number = 0;
    bool is_new = false;
    if (!identifier_make(making->writer->store, id, &number, &is_new, err))
        return false;
    for (size_t i = 0; i < *count; i++)
        if (numbers[i] == number)
            return true;
    if (number == making->self)
        return true;
    if (*count == making->room)
        return error_input(err, ERROR_LIMIT, "object",
                           "more than %zu references with those of its "
                           "marking definitions",
                           making->room);
    numbers[(*count)++] = number;
    return true;
}

static bool is_definition(struct span id)
{
    return span_equal(stix_id_type(id), span_text("marking-definition"));
}

/* What an object names, markings aside. */
static bool add_refs(struct making *making, const struct object *object, struct error *err)
{
    for (size_t i = 0; i < object->ref_count; i++)
        if (!is_definition(object->refs[i].id) &&
            !add_number(making, making->refs, &making->facts->ref_count, object->refs[i].id, err))
            return false;
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

/* Joins what an object is marked with, and what its definitions are, which travel with it. */
static bool add_markings(struct making *making, const struct object *object, unsigned depth,
                         struct error *err)
{
    struct facts *facts = making->facts;
    struct marking marking;
    enum tlp tlp;
    if (depth > DEFINITION_DEPTH_MAX) {
        facts->marking.defects |= DEFECT_CONTRADICTORY; /* a cycle, or as good as one */
        return true;
    }
    if (!own_marking(making, object, depth > 0, &marking, err) ||
        !marking_join(&facts->marking, &marking, making->arena, &facts->marking, err))
        return false;
    for (size_t i = 0; i < object->marking_count; i++) {
        struct object definition;
        bool some = false;
        if (tlp_of(object->markings[i], &tlp))
            continue;
        if (!add_number(making, making->riders, &facts->rider_count, object->markings[i], err) ||
            !find_definition(making, object->markings[i], &definition, &some, err) ||
            (some && (!add_refs(making, &definition, err) ||
                      !add_markings(making, &definition, depth + 1, err))))
            return false;
    }
    return true;
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

bool facts_make(struct gate_writer *writer, const struct object *object, int64_t id, int64_t org,
                struct arena *arena, struct facts *ret_facts, struct error *err)
{
    struct facts facts = {
        .revoked = object->revoked,
        .variant = object->class == OBJECT_SCO,
        .definition = object->class == OBJECT_MARKING,
        .marking = marking_clear,
    };
    struct making making = {.writer = writer,
                            .arena = arena,
                            .facts = &facts,
                            .self = id,
                            .room = object->ref_count + 64 * DEFINITION_DEPTH_MAX};
    making.refs = arena_array(arena, making.room, sizeof *making.refs);
    making.riders = arena_array(arena, making.room, sizeof *making.riders);
    if (making.refs == NULL || making.riders == NULL)
        return error_memory(err, "reading an object");
    if (!find_creator(&making, object, org, err) || !add_refs(&making, object, err) ||
        !add_markings(&making, object, 0, err))
        return false;
    facts.refs = making.refs;
    facts.riders = making.riders;
    *ret_facts = facts;
    return true;
}
