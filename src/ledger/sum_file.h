/* A file aside that holds running sums, written once and then read from the front as often as
 * needed, one kind at a time: what the columns of a merged segment wait in. */
#pragma once

#include "base/dynbuf.h"
#include "base/map.h"
#include "ledger/ledger.h"

struct sum_file {
    char path[PATH_BYTES_MAX];
    int fd; /* -1: not open */
    struct dynbuf held;
    uint64_t written; /* bytes */
    struct map map;
};

/* Makes an empty one in the folder; the file has no name once it is closed. Errors: io. */
bool sum_file_open(struct sum_file *file, const char *folder, struct error *err);

/* Takes one whose fd is -1 too. */
void sum_file_close(struct sum_file *file);

/* Errors: io, memory. */
bool sum_file_add(struct sum_file *file, const struct sums *sums, struct error *err);

/* Nothing more is added; reading begins. Errors: io. */
bool sum_file_ready(struct sum_file *file, struct error *err);

/* The sums of a row below the number added. */
void sum_file_row(const struct sum_file *file, uint64_t row, struct sums *ret_sums);

/* True when reading met an end that was not there: throw the work away. */
bool sum_file_damaged(const struct sum_file *file);
