/* Markings: read from definitions, the laws of their join, and whom they reach, over random ones
 * and beside the rules written out once more. */
#include "intel/marking.h"

#include "intel/rel.h"
#include "run.h"

#define MARKING(id) "marking-definition--" id
#define PERSON_A    "identity--00000000-0000-4000-8000-00000000000a"
#define PERSON_B    "identity--00000000-0000-4000-8000-00000000000b"
#define STATEMENT   MARKING("00000000-0000-4000-8000-000000000001")
#define STRANGE     MARKING("00000000-0000-4000-8000-000000000002")
#define NOWHERE     MARKING("00000000-0000-4000-8000-000000000003")
#define TLP1_AMBER  MARKING("f88d31f6-486f-44da-b317-01333bde0b82")
#define TLP1_WHITE  MARKING("613f2e26-407d-48c7-9eca-b8e91df99dc9")

enum { DEFINITIONS_MAX = 16 };

static struct arena arena;
static struct error err;
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

static const struct marking_source source = {.find = find};

static void begin(void)
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

/* Sets as words with spaces between. */
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

static const char *define_rel(const char *rel, const char *orcon, const char *pap,
                              const char *persons)
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

/* The marking of a tool with these object_marking_refs, and one granular marking or NULL. */
static struct marking marking_from(const char *const *ids, size_t count, const char *granular)
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

static void assert_written(const struct marking *marking, const char *want)
{
    struct dynbuf text;
    dynbuf_init(&text, 1 << 16);
    marking_write(&text, marking);
    assert_string_equal(text.data, want);
    dynbuf_release(&text);
}

#define MARKED(want, granular, ...)                                                                \
    do {                                                                                           \
        const char *ids[] = {__VA_ARGS__};                                                         \
        struct marking is = marking_from(ids, sizeof ids / sizeof ids[0], granular);               \
        assert_written(&is, want);                                                                 \
    } while (0)

static void define_others(void)
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

static void a_marking_is_what_its_definitions_say(void **state)
{
    (void)state;
    define_others();
    const char *green = tlp_id(TLP_GREEN), *amber = tlp_id(TLP_AMBER), *red = tlp_id(TLP_RED);
    const char *two = define_rel("DESK jpn usa", PERSON_A, "AMBER", PERSON_B);
    const char *own = define_rel("", "", NULL, ""), *all = define_rel("ALL", "", "CLEAR", "");
    MARKED("TLP:GREEN", NULL, green);
    MARKED("TLP:CLEAR", NULL, TLP1_WHITE);
    MARKED("TLP:GREEN", NULL, green, STATEMENT);
    MARKED("TLP:AMBER REL TO DESK, jpn, usa ORCON " PERSON_A " PAP:AMBER", NULL, amber, two);
    MARKED("TLP:RED REL TO DESK, jpn, usa ORCON " PERSON_A " FOR " PERSON_B " PAP:AMBER", NULL, two,
           red);
    MARKED("TLP:RED REL TO NONE FOR NONE", NULL, red, own);
    MARKED("TLP:GREEN PAP:CLEAR", NULL, green, all);
    MARKED("TLP:AMBER PAP:CLEAR (no REL)", NULL, amber, all);
    MARKED("TLP:AMBER (no REL)", NULL, TLP1_AMBER);
    MARKED("TLP:CLEAR (no TLP)", NULL, STATEMENT);
    MARKED("TLP:GREEN (unknown)", NULL, green, NOWHERE);
    MARKED("TLP:GREEN (unknown)", NULL, green, STRANGE);
    MARKED("TLP:GREEN (doubled)", NULL, green, green);
    MARKED("TLP:AMBER REL TO DESK, jpn, usa ORCON " PERSON_A " PAP:AMBER (doubled)", NULL, amber,
           TLP1_AMBER, two);
    MARKED("TLP:AMBER REL TO DESK, jpn, usa ORCON " PERSON_A " PAP:AMBER (contradictory)", NULL,
           amber, green, two);
    MARKED("TLP:AMBER REL TO NONE ORCON " PERSON_A " PAP:AMBER (doubled)", NULL, amber, own, two);
    /* A granular marking is joined, and is no second one. */
    MARKED("TLP:AMBER REL TO DESK, jpn, usa ORCON " PERSON_A " PAP:AMBER", green, amber, two);
    MARKED("TLP:RED REL TO DESK, jpn, usa ORCON " PERSON_A " FOR " PERSON_B " PAP:AMBER", red,
           green, two);
    MARKED("TLP:GREEN (unknown)", NOWHERE, green);
    struct marking none = marking_from(NULL, 0, NULL);
    assert_written(&none, "TLP:CLEAR (no TLP)");
    none = marking_from(NULL, 0, green);
    assert_written(&none, "TLP:GREEN");
}

static const char *const members[] = {"jpn", "kor", "usa"};
static const char *const persons[] = {PERSON_A, PERSON_B};

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

/* Any that marking_of could give. */
static struct marking random_marking(void)
{
    static const char *const rel_names[] = {"DESK", "jpn", "kor", "usa"};
    struct marking marking = {
        .tlp = (enum tlp)(random_next() % 5),
        .rel = random_set(rel_names, 4),
        .orcon = random_set(persons, 2),
        .persons = random_set(persons, 2),
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

static struct marking join(const struct marking *one, const struct marking *other)
{
    struct marking joined;
    assert_true(marking_join(one, other, &arena, &joined, &err));
    return joined;
}

static bool same_set(const struct marking_set *one, const struct marking_set *other)
{
    if (one->all != other->all || one->count != other->count)
        return false;
    for (size_t i = 0; i < one->count; i++)
        if (!span_equal(one->names[i], other->names[i]))
            return false;
    return true;
}

static void assert_same(const struct marking *one, const struct marking *other)
{
    assert_int_equal(one->tlp, other->tlp);
    assert_int_equal(one->pap, other->pap);
    assert_int_equal(one->defects, other->defects);
    assert_true(same_set(&one->rel, &other->rel));
    assert_true(same_set(&one->orcon, &other->orcon));
    assert_true(same_set(&one->persons, &other->persons));
}

enum { AUDIENCES = 14 };

static struct audience audience_number(size_t number)
{
    struct audience audience = {.class = AUDIENCE_PUBLIC};
    if (number == 1)
        audience.class = AUDIENCE_DESK;
    if (number >= 2 && number < 5)
        audience.class = AUDIENCE_OWN;
    if (number >= 5)
        audience.class = AUDIENCE_MEMBER;
    if (number >= 5)
        audience.member = span_text(members[(number - 5) / 3]);
    if (number >= 2 && (number - 2) % 3 > 0)
        audience.person = span_text(persons[(number - 2) % 3 - 1]);
    return audience;
}

static void the_laws_of_the_join(void **state)
{
    (void)state;
    begin();
    for (int round = 0; round < 20000; round++) {
        if (round % 100 == 0)
            begin();
        struct marking a = random_marking(), b = random_marking(), c = random_marking();
        struct marking ab = join(&a, &b), ba = join(&b, &a), bc = join(&b, &c);
        struct marking left = join(&ab, &c), right = join(&a, &bc);
        struct marking aa = join(&a, &a), neutral = join(&a, &marking_clear);
        assert_same(&ab, &ba);
        assert_same(&left, &right);
        assert_same(&aa, &a);
        assert_same(&neutral, &a);
        for (size_t i = 0; i < AUDIENCES; i++) {
            struct audience audience = audience_number(i);
            if (marking_reaches(&ab, &audience) != REACH_YES)
                continue;
            assert_int_equal(marking_reaches(&a, &audience), REACH_YES);
            assert_int_equal(marking_reaches(&b, &audience), REACH_YES);
        }
    }
}

static bool holds(const struct marking_set *set, struct span name)
{
    for (size_t i = 0; i < set->count; i++)
        if (span_equal(set->names[i], name))
            return true;
    return set->all;
}

/* The rules of docs/release-rules.md, in the order of their sentences. */
static bool should_reach(const struct marking *marking, const struct audience *audience)
{
    if (audience->creator)
        return true;
    bool named = audience->person.size > 0 && holds(&marking->persons, audience->person);
    if (audience->class == AUDIENCE_OWN)
        return marking->tlp != TLP_RED || named;
    if (marking->defects != 0)
        return false;
    bool desk = holds(&marking->rel, span_text("DESK"));
    switch (audience->class) {
    case AUDIENCE_PUBLIC:
        return marking->tlp == TLP_CLEAR && marking->rel.all;
    case AUDIENCE_DESK:
        return marking->tlp <= TLP_AMBER && desk;
    case AUDIENCE_MEMBER:
        return holds(&marking->rel, audience->member) && (marking->tlp < TLP_RED || named);
    default:
        return false;
    }
}

static void whom_a_marking_reaches(void **state)
{
    (void)state;
    size_t yes = 0, no = 0;
    for (int round = 0; round < 20000; round++) {
        if (round % 100 == 0)
            begin();
        struct marking marking = random_marking();
        for (size_t i = 0; i < AUDIENCES; i++) {
            struct audience audience = audience_number(i);
            audience.creator = random_next() % 8 == 0;
            bool is = marking_reaches(&marking, &audience) == REACH_YES;
            assert_int_equal(is, should_reach(&marking, &audience));
            *(is ? &yes : &no) += 1;
        }
    }
    assert_true(yes > 10000 && no > 10000);
}

static void the_reason_is_the_first_that_holds(void **state)
{
    (void)state;
    define_others();
    const char *rel = define_rel("usa", "", NULL, "");
    const char *amber[] = {tlp_id(TLP_AMBER), rel}, *red[] = {tlp_id(TLP_RED), rel};
    struct marking marking = marking_from(amber, 2, NULL);
    struct audience usa = {.class = AUDIENCE_MEMBER, .member = span_text("usa")};
    struct audience jpn = {.class = AUDIENCE_MEMBER, .member = span_text("jpn")};
    struct audience desk = {.class = AUDIENCE_DESK}, public = {.class = AUDIENCE_PUBLIC};
    assert_int_equal(marking_reaches(&marking, &usa), REACH_YES);
    assert_int_equal(marking_reaches(&marking, &jpn), REACH_NO_REL);
    assert_int_equal(marking_reaches(&marking, &desk), REACH_NO_REL);
    assert_int_equal(marking_reaches(&marking, &public), REACH_NO_TLP);
    marking = marking_from(red, 2, NULL);
    assert_int_equal(marking_reaches(&marking, &usa), REACH_NO_PERSON);
    marking = marking_from(amber, 1, NULL);
    assert_int_equal(marking_reaches(&marking, &usa), REACH_NO_MARKING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_marking_is_what_its_definitions_say),
        cmocka_unit_test(the_laws_of_the_join),
        cmocka_unit_test(whom_a_marking_reaches),
        cmocka_unit_test(the_reason_is_the_first_that_holds),
    };
    int failed = RUN_ALL("marking", tests);
    begin();
    arena_release(&arena);
    return failed;
}
