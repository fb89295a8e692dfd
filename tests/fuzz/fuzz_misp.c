/* Bytes as an event or feed of MISP. Whatever comes in passes the door and goes out in every form;
 * what is looked at is counted as taken or lost; a second reading makes the same objects; memory
 * that runs out is an error. */
#include "import_use.h"
#include "intel/import_misp.h"

#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = span_of(data, size);
    struct misp_manifest manifest;
    struct arena arena;
    struct error err;
    import_use(import_misp, bytes);
    arena_init(&arena, 1 << 24);
    if (misp_manifest_read(bytes, "a feed", &arena, &manifest, &err))
        for (size_t i = 0; i < manifest.count; i++)
            ensure(strlen(manifest.entries[i].uuid) == UUID_TEXT_BYTES &&
                   strchr(manifest.entries[i].uuid, '/') == NULL);
    arena_release(&arena);
    return 0;
}
