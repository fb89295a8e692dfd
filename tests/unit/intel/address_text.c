/* Network addresses beside the C library's reading of them. */
#include "intel/address_text.h"

#include <arpa/inet.h>

#include "guarded.h"
#include "run.h"

static void lengths_may_stand_behind(void **state)
{
    (void)state;
    static const char *const good[] = {"1.2.3.4/0", "1.2.3.4/32", "0.0.0.0"};
    static const char *const bad[] = {"1.2.3.4/33",  "1.2.3.4/", "1.2.3.4/01", "1.2.3.4/a", "/8",
                                      "1.2.3.4/8/8", ""};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(is_ipv4_text(guarded_text(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(is_ipv4_text(guarded_text(bad[i])));
    assert_true(is_ipv6_text(guarded_text("::/128")));
    assert_false(is_ipv6_text(guarded_text("::/129")));
}

/* Texts of the letters that addresses are made of: inet_pton says which are some. */
static void the_library_agrees(void **state)
{
    (void)state;
    static const char *const pieces[] = {":",    "::",    ".", "0",       "1",  "255", "256", "01",
                                         "abcd", "12345", "f", "1.2.3.4", ":a", "1:",  "G"};
    size_t good = 0;
    for (int i = 0; i < 400000; i++) {
        char text[128] = "";
        struct in6_addr address;
        size_t size = 0, count = random_next() % 16;
        for (size_t j = 0; j < count; j++)
            size += (size_t)snprintf(text + size, sizeof text - size, "%s%s",
                                     pieces[random_next() % 15],
                                     random_next() % 2 && j + 1 < count ? (i % 2 ? ":" : ".") : "");
        bool want6 = inet_pton(AF_INET6, text, &address) == 1;
        bool want4 = inet_pton(AF_INET, text, &address) == 1;
        if (want6 != is_ipv6_text(guarded_text(text)) || want4 != is_ipv4_text(guarded_text(text)))
            fail_msg("%s", text);
        good += want6 || want4;
    }
    assert_true(good > 500);
}

static void macs_are_lower_case(void **state)
{
    (void)state;
    assert_true(is_mac_text(guarded_text("d2:fb:49:24:37:18")));
    static const char *const bad[] = {"",
                                      "d2:fb:49:24:37",
                                      "d2:fb:49:24:37:1",
                                      "d2-fb-49-24-37-18",
                                      "D2:fb:49:24:37:18",
                                      "d2:fb:49:24:37:18:",
                                      "g2:fb:49:24:37:18"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(is_mac_text(guarded_text(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_may_stand_behind),
        cmocka_unit_test(the_library_agrees),
        cmocka_unit_test(macs_are_lower_case),
    };
    return RUN_ALL("address_text", tests);
}
