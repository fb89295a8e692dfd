#include "log/note_key.h"

#include <nettle/sha2.h>
#include <sodium.h>

#include "base/base64.h"
#include "base/hex.h"
#include "text/utf8.h"

enum { ID_DIGITS = 2 * NOTE_ID_BYTES };

uint32_t note_id_read(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void note_id_write(uint32_t id, unsigned char *ret_bytes)
{
    for (unsigned i = 0; i < NOTE_ID_BYTES; i++)
        ret_bytes[i] = (unsigned char)(id >> (24 - 8 * i));
}

bool note_name_valid(struct span name)
{
    if (name.size == 0 || name.size > NOTE_NAME_BYTES_MAX || utf8_valid(name) != name.size)
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] < 0x20 || name.data[i] == '+')
            return false;
    return !utf8_has_space(name);
}

static bool known_type(unsigned type)
{
    return type == NOTE_ED25519 || type == NOTE_COSIGNATURE;
}

static uint32_t id_of(const struct note_key *key)
{
    unsigned char digest[SHA256_DIGEST_SIZE], type = (unsigned char)key->type;
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, strlen(key->name), (const unsigned char *)key->name);
    sha256_update(&sha, 1, (const unsigned char *)"\n");
    sha256_update(&sha, 1, &type);
    sha256_update(&sha, NOTE_PUBLIC_BYTES, key->public_key);
    sha256_digest(&sha, sizeof digest, digest);
    return note_id_read(digest);
}

bool note_key_make(struct note_key *ret_key, struct span name, enum note_type type,
                   const unsigned char *public_key, struct error *err)
{
    struct note_key key = {.type = type};
    ensure(known_type(type));
    if (!note_name_valid(name))
        return error_input(err, ERROR_VALUE, "key", "its name has spaces, a plus, or no UTF-8");
    memcpy(key.name, name.data, name.size);
    memcpy(key.public_key, public_key, NOTE_PUBLIC_BYTES);
    key.id = id_of(&key);
    *ret_key = key;
    return true;
}

/* NAME+ID+base64(type, 32 bytes): a key's text and, behind its first words, a signer's. */
struct parts {
    struct span name;
    unsigned char id[NOTE_ID_BYTES];
    unsigned char bytes[1 + NOTE_PUBLIC_BYTES]; /* of a signer: a secret */
};

static bool cut_at_plus(struct span *rest, struct span *ret_part)
{
    const unsigned char *plus = rest->size == 0 ? NULL : memchr(rest->data, '+', rest->size);
    if (plus == NULL)
        return false;
    *ret_part = span_of(rest->data, (size_t)(plus - rest->data));
    *rest = span_part(*rest, ret_part->size + 1, rest->size);
    return true;
}

static bool lower_case(struct span digits)
{
    for (size_t i = 0; i < digits.size; i++)
        if (digits.data[i] >= 'A' && digits.data[i] <= 'F')
            return false;
    return true;
}

static bool parse_parts(struct span text, const char *place, const char *expected,
                        struct parts *ret_parts, struct error *err)
{
    struct span id;
    size_t size, bad;
    if (!cut_at_plus(&text, &ret_parts->name) || !cut_at_plus(&text, &id) || id.size != ID_DIGITS ||
        !lower_case(id) || !hex_decode(ret_parts->id, id, &bad) ||
        !base64_decode(text, ret_parts->bytes, sizeof ret_parts->bytes, &size) || size == 0 ||
        !note_name_valid(ret_parts->name))
        return error_input(err, ERROR_SYNTAX, place, "expected a key, %s", expected);
    if (!known_type(ret_parts->bytes[0]))
        return error_input(err, ERROR_UNSUPPORTED, place,
                           "a key of type %u, expected 1 (Ed25519) or 4 (cosignature)",
                           ret_parts->bytes[0]);
    if (size != sizeof ret_parts->bytes)
        return error_input(err, ERROR_SYNTAX, place, "a key of %zu bytes, expected 32", size - 1);
    return true;
}

static bool check_id(const struct note_key *key, const struct parts *parts, const char *place,
                     struct error *err)
{
    uint32_t id = note_id_read(parts->id);
    return key->id == id ||
           error_input(err, ERROR_VALUE, place, "the id in it is %08x, its own %08x", (unsigned)id,
                       (unsigned)key->id);
}

bool note_key_parse(struct span vkey, const char *place, struct note_key *ret_key,
                    struct error *err)
{
    struct parts parts;
    struct note_key key;
    if (!parse_parts(vkey, place, "NAME+ID+BASE64", &parts, err) ||
        !note_key_make(&key, parts.name, parts.bytes[0], parts.bytes + 1, err) ||
        !check_id(&key, &parts, place, err))
        return false;
    *ret_key = key;
    return true;
}

static bool print_parts(const struct note_key *key, const unsigned char *material,
                        struct dynbuf *out)
{
    unsigned char bytes[1 + NOTE_PUBLIC_BYTES] = {(unsigned char)key->type};
    memcpy(bytes + 1, material, NOTE_PUBLIC_BYTES);
    dynbuf_format(out, "%s+%08x+", key->name, (unsigned)key->id);
    base64_put(out, span_of(bytes, sizeof bytes));
    sodium_memzero(bytes, sizeof bytes);
    return !out->failed;
}

bool note_key_print(const struct note_key *key, struct dynbuf *out)
{
    return print_parts(key, key->public_key, out);
}

bool note_signer_make(struct note_signer *ret_signer, struct span name, enum note_type type,
                      const unsigned char *seed, struct error *err)
{
    struct note_signer signer;
    unsigned char public_key[NOTE_PUBLIC_BYTES];
    crypto_sign_seed_keypair(public_key, signer.secret, seed);
    bool ok = note_key_make(&signer.key, name, type, public_key, err);
    if (ok)
        *ret_signer = signer;
    note_signer_clear(&signer);
    return ok;
}

static const char private_words[] = "PRIVATE+KEY+";

bool note_signer_parse(struct span skey, const char *place, struct note_signer *ret_signer,
                       struct error *err)
{
    struct parts parts;
    struct note_signer signer;
    static const char expected[] = "PRIVATE+KEY+NAME+ID+BASE64";
    if (!span_starts_with(skey, private_words))
        return error_input(err, ERROR_SYNTAX, place, "expected a key, %s", expected);
    struct span rest = span_part(skey, strlen(private_words), skey.size);
    bool ok = parse_parts(rest, place, expected, &parts, err) &&
              note_signer_make(&signer, parts.name, parts.bytes[0], parts.bytes + 1, err);
    if (ok) {
        ok = check_id(&signer.key, &parts, place, err);
        if (ok)
            *ret_signer = signer;
        note_signer_clear(&signer);
    }
    sodium_memzero(&parts, sizeof parts);
    return ok;
}

bool note_signer_print(const struct note_signer *signer, struct dynbuf *out)
{
    dynbuf_text(out, private_words);
    return print_parts(&signer->key, signer->secret, out); /* the seed comes first in it */
}

void note_signer_clear(struct note_signer *signer)
{
    sodium_memzero(signer, sizeof *signer);
}
