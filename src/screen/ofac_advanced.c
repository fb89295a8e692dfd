#include "screen/ofac_advanced.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "screen/birth.h"
#include "screen/ofac_words.h"
#include "text/xml_reader.h"

/* What numbers stand for: rows of (what, number) and texts, sorted, looked up by both. */
enum reference {
    REFERENCE_ALIAS_TYPE,
    REFERENCE_FEATURE_TYPE,
    REFERENCE_DOCUMENT_TYPE,
    REFERENCE_PARTY_SUB_TYPE,
    REFERENCE_COUNTRY,
    REFERENCE_LOCATION,  /* a: the country's number */
    REFERENCE_DOCUMENT,  /* by identity; a: type's number, b: the document's number */
    REFERENCE_PROGRAMME, /* by profile; a: programme */
    REFERENCE_LISTED,    /* by profile; a: day */
};

struct row {
    enum reference what;
    size_t order;
    struct span number, a, b;
};

struct advanced {
    struct list_reading *reading;
    const struct list_file *file;
    bool consolidated;
    struct arena texts;
    struct row *rows;
    size_t count, capacity;
    bool no_memory;
};

static struct span keep(struct advanced *advanced, struct span text)
{
    const char *copy = arena_text(&advanced->texts, text);
    advanced->no_memory = advanced->no_memory || copy == NULL;
    return copy == NULL ? span_text("") : span_of(copy, text.size);
}

static void add(struct advanced *advanced, enum reference what, struct span number, struct span a,
                struct span b)
{
    struct row *grown = array_grow(advanced->rows, &advanced->capacity, advanced->count + 1,
                                   sizeof *grown, LIST_SIDE_ROWS_MAX);
    if (grown == NULL) {
        advanced->no_memory = true;
        return;
    }
    advanced->rows = grown;
    grown[advanced->count] = (struct row){what, advanced->count, keep(advanced, number),
                                          keep(advanced, a), keep(advanced, b)};
    advanced->count++;
}

static int compare(const void *x, const void *y)
{
    const struct row *a = x, *b = y;
    if (a->what != b->what)
        return a->what < b->what ? -1 : 1;
    int order = span_compare(a->number, b->number);
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

static const struct row *find(const struct advanced *advanced, enum reference what,
                              struct span number)
{
    struct row wanted = {.what = what, .number = number};
    size_t low = 0, high = advanced->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&advanced->rows[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == advanced->count)
        return NULL;
    const struct row *row = &advanced->rows[low];
    return row->what == what && span_equal(row->number, number) ? row : NULL;
}

static const struct row *next(const struct advanced *advanced, const struct row *row)
{
    const struct row *after = row + 1;
    return after < advanced->rows + advanced->count && after->what == row->what &&
                   span_equal(after->number, row->number)
               ? after
               : NULL;
}

static struct span meaning(const struct advanced *advanced, enum reference what, struct span number)
{
    const struct row *row = find(advanced, what, number);
    return row == NULL ? span_text("") : row->a;
}

/* Year, Month, Day as a date text: YYYY-MM-DD as far as they are there. */
static void date_text(const struct xml_node *node, char ret_text[32])
{
    struct span year = xml_child_text(node, "Year"), month = xml_child_text(node, "Month"),
                day = xml_child_text(node, "Day");
    snprintf(ret_text, 32, "%.*s%s%s%.*s%s%s%.*s", year.size > 4 ? 4 : (int)year.size,
             (const char *)year.data, month.size > 0 ? "-" : "", month.size == 1 ? "0" : "",
             month.size > 2 ? 2 : (int)month.size, (const char *)month.data,
             day.size > 0 ? "-" : "", day.size == 1 ? "0" : "", day.size > 2 ? 2 : (int)day.size,
             (const char *)day.data);
}

static void take_entry_record(struct advanced *advanced, const struct xml_node *record)
{
    struct span profile = xml_attribute_of(record, "ProfileID");
    const struct xml_node *at;
    char day[32];
    for (at = xml_child(record, "SanctionsMeasure"); at != NULL;
         at = xml_find(at->next, "SanctionsMeasure"))
        add(advanced, REFERENCE_PROGRAMME, profile, xml_child_text(at, "Comment"), span_text(""));
    at = xml_child(xml_child(record, "EntryEvent"), "Date");
    if (at == NULL)
        return;
    date_text(at, day);
    if (day_is(span_text(day)))
        add(advanced, REFERENCE_LISTED, profile, span_text(day), span_text(""));
}

static void take_reference(struct advanced *advanced, const struct xml_node *record)
{
    static const struct {
        const char *name;
        enum reference what;
    } values[] = {{"AliasType", REFERENCE_ALIAS_TYPE},
                  {"FeatureType", REFERENCE_FEATURE_TYPE},
                  {"IDRegDocType", REFERENCE_DOCUMENT_TYPE},
                  {"Country", REFERENCE_COUNTRY}};
    struct span id = xml_attribute_of(record, "ID");
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (span_is(record->name, values[i].name))
            add(advanced, values[i].what, id, xml_text_of(record), span_text(""));
    if (span_is(record->name, "PartySubType"))
        add(advanced, REFERENCE_PARTY_SUB_TYPE, id, xml_text_of(record),
            xml_attribute_of(record, "PartyTypeID"));
    else if (span_is(record->name, "Location"))
        add(advanced, REFERENCE_LOCATION, id,
            xml_attribute_of(xml_child(record, "LocationCountry"), "CountryID"), span_text(""));
    else if (span_is(record->name, "IDRegDocument"))
        add(advanced, REFERENCE_DOCUMENT, xml_attribute_of(record, "IdentityID"),
            xml_attribute_of(record, "IDRegDocTypeID"), xml_child_text(record, "IDRegistrationNo"));
    else if (span_is(record->name, "SanctionsEntry"))
        take_entry_record(advanced, record);
    else if (span_is(record->name, "DateOfIssue")) {
        char day[32];
        date_text(record, day);
        if (day_is(span_text(day)))
            memcpy(advanced->reading->notes.date, day, sizeof advanced->reading->notes.date);
    }
}

static bool read_references(struct advanced *advanced, struct error *err)
{
    static const char *const names[] = {
        "AliasType", "FeatureType",   "IDRegDocType",   "Country",     "PartySubType",
        "Location",  "IDRegDocument", "SanctionsEntry", "DateOfIssue", NULL};
    struct xml_reader xml;
    const struct xml_node *record = NULL;
    bool ok = xml_reader_init(&xml, advanced->file->bytes, advanced->file->name, names, err);
    while (ok && (ok = xml_next(&xml, &record, err)) && record != NULL)
        take_reference(advanced, record);
    xml_reader_release(&xml);
    if (ok && advanced->no_memory)
        ok = error_memory(err, "reading a list");
    if (ok && advanced->count > 0)
        qsort(advanced->rows, advanced->count, sizeof *advanced->rows, compare);
    return ok;
}

/* The parts of a documented name, in the order of the file: family name first, as OFAC has it. */
static void add_alias(struct advanced *advanced, const struct xml_node *alias)
{
    struct draft *draft = &advanced->reading->draft;
    struct span type =
        meaning(advanced, REFERENCE_ALIAS_TYPE, xml_attribute_of(alias, "AliasTypeID"));
    enum fact_kind kind = span_is(xml_attribute_of(alias, "Primary"), "true")      ? FACT_NAME
                          : span_is(xml_attribute_of(alias, "LowQuality"), "true") ? FACT_WEAK_ALIAS
                          : span_starts_with(type, "F.K.A.") ? FACT_FORMER_NAME
                                                             : FACT_ALIAS;
    const struct xml_node *name, *part;
    for (name = xml_child(alias, "DocumentedName"); name != NULL;
         name = xml_find(name->next, "DocumentedName")) {
        struct dynbuf text;
        dynbuf_init(&text, 1 << 20);
        for (part = xml_child(name, "DocumentedNamePart"); part != NULL;
             part = xml_find(part->next, "DocumentedNamePart")) {
            dynbuf_text(&text, text.size > 0 ? " " : "");
            dynbuf_span(&text, xml_child_text(part, "NamePartValue"));
        }
        draft_fail(draft, &text);
        draft_add(draft, kind, span_text(""), dynbuf_bytes(&text));
        dynbuf_release(&text);
    }
}

static void add_identity(struct advanced *advanced, const struct xml_node *identity)
{
    struct draft *draft = &advanced->reading->draft;
    const struct xml_node *alias = xml_child(identity, "Alias");
    for (; alias != NULL; alias = xml_find(alias->next, "Alias"))
        add_alias(advanced, alias);
    const struct row *row = find(advanced, REFERENCE_DOCUMENT, xml_attribute_of(identity, "ID"));
    for (; row != NULL; row = next(advanced, row))
        ofac_identifier(draft, meaning(advanced, REFERENCE_DOCUMENT_TYPE, row->a), row->b);
}

/* A period's start, and its end when that is another date. */
static void add_birth(struct draft *draft, const struct xml_node *period)
{
    const struct xml_node *start = xml_child(period, "Start"), *end = xml_child(period, "End");
    char from[32] = "", to[32] = "", text[80];
    date_text(xml_child(start, "From"), from);
    date_text(xml_child(end, "To"), to);
    bool circa = span_is(xml_attribute_of(start, "Approximate"), "true");
    bool range = to[0] != '\0' && strcmp(from, to) != 0;
    snprintf(text, sizeof text, "%s%s%s%s", circa ? "circa " : "", from, range ? " to " : "",
             range ? to : "");
    draft_birth(draft, span_text(text));
}

static void add_feature(struct advanced *advanced, const struct xml_node *feature)
{
    struct draft *draft = &advanced->reading->draft;
    struct span type =
        meaning(advanced, REFERENCE_FEATURE_TYPE, xml_attribute_of(feature, "FeatureTypeID"));
    const struct xml_node *version = xml_child(feature, "FeatureVersion");
    for (; version != NULL; version = xml_find(version->next, "FeatureVersion")) {
        struct span detail = xml_child_text(version, "VersionDetail");
        struct span place = xml_attribute_of(xml_child(version, "VersionLocation"), "LocationID");
        if (span_is(type, "Birthdate"))
            add_birth(draft, xml_child(version, "DatePeriod"));
        else if (span_starts_with(type, "Nationality") || span_starts_with(type, "Citizenship"))
            draft_add(
                draft, FACT_NATIONALITY, span_text(""),
                meaning(advanced, REFERENCE_COUNTRY, meaning(advanced, REFERENCE_LOCATION, place)));
        else
            ofac_identifier(draft, type, detail);
        if (!span_starts_with(type, "Digital Currency"))
            draft_add(draft, FACT_REMARK, type, detail);
        draft_add(draft, FACT_REMARK, type, xml_child_text(version, "Comment"));
    }
}

static enum party_kind kind_of(const struct advanced *advanced, struct span sub_type)
{
    const struct row *row = find(advanced, REFERENCE_PARTY_SUB_TYPE, sub_type);
    if (row == NULL)
        return PARTY_UNKNOWN;
    if (span_is(row->a, "Vessel"))
        return PARTY_VESSEL;
    if (span_is(row->a, "Aircraft"))
        return PARTY_AIRCRAFT;
    return span_is(row->b, "1") ? PARTY_PERSON : PARTY_ENTITY;
}

static void take_party(struct advanced *advanced, const struct xml_node *record)
{
    struct draft *draft = &advanced->reading->draft;
    const struct xml_node *profile = xml_child(record, "Profile"), *at;
    struct span uid = xml_attribute_of(record, "FixedRef"), id = xml_attribute_of(profile, "ID");
    const struct row *row;
    draft_clear(draft);
    draft_key(draft, uid, uid);
    draft->entry.kind = kind_of(advanced, xml_attribute_of(profile, "PartySubTypeID"));
    for (at = xml_child(profile, "Identity"); at != NULL; at = xml_find(at->next, "Identity"))
        add_identity(advanced, at);
    for (at = xml_child(profile, "Feature"); at != NULL; at = xml_find(at->next, "Feature"))
        add_feature(advanced, at);
    for (row = find(advanced, REFERENCE_PROGRAMME, id); row != NULL; row = next(advanced, row))
        if (row->a.size > 0)
            ofac_programme(draft, row->a, advanced->consolidated);
    draft_add(draft, FACT_LISTED_ON, span_text(""), meaning(advanced, REFERENCE_LISTED, id));
    draft_add(draft, FACT_REMARK, span_text(""), xml_child_text(record, "Comment"));
    quoted_references(draft, xml_child_text(record, "Comment"));
}

static bool read_parties(struct advanced *advanced, struct error *err)
{
    static const char *const names[] = {"DistinctParty", NULL};
    struct xml_reader xml;
    const struct xml_node *record = NULL;
    bool ok = xml_reader_init(&xml, advanced->file->bytes, advanced->file->name, names, err);
    while (ok && (ok = xml_next(&xml, &record, err)) && record != NULL) {
        take_party(advanced, record);
        ok = list_hand(advanced->reading, advanced->file->name, record->line, err);
    }
    xml_reader_release(&xml);
    return ok;
}

bool ofac_advanced_read(struct list_reading *reading, bool consolidated, struct error *err)
{
    struct advanced advanced = {
        .reading = reading, .file = &reading->files[0], .consolidated = consolidated};
    arena_init(&advanced.texts, LIST_TEXTS_BYTES_MAX);
    bool ok = read_references(&advanced, err) && read_parties(&advanced, err);
    free(advanced.rows);
    arena_release(&advanced.texts);
    return ok;
}
