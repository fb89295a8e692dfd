#include "label/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/sum_line.h"

bool label_folder(char ret_path[PATH_BYTES_MAX], const char *home, struct error *err)
{
    return file_path(ret_path, home, "label", err);
}

static void pack_file_name(char ret_name[PACK_NAME_BYTES], const unsigned char *sha256,
                           const char *ending)
{
    hex_encode(ret_name, sha256, PACK_SHA256_BYTES);
    snprintf(ret_name + (size_t)2 * PACK_SHA256_BYTES, 16, "%s", ending);
}

static bool has_file(const char *folder, const char *name, bool *ret_has, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct stat info;
    if (!file_path(path, folder, name, err))
        return false;
    if (stat(path, &info) != 0 && errno != ENOENT && errno != ENOTDIR)
        return error_os(err, ERROR_IO, "look at", path, errno);
    *ret_has = stat(path, &info) == 0;
    return true;
}

bool label_store_has(const char *home, const unsigned char *sha256, bool *ret_has,
                     struct error *err)
{
    char folder[PATH_BYTES_MAX], labels[PACK_NAME_BYTES], actors[PACK_NAME_BYTES];
    bool has_labels = false, has_actors = false;
    pack_file_name(labels, sha256, ".csv");
    pack_file_name(actors, sha256, ".actors.csv");
    if (!label_folder(folder, home, err) || !has_file(folder, labels, &has_labels, err) ||
        !has_file(folder, actors, &has_actors, err))
        return false;
    *ret_has = has_labels || has_actors;
    return true;
}

/* What a writer that was killed left behind. */
static void drop_strangers(const char *folder)
{
    DIR *entries = opendir(folder);
    if (entries == NULL)
        return; /* tidying only */
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        size_t length = strlen(entry->d_name);
        char path[PATH_BYTES_MAX];
        struct error ignored;
        if (entry->d_name[0] == '.' && length > 8 &&
            strcmp(entry->d_name + length - 8, ".csv.new") == 0 &&
            file_path(path, folder, entry->d_name, &ignored))
            unlink(path);
    }
    closedir(entries);
}

static bool put_file(const char *folder, const unsigned char *sha256, const char *ending,
                     void (*write)(const struct pack *pack, struct dynbuf *buffer),
                     const struct pack *pack, struct error *err)
{
    struct dynbuf text;
    char name[PACK_NAME_BYTES];
    bool has = false;
    pack_file_name(name, sha256, ending);
    if (!has_file(folder, name, &has, err) || has)
        return has;
    dynbuf_init(&text, LABEL_PACK_BYTES_MAX);
    write(pack, &text);
    sum_line_put(&text);
    bool ok = !text.failed || dynbuf_error(&text, "a label pack", err);
    ok = ok && file_replace(folder, name, dynbuf_bytes(&text), err);
    dynbuf_release(&text);
    return ok;
}

bool label_store_put(const char *home, const unsigned char *sha256, const struct pack *pack,
                     struct error *err)
{
    char folder[PATH_BYTES_MAX];
    int lock;
    if (!label_folder(folder, home, err) || !file_make_folder(folder, err) ||
        !file_lock(&lock, folder, err))
        return false;
    drop_strangers(folder);
    bool ok = (pack->actor_count == 0 ||
               put_file(folder, sha256, ".actors.csv", pack_write_actors, pack, err)) &&
              (pack->label_count == 0 || put_file(folder, sha256, ".csv", pack_write, pack, err));
    close(lock);
    return ok;
}
