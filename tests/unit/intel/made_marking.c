#include "made_marking.h"

enum { DEFINITIONS_MAX = 16 };

struct arena arena;
struct error err;
static struct object definitions[DEFINITIONS_MAX];
static struct dynbuf texts[DEFINITIONS_MAX];
static size_t definition_count;

static const struct object *find(void *context, struct span id)
{
    (void)context;
    for (size_t i = 0; i < definition_count; i++)
        if (span_equal(definitions[i].id, id))
            return &definitions[i];
    return NULL;
}

const struct marking_source source = {.find = find};

void begin(void)
{
    arena_release(&arena);
    arena_init(&arena, 64 << 20);
    for (size_t i = 0; i < DEFINITIONS_MAX; i++) {
        dynbuf_release(&texts[i]);
        dynbuf_init(&texts[i], 1 << 16);
    }
    definition_count = 0;
}

static const char *define(const char *text)
{
    struct dynbuf *kept = &texts[definition_count];
    assert_true(dynbuf_text(kept, text));
    if (!object_read(dynbuf_bytes(kept), &arena, &definitions[definition_count], &err))
        fail_msg("%s", err.text);
    return arena_text(&arena, definitions[definition_count++].id);
}

static struct marking_set set_of(const char *words)
{
    struct span *names = arena_array(&arena, 8, sizeof *names);
    size_t count = 0;
    for (size_t size; *words != 0; words += size + (words[size] == ' ')) {
        size = strcspn(words, " ");
        names[count++] = span_of(words, size);
    }
    return (struct marking_set){.names = names, .count = count};
}

const char *define_rel(const char *rel, const char *orcon, const char *pap, const char *persons)
{
    struct dynbuf made;
    struct rel_marking marking = {
        .rel = set_of(rel), .orcon = set_of(orcon), .persons = set_of(persons)};
    if (strcmp(rel, "ALL") == 0)
        marking.rel = (struct marking_set){.all = true};
    marking.has_pap = pap != NULL;
    for (enum pap i = PAP_CLEAR; pap != NULL && i <= PAP_RED; i++)
        if (strcmp(pap_name(i) + 4, pap) == 0)
            marking.pap = i;
    dynbuf_init(&made, 1 << 16);
    assert_true(rel_make(&made, &marking, &err));
    const char *id = define(made.data);
    struct arena own;
    arena_init(&own, 1 << 20);
    if (!rel_check(definitions[definition_count - 1].root, &own, &err))
        fail_msg("%s", err.text);
    arena_release(&own);
    dynbuf_release(&made);
    return id;
}

struct marking marking_from(const char *const *ids, size_t count, const char *granular)
{
    struct dynbuf text;
    struct object object;
    struct marking marking;
    dynbuf_init(&text, 1 << 16);
    dynbuf_text(&text, "{\"type\":\"tool\",\"id\":\"tool--00000000-0000-4000-8000-000000000009\","
                       "\"spec_version\":\"2.1\",\"created\":\"2020-01-01T00:00:00Z\","
                       "\"modified\":\"2020-01-01T00:00:00Z\",\"name\":\"x\"");
    for (size_t i = 0; i < count; i++)
        dynbuf_format(&text, "%s\"%s\"", i == 0 ? ",\"object_marking_refs\":[" : ",", ids[i]);
    if (count > 0)
        dynbuf_char(&text, ']');
    if (granular != NULL)
        dynbuf_format(&text,
                      ",\"granular_markings\":[{\"selectors\":[\"name\"],\"marking_ref\":\"%s\"}]",
                      granular);
    dynbuf_char(&text, '}');
    char *kept = arena_text(&arena, dynbuf_bytes(&text));
    if (!object_read(span_text(kept), &arena, &object, &err))
        fail_msg("%s", err.text);
    assert_true(marking_of(&object, &source, &arena, &marking, &err));
    dynbuf_release(&text);
    return marking;
}

void assert_written(const struct marking *marking, const char *want)
{
    struct dynbuf text;
    dynbuf_init(&text, 1 << 16);
    marking_write(&text, marking);
    assert_string_equal(text.data, want);
    dynbuf_release(&text);
}

void define_others(void)
{
    begin();
    define("{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" STATEMENT
           "\",\"created\":\"2020-01-01T00:00:00Z\",\"definition_type\":\"statement\","
           "\"definition\":{\"statement\":\"(c)\"}}");
    define("{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" STRANGE
           "\",\"created\":\"2020-01-01T00:00:00Z\",\"definition_type\":\"statement\","
           "\"definition\":{\"statement\":\"(c)\"},\"extensions\":{\"extension-definition--"
           "3a65884d-005a-4290-8335-cb2d778a83ce\":{\"extension_type\":\"property-extension\"}}}");
}

const char *const made_members[3] = {"jpn", "kor", "usa"};
const char *const made_persons[2] = {PERSON_A, PERSON_B};

static struct marking_set random_set(const char *const *names, size_t count)
{
    struct marking_set set = {.all = random_next() % 4 == 0};
    struct span *chosen = arena_array(&arena, count, sizeof *chosen);
    for (size_t i = 0; !set.all && i < count; i++)
        if (random_next() % 2 == 0)
            chosen[set.count++] = span_text(names[i]);
    set.names = chosen;
    return set;
}

struct marking random_marking(void)
{
    static const char *const rel_names[] = {"DESK", "jpn", "kor", "usa"};
    struct marking marking = {
        .tlp = (enum tlp)(random_next() % 5),
        .rel = random_set(rel_names, 4),
        .orcon = random_set(made_persons, 2),
        .persons = random_set(made_persons, 2),
        .pap = (enum pap)(random_next() % 4),
        .defects = random_next() % 4 == 0 ? (unsigned)(random_next() % 32) : 0,
    };
    marking.orcon.all = false;
    if (marking.defects & DEFECT_NO_TLP)
        marking.tlp = TLP_CLEAR;
    if (marking.tlp >= TLP_AMBER && marking.rel.all)
        marking.defects |= DEFECT_NO_REL;
    if (marking.tlp < TLP_RED)
        marking.persons = (struct marking_set){.all = true};
    else
        marking.persons.all = false;
    return marking;
}

struct marking join(const struct marking *one, const struct marking *other)
{
    struct marking joined;
    assert_true(marking_join(one, other, &arena, &joined, &err));
    return joined;
}

void assert_same(const struct marking *one, const struct marking *other)
{
    assert_int_equal(one->tlp, other->tlp);
    assert_int_equal(one->defects, other->defects);
    assert_true(marking_same(one, other));
}
