/* The parts of the MISP importer; only for import_misp.c and misp_*.c.
 *
 *     event ── attributes, objects ──▶ thing ── facts ──▶ indicator, observables
 *
 * Format: the MISP core format (draft-dulaunoy-misp-core-format). What a type of attribute is
 * here: misp_types.c; docs/convert.md has the table.
 *
 * Everything points into the file's tree, or lies in the event's arena. Threads: one at a time.
 */
#pragma once

#include "intel/import.h"
#include "intel/marking.h"

/* How far something may go, by its tags. */
struct misp_marks {
    bool has_tlp, has_pap;
    bool unclear; /* a level that is none: no marking is written, and the gate lets nothing out */
    enum tlp tlp; /* the highest of all */
    enum pap pap;
};

struct misp_event {
    struct import *import;
    struct arena *arena;
    const struct json_value *json;
    struct uuid uuid;
    struct span id;       /* of the report or grouping that stands for it */
    struct span creator;  /* an identity; empty where none is given */
    struct span created;  /* of all that it has; times are those of STIX */
    struct span modified; /* its own */
    struct misp_marks marks;
    struct span paps[4]; /* the definitions that were made, by enum pap */
    struct span *refs;   /* what it has */
    size_t count, capacity;
};

/* Something that an observable has: `file:hashes.SHA-256` with its value. */
struct misp_fact {
    struct span type, path;
    const char *hive; /* of a registry key, before the value; NULL elsewhere */
    struct span value;
    bool weak;   /* by itself it tells nothing: the name of a file */
    bool to_ids; /* to be looked for */
    bool used;
};

/* An attribute, or an object whose attributes tell of one thing. */
struct misp_thing {
    const struct json_value *json;
    struct uuid uuid;
    struct span what, comment, name, category;
    struct span modified, first_seen, last_seen; /* empty where none is given */
    struct misp_marks marks;
    const struct json_value *tags;   /* an array, or NULL */
    struct span object;              /* the name of the object that it is part of, or is */
    struct span relation;            /* what it is of that object */
    struct span symbol;              /* of a currency */
    struct span indicator, observed; /* what was made of it; empty: nothing */
    bool deleted, to_ids;
    struct misp_fact facts[MISP_FACTS_MAX];
    size_t fact_count;
};

enum misp_make {
    MISP_OBSERVED,      /* words: what its value says, `type:path`, two where a | stands in it; `?`
                           before one that is weak */
    MISP_ENDPOINT,      /* words: dst or src: an address or name, and a port */
    MISP_SENT,          /* words: a path that patterns know and observables do not */
    MISP_RULE,          /* words: a language of patterns */
    MISP_NAMED,         /* words: a type of domain objects */
    MISP_VULNERABILITY, /* a CVE */
    MISP_NOTE,
    MISP_LINK,
};

struct misp_kind {
    const char *type;
    enum misp_make make;
    const char *words;
};

/* What a type of attribute is; NULL when nothing here has a word for it. Static. */
const struct misp_kind *misp_kind_of(struct span type);

/* A time of MISP, the member `name` of `json`, as one of STIX: decimal seconds since 1970 as text
 * or number; ISO 8601 with a zone; a date. Empty when it is absent; what is there and no time is a
 * loss, and empty too. Errors: memory. */
bool misp_seconds(struct misp_event *event, const struct json_value *json, const char *name,
                  struct span *ret_time, struct error *err);
bool misp_iso(struct misp_event *event, const struct json_value *json, const char *name,
              struct span *ret_time, struct error *err);
bool misp_date(struct misp_event *event, const struct json_value *json, const char *name,
               struct span *ret_time, struct error *err);

/* Adds what the tags say, an array or NULL; `*marks` only rises. What looks like a level and is
 * none is a loss. Errors: memory. */
bool misp_mark(struct import *import, struct misp_marks *marks, const struct json_value *tags,
               struct error *err);
struct misp_marks misp_marks_join(struct misp_marks one, struct misp_marks other);

/* Writes `object_marking_refs`, making the definition of PAP where it is needed; and the names of
 * tags that say something else, into an open array. Errors: memory, limit. */
bool misp_write_marks(struct misp_event *event, struct json_writer *json,
                      const struct misp_marks *marks, struct error *err);
void misp_write_tags(struct json_writer *json, const struct json_value *tags);

/* The UUID of something in an event; where it has none, one made of the event's and the text. */
struct uuid misp_uuid(const struct misp_event *event, const struct json_value *json,
                      struct span text);

/* Notes an identifier as one of the event's; an empty one is none. Errors: memory, limit. */
bool misp_refer(struct misp_event *event, struct span id, struct error *err);

/* Opens an object of the thing with what all have: type, identifier, times, creator, markings,
 * labels. */
bool misp_open(struct misp_event *event, struct json_writer *json, struct dynbuf *buffer,
               const struct misp_thing *thing, const char *type, struct error *err);
/* Closes it and takes it; `ret_id` may be NULL. */
bool misp_close(struct misp_event *event, struct json_writer *json, struct dynbuf *buffer,
                const struct misp_thing *thing, struct span *ret_id, struct error *err);

/* An attribute of the event, or of an object of that name that is taken apart; a whole object. */
bool misp_attribute(struct misp_event *event, const struct json_value *json,
                    const struct misp_thing *object, struct error *err);
bool misp_object(struct misp_event *event, const struct json_value *json, struct error *err);

/* The references between what the event has, as relationships: after all else. Errors: memory. */
bool misp_references(struct misp_event *event, struct error *err);

/* Whether the member is true; older events have 1 and "1". */
bool misp_true(const struct json_value *json, const char *name);

/* Reads what attributes and objects have alike. Errors: memory. */
bool misp_thing_read(struct misp_event *event, const struct json_value *json,
                     struct misp_thing *ret_thing, struct error *err);

/* Adds what an observed attribute says. False when its value has no such form. */
bool misp_facts_add(struct misp_thing *thing, const struct misp_kind *kind, struct span value,
                    bool to_ids);

/* The indicator of the facts that are to be looked for; the observables of all of them. */
bool misp_write_indicator(struct misp_event *event, struct misp_thing *thing, struct span pattern,
                          const char *language, struct error *err);
bool misp_indicate(struct misp_event *event, struct misp_thing *thing, struct error *err);
bool misp_observe(struct misp_event *event, struct misp_thing *thing, struct error *err);

/* Writes the indicator of a pattern of STIX; one that is too long is a loss. */
bool misp_write_pattern(struct misp_event *event, struct misp_thing *thing,
                        const struct dynbuf *pattern, struct error *err);

/* Appends 'value' as a string of the pattern language. */
void misp_pattern_string(struct dynbuf *pattern, struct span value);

/* What others say of a part of an event (core format, 2.4, 2.9 to 2.11), and whom it is for. */
#define MISP_BESIDE "Sighting ShadowAttribute Galaxy Note Opinion Relationship SharingGroup"

/* Loses each member of these names, with spaces between, that has something in it. */
bool misp_lose_members(struct misp_event *event, const struct json_value *json, const char *names,
                       const char *why, struct error *err);
