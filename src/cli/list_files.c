#include "cli/list_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"

enum { INPUT_FILES_MAX = MAPS_OPEN_MAX - 64 };

void list_input_release(struct list_input *input)
{
    for (size_t i = 0; i < input->count; i++)
        map_close(&input->maps[i]);
    free(input->files);
    free(input->maps);
    free(input->from_folder);
    arena_release(&input->texts);
    *input = (struct list_input){.count = 0};
}

bool list_input_stands(const struct list_input *input, struct error *err)
{
    for (size_t i = 0; i < input->count; i++)
        if (map_damaged(&input->maps[i]) || map_changed(&input->maps[i], input->files[i].name))
            return error_input(err, ERROR_IO, input->files[i].name,
                               "the file was changed while it was read");
    return true;
}

static bool make_room(struct list_input *input, struct error *err)
{
    size_t capacity = input->capacity, need = input->count + 1;
    struct list_file *files =
        array_grow(input->files, &capacity, need, sizeof *files, INPUT_FILES_MAX);
    if (files == NULL)
        return array_error(need, INPUT_FILES_MAX, "files", err);
    input->files = files;
    struct map *maps = realloc(input->maps, capacity * sizeof *maps);
    input->maps = maps != NULL ? maps : input->maps;
    bool *from = realloc(input->from_folder, capacity * sizeof *from);
    input->from_folder = from != NULL ? from : input->from_folder;
    if (maps == NULL || from == NULL)
        return error_memory(err, "opening files");
    input->capacity = capacity;
    return true;
}

static bool add(struct list_input *input, const char *path, bool from_folder, struct error *err)
{
    const char *name = arena_text(&input->texts, span_text(path));
    struct map map;
    if (name == NULL)
        return error_memory(err, "opening files");
    if (!make_room(input, err) || !map_open(&map, path, err))
        return false;
    if (map.bytes.size > LIST_FILE_BYTES_MAX) {
        map_close(&map);
        return error_input(err, ERROR_LIMIT, path, "more than %d bytes", LIST_FILE_BYTES_MAX);
    }
    input->maps[input->count] = map;
    input->from_folder[input->count] = from_folder;
    input->files[input->count++] = (struct list_file){name, map.bytes};
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of the plain files in a folder, hidden ones apart. */
static bool folder_names(struct list_input *input, const char *path, const char **names,
                         size_t *ret_count, struct error *err)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return error_os(err, ERROR_IO, "open", path, errno);
    size_t count = 0;
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(folder)) != NULL;) {
        char full[PATH_BYTES_MAX];
        struct stat found;
        ok = file_path(full, path, entry->d_name, err);
        if (!ok || entry->d_name[0] == '.' || stat(full, &found) != 0 || !S_ISREG(found.st_mode))
            continue;
        const char *name = arena_text(&input->texts, span_text(full));
        if (name == NULL)
            ok = error_memory(err, "opening files");
        else if (count == INPUT_FILES_MAX)
            ok = error_input(err, ERROR_LIMIT, path, "more than %d files", INPUT_FILES_MAX);
        else
            names[count++] = name;
    }
    closedir(folder);
    qsort(names, count, sizeof *names, by_name);
    *ret_count = count;
    return ok;
}

static bool add_folder(struct list_input *input, const char *path, struct error *err)
{
    const char **names = calloc(INPUT_FILES_MAX, sizeof *names);
    size_t count = 0;
    bool ok = names != NULL || error_memory(err, "opening files");
    ok = ok && folder_names(input, path, names, &count, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = add(input, names[i], true, err);
    free(names);
    return ok;
}

bool list_input_open(struct list_input *input, const char *const *words, size_t count,
                     struct error *err)
{
    struct stat found;
    bool ok = true;
    *input = (struct list_input){.count = 0};
    arena_init(&input->texts, 1 << 26);
    for (size_t i = 0; ok && i < count; i++) {
        bool folder = stat(words[i], &found) == 0 && S_ISDIR(found.st_mode);
        ok = folder ? add_folder(input, words[i], err) : add(input, words[i], false, err);
    }
    return ok;
}
