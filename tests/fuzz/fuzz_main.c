/* A main for fuzz targets where there is no fuzzer: gives the target every file named, and every
 * file of every folder named, once, so that each test run replays what fuzzing has found. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned replayed, failed;

/* The target sees a copy of just its size, so that a sanitizer sees a read behind it. */
static void replay_file(const char *path)
{
    struct dynbuf bytes;
    struct error err;
    dynbuf_init(&bytes, SMALL_FILE_BYTES_MAX);
    uint8_t *copy = NULL;
    bool ok = file_read(&bytes, path, &err);
    if (ok && (copy = malloc(bytes.size + (bytes.size == 0))) != NULL) {
        if (bytes.size > 0)
            memcpy(copy, bytes.data, bytes.size);
        fprintf(stderr, "%s\n", path);
        LLVMFuzzerTestOneInput(copy, bytes.size);
        replayed++;
    } else {
        fprintf(stderr, "%s\n", ok ? "out of memory" : err.text);
        failed++;
    }
    free(copy);
    dynbuf_release(&bytes);
}

static void replay(const char *path)
{
    char inside[PATH_BYTES_MAX];
    struct stat info;
    struct dirent **entries;
    struct error err;
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        replay_file(path);
        return;
    }
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.' && file_path(inside, path, entries[i]->d_name, &err))
            replay(inside);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

int main(int count, char **arguments)
{
    for (int i = 1; i < count; i++)
        replay(arguments[i]);
    failed += replayed == 0; /* an empty corpus tests nothing */
    printf("%u passed, %u failed\n", replayed, failed);
    return failed > 0;
}
