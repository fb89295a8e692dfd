/* JSON trees: what stands in them, where it stood in the source, and the names of places. */
#include "text/json_tree.h"

#include "guarded.h"
#include "run.h"

static struct arena arena;
static struct error err;

static const struct json_value *tree(const char *text)
{
    const struct json_value *root = NULL;
    arena_release(&arena);
    arena_init(&arena, 1 << 20);
    if (!json_tree_read(guarded_text(text), "a test", &arena, &root, &err))
        fail_msg("%s", err.text);
    return root;
}

#define assert_span(span, text) assert_true(span_is(span, text))

static void every_type_is_kept_with_its_bytes(void **state)
{
    (void)state;
    const struct json_value *root =
        tree(" {\"a\" : [1.50, true,false , null] , \"\\u0062\":\"x\\n\","
             "\"c\":{}}\n");
    assert_int_equal(root->type, JSON_TYPE_OBJECT);
    assert_int_equal(root->count, 3);
    assert_null(root->parent);
    const struct json_value *a = json_member(root, "a");
    assert_span(a->source, "[1.50, true,false , null]");
    assert_int_equal(a->count, 4);
    assert_int_equal(a->first->type, JSON_TYPE_NUMBER);
    assert_span(a->first->text, "1.50");
    assert_ptr_equal(a->first->parent, a);
    assert_true(a->first->next->truth);
    assert_false(a->first->next->next->truth);
    assert_span(a->first->next->next->next->source, "null");
    assert_null(a->first->next->next->next->next);
    const struct json_value *b = json_member(root, "b");
    assert_span(b->name, "b");
    assert_span(b->text, "x\n");
    assert_span(b->source, "\"x\\n\"");
    assert_span(json_member_text(root, "b"), "x\n");
    assert_null(json_member_text(root, "a").data);
    assert_null(json_member(root, "d"));
    assert_null(json_member(a, "d"));
    assert_null(json_member(NULL, "d"));
    assert_span(json_member(root, "c")->source, "{}");
    assert_null(json_member(root, "c")->first);
}

static void a_single_value_is_a_tree(void **state)
{
    (void)state;
    assert_int_equal(tree("null")->type, JSON_TYPE_NULL);
    assert_span(tree("\"\"")->text, "");
    assert_span(tree("-0.0e1")->text, "-0.0e1");
}

static void integers_are_those_without_point(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is;
        int64_t integer;
    } cases[] = {
        {"0", true, 0},
        {"-12", true, -12},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775807", true, -INT64_MAX},
        {"9223372036854775808", false, 0},
        {"18446744073709551616", false, 0},
        {"1.0", false, 0},
        {"1e2", false, 0},
        {"\"1\"", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t integer = 0;
        assert_int_equal(json_value_integer(tree(cases[i].text), &integer), cases[i].is);
        assert_int_equal(integer, cases[i].integer);
    }
}

static void a_place_has_a_path(void **state)
{
    (void)state;
    char path[JSON_PATH_BYTES];
    const struct json_value *root =
        tree("{\"a\":[0,{\"url\":1}],\"e\":{\"x y\":{\"1\":[[2]]},\"\":3,\"\\u001b\":4}}");
    json_path(path, root);
    assert_string_equal(path, "$");
    json_path(path, json_member(root, "a")->first->next->first);
    assert_string_equal(path, "a[1].url");
    const struct json_value *e = json_member(root, "e");
    json_path(path, json_member(json_member(e, "x y"), "1")->first->first);
    assert_string_equal(path, "e[\"x y\"][\"1\"][0][0]");
    json_path(path, json_member(e, ""));
    assert_string_equal(path, "e[\"\"]");
    json_path(path, json_member(e, "\x1b"));
    assert_string_equal(path, "e[\"?\"]");
}

static void a_long_path_loses_its_beginning(void **state)
{
    (void)state;
    char text[4096] = "", path[JSON_PATH_BYTES];
    size_t size = 0;
    for (int i = 0; i < 60; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "{\"member%02d\":", i);
    size += (size_t)snprintf(text + size, sizeof text - size, "1");
    for (int i = 0; i < 60; i++)
        text[size++] = '}';
    const struct json_value *value = tree(text);
    while (value->first != NULL)
        value = value->first;
    json_path(path, value);
    assert_memory_equal(path, "....member", 10);
    assert_string_equal(path + strlen(path) - 9, ".member59");
    assert_true(strlen(path) < JSON_PATH_BYTES);
}

static void what_the_reader_refuses_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "{", "{\"a\":1,\"\\u0061\":2}", "\"\\ud800\"", "1 2"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct json_value *root = NULL;
        assert_false(json_tree_read(guarded_text(texts[i]), "a test", &arena, &root, &err));
        assert_int_equal(err.code, ERROR_SYNTAX);
        assert_null(root);
    }
}

static void a_budget_ends_a_tree(void **state)
{
    (void)state;
    struct arena small;
    const struct json_value *root = NULL;
    char text[4001];
    memset(text, '1', sizeof text);
    for (size_t i = 2; i < sizeof text; i += 2)
        text[i] = ',';
    text[0] = '[';
    text[sizeof text - 1] = ']';
    arena_init(&small, 100 << 10);
    assert_false(json_tree_read(span_of(text, sizeof text), "a test", &small, &root, &err));
    assert_int_equal(err.code, ERROR_MEMORY);
    arena_release(&small);
    arena_init(&small, 1 << 20);
    assert_false(json_tree_read(span_text("[1,]"), "a test", &small, &root, &err));
    assert_null(root);
    arena_release(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_kept_with_its_bytes),
        cmocka_unit_test(a_single_value_is_a_tree),
        cmocka_unit_test(integers_are_those_without_point),
        cmocka_unit_test(a_place_has_a_path),
        cmocka_unit_test(a_long_path_loses_its_beginning),
        cmocka_unit_test(what_the_reader_refuses_is_refused),
        cmocka_unit_test(a_budget_ends_a_tree),
    };
    int failed = RUN_ALL("json_tree", tests);
    arena_release(&arena);
    return failed;
}
