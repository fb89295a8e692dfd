/* The JSON reader beside libjansson; and each value cut out as bytes reads as it did in place. */
#include "base/error.h"
#include "json_dump.h"
#include "json_oracle.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char why[256] = "";
    struct span text = span_of(data, size), cut;
    struct dynbuf whole, again;
    struct error err;
    if (json_oracle(text, why) == ORACLE_DIFFER)
        target_fails(why);
    dynbuf_init(&whole, 64 << 20);
    dynbuf_init(&again, 64 << 20);
    if (json_dump(&whole, text, &err)) {
        ensure(json_cut(text, &cut, &err) && json_dump(&again, cut, &err));
        ensure(span_equal(dynbuf_bytes(&whole), dynbuf_bytes(&again)));
    }
    dynbuf_release(&whole);
    dynbuf_release(&again);
    return 0;
}
