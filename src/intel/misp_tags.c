/* Tags: those of the taxonomies tlp and PAP mark, all others are labels. */
#include <strings.h>

#include "intel/misp.h"
#include "intel/rel.h"

static bool is_word(struct span text, const char *word)
{
    return text.size == strlen(word) && strncasecmp((const char *)text.data, word, text.size) == 0;
}

static bool begins(struct span text, const char *prefix)
{
    size_t size = strlen(prefix);
    return text.size >= size && strncasecmp((const char *)text.data, prefix, size) == 0;
}

/* Both versions of TLP: WHITE is CLEAR. */
static bool tlp_of_tag(struct span name, enum tlp *ret_tlp)
{
    static const struct {
        const char *name;
        enum tlp tlp;
    } words[] = {
        {"tlp:white", TLP_CLEAR},
        {"tlp:clear", TLP_CLEAR},
        {"tlp:green", TLP_GREEN},
        {"tlp:amber", TLP_AMBER},
        {"tlp:amber+strict", TLP_AMBER_STRICT},
        {"tlp:red", TLP_RED},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is_word(name, words[i].name)) {
            *ret_tlp = words[i].tlp;
            return true;
        }
    return false;
}

static bool pap_of_tag(struct span name, enum pap *ret_pap)
{
    static const struct {
        const char *name;
        enum pap pap;
    } words[] = {
        {"PAP:WHITE", PAP_CLEAR}, {"PAP:CLEAR", PAP_CLEAR}, {"PAP:GREEN", PAP_GREEN},
        {"PAP:AMBER", PAP_AMBER}, {"PAP:RED", PAP_RED},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is_word(name, words[i].name)) {
            *ret_pap = words[i].pap;
            return true;
        }
    return false;
}

struct misp_marks misp_marks_join(struct misp_marks one, struct misp_marks other)
{
    if (other.has_tlp && (!one.has_tlp || other.tlp > one.tlp))
        one.tlp = other.tlp;
    if (other.has_pap && (!one.has_pap || other.pap > one.pap))
        one.pap = other.pap;
    one.has_tlp = one.has_tlp || other.has_tlp;
    one.has_pap = one.has_pap || other.has_pap;
    one.unclear = one.unclear || other.unclear;
    return one;
}

bool misp_mark(struct import *import, struct misp_marks *marks, const struct json_value *tags,
               struct error *err)
{
    for (const struct json_value *one = tags == NULL ? NULL : tags->first; one != NULL;
         one = one->next) {
        struct span name = json_member_text(one, "name");
        struct misp_marks mark = {0};
        mark.has_tlp = tlp_of_tag(name, &mark.tlp);
        mark.has_pap = pap_of_tag(name, &mark.pap);
        mark.unclear =
            !mark.has_tlp && !mark.has_pap && (begins(name, "tlp:") || begins(name, "pap:"));
        *marks = misp_marks_join(*marks, mark);
        if (mark.unclear &&
            !import_lose(import, one, name, "no level that is known: nothing is marked", err))
            return false;
        if (name.size == 0 && !import_lose(import, one, name, "a tag without a name", err))
            return false;
    }
    return true;
}

static bool make_pap(struct misp_event *event, enum pap pap, struct error *err)
{
    struct rel_marking marking = {.rel.all = true, .has_pap = true, .pap = pap};
    struct dynbuf made;
    dynbuf_init(&made, OBJECT_BYTES_MAX);
    bool ok = rel_make(&made, &marking, err) &&
              (!made.failed || dynbuf_error(&made, "a marking", err)) &&
              import_add(event->import, dynbuf_bytes(&made), event->json, span_text("PAP"),
                         &event->paps[pap], err);
    dynbuf_release(&made);
    return ok;
}

bool misp_write_marks(struct misp_event *event, struct json_writer *json,
                      const struct misp_marks *marks, struct error *err)
{
    if (marks->unclear || !(marks->has_tlp || marks->has_pap))
        return true;
    if (marks->has_pap && event->paps[marks->pap].size == 0 && !make_pap(event, marks->pap, err))
        return false;
    json_open_array(json, "object_marking_refs");
    if (marks->has_tlp)
        json_text(json, NULL, tlp_id(marks->tlp));
    if (marks->has_pap)
        json_string(json, NULL, event->paps[marks->pap]);
    json_close(json);
    return true;
}

void misp_write_tags(struct json_writer *json, const struct json_value *tags)
{
    enum tlp tlp;
    enum pap pap;
    for (const struct json_value *one = tags == NULL ? NULL : tags->first; one != NULL;
         one = one->next) {
        struct span name = json_member_text(one, "name");
        if (name.size > 0 && !tlp_of_tag(name, &tlp) && !pap_of_tag(name, &pap))
            json_string(json, NULL, name);
    }
}
