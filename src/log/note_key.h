/* The keys of signed notes (C2SP signed-note): who may sign, and who does.
 *
 * A key is told by its name together with its id, the first four bytes of SHA-256(name, newline,
 * type, public key). Both have a text form, a vkey and an skey.
 *
 * Threads: pure functions. The caller calls sodium_init first, once.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/limits.h"

enum note_type {
    NOTE_ED25519 = 0x01,
    NOTE_COSIGNATURE = 0x04,
};

enum {
    NOTE_ID_BYTES = 4,
    NOTE_PUBLIC_BYTES = 32,
    NOTE_SEED_BYTES = 32,
    NOTE_SECRET_BYTES = 64, /* libsodium's form: seed, public key */
};

/* Who may sign: a verifier key. */
struct note_key {
    char name[NOTE_NAME_BYTES_MAX + 1];
    uint32_t id;
    enum note_type type;
    unsigned char public_key[NOTE_PUBLIC_BYTES];
};

/* A key's id as it is written: big endian, NOTE_ID_BYTES. */
uint32_t note_id_read(const unsigned char *bytes);
void note_id_write(uint32_t id, unsigned char *ret_bytes);

/* Whether the text may be a key's name: not empty, UTF-8, no Unicode space, no control character,
 * no plus; at most NOTE_NAME_BYTES_MAX bytes. */
bool note_name_valid(struct span name);

/* Errors: value, for a name that cannot be. */
bool note_key_make(struct note_key *ret_key, struct span name, enum note_type type,
                   const unsigned char *public_key, struct error *err);

/* A vkey: NAME+ID+base64(type, public key), the id in eight lower-case digits. Errors: syntax;
 * value, when the id is not that of the key; unsupported, another type. */
bool note_key_parse(struct span vkey, const char *place, struct note_key *ret_key,
                    struct error *err);
bool note_key_print(const struct note_key *key, struct dynbuf *out); /* false: a full buffer */

/* Who signs. Holds a secret: clear it with note_signer_clear, on every way out. */
struct note_signer {
    struct note_key key;
    unsigned char secret[NOTE_SECRET_BYTES];
};

/* Of 32 random bytes, which the caller wipes. Errors: value, for a name that cannot be. */
bool note_signer_make(struct note_signer *ret_signer, struct span name, enum note_type type,
                      const unsigned char *seed, struct error *err);

/* The text form of Go's sumdb/note: PRIVATE+KEY+NAME+ID+base64(type, seed). Errors as vkeys; no
 * error text shows what was given. The buffer that a signer is printed to holds the secret and
 * is the caller's to wipe; make it with room, so that growing leaves no copy behind. */
bool note_signer_parse(struct span skey, const char *place, struct note_signer *ret_signer,
                       struct error *err);
bool note_signer_print(const struct note_signer *signer, struct dynbuf *out);
void note_signer_clear(struct note_signer *signer);
