/* The files of `trefoil list import`, in memory: those named, and those in folders named. */
#pragma once

#include "base/arena.h"
#include "base/map.h"
#include "screen/reading.h"

struct list_input {
    struct list_file *files; /* in the order of the words; of a folder by name */
    struct map *maps;
    bool *from_folder;
    size_t count, capacity;
    struct arena texts;
};

/* Errors: io, limit, memory; release also then. */
bool list_input_open(struct list_input *input, const char *const *words, size_t count,
                     struct error *err);

/* Whether the files are still those that were opened. Errors: io. */
bool list_input_stands(const struct list_input *input, struct error *err);
void list_input_release(struct list_input *input);
