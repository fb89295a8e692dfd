/* Markings that are raised by definitions beside their object. */
#include "made_marking.h"

static struct marking raise_by(const struct marking *marking, const char *one, const char *other)
{
    struct span ids[2] = {span_text(one == NULL ? "" : one), span_text(other == NULL ? "" : other)};
    struct marking raised;
    assert_true(marking_raise(marking, one == NULL ? ids + 1 : ids,
                              (size_t)(one != NULL) + (other != NULL), &source, &arena, &raised,
                              &err));
    return raised;
}

static void raising_only_takes_away(void **state)
{
    (void)state;
    const char *rels[6] = {NULL};
    for (int round = 0; round < 20000; round++) {
        if (round % 100 == 0) {
            define_others();
            rels[1] = define_rel("jpn", "", NULL, PERSON_A);
            rels[2] = define_rel("DESK jpn usa", PERSON_A, "AMBER", PERSON_B);
            rels[3] = define_rel("", "", "RED", "");
            rels[4] = define_rel("ALL", PERSON_B, NULL, "");
            rels[5] = NOWHERE;
        }
        struct marking a = random_marking();
        const char *level = random_next() % 3 > 0 ? tlp_id((enum tlp)(random_next() % 5)) : NULL;
        const char *rel = rels[random_next() % 6];
        struct marking raised = raise_by(&a, level, rel);
        struct marking joined = join(&raised, &a), again = raise_by(&raised, level, rel);
        assert_same(&joined, &raised);
        assert_same(&again, &raised);
    }
}

static void what_is_raised_says_both(void **state)
{
    (void)state;
    define_others();
    const char *green = tlp_id(TLP_GREEN), *amber = tlp_id(TLP_AMBER), *red = tlp_id(TLP_RED);
    const char *jpn = define_rel("jpn", "", NULL, PERSON_A), *none = define_rel("", "", NULL, "");
    const struct {
        const char *is[2], *by[2], *want;
    } cases[] = {
        {{green, NULL}, {amber, jpn}, "TLP:AMBER REL TO jpn"},
        {{green, jpn}, {amber, NULL}, "TLP:AMBER REL TO jpn"},
        {{green, NULL}, {amber, NULL}, "TLP:AMBER (no REL)"},
        {{amber, jpn}, {green, NULL}, "TLP:AMBER REL TO jpn"},
        {{green, jpn}, {red, NULL}, "TLP:RED REL TO jpn FOR NONE"},
        {{green, jpn}, {red, jpn}, "TLP:RED REL TO jpn FOR " PERSON_A},
        {{red, jpn}, {red, NULL}, "TLP:RED REL TO jpn FOR " PERSON_A},
        {{green, NULL}, {none, NULL}, "TLP:GREEN REL TO NONE"},
        {{jpn, NULL}, {green, NULL}, "TLP:GREEN REL TO jpn (no TLP)"},
        {{amber, NULL}, {jpn, NULL}, "TLP:AMBER REL TO jpn (no REL)"},
        {{green, NULL}, {NOWHERE, NULL}, "TLP:GREEN (unknown)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct marking is = marking_from(cases[i].is, cases[i].is[1] == NULL ? 1 : 2, NULL);
        is = raise_by(&is, cases[i].by[0], cases[i].by[1]);
        assert_written(&is, cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raising_only_takes_away),
        cmocka_unit_test(what_is_raised_says_both),
    };
    int failed = RUN_ALL("marking raise", tests);
    begin();
    arena_release(&arena);
    return failed;
}
