/* The records of a backup, inside its seal (docs/backup.md has them byte by byte): the files of a
 * home, the tables of its store, and in the end what proves that nothing is missing.
 *
 *     h  head: made, shape of the tables
 *     f  file: name, bytes           node.yaml, keys/…, the newest checkpoint
 *     t  table: name and columns ─ r  row … ─ e  end: how many        each table of store/dump.h
 *     c  checkpoint of the log at the backup's moment
 *     z  signed note over the SHA-256 of all records before it
 *
 * A record is a letter, four bytes of size and its body; numbers are little endian. Writing: in
 * this order. Reading: backup_read.h. Threads: one at a time.
 */
#pragma once

#include <nettle/sha2.h>

#include "log/checkpoint.h"
#include "store/dump.h"

enum backup_kind {
    BACKUP_HEAD = 'h',
    BACKUP_FILE = 'f',
    BACKUP_TABLE = 't',
    BACKUP_ROW = 'r',
    BACKUP_END = 'e',
    BACKUP_CHECKPOINT = 'c',
    BACKUP_CLOSE = 'z',
};

enum { BACKUP_RECORD_HEAD = 5 };

struct backup_out {
    bool (*put)(void *context, struct span bytes, struct error *err);
    void *context;
    struct sha256_ctx sum;
};

void backup_out_init(struct backup_out *ret_out,
                     bool (*put)(void *context, struct span bytes, struct error *err),
                     void *context);
/* Errors: what `put` says. */
bool backup_put_head(struct backup_out *out, int64_t made, unsigned shape, struct error *err);
bool backup_put_file(struct backup_out *out, struct span name, struct span bytes,
                     struct error *err);
bool backup_put_table(struct backup_out *out, const struct dump_table *table, struct error *err);
bool backup_put_row(struct backup_out *out, struct span row, struct error *err);
bool backup_put_end(struct backup_out *out, uint64_t count, struct error *err);
bool backup_put_checkpoint(struct backup_out *out, struct span note, struct error *err);
bool backup_put_close(struct backup_out *out, const struct note_signer *signer, struct error *err);

/* Whether a file of this name belongs to a backup: node.yaml, checkpoint, or keys/NAME. */
bool backup_file_valid(struct span name);

/* "org(number, kind, …)": the body of a table's record. False: a full buffer. */
bool backup_table_print(const struct dump_table *table, struct dynbuf *out);
/* The text of the closing note. */
bool backup_close_print(const struct sha256_ctx *sum, struct dynbuf *out);
