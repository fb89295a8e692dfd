#include "node/backup_form.h"

#include "log/lines.h"

enum { TEXT_BYTES = 4096, NAME_BYTES_MAX = 64 };

void backup_out_init(struct backup_out *ret_out,
                     bool (*put)(void *context, struct span bytes, struct error *err),
                     void *context)
{
    *ret_out = (struct backup_out){.put = put, .context = context};
    sha256_init(&ret_out->sum);
}

static void little(unsigned char *ret_bytes, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ret_bytes[i] = (unsigned char)(value >> 8 * i);
}

static bool put(struct backup_out *out, struct span bytes, struct error *err)
{
    sha256_update(&out->sum, bytes.size, bytes.data);
    return out->put(out->context, bytes, err);
}

static bool put_start(struct backup_out *out, enum backup_kind kind, size_t size, struct error *err)
{
    unsigned char head[BACKUP_RECORD_HEAD] = {(unsigned char)kind};
    ensure(size <= UINT32_MAX);
    little(head + 1, size, 4);
    return put(out, span_of(head, sizeof head), err);
}

static bool put_record(struct backup_out *out, enum backup_kind kind, struct span body,
                       struct error *err)
{
    return put_start(out, kind, body.size, err) && put(out, body, err);
}

bool backup_put_head(struct backup_out *out, int64_t made, unsigned shape, struct error *err)
{
    unsigned char body[12];
    little(body, (uint64_t)made, 8);
    little(body + 8, shape, 4);
    return put_record(out, BACKUP_HEAD, span_of(body, sizeof body), err);
}

bool backup_put_file(struct backup_out *out, struct span name, struct span bytes, struct error *err)
{
    unsigned char size = (unsigned char)name.size;
    ensure(backup_file_valid(name));
    return put_start(out, BACKUP_FILE, 1 + name.size + bytes.size, err) &&
           put(out, span_of(&size, 1), err) && put(out, name, err) && put(out, bytes, err);
}

bool backup_table_print(const struct dump_table *table, struct dynbuf *out)
{
    return dynbuf_format(out, "%s(%s)", table->name, table->columns);
}

bool backup_put_table(struct backup_out *out, const struct dump_table *table, struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, TEXT_BYTES);
    bool ok = (backup_table_print(table, &text) || dynbuf_error(&text, "a table", err)) &&
              put_record(out, BACKUP_TABLE, dynbuf_bytes(&text), err);
    dynbuf_release(&text);
    return ok;
}

bool backup_put_row(struct backup_out *out, struct span row, struct error *err)
{
    return put_record(out, BACKUP_ROW, row, err);
}

bool backup_put_end(struct backup_out *out, uint64_t count, struct error *err)
{
    unsigned char body[8];
    little(body, count, sizeof body);
    return put_record(out, BACKUP_END, span_of(body, sizeof body), err);
}

bool backup_put_checkpoint(struct backup_out *out, struct span note, struct error *err)
{
    return put_record(out, BACKUP_CHECKPOINT, note, err);
}

bool backup_close_print(const struct sha256_ctx *sum, struct dynbuf *out)
{
    struct sha256_ctx copy = *sum;
    struct log_hash hash;
    sha256_digest(&copy, sizeof hash.bytes, hash.bytes);
    dynbuf_text(out, "trefoil-backup/v1\n");
    return log_hash_line(out, &hash);
}

bool backup_put_close(struct backup_out *out, const struct note_signer *signer, struct error *err)
{
    struct dynbuf text, note;
    dynbuf_init(&text, TEXT_BYTES);
    dynbuf_init(&note, TEXT_BYTES);
    bool ok = (backup_close_print(&out->sum, &text) || dynbuf_error(&text, "a note", err)) &&
              note_sign(signer, dynbuf_bytes(&text), &note, err) &&
              put_record(out, BACKUP_CLOSE, dynbuf_bytes(&note), err);
    dynbuf_release(&text);
    dynbuf_release(&note);
    return ok;
}

bool backup_file_valid(struct span name)
{
    if (span_is(name, "node.yaml") || span_is(name, "checkpoint"))
        return true;
    if (!span_starts_with(name, "keys/") || name.size > NAME_BYTES_MAX || name.size < 6 ||
        name.data[5] == '.')
        return false;
    for (size_t i = 5; i < name.size; i++) {
        unsigned char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '.' || c == '-' || c == '_'))
            return false;
    }
    return true;
}
