#include "screen/eu_csv.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "screen/birth.h"
#include "screen/property.h"
#include "text/csv_reader.h"
#include "text/fold.h"
#include "text/trim.h"

/* Columns that are more than a fact. */
enum column {
    COLUMN_NUMBER,
    COLUMN_NAME,
    COLUMN_PROGRAMME,
    COLUMN_ANNEX,
    COLUMN_MEASURE,
    COLUMN_SCHEMA,
    COLUMN_START,
    COLUMNS,
};
static const char *const titles[COLUMNS] = {"recordId", "name",   "programKey", "annex",
                                            "measure",  "schema", "startDate"};

struct eu_reading {
    struct list_reading *reading;
    struct csv_reader csv;
    const struct party_property *properties[CSV_COLUMNS_MAX]; /* of each column, or NULL */
    size_t at[COLUMNS];                                       /* or SIZE_MAX */
    size_t column_count;
    struct dynbuf folded, value;
};

bool eu_csv_is(struct span bytes)
{
    bytes = list_text(bytes);
    return span_starts_with(bytes, "celex,") || span_starts_with(bytes, "amendedCelex,");
}

void eu_csv_scope(struct span bytes, char *ret_scope, size_t size)
{
    bytes = list_text(bytes);
    const unsigned char *feed = bytes.size == 0 ? NULL : memchr(bytes.data, '\n', bytes.size);
    size_t from = feed == NULL ? bytes.size : (size_t)(feed - bytes.data) + 1, to = from;
    while (to < bytes.size && bytes.data[to] != ',' && bytes.data[to] > ' ')
        to++;
    snprintf(ret_scope, size, "%.*s", (int)(to - from < size ? to - from : size - 1),
             (const char *)bytes.data + from);
}

static struct span field(const struct eu_reading *eu, enum column column)
{
    size_t at = eu->at[column];
    return at < eu->csv.field_count ? trim_space(eu->csv.fields[at]) : span_text("");
}

/* The next of several values: quoted ones lose their quotes, doubled quotes become one. */
static bool next_value(struct eu_reading *eu, struct span *rest)
{
    bool quoted = false;
    size_t at = 0;
    dynbuf_clear(&eu->value);
    *rest = trim_space(*rest);
    if (rest->size == 0)
        return false;
    for (; at < rest->size && (quoted || rest->data[at] != ';'); at++) {
        if (rest->data[at] == '"' && quoted && at + 1 < rest->size && rest->data[at + 1] == '"')
            dynbuf_char(&eu->value, (char)rest->data[at++]);
        else if (rest->data[at] == '"' && (quoted || eu->value.size == 0))
            quoted = !quoted;
        else
            dynbuf_char(&eu->value, (char)rest->data[at]);
    }
    *rest = span_part(*rest, at < rest->size ? at + 1 : at, rest->size);
    return true;
}

static enum party_kind kind_of(struct span schema)
{
    if (span_is(schema, "Person"))
        return PARTY_PERSON;
    if (span_is(schema, "Vessel"))
        return PARTY_VESSEL;
    return schema.size == 0 ? PARTY_UNKNOWN : PARTY_ENTITY;
}

static bool name_entry(struct eu_reading *eu, struct error *err)
{
    struct draft *draft = &eu->reading->draft;
    struct span number = field(eu, COLUMN_NUMBER), name = field(eu, COLUMN_NAME), own = number;
    struct span programme = field(eu, COLUMN_PROGRAMME), annex = field(eu, COLUMN_ANNEX),
                measure = field(eu, COLUMN_MEASURE), schema = field(eu, COLUMN_SCHEMA);
    struct dynbuf key;
    char day[11];
    if (!fold_text(&eu->folded, name, err))
        return false;
    if (number.size == 0)
        own = dynbuf_bytes(&eu->folded);
    dynbuf_init(&key, 1 << 16);
    const struct span parts[] = {programme, annex, schema, own, measure};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        dynbuf_text(&key, i == 0 ? "" : "|");
        dynbuf_span(&key, parts[i]);
    }
    draft_fail(draft, &key);
    draft_key(draft, dynbuf_bytes(&key), number.size > 0 ? number : name);
    dynbuf_release(&key);
    draft->entry.kind = kind_of(schema);
    draft_add(draft, FACT_NAME, span_text(""), name);
    draft_add(draft, FACT_PROGRAMME, annex, programme);
    draft_add(draft, FACT_EFFECT, span_text(""),
              span_is(measure, "Asset freeze") ? span_text("blocking") : measure);
    if (day_parse(field(eu, COLUMN_START), day))
        draft_add(draft, FACT_LISTED_ON, span_text(""), span_text(day));
    return true;
}

static void add_values(struct eu_reading *eu, const struct party_property *property,
                       struct span cell)
{
    bool one = property->kind == FACT_NAME || span_is(span_text(property->label), "reason");
    if (one) /* semicolons are its own */
        party_property_add(&eu->reading->draft, property, cell);
    while (!one && next_value(eu, &cell)) {
        draft_fail(&eu->reading->draft, &eu->value);
        party_property_add(&eu->reading->draft, property, dynbuf_bytes(&eu->value));
    }
}

static bool take_row(struct eu_reading *eu, struct error *err)
{
    struct draft *draft = &eu->reading->draft;
    if (eu->csv.field_count != eu->column_count)
        return list_error(err, ERROR_SYNTAX, eu->csv.name, eu->csv.record,
                          "%zu columns; expected %zu", eu->csv.field_count, eu->column_count);
    draft_clear(draft);
    if (!name_entry(eu, err))
        return false;
    for (size_t i = 0; i < eu->column_count; i++)
        if (eu->properties[i] != NULL)
            add_values(eu, eu->properties[i], trim_space(eu->csv.fields[i]));
    return list_hand(eu->reading, eu->csv.name, eu->csv.record, err);
}

static bool take_header(struct eu_reading *eu, struct error *err)
{
    bool any = false;
    if (!csv_next(&eu->csv, &any, err))
        return false;
    eu->column_count = any ? eu->csv.field_count : 0;
    for (size_t i = 0; i < COLUMNS; i++)
        eu->at[i] = SIZE_MAX;
    for (size_t i = 0; i < eu->column_count; i++) {
        struct span title = eu->csv.fields[i];
        eu->properties[i] = party_property_named(title);
        for (size_t j = 0; j < COLUMNS; j++)
            if (span_is(title, titles[j]))
                eu->at[j] = i;
    }
    return true;
}

bool eu_csv_read(struct list_reading *reading, struct error *err)
{
    struct eu_reading *eu = calloc(1, sizeof *eu);
    bool any = false;
    if (eu == NULL)
        return error_memory(err, "reading a list");
    eu->reading = reading;
    dynbuf_init(&eu->folded, FOLD_BYTES_MAX * 18);
    dynbuf_init(&eu->value, CSV_FIELD_BYTES_MAX);
    csv_init(&eu->csv, list_text(reading->files[0].bytes), reading->files[0].name);
    bool ok = take_header(eu, err);
    while (ok && (ok = csv_next(&eu->csv, &any, err)) && any)
        ok = take_row(eu, err);
    csv_release(&eu->csv);
    dynbuf_release(&eu->folded);
    dynbuf_release(&eu->value);
    free(eu);
    return ok;
}
