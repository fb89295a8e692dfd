#include "node/credential.h"

#include <sodium.h>

#include "base/base64.h"
#include "text/utf8.h"

/* Takes a scheme, any case, and the spaces behind it. */
static bool take_scheme(struct span *field, const char *scheme)
{
    size_t size = strlen(scheme);
    if (field->size <= size || field->data[size] != ' ')
        return false;
    for (size_t i = 0; i < size; i++)
        if ((field->data[i] | 0x20) != scheme[i])
            return false;
    while (size < field->size && field->data[size] == ' ')
        size++;
    *field = span_part(*field, size, field->size);
    return true;
}

static bool read_password(struct credential *credential, struct span text)
{
    size_t size = 0;
    if (!base64_decode(text, credential->decoded, sizeof credential->decoded, &size))
        return false;
    struct span whole = span_of(credential->decoded, size);
    const unsigned char *colon = size == 0 ? NULL : memchr(whole.data, ':', size);
    if (colon == NULL || utf8_valid(whole) != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (whole.data[i] < 0x20 || whole.data[i] == 0x7f)
            return false;
    size_t at = (size_t)(colon - whole.data);
    credential->name = span_part(whole, 0, at);
    credential->secret = span_part(whole, at + 1, size);
    return true;
}

static bool token_byte(unsigned char c)
{
    unsigned char letter = c | 0x20;
    return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-._~+/", c) != NULL);
}

static bool read_token(struct credential *credential, struct span text)
{
    size_t size = 0;
    while (size < text.size && token_byte(text.data[size]))
        size++;
    size_t end = size;
    while (end < text.size && text.data[end] == '=')
        end++;
    if (size == 0 || end != text.size || text.size > CREDENTIAL_BYTES_MAX)
        return false;
    credential->secret = text;
    return true;
}

void credential_read(struct credential *ret_credential, struct span field)
{
    ret_credential->kind = CREDENTIAL_WRONG;
    ret_credential->name = ret_credential->secret = (struct span){0};
    if (take_scheme(&field, "basic")) {
        if (read_password(ret_credential, field))
            ret_credential->kind = CREDENTIAL_PASSWORD;
    } else if (take_scheme(&field, "bearer")) {
        if (read_token(ret_credential, field))
            ret_credential->kind = CREDENTIAL_TOKEN;
    }
}

void credential_wipe(struct credential *credential)
{
    sodium_memzero(credential, sizeof *credential);
}
