#include <stdio.h>
#include <stdlib.h>

#include "screen/opensanctions.h"
#include "text/csv_reader.h"
#include "text/trim.h"

enum column {
    COLUMN_ID,
    COLUMN_SCHEMA,
    COLUMN_NAME,
    COLUMN_ALIASES,
    COLUMN_BIRTH,
    COLUMN_COUNTRIES,
    COLUMN_PLACES,
    COLUMN_IDENTIFIERS,
    COLUMN_SANCTIONS,
    COLUMN_PROGRAMMES,
    COLUMNS,
};

static const char *const titles[COLUMNS] = {"id",         "schema",     "name",      "aliases",
                                            "birth_date", "countries",  "addresses", "identifiers",
                                            "sanctions",  "program_ids"};

struct targets {
    struct list_reading *reading;
    struct csv_reader csv;
    size_t at[COLUMNS]; /* the file's column, or SIZE_MAX */
    size_t column_count;
};

static struct span field(const struct targets *targets, enum column column)
{
    size_t at = targets->at[column];
    return at < targets->csv.field_count ? trim_space(targets->csv.fields[at]) : span_text("");
}

static bool take_header(struct targets *targets, struct error *err)
{
    struct csv_reader *csv = &targets->csv;
    bool any = false;
    if (!csv_next(csv, &any, err))
        return false;
    targets->column_count = any ? csv->field_count : 0;
    for (size_t i = 0; i < COLUMNS; i++) {
        targets->at[i] = SIZE_MAX;
        for (size_t j = 0; j < targets->column_count; j++)
            if (span_is(csv->fields[j], titles[i]))
                targets->at[i] = j;
    }
    if (targets->at[COLUMN_ID] == SIZE_MAX || targets->at[COLUMN_SCHEMA] == SIZE_MAX ||
        targets->at[COLUMN_NAME] == SIZE_MAX)
        return list_error(err, ERROR_SYNTAX, csv->name, 1, "expected columns id, schema and name");
    return true;
}

static bool take_row(struct targets *targets, struct error *err)
{
    struct draft *draft = &targets->reading->draft;
    struct span none = span_text(""), births = field(targets, COLUMN_BIRTH), birth;
    if (targets->csv.field_count != targets->column_count)
        return list_error(err, ERROR_SYNTAX, targets->csv.name, targets->csv.record,
                          "%zu columns; expected %zu", targets->csv.field_count,
                          targets->column_count);
    draft_clear(draft);
    if (!schema_kind(field(targets, COLUMN_SCHEMA), &draft->entry.kind))
        draft->entry.kind = PARTY_UNKNOWN;
    draft_key(draft, field(targets, COLUMN_ID), field(targets, COLUMN_ID));
    draft_add(draft, FACT_NAME, none, field(targets, COLUMN_NAME));
    draft_split(draft, FACT_ALIAS, none, field(targets, COLUMN_ALIASES), ';');
    while (trim_split(&births, ';', &birth))
        draft_birth(draft, birth);
    draft_split(draft, FACT_NATIONALITY, none, field(targets, COLUMN_COUNTRIES), ';');
    draft_split(draft, FACT_ID, none, field(targets, COLUMN_IDENTIFIERS), ';');
    draft_split(draft, FACT_PROGRAMME, none, field(targets, COLUMN_PROGRAMMES), ';');
    draft_split(draft, FACT_REMARK, span_text("place"), field(targets, COLUMN_PLACES), ';');
    draft_add(draft, FACT_REMARK, span_text("sanctions"), field(targets, COLUMN_SANCTIONS));
    return list_hand(targets->reading, targets->csv.name, targets->csv.record, err);
}

bool targets_csv_read(struct list_reading *reading, struct error *err)
{
    struct targets *targets = calloc(1, sizeof *targets);
    bool any = false;
    if (targets == NULL)
        return error_memory(err, "reading a list");
    targets->reading = reading;
    csv_init(&targets->csv, list_text(reading->files[0].bytes), reading->files[0].name);
    bool ok = take_header(targets, err);
    while (ok && (ok = csv_next(&targets->csv, &any, err)) && any)
        ok = take_row(targets, err);
    csv_release(&targets->csv);
    free(targets);
    return ok;
}
