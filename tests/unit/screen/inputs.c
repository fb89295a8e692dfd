/* The inputs of receipts: what is kept is read back; what was changed, cut or is of no form, is
 * not. */
#include "screen/inputs.h"

#include "base/file.h"
#include "run.h"
#include "scratch.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char whole[] =
    "{\"trefoil\":\"inputs 1\",\"labels\":[\"" HASH "\"],\"exposure\":{\"chain\":\"eip155:1\","
    "\"identity\":\"" HASH "\",\"first_block\":1,\"last_block\":9,\"until\":7,\"block_hash\":\"\","
    "\"rule\":\"fifo\",\"services\":\"s.txt\",\"follow_fees\":\"\",\"min\":\"0\",\"floor\":\"5\","
    "\"seeds\":[\"a\",\"b#c\"],\"service_lines\":[\"x,\\\"y\\\"\"],\"through\":[],\"later\":{}}}";

static void read_back(void **state)
{
    (void)state;
    struct inputs inputs;
    struct error err;
    char hex[INPUTS_HEX], again[INPUTS_HEX];
    const char *home = scratch_path("home");
    assert_true(inputs_keep(home, span_text(whole), hex, &err));
    assert_true(inputs_keep(home, span_text(whole), again, &err));
    assert_string_equal(hex, again);
    assert_true(inputs_read(&inputs, home, span_text(hex), &err));
    assert_true(inputs.labels_read && inputs.exposed);
    assert_int_equal(inputs.pack_count, 1);
    assert_string_equal(inputs.packs[0], HASH);
    const struct inputs_exposure *exposure = &inputs.exposure;
    assert_string_equal(exposure->chain, "eip155:1");
    assert_string_equal(exposure->identity, HASH);
    assert_true(exposure->first_block == 1 && exposure->last_block == 9 && exposure->until == 7);
    assert_string_equal(exposure->rule, "fifo");
    assert_string_equal(exposure->floor, "5");
    assert_int_equal(exposure->seed_count, 2);
    assert_string_equal(exposure->seeds[1], "b#c");
    assert_string_equal(exposure->service_lines[0], "x,\"y\"");
    assert_int_equal(exposure->through_count, 0);
    inputs_release(&inputs);
}

static void changed(void **state)
{
    (void)state;
    struct inputs inputs;
    struct error err;
    char hex[INPUTS_HEX], folder[PATH_BYTES_MAX];
    const char *home = scratch_path("home");
    assert_true(inputs_keep(home, span_text(whole), hex, &err));
    assert_true(file_path(folder, home, "lists/inputs", &err));
    assert_true(file_replace(folder, hex, span_text("{}"), &err));
    assert_false(inputs_read(&inputs, home, span_text(hex), &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
    hex[0] = hex[0] == '0' ? '1' : '0';
    assert_false(inputs_read(&inputs, home, span_text(hex), &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_false(inputs_read(&inputs, home, span_text("../receipts"), &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
}

/* No beginning of it is taken, and every value of another kind is refused. */
static void of_no_form(void **state)
{
    (void)state;
    static const char *const texts[] = {"{}",
                                        "[]",
                                        "{\"labels\":null}",
                                        "{\"labels\":[\"short\"],\"exposure\":null}",
                                        "{\"labels\":[3],\"exposure\":null}",
                                        "{\"labels\":null,\"exposure\":[]}",
                                        "{\"labels\":null,\"exposure\":{}}",
                                        "{\"labels\":{},\"exposure\":null}",
                                        "{\"labels\":null,\"exposure\":{\"seeds\":[3]}}",
                                        "{\"labels\":null,\"exposure\":{\"identity\":\"" HASH HASH
                                        "\"}}"};
    struct inputs inputs;
    struct error err;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (inputs_parse(&inputs, span_text(texts[i]), "t", &err))
            fail_msg("%s was taken", texts[i]);
    for (size_t size = 0; size < sizeof whole - 1; size++)
        assert_false(inputs_parse(&inputs, span_of(whole, size), "t", &err));
    assert_true(inputs_parse(&inputs, span_text("{\"labels\":null,\"exposure\":null}"), "t", &err));
    assert_true(!inputs.labels_read && !inputs.exposed);
    inputs_release(&inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(read_back), cmocka_unit_test(changed),
                                       cmocka_unit_test(of_no_form)};
    return RUN_ALL("inputs", tests);
}
