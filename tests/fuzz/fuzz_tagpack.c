/* TagPacks and actor packs: what comes in is kept, what does not is an error with a place, and with
 * keep_going only what is no YAML ends the reading. */
#include "label/tagpack.h"

#include "read_back.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= 1 << 20)
        read_both_ways(tagpack_read, span_of(data, size), "pack.yaml");
    return 0;
}
