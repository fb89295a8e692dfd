/* Arbitrary bytes as a sealed backup, and as the records inside one: what is taken is in order, in
 * its place, and within its limits; what opens is all that was sealed.
 *
 * Corpus: `unit-node-forged FOLDER` writes one backup as it lies on a disk, and one opened. */
#include "base/limits.h"
#include "node/backup_read.h"
#include "node/seal.h"
#include "target.h"

struct taking {
    struct span rest;
    size_t files;
    const struct dump_table *table;
    bool files_ended, ended;
};

static bool get(void *context, unsigned char *ret_bytes, size_t size, struct error *err)
{
    struct taking *taking = context;
    if (size > taking->rest.size)
        return error_input(err, ERROR_DAMAGED, "fuzz", "cut short");
    if (size > 0)
        memcpy(ret_bytes, taking->rest.data, size);
    taking->rest = span_part(taking->rest, size, taking->rest.size);
    return true;
}

static bool at_end(void *context, bool *ret_end, struct error *err)
{
    const struct taking *taking = context;
    (void)err;
    *ret_end = taking->rest.size == 0;
    return true;
}

static bool take_file(void *context, struct span name, struct span bytes, struct error *err)
{
    struct taking *taking = context;
    (void)err;
    ensure(!taking->files_ended && backup_file_valid(name) && name.size < PATH_BYTES_MAX);
    ensure(memchr(name.data, '\0', name.size) == NULL && name.data[0] != '/');
    ensure(bytes.size <= BACKUP_FILE_BYTES_MAX && ++taking->files <= BACKUP_FILES_MAX);
    for (size_t i = 0; i + 1 < name.size; i++)
        ensure(name.data[i] != '/' || name.data[i + 1] != '.');
    return true;
}

static bool end_files(void *context, struct error *err)
{
    struct taking *taking = context;
    (void)err;
    ensure(!taking->files_ended);
    taking->files_ended = true;
    return true;
}

/* Tables come in the order of the list; a row has a value of its kind in each column. */
static bool take_row(void *context, const struct dump_table *table,
                     const struct sql_value values[DUMP_COLUMNS_MAX], struct error *err)
{
    struct taking *taking = context;
    (void)err;
    ensure(taking->files_ended && !taking->ended && table >= taking->table);
    taking->table = table;
    for (size_t i = 0; i < table->count; i++) {
        enum sql_kind kind = values[i].kind;
        if (table->kinds[i] == 'B')
            ensure(kind == SQL_BYTES || kind == SQL_NULL);
        else
            ensure(kind == (table->kinds[i] == 'n'   ? SQL_NUMBER
                            : table->kinds[i] == 't' ? SQL_TEXT
                                                     : SQL_BYTES));
        ensure(values[i].bytes.size <= DUMP_ROW_BYTES_MAX);
    }
    return true;
}

static bool take_end(void *context, struct span checkpoint, struct span close, struct error *err)
{
    struct taking *taking = context;
    struct note note;
    ensure(taking->files_ended && !taking->ended && taking->rest.size == 0);
    ensure(checkpoint.size <= BACKUP_FILE_BYTES_MAX && note_parse(close, "fuzz", &note, err));
    taking->ended = true;
    return true;
}

static void read_records(struct span bytes)
{
    struct taking taking = {.rest = bytes};
    const struct backup_source source = {get, at_end, &taking};
    const struct backup_taker taker = {take_file, end_files, take_row, take_end, &taking};
    struct backup_facts facts;
    struct error err;
    bool ok = backup_read(&source, &taker, &facts, &err);
    ensure(ok == taking.ended);
    ensure(ok || err.code == ERROR_DAMAGED || err.code == ERROR_UNSUPPORTED ||
           err.code == ERROR_SYNTAX || err.code == ERROR_LIMIT);
}

static bool get_sealed(void *context, unsigned char *ret_bytes, size_t size, size_t *ret_count,
                       struct error *err)
{
    struct span *rest = context;
    size_t count = size < rest->size ? size : rest->size;
    (void)err;
    if (count > 0)
        memcpy(ret_bytes, rest->data, count);
    *rest = span_part(*rest, count, rest->size);
    *ret_count = count;
    return true;
}

/* The key of tests/unit/node/made_home.c. What opens is all of it. */
static void unseal(struct span bytes)
{
    static const unsigned char seed[crypto_box_SEEDBYTES] = {7};
    static struct unsealer unsealer;
    unsigned char public[SEAL_KEY_BYTES], secret[SEAL_KEY_BYTES], byte;
    struct span rest = bytes;
    const struct seal_source source = {get_sealed, &rest};
    struct error err;
    size_t size = 0;
    bool end = false;
    ensure(sodium_init() >= 0 && crypto_box_seed_keypair(public, secret, seed) == 0);
    bool ok = unsealer_begin(&unsealer, secret, source, &err);
    while (ok && (ok = unsealer_at_end(&unsealer, &end, &err)) && !end) {
        ok = unsealer_get(&unsealer, &byte, 1, &err);
        size++;
    }
    if (ok)
        ensure(rest.size == 0 &&
               bytes.size ==
                   SEAL_HEAD_BYTES + size +
                       (size == 0 ? 1 : (size + SEAL_CHUNK_BYTES - 1) / SEAL_CHUNK_BYTES) *
                           (SEAL_SEALED_BYTES - SEAL_CHUNK_BYTES));
    else
        ensure(err.code == ERROR_DAMAGED || err.code == ERROR_SYNTAX || err.code == ERROR_VALUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_records(span_of(data, size));
    unseal(span_of(data, size));
    return 0;
}
