#include "screen/ofac_xml.h"

#include <stdio.h>

#include "screen/birth.h"
#include "screen/ofac_side.h"
#include "screen/ofac_words.h"
#include "screen/party_words.h"
#include "text/xml_reader.h"

static const char *const names[] = {"sdnEntry", "publshInformation", NULL};

/* Each child of the list `list` that is called `item`. */
static const struct xml_node *first_item(const struct xml_node *record, const char *list,
                                         const char *item)
{
    return xml_child(xml_child(record, list), item);
}

static const struct xml_node *next_item(const struct xml_node *item)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", item->name.size > 60 ? 60 : (int)item->name.size,
             (const char *)item->name.data);
    return xml_find(item->next, name);
}

/* "KIM, Jong Sik", as the CSV has it. */
static void add_name(struct draft *draft, enum fact_kind kind, const struct xml_node *node)
{
    const struct span parts[JOINED_PARTS] = {xml_child_text(node, "lastName"),
                                             xml_child_text(node, "firstName"), span_text(""),
                                             span_text("")};
    draft_joined(draft, kind, "", ", ", parts);
}

static void add_lists(struct draft *draft, const struct xml_node *record)
{
    const struct xml_node *at;
    for (at = first_item(record, "akaList", "aka"); at != NULL; at = next_item(at))
        add_name(draft,
                 span_is(xml_child_text(at, "category"), "weak") ? FACT_WEAK_ALIAS
                 : span_is(xml_child_text(at, "type"), "f.k.a.") ? FACT_FORMER_NAME
                                                                 : FACT_ALIAS,
                 at);
    for (at = first_item(record, "dateOfBirthList", "dateOfBirthItem"); at != NULL;
         at = next_item(at))
        draft_birth(draft, xml_child_text(at, "dateOfBirth"));
    for (at = first_item(record, "nationalityList", "nationality"); at != NULL; at = next_item(at))
        draft_add(draft, FACT_NATIONALITY, span_text(""), xml_child_text(at, "country"));
    for (at = first_item(record, "citizenshipList", "citizenship"); at != NULL; at = next_item(at))
        draft_add(draft, FACT_NATIONALITY, span_text(""), xml_child_text(at, "country"));
    for (at = first_item(record, "idList", "id"); at != NULL; at = next_item(at))
        ofac_identifier(draft, xml_child_text(at, "idType"), xml_child_text(at, "idNumber"));
}

static void add_places(struct draft *draft, const struct xml_node *record)
{
    const struct xml_node *at = first_item(record, "addressList", "address");
    for (; at != NULL; at = next_item(at)) {
        const struct span parts[JOINED_PARTS] = {
            xml_child_text(at, "address1"), xml_child_text(at, "city"),
            xml_child_text(at, "stateOrProvince"), xml_child_text(at, "country")};
        draft_joined(draft, FACT_REMARK, "place", ", ", parts);
    }
}

static void take_entry(struct draft *draft, const struct xml_node *record, bool consolidated)
{
    struct span uid = xml_child_text(record, "uid"), remarks = xml_child_text(record, "remarks");
    const struct xml_node *at, *vessel = xml_child(record, "vesselInfo");
    draft_clear(draft);
    draft_key(draft, uid, uid);
    struct span type = xml_child_text(record, "sdnType");
    draft->entry.kind = ofac_party_kind(type);
    add_name(draft, FACT_NAME, record);
    for (at = first_item(record, "programList", "program"); at != NULL; at = next_item(at))
        ofac_programme(draft, xml_text_of(at), consolidated);
    add_lists(draft, record);
    draft_add(draft, FACT_REMARK, span_text("title"), xml_child_text(record, "title"));
    draft_add(draft, FACT_ID, span_text("Call Sign"), xml_child_text(vessel, "callSign"));
    draft_add(draft, FACT_NATIONALITY, span_text("flag"), xml_child_text(vessel, "vesselFlag"));
    draft_add(draft, FACT_REMARK, span_text(""), remarks);
    quoted_references(draft, remarks);
    add_places(draft, record);
}

bool ofac_xml_is_consolidated(struct span bytes, bool *ret_is, struct error *err)
{
    enum { SAMPLE = 100 };
    struct xml_reader xml;
    struct error why = {.code = ERROR_NONE};
    const struct xml_node *record = NULL, *at;
    size_t entries = 0, non_sdn = 0;
    bool ok = xml_reader_init(&xml, bytes, "", names, &why);
    while (ok && entries < SAMPLE && xml_next(&xml, &record, &why) && record != NULL) {
        bool any = false;
        for (at = first_item(record, "programList", "program"); at != NULL; at = next_item(at))
            any = any || ofac_is_non_sdn(xml_text_of(at));
        entries += span_is(record->name, "sdnEntry");
        non_sdn += any;
    }
    xml_reader_release(&xml);
    *ret_is = entries > 0 && non_sdn * 2 >= entries;
    return list_looked_at(&why, err);
}

static bool take_information(struct list_reading *reading, const struct list_file *file,
                             const struct xml_node *record, struct error *err)
{
    struct span date = xml_child_text(record, "Publish_Date"); /* MM/DD/YYYY */
    struct span count = xml_child_text(record, "Record_Count");
    char day[16];
    if (date.size == 10) {
        const char *text = (const char *)date.data;
        snprintf(day, sizeof day, "%.4s-%.2s-%.2s", text + 6, text, text + 3);
        if (!day_is(span_text(day)))
            return list_error(err, ERROR_VALUE, file->name, record->line,
                              "Publish_Date: '%.10s'; expected MM/DD/YYYY", text);
        memcpy(reading->notes.date, day, sizeof reading->notes.date);
    }
    if (count.size > 0 && !ofac_uid(count, &reading->notes.said))
        return list_error(err, ERROR_VALUE, file->name, record->line, "Record_Count is no number");
    return true;
}

bool ofac_xml_read(struct list_reading *reading, bool consolidated, struct error *err)
{
    const struct list_file *file = &reading->files[0];
    struct xml_reader xml;
    const struct xml_node *record = NULL;
    bool ok = xml_reader_init(&xml, file->bytes, file->name, names, err);
    while (ok && (ok = xml_next(&xml, &record, err)) && record != NULL) {
        if (span_is(record->name, "publshInformation")) {
            ok = take_information(reading, file, record, err);
            continue;
        }
        take_entry(&reading->draft, record, consolidated);
        ok = list_hand(reading, file->name, record->line, err);
    }
    xml_reader_release(&xml);
    return ok;
}
