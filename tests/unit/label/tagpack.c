/* TagPacks: inheritance, words, what is refused and where; actor packs. */
#include "run.h"

#include "label/tagpack.h"
#include "read_back.h"

#define ADDRESS "0x28c6c06298d514db089934071355e5743bf21d60"
#define HEAD    "title: T\ncreator: C\ncurrency: ETH\n"

static struct pack pack;
static struct rejects rejects;
static struct error err;

static bool read_text(const char *text, bool keep_going)
{
    pack_release(&pack);
    rejects_release(&rejects);
    pack_init(&pack);
    rejects_init(&rejects, keep_going);
    return tagpack_read(&pack, span_text(text), "p.yaml", &rejects, &err);
}

static void inherits(void **state)
{
    (void)state;
    assert_true(read_text(HEAD "label: header\nsource: S\nconfidence: forensic\n"
                               "category: exchange\ntags:\n"
                               "- address: '" ADDRESS "'\n"
                               "- address: ' 18DowXoMUQT5EU8zPTDTrq4hrwmi8ddCcc '\n"
                               "  currency: BTC\n  label: own\n  category: user\n"
                               "  confidence: ownership\n  source:\nlastmod: 2020-01-02\n",
                          false));
    assert_int_equal(pack.label_count, 2);
    const struct label *first = &pack.labels[0], *second = &pack.labels[1];
    assert_true(span_is(first->text, "header") && span_is(first->chain, "eip155:1"));
    assert_true(span_is(first->creator, "C") && first->level == 50);
    assert_true(span_is(first->lastmod, "2020-01-02")); /* though it stands behind the tags */
    assert_true(span_is(second->text, "own") && span_is(second->category, "user"));
    assert_true(span_is(second->address, "18DowXoMUQT5EU8zPTDTrq4hrwmi8ddCcc"));
    assert_true(span_is(second->source, "S") && second->level == 100); /* null inherits */
    read_back(&pack);
}

static void gathers_words(void **state)
{
    (void)state;
    assert_true(read_text(HEAD "tags:\n- address: '" ADDRESS "'\n  label: l\n  category: exchange\n"
                               "  concepts: [exchange, defi_dex]\n  abuse: service_hack\n",
                          false));
    assert_true(span_is(pack.labels[0].category, "exchange;defi_dex;service_hack"));
}

static void network_goes_first(void **state)
{
    (void)state;
    assert_true(read_text(HEAD "tags:\n- address: '" ADDRESS "'\n  label: l\n"
                               "  currency: USDT\n  network: BSC\n",
                          false));
    assert_true(span_is(pack.labels[0].chain, "eip155:56"));
}

static void check_refused(const char *tags, const char *wanted)
{
    char text[1024];
    snprintf(text, sizeof text, HEAD "tags:\n%s", tags);
    assert_false(read_text(text, false));
    assert_string_equal(err.text, wanted);
    assert_true(read_text(text, true));
    assert_int_equal(rejects.count, 1);
    assert_int_equal(pack.label_count, 0);
    char line[1024];
    snprintf(line, sizeof line, "# %s\n%s", wanted, tags);
    assert_string_equal(rejects.lines.data, line); /* the tag as it stood, whole */
}

static void refused(void **state)
{
    (void)state;
    check_refused("- address: x\n  currency: XMR\n",
                  "p.yaml:5:3: label: nothing; expected some text");
    check_refused("- label: l\n", "p.yaml:5:3: address: '': expected an address, 0x and 40 "
                                  "hexadecimal digits");
    check_refused("- address: '" ADDRESS "'\n  label: l\n  colour: red\n",
                  "p.yaml:7:3: 'colour': expected a field that GraphSense knows");
    check_refused("- address: '" ADDRESS "'\n  label: {a: b}\n  context: {c: d}\n",
                  "p.yaml:6:10: '': expected a scalar or a list");
    check_refused("- address: x\n  label: l\n  currency: a b\n",
                  "p.yaml:7:13: currency: 'a b': expected a currency or network such as BTC");
    check_refused("- address: '" ADDRESS "'\n  label: l\n  lastmod: soon\n",
                  "p.yaml:7:12: lastmod: 'soon': expected a date such as 2023-01-13");
    check_refused("- scalar\n", "p.yaml:5:3: 'scalar': expected a tag with an address");
}

static void no_packs(void **state)
{
    (void)state;
    assert_false(read_text("", true));
    assert_false(read_text("[a]", true));
    assert_error(err, ERROR_VALUE, "p.yaml:1:1: a sequence; expected a mapping");
    assert_false(read_text("title: T\ncolour: red\ntags: []\n", true));
    assert_error(err, ERROR_UNSUPPORTED,
                 "p.yaml:2:1: 'colour': expected a field that GraphSense knows");
    assert_false(read_text("title: T\n", true));
    assert_error(err, ERROR_VALUE, "p.yaml: expected a list of tags, or of actors");
    assert_false(read_text("tags: []\nactors: []\n", true));
    assert_false(read_text("tags: {}\n", true));
    assert_false(read_text(HEAD "tags:\n- address: &a x\n", true));
}

static void actors(void **state)
{
    (void)state;
    assert_true(read_text("title: T\ncreator: C\nactors:\n"
                          "- id: huobi\n  label: Huobi\n  categories: [exchange, organization]\n"
                          "  uri: htx.com\n  jurisdictions: [SC]\n  aliases: [htx]\n"
                          "- label: nameless\n",
                          true));
    assert_int_equal(pack.actor_count, 1);
    assert_true(span_is(pack.actors[0].name, "Huobi"));
    assert_true(span_is(pack.actors[0].category, "exchange;organization"));
    assert_int_equal(rejects.count, 1);
    read_back(&pack);
}

static int clean(void **state)
{
    (void)state;
    pack_release(&pack);
    rejects_release(&rejects);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inherits),           cmocka_unit_test(gathers_words),
        cmocka_unit_test(network_goes_first), cmocka_unit_test(refused),
        cmocka_unit_test(no_packs),           cmocka_unit_test_teardown(actors, clean)};
    return RUN_ALL("label/tagpack", tests);
}
