#include "chain/evm_address.h"

#include "base/hex.h"
#include "base/keccak.h"
#include "chain/caip.h"

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
    keccak256(hash, span_of(ret_text + 2, (size_t)2 * EVM_ADDRESS_BYTES));
    for (int i = 0; i < 2 * EVM_ADDRESS_BYTES; i++) {
        unsigned digit = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
        char *letter = &ret_text[2 + i];
        if (digit >= 8 && *letter >= 'a' && *letter <= 'f')
            *letter = (char)(*letter - 'a' + 'A');
    }
}

/* Addresses are shown up to 64 bytes: enough to recognise what somebody wrote. */
static int shown(struct span text)
{
    return text.size > 64 ? 64 : (int)text.size;
}

/* `text` has the form; mixed case must be the case that EIP-55 gives. */
static bool check_case(struct span text, const unsigned char *address, const char *place,
                       struct error *err)
{
    char expected[EVM_ADDRESS_TEXT_BYTES];
    if (!hex_mixed_case(span_part(text, 2, text.size)))
        return true;
    evm_address_print_checksum(address, expected);
    for (size_t i = 2; i < text.size; i++)
        if (text.data[i] != (unsigned char)expected[i])
            return error_input(err, ERROR_VALUE, place,
                               "'%.*s': the EIP-55 checksum fails at character %zu", shown(text),
                               (const char *)text.data, i + 1);
    return true;
}

bool evm_address_parse(struct span text, const char *place, unsigned char *ret_address,
                       struct error *err)
{
    unsigned char address[EVM_ADDRESS_BYTES];
    size_t wrong;
    if (text.size != EVM_ADDRESS_TEXT_BYTES - 1 || text.data[0] != '0' || text.data[1] != 'x')
        return error_input(err, ERROR_VALUE, place,
                           "'%.*s': expected an address, 0x and 40 hexadecimal digits", shown(text),
                           (const char *)text.data);
    if (!hex_decode(address, span_part(text, 2, text.size), &wrong))
        return error_input(err, ERROR_VALUE, place, "'%.*s': character %zu is no hexadecimal digit",
                           shown(text), (const char *)text.data, wrong + 3);
    if (!check_case(text, address, place, err))
        return false;
    memcpy(ret_address, address, sizeof address);
    return true;
}

bool evm_account_parse(struct span text, const char *place, struct span *ret_chain,
                       unsigned char *ret_address, struct error *err)
{
    struct caip10 account;
    if (text.size == 0 || memchr(text.data, ':', text.size) == NULL) {
        if (!evm_address_parse(text, place, ret_address, err))
            return false;
        *ret_chain = span_of(NULL, 0);
        return true;
    }
    if (!caip10_parse(text, place, &account, err))
        return false;
    if (!span_is(account.chain.name_space, "eip155"))
        return error_input(err, ERROR_VALUE, place, "'%.*s': expected an account of eip155",
                           shown(text), (const char *)text.data);
    if (!evm_address_parse(account.address, place, ret_address, err))
        return false;
    *ret_chain = account.chain.whole;
    return true;
}
