/* Takes a backup apart, to be changed and sealed again as if it had been written so. One at a time.
 */
#pragma once

#include "node/backup_form.h"

/* One record; `table` is the one that a row belongs to. */
struct forge_record {
    unsigned char kind;
    bool left_out;
    size_t size, at; /* of the body, in forge_plain */
    const char *table;
};

extern unsigned char forge_plain[];
extern struct note_signer forge_signer; /* signs the closing note, if it is made anew */
extern bool forge_sum, forge_count;     /* whether sums and counts are made anew */
extern const char *forge_behind;        /* comes behind the last record, or NULL */

void forge_open(struct span sealed);
void forge_write(const char *path);
/* All records as they were, one behind the other. */
void forge_plain_print(struct dynbuf *out);

/* The nth record of a kind, of a table when one is named. */
struct forge_record *forge_find(unsigned char kind, const char *table, size_t nth);
struct forge_record *forge_last_row(const char *table);
/* Repeats a record right behind itself. */
struct forge_record *forge_again(const struct forge_record *record);
/* The one of a file whose name begins so. */
struct forge_record *forge_file(const char *name);
/* The bytes of a row's column, without its letter and size. */
unsigned char *forge_column(const struct forge_record *row, size_t number);
/* Four bytes, little endian. */
size_t forge_little(const unsigned char *bytes);
