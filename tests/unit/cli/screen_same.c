/* Whether an answer of today says what a receipt says. */
#include "cli/screen_same.h"

#include "run.h"

static void table(void **state)
{
    (void)state;
    static const struct {
        const char *was, *now;
        bool same;
    } cases[] = {
        {"{\"a\":1,\"b\":[\"x\",{}]}", "{\"a\":1,\"b\":[\"x\",{}]}", true},
        {"{\"a\":1}", "{\"a\":2}", false},
        {"{\"a\":1}", "{\"a\":\"1\"}", false},
        {"{\"a\":1}", "{\"new\":[1,{\"a\":2}],\"a\":1,\"newer\":{}}", true},
        {"{\"a\":1,\"b\":2}", "{\"a\":1}", false},
        {"{\"a\":1}", "{\"b\":1}", false},
        {"{\"a\":1}", "{}", false},
        {"{}", "{\"a\":1}", true},
        {"[{\"a\":1}]", "[{\"z\":0,\"a\":1}]", true},
        {"[{\"a\":1}]", "[{\"a\":1},{\"a\":2}]", false},
        {"[1,2]", "[1]", false},
        {"[]", "[{}]", false},
        {"\"x\"", "\"\\u0078\"", true},
        {"{\"hits\":[]}", "{\"hits\":[{\"list\":\"un\"}]}", false},
        {"{\"exposure\":\"not asked\"}", "{\"exposure\":{}}", false},
        {"[true,null]", "[true,false]", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err;
        bool same;
        assert_true(screen_same(span_text(cases[i].was), span_text(cases[i].now), &same, &err));
        if (same != cases[i].same)
            fail_msg("%s and %s", cases[i].was, cases[i].now);
    }
}

static void no_json(void **state)
{
    (void)state;
    struct error err;
    bool same;
    assert_false(screen_same(span_text("{"), span_text("{}"), &same, &err));
    assert_false(screen_same(span_text("{\"a\":1}"), span_text("{\"b\":"), &same, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(no_json)};
    return RUN_ALL("screen_same", tests);
}
