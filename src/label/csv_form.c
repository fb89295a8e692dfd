#include "label/csv_form.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/sum_line.h"
#include "chain/evm_address.h"
#include "label/chain_name.h"

enum { PLACE_BYTES = 512, NO_COLUMN = LABEL_COLUMNS, LLAMA_COLUMNS = 3 };

static const char *const names[LABEL_COLUMNS] = {"chain",   "address",    "label",    "category",
                                                 "actor",   "confidence", "source",   "creator",
                                                 "lastmod", "valid_from", "valid_to", "pack"};
static const char *const actor_names[ACTOR_COLUMNS] = {"actor", "label",         "category",
                                                       "uri",   "jurisdictions", "pack"};
static const char *const llama_names[LLAMA_COLUMNS] = {"exchange", "chain_or_key", "address"};

const char *label_column_name(size_t column)
{
    return names[column];
}

const char *actor_column_name(size_t column)
{
    return actor_names[column];
}

struct span *label_column(struct label *label, size_t column)
{
    struct span *const fields[LABEL_COLUMNS] = {
        &label->chain,   &label->address,    &label->text,     &label->category,
        &label->actor,   &label->confidence, &label->source,   &label->creator,
        &label->lastmod, &label->valid_from, &label->valid_to, &label->pack};
    return fields[column];
}

/* A file that is being read. */
struct reading {
    struct csv_reader csv;
    size_t columns[CSV_COLUMNS_MAX]; /* by the file's column: the label's, or NO_COLUMN */
    size_t column_count;
    bool llama;
    const char *name;
};

static size_t column_named(struct span name)
{
    for (size_t i = 0; i < LABEL_COLUMNS; i++)
        if (span_is(name, names[i]))
            return i;
    return NO_COLUMN;
}

static bool is_llama(const struct csv_reader *csv)
{
    if (csv->field_count != LLAMA_COLUMNS)
        return false;
    for (size_t i = 0; i < LLAMA_COLUMNS; i++)
        if (!span_is(csv->fields[i], llama_names[i]))
            return false;
    return true;
}

/* A look at the first line, without quotes undone: who writes such a header does not need them. */
bool csv_form_is(struct span bytes)
{
    bool found[LABEL_COLUMNS + 1] = {false};
    size_t llama = 0, at = span_starts_with(bytes, "\xef\xbb\xbf") ? 3 : 0;
    const unsigned char *feed = bytes.size == 0 ? NULL : memchr(bytes.data, '\n', bytes.size);
    size_t end = feed == NULL ? bytes.size : (size_t)(feed - bytes.data);
    if (end > at && bytes.data[end - 1] == '\r')
        end--;
    for (size_t i = 0; at < end; i++) {
        const unsigned char *comma = memchr(bytes.data + at, ',', end - at);
        size_t stop = comma == NULL ? end : (size_t)(comma - bytes.data);
        struct span name = span_part(bytes, at, stop);
        found[column_named(name)] = true;
        llama += i < LLAMA_COLUMNS && span_is(name, llama_names[i]);
        at = stop + 1;
    }
    return llama == LLAMA_COLUMNS || (found[1] && (found[0] || found[2]));
}

/* "file:line: column N (title)" before an error that names no place. Returns false. */
static bool at_column(const struct reading *reading, size_t column, struct error *err)
{
    char place[PLACE_BYTES];
    const char *title = reading->llama ? llama_names[column]
                        : reading->columns[column] < (size_t)NO_COLUMN
                            ? names[reading->columns[column]]
                            : NULL;
    if (error_is_environment(err->code))
        return false;
    csv_place(&reading->csv, column, title, place, sizeof place);
    return error_prefix(err, place);
}

static bool read_header(struct reading *reading, struct error *err)
{
    bool any = false, found[LABEL_COLUMNS + 1] = {false};
    struct csv_reader *csv = &reading->csv;
    if (!csv_next(csv, &any, err))
        return false;
    if (!any)
        return error_input(err, ERROR_SYNTAX, reading->name, "nothing; expected a header");
    reading->llama = is_llama(csv);
    reading->column_count = csv->field_count;
    for (size_t i = 0; i < csv->field_count && !reading->llama; i++) {
        size_t column = reading->columns[i] = column_named(csv->fields[i]);
        if (column < NO_COLUMN && !found[column]) {
            found[column] = true;
            continue;
        }
        error_input(err, ERROR_SYNTAX, NULL,
                    "'%.*s': expected each once of chain, address, label, "
                    "category, actor, confidence, source, creator, lastmod, valid_from, valid_to, "
                    "pack",
                    csv->fields[i].size > 64 ? 64 : (int)csv->fields[i].size,
                    (const char *)csv->fields[i].data);
        return at_column(reading, i, err);
    }
    for (size_t i = 0; i < 3 && !reading->llama; i++)
        if (!found[i])
            return error_input(err, ERROR_SYNTAX, reading->name,
                               "line 1: no column '%s'; expected chain, address and label",
                               names[i]);
    return true;
}

/* The file's column of a label's field; 0 where the file does not have it. */
static size_t place_of_field(const struct reading *reading, const char *field)
{
    for (size_t i = 0; i < reading->column_count; i++)
        if (reading->llama ? strcmp(field, "label") == 0 && i == 0
                           : strcmp(names[reading->columns[i]], field) == 0)
            return i;
    return 0;
}

static void take_own(struct reading *reading, struct label *label)
{
    for (size_t i = 0; i < reading->column_count; i++)
        *label_column(label, reading->columns[i]) = reading->csv.fields[i];
}

/* DefiLlama's exchange is both the text and, in its own words, the actor. */
static bool take_llama(struct reading *reading, struct label *label, char *chain, struct error *err)
{
    const struct span *fields = reading->csv.fields;
    if (!chain_of_llama(fields[1], chain)) {
        error_input(err, ERROR_UNSUPPORTED, NULL, "'%.*s': expected a chain such as ethereum",
                    fields[1].size > 64 ? 64 : (int)fields[1].size, (const char *)fields[1].data);
        return at_column(reading, 1, err);
    }
    label->chain = span_text(chain);
    label->address = fields[2];
    label->text = label->actor = fields[0];
    label->category = span_text("exchange");
    label->confidence = span_text("web_crawl");
    label->creator = span_text("DefiLlama");
    return true;
}

static bool take_row(struct reading *reading, struct pack *pack, struct error *err)
{
    char chain[CAIP2_BYTES_MAX + 1], address[EVM_ADDRESS_TEXT_BYTES];
    struct label label = {0};
    const char *field;
    if (reading->csv.field_count != reading->column_count) {
        char place[PLACE_BYTES];
        snprintf(place, sizeof place, "%s:%llu", reading->name,
                 (unsigned long long)reading->csv.record);
        return error_input(err, ERROR_SYNTAX, place, "%zu columns; expected %zu",
                           reading->csv.field_count, reading->column_count);
    }
    if (!reading->llama)
        take_own(reading, &label);
    else if (!take_llama(reading, &label, chain, err))
        return false;
    if (label.pack.size == 0)
        label.pack = span_text(reading->name);
    if (label.source.size == 0)
        label.source = span_text(reading->name);
    if (!label_check(&label, &field, err))
        return at_column(reading, place_of_field(reading, field), err);
    if (!label_address(label.chain, label.address, address, &label.address, err))
        return at_column(reading, reading->llama ? 2 : place_of_field(reading, "address"), err);
    return pack_add(pack, &label, err);
}

static bool read_rows(struct reading *reading, struct pack *pack, struct rejects *rejects,
                      struct error *err)
{
    struct csv_reader *csv = &reading->csv;
    for (;;) {
        bool any = false;
        struct error why;
        bool parsed = csv_next(csv, &any, &why);
        if (parsed && !any)
            return true;
        if (parsed && take_row(reading, pack, &why))
            continue;
        if (!parsed && !error_is_environment(why.code))
            csv_skip_line(csv);
        struct span line = span_part(csv->input, csv->record_from, csv->record_to);
        if (!rejects_add(rejects, line, &why, err))
            return false;
    }
}

bool csv_form_read(struct pack *pack, struct span bytes, const char *name, struct rejects *rejects,
                   struct error *err)
{
    struct reading *reading = malloc(sizeof *reading);
    if (reading == NULL)
        return error_memory(err, "reading labels");
    reading->name = name;
    if (sum_line_is_there(bytes) && !sum_line_take(bytes, &bytes)) {
        free(reading);
        return error_input(
            err, ERROR_VALUE, name,
            "the last line is not the SHA-256 of those above it; expected a pack as it "
            "was stored, or one without this line");
    }
    csv_init(&reading->csv, bytes, name);
    bool ok = read_header(reading, err) && read_rows(reading, pack, rejects, err);
    csv_release(&reading->csv);
    free(reading);
    return ok;
}
