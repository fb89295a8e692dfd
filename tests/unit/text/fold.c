/* Names folded: what is one name, and what is not. */
#include "text/fold.h"

#include "run.h"
#include "text/trim.h"
#include "text/xlsx_reader.h"

static void folds(const char *name, const char *wanted)
{
    struct dynbuf folded;
    struct error err;
    dynbuf_init(&folded, 1 << 16);
    assert_true(fold_name(&folded, span_text(name), &err));
    assert_string_equal(folded.size == 0 ? "" : folded.data, wanted);
    dynbuf_release(&folded);
}

static void names(void **state)
{
    (void)state;
    folds("KIM, Jong Sik", "jong kim sik");
    folds("Kim Jong-Sik ", "jong kim sik");
    folds("Kim Cho\xe2\x80\x99ng-sik", "chong kim sik");
    folds("\xef\xbc\xab\xef\xbc\xa9\xef\xbc\xad", "kim");          /* full width */
    folds("\xef\xbd\xb7\xef\xbe\x91", "\xe3\x82\xad\xe3\x83\xa0"); /* half-width kana */
    folds("FRAN\xc3\x87OIS", "fran\xc3\xa7ois");
    folds("Franc\xcc\xa7ois", "fran\xc3\xa7ois"); /* composed */
    folds("STRASSE", "strasse");
    folds("Stra\xc3\x9f"
          "e",
          "strasse");
    folds("\xe3\x83\xaa\xe3\x83\xa0\xe3\x83\xbb\xe3\x83\xa8\xe3\x83\xb3",
          "\xe3\x83\xa8\xe3\x83\xb3 \xe3\x83\xaa\xe3\x83\xa0"); /* parted by a middle dot */
    folds("\xea\xb9\x80\xec\xa0\x95\xec\x8b\x9d", "\xea\xb9\x80\xec\xa0\x95\xec\x8b\x9d");
    folds("b\xff"
          "a",
          "a b");
    folds("...", "");
    folds("", "");
}

static void scripts(void **state)
{
    (void)state;
    assert_string_equal(fold_script(span_text("kim")), "Latn");
    assert_string_equal(fold_script(span_text("12 \xea\xb9\x80")), "Hang");
    assert_string_equal(fold_script(span_text("\xd8\xa7")), "Arab");
    assert_string_equal(fold_script(span_text("12")), "Zyyy");
    assert_string_equal(fold_script(span_text("\xff")), "Zyyy");
}

static void trims(void **state)
{
    (void)state;
    struct span rest = span_text("a; b ;;c"), part;
    assert_true(span_is(trim_space(span_text(" \xe3\x80\x80 a b\xc2\xa0\n")), "a b"));
    assert_int_equal(trim_space(span_text(" \xe3\x80\x80")).size, 0);
    assert_true(trim_split(&rest, ';', &part) && span_is(part, "a"));
    assert_true(trim_split(&rest, ';', &part) && span_is(part, "b"));
    assert_true(trim_split(&rest, ';', &part) && part.size == 0);
    assert_true(trim_split(&rest, ';', &part) && span_is(part, "c"));
    assert_false(trim_split(&rest, ';', &part));
}

static void days(void **state)
{
    (void)state;
    unsigned year = 0, month = 0, day = 0;
    assert_true(xlsx_day(span_text("26362"), &year, &month, &day));
    assert_true(year == 1972 && month == 3 && day == 4);
    assert_true(xlsx_day(span_text("45846"), &year, &month, &day));
    assert_true(year == 2025 && month == 7 && day == 8);
    assert_true(xlsx_day(span_text("61"), &year, &month, &day));
    assert_true(year == 1900 && month == 3 && day == 1);
    assert_true(xlsx_day(span_text("36585"), &year, &month, &day));
    assert_true(year == 2000 && month == 2 && day == 29);
    assert_false(xlsx_day(span_text("60"), &year, &month, &day));
    assert_false(xlsx_day(span_text("1972"
                                    ".5"),
                          &year, &month, &day));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(scripts),
        cmocka_unit_test(trims),
        cmocka_unit_test(days),
    };
    return RUN_ALL("fold", tests);
}
