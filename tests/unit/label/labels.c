/* The packs of a home against a naive look-up over all labels. */
#include "run.h"

#include "base/file.h"
#include "label/csv_form.h"
#include "label/labels.h"
#include "label/store.h"
#include "scratch.h"

enum { PACKS = 7, LABELS = 60 };

static const char *const addresses[] = {"a", "b", "c", "ca", "d"};
static const char *const chains[] = {"ticker:A", "ticker:B"};
static const char *const categories[] = {"exchange", "user", "", "mixing_service", "burn;user"};
static const char *const confidences[] = {"web_crawl", "forensic", "unknown"};
static const char *const dates[] = {"", "2020-01-01", "2021-01-01"};
static const char *const texts[] = {"one", "two", "with \"quotes\"", "with, comma"};

static struct label all[PACKS * LABELS];
static size_t count;

#define PICK(list) span_text(list[random_next() % (sizeof(list) / sizeof(list)[0])])

static struct label random_label(const char *pack)
{
    struct label label = {.chain = PICK(chains),
                          .address = PICK(addresses),
                          .text = PICK(texts),
                          .category = PICK(categories),
                          .confidence = PICK(confidences),
                          .lastmod = PICK(dates),
                          .source = span_text("s"),
                          .pack = span_text(pack)};
    struct error err;
    const char *field;
    ensure(label_check(&label, &field, &err));
    return label;
}

/* Packs with random contents; the number stands in the SHA-256, in descending order. */
static void make_home(const char *home)
{
    static const char *const names[PACKS] = {"p0", "p1", "p2", "p3", "p4", "p5", "p6"};
    count = 0;
    for (uint32_t number = 0; number < PACKS; number++) {
        unsigned char sha256[PACK_SHA256_BYTES] = {(unsigned char)(PACKS - number)};
        struct pack pack;
        struct error err;
        pack_init(&pack);
        for (size_t i = 0; i < LABELS; i++) {
            struct label label = random_label(names[number]);
            assert_true(pack_add(&pack, &label, &err));
            label.pack_number = PACKS - 1 - number;
            all[count++] = label;
        }
        pack_sort(&pack);
        assert_true(label_store_put(home, sha256, &pack, &err));
        bool has = false;
        assert_true(label_store_has(home, sha256, &has, &err) && has);
        pack_release(&pack);
    }
}

/* The label that counts, by looking at every one. */
static const struct label *naive_winner(struct span chain, struct span address)
{
    const struct label *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (span_equal(all[i].chain, chain) && span_equal(all[i].address, address) &&
            (best == NULL || label_compare(&all[i], best) < 0))
            best = &all[i];
    return best;
}

static void against_naive(void **state)
{
    struct labels *labels;
    struct error err;
    size_t services = 0;
    (void)state;
    const char *home = scratch_path("home");
    make_home(home);
    assert_true(labels_load(&labels, home, &err));
    assert_int_equal(labels->pack_count, PACKS);
    for (size_t i = 1; i < labels->count; i++)
        assert_true(label_compare(labels->sorted[i - 1], labels->sorted[i]) < 0);
    for (size_t c = 0; c < 2; c++)
        for (size_t a = 0; a < 5; a++) {
            struct span chain = span_text(chains[c]), address = span_text(addresses[a]);
            const struct label *wanted = naive_winner(chain, address);
            const struct label *found = labels_winner(labels, chain, address);
            assert_non_null(wanted);
            assert_int_equal(label_compare(found, wanted), 0);
            const struct category *category = category_of(wanted->category);
            services += c == 0 && category != NULL && category->ends;
            size_t first, both, one;
            labels_find(labels, span_text(""), address, &first, &both);
            labels_find(labels, span_text(chains[0]), address, &first, &one);
            size_t other;
            labels_find(labels, span_text(chains[1]), address, &first, &other);
            assert_true(one > 0 && other > 0 && both == one + other);
        }
    size_t at = 0, found = 0;
    while (labels_next_service(labels, span_text(chains[0]), &at) != NULL)
        found++;
    assert_int_equal(found, services);
    assert_true(services > 0 && services < 5);
    assert_null(labels_winner(labels, span_text("ticker:A"), span_text("cb")));
    labels_free(labels);
}

static void an_empty_home(void **state)
{
    struct labels *labels;
    struct error err;
    size_t first, found = 1, at = 0;
    (void)state;
    assert_true(labels_load(&labels, scratch_path("nothing"), &err));
    assert_int_equal(labels->count, 0);
    labels_find(labels, span_text(""), span_text("a"), &first, &found);
    assert_int_equal(found, 0);
    assert_null(labels_next_service(labels, span_text("eip155:1"), &at));
    assert_null(labels_actor(labels, span_text("x")));
    labels_free(labels);
}

static void one_writer(void **state)
{
    unsigned char sha256[PACK_SHA256_BYTES] = {1};
    struct error err;
    struct pack pack;
    int lock;
    char folder[PATH_BYTES_MAX];
    (void)state;
    pack_init(&pack);
    struct label label = random_label("p");
    assert_true(pack_add(&pack, &label, &err));
    const char *home = scratch_path("locked");
    assert_true(label_folder(folder, home, &err) && label_store_put(home, sha256, &pack, &err));
    assert_true(file_lock(&lock, folder, &err));
    sha256[0] = 2;
    assert_false(label_store_put(home, sha256, &pack, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    close(lock);
    assert_true(label_store_put(home, sha256, &pack, &err));
    pack_release(&pack);
}

/* What a killed import left is no pack, and goes with the next one. */
static void leftovers(void **state)
{
    unsigned char sha256[PACK_SHA256_BYTES] = {3};
    static const char stray[] =
        ".0500000000000000000000000000000000000000000000000000000000000000.csv.new";
    char folder[PATH_BYTES_MAX], path[PATH_BYTES_MAX];
    struct labels *labels;
    struct error err;
    struct pack pack;
    (void)state;
    const char *home = scratch_path("left");
    pack_init(&pack);
    struct label label = random_label("p");
    assert_true(label_folder(folder, home, &err) && file_make_folder(folder, &err));
    assert_true(file_path(path, folder, stray, &err));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    assert_true(labels_load(&labels, home, &err));
    assert_int_equal(labels->pack_count, 0);
    labels_free(labels);
    assert_true(pack_add(&pack, &label, &err) && label_store_put(home, sha256, &pack, &err));
    assert_int_equal(access(path, F_OK), -1);
    pack_release(&pack);
}

/* One label in a home of its own; `ret_path` is its stored pack. */
static void store_one(const char *home, char ret_path[PATH_BYTES_MAX])
{
    unsigned char sha256[PACK_SHA256_BYTES] = {0};
    static const char name[] =
        "0000000000000000000000000000000000000000000000000000000000000000.csv";
    char folder[PATH_BYTES_MAX];
    struct error err;
    struct pack pack;
    pack_init(&pack);
    struct label label = random_label("p");
    assert_true(pack_add(&pack, &label, &err) && label_store_put(home, sha256, &pack, &err));
    assert_true(label_folder(folder, home, &err) && file_path(ret_path, folder, name, &err));
    pack_release(&pack);
}

static enum error_code load_code(const char *home)
{
    struct labels *labels;
    struct error err;
    if (!labels_load(&labels, home, &err))
        return err.code;
    labels_free(labels);
    return ERROR_NONE;
}

/* Each byte of a stored pack, and each shorter one, down to whole lines and to nothing. */
static void changed_packs(void **state)
{
    char path[PATH_BYTES_MAX];
    struct dynbuf text;
    struct error err;
    (void)state;
    const char *home = scratch_path("changed");
    store_one(home, path);
    dynbuf_init(&text, LABEL_PACK_BYTES_MAX);
    assert_true(file_read(&text, path, &err));
    assert_int_equal(load_code(home), ERROR_NONE);
    for (size_t i = 0; i < text.size; i++) {
        text.data[i] ^= 1;
        assert_true(file_replace_path(path, dynbuf_bytes(&text), &err));
        assert_int_equal(load_code(home), ERROR_DAMAGED);
        text.data[i] ^= 1;
        assert_true(file_replace_path(path, span_of(text.data, i), &err));
        assert_int_equal(load_code(home), ERROR_DAMAGED);
    }
    dynbuf_release(&text);
}

/* A stored pack is a file that can be imported; one that was changed is refused. */
static void stored_packs_can_be_given(void **state)
{
    char path[PATH_BYTES_MAX];
    struct dynbuf text;
    struct rejects rejects;
    struct error err;
    struct pack pack;
    (void)state;
    store_one(scratch_path("given"), path);
    dynbuf_init(&text, LABEL_PACK_BYTES_MAX);
    assert_true(file_read(&text, path, &err));
    pack_init(&pack);
    rejects_init(&rejects, false);
    assert_true(csv_form_read(&pack, dynbuf_bytes(&text), "p.csv", &rejects, &err));
    assert_int_equal(pack.label_count, 1);
    text.data[0] ^= 1;
    assert_false(csv_form_read(&pack, dynbuf_bytes(&text), "p.csv", &rejects, &err));
    assert_error(err, ERROR_VALUE,
                 "p.csv: the last line is not the SHA-256 of those above it; expected a pack as it "
                 "was stored, or one without this line");
    rejects_release(&rejects);
    pack_release(&pack);
    dynbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_naive), cmocka_unit_test(an_empty_home),
        cmocka_unit_test(one_writer),    cmocka_unit_test(leftovers),
        cmocka_unit_test(changed_packs), cmocka_unit_test(stored_packs_can_be_given)};
    return RUN_ALL("label/labels", tests);
}
