#include "text/dns_name.h"

#include <unicode/uidna.h>

enum { UNICODE_BYTES_MAX = 4 * DNS_NAME_BYTES_MAX };

bool dns_name(struct span text, char ret_name[DNS_NAME_BYTES_MAX + 1], size_t *ret_size)
{
    UErrorCode code = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    char name[DNS_NAME_BYTES_MAX + 2];
    if (text.size == 0 || text.size > UNICODE_BYTES_MAX)
        return false;
    UIDNA *idna = uidna_openUTS46(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &code);
    int32_t size = 0;
    if (U_SUCCESS(code))
        size = uidna_nameToASCII_UTF8(idna, (const char *)text.data, (int32_t)text.size, name,
                                      DNS_NAME_BYTES_MAX + 1, &info, &code);
    uidna_close(idna);
    if (U_FAILURE(code) || info.errors != 0 || size <= 0 || size > DNS_NAME_BYTES_MAX + 1)
        return false;
    size -= name[size - 1] == '.';
    if (size == 0 || size > DNS_NAME_BYTES_MAX)
        return false;
    memcpy(ret_name, name, (size_t)size);
    ret_name[size] = '\0';
    *ret_size = (size_t)size;
    return true;
}
