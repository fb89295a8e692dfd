/* The files beside OFAC's main one, in memory, by the party they belong to: for ofac_csv.c. */
#pragma once

#include "base/arena.h"
#include "screen/reading.h"
#include "text/csv_reader.h"

enum { SIDE_FIELDS = 4 };

struct side_row {
    uint64_t uid;
    uint64_t order; /* in the file */
    struct span fields[SIDE_FIELDS];
};

struct side {
    struct side_row *rows; /* by uid, then order */
    size_t count, capacity;
    bool there;
    struct arena texts;
};

/* A field without `-0-`; trimmed, or as it stands: remarks are cut anywhere, also at a blank. */
struct span ofac_field(struct span field);
struct span ofac_text(struct span field);

/* A number of digits alone, below 2^63. */
bool ofac_uid(struct span text, uint64_t *ret_uid);

/* The error of a row whose first column is none. Returns false. */
bool ofac_no_uid(const struct csv_reader *csv, struct error *err);

/* The file without the byte 0x1A that ends it. */
struct span ofac_bytes(struct span bytes);

void side_init(struct side *side);
void side_release(struct side *side);

/* Reads a file of `columns` columns, of which those from `first` on are kept. */
bool side_read(struct side *side, const struct list_file *file, size_t columns, size_t first,
               struct error *err);

/* The first row of a party, or NULL; the others follow while `uid` is the same. */
const struct side_row *side_find(const struct side *side, uint64_t uid);
