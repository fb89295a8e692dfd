#include "chain/coin_owner.h"

#include "base/hex.h"
#include "run.h"

/* The public keys of 1 and 2, as everybody knows them. */
#define ONE "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
#define TWO "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"

static struct error err;

static size_t script_of(const char *hex, unsigned char *ret_script)
{
    size_t wrong;
    assert_true(hex_decode(ret_script, span_text(hex), &wrong));
    return strlen(hex) / 2;
}

static void texts_and_scripts(void **state)
{
    static const struct {
        const char *script, *text;
    } owners[] = {
        {"21" ONE "ac", "pk(" ONE ")"},
        {"5121" ONE "21" TWO "52ae", "multi(1," ONE "," TWO ")"},
        {"5221" ONE "21" TWO "52ae", "multi(2," ONE "," TWO ")"},
        {"514c21" ONE "51ae", "raw(514c21" ONE "51ae)"}, /* pushed by PUSHDATA1 */
        {"76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac",
         "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
    };
    const struct coin_chain *chain = coin_chain_find(span_text("bitcoin"));
    (void)state;
    for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
        unsigned char bytes[COIN_OWNER_SCRIPT_BYTES_MAX];
        struct span script = span_of(bytes, script_of(owners[i].script, bytes));
        struct script found = script_classify(script);
        struct coin_owner owner;
        struct dynbuf text;
        dynbuf_init(&text, COIN_OWNER_TEXT_BYTES_MAX);
        coin_owner_print(chain, &found, &text);
        assert_string_equal(text.data, owners[i].text);
        if (!coin_owner_parse(chain, dynbuf_bytes(&text), "x", &owner, &err))
            fail_msg("%s", err.text);
        assert_true(span_equal(span_of(owner.script, owner.size), script));
        dynbuf_release(&text);
    }
}

static void twenty_keys(void **state)
{
    const struct coin_chain *chain = coin_chain_find(span_text("bitcoin"));
    struct coin_owner owner;
    struct dynbuf text, back;
    (void)state;
    dynbuf_init(&text, COIN_OWNER_TEXT_BYTES_MAX);
    dynbuf_init(&back, COIN_OWNER_TEXT_BYTES_MAX);
    dynbuf_text(&text, "multi(17");
    for (int i = 0; i < 20; i++)
        dynbuf_text(&text, "," ONE);
    dynbuf_text(&text, ")");
    if (!coin_owner_parse(chain, dynbuf_bytes(&text), "x", &owner, &err))
        fail_msg("%s", err.text);
    struct script found = script_classify(span_of(owner.script, owner.size));
    assert_int_equal(found.kind, SCRIPT_MULTISIG);
    coin_owner_print(chain, &found, &back);
    assert_string_equal(back.data, text.data);
    dynbuf_release(&text);
    dynbuf_release(&back);
}

static void what_is_none(void **state)
{
    static const struct {
        const char *text, *says;
    } wrong[] = {
        {"", "x"},
        {"pk()", "66 or 130"},
        {"pk(" ONE, "x"},
        {"pk(00" ONE ")", "66 or 130"},
        {"pk(0979be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798)", "names nobody"},
        {"multi(0," ONE ")", "from 1 to 20"},
        {"multi(a," ONE ")", "from 1 to 20"},
        {"multi(21," ONE ")", "from 1 to 20"},
        {"multi(2," ONE ")", "at least 2"},
        {"multi(1)", "at least 1"},
        {"multi(1," ONE ",)", "from 1 to 20"},
        {"raw(6a)", "names nobody"},
        {"raw(zz)", "hexadecimal"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct coin_owner owner = {.size = 77};
        if (coin_owner_parse(coin_chain_find(span_text("bitcoin")), span_text(wrong[i].text), "x",
                             &owner, &err))
            fail_msg("taken: %s", wrong[i].text);
        if (strstr(err.text, wrong[i].says) == NULL)
            fail_msg("%s: %s", wrong[i].text, err.text);
        assert_int_equal(owner.size, 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_and_scripts),
        cmocka_unit_test(twenty_keys),
        cmocka_unit_test(what_is_none),
    };
    return RUN_ALL("chain/coin_owner", tests);
}
