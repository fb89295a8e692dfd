#include "screen/eu_xml.h"

#include <stdio.h>

#include "screen/birth.h"
#include "screen/party_words.h"
#include "text/xml_reader.h"

static void add_name(struct draft *draft, const struct xml_node *node)
{
    const struct span parts[JOINED_PARTS] = {xml_attribute_of(node, "firstName"),
                                             xml_attribute_of(node, "middleName"),
                                             xml_attribute_of(node, "lastName"), span_text("")};
    bool strong = !span_is(xml_attribute_of(node, "strong"), "false");
    bool first = entry_fact(&draft->entry, FACT_NAME, 0) == NULL;
    enum fact_kind kind = !strong ? FACT_WEAK_ALIAS : first ? FACT_NAME : FACT_ALIAS;
    struct span whole = xml_attribute_of(node, "wholeName");
    if (whole.size > 0)
        draft_add(draft, kind, span_text(""), whole);
    else
        draft_joined(draft, kind, "", " ", parts);
}

static void add_birth(struct draft *draft, const struct xml_node *node)
{
    struct span date = xml_attribute_of(node, "birthdate"), year = xml_attribute_of(node, "year"),
                from = xml_attribute_of(node, "yearRangeFrom"),
                to = xml_attribute_of(node, "yearRangeTo");
    bool circa = span_is(xml_attribute_of(node, "circa"), "true");
    char text[80];
    if (from.size > 0 && to.size > 0)
        snprintf(text, sizeof text, "%.*s to %.*s", from.size > 20 ? 20 : (int)from.size,
                 (const char *)from.data, to.size > 20 ? 20 : (int)to.size, (const char *)to.data);
    else {
        if (date.size == 0)
            date = year;
        snprintf(text, sizeof text, "%s%.*s", circa ? "circa " : "",
                 date.size > 40 ? 40 : (int)date.size, (const char *)date.data);
    }
    draft_birth(draft, span_text(text));
}

static void add_child(struct draft *draft, const struct xml_node *node)
{
    struct span name = node->name;
    if (span_is(name, "nameAlias")) {
        add_name(draft, node);
    } else if (span_is(name, "birthdate")) {
        add_birth(draft, node);
    } else if (span_is(name, "citizenship")) {
        draft_add(draft, FACT_NATIONALITY, span_text(""),
                  xml_attribute_of(node, "countryDescription"));
    } else if (span_is(name, "identification")) {
        struct span code = xml_attribute_of(node, "identificationTypeCode");
        const char *label = span_is(code, "passport") ? "Passport"
                            : span_is(code, "imo")    ? "IMO"
                            : span_is(code, "id")     ? "National ID No."
                                                      : "";
        draft_add(draft, FACT_ID, label[0] == '\0' ? code : span_text(label),
                  xml_attribute_of(node, "number"));
    } else if (span_is(name, "address")) {
        const struct span parts[JOINED_PARTS] = {
            xml_attribute_of(node, "street"), xml_attribute_of(node, "city"),
            xml_attribute_of(node, "zipCode"), xml_attribute_of(node, "countryDescription")};
        draft_joined(draft, FACT_REMARK, "place", ", ", parts);
    } else if (span_is(name, "remark")) {
        draft_add(draft, FACT_REMARK, span_text(""), xml_text_of(node));
        imo_numbers(draft, xml_text_of(node));
    } else if (span_is(name, "regulation")) {
        draft_add(draft, FACT_PROGRAMME, xml_attribute_of(node, "numberTitle"),
                  xml_attribute_of(node, "programme"));
    }
}

static enum party_kind kind_of(const struct xml_node *record)
{
    struct span code = xml_attribute_of(xml_child(record, "subjectType"), "code");
    return span_is(code, "person") ? PARTY_PERSON : PARTY_ENTITY;
}

static void take_record(struct draft *draft, const struct xml_node *record)
{
    draft_clear(draft);
    draft->entry.kind = kind_of(record);
    draft_key(draft, xml_attribute_of(record, "logicalId"),
              xml_attribute_of(record, "euReferenceNumber"));
    for (const struct xml_node *node = record->first; node != NULL; node = node->next)
        add_child(draft, node);
    draft_add(draft, FACT_EFFECT, span_text(""), span_text("blocking"));
    draft_add(draft, FACT_LISTED_ON, span_text(""), xml_attribute_of(record, "designationDate"));
    draft_add(draft, FACT_REFERENCE, span_text("UN"), xml_attribute_of(record, "unitedNationId"));
}

bool eu_xml_read(struct list_reading *reading, struct error *err)
{
    static const char *const names[] = {"sanctionEntity", NULL};
    const struct list_file *file = &reading->files[0];
    struct xml_reader xml;
    const struct xml_node *record = NULL;
    bool ok = xml_reader_init(&xml, file->bytes, file->name, names, err);
    while (ok && (ok = xml_next(&xml, &record, err)) && record != NULL) {
        take_record(&reading->draft, record);
        ok = list_hand(reading, file->name, record->line, err);
    }
    struct span date = xml_attribute_of(&xml.root, "generationDate");
    if (ok && date.size >= 10 && day_is(span_part(date, 0, 10)))
        snprintf(reading->notes.date, sizeof reading->notes.date, "%.10s", (const char *)date.data);
    xml_reader_release(&xml);
    return ok;
}
