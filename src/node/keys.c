#include "node/keys.h"

#include <errno.h>
#include <sodium.h>
#include <sys/stat.h>

#include "base/base64.h"
#include "base/file.h"

enum { KEY_FILE_BYTES_MAX = 4096 };

static const char log_name[] = "log.skey", object_name[] = "object.key", next_name[] = "next.key";

void keys_clear(struct keys *keys)
{
    sodium_memzero(keys, sizeof *keys);
}

/* A buffer of secrets never grows: what it leaves behind could not be wiped. */
static bool secrets_init(struct dynbuf *buffer, struct error *err)
{
    dynbuf_init(buffer, KEY_FILE_BYTES_MAX);
    if (dynbuf_extend(buffer, KEY_FILE_BYTES_MAX) == NULL)
        return error_memory(err, "reading keys");
    dynbuf_clear(buffer);
    return true;
}

static void secrets_release(struct dynbuf *buffer)
{
    if (buffer->data != NULL)
        sodium_memzero(buffer->data, buffer->capacity);
    dynbuf_release(buffer);
}

/* Prints a key of chance. */
static bool print_new(const char *name, struct span origin, struct dynbuf *text, struct error *err)
{
    unsigned char seed[KEYS_SEED_BYTES];
    struct note_signer signer;
    bool ok = true;
    randombytes_buf(seed, sizeof seed);
    if (name != log_name) {
        base64_put(text, span_of(seed, sizeof seed));
    } else if ((ok = note_signer_make(&signer, origin, NOTE_ED25519, seed, err))) {
        note_signer_print(&signer, text);
        note_signer_clear(&signer);
    }
    dynbuf_char(text, '\n');
    sodium_memzero(seed, sizeof seed);
    return ok && (!text->failed || dynbuf_error(text, "a key", err));
}

static bool make(const char *folder, const char *name, struct span origin, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct stat found;
    struct dynbuf text;
    if (!file_path(path, folder, name, err))
        return false;
    if (stat(path, &found) == 0)
        return true;
    if (errno != ENOENT)
        return error_os(err, ERROR_IO, "look at the file", path, errno);
    bool ok = secrets_init(&text, err) && print_new(name, origin, &text, err) &&
              file_replace_private(folder, name, dynbuf_bytes(&text), err);
    secrets_release(&text);
    return ok;
}

bool keys_make(const char *home, struct span origin, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    return file_path(folder, home, "keys", err) && file_make_folder(folder, err) &&
           make(folder, log_name, origin, err) && make(folder, object_name, origin, err) &&
           make(folder, next_name, origin, err);
}

bool keys_make_next(const char *home, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    return file_path(folder, home, "keys", err) && file_make_folder(folder, err) &&
           make(folder, next_name, (struct span){0}, err);
}

bool keys_check_private(const char *path, struct error *err)
{
    struct stat found;
    if (stat(path, &found) != 0)
        return errno == ENOENT ? error_input(err, ERROR_NOT_FOUND, path, "the key is not there")
                               : error_os(err, ERROR_IO, "look at the file", path, errno);
    return (found.st_mode & (S_IRWXG | S_IRWXO)) == 0 ||
           error_input(err, ERROR_VALUE, path, "others may read this key; expected mode 600");
}

/* The one line of a key's file. */
static bool read_line(const char *path, struct dynbuf *text, struct span *ret_line,
                      struct error *err)
{
    if (!keys_check_private(path, err) || !file_read(text, path, err))
        return false;
    size_t size = text->size;
    if (size == 0 || text->data[size - 1] != '\n')
        return error_input(err, ERROR_VALUE, path, "expected one line");
    *ret_line = span_of(text->data, size - 1);
    return true;
}

static bool read_seed(const char *path, struct span line, unsigned char *ret_seed,
                      struct error *err)
{
    size_t size = 0;
    return (base64_decode(line, ret_seed, KEYS_SEED_BYTES, &size) && size == KEYS_SEED_BYTES) ||
           error_input(err, ERROR_VALUE, path, "expected 32 bytes in base 64");
}

static bool read_key(struct keys *keys, const char *folder, const char *name, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct dynbuf text;
    struct span line = {0};
    bool ok = file_path(path, folder, name, err) && secrets_init(&text, err);
    if (!ok)
        return false;
    ok = read_line(path, &text, &line, err);
    if (ok && name == log_name)
        ok = note_signer_parse(line, path, &keys->log, err);
    else if (ok)
        ok = read_seed(path, line, name == next_name ? keys->next : keys->object_seed, err);
    secrets_release(&text);
    return ok;
}

bool keys_read(struct keys *ret_keys, const char *home, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    struct keys keys = {0};
    bool ok = file_path(folder, home, "keys", err) && read_key(&keys, folder, log_name, err) &&
              read_key(&keys, folder, object_name, err) && read_key(&keys, folder, next_name, err);
    if (ok) {
        crypto_sign_seed_keypair(keys.object_public, secret, keys.object_seed);
        *ret_keys = keys;
    }
    sodium_memzero(secret, sizeof secret);
    keys_clear(&keys);
    return ok;
}
