#include "run.h"

#include "text/xml_text.h"

static void becomes(const char *text, size_t size, const char *wanted)
{
    struct dynbuf out;
    dynbuf_init(&out, 1000);
    xml_text(&out, span_of(text, size));
    assert_false(out.failed);
    assert_string_equal(out.data == NULL ? "" : out.data, wanted);
    dynbuf_release(&out);
}

#define BECOMES(text, wanted) becomes(text, sizeof(text) - 1, wanted)
#define ODD                   "\xef\xbf\xbd"

static void test_escapes(void **state)
{
    (void)state;
    BECOMES("", "");
    BECOMES("<a href=\"x\">&'", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    BECOMES("]]>", "]]&gt;");
    BECOMES("\xed\x95\x9c \xc3\xbc", "\xed\x95\x9c \xc3\xbc");
}

static void test_what_xml_cannot_hold(void **state)
{
    (void)state;
    BECOMES("a\0b\x1b\x7f", "a" ODD "b" ODD ODD);
    BECOMES("\t\n", ODD ODD);
    BECOMES("\xff\xc3", ODD ODD);
    BECOMES("\xef\xbf\xbe\xef\xbf\xbf", ODD ODD);
    BECOMES("\xc2\x85", ODD);
    BECOMES("\xe2\x80\xae\xe2\x81\xa6", ODD ODD); /* turn the direction around */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_escapes),
                                       cmocka_unit_test(test_what_xml_cannot_hold)};
    return RUN_ALL("text/xml_text", tests);
}
