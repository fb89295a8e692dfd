#include "chain/merkle.h"

static bool has_equal_pair(const unsigned char *hashes, size_t count)
{
    for (size_t i = 0; i + 1 < count; i += 2)
        if (memcmp(hashes + i * HASH256_BYTES, hashes + (i + 1) * HASH256_BYTES, HASH256_BYTES) ==
            0)
            return true;
    return false;
}

bool merkle_reduce(unsigned char *hashes, size_t count)
{
    while (count > 1) {
        if (has_equal_pair(hashes, count))
            return false;
        if (count % 2 != 0) {
            memcpy(hashes + count * HASH256_BYTES, hashes + (count - 1) * HASH256_BYTES,
                   HASH256_BYTES);
            count++;
        }
        count /= 2;
        hash256_pairs(hashes, hashes, count);
    }
    return true;
}
