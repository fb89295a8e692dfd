#include <errno.h>
#include <sys/stat.h>

#include "base/base64.h"
#include "base/file_new.h"
#include "cli/backup_words.h"
#include "text/json_writer.h"

/* A key that is there is never replaced: with it backups would be lost. */
static bool write_secret(const char *path, struct span text, struct error *err)
{
    struct file_new file = {.fd = -1};
    struct stat there;
    if (lstat(path, &there) == 0)
        return error_input(err, ERROR_CONFLICT, path, "is there already; expected a new file");
    if (errno != ENOENT)
        return error_os(err, ERROR_IO, "look at", path, errno);
    bool ok = file_new_begin(&file, path, err) && file_new_put(&file, text, err) &&
              file_new_end(&file, err);
    file_new_release(&file);
    return ok;
}

static bool make(const char *path, struct dynbuf *public_text, struct error *err)
{
    enum { SECRET_TEXT_BYTES = 128 };
    unsigned char public_key[SEAL_KEY_BYTES], secret[SEAL_KEY_BYTES];
    struct dynbuf text;
    dynbuf_init(&text, SECRET_TEXT_BYTES);
    if (dynbuf_extend(&text, SECRET_TEXT_BYTES) == NULL) /* so that it never grows */
        return error_memory(err, "making a key");
    dynbuf_clear(&text);
    seal_key_make(public_key, secret);
    seal_key_print(secret, &text);
    base64_put(public_text, span_of(public_key, sizeof public_key));
    bool ok = write_secret(path, dynbuf_bytes(&text), err);
    sodium_memzero(text.data, text.capacity);
    sodium_memzero(secret, sizeof secret);
    dynbuf_release(&text);
    return ok;
}

static bool tell(const struct words *words, struct span public_text, struct dynbuf *out,
                 struct error *err)
{
    struct json_writer json;
    if (!words_has(words, "--json")) {
        dynbuf_format(out, "backup_key: %.*s\n", (int)public_text.size,
                      (const char *)public_text.data);
        return true;
    }
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    json_text(&json, "file", words->plain.words[0]);
    json_string(&json, "backup_key", public_text);
    json_close(&json);
    return json_writer_finish(&json, "the key", err);
}

static int run(const struct words *words)
{
    struct dynbuf out, public_text;
    struct error err;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    dynbuf_init(&public_text, CLI_OUTPUT_BYTES_MAX);
    bool ok = (sodium_init() >= 0 || error_os(&err, ERROR_IO, "starting", "libsodium", 0)) &&
              make(words->plain.words[0], &public_text, &err) &&
              tell(words, dynbuf_bytes(&public_text), &out, &err);
    dynbuf_release(&public_text);
    if (!ok) {
        dynbuf_release(&out);
        return cli_fail(&err);
    }
    return cli_print(&out, "the key", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--json", .help = "Prints JSON: file, backup_key."},
    {0},
};

static const struct example examples[] = {
    {"trefoil backup key /media/stick/usa.backup-key", "On a machine that is not the node."},
    {0},
};

const struct command command_backup_key = {
    .name = "backup key",
    .about = "make the pair of keys that backups are sealed with",
    .plain = {.name = "KEYFILE",
              .min = 1,
              .kind = WORD_FILE,
              .help = "Where the secret key goes; a new file, for its owner alone."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Prints the public key as the line that belongs into node.yaml. The secret key opens "
            "every backup that is made with it, and nothing else does: make it on another machine, "
            "keep it away from the node and from who administers the node, and keep it twice.",
            NULL},
    .examples = examples,
    .run = run,
};
