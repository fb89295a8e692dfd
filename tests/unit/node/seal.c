/* What was sealed comes back for its key alone; every cut, every changed bit, chunks in another
 * order and bytes behind the end are refused. */
#include "node/seal.h"

#include <stdlib.h>

#include "run.h"

enum { FILE_MAX = 1 << 20 };

static struct error err;
static unsigned char public_key[SEAL_KEY_BYTES], secret_key[SEAL_KEY_BYTES];

struct file {
    struct dynbuf bytes;
    size_t at;
    bool full; /* the next byte finds no room */
};

static bool put(void *context, struct span bytes, struct error *ret_err)
{
    struct file *file = context;
    return (!file->full || error_os(ret_err, ERROR_IO, "write", "a full disk", 0)) &&
           dynbuf_span(&file->bytes, bytes);
}

static bool get(void *context, unsigned char *ret_bytes, size_t size, size_t *ret_count,
                struct error *ret_err)
{
    struct file *file = context;
    size_t left = file->bytes.size - file->at;
    *ret_count = size < left ? size : left;
    memcpy(ret_bytes, file->bytes.data + file->at, *ret_count);
    file->at += *ret_count;
    (void)ret_err;
    return true;
}

static unsigned char byte_at(size_t at)
{
    return (unsigned char)(at * 31 >> 3 ^ at);
}

/* In pieces of `step` bytes. */
static void seal(struct file *file, size_t size, size_t step)
{
    struct sealer *sealer = malloc(sizeof *sealer);
    const struct seal_sink sink = {put, file};
    unsigned char *bytes = malloc(size + 1);
    assert_true(sealer != NULL && bytes != NULL);
    for (size_t i = 0; i < size; i++)
        bytes[i] = byte_at(i);
    *file = (struct file){0};
    dynbuf_init(&file->bytes, FILE_MAX);
    assert_true(sealer_begin(sealer, public_key, sink, &err));
    for (size_t at = 0; at < size; at += step)
        assert_true(
            sealer_put(sealer, span_of(bytes + at, size - at < step ? size - at : step), &err));
    assert_true(sealer_end(sealer, &err));
    sealer_release(sealer);
    free(sealer);
    free(bytes);
}

/* All of it in pieces; false at the first thing that is wrong. */
static bool unseal(struct file *file, const unsigned char *secret, size_t size, size_t step)
{
    struct unsealer *unsealer = malloc(sizeof *unsealer);
    unsigned char piece[1 << 12];
    bool end = false;
    assert_non_null(unsealer);
    file->at = 0;
    const struct seal_source source = {get, file};
    bool ok = unsealer_begin(unsealer, secret, source, &err);
    for (size_t at = 0; ok && at < size;) {
        size_t part = size - at < step ? size - at : step;
        ok = unsealer_get(unsealer, piece, part, &err);
        for (size_t i = 0; ok && i < part; i++)
            assert_int_equal(piece[i], byte_at(at + i));
        at += part;
    }
    ok = ok && unsealer_at_end(unsealer, &end, &err);
    if (ok && !end)
        ok = error_input(&err, ERROR_CONFLICT, "test", "more than was written");
    unsealer_release(unsealer);
    free(unsealer);
    return ok;
}

static void there_and_back(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131071, 131072, 131073, 300000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct file file;
        size_t chunks = sizes[i] == 0 ? 1 : (sizes[i] + SEAL_CHUNK_BYTES - 1) / SEAL_CHUNK_BYTES;
        seal(&file, sizes[i], i % 2 == 0 ? 1000 : 100000);
        assert_int_equal(file.bytes.size, SEAL_HEAD_BYTES + sizes[i] + 17 * chunks);
        if (!unseal(&file, secret_key, sizes[i], 4096))
            fail_msg("%zu: %s", sizes[i], err.text);
        if (sizes[i] > 0) {
            assert_false(unseal(&file, secret_key, sizes[i] - 1, 4096));
            assert_int_equal(err.code, ERROR_CONFLICT);
        }
        assert_false(unseal(&file, secret_key, sizes[i] + 1, 4096));
        assert_error(err, ERROR_DAMAGED, "backup: cut short");
        dynbuf_release(&file.bytes);
    }
}

static void another_key(void **state)
{
    (void)state;
    struct file file;
    unsigned char other[SEAL_KEY_BYTES], secret[SEAL_KEY_BYTES];
    seal(&file, 10, 10);
    seal_key_make(other, secret);
    assert_false(unseal(&file, secret, 10, 10));
    assert_error(err, ERROR_VALUE, "backup: made for another key");
    memcpy(file.bytes.data + SEAL_MAGIC_BYTES, other, sizeof other); /* says that it is for it */
    assert_false(unseal(&file, secret, 10, 10));
    assert_error(err, ERROR_DAMAGED, "backup: its head was changed");
    dynbuf_release(&file.bytes);
}

static void no_key(void **state)
{
    (void)state;
    static const unsigned char zero[SEAL_KEY_BYTES];
    struct sealer *sealer = malloc(sizeof *sealer);
    struct file file = {.full = true};
    const struct seal_sink sink = {put, &file};
    assert_non_null(sealer);
    assert_false(sealer_begin(sealer, zero, sink, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_false(sealer_begin(sealer, public_key, sink, &err));
    assert_int_equal(err.code, ERROR_IO);
    free(sealer);
}

/* Every length below the whole, every bit of the head and of what follows it. */
static void cut_and_changed(void **state)
{
    (void)state;
    struct file file;
    seal(&file, 100, 100);
    size_t whole = file.bytes.size;
    for (size_t size = 0; size < whole; size++) {
        file.bytes.size = size;
        assert_false(unseal(&file, secret_key, 100, 100));
        assert_int_equal(err.code, size < SEAL_MAGIC_BYTES ? ERROR_SYNTAX : ERROR_DAMAGED);
    }
    file.bytes.size = whole;
    for (size_t bit = 0; bit < 8 * whole; bit++) {
        file.bytes.data[bit / 8] = (char)(file.bytes.data[bit / 8] ^ 1 << bit % 8);
        assert_false(unseal(&file, secret_key, 100, 100));
        file.bytes.data[bit / 8] = (char)(file.bytes.data[bit / 8] ^ 1 << bit % 8);
    }
    assert_true(unseal(&file, secret_key, 100, 100));
    assert_true(dynbuf_char(&file.bytes, 'x'));
    assert_false(unseal(&file, secret_key, 100, 100));
    dynbuf_release(&file.bytes);
}

/* Chunks that are whole each: in another order, left out, twice, the last one missing, one of
 * another backup; and bytes behind a last chunk that is full. */
static void whole_chunks(void **state)
{
    (void)state;
    enum { CHUNKS = 3, SIZE = CHUNKS * SEAL_CHUNK_BYTES };
    static const int orders[][CHUNKS + 1] = {{0, 1, -1, -1}, {0, 2, -1, -1}, {1, 0, 2, -1},
                                             {0, 0, 1, 2},   {0, 1, 1, 2},   {0, 1, 2, 2},
                                             {2, -1, -1, -1}};
    struct file file, other, made = {0};
    seal(&file, SIZE, 1000);
    seal(&other, SIZE, 1000);
    dynbuf_init(&made.bytes, FILE_MAX);
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        dynbuf_clear(&made.bytes);
        dynbuf_append(&made.bytes, file.bytes.data, SEAL_HEAD_BYTES);
        for (size_t at = 0; at <= CHUNKS && orders[i][at] >= 0; at++)
            dynbuf_append(&made.bytes,
                          file.bytes.data + SEAL_HEAD_BYTES + orders[i][at] * SEAL_SEALED_BYTES,
                          SEAL_SEALED_BYTES);
        assert_false(unseal(&made, secret_key, SIZE, 4096));
        assert_int_equal(err.code, ERROR_DAMAGED);
    }
    memcpy(file.bytes.data + SEAL_HEAD_BYTES + SEAL_SEALED_BYTES,
           other.bytes.data + SEAL_HEAD_BYTES + SEAL_SEALED_BYTES, SEAL_SEALED_BYTES);
    assert_false(unseal(&file, secret_key, SIZE, 4096));
    assert_true(dynbuf_char(&other.bytes, 'x'));
    assert_false(unseal(&other, secret_key, SIZE, 4096));
    assert_error(err, ERROR_DAMAGED, "backup: bytes behind its end");
    dynbuf_release(&file.bytes);
    dynbuf_release(&other.bytes);
    dynbuf_release(&made.bytes);
}

static void keys_as_text(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "trefoil-backup-key/v1\n",
        "trefoil-backup-key/v1\nAAAA\n",
        "trefoil-backup-key/v2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "trefoil-backup-key/v1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "trefoil-backup-key/v1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nx",
        "trefoil-backup-key/v1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"};
    struct dynbuf text;
    unsigned char read[SEAL_KEY_BYTES], public[SEAL_KEY_BYTES];
    dynbuf_init(&text, 200);
    assert_true(seal_key_print(secret_key, &text));
    assert_true(seal_key_parse(dynbuf_bytes(&text), "key", read, &err));
    assert_memory_equal(read, secret_key, sizeof read);
    seal_key_public(read, public);
    assert_memory_equal(public, public_key, sizeof public);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(seal_key_parse(span_text(bad[i]), "key", read, &err));
        assert_int_equal(err.code, ERROR_SYNTAX);
        assert_null(strstr(err.text, "AAAA"));
    }
    assert_memory_equal(read, secret_key, sizeof read);
    dynbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back), cmocka_unit_test(another_key),
        cmocka_unit_test(no_key),         cmocka_unit_test(cut_and_changed),
        cmocka_unit_test(whole_chunks),   cmocka_unit_test(keys_as_text),
    };
    if (sodium_init() < 0)
        return 1;
    seal_key_make(public_key, secret_key);
    return RUN_ALL("node seal", tests);
}
