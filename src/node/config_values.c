#include "node/config_values.h"

#include <arpa/inet.h>
#include <sodium.h>

#include "base/base64.h"
#include "intel/id.h"
#include "intel/rel.h"
#include "net/http_request.h"

enum { DESK_BYTES_MAX = 32, KEY_BYTES = 32, PORT_DIGITS = 5 };

static bool parse_port(struct span text, uint16_t *ret_port)
{
    unsigned port = 0;
    if (text.size == 0 || text.size > PORT_DIGITS || (text.size > 1 && text.data[0] == '0'))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        port = port * 10 + text.data[i] - '0';
    }
    if (port > UINT16_MAX)
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

static bool is_loopback(const char *address, bool *ret_loopback)
{
    struct in_addr four;
    struct in6_addr six;
    if (inet_pton(AF_INET, address, &four) == 1)
        *ret_loopback = ntohl(four.s_addr) >> 24 == 127;
    else if (inet_pton(AF_INET6, address, &six) == 1)
        *ret_loopback = IN6_IS_ADDR_LOOPBACK(&six);
    else
        return false;
    return true;
}

bool config_listen_parse(struct span text, char *ret_address, uint16_t *ret_port,
                         bool *ret_loopback)
{
    char address[HTTP_ADDRESS_TEXT_BYTES];
    size_t colon = text.size;
    while (colon > 0 && text.data[colon - 1] != ':')
        colon--;
    if (colon == 0)
        return false;
    struct span host = span_part(text, 0, colon - 1);
    bool bracket = host.size >= 2 && host.data[0] == '[' && host.data[host.size - 1] == ']';
    if (bracket)
        host = span_part(host, 1, host.size - 1);
    if (host.size == 0 || host.size >= sizeof address ||
        (memchr(host.data, ':', host.size) != NULL) != bracket ||
        memchr(host.data, '\0', host.size) != NULL)
        return false;
    memcpy(address, host.data, host.size);
    address[host.size] = '\0';
    if (!parse_port(span_part(text, colon, text.size), ret_port) ||
        !is_loopback(address, ret_loopback))
        return false;
    memcpy(ret_address, address, host.size + 1);
    return true;
}

bool config_code_valid(struct span text)
{
    return rel_member_valid(text) && !span_is(text, "public") && !span_is(text, "own");
}

bool config_desk_valid(struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = text.data[i];
        bool letter = byte >= 'a' && byte <= 'z';
        if (!letter && (i == 0 || !((byte >= '0' && byte <= '9') || byte == '-')))
            return false;
    }
    return text.size >= 2 && text.size <= DESK_BYTES_MAX;
}

bool config_identity_valid(struct span text)
{
    struct span type;
    struct uuid uuid;
    return stix_id_parse(text, &type, &uuid) && span_is(type, "identity");
}

bool config_sealing_key_parse(struct span text, unsigned char ret_key[32])
{
    unsigned char key[KEY_BYTES];
    size_t size = 0;
    if (!base64_decode(text, key, sizeof key, &size) || size != sizeof key)
        return false;
    memcpy(ret_key, key, sizeof key);
    return true;
}

bool config_signing_key_parse(struct span text, unsigned char ret_key[32])
{
    unsigned char key[KEY_BYTES];
    if (!config_sealing_key_parse(text, key) || crypto_core_ed25519_is_valid_point(key) != 1)
        return false;
    memcpy(ret_key, key, sizeof key);
    return true;
}
