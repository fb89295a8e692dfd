/* Text as an approval or a lowering: what is taken is written again as it was. */
#include "base/limits.h"
#include "gate/signed_word.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of(data, size);
    struct signed_word word;
    struct dynbuf again;
    struct error err;
    if (!signed_word_parse(text, "fuzz", &word, &err)) {
        ensure(err.code == ERROR_SYNTAX || err.code == ERROR_UNSUPPORTED);
        return 0;
    }
    dynbuf_init(&again, NOTE_BYTES_MAX);
    ensure(signed_word_print(&word, &again, &err));
    if (!span_equal(dynbuf_bytes(&again), text))
        target_fails("taken, and written in another way");
    dynbuf_release(&again);
    return 0;
}
