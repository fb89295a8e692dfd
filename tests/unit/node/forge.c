#include "forge.h"

#include <stdlib.h>

#include "base/file_new.h"
#include "made_home.h"

enum { RECORDS_MAX = 4096, BYTES_MAX = 16 << 20 };

unsigned char forge_plain[BYTES_MAX];
struct note_signer forge_signer;
bool forge_sum, forge_count;
const char *forge_behind;

static struct forge_record records[RECORDS_MAX];
static size_t count;
static struct error err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s", err.text);                                                              \
    } while (0)

static bool get(void *context, unsigned char *ret_bytes, size_t size, size_t *ret_count,
                struct error *ret_err)
{
    struct span *rest = context;
    (void)ret_err;
    *ret_count = size < rest->size ? size : rest->size;
    memcpy(ret_bytes, rest->data, *ret_count);
    *rest = span_part(*rest, *ret_count, rest->size);
    return true;
}

size_t forge_little(const unsigned char *bytes)
{
    return bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 24;
}

static const char *table_of(const struct forge_record *record)
{
    for (size_t i = 0; dump_table(i) != NULL; i++) {
        size_t size = strlen(dump_table(i)->name);
        if (memcmp(forge_plain + record->at, dump_table(i)->name, size) == 0 &&
            forge_plain[record->at + size] == '(')
            return dump_table(i)->name;
    }
    fail_msg("no table");
    return NULL;
}

void forge_open(struct span sealed)
{
    static struct unsealer unsealer;
    const struct seal_source source = {get, &sealed};
    const char *table = NULL;
    bool end = false;
    size_t at = 0;
    MUST(unsealer_begin(&unsealer, made_secret, source, &err));
    for (count = 0;; count++) {
        struct forge_record *record = &records[count];
        unsigned char head[BACKUP_RECORD_HEAD];
        MUST(unsealer_at_end(&unsealer, &end, &err));
        if (end)
            return;
        assert_true(count < RECORDS_MAX);
        MUST(unsealer_get(&unsealer, head, sizeof head, &err));
        *record = (struct forge_record){.kind = head[0], .size = forge_little(head + 1), .at = at};
        assert_true(record->size <= sizeof forge_plain - at);
        MUST(unsealer_get(&unsealer, forge_plain + at, record->size, &err));
        at += record->size;
        if (record->kind == BACKUP_TABLE)
            table = table_of(record);
        record->table = table;
    }
}

static bool put_sealed(void *context, struct span bytes, struct error *ret_err)
{
    return file_new_put(context, bytes, ret_err);
}

static void put_record(struct sealer *sealer, struct sha256_ctx *sum, unsigned char kind,
                       struct span body)
{
    unsigned char head[BACKUP_RECORD_HEAD] = {kind};
    for (size_t i = 0; i < 4; i++)
        head[1 + i] = (unsigned char)(body.size >> 8 * i);
    sha256_update(sum, sizeof head, head);
    sha256_update(sum, body.size, body.data);
    MUST(sealer_put(sealer, span_of(head, sizeof head), &err));
    MUST(sealer_put(sealer, body, &err));
}

static void put_close(struct sealer *sealer, struct sha256_ctx *sum)
{
    struct dynbuf text, note;
    dynbuf_init(&text, NOTE_BYTES_MAX);
    dynbuf_init(&note, NOTE_BYTES_MAX);
    assert_true(backup_close_print(sum, &text));
    MUST(note_sign(&forge_signer, dynbuf_bytes(&text), &note, &err));
    put_record(sealer, sum, BACKUP_CLOSE, dynbuf_bytes(&note));
    dynbuf_release(&text);
    dynbuf_release(&note);
}

static void put_end(struct sealer *sealer, struct sha256_ctx *sum, uint64_t rows)
{
    unsigned char body[8];
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (unsigned char)(rows >> 8 * i);
    put_record(sealer, sum, BACKUP_END, span_of(body, sizeof body));
}

void forge_write(const char *path)
{
    static struct sealer sealer;
    struct sha256_ctx sum;
    struct file_new file;
    uint64_t rows = 0;
    MUST(file_new_begin(&file, path, &err));
    const struct seal_sink sink = {put_sealed, &file};
    sha256_init(&sum);
    MUST(sealer_begin(&sealer, made_public, sink, &err));
    for (size_t i = 0; i < count; i++) {
        const struct forge_record *record = &records[i];
        struct span body = span_of(forge_plain + record->at, record->size);
        if (record->left_out)
            continue;
        rows = record->kind == BACKUP_TABLE ? 0 : rows + (record->kind == BACKUP_ROW);
        if (record->kind == BACKUP_END && forge_count)
            put_end(&sealer, &sum, rows);
        else if (record->kind == BACKUP_CLOSE && forge_sum)
            put_close(&sealer, &sum);
        else
            put_record(&sealer, &sum, record->kind, body);
    }
    if (forge_behind != NULL)
        MUST(sealer_put(&sealer, span_text(forge_behind), &err));
    MUST(sealer_end(&sealer, &err));
    MUST(file_new_end(&file, &err));
}

struct forge_record *forge_find(unsigned char kind, const char *table, size_t nth)
{
    for (size_t i = 0; i < count; i++)
        if (records[i].kind == kind && (table == NULL || strcmp(records[i].table, table) == 0) &&
            nth-- == 0)
            return &records[i];
    fail_msg("no record %c of %s", kind, table == NULL ? "any" : table);
    return NULL;
}

struct forge_record *forge_last_row(const char *table)
{
    struct forge_record *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (records[i].kind == BACKUP_ROW && strcmp(records[i].table, table) == 0)
            found = &records[i];
    assert_non_null(found);
    return found;
}

unsigned char *forge_column(const struct forge_record *row, size_t number)
{
    unsigned char *at = forge_plain + row->at;
    for (;; number--) {
        size_t head = *at == 'n' || *at == '0' ? 1 : 5;
        if (number == 0)
            return at + head;
        at += *at == '0' ? 1 : *at == 'n' ? 9 : head + forge_little(at + 1);
    }
}

struct forge_record *forge_file(const char *name)
{
    for (size_t nth = 0;; nth++) {
        struct forge_record *file = forge_find('f', NULL, nth);
        if (memcmp(forge_plain + file->at + 1, name, strlen(name)) == 0)
            return file;
    }
}

void forge_plain_print(struct dynbuf *out)
{
    for (size_t i = 0; i < count; i++) {
        dynbuf_char(out, (char)records[i].kind);
        for (size_t k = 0; k < 4; k++)
            dynbuf_char(out, (char)(records[i].size >> 8 * k & 0xff));
        dynbuf_append(out, forge_plain + records[i].at, records[i].size);
    }
    assert_false(out->failed);
}

struct forge_record *forge_again(const struct forge_record *record)
{
    size_t number = (size_t)(record - records) + 1;
    const struct forge_record *last = &records[count - 1];
    size_t at = last->at + last->size;
    assert_true(count < RECORDS_MAX && record->size <= sizeof forge_plain - at);
    memmove(&records[number + 1], &records[number], (count++ - number) * sizeof *records);
    records[number] = records[number - 1];
    memcpy(forge_plain + at, forge_plain + record->at, record->size);
    records[number].at = at;
    return &records[number];
}
