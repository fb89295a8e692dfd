#include "node/seal.h"

#include "base/base64.h"
#include "log/lines.h"

static const char magic[] = "trefoil-backup/1";
static const char key_head[] = "trefoil-backup-key/v1";

enum { FRESH_BYTES = crypto_secretstream_xchacha20poly1305_KEYBYTES };

/* Writes the head, of which the key inside is `fresh`. */
static bool begin(struct sealer *sealer, const unsigned char *public_key,
                  const unsigned char *fresh, struct error *err)
{
    unsigned char head[SEAL_HEAD_BYTES];
    unsigned char *sealed = head + SEAL_BOUND_BYTES;
    memcpy(head, magic, SEAL_MAGIC_BYTES);
    memcpy(head + SEAL_MAGIC_BYTES, public_key, SEAL_KEY_BYTES);
    memcpy(sealer->bound, head, SEAL_BOUND_BYTES);
    if (crypto_box_seal(sealed, fresh, FRESH_BYTES, public_key) != 0)
        return error_input(err, ERROR_VALUE, "backup key", "no public key of X25519");
    crypto_secretstream_xchacha20poly1305_init_push(
        &sealer->state, sealed + FRESH_BYTES + crypto_box_SEALBYTES, fresh);
    return sealer->sink.put(sealer->sink.context, span_of(head, sizeof head), err);
}

bool sealer_begin(struct sealer *ret_sealer, const unsigned char public_key[SEAL_KEY_BYTES],
                  struct seal_sink sink, struct error *err)
{
    unsigned char fresh[FRESH_BYTES];
    ret_sealer->sink = sink;
    ret_sealer->used = 0;
    crypto_secretstream_xchacha20poly1305_keygen(fresh);
    bool ok = begin(ret_sealer, public_key, fresh, err);
    sodium_memzero(fresh, sizeof fresh);
    return ok;
}

static bool put_chunk(struct sealer *sealer, unsigned char tag, struct error *err)
{
    unsigned long long size = 0;
    crypto_secretstream_xchacha20poly1305_push(&sealer->state, sealer->sealed, &size, sealer->plain,
                                               sealer->used, sealer->bound, sizeof sealer->bound,
                                               tag);
    sealer->used = 0;
    return sealer->sink.put(sealer->sink.context, span_of(sealer->sealed, (size_t)size), err);
}

/* A full chunk waits until it is known not to be the last. */
bool sealer_put(struct sealer *sealer, struct span bytes, struct error *err)
{
    while (bytes.size > 0) {
        if (sealer->used == SEAL_CHUNK_BYTES &&
            !put_chunk(sealer, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, err))
            return false;
        size_t room = SEAL_CHUNK_BYTES - sealer->used;
        size_t part = bytes.size < room ? bytes.size : room;
        memcpy(sealer->plain + sealer->used, bytes.data, part);
        sealer->used += part;
        bytes = span_part(bytes, part, bytes.size);
    }
    return true;
}

bool sealer_end(struct sealer *sealer, struct error *err)
{
    return put_chunk(sealer, crypto_secretstream_xchacha20poly1305_TAG_FINAL, err);
}

void sealer_release(struct sealer *sealer)
{
    sodium_memzero(sealer, sizeof *sealer);
}

static bool cut(struct error *err)
{
    return error_input(err, ERROR_DAMAGED, "backup", "cut short");
}

static bool source_get(struct unsealer *unsealer, unsigned char *ret_bytes, size_t size,
                       size_t *ret_count, struct error *err)
{
    return unsealer->source.get(unsealer->source.context, ret_bytes, size, ret_count, err);
}

/* Opens the head's key and begins the stream. */
static bool open_head(struct unsealer *unsealer, const unsigned char *head,
                      const unsigned char *secret_key, struct error *err)
{
    const unsigned char *sealed = head + SEAL_BOUND_BYTES;
    unsigned char own[SEAL_KEY_BYTES], fresh[FRESH_BYTES];
    seal_key_public(secret_key, own);
    if (memcmp(own, head + SEAL_MAGIC_BYTES, sizeof own) != 0)
        return error_input(err, ERROR_VALUE, "backup", "made for another key");
    bool ok = crypto_box_seal_open(fresh, sealed, FRESH_BYTES + crypto_box_SEALBYTES, own,
                                   secret_key) == 0 &&
              crypto_secretstream_xchacha20poly1305_init_pull(
                  &unsealer->state, sealed + FRESH_BYTES + crypto_box_SEALBYTES, fresh) == 0;
    sodium_memzero(fresh, sizeof fresh);
    return ok || error_input(err, ERROR_DAMAGED, "backup", "its head was changed");
}

bool seal_is(struct span bytes)
{
    return span_starts_with(bytes, magic);
}

bool unsealer_begin(struct unsealer *ret_unsealer, const unsigned char secret_key[SEAL_KEY_BYTES],
                    struct seal_source source, struct error *err)
{
    unsigned char head[SEAL_HEAD_BYTES];
    size_t count = 0;
    ret_unsealer->source = source;
    ret_unsealer->at = ret_unsealer->have = 0;
    ret_unsealer->last = false;
    if (!source_get(ret_unsealer, head, sizeof head, &count, err))
        return false;
    if (!seal_is(span_of(head, count)))
        return error_input(err, ERROR_SYNTAX, "backup", "no backup of this program");
    if (count < sizeof head)
        return cut(err);
    memcpy(ret_unsealer->bound, head, SEAL_BOUND_BYTES);
    return open_head(ret_unsealer, head, secret_key, err);
}

/* The next chunk, which is whole unless it is the last. */
static bool get_chunk(struct unsealer *unsealer, struct error *err)
{
    size_t count = 0;
    unsigned long long size = 0;
    unsigned char tag = 0, behind = 0;
    if (!source_get(unsealer, unsealer->sealed, SEAL_SEALED_BYTES, &count, err))
        return false;
    if (count < crypto_secretstream_xchacha20poly1305_ABYTES)
        return cut(err);
    if (crypto_secretstream_xchacha20poly1305_pull(&unsealer->state, unsealer->plain, &size, &tag,
                                                   unsealer->sealed, count, unsealer->bound,
                                                   sizeof unsealer->bound) != 0)
        return error_input(err, ERROR_DAMAGED, "backup", "changed, cut short or out of order");
    unsealer->at = 0;
    unsealer->have = (size_t)size;
    unsealer->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    if (!unsealer->last)
        return count == SEAL_SEALED_BYTES || cut(err);
    return source_get(unsealer, &behind, 1, &count, err) &&
           (count == 0 || error_input(err, ERROR_DAMAGED, "backup", "bytes behind its end"));
}

bool unsealer_get(struct unsealer *unsealer, unsigned char *ret_bytes, size_t size,
                  struct error *err)
{
    while (size > 0) {
        size_t have = unsealer->have - unsealer->at;
        size_t part = size < have ? size : have;
        memcpy(ret_bytes, unsealer->plain + unsealer->at, part);
        unsealer->at += part;
        ret_bytes += part;
        size -= part;
        if (size > 0 && unsealer->last)
            return cut(err);
        if (size > 0 && !get_chunk(unsealer, err))
            return false;
    }
    return true;
}

bool unsealer_at_end(struct unsealer *unsealer, bool *ret_end, struct error *err)
{
    while (unsealer->at == unsealer->have && !unsealer->last)
        if (!get_chunk(unsealer, err))
            return false;
    *ret_end = unsealer->at == unsealer->have;
    return true;
}

void unsealer_release(struct unsealer *unsealer)
{
    sodium_memzero(unsealer, sizeof *unsealer);
}

void seal_key_make(unsigned char ret_public[SEAL_KEY_BYTES],
                   unsigned char ret_secret[SEAL_KEY_BYTES])
{
    crypto_box_keypair(ret_public, ret_secret);
}

void seal_key_public(const unsigned char secret[SEAL_KEY_BYTES],
                     unsigned char ret_public[SEAL_KEY_BYTES])
{
    crypto_scalarmult_base(ret_public, secret);
}

bool seal_key_print(const unsigned char secret[SEAL_KEY_BYTES], struct dynbuf *out)
{
    dynbuf_text(out, key_head);
    dynbuf_char(out, '\n');
    base64_put(out, span_of(secret, SEAL_KEY_BYTES));
    return dynbuf_char(out, '\n');
}

bool seal_key_parse(struct span text, const char *place, unsigned char ret_secret[SEAL_KEY_BYTES],
                    struct error *err)
{
    struct span head, line;
    unsigned char secret[SEAL_KEY_BYTES];
    size_t size = 0;
    bool ok = line_take(&text, &head) && span_is(head, key_head) && line_take(&text, &line) &&
              text.size == 0 && base64_decode(line, secret, sizeof secret, &size) &&
              size == SEAL_KEY_BYTES;
    if (ok)
        memcpy(ret_secret, secret, sizeof secret);
    sodium_memzero(secret, sizeof secret);
    return ok || error_input(err, ERROR_SYNTAX, place,
                             "no secret backup key, as `trefoil backup key` writes it");
}
