/* Markings: read from definitions, the laws of their join, and whom they reach, over random ones
 * and beside the rules written out once more. */
#include "made_marking.h"

#define MARKED(want, granular, ...)                                                                \
    do {                                                                                           \
        const char *ids[] = {__VA_ARGS__};                                                         \
        struct marking is = marking_from(ids, sizeof ids / sizeof ids[0], granular);               \
        assert_written(&is, want);                                                                 \
    } while (0)

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
        audience.member = span_text(made_members[(number - 5) / 3]);
    if (number >= 2 && (number - 2) % 3 > 0)
        audience.person = span_text(made_persons[(number - 2) % 3 - 1]);
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
