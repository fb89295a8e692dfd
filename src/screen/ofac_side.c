#include "screen/ofac_side.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "text/trim.h"

struct span ofac_field(struct span field)
{
    field = trim_space(field);
    return span_is(field, "-0-") ? span_text("") : field;
}

struct span ofac_text(struct span field)
{
    return ofac_field(field).size == 0 ? span_text("") : field;
}

bool ofac_uid(struct span text, uint64_t *ret_uid)
{
    uint64_t uid = 0;
    text = trim_space(text);
    if (text.size == 0 || text.size > 18)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        uid = uid * 10 + (text.data[i] - '0');
    }
    *ret_uid = uid;
    return true;
}

bool ofac_no_uid(const struct csv_reader *csv, struct error *err)
{
    struct span field = csv->fields[0];
    return list_error(err, ERROR_VALUE, csv->name, csv->record,
                      "column 1: '%.*s'; expected OFAC's number of the party",
                      field.size > 40 ? 40 : (int)field.size, (const char *)field.data);
}

struct span ofac_bytes(struct span bytes)
{
    bytes = list_text(bytes);
    while (bytes.size > 0 &&
           (bytes.data[bytes.size - 1] == 0x1a || bytes.data[bytes.size - 1] == ' '))
        bytes.size--;
    return bytes;
}

void side_init(struct side *side)
{
    *side = (struct side){.there = false};
    arena_init(&side->texts, LIST_TEXTS_BYTES_MAX);
}

void side_release(struct side *side)
{
    free(side->rows);
    side->rows = NULL;
    arena_release(&side->texts);
}

static bool add_row(struct side *side, const struct csv_reader *csv, uint64_t uid, size_t first,
                    struct error *err)
{
    struct side_row *grown =
        array_grow(side->rows, &side->capacity, side->count + 1, sizeof *grown, LIST_SIDE_ROWS_MAX);
    if (grown == NULL)
        return array_error(side->count + 1, LIST_SIDE_ROWS_MAX, "rows", err);
    side->rows = grown;
    struct side_row *row = &grown[side->count];
    *row = (struct side_row){.uid = uid, .order = side->count};
    for (size_t i = 0; i < SIDE_FIELDS; i++) {
        struct span field =
            first + i < csv->field_count ? ofac_text(csv->fields[first + i]) : span_text("");
        const char *copy = arena_text(&side->texts, field);
        if (copy == NULL)
            return error_memory(err, "reading a list");
        row->fields[i] = span_of(copy, field.size);
    }
    side->count++;
    return true;
}

static int compare_rows(const void *a, const void *b)
{
    const struct side_row *x = a, *y = b;
    if (x->uid != y->uid)
        return x->uid < y->uid ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static bool read_rows(struct side *side, struct csv_reader *csv, size_t columns, size_t first,
                      struct error *err)
{
    bool any = false, ok = true;
    while ((ok = csv_next(csv, &any, err)) && any) {
        uint64_t uid;
        if (csv->field_count != columns)
            return list_error(err, ERROR_SYNTAX, csv->name, csv->record,
                              "%zu columns; expected %zu", csv->field_count, columns);
        if (!ofac_uid(csv->fields[0], &uid))
            return ofac_no_uid(csv, err);
        if (!add_row(side, csv, uid, first, err))
            return false;
    }
    return ok;
}

bool side_read(struct side *side, const struct list_file *file, size_t columns, size_t first,
               struct error *err)
{
    struct csv_reader *csv = malloc(sizeof *csv);
    if (csv == NULL)
        return error_memory(err, "reading a list");
    csv_init(csv, ofac_bytes(file->bytes), file->name);
    bool ok = read_rows(side, csv, columns, first, err);
    csv_release(csv);
    free(csv);
    side->there = ok;
    if (ok && side->count > 0)
        qsort(side->rows, side->count, sizeof *side->rows, compare_rows);
    return ok;
}

const struct side_row *side_find(const struct side *side, uint64_t uid)
{
    size_t low = 0, high = side->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (side->rows[middle].uid < uid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < side->count && side->rows[low].uid == uid ? &side->rows[low] : NULL;
}
