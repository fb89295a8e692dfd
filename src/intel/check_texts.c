/* Texts of a form: languages, hexadecimal digits, base64, addresses, names of things elsewhere.
 * What only a registry knows (which languages, media types and character sets there are) is not
 * looked up: registries grow. */
#include <strings.h>

#include "intel/address_text.h"
#include "intel/byte_text.h"
#include "intel/shape.h"

static bool alphanumeric(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

/* The form of RFC 5646, not its registry: words of 1 to 8 letters and digits, the first of 2 to 8
 * letters or `x` or `i`. */
bool is_language_tag(struct span text)
{
    size_t word = 0, words = 0;
    for (size_t i = 0; i <= text.size; i++) {
        if (i == text.size || text.data[i] == '-') {
            if (word == 0 || word > 8 || (words == 0 && word == 1 && text.size < 4))
                return false;
            words++;
            word = 0;
            continue;
        }
        if (!alphanumeric(text.data[i]) || (words == 0 && text.data[i] <= '9'))
            return false;
        word++;
    }
    return words > 0;
}

/* Twelve colons that no backslash escapes make thirteen fields (NISTIR 7695, 6.2). */
static bool is_cpe(struct span text)
{
    size_t colons = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\\')
            i++;
        else
            colons += text.data[i] == ':';
    }
    return span_starts_with(text, "cpe:2.3:") && colons == 12;
}

/* A scheme and something behind it (RFC 3986, 3), of bytes that may stand in a line without quotes.
 */
static bool is_uri(struct span text)
{
    size_t at = 0;
    while (at < text.size &&
           (alphanumeric(text.data[at]) || (at > 0 && memchr("+-.", text.data[at], 3) != NULL)))
        at++;
    if (at == 0 || at + 1 >= text.size || text.data[at] != ':' || text.data[0] <= '9')
        return false;
    for (; at < text.size; at++)
        if (text.data[at] <= ' ' || memchr("<>\"\x7f", text.data[at], 4) != NULL)
            return false;
    return true;
}

/* type/subtype, the type one of the registry's ten (RFC 6838, 4.2; 9695). */
static bool is_mime(struct span text)
{
    const unsigned char *slash = text.size == 0 ? NULL : memchr(text.data, '/', text.size);
    if (slash == NULL || slash + 1 == text.data + text.size)
        return false;
    size_t at = (size_t)(slash - text.data);
    for (size_t i = at + 1; i < text.size; i++)
        if (!alphanumeric(text.data[i]) && memchr("!#$&-^_.+", text.data[i], 9) == NULL)
            return false;
    return words_have("application audio font haptics image message model multipart text video",
                      span_part(text, 0, at));
}

/* The hive is never shortened (STIX 2.1, 6.17). */
static bool is_registry_key(struct span text)
{
    static const char *const shortened[] = {"HKLM", "HKCU", "HKCR", "HKCC", "HKU"};
    const unsigned char *end = text.size == 0 ? NULL : memchr(text.data, '\\', text.size);
    size_t size = end == NULL ? text.size : (size_t)(end - text.data);
    for (size_t i = 0; i < COUNT(shortened); i++)
        if (strlen(shortened[i]) == size &&
            strncasecmp((const char *)text.data, shortened[i], size) == 0)
            return false;
    return true;
}

void check_text(struct check *check, const struct property *property,
                const struct json_value *value)
{
    static const struct {
        bool (*is)(struct span text);
        const char *expected;
    } texts[] = {
        [KIND_LANGUAGE] = {is_language_tag, "a language tag of RFC 5646"},
        [KIND_HEX] = {is_hex_text, "an even number of hexadecimal digits"},
        [KIND_BINARY] = {is_base64_text, "base64, padded"},
        [KIND_IPV4] = {is_ipv4_text, "an IPv4 address, or one with /0 to /32"},
        [KIND_IPV6] = {is_ipv6_text, "an IPv6 address, or one with /0 to /128"},
        [KIND_MAC] = {is_mac_text, "a MAC address, six pairs of lower-case digits with colons"},
        [KIND_DOMAIN] = {is_domain_text, "a domain name"},
        [KIND_EMAIL] = {is_email_text, "an address of mail, name@domain"},
        [KIND_CPE] = {is_cpe, "a CPE 2.3 formatted string"},
        [KIND_REGISTRY] = {is_registry_key, "the hive written out, as in HKEY_LOCAL_MACHINE"},
        [KIND_URI] = {is_uri, "a URI of RFC 3986, with its scheme"},
        [KIND_MIME] = {is_mime, "a media type, type/subtype"},
    };
    if (value->type != JSON_TYPE_STRING) {
        check_error(check, value, "%s; expected a string", json_type_name(value->type));
        return;
    }
    /* What is defanged is written so that nobody can open it. */
    bool address = property->kind >= KIND_IPV4 && property->kind <= KIND_URI;
    if (property->kind != KIND_STRING && !(address && check->object->defanged) &&
        !texts[property->kind].is(value->text))
        check_error(check, value, "expected %s", texts[property->kind].expected);
}
