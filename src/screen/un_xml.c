#include "screen/un_xml.h"

#include <stdio.h>

#include "screen/birth.h"
#include "screen/party_words.h"
#include "text/xml_reader.h"

static void add_values(struct draft *draft, const struct xml_node *record, const char *name,
                       enum fact_kind kind, const char *label)
{
    const struct xml_node *value = xml_child(record, name);
    for (value = value == NULL ? NULL : value->first; (value = xml_find(value, "VALUE")) != NULL;
         value = value->next)
        draft_add(draft, kind, span_text(label), xml_text_of(value));
}

static void add_names(struct draft *draft, const struct xml_node *record)
{
    const struct span parts[JOINED_PARTS] = {
        xml_child_text(record, "FIRST_NAME"), xml_child_text(record, "SECOND_NAME"),
        xml_child_text(record, "THIRD_NAME"), xml_child_text(record, "FOURTH_NAME")};
    draft_joined(draft, FACT_NAME, "", " ", parts);
    draft_add(draft, FACT_NAME, span_text("original"),
              xml_child_text(record, "NAME_ORIGINAL_SCRIPT"));
}

static void add_aliases(struct draft *draft, const struct xml_node *record, const char *name)
{
    for (const struct xml_node *alias = xml_child(record, name); alias != NULL;
         alias = xml_find(alias->next, name)) {
        struct span quality = xml_child_text(alias, "QUALITY");
        enum fact_kind kind = span_is(quality, "Low")      ? FACT_WEAK_ALIAS
                              : span_is(quality, "f.k.a.") ? FACT_FORMER_NAME
                                                           : FACT_ALIAS;
        draft_split(draft, kind, span_text(""), xml_child_text(alias, "ALIAS_NAME"), ';');
        draft_birth(draft, xml_child_text(alias, "DATE_OF_BIRTH"));
    }
}

static void add_births(struct draft *draft, const struct xml_node *record)
{
    static const char *const name = "INDIVIDUAL_DATE_OF_BIRTH";
    for (const struct xml_node *birth = xml_child(record, name); birth != NULL;
         birth = xml_find(birth->next, name)) {
        struct span date = xml_child_text(birth, "DATE"), year = xml_child_text(birth, "YEAR"),
                    from = xml_child_text(birth, "FROM_YEAR"),
                    to = xml_child_text(birth, "TO_YEAR");
        bool about = span_is(xml_child_text(birth, "TYPE_OF_DATE"), "APPROXIMATELY");
        char text[128];
        int size = 0;
        if (date.size == 0)
            date = year;
        if (date.size > 0 && date.size < 64)
            size = snprintf(text, sizeof text, "%s%.*s", about ? "circa " : "", (int)date.size,
                            (const char *)date.data);
        else if (from.size > 0 && from.size < 32 && to.size < 32)
            size = snprintf(text, sizeof text, "%.*s to %.*s", (int)from.size,
                            (const char *)from.data, (int)to.size, (const char *)to.data);
        draft_birth(draft, span_of(text, (size_t)size));
        draft_add(draft, FACT_REMARK, span_text("birth"), xml_child_text(birth, "NOTE"));
    }
}

static void add_documents(struct draft *draft, const struct xml_node *record)
{
    static const char *const name = "INDIVIDUAL_DOCUMENT";
    for (const struct xml_node *document = xml_child(record, name); document != NULL;
         document = xml_find(document->next, name)) {
        struct span type = xml_child_text(document, "TYPE_OF_DOCUMENT");
        bool passport = span_starts_with(type, "Passport") || span_starts_with(type, "Num") ||
                        span_starts_with(type, "N\xc3\xbam");
        draft_add(draft, FACT_ID, span_text(passport ? "Passport" : "National ID No."),
                  xml_child_text(document, "NUMBER"));
        draft_add(draft, FACT_REMARK, span_text("document"), xml_child_text(document, "NOTE"));
    }
}

static void add_places(struct draft *draft, const struct xml_node *record, const char *name)
{
    for (const struct xml_node *place = xml_child(record, name); place != NULL;
         place = xml_find(place->next, name)) {
        const struct span parts[JOINED_PARTS] = {
            xml_child_text(place, "STREET"), xml_child_text(place, "CITY"),
            xml_child_text(place, "STATE_PROVINCE"), xml_child_text(place, "COUNTRY")};
        draft_joined(draft, FACT_REMARK, "place", ", ", parts);
    }
}

static void take_record(struct draft *draft, const struct xml_node *record)
{
    bool person = span_is(record->name, "INDIVIDUAL");
    draft_clear(draft);
    draft->entry.kind = person ? PARTY_PERSON : PARTY_ENTITY;
    draft_key(draft, xml_child_text(record, "DATAID"), xml_child_text(record, "REFERENCE_NUMBER"));
    add_names(draft, record);
    add_aliases(draft, record, person ? "INDIVIDUAL_ALIAS" : "ENTITY_ALIAS");
    add_births(draft, record);
    add_values(draft, record, "NATIONALITY", FACT_NATIONALITY, "");
    add_documents(draft, record);
    draft_add(draft, FACT_PROGRAMME, span_text(""), xml_child_text(record, "UN_LIST_TYPE"));
    draft_add(draft, FACT_EFFECT, span_text(""), span_text("blocking"));
    draft_add(draft, FACT_LISTED_ON, span_text(""), xml_child_text(record, "LISTED_ON"));
    add_values(draft, record, "DESIGNATION", FACT_REMARK, "designation");
    add_values(draft, record, "TITLE", FACT_REMARK, "title");
    add_places(draft, record, person ? "INDIVIDUAL_ADDRESS" : "ENTITY_ADDRESS");
    struct span comments = xml_child_text(record, "COMMENTS1");
    draft_add(draft, FACT_REMARK, span_text(""), comments);
    imo_numbers(draft, comments);
}

bool un_xml_read(struct list_reading *reading, struct error *err)
{
    static const char *const names[] = {"INDIVIDUAL", "ENTITY", NULL};
    const struct list_file *file = &reading->files[0];
    struct xml_reader xml;
    const struct xml_node *record = NULL;
    bool ok = xml_reader_init(&xml, file->bytes, file->name, names, err);
    while (ok && (ok = xml_next(&xml, &record, err)) && record != NULL) {
        take_record(&reading->draft, record);
        ok = list_hand(reading, file->name, record->line, err);
    }
    if (ok) {
        struct span date = xml_attribute_of(&xml.root, "dateGenerated");
        if (date.size >= 10 && day_is(span_part(date, 0, 10)))
            snprintf(reading->notes.date, sizeof reading->notes.date, "%.10s",
                     (const char *)date.data);
    }
    xml_reader_release(&xml);
    return ok;
}
