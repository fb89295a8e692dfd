/* Arbitrary bytes as the index of a list and as the register: an error, or all of it in range. The
 * checksum of the index is made right first, so that what lies behind it is reached. */
#include <stdlib.h>
#include <xxhash.h>

#include "screen/index_bytes.h"
#include "screen/index_file.h"
#include "screen/register.h"
#include "target.h"

static uint64_t sum_of(struct span text)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < text.size; i++)
        sum += text.data[i];
    return sum;
}

static void open_index(struct span bytes)
{
    struct list_index index;
    struct error err = {0};
    uint64_t sum = 0;
    if (!list_index_from(&index, bytes, "index", &err)) {
        ensure(err.code == ERROR_DAMAGED || err.code == ERROR_MEMORY);
        return;
    }
    for (size_t i = 0; i < index.count; i++) {
        sum += sum_of(index.entries[i].key) + sum_of(index.entries[i].number);
        for (size_t j = 0; j < index.entries[i].fact_count; j++)
            sum += sum_of(index.entries[i].facts[j].label) + sum_of(index.entries[i].facts[j].text);
        ensure(list_index_find(&index, index.entries[i].key) == &index.entries[i]);
    }
    ensure(sum < UINT64_MAX);
    list_index_close(&index);
}

static void open_register(struct span bytes)
{
    struct list_register lists, again;
    struct dynbuf text;
    struct error err = {0};
    if (!list_register_parse(&lists, bytes, "register", &err))
        return;
    dynbuf_init(&text, 1 << 24);
    list_register_print(&lists, &text);
    ensure(list_register_parse(&again, dynbuf_bytes(&text), "register", &err));
    ensure(again.count == lists.count);
    list_register_release(&lists);
    list_register_release(&again);
    dynbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 << 20)
        return 0;
    open_register(span_of(data, size));
    unsigned char *copy = malloc(size + 1);
    if (copy == NULL)
        return 0;
    memcpy(copy, data, size);
    if (size >= INDEX_HEAD_BYTES)
        index_put(copy + 40, XXH3_64bits(copy + INDEX_HEAD_BYTES, size - INDEX_HEAD_BYTES), 8);
    open_index(span_of(copy, size));
    free(copy);
    return 0;
}
