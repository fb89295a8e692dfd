/* Bytes as a bundle, a TAXII envelope or an object: the spans of its objects lie in them, one
 * behind the other, and each is JSON. */
#include "intel/envelope.h"
#include "text/json_tree.h"

#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct envelope envelope;
    struct error err = {.code = ERROR_NONE};
    if (!envelope_read(&envelope, span_of(data, size), "fuzz", &err)) {
        ensure(err.code != ERROR_NONE);
        return 0;
    }
    const unsigned char *from = data;
    for (size_t i = 0; i < envelope.count; i++) {
        struct arena arena;
        const struct json_value *root;
        struct span object = envelope.objects[i];
        ensure(object.data >= from && object.size > 0);
        from = object.data + object.size;
        ensure(from <= data + size);
        arena_init(&arena, 64 << 20);
        ensure(json_tree_read(object, "an object", &arena, &root, &err) ||
               err.code == ERROR_MEMORY);
        arena_release(&arena);
    }
    ensure(envelope.kind != ENVELOPE_OBJECT || envelope.count == 1);
    envelope_release(&envelope);
    return 0;
}
