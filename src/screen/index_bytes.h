/* The fixed numbers of an index file, for those who write and read it. */
#pragma once

#include <stdint.h>

enum {
    INDEX_MAGIC_BYTES = 16,
    INDEX_HEAD_BYTES = 48, /* magic, entries, facts, bytes of texts, XXH3-64 of what follows */
    INDEX_SUM_AT = 40,
    INDEX_ENTRY_BYTES = 32,
    INDEX_FACT_BYTES = 24,
};

#define INDEX_MAGIC "trefoil-list 1\n"

static inline uint64_t index_number(const unsigned char *bytes, unsigned size)
{
    uint64_t number = 0;
    for (unsigned i = size; i-- > 0;)
        number = number << 8 | bytes[i];
    return number;
}

static inline void index_put(unsigned char *bytes, uint64_t number, unsigned size)
{
    for (unsigned i = 0; i < size; i++, number >>= 8)
        bytes[i] = (unsigned char)number;
}
