/* Labels as CSV: what comes in is kept, what does not is an error with a place, and with
 * keep_going only a bad header ends the reading. */
#include "label/csv_form.h"

#include "read_back.h"
#include "target.h"

static uint64_t read_pack(struct span bytes, bool keep_going, bool *ret_ok)
{
    struct pack pack;
    struct rejects rejects;
    struct error err = {0};
    pack_init(&pack);
    rejects_init(&rejects, keep_going);
    *ret_ok = csv_form_read(&pack, bytes, "pack.csv", &rejects, &err);
    ensure(*ret_ok || (!error_is_environment(err.code) && strncmp(err.text, "pack.csv", 8) == 0));
    ensure((rejects.count == 0) == (rejects.lines.size == 0));
    read_back(&pack);
    uint64_t count = rejects.count;
    rejects_release(&rejects);
    pack_release(&pack);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = span_of(data, size);
    bool strict, lenient;
    if (size > 1 << 20)
        return 0;
    read_pack(bytes, false, &strict);
    uint64_t rejected = read_pack(bytes, true, &lenient);
    ensure(!strict || (lenient && rejected == 0));
    return 0;
}
