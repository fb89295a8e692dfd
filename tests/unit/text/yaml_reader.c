/* The YAML reader: what label packs need, and that all else is refused with its place. */
#include "text/yaml_reader.h"

#include "base/dynbuf.h"
#include "guarded.h"
#include "repeated.h"
#include "run.h"

#define TEXT(literal) literal, sizeof(literal) - 1

static struct yaml_reader yaml;
static struct error err;

/* As json_dump does: `p` and `q` for scalars, plain and not, `0` for one that says nothing. */
static bool dump_yaml(struct dynbuf *ret_dump, struct span text)
{
    static const char brackets[] = {[YAML_BEGIN_MAPPING] = '{',
                                    [YAML_END_MAPPING] = '}',
                                    [YAML_BEGIN_SEQUENCE] = '[',
                                    [YAML_END_SEQUENCE] = ']'};
    bool ok = yaml_reader_init(&yaml, text, "a.yaml", &err);
    dynbuf_clear(ret_dump);
    dynbuf_text(ret_dump, "");
    while (ok && (ok = yaml_next(&yaml, &err)) && yaml.token.kind != YAML_END) {
        const struct yaml_token *token = &yaml.token;
        if (token->kind != YAML_NAME && token->kind != YAML_SCALAR) {
            dynbuf_char(ret_dump, brackets[token->kind]);
            continue;
        }
        char letter = token->kind == YAML_NAME ? 'N'
                      : yaml_is_null(&yaml)    ? '0'
                      : token->plain           ? 'p'
                                               : 'q';
        dynbuf_format(ret_dump, "%c%zu:", letter, token->text.size);
        dynbuf_span(ret_dump, token->text);
    }
    if (ok)
        ok = yaml_next(&yaml, &err) && yaml.token.kind == YAML_END;
    yaml_reader_release(&yaml);
    return ok;
}

static const struct {
    const char *name, *text;
    size_t size;
    const char *dump;
} good[] = {
    {"nothing", TEXT(""), ""},
    {"only a comment", TEXT("# a\n"), ""},
    {"a scalar", TEXT("a"), "p1:a"},
    {"a pack", TEXT("title: A pack\ntags:\n- address: '0x00'\n  abuse: x\n- address: b\n"),
     "{N5:titlep6:A packN4:tags[{N7:addressq4:0x00N5:abusep1:x}{N7:addressp1:b}]}"},
    {"a document's start", TEXT("---\na: 1\n"), "{N1:ap1:1}"},
    {"a document's end", TEXT("---\na: 1\n...\n"), "{N1:ap1:1}"},
    {"a version", TEXT("%YAML 1.1\n---\na: 1\n"), "{N1:ap1:1}"},
    {"a byte order mark",
     TEXT("\xef\xbb\xbf"
          "a: 1\n"),
     "{N1:ap1:1}"},
    {"a byte order mark before several names",
     TEXT("\xef\xbb\xbf"
          "a: 1\nb:\n- 2\n"),
     "{N1:ap1:1N1:b[p1:2]}"},
    {"CRLF", TEXT("a: 1\r\nb:\r\n- 2\r\n"), "{N1:ap1:1N1:b[p1:2]}"},
    {"flow", TEXT("{a: [1, 'b', \"c\"], d: {}, e: []}"), "{N1:a[p1:1q1:bq1:c]N1:d{}N1:e[]}"},
    {"JSON", TEXT("{\"a\": [1, null, \"\\u00e9\"]}"), "{N1:a[p1:104:nullq2:\xc3\xa9]}"},
    {"nothing said", TEXT("a:\nb: ~\nc: null\nd: Null\ne: NULL\n"),
     "{N1:a00:N1:b01:~N1:c04:nullN1:d04:NullN1:e04:NULL}"},
    {"nothing in quotes", TEXT("a: ''\nb: '~'\nc: \"null\"\nd: nULL\n"),
     "{N1:aq0:N1:bq1:~N1:cq4:nullN1:dp4:nULL}"},
    {"dates and numbers stay text", TEXT("a: 2022-01-24\nb: 0x10\nc: 1e5\nd: yes\ne: 007\n"),
     "{N1:ap10:2022-01-24N1:bp4:0x10N1:cp3:1e5N1:dp3:yesN1:ep3:007}"},
    {"blocks", TEXT("a: |\n  x\n  y\nb: >\n  x\n  y\n"), "{N1:aq4:x\ny\nN1:bq4:x y\n}"},
    {"a scalar over lines", TEXT("a: x\n  y\n"), "{N1:ap3:x y}"},
    {"no sequence deeper than its name", TEXT("a:\n- 1\n- 2\nb: 3\n"), "{N1:a[p1:1p1:2]N1:bp1:3}"},
    {"Korean", TEXT("\xea\xb9\x80: \xeb\xb0\x95\n"), "{N3:\xea\xb9\x80p3:\xeb\xb0\x95}"},
    {"the same name inside", TEXT("a: {a: 1}\nb: {a: 2}\n"), "{N1:a{N1:ap1:1}N1:b{N1:ap1:2}}"},
    {"a quoted << is a name", TEXT("'<<': 1\n"), "{N2:<<p1:1}"},
    {"signs inside words", TEXT("a: x&y\nb: a*b\nc: '!d'\n"), "{N1:ap3:x&yN1:bp3:a*bN1:cq2:!d}"},
};

static const struct {
    const char *name, *text;
    size_t size;
    enum error_code code;
    const char *error; /* behind "a.yaml:" */
} bad[] = {
    {"anchor", TEXT("a: &x 1\n"), ERROR_UNSUPPORTED, "1:4: an anchor; expected the value itself"},
    {"anchor on a name", TEXT("&x a: 1\n"), ERROR_UNSUPPORTED, "1:1: an anchor"},
    {"anchor on a mapping", TEXT("a: &x\n  b: 1\n"), ERROR_UNSUPPORTED, "1:4: an anchor"},
    {"anchor on a sequence", TEXT("a: &x [1]\n"), ERROR_UNSUPPORTED, "1:4: an anchor"},
    {"alias", TEXT("a: 1\nb: *a\n"), ERROR_UNSUPPORTED, "2:4: an alias; expected the value itself"},
    {"laughs", TEXT("a: &a [x]\nb: &b [*a,*a]\n"), ERROR_UNSUPPORTED, "1:4: an anchor"},
    {"tag", TEXT("a: !!str 1\n"), ERROR_UNSUPPORTED, "1:4: a tag; expected the value alone"},
    {"own tag", TEXT("a: !x {}\n"), ERROR_UNSUPPORTED, "1:4: a tag"},
    {"tag that says nothing", TEXT("- ! a\n"), ERROR_UNSUPPORTED, "1:3: a tag"},
    {"tag of a sequence", TEXT("!!seq [a]"), ERROR_UNSUPPORTED, "1:1: a tag"},
    {"tag directive", TEXT("%TAG ! tag:x,2000:\n---\na: 1\n"), ERROR_UNSUPPORTED,
     "1:1: a %TAG directive"},
    {"merge key", TEXT("a: 1\n<<: {b: 1}\n"), ERROR_UNSUPPORTED, "2:1: a merge key"},
    {"second document", TEXT("a: 1\n---\nb: 1\n"), ERROR_UNSUPPORTED, "2:1: a second document"},
    {"mapping as a name", TEXT("{a: 1}: 2\n"), ERROR_UNSUPPORTED, "1:1: a collection as a name"},
    {"sequence as a name", TEXT("? [a]\n: 2\n"), ERROR_UNSUPPORTED, "1:3: a collection as a name"},
    {"name twice", TEXT("a: 1\nb: 2\na: 3\n"), ERROR_SYNTAX,
     "3:1: a name that this mapping has already; expected every name once"},
    {"name twice in quotes", TEXT("a: 1\n\"\\x61\": 3\n"), ERROR_SYNTAX, "2:1: a name that"},
    {"name twice deep", TEXT("- - {a: {b: 1}, 'c': [], a: 3}\n"), ERROR_SYNTAX, "1:26: a name"},
    {"tab", TEXT("a:\n\tb: 1\n"), ERROR_SYNTAX,
     "2:1: found character that cannot start any token while scanning for the next token"},
    {"bracket not closed", TEXT("a: [1, 2\n"), ERROR_SYNTAX,
     "2:1: did not find expected ',' or ']' while parsing a flow sequence"},
    {"quote not closed", TEXT("a: 'b\n"), ERROR_SYNTAX, "2:1: found unexpected end of stream"},
    {"wrong indent", TEXT("a: 1\n b: 2\n"), ERROR_SYNTAX, "2:3: mapping values are not allowed"},
    {"no UTF-8", TEXT("a: b\nc: \xff\n"), ERROR_SYNTAX, "2:4: invalid leading UTF-8 octet"},
    {"overlong UTF-8", TEXT("\xea\xb9\x80\nc: \xc0\xaf\n"), ERROR_SYNTAX, "2:4: invalid"},
    {"cut UTF-8", TEXT("a: \xea\xb9"), ERROR_SYNTAX, "1:4: incomplete UTF-8"},
    {"UTF-16",
     TEXT("\xff\xfe"
          "a\0:\0 \0b\0"),
     ERROR_SYNTAX, "1:1: invalid leading"},
    {"zero", TEXT("a: b\0c\n"), ERROR_SYNTAX, "1:5: control characters are not allowed"},
    {"control character", TEXT("a: b\x07\n"), ERROR_SYNTAX, "1:5: control characters"},
    {"lone surrogate", TEXT("a: \"\\ud800\"\n"), ERROR_SYNTAX,
     "1:7: found invalid Unicode character escape code"},
};

static void good_ones(void **state)
{
    (void)state;
    struct dynbuf dump;
    dynbuf_init(&dump, 1 << 16);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!dump_yaml(&dump, guarded(span_of(good[i].text, good[i].size))))
            fail_msg("%s: %s", good[i].name, err.text);
        if (strcmp(dump.data, good[i].dump) != 0)
            fail_msg("%s: read as %s", good[i].name, dump.data);
    }
    dynbuf_release(&dump);
}

static void bad_ones(void **state)
{
    (void)state;
    struct dynbuf dump;
    dynbuf_init(&dump, 1 << 16);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char start[256];
        snprintf(start, sizeof start, "a.yaml:%s", bad[i].error);
        if (dump_yaml(&dump, guarded(span_of(bad[i].text, bad[i].size))))
            fail_msg("%s: taken as %s", bad[i].name, dump.data);
        if (err.code != bad[i].code || strncmp(err.text, start, strlen(start)) != 0)
            fail_msg("%s: %s instead of %s", bad[i].name, err.text, start);
    }
    dynbuf_release(&dump);
}

static void members_and_elements(void **state)
{
    (void)state;
    bool more;
    size_t members = 0, elements = 0;
    const char *text = "skip: [1, {x: [2]}]\nlist:\n- a\n- [b, c]\n- {d: e}\nlast: f\n";
    assert_true(yaml_reader_init(&yaml, guarded_text(text), "a.yaml", &err));
    assert_true(yaml_expect(&yaml, YAML_BEGIN_MAPPING, &err));
    for (; yaml_next_member(&yaml, &more, &err) && more; members++) {
        if (!span_is(yaml.token.text, "list")) {
            assert_true(yaml_skip_value(&yaml, &err));
            continue;
        }
        assert_int_equal(yaml.token.line, 2);
        assert_true(yaml_expect(&yaml, YAML_BEGIN_SEQUENCE, &err));
        for (; yaml_next_element(&yaml, &more, &err) && more; elements++)
            if (yaml.token.kind != YAML_SCALAR)
                assert_true(yaml_skip_rest(&yaml, &err));
    }
    assert_true(yaml_expect(&yaml, YAML_END, &err));
    assert_int_equal(members, 3);
    assert_int_equal(elements, 3);
    assert_false(yaml_skip_value(&yaml, &err));
    assert_non_null(strstr(err.text, "the end; expected a value"));
    yaml_reader_release(&yaml);
    yaml_reader_release(&yaml);
    yaml_reader_release(&(struct yaml_reader){0});
}

static void another_kind_than_expected(void **state)
{
    (void)state;
    assert_true(yaml_reader_init(&yaml, guarded_text("a:\n  - b\n"), "a.yaml", &err));
    assert_true(yaml_expect(&yaml, YAML_BEGIN_MAPPING, &err));
    assert_true(yaml_expect(&yaml, YAML_NAME, &err));
    assert_false(yaml_expect(&yaml, YAML_SCALAR, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_string_equal(err.text, "a.yaml:2:3: a sequence; expected a scalar");
    assert_false(yaml_error(&err, &yaml, ERROR_CONFLICT, "label %d", 7));
    assert_string_equal(err.text, "a.yaml:2:3: label 7");
    yaml_reader_release(&yaml);
    assert_true(yaml_reader_init(&yaml, span_of(NULL, 0), "a.yaml", &err));
    assert_true(yaml_expect(&yaml, YAML_END, &err));
    yaml_reader_release(&yaml);
}

static void bounds(void **state)
{
    (void)state;
    struct dynbuf text, dump;
    dynbuf_init(&text, 16 << 20);
    dynbuf_init(&dump, 16 << 20);
    repeated(&text, "", "[", YAML_DEPTH_MAX, "");
    for (size_t i = 0; i < YAML_DEPTH_MAX; i++)
        dynbuf_char(&text, ']');
    assert_true(dump_yaml(&dump, dynbuf_bytes(&text)));
    assert_false(dump_yaml(&dump, repeated(&text, "", "[", YAML_DEPTH_MAX + 1, "")));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(dump_yaml(&dump, repeated(&text, "", "- ", 100000, "a")));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(dump_yaml(&dump, repeated(&text, "", "? ", 100000, "a")));
    assert_false(dump_yaml(&dump, repeated(&text, "", "{a: ", 100000, "")));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_true(dump_yaml(&dump, repeated(&text, "a: ", "b", YAML_SCALAR_BYTES_MAX, "")));
    assert_false(dump_yaml(&dump, repeated(&text, "a: ", "b", YAML_SCALAR_BYTES_MAX + 1, "")));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_string_equal(err.text, "a.yaml:1:4: the scalar is too long");
    dynbuf_release(&text);
    dynbuf_release(&dump);
}

/* Closed mappings give their names back. */
static void names_of_closed_mappings(void **state)
{
    (void)state;
    struct dynbuf text;
    dynbuf_init(&text, 64 << 20);
    repeated(&text, "", "- {a: , b: , c: {a: }}\n", 2000, "");
    assert_true(yaml_reader_init(&yaml, dynbuf_bytes(&text), "a.yaml", &err));
    while (yaml_next(&yaml, &err) && yaml.token.kind != YAML_END)
        assert_true(yaml.names.entry_count <= 4);
    assert_int_equal(yaml.token.kind, YAML_END);
    yaml_reader_release(&yaml);
    dynbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_ones),
        cmocka_unit_test(bad_ones),
        cmocka_unit_test(members_and_elements),
        cmocka_unit_test(another_kind_than_expected),
        cmocka_unit_test(bounds),
        cmocka_unit_test(names_of_closed_mappings),
    };
    return RUN_ALL("text/yaml_reader", tests);
}
