/* Times of MISP: what is there and no time is said to be none, what is absent is not. */
#include "imported.h"

#define BARE                                                                                       \
    "{\"uuid\":\"" EVENT "\",\"info\":\"x\",\"Orgc\":{\"name\":\"CERT\"},\"published\":true,"

static void take_autonomous_system(const char *members)
{
    char text[512];
    snprintf(text, sizeof text,
             "\"Attribute\":[{\"uuid\":\"" ONE "\",\"type\":\"AS\",\"value\":\"64500\",%s}]",
             members);
    take(import_misp, event_text(text));
}

static void a_moment_that_is_none_is_lost(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"first_seen", "\"yesterday\""},
        {"first_seen", "\"2024-04-31T00:00:00Z\""},
        {"last_seen", "\"2024-04-01T00:00:00+25:00\""},
        {"last_seen", "17"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char member[128], place[64];
        snprintf(member, sizeof member, "\"%s\":%s", cases[i][0], cases[i][1]);
        snprintf(place, sizeof place, "Event.Attribute[0].%s", cases[i][0]);
        take_autonomous_system(member);
        assert_lost(place, cases[i][0], "no time: expected one like 2024-05-02T09:00:00+00:00");
        assert_int_equal(import.left_out, 1);
        assert_int_equal(count_of("autonomous-system"), 1);
    }
}

static void seconds_and_days_that_are_none_are_lost(void **state)
{
    (void)state;
    static const char *const cases[] = {"\"yesterday\"", "\"-1\"",           "1.5",
                                        "[1]",           "\"999999999999\"", "\"1714640400000\""};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        snprintf(text, sizeof text,
                 BARE "\"date\":\"2024-02-30\",\"timestamp\":%s,\"publish_timestamp\":%s}",
                 cases[i], cases[i]);
        take(import_misp, text);
        assert_lost("timestamp", "timestamp", "no time: expected seconds since 1970");
        assert_lost("publish_timestamp", "publish_timestamp", "no time: expected seconds");
        assert_lost("date", "date", "no day: expected one like 2024-05-02");
        assert_int_equal(import.left_out, 3);
        assert_has(object_of("report"), "\"modified\":\"1970-01-01T00:00:00.000Z\"");
    }
}

/* In each way that MISP writes it. */
static void what_is_absent_is_no_loss(void **state)
{
    (void)state;
    take_autonomous_system("\"first_seen\":null,\"last_seen\":\"\"");
    assert_int_equal(import.left_out, 0);
    take(import_misp, BARE "\"timestamp\":1714640400,\"date\":\"\",\"publish_timestamp\":\"0\"}");
    assert_int_equal(import.left_out, 0);
    assert_has(object_of("report"), "\"published\":\"2024-05-02T09:00:00.000Z\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_that_is_none_is_lost),
        cmocka_unit_test(seconds_and_days_that_are_none_are_lost),
        cmocka_unit_test(what_is_absent_is_no_loss),
    };
    int failed = RUN_ALL("import_misp_times", tests);
    import_release(&import);
    return failed;
}
