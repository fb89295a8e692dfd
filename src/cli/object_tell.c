#include "cli/object_tell.h"

#include "base/limits.h"

static void findings_json(struct json_writer *json, const char *name,
                          const struct check_report *report, bool warnings)
{
    char path[JSON_PATH_BYTES];
    json_open_array(json, name);
    for (const struct finding *one = report->first; one != NULL; one = one->next) {
        if (one->warning != warnings)
            continue;
        json_path(path, one->value);
        json_open_object(json, NULL);
        json_text(json, "path", path);
        json_text(json, "text", one->text);
        json_close(json);
    }
    json_close(json);
}

static void set_json(struct json_writer *json, const char *name, const struct marking_set *set)
{
    if (set->all) {
        json_text(json, name, "ALL");
        return;
    }
    json_open_array(json, name);
    for (size_t i = 0; i < set->count; i++)
        json_string(json, NULL, set->names[i]);
    json_close(json);
}

static void reach_json(struct json_writer *json, const char *name, const struct marking *marking,
                       enum audience_class class)
{
    struct audience audience = {.class = class};
    enum reach reach = marking_reaches(marking, &audience);
    json_open_object(json, name);
    json_bool(json, "reached", reach == REACH_YES);
    json_text(json, "why", reach_text(reach));
    json_close(json);
}

static void marking_json(struct json_writer *json, const struct marking *marking)
{
    struct dynbuf text;
    dynbuf_init(&text, CLI_OUTPUT_BYTES_MAX);
    marking_write(&text, marking);
    json_string(json, "marking", dynbuf_bytes(&text));
    dynbuf_release(&text);
    json_text(json, "tlp", tlp_name(marking->tlp));
    json_text(json, "pap", pap_name(marking->pap));
    set_json(json, "rel", &marking->rel);
    set_json(json, "orcon", &marking->orcon);
    set_json(json, "persons", &marking->persons);
    json_bool(json, "stays", marking->defects != 0);
    reach_json(json, "public", marking, AUDIENCE_PUBLIC);
    reach_json(json, "desks", marking, AUDIENCE_DESK);
}

static void tell_json(struct json_writer *json, const struct object *object,
                      const struct check_report *report, const struct marking *marking)
{
    json_open_object(json, NULL);
    json_string(json, "id", object->id);
    json_bool(json, "valid", report->errors == 0);
    findings_json(json, "errors", report, false);
    findings_json(json, "warnings", report, true);
    if (report->errors == 0)
        marking_json(json, marking);
    json_close(json);
}

/* Whom the marking lets have it, in words. */
static void write_reach(struct dynbuf *out, const struct marking *marking)
{
    struct audience public = {.class = AUDIENCE_PUBLIC}, desk = {.class = AUDIENCE_DESK};
    if (marking->defects != 0) {
        dynbuf_text(out, "stays here");
        return;
    }
    bool any = marking->rel.all;
    dynbuf_text(out, "may go to ");
    if (marking->rel.all)
        dynbuf_text(out, "every member");
    for (size_t i = 0; i < marking->rel.count; i++) {
        if (span_is(marking->rel.names[i], "DESK"))
            continue;
        dynbuf_text(out, any ? ", " : "");
        dynbuf_span(out, marking->rel.names[i]);
        any = true;
    }
    if (any && marking->tlp == TLP_RED)
        dynbuf_text(out, " (the persons named)");
    if (marking_reaches(marking, &desk) == REACH_YES) {
        dynbuf_text(out, any ? ", desks" : "desks");
        any = true;
    }
    if (marking_reaches(marking, &public) == REACH_YES)
        dynbuf_text(out, ", the public");
    if (!any)
        dynbuf_text(out, "nobody but its creator");
}

/* A marking definition needs no marking of its own (docs/release-rules.md, References). */
static void tell_marking(struct dynbuf *out, const struct object *object,
                         const struct marking *marking)
{
    if (object->class == OBJECT_MARKING && marking->defects == DEFECT_NO_TLP) {
        dynbuf_text(out, "goes with what it marks");
        return;
    }
    marking_write(out, marking);
    dynbuf_text(out, "; ");
    write_reach(out, marking);
}

void object_tell(struct object_telling *telling, const char *file, const struct object *object,
                 const struct check_report *report, const struct marking *marking)
{
    struct dynbuf *out = &telling->out;
    char path[JSON_PATH_BYTES];
    if (telling->is_json) {
        tell_json(&telling->json, object, report, marking);
        return;
    }
    dynbuf_format(out, "%s: ", file);
    dynbuf_span(out, object->id);
    if (report->errors > 0) {
        dynbuf_text(out, ": refused\n");
    } else {
        dynbuf_text(out, ": valid; ");
        tell_marking(out, object, marking);
        dynbuf_char(out, '\n');
    }
    for (const struct finding *one = report->first; one != NULL; one = one->next) {
        json_path(path, one->value);
        dynbuf_format(out, "    %s: %s: %s\n", one->warning ? "warning" : "error", path, one->text);
    }
}

void object_tell_none(struct object_telling *telling, const char *file, size_t place,
                      const struct error *why)
{
    if (!telling->is_json) {
        dynbuf_format(&telling->out, "%s: objects[%zu]: refused\n    error: %s\n", file, place,
                      why->text);
        return;
    }
    json_open_object(&telling->json, NULL);
    json_no_value(&telling->json, "id");
    json_u64(&telling->json, "place", place);
    json_bool(&telling->json, "valid", false);
    json_text(&telling->json, "error", why->text);
    json_close(&telling->json);
}
