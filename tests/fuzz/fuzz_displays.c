/* Times and amounts as people write and read them: what is printed of a value reads back as that
 * value, and what does not parse leaves the result alone. Input: decimals (a byte), then the text.
 */
#include "chain/amount.h"
#include "ingest/flow_time.h"
#include "target.h"

static void try_time(struct span text)
{
    uint64_t seconds = 77, again;
    char printed[FLOW_TIME_BYTES];
    if (!flow_time_parse(text, &seconds)) {
        ensure(seconds == 77);
        return;
    }
    flow_time_print(seconds, printed);
    ensure(flow_time_parse(span_text(printed), &again) && again == seconds);
    if (text.size == 20)
        ensure(span_is(text, printed));
}

/* Without the commas of thousands. */
static void try_amount(struct span text, unsigned decimals)
{
    struct amount amount = amount_from_u64(77), again;
    struct dynbuf shown;
    size_t place = SIZE_MAX, kept = 0;
    dynbuf_init(&shown, 1 << 10);
    if (!amount_parse_display(text, decimals, &amount, &place)) {
        ensure(amount_equal(amount, amount_from_u64(77)));
        ensure(place < text.size || place == 0);
        return;
    }
    amount_display(&shown, amount, decimals, "");
    ensure(!shown.failed);
    for (size_t i = 0; i < shown.size; i++)
        if (shown.data[i] != ',')
            shown.data[kept++] = shown.data[i];
    ensure(amount_parse_display(span_of(shown.data, kept), decimals, &again, &place));
    ensure(amount_equal(amount, again));
    dynbuf_release(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct span text = span_of(data + 1, size - 1);
    try_time(text);
    try_amount(text, data[0] % (AMOUNT_DECIMALS_MAX + 1));
    return 0;
}
