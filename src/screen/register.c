#include "screen/register.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"

bool lists_folder(char *ret_path, const char *home, struct error *err)
{
    return file_path(ret_path, home, "lists", err);
}

bool lists_path(char *ret_path, const char *home, const char *folder, const char *name,
                struct error *err)
{
    char lists[PATH_BYTES_MAX], inside[PATH_BYTES_MAX];
    return lists_folder(lists, home, err) && file_path(inside, lists, folder, err) &&
           (name == NULL ? (memcpy(ret_path, inside, sizeof inside), true)
                         : file_path(ret_path, inside, name, err));
}

bool list_parts_have(const char *parts, const char *part)
{
    size_t size = strlen(part);
    for (const char *at = parts; (at = strstr(at, part)) != NULL; at += size)
        if ((at == parts || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    return false;
}

void list_index_name(char ret_name[LIST_INDEX_TEXT_BYTES], const char *sha256, uint64_t sum)
{
    snprintf(ret_name, LIST_INDEX_TEXT_BYTES, "%s-%016llx", sha256, (unsigned long long)sum);
}

void list_register_release(struct list_register *lists)
{
    free(lists->versions);
    arena_release(&lists->texts);
    *lists = (struct list_register){.count = 0};
}

static bool copy(struct list_register *lists, const char **text)
{
    const char *kept = arena_text(&lists->texts, span_text(*text == NULL ? "" : *text));
    *text = kept;
    return kept != NULL;
}

static bool copy_files(struct list_register *lists, struct list_version *version)
{
    struct version_file *files =
        arena_array(&lists->texts, version->file_count + 1, sizeof *version->files);
    if (files == NULL)
        return false;
    for (size_t i = 0; i < version->file_count; i++) {
        files[i] = version->files[i];
        if (!copy(lists, &files[i].name))
            return false;
    }
    version->files = files;
    return true;
}

bool list_register_add(struct list_register *lists, const struct list_version *version,
                       struct error *err)
{
    struct list_version *grown = array_grow(lists->versions, &lists->capacity, lists->count + 1,
                                            sizeof *grown, LIST_VERSIONS_MAX);
    if (grown == NULL)
        return array_error(lists->count + 1, LIST_VERSIONS_MAX, "versions of lists", err);
    lists->versions = grown;
    struct list_version kept = *version;
    if (!copy(lists, &kept.left_out) || !copy(lists, &kept.absent) || !copy(lists, &kept.list) ||
        !copy(lists, &kept.authority) || !copy(lists, &kept.scope) || !copy(lists, &kept.form) ||
        !copy(lists, &kept.date) || !copy(lists, &kept.date_from) || !copy(lists, &kept.warnings) ||
        !copy(lists, &kept.refused) || !copy_files(lists, &kept))
        return error_memory(err, "the register of lists");
    grown[lists->count++] = kept;
    return true;
}

bool list_register_read(struct list_register *ret_register, const char *home, struct error *err)
{
    char folder[PATH_BYTES_MAX], path[PATH_BYTES_MAX];
    struct stat found;
    struct dynbuf text;
    if (!lists_folder(folder, home, err) || !file_path(path, folder, "register", err))
        return false;
    if (stat(path, &found) != 0) {
        if (errno != ENOENT && errno != ENOTDIR)
            return error_os(err, ERROR_IO, "look at", path, errno);
        *ret_register = (struct list_register){.count = 0};
        arena_init(&ret_register->texts, LIST_REGISTER_BYTES_MAX);
        return true;
    }
    dynbuf_init(&text, LIST_REGISTER_BYTES_MAX);
    bool ok = file_read(&text, path, err) &&
              list_register_parse(ret_register, dynbuf_bytes(&text), path, err);
    dynbuf_release(&text);
    return ok;
}

bool list_register_write(const struct list_register *lists, const char *home, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    struct dynbuf text;
    dynbuf_init(&text, LIST_REGISTER_BYTES_MAX);
    list_register_print(lists, &text);
    bool ok = (!text.failed || dynbuf_error(&text, "the register of lists", err)) &&
              lists_folder(folder, home, err) &&
              file_replace(folder, "register", dynbuf_bytes(&text), err);
    dynbuf_release(&text);
    return ok;
}
