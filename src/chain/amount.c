#include "chain/amount.h"

bool amount_parse_display(struct span text, unsigned decimals, struct amount *ret,
                          size_t *ret_place)
{
    char digits[U256_DECIMAL_BYTES + AMOUNT_DECIMALS_MAX];
    size_t count = 0, behind = 0;
    bool point = false;
    ensure(decimals <= AMOUNT_DECIMALS_MAX);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = text.data[i];
        bool digit = byte >= '0' && byte <= '9';
        if (byte == '.' && !point && i > 0 && i + 1 < text.size) {
            point = true;
            continue;
        }
        behind += point;
        if (!digit || behind > decimals || count == U256_DECIMAL_BYTES) {
            *ret_place = i;
            return false;
        }
        digits[count++] = (char)byte;
    }
    for (; behind < decimals; behind++)
        digits[count++] = '0';
    if (text.size > 0 && amount_from_decimal(span_of(digits, count), ret))
        return true;
    *ret_place = 0;
    return false;
}

void amount_display(struct dynbuf *buffer, struct amount a, unsigned decimals, const char *symbol)
{
    char digits[U256_DECIMAL_BYTES], padded[U256_DECIMAL_BYTES + AMOUNT_DECIMALS_MAX];
    ensure(decimals <= AMOUNT_DECIMALS_MAX);
    size_t count = amount_to_decimal(a, digits);
    size_t zeros = count <= decimals ? decimals + 1 - count : 0;
    memset(padded, '0', zeros);
    memcpy(padded + zeros, digits, count);
    count += zeros;
    size_t whole = count - decimals, end = count;
    while (end > whole + 2 && padded[end - 1] == '0')
        end--;
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            dynbuf_char(buffer, ',');
        dynbuf_char(buffer, padded[i]);
    }
    if (end > whole) {
        dynbuf_char(buffer, '.');
        dynbuf_append(buffer, padded + whole, end - whole);
    }
    if (symbol[0] != '\0') {
        dynbuf_char(buffer, ' ');
        dynbuf_text(buffer, symbol);
    }
}
