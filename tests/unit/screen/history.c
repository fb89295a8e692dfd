/* Which version is in force, and the register as text, for every order in which versions come. */
#include "screen/history.h"

#include "base/sum_line.h"
#include "run.h"

static struct list_version version(const char *list, const char *scope, const char *date,
                                   uint64_t imported, uint64_t cut, const char *refused)
{
    struct list_version made = {.list = list,
                                .authority = "US",
                                .scope = scope,
                                .form = "ofac-csv",
                                .date = date,
                                .date_from = "given",
                                .imported = imported,
                                .cut = cut,
                                .entries = 10,
                                .warnings = "one\ntwo\n",
                                .refused = refused};
    snprintf(made.sha256, sizeof made.sha256, "%064llu", (unsigned long long)imported);
    return made;
}

static void fill(struct list_register *lists, const struct list_version *versions, size_t count,
                 unsigned order)
{
    struct error err;
    *lists = (struct list_register){.count = 0};
    arena_init(&lists->texts, 1 << 20);
    for (size_t i = 0; i < count; i++)
        assert_true(
            list_register_add(lists, &versions[(i * (order * 2 + 1) + order) % count], &err));
}

static const char *in_force(const struct list_register *lists, const char *list, const char *scope,
                            const char *day, uint64_t known)
{
    struct list_moment moment = {day, known};
    const struct list_version *found = list_in_force(lists, list, scope, &moment);
    return found == NULL ? "none" : found->sha256 + 62;
}

static void orders(void **state)
{
    (void)state;
    const struct list_version versions[] = {
        version("ofac-sdn", "", "2024-01-01", 11, 5, ""),
        version("ofac-sdn", "", "2024-02-01", 12, 0, ""),
        version("ofac-sdn", "", "2024-02-01", 13, 3, ""), /* the same day, with cut remarks */
        version("ofac-sdn", "", "2024-03-01", 14, 0, "broken"),
        version("eu", "32017R1509", "2024-01-01", 15, 0, ""),
        version("eu", "32019R0796", "2024-03-01", 16, 0, ""),
        version("eu", "", "2024-02-01", 17, 0, ""),
        version("un", "", "2024-01-01", 18, 0, "")};
    for (unsigned order = 0; order < 4; order++) {
        struct list_register lists;
        fill(&lists, versions, 8, order);
        assert_string_equal(in_force(&lists, "ofac-sdn", "", "2023-12-31", 99), "none");
        assert_string_equal(in_force(&lists, "ofac-sdn", "", "2024-01-31", 99), "11");
        assert_string_equal(in_force(&lists, "ofac-sdn", "", "2024-12-31", 99), "12");
        assert_string_equal(in_force(&lists, "ofac-sdn", "", "2024-12-31", 11), "11");
        assert_string_equal(in_force(&lists, "eu", "32017R1509", "2024-01-31", 99), "15");
        assert_string_equal(in_force(&lists, "eu", "32017R1509", "2024-02-01", 99), "none");
        assert_string_equal(in_force(&lists, "eu", "32019R0796", "2024-03-01", 99), "16");
        size_t numbers[8];
        struct list_moment moment = {"9999-12-31", 99};
        assert_int_equal(list_history(&lists, "ofac-sdn", "", &moment, numbers), 2);
        list_register_release(&lists);
    }
}

static void text(void **state)
{
    (void)state;
    struct list_version versions[] = {version("un", "", "2024-01-01", 1, 0, ""),
                                      version("jp", "x\"\n", "2024-01-02", 2, 7, "why\t")};
    struct version_file file = {.name = "UN \xe2\x82\xac.xml"};
    struct list_register lists, back;
    struct dynbuf printed, again;
    struct error err = {0};
    memset(file.sha256, 'a', 64);
    versions[0].files = &file;
    versions[0].file_count = 1;
    fill(&lists, versions, 2, 0);
    dynbuf_init(&printed, 1 << 16);
    dynbuf_init(&again, 1 << 16);
    list_register_print(&lists, &printed);
    assert_true(list_register_parse(&back, dynbuf_bytes(&printed), "register", &err));
    assert_string_equal(back.versions[0].files[0].name, file.name);
    assert_string_equal(back.versions[1].refused, "why\t");
    assert_int_equal(back.versions[1].cut, 7);
    list_register_print(&back, &again);
    assert_true(span_equal(dynbuf_bytes(&printed), dynbuf_bytes(&again)));
    printed.data[40] ^= 1;
    list_register_release(&back);
    assert_false(list_register_parse(&back, dynbuf_bytes(&printed), "register", &err));
    assert_error(err, ERROR_DAMAGED,
                 "register: not as it was written; expected the register of lists and its sum");
    dynbuf_release(&printed);
    dynbuf_release(&again);
    list_register_release(&lists);
}

/* A register that is whole and names a file elsewhere: nothing outside the folder is opened. */
static void names_of_files_are_hashes(void **state)
{
    static const char *const bad[] = {"\"sha256\":\"../../", "\"index\":\"../../../"};
    struct list_version made = version("un", "", "2024-01-01", 1, 0, "");
    struct list_register lists, back;
    struct dynbuf printed;
    struct error err;
    (void)state;
    list_index_name(made.index, made.sha256, 0x1234);
    assert_string_equal(made.index + 64, "-0000000000001234");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char key[16];
        snprintf(key, sizeof key, "%.*s", (int)strcspn(bad[i], ":"), bad[i]);
        fill(&lists, &made, 1, 0);
        dynbuf_init(&printed, 1 << 16);
        list_register_print(&lists, &printed);
        memcpy(strstr(printed.data, key), bad[i], strlen(bad[i]));
        printed.size = (size_t)(strstr(printed.data, "\nsum ") + 1 - printed.data);
        sum_line_put(&printed);
        assert_false(list_register_parse(&back, dynbuf_bytes(&printed), "register", &err));
        assert_int_equal(err.code, ERROR_VALUE);
        dynbuf_release(&printed);
        list_register_release(&lists);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(orders), cmocka_unit_test(text),
                                       cmocka_unit_test(names_of_files_are_hashes)};
    return RUN_ALL("history", tests);
}
