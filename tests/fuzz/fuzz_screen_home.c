/* Arbitrary bytes as the inputs of receipts, and as a home's screen.conf: an error, or all of it
 * there. */
#include "screen/inputs.h"
#include "screen/max_age.h"
#include "target.h"

static size_t length(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static void open_inputs(struct span bytes)
{
    struct inputs inputs;
    struct error err;
    size_t sum = 0;
    if (!inputs_parse(&inputs, bytes, "inputs", &err))
        return;
    const struct inputs_exposure *read = &inputs.exposure;
    for (size_t i = 0; i < inputs.pack_count; i++)
        ensure(strlen(inputs.packs[i]) <= LABEL_PACK_HEX - 1);
    ensure(!inputs.exposed ||
           (read->rule != NULL && read->services != NULL && read->follow_fees != NULL &&
            read->min != NULL && read->floor != NULL && read->seed_count > 0));
    for (size_t i = 0; i < read->seed_count; i++)
        sum += length(read->seeds[i]);
    for (size_t i = 0; i < read->service_count; i++)
        sum += length(read->service_lines[i]);
    for (size_t i = 0; i < read->through_count; i++)
        sum += length(read->through[i]);
    ensure(sum <= bytes.size);
    inputs_release(&inputs);
}

static void open_ages(struct span bytes)
{
    char text[MAX_AGE_BYTES];
    struct error err;
    unsigned days = 30;
    if (!max_age_parse(text, bytes, "screen.conf", &err))
        return;
    ensure(text[0] == '\0' || max_age_set(text, "US", &days, &err));
    ensure(days <= 99999);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 << 20)
        return 0;
    open_inputs(span_of(data, size));
    open_ages(span_of(data, size));
    return 0;
}
