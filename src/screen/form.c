#include "screen/form.h"

#include <string.h>

#include "screen/address_list.h"
#include "screen/eu_csv.h"
#include "screen/eu_xml.h"
#include "screen/jp_list.h"
#include "screen/kr_text.h"
#include "screen/ofac_advanced.h"
#include "screen/ofac_csv.h"
#include "screen/ofac_xml.h"
#include "screen/opensanctions.h"
#include "screen/un_xml.h"
#include "text/trim.h"

enum { LOOK_BYTES = 4096 };

static const char *const words[LIST_FORMS] = {
    "none",   "ofac-csv",  "ofac-csv-part", "ofac-xml",   "ofac-advanced-xml",
    "un-xml", "jp-xlsx",   "jp-csv",        "kr-text",    "eu-csv",
    "eu-xml", "addresses", "ftm-json",      "targets-csv"};

const char *list_form_word(enum list_form form)
{
    return words[form];
}

/* Whether the text stands in the first bytes. */
static bool shows(struct span bytes, const char *text)
{
    size_t size = strlen(text), end = bytes.size < LOOK_BYTES ? bytes.size : LOOK_BYTES;
    for (size_t i = 0; i + size <= end; i++)
        if (memcmp(bytes.data + i, text, size) == 0)
            return true;
    return false;
}

static enum list_form xml_form(struct span bytes)
{
    if (shows(bytes, "<CONSOLIDATED_LIST"))
        return FORM_UN_XML;
    if (shows(bytes, "<sdnList"))
        return FORM_OFAC_XML;
    if (shows(bytes, "<Sanctions"))
        return FORM_OFAC_ADVANCED;
    if (shows(bytes, "<sanctionEntity") || shows(bytes, "euSanctions"))
        return FORM_EU_XML;
    return FORM_NONE;
}

/* Of all that needs no memory to be told. */
static enum list_form plain_form(struct span bytes)
{
    struct span text = trim_space(list_text(bytes));
    if (text.size == 0)
        return FORM_NONE;
    if (text.data[0] == '<')
        return xml_form(text);
    if (jp_xlsx_is(bytes))
        return FORM_JP_XLSX;
    if (eu_csv_is(bytes))
        return FORM_EU_CSV;
    if (jp_csv_is(bytes))
        return FORM_JP_CSV;
    if (ftm_is(bytes))
        return FORM_FTM;
    if (targets_csv_is(bytes))
        return FORM_TARGETS;
    if (kr_text_is(bytes))
        return FORM_KR_TEXT;
    return address_list_is(bytes) ? FORM_ADDRESSES : FORM_NONE;
}

bool list_form_of(struct span bytes, enum list_form *ret_form, struct error *err)
{
    enum list_form form = plain_form(bytes);
    if (form == FORM_NONE) {
        enum ofac_part part;
        if (!ofac_part_of(bytes, &part, err))
            return false;
        if (part != OFAC_NO_PART)
            form = part == OFAC_MAIN ? FORM_OFAC_CSV : FORM_OFAC_CSV_PART;
    }
    *ret_form = form;
    return true;
}

/* Whether the last part of the path begins with the word. */
static bool named(const char *path, const char *word)
{
    const char *slash = strrchr(path, '/');
    return strncmp(slash == NULL ? path : slash + 1, word, strlen(word)) == 0;
}

/* Of OFAC's two lists; the others are told by their form. */
static bool is_consolidated(enum list_form form, const struct list_file *file, bool *ret_is,
                            struct error *err)
{
    *ret_is = named(file->name, "cons"); /* of a part only its name tells; its orphans prove it */
    if (form == FORM_OFAC_CSV)
        return ofac_csv_is_consolidated(file->bytes, ret_is, err);
    return form != FORM_OFAC_XML || ofac_xml_is_consolidated(file->bytes, ret_is, err);
}

bool list_of_form(enum list_form form, const struct list_file *file, const char **ret_list,
                  struct error *err)
{
    static const char *const lists[LIST_FORMS] = {
        [FORM_NONE] = "",
        [FORM_UN_XML] = "un",
        [FORM_JP_XLSX] = "jp",
        [FORM_JP_CSV] = "jp",
        [FORM_KR_TEXT] = "kr",
        [FORM_EU_CSV] = "eu",
        [FORM_EU_XML] = "eu",
        [FORM_ADDRESSES] = "ofac-addr",
        [FORM_FTM] = "opensanctions",
        [FORM_TARGETS] = "opensanctions",
    };
    bool consolidated = false;
    if (lists[form] == NULL && !is_consolidated(form, file, &consolidated, err))
        return false;
    *ret_list = lists[form] != NULL ? lists[form] : consolidated ? "ofac-cons" : "ofac-sdn";
    return true;
}

void list_scope_of(enum list_form form, struct span bytes, char ret_scope[LIST_SCOPE_BYTES])
{
    ret_scope[0] = '\0';
    if (form == FORM_EU_CSV)
        eu_csv_scope(bytes, ret_scope, LIST_SCOPE_BYTES);
}

bool list_form_read(enum list_form form, const char *list, struct list_reading *reading,
                    struct error *err)
{
    bool consolidated = strcmp(list, "ofac-cons") == 0;
    switch (form) {
    case FORM_OFAC_CSV:
        return ofac_csv_read(reading, consolidated, err);
    case FORM_OFAC_XML:
        return ofac_xml_read(reading, consolidated, err);
    case FORM_UN_XML:
        return un_xml_read(reading, err);
    case FORM_ADDRESSES:
        return address_list_read(reading, err);
    case FORM_JP_XLSX:
        return jp_xlsx_read(reading, err);
    case FORM_JP_CSV:
        return jp_csv_read(reading, err);
    case FORM_EU_CSV:
        return eu_csv_read(reading, err);
    case FORM_OFAC_ADVANCED:
        return ofac_advanced_read(reading, consolidated, err);
    case FORM_KR_TEXT:
        return kr_text_read(reading, err);
    case FORM_EU_XML:
        return eu_xml_read(reading, err);
    case FORM_FTM:
        return ftm_read(reading, err);
    case FORM_TARGETS:
        return targets_csv_read(reading, err);
    case FORM_NONE:
    case FORM_OFAC_CSV_PART:
    case LIST_FORMS:
        break;
    }
    return list_error(err, ERROR_UNSUPPORTED, reading->files[0].name, 1,
                      "no list that is known; expected one of docs/lists.md");
}
