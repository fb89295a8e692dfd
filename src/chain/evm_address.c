#include "chain/evm_address.h"

#include "base/hex.h"
#include "base/keccak.h"

void evm_address_print(const unsigned char *address, char *ret_text)
{
    ret_text[0] = '0';
    ret_text[1] = 'x';
    hex_encode(ret_text + 2, address, EVM_ADDRESS_BYTES);
}

/* EIP-55: a letter is a capital where the digit of the hash of the lower-case text is 8 or more. */
void evm_address_print_checksum(const unsigned char *address, char *ret_text)
{
    unsigned char hash[KECCAK256_BYTES];
    evm_address_print(address, ret_text);
    keccak256(hash, span_of(ret_text + 2, 40));
    for (int i = 0; i < 40; i++) {
        unsigned digit = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
        char *letter = &ret_text[2 + i];
        if (digit >= 8 && *letter >= 'a' && *letter <= 'f')
            *letter = (char)(*letter - 'a' + 'A');
    }
}

bool evm_address_parse(struct span text, const char *place, unsigned char *ret_address,
                       struct error *err)
{
    unsigned char address[EVM_ADDRESS_BYTES];
    char expected[EVM_ADDRESS_TEXT_BYTES];
    bool lower = false, upper = false;
    size_t wrong;
    if (text.size != 42 || text.data[0] != '0' || text.data[1] != 'x')
        return error_input(err, ERROR_VALUE, place,
                           "'%.*s': expected an address, 0x and 40 hexadecimal digits",
                           text.size > 64 ? 64 : (int)text.size, (const char *)text.data);
    if (!hex_decode(address, span_part(text, 2, 42), &wrong))
        return error_input(err, ERROR_VALUE, place, "'%.*s': character %zu is no hexadecimal digit",
                           (int)text.size, (const char *)text.data, wrong + 3);
    for (size_t i = 2; i < 42; i++) {
        lower = lower || (text.data[i] >= 'a' && text.data[i] <= 'f');
        upper = upper || (text.data[i] >= 'A' && text.data[i] <= 'F');
    }
    if (lower && upper) {
        evm_address_print_checksum(address, expected);
        for (size_t i = 2; i < 42; i++)
            if (text.data[i] != (unsigned char)expected[i])
                return error_input(err, ERROR_VALUE, place,
                                   "'%.*s': the EIP-55 checksum fails at character %zu", 42,
                                   (const char *)text.data, i + 1);
    }
    memcpy(ret_address, address, sizeof address);
    return true;
}
