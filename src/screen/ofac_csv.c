#include "screen/ofac_csv.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "screen/ofac_side.h"
#include "screen/ofac_words.h"
#include "screen/party_words.h"

enum { REMARK_BYTES = 1000, ORPHAN_SHARE = 20 };

static const size_t part_columns[OFAC_PARTS] = {12, 5, 6, 2};
static const char *const part_names[OFAC_PARTS] = {"entries", "aliases", "places", "comments"};

struct ofac_set {
    struct list_reading *reading;
    bool consolidated;
    const struct list_file *files[OFAC_PARTS];
    struct side sides[OFAC_PARTS];
    uint64_t *uids; /* of the main file, ascending */
    size_t uid_count, uid_capacity;
    struct dynbuf remarks; /* of this row, whole */
};

static bool is_header(const struct csv_reader *csv)
{
    uint64_t uid;
    return csv->field_count == 12 && !ofac_uid(csv->fields[0], &uid) &&
           ofac_field(csv->fields[1]).size > 0;
}

/* The byte 0x1A that ends the file, made a row by a program that wrote it anew. */
static bool is_end_row(const struct csv_reader *csv)
{
    return csv->field_count > 0 && span_is(csv->fields[0], "\x1a");
}

static enum ofac_part part_of_record(const struct csv_reader *csv)
{
    uint64_t uid;
    if (csv->field_count == 12)
        return OFAC_MAIN;
    if (!ofac_uid(csv->fields[0], &uid))
        return OFAC_NO_PART;
    if (csv->field_count == 2)
        return OFAC_COMMENTS;
    if (!ofac_uid(csv->fields[1], &uid))
        return OFAC_NO_PART;
    if (csv->field_count == 6)
        return OFAC_ADD;
    struct span type = csv->fields[2];
    return csv->field_count == 5 &&
                   (span_is(type, "aka") || span_is(type, "fka") || span_is(type, "nka"))
               ? OFAC_ALT
               : OFAC_NO_PART;
}

/* A kind of the third column, or nothing: what tells the main file from another of 12 columns. */
static bool is_main_row(const struct csv_reader *csv)
{
    uint64_t uid;
    struct span type = csv->fields[2];
    return ofac_uid(csv->fields[0], &uid) &&
           (ofac_field(type).size == 0 || span_is(type, "individual") || span_is(type, "vessel") ||
            span_is(type, "aircraft") || span_is(type, "entity"));
}

bool ofac_part_of(struct span bytes, enum ofac_part *ret_part, struct error *err)
{
    struct csv_reader *csv = malloc(sizeof *csv);
    struct error why = {.code = ERROR_NONE};
    enum ofac_part part = OFAC_NO_PART;
    bool any = false;
    if (csv == NULL)
        return error_memory(err, "looking at a list");
    csv_init(csv, ofac_bytes(bytes), "");
    if (csv_next(csv, &any, &why) && any) {
        part = part_of_record(csv);
        if (part == OFAC_MAIN && is_header(csv) && !(csv_next(csv, &any, &why) && any))
            part = OFAC_NO_PART;
        if (part == OFAC_MAIN && (csv->field_count != 12 || !is_main_row(csv)))
            part = OFAC_NO_PART;
    }
    csv_release(csv);
    free(csv);
    *ret_part = part;
    return list_looked_at(&why, err);
}

static bool any_non_sdn(struct span programmes)
{
    for (size_t from = 0, i = 0; i <= programmes.size; i++)
        if (i == programmes.size || programmes.data[i] == ']') {
            if (ofac_is_non_sdn(span_part(programmes, from, i)))
                return true;
            from = i + 3 <= programmes.size ? i + 3 : programmes.size;
        }
    return false;
}

bool ofac_csv_is_consolidated(struct span bytes, bool *ret_is, struct error *err)
{
    enum { SAMPLE = 100 };
    struct csv_reader *csv = malloc(sizeof *csv);
    struct error why = {.code = ERROR_NONE};
    size_t rows = 0, non_sdn = 0;
    bool any = false;
    if (csv == NULL)
        return error_memory(err, "looking at a list");
    csv_init(csv, ofac_bytes(bytes), "");
    while (rows < SAMPLE && csv_next(csv, &any, &why) && any)
        if (csv->field_count == 12) {
            rows++;
            non_sdn += any_non_sdn(csv->fields[3]);
        }
    csv_release(csv);
    free(csv);
    *ret_is = rows > 0 && non_sdn * 2 >= rows;
    return list_looked_at(&why, err);
}

static bool find_files(struct ofac_set *set, struct error *err)
{
    const struct list_reading *reading = set->reading;
    for (size_t i = 0; i < reading->file_count; i++) {
        const struct list_file *file = &reading->files[i];
        enum ofac_part part;
        if (!ofac_part_of(file->bytes, &part, err))
            return false;
        if (part == OFAC_NO_PART)
            return list_error(err, ERROR_SYNTAX, file->name, 1,
                              "no part of an OFAC set; expected 12, 5, 6 or 2 columns");
        if (set->files[part] != NULL)
            return list_error(err, ERROR_CONFLICT, file->name, 1,
                              "the set has its %s already, in %s", part_names[part],
                              set->files[part]->name);
        set->files[part] = file;
    }
    if (set->files[OFAC_MAIN] == NULL)
        return list_error(err, ERROR_NOT_FOUND, reading->files[0].name, 1,
                          "parts of an OFAC set without the file of its entries (sdn.csv)");
    return true;
}

static bool uid_of_row(const struct csv_reader *csv, uint64_t *ret_uid, struct error *err)
{
    if (csv->field_count != 12)
        return list_error(err, ERROR_SYNTAX, csv->name, csv->record, "%zu columns; expected 12",
                          csv->field_count);
    return ofac_uid(csv->fields[0], ret_uid) || ofac_no_uid(csv, err);
}

static bool add_uid(struct ofac_set *set, uint64_t uid, struct error *err)
{
    uint64_t *grown = array_grow(set->uids, &set->uid_capacity, set->uid_count + 1, sizeof *grown,
                                 LIST_ENTRIES_MAX);
    if (grown == NULL)
        return array_error(set->uid_count + 1, LIST_ENTRIES_MAX, "entries", err);
    set->uids = grown;
    set->uids[set->uid_count++] = uid;
    return true;
}

/* The remark with what continues it; `*ret_cut` when it breaks off. */
static bool whole_remarks(struct ofac_set *set, struct span remark, uint64_t uid, bool *ret_cut,
                          struct error *err)
{
    const struct side *comments = &set->sides[OFAC_COMMENTS];
    const struct side_row *more = side_find(comments, uid);
    bool full = remark.size >= REMARK_BYTES;
    dynbuf_clear(&set->remarks);
    dynbuf_span(&set->remarks, remark);
    *ret_cut = full && more == NULL && !(comments->there && remark.data[remark.size - 1] == '.');
    for (size_t at = more == NULL ? 0 : (size_t)(more - comments->rows);
         more != NULL && at < comments->count && comments->rows[at].uid == uid; at++)
        dynbuf_span(&set->remarks, comments->rows[at].fields[0]);
    return !set->remarks.failed || dynbuf_error(&set->remarks, "a remark", err);
}

static void add_aliases(struct ofac_set *set, uint64_t uid)
{
    const struct side *side = &set->sides[OFAC_ALT];
    const struct side_row *row = side_find(side, uid);
    for (; row != NULL && row < side->rows + side->count && row->uid == uid; row++)
        draft_add(&set->reading->draft,
                  span_is(row->fields[0], "fka") ? FACT_FORMER_NAME : FACT_ALIAS, span_text(""),
                  row->fields[1]);
}

static void add_places(struct ofac_set *set, uint64_t uid)
{
    const struct side *side = &set->sides[OFAC_ADD];
    const struct side_row *row = side_find(side, uid);
    for (; row != NULL && row < side->rows + side->count && row->uid == uid; row++) {
        const struct span parts[JOINED_PARTS] = {row->fields[0], row->fields[1], row->fields[2],
                                                 span_text("")};
        draft_joined(&set->reading->draft, FACT_REMARK, "place", ", ", parts);
    }
}

static bool take_row(struct ofac_set *set, const struct csv_reader *csv, struct error *err)
{
    struct draft *draft = &set->reading->draft;
    struct span none = span_text("");
    uint64_t uid;
    bool cut;
    if (!uid_of_row(csv, &uid, err) ||
        !whole_remarks(set, ofac_text(csv->fields[11]), uid, &cut, err))
        return false;
    draft_clear(draft);
    draft_key(draft, csv->fields[0], csv->fields[0]);
    draft->entry.kind = ofac_party_kind(csv->fields[2]);
    draft_add(draft, FACT_NAME, none, ofac_field(csv->fields[1]));
    add_aliases(set, uid);
    ofac_programmes(draft, ofac_field(csv->fields[3]), set->consolidated);
    draft_add(draft, FACT_REMARK, span_text("title"), ofac_field(csv->fields[4]));
    draft_add(draft, FACT_ID, span_text("Call Sign"), ofac_field(csv->fields[5]));
    draft_add(draft, FACT_NATIONALITY, span_text("flag"), ofac_field(csv->fields[9]));
    ofac_remarks(draft, dynbuf_bytes(&set->remarks), cut);
    add_places(set, uid);
    set->reading->notes.cut += cut;
    return list_hand(set->reading, csv->name, csv->record, err);
}

static bool read_main(struct ofac_set *set, struct csv_reader *csv, struct error *err)
{
    bool any = false, first = true;
    for (; csv_next(csv, &any, err); first = false) {
        if (!any)
            return true;
        if (is_end_row(csv))
            continue;
        if (first && is_header(csv)) {
            list_warn(set->reading, "%s: a header row: a copy, not the file that OFAC publishes",
                      csv->name);
            continue;
        }
        if (!take_row(set, csv, err))
            return false;
    }
    return false;
}

static int compare_uids(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The uids of the main file, before its entries are made: which parts belong to it. */
static bool survey(struct ofac_set *set, struct csv_reader *csv, struct error *err)
{
    bool any = false, first = true, ok = true;
    uint64_t uid;
    csv_init(csv, ofac_bytes(set->files[OFAC_MAIN]->bytes), set->files[OFAC_MAIN]->name);
    for (; ok && (ok = csv_next(csv, &any, err)) && any; first = false)
        if (!(first && is_header(csv)) && !is_end_row(csv))
            ok = uid_of_row(csv, &uid, err) && add_uid(set, uid, err);
    csv_release(csv);
    if (ok && set->uid_count > 0)
        qsort(set->uids, set->uid_count, sizeof *set->uids, compare_uids);
    return ok;
}

static void note_part(char parts[LIST_PARTS_BYTES], enum ofac_part part)
{
    size_t size = strlen(parts);
    snprintf(parts + size, LIST_PARTS_BYTES - size, "%s%s", size > 0 ? " " : "", part_names[part]);
}

/* Leaves out a part that is of another day. */
static void weigh_part(struct ofac_set *set, enum ofac_part part)
{
    struct side *side = &set->sides[part];
    size_t ids = 0, orphans = 0;
    for (size_t i = 0; i < side->count; i++) {
        if (i > 0 && side->rows[i].uid == side->rows[i - 1].uid)
            continue;
        ids++;
        orphans += bsearch(&side->rows[i].uid, set->uids, set->uid_count, sizeof *set->uids,
                           compare_uids) == NULL;
    }
    if (orphans == 0)
        return;
    bool out = orphans * ORPHAN_SHARE > ids;
    list_warn(set->reading, "%s: %zu of the %zu numbers in it have no entry in %s%s",
              set->files[part]->name, orphans, ids, set->files[OFAC_MAIN]->name,
              out ? ": of another day, left out" : "");
    if (!out)
        return;
    side_release(side);
    side_init(side);
    side->count = 0;
    note_part(set->reading->notes.left_out, part);
}

static bool read_sides(struct ofac_set *set, struct error *err)
{
    static const size_t first[OFAC_PARTS] = {0, 2, 2, 1};
    for (enum ofac_part part = OFAC_ALT; part < OFAC_PARTS; part++) {
        if (set->files[part] == NULL)
            continue;
        if (!side_read(&set->sides[part], set->files[part], part_columns[part], first[part], err))
            return false;
        weigh_part(set, part);
    }
    return true;
}

static void warn_of_missing(struct ofac_set *set)
{
    struct list_reading *reading = set->reading;
    if (reading->notes.cut > 0)
        list_warn(reading, "%llu remarks are cut at %d bytes: what they say further on is missing",
                  (unsigned long long)reading->notes.cut, REMARK_BYTES);
    for (enum ofac_part part = OFAC_ALT; part < OFAC_PARTS; part++) {
        if (set->files[part] != NULL)
            continue;
        note_part(reading->notes.absent, part);
        if (part != OFAC_COMMENTS) /* which counts where remarks are cut, and was said */
            list_warn(reading, "the set has no file of its %s", part_names[part]);
    }
}

bool ofac_csv_read(struct list_reading *reading, bool consolidated, struct error *err)
{
    struct ofac_set set = {.reading = reading, .consolidated = consolidated};
    struct csv_reader *csv = malloc(sizeof *csv);
    bool ok = csv != NULL || error_memory(err, "reading a list");
    dynbuf_init(&set.remarks, LIST_ENTRY_BYTES_MAX);
    for (enum ofac_part part = 0; part < OFAC_PARTS; part++)
        side_init(&set.sides[part]);
    ok = ok && find_files(&set, err) && (reading->file_count == 1 || survey(&set, csv, err)) &&
         read_sides(&set, err);
    if (ok) {
        csv_init(csv, ofac_bytes(set.files[OFAC_MAIN]->bytes), set.files[OFAC_MAIN]->name);
        ok = read_main(&set, csv, err);
        csv_release(csv);
        warn_of_missing(&set);
    }
    for (enum ofac_part part = 0; part < OFAC_PARTS; part++)
        side_release(&set.sides[part]);
    dynbuf_release(&set.remarks);
    free(set.uids);
    free(csv);
    return ok;
}
