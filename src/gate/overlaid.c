#include "gate/overlaid.h"

struct finding {
    struct gate_writer *writer;
    struct arena *arena;
    bool failed;
    struct error err;
};

static const struct object *find(void *context, struct span id)
{
    struct finding *finding = context;
    struct gate_writer *writer = finding->writer;
    const struct object *object = NULL;
    finding->failed = finding->failed || !definition_find(&writer->definitions, writer->store, id,
                                                          finding->arena, &object, &finding->err);
    return finding->failed ? NULL : object;
}

bool overlaid(struct gate_writer *writer, const struct overlay *overlays, size_t count,
              struct arena *arena, struct marking *marking, struct error *err)
{
    struct finding finding = {.writer = writer, .arena = arena};
    const struct marking_source source = {.find = find, .context = &finding};
    struct marking all = *marking;
    for (size_t i = 0; i < count; i++) {
        struct span ids[2];
        struct marking one;
        size_t named = 0;
        if (overlays[i].tlp.size > 0)
            ids[named++] = overlays[i].tlp;
        if (overlays[i].rel.size > 0)
            ids[named++] = overlays[i].rel;
        if (!marking_raise(marking, ids, named, &source, arena, &one, err) ||
            !marking_join(&all, &one, arena, &all, err))
            return false;
        if (finding.failed) {
            *err = finding.err;
            return false;
        }
    }
    *marking = all;
    return true;
}
