/* A JSON tree beside the reader's tokens; its canonical forms read back, are canonical, and are the
 * same value; paths of all of it can be told. */
#include "text/json_canonical.h"

#include "target.h"

static void walk(const struct json_value *root)
{
    char path[JSON_PATH_BYTES];
    for (const struct json_value *at = root; at != NULL; at = json_walk(root, at)) {
        json_path(path, at);
        ensure(path[0] != 0 && strlen(path) < sizeof path);
        ensure(at->source.size > 0);
        uint32_t count = 0;
        for (const struct json_value *in = at->first; in != NULL; in = in->next, count++) {
            ensure(in->parent == at && in->source.data > at->source.data);
            ensure(in->source.data + in->source.size < at->source.data + at->source.size);
            if (count == 64) /* the walk to an index is linear */
                return;
            if (at->type == JSON_TYPE_OBJECT)
                ensure(json_member_span(at, in->name) == in);
        }
        ensure(count == at->count);
    }
}

static void compare(const struct json_value *root, struct arena *arena,
                    enum json_canonical_form form)
{
    struct dynbuf once, twice;
    struct error err;
    const struct json_value *again;
    bool same = false;
    dynbuf_init(&once, 16 << 20);
    dynbuf_init(&twice, 16 << 20);
    if (json_canonical(&once, root, form, &err) && !once.failed) {
        ensure(json_tree_read(dynbuf_bytes(&once), "canonical", arena, &again, &err));
        ensure(json_canonical(&twice, again, form, &err));
        ensure(span_equal(dynbuf_bytes(&once), dynbuf_bytes(&twice)));
        if (form == JSON_CANONICAL_EXACT)
            ensure(json_same(root, again, &same, &err) && same);
    }
    dynbuf_release(&once);
    dynbuf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct error err;
    const struct json_value *root;
    arena_init(&arena, 64 << 20);
    if (json_tree_read(span_of(data, size), "fuzz", &arena, &root, &err)) {
        walk(root);
        compare(root, &arena, JSON_CANONICAL_EXACT);
        compare(root, &arena, JSON_CANONICAL_RFC_8785);
    } else {
        ensure(size == 0 || err.code != ERROR_NONE);
    }
    arena_release(&arena);
    return 0;
}
