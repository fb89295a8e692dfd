#include "intel/id.h"

#include <nettle/sha1.h>

#include "base/error.h"
#include "base/hex.h"

static const size_t group_ends[] = {8, 13, 18, 23};

static bool is_hyphen_place(size_t at)
{
    for (size_t i = 0; i < 4; i++)
        if (group_ends[i] == at)
            return true;
    return false;
}

bool uuid_parse(struct span text, struct uuid *ret_uuid)
{
    unsigned char digits[2 * UUID_BYTES];
    size_t count = 0, place;
    struct uuid uuid;
    if (text.size != UUID_TEXT_BYTES)
        return false;
    for (size_t at = 0; at < text.size; at++) {
        if (is_hyphen_place(at) != (text.data[at] == '-'))
            return false;
        if (text.data[at] != '-')
            digits[count++] = text.data[at];
    }
    if (!hex_decode(uuid.bytes, span_of(digits, count), &place))
        return false;
    unsigned version = uuid_version(&uuid);
    if (version < 1 || version > 5 || uuid.bytes[8] >> 6 != 2)
        return false;
    *ret_uuid = uuid;
    return true;
}

void uuid_print(char ret_text[UUID_TEXT_BYTES + 1], const struct uuid *uuid)
{
    char digits[2 * UUID_BYTES + 1];
    hex_encode(digits, uuid->bytes, UUID_BYTES);
    for (size_t at = 0, from = 0; at < UUID_TEXT_BYTES; at++)
        ret_text[at] = is_hyphen_place(at) ? '-' : digits[from++];
    ret_text[UUID_TEXT_BYTES] = 0;
}

unsigned uuid_version(const struct uuid *uuid)
{
    return uuid->bytes[6] >> 4;
}

static void stamp(struct uuid *uuid, unsigned version)
{
    uuid->bytes[6] = (unsigned char)((uuid->bytes[6] & 0x0f) | version << 4);
    uuid->bytes[8] = (unsigned char)((uuid->bytes[8] & 0x3f) | 0x80);
}

struct uuid uuid_v4(const unsigned char chance[UUID_BYTES])
{
    struct uuid uuid;
    memcpy(uuid.bytes, chance, UUID_BYTES);
    stamp(&uuid, 4);
    return uuid;
}

struct uuid uuid_v5(const struct uuid *space, struct span name)
{
    struct sha1_ctx sha;
    struct uuid uuid;
    sha1_init(&sha);
    sha1_update(&sha, UUID_BYTES, space->bytes);
    sha1_update(&sha, name.size, name.data);
    sha1_digest(&sha, UUID_BYTES, uuid.bytes);
    stamp(&uuid, 5);
    return uuid;
}

bool stix_type_valid(struct span text)
{
    if (text.size < STIX_TYPE_BYTES_MIN || text.size > STIX_TYPE_BYTES_MAX ||
        text.data[text.size - 1] == '-')
        return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = text.data[i];
        bool letter = byte >= 'a' && byte <= 'z', digit = byte >= '0' && byte <= '9';
        if (!letter && (i == 0 || (!digit && (byte != '-' || text.data[i - 1] == '-'))))
            return false;
    }
    return true;
}

bool stix_id_parse(struct span text, struct span *ret_type, struct uuid *ret_uuid)
{
    const size_t behind = UUID_TEXT_BYTES + 2;
    if (text.size < STIX_TYPE_BYTES_MIN + behind || text.size > STIX_ID_BYTES_MAX)
        return false;
    struct span type = stix_id_type(text);
    if (!stix_type_valid(type) || memcmp(text.data + type.size, "--", 2) != 0 ||
        !uuid_parse(span_part(text, type.size + 2, text.size), ret_uuid))
        return false;
    *ret_type = type;
    return true;
}

struct span stix_id_type(struct span id)
{
    ensure(id.size > UUID_TEXT_BYTES + 2);
    return span_part(id, 0, id.size - UUID_TEXT_BYTES - 2);
}

void stix_id_print(char ret_text[STIX_ID_BYTES_MAX + 1], struct span type, const struct uuid *uuid)
{
    ensure(type.size <= STIX_TYPE_BYTES_MAX);
    memcpy(ret_text, type.data, type.size);
    memcpy(ret_text + type.size, "--", 2);
    uuid_print(ret_text + type.size + 2, uuid);
}
