/* A sealed stream: bytes that only the holder of one key can read, in pieces, with bounded memory
 * (docs/backup.md has it byte by byte).
 *
 *      0   16  "trefoil-backup/1"
 *     16   32  public key of who may open it (X25519)
 *     48   80  a fresh key, sealed to that (libsodium crypto_box_seal)
 *    128   24  header of the stream (crypto_secretstream_xchacha20poly1305)
 *    152       chunks of 65,536 bytes and 17 more each; the last one shorter or as long, and marked
 *              as the last
 *
 * The first 48 bytes are authenticated with each chunk. Cut, changed, reordered, repeated or with
 * bytes behind it, a stream is refused at the chunk where it is wrong: what was read before that is
 * what was written, but not all of it, so nothing may stand before the end was seen. Who wrote it
 * the seal does not say: anybody who has the public key can.
 *
 * Load: gigabytes. Memory: two chunks. Threads: one at a time. The caller calls sodium_init first;
 * the fresh key comes from libsodium's own randomness.
 */
#pragma once

#include <sodium.h>

#include "base/dynbuf.h"
#include "base/error.h"
#include "base/span.h"

enum {
    SEAL_KEY_BYTES = crypto_box_PUBLICKEYBYTES, /* secret ones too */
    SEAL_MAGIC_BYTES = 16,
    SEAL_BOUND_BYTES = SEAL_MAGIC_BYTES + SEAL_KEY_BYTES,
    SEAL_CHUNK_BYTES = 64 << 10,
    SEAL_HEAD_BYTES = SEAL_BOUND_BYTES + crypto_secretstream_xchacha20poly1305_KEYBYTES +
                      crypto_box_SEALBYTES + crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    SEAL_SEALED_BYTES = SEAL_CHUNK_BYTES + crypto_secretstream_xchacha20poly1305_ABYTES,
};

/* Where sealed bytes go; its error is handed through. */
struct seal_sink {
    bool (*put)(void *context, struct span bytes, struct error *err);
    void *context;
};

/* Large; release with sealer_release, which wipes it. */
struct sealer {
    struct seal_sink sink;
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char bound[SEAL_BOUND_BYTES];
    unsigned char plain[SEAL_CHUNK_BYTES];
    unsigned char sealed[SEAL_SEALED_BYTES];
    size_t used; /* of `plain` */
};

/* Writes the head. Errors: value, when the key is none (a point of low order); the sink's. */
bool sealer_begin(struct sealer *ret_sealer, const unsigned char public_key[SEAL_KEY_BYTES],
                  struct seal_sink sink, struct error *err);
bool sealer_put(struct sealer *sealer, struct span bytes, struct error *err);
/* The last chunk. */
bool sealer_end(struct sealer *sealer, struct error *err);
void sealer_release(struct sealer *sealer);

/* Where sealed bytes come from: as many as asked for, fewer only at the end. */
struct seal_source {
    bool (*get)(void *context, unsigned char *ret_bytes, size_t size, size_t *ret_count,
                struct error *err);
    void *context;
};

struct unsealer {
    struct seal_source source;
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char bound[SEAL_BOUND_BYTES];
    unsigned char plain[SEAL_CHUNK_BYTES];
    unsigned char sealed[SEAL_SEALED_BYTES];
    size_t at, have; /* of `plain` */
    bool last;       /* the chunk is the last one, and nothing is behind it */
};

/* Whether a file that begins with these bytes is a sealed stream, by its first 16. */
bool seal_is(struct span bytes);
/* Reads the head. Errors: syntax (no backup), value (for another key), damaged, the source's. */
bool unsealer_begin(struct unsealer *ret_unsealer, const unsigned char secret_key[SEAL_KEY_BYTES],
                    struct seal_source source, struct error *err);
/* Exactly `size` bytes. Errors: damaged, also when there are fewer. */
bool unsealer_get(struct unsealer *unsealer, unsigned char *ret_bytes, size_t size,
                  struct error *err);
/* `*ret_end`: all of it was read, and it was whole. */
bool unsealer_at_end(struct unsealer *unsealer, bool *ret_end, struct error *err);
void unsealer_release(struct unsealer *unsealer);

/* A key as text: public ones are base 64 of 32 bytes, as node.yaml has them; a secret one is a file
 * of two lines, "trefoil-backup-key/v1" and base 64. Buffers that held a secret are the caller's to
 * wipe. */
void seal_key_make(unsigned char ret_public[SEAL_KEY_BYTES],
                   unsigned char ret_secret[SEAL_KEY_BYTES]);
void seal_key_public(const unsigned char secret[SEAL_KEY_BYTES],
                     unsigned char ret_public[SEAL_KEY_BYTES]);
bool seal_key_print(const unsigned char secret[SEAL_KEY_BYTES], struct dynbuf *out);
/* Errors: syntax; no error shows what was given. */
bool seal_key_parse(struct span text, const char *place, unsigned char ret_secret[SEAL_KEY_BYTES],
                    struct error *err);
