/* Labels by the key of an address, against a look at every label. */
#include "screen/labelled.h"

#include <stdlib.h>

#include "run.h"
#include "screen/address_key.h"

/* Each key in several forms, as packs may write it, and what is nobody's. */
static const char *const addresses[] = {"0x52908400098527886e0f7030069857d2e4169ee7",
                                        "0x52908400098527886E0F7030069857D2E4169EE7",
                                        "52908400098527886E0F7030069857D2E4169EE7",
                                        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                                        "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ",
                                        "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu",
                                        "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
                                        "QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A",
                                        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
                                        "41a614f803b6fd780986a42c78ec9c7f77e6ded13c",
                                        "rGWrZyQqhTp9Xu7G5Pkayo7bXjH4k4QYpf",
                                        "XVLhHMPHU98es4dbozjVtdWzVrDjtV5fdx1mHp98tDMoQXb",
                                        "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
                                        "A" /* no address at all */,
                                        "x1",
                                        "0XAB"};
enum { ADDRESSES = sizeof addresses / sizeof *addresses, MOST = 3 };

static int by_place(const void *a, const void *b)
{
    return label_compare_place(*(const struct label *const *)a, *(const struct label *const *)b);
}

static void against_naive(void **state)
{
    (void)state;
    struct label rows[2 * ADDRESSES];
    const struct label *sorted[2 * ADDRESSES];
    size_t joined = 0;
    for (size_t i = 0; i < 2 * ADDRESSES; i++) {
        rows[i] = (struct label){.chain = span_text(i < ADDRESSES ? "ticker:A" : "ticker:B"),
                                 .address = span_text(addresses[i % ADDRESSES])};
        sorted[i] = &rows[i];
    }
    qsort(sorted, 2 * ADDRESSES, sizeof *sorted, by_place);
    struct labels labels = {.sorted = sorted, .count = 2 * ADDRESSES};
    struct labelled labelled;
    struct error err;
    assert_true(labelled_init(&labelled, &labels, 5, &err));
    for (size_t i = 0; i < ADDRESSES; i++) {
        struct address_key asked, other;
        size_t wanted[2 * ADDRESSES], found[MOST], count = 0;
        address_key_of(span_text(addresses[i]), &asked);
        struct span key = span_of(asked.text, asked.size);
        for (size_t j = 0; j < labels.count; j++) {
            address_key_of(sorted[j]->address, &other);
            if (span_equal(span_of(other.text, other.size), key))
                wanted[count++] = j;
        }
        assert_int_equal(labelled_find(&labelled, key, found, MOST), count);
        for (size_t j = 0; j < count && j < MOST; j++)
            assert_int_equal(found[j], wanted[j]);
        joined += count > 2;
    }
    assert_true(joined >= 10);
    size_t none;
    assert_int_equal(labelled_find(&labelled, span_text("0x00"), &none, 1), 0);
    assert_int_equal(labelled_find(&labelled, span_text(""), &none, 1), 0);
    labelled_release(&labelled);
}

static void no_labels(void **state)
{
    (void)state;
    struct labels labels = {.count = 0};
    struct labelled labelled = {.labels = NULL};
    struct error err;
    size_t none;
    assert_int_equal(labelled_find(&labelled, span_text("a"), &none, 1), 0);
    assert_true(labelled_init(&labelled, &labels, 5, &err));
    assert_int_equal(labelled_find(&labelled, span_text("a"), &none, 1), 0);
    labelled_release(&labelled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(against_naive),
                                       cmocka_unit_test(no_labels)};
    return RUN_ALL("labelled", tests);
}
