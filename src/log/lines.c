#include "log/lines.h"

#include "base/base64.h"

bool line_take(struct span *rest, struct span *ret_line)
{
    const unsigned char *end = rest->size == 0 ? NULL : memchr(rest->data, '\n', rest->size);
    if (end == NULL)
        return false;
    size_t size = (size_t)(end - rest->data);
    *ret_line = span_of(rest->data, size);
    *rest = span_part(*rest, size + 1, rest->size);
    return true;
}

bool line_take_after(struct span *rest, const char *word, struct span *ret_line)
{
    struct span after = *rest, line;
    if (!line_take(&after, &line) || !span_starts_with(line, word))
        return false;
    *ret_line = span_part(line, strlen(word), line.size);
    *rest = after;
    return true;
}

bool decimal_parse(struct span text, uint64_t *ret_number)
{
    uint64_t number = 0;
    if (text.size == 0 || text.size > 19 || (text.data[0] == '0' && text.size > 1))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text.data[i] - '0'); /* 19 digits stay below 2^64 */
    }
    if (number > MERKLE_SIZE_MAX)
        return false;
    *ret_number = number;
    return true;
}

bool decimal_put(struct dynbuf *out, uint64_t number)
{
    return dynbuf_format(out, "%llu", (unsigned long long)number);
}

bool log_hash_parse(struct span text, struct log_hash *ret_hash)
{
    struct log_hash hash;
    size_t size;
    if (!base64_decode(text, hash.bytes, sizeof hash.bytes, &size) || size != sizeof hash.bytes)
        return false;
    *ret_hash = hash;
    return true;
}

bool log_hash_line(struct dynbuf *out, const struct log_hash *hash)
{
    return base64_put(out, span_of(hash->bytes, LOG_HASH_BYTES)) && dynbuf_char(out, '\n');
}

bool line_take_hashes(struct span *rest, size_t max, struct merkle_proof *ret_proof)
{
    struct span after = *rest, line;
    struct merkle_proof proof = {.count = 0};
    while (line_take(&after, &line)) {
        if (line.size == 0) {
            *ret_proof = proof;
            *rest = after;
            return true;
        }
        if (proof.count == max || !log_hash_parse(line, &proof.hashes[proof.count]))
            return false;
        proof.count++;
    }
    return false;
}
