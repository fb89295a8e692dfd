/* Two timestamps, a line each: what is written of one is read as the same instant, keys have the
 * order of the instants, and so have the seconds. */
#include "intel/timestamp.h"

#include "base/error.h"
#include "target.h"

static int sign(int64_t number)
{
    return (number > 0) - (number < 0);
}

static void write_back(const struct timestamp *time, struct dynbuf *key)
{
    struct dynbuf text;
    struct timestamp again;
    dynbuf_init(&text, 1 << 20);
    timestamp_write(&text, time);
    ensure(text.size >= 24 && timestamp_parse(dynbuf_bytes(&text), &again));
    ensure(timestamp_compare(time, &again) == 0);
    timestamp_write_key(key, time);
    dynbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span whole = span_of(data, size);
    const uint8_t *line = size == 0 ? NULL : memchr(data, '\n', size);
    size_t end = line == NULL ? size : (size_t)(line - data);
    struct span behind = span_part(whole, line == NULL ? size : end + 1, size);
    struct timestamp one, other;
    struct dynbuf one_key, other_key;
    if (!timestamp_parse(span_part(whole, 0, end), &one))
        return 0;
    dynbuf_init(&one_key, 1 << 20);
    dynbuf_init(&other_key, 1 << 20);
    write_back(&one, &one_key);
    if (timestamp_parse(behind, &other)) {
        int order = sign(timestamp_compare(&one, &other));
        write_back(&other, &other_key);
        ensure(sign(span_compare(dynbuf_bytes(&one_key), dynbuf_bytes(&other_key))) == order);
        int seconds = sign(timestamp_seconds(&one) - timestamp_seconds(&other));
        ensure(seconds == order || seconds == 0 || one.whole.data[17] == '6' ||
               other.whole.data[17] == '6');
    }
    dynbuf_release(&one_key);
    dynbuf_release(&other_key);
    return 0;
}
