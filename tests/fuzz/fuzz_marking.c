/* A line an object: marking definitions, then one that is marked. A REL TO marking that is taken is
 * the one that would be made; the object's marking goes no further than what its parts say. */
#include "base/limits.h"
#include "intel/check.h"
#include "intel/rel.h"

#include "target.h"

enum { DEFINITIONS_MAX = 8 };

struct definitions {
    struct object objects[DEFINITIONS_MAX];
    size_t count;
};

static const struct object *find(void *context, struct span id)
{
    const struct definitions *definitions = context;
    for (size_t i = 0; i < definitions->count; i++)
        if (span_equal(definitions->objects[i].id, id))
            return &definitions->objects[i];
    return NULL;
}

static void make_again(const struct object *object, struct arena *arena)
{
    struct rel_marking rel;
    struct dynbuf made;
    struct object again;
    struct error err;
    if (!rel_is(object->root) || !rel_check(object->root, arena, &err))
        return;
    dynbuf_init(&made, OBJECT_BYTES_MAX);
    ensure(rel_read(object->root, arena, &rel, &err) && rel_make(&made, &rel, &err));
    ensure(object_read(dynbuf_bytes(&made), arena, &again, &err));
    ensure(span_equal(again.id, object->id) && check_passes(&again, arena, &err));
    dynbuf_release(&made);
}

static bool has(const struct marking_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (span_is(set->names[i], name))
            return true;
    return set->all;
}

static void ask_of(const struct object *object, struct definitions *definitions,
                   struct arena *arena)
{
    struct marking_source source = {.find = find, .context = definitions};
    struct marking marking;
    struct error err;
    struct audience desk = {.class = AUDIENCE_DESK};
    struct audience usa = {.class = AUDIENCE_MEMBER, .member = span_text("usa")};
    if (!marking_of(object, &source, arena, &marking, &err))
        return;
    for (size_t i = 1; i < marking.rel.count; i++)
        ensure(span_compare(marking.rel.names[i - 1], marking.rel.names[i]) < 0);
    bool to_desk = marking_reaches(&marking, &desk) == REACH_YES;
    bool to_usa = marking_reaches(&marking, &usa) == REACH_YES;
    ensure(!to_desk || (marking.tlp <= TLP_AMBER && has(&marking.rel, "DESK")));
    ensure(!to_usa || (marking.tlp <= TLP_AMBER_STRICT && has(&marking.rel, "usa")));
    ensure(!(to_desk || to_usa) || (marking.defects == 0 && object->marking_count > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct definitions definitions = {.count = 0};
    struct span rest = span_of(data, size);
    struct arena arena;
    arena_init(&arena, 64 << 20);
    while (rest.size > 0 && definitions.count < DEFINITIONS_MAX) {
        const uint8_t *line = memchr(rest.data, '\n', rest.size);
        size_t end = line == NULL ? rest.size : (size_t)(line - rest.data);
        struct object *object = &definitions.objects[definitions.count];
        struct error err;
        if (object_read(span_part(rest, 0, end), &arena, object, &err)) {
            make_again(object, &arena);
            ask_of(object, &definitions, &arena);
            definitions.count += check_passes(object, &arena, &err);
        }
        rest = span_part(rest, line == NULL ? end : end + 1, rest.size);
    }
    arena_release(&arena);
    return 0;
}
