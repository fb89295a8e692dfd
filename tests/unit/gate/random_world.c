#include "random_world.h"

#include "base/limits.h"
#include "intel/rel.h"

const struct made_marking markings[MARKINGS] = {
    {{TLP_CLEAR, REL_ALL, 0, 0, 0}, "C", NULL},
    {{TLP_GREEN, REL_ALL, 0, 0, 0}, "G", NULL},
    {{TLP_CLEAR, REL_ALL, 0, 0, 0}, "C", NULL},
    {{TLP_AMBER, REL_JPN, 0, 0, 0}, "A", "jpn"},
    {{TLP_AMBER, REL_JPN | REL_KOR, 0, 0, 0}, "A", "jpn kor"},
    {{TLP_AMBER, REL_JPN | REL_DESK, 0, 0, 0}, "A", "DESK jpn"},
    {{TLP_AMBER_STRICT, REL_KOR | REL_DESK, 0, 0, 0}, "S", "DESK kor"},
    {{TLP_CLEAR, REL_KOR, 0, 0, 0}, "C", "kor"},
    {{TLP_GREEN, REL_JPN | REL_KOR, 1, 0, 0}, "G", "jpn kor orcon"},
    {{TLP_RED, REL_JPN, 0, 1, 0}, "R", "jpn person"},
    {{TLP_AMBER, REL_ALL, 0, 0, 1}, "A", NULL},
    {{TLP_RED, REL_ALL, 0, 0, 1}, NULL, NULL},
    {{TLP_CLEAR, REL_ALL, 0, 0, 1}, "C", "?"},
};

struct made_world world;
struct error err;
size_t marked_with[ALL_VERSIONS];
const char *const collections[COLLECTIONS] = {"members", "desks", "public"};
const char *const audiences[AUDIENCES] = {"public", "member:jpn", "member:kor", "desk:market"};

const char *tlp_of_letter(char letter)
{
    static const char letters[] = "CGASR";
    return tlp_id((enum tlp)(strchr(letters, letter) - letters));
}

void id_text(char ret_text[64], unsigned id)
{
    snprintf(ret_text, 64, "grouping--00000000-0000-4000-8000-0000000000%02x", id);
}

void version_text(char ret_text[64], unsigned order)
{
    snprintf(ret_text, 64, "2026-01-01T00:00:%02u", order + 10);
}

struct span rel_of(const char *words, struct arena *arena)
{
    static const char unknown[] = "marking-definition--00000000-0000-4000-8000-00000000ffff";
    struct span rel[3];
    struct span person = span_text(MADE_JPN);
    struct rel_marking marking = {.rel = {.names = rel}};
    struct dynbuf json;
    struct object object;
    if (words[0] == '?')
        return span_text(unknown);
    static const char *const names[] = {"DESK", "jpn", "kor"};
    for (size_t i = 0; i < 3; i++)
        if (strstr(words, names[i]) != NULL)
            rel[marking.rel.count++] = span_text(names[i]);
    if (strstr(words, "orcon") != NULL)
        marking.orcon = (struct marking_set){.names = &person, .count = 1};
    if (strstr(words, "person") != NULL)
        marking.persons = (struct marking_set){.names = &person, .count = 1};
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &marking, &err));
    struct span kept = span_of(arena_text(arena, dynbuf_bytes(&json)), json.size);
    dynbuf_release(&json);
    made_take(&world, "members", kept);
    assert_true(object_read(kept, arena, &object, &err));
    return object.id;
}

void take_version(const struct version_made *version, size_t number, unsigned collection)
{
    struct arena arena;
    struct dynbuf json;
    char id[64];
    char time[64];
    unsigned refs = 0;
    size_t marking = marked_with[number];
    arena_init(&arena, 64 << 20);
    dynbuf_init(&json, 1 << 16);
    id_text(id, version->id);
    version_text(time, version->order);
    dynbuf_format(&json,
                  "{\"type\":\"grouping\",\"spec_version\":\"2.1\",\"id\":\"%s\","
                  "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"%s.000Z\","
                  "\"context\":\"unspecified\",\"name\":\"secret %zu.\",\"object_refs\":[",
                  id, time, number);
    for (unsigned i = 0; i < IDS; i++)
        if (version->refs[i]) {
            id_text(id, i);
            dynbuf_format(&json, "%s\"%s\"", refs++ > 0 ? "," : "", id);
        }
    dynbuf_text(&json, "]");
    if (markings[marking].tlp != NULL || markings[marking].rel != NULL) {
        dynbuf_text(&json, ",\"object_marking_refs\":[");
        if (markings[marking].rel != NULL) {
            dynbuf_char(&json, '"');
            dynbuf_span(&json, rel_of(markings[marking].rel, &arena));
            dynbuf_text(&json, markings[marking].tlp != NULL ? "\"," : "\"");
        }
        if (markings[marking].tlp != NULL)
            dynbuf_format(&json, "\"%s\"", tlp_of_letter(markings[marking].tlp[0]));
        dynbuf_text(&json, "]");
    }
    dynbuf_text(&json, "}");
    made_take(&world, collections[collection], dynbuf_bytes(&json));
    dynbuf_release(&json);
    arena_release(&arena);
}

/* What the gate itself says why. */
static const char *gate_words(const struct version_made *version, unsigned audience)
{
    struct arena arena;
    struct gate_verdict *verdicts = NULL;
    const char *words = "?";
    char id[64];
    char time[64];
    id_text(id, version->id);
    version_text(time, version->order);
    arena_init(&arena, 1 << 20);
    if (!gate_who(&world.writer, span_text(id), span_text(time), span_text(""), &arena, &verdicts,
                  &err))
        words = "?";
    else
        for (size_t i = 0; i < world.world->audience_count; i++)
            if (verdicts[i].audience ==
                world_audience_parse(world.world, span_text(audiences[audience])))
                words = gate_reason_name(verdicts[i].reason);
    arena_release(&arena);
    return words;
}

void dump(unsigned audience)
{
    for (size_t i = 0; i < made_count; i++) {
        const struct version_made *version = &made[i];
        struct mark mark = effective(version);
        fprintf(
            stderr, "%zu: id %u order %u%s TLP %d REL %u%s%s%s%s%s%s%s names", i, version->id,
            version->order, is_fork(version) ? " fork" : "", (int)mark.tlp, mark.rel,
            mark.orcon ? " ORCON" : "", mark.person ? " person" : "", mark.broken ? " broken" : "",
            version->lowered ? " lowered" : "", version->released[audience] ? " released" : "",
            version->approved[audience] ? " approved" : "", version->goes[audience] ? " GOES" : "");
        for (unsigned id = 0; id < IDS; id++)
            if (version->refs[id])
                fprintf(stderr, " %u", id);
        fprintf(stderr, "; the gate: %s\n", gate_words(version, audience));
    }
}
