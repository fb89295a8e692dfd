/* Labels as CSV: what comes in is kept, what does not is an error with a place, and with
 * keep_going only a bad header ends the reading. */
#include "label/csv_form.h"

#include "read_back.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= 1 << 20)
        read_both_ways(csv_form_read, span_of(data, size), "pack.csv");
    return 0;
}
