#include "cli/backup_words.h"

#include "base/file.h"
#include "node/keys.h"
#include "screen/lists.h"
#include "text/json_writer.h"

enum { KEY_FILE_BYTES_MAX = 4096 };

/* A buffer with a secret never grows: what it leaves behind could not be wiped. */
static bool read_secret(const char *path, unsigned char *ret_secret, struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, KEY_FILE_BYTES_MAX);
    if (dynbuf_extend(&text, KEY_FILE_BYTES_MAX) == NULL)
        return error_memory(err, "reading a key");
    dynbuf_clear(&text);
    bool ok = keys_check_private(path, err) && file_read(&text, path, err) &&
              seal_key_parse(dynbuf_bytes(&text), path, ret_secret, err);
    if (text.data != NULL)
        sodium_memzero(text.data, text.capacity);
    dynbuf_release(&text);
    return ok;
}

bool backup_words_read(struct backup_words *ret_read, const struct words *words, struct error *err)
{
    const char *key = words_value(words, "--key"), *log = words_value(words, "--log-key");
    if (sodium_init() < 0)
        return error_os(err, ERROR_IO, "starting", "libsodium", 0);
    if (key == NULL)
        return error_input(err, ERROR_USAGE, "--key", "needed: the file of the secret backup key");
    ret_read->has_log_key = log != NULL;
    return (log == NULL || note_key_parse(span_text(log), "--log-key", &ret_read->log_key, err)) &&
           read_secret(key, ret_read->secret, err);
}

void backup_words_clear(struct backup_words *read)
{
    sodium_memzero(read, sizeof *read);
}

const struct option backup_key_options[] = {
    {.name = "--key",
     .value = "KEYFILE",
     .needed = true,
     .kind = WORD_FILE,
     .help = "The secret key that `trefoil backup key` wrote. Needed."},
    {.name = "--log-key",
     .value = "VKEY",
     .help = "The node's log key, as others know it: asks that this node wrote the backup. "
             "Without it the key is taken from the backup itself, and whoever had the public "
             "backup key may have written it."},
    {0},
};

static void json_of(struct json_writer *json, const char *file, const struct backup_told *told,
                    const struct note_key *log, struct span vkey)
{
    json_open_object(json, NULL);
    json_text(json, "version", TREFOIL_VERSION);
    json_text(json, "file", file);
    json_u64(json, "made", (uint64_t)told->made);
    json_u64(json, "objects", told->versions);
    json_u64(json, "leaves", told->leaves);
    json_u64(json, "rows", told->rows);
    if (log == NULL)
        json_u64(json, "bytes", told->bytes);
    else
        json_string(json, "log_key", vkey);
    json_close(json);
}

static void text_of(struct dynbuf *out, const char *file, const char *what,
                    const struct backup_told *told, const struct note_key *log, struct span vkey)
{
    char time[MOMENT_BYTES];
    moment_print((uint64_t)told->made / 1000000, time);
    dynbuf_format(out, "%s: %s\n  made     %s\n  objects  ", file, what, time);
    dynbuf_count(out, told->versions, "version\n", "versions\n");
    dynbuf_format(out, "  log      %llu leaves\n  rows     %llu\n",
                  (unsigned long long)told->leaves, (unsigned long long)told->rows);
    if (log == NULL)
        dynbuf_format(out, "  bytes    %llu\n", (unsigned long long)told->bytes);
    else
        dynbuf_format(out, "  log key  %.*s\n", (int)vkey.size, (const char *)vkey.data);
}

bool backup_tell(struct dynbuf *out, bool as_json, const char *file, const char *what,
                 const struct backup_told *told, const struct note_key *log, struct error *err)
{
    struct json_writer json;
    struct dynbuf vkey;
    bool ok = true;
    dynbuf_init(&vkey, 2 * NOTE_NAME_BYTES_MAX);
    if (log != NULL && !note_key_print(log, &vkey))
        ok = dynbuf_error(&vkey, "a key", err);
    json_writer_init(&json, out);
    if (ok && as_json) {
        json_of(&json, file, told, log, dynbuf_bytes(&vkey));
        ok = json_writer_finish(&json, file, err);
    } else if (ok) {
        text_of(out, file, what, told, log, dynbuf_bytes(&vkey));
    }
    dynbuf_release(&vkey);
    return ok;
}
