/* The tree against RFC 6962 as it is written (naive.h): everything up to 70 leaves, then logs of
 * any size. */
#include "log/merkle.h"
#include "naive.h"
#include "run.h"

#include "base/hex.h"

enum { SMALL = 70 };

static struct naive_log log70; /* every leaf up to 8 of them another: enough to tell sides apart */

static void prepare(void)
{
    static const uint64_t odd[] = {0, 1, 5, 16, 33, 47, 63, 68};
    naive_init(&log70, odd, ODD_LEAVES);
}

static void assert_hash(const struct log_hash *a, const struct log_hash *b)
{
    assert_memory_equal(a->bytes, b->bytes, LOG_HASH_BYTES);
}

static void assert_proof(const struct merkle_proof *a, const struct merkle_proof *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_hash(&a->hashes[i], &b->hashes[i]);
}

/* Roots of the eight leaves that the Certificate Transparency implementations test with. */
static void published_roots(void **state)
{
    (void)state;
    static const struct {
        const char *leaf, *root;
    } rows[] = {
        {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"606162636465666768696a6b6c6d6e6f",
         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
    };
    struct merkle_tree tree = {0};
    struct error err;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned char bytes[16];
        char text[2 * LOG_HASH_BYTES + 1];
        struct log_hash leaf, root;
        size_t place, count;
        assert_true(hex_decode(bytes, span_text(rows[i].leaf), &place));
        log_hash_leaf(&leaf, span_of(bytes, strlen(rows[i].leaf) / 2));
        assert_true(merkle_append(&tree, &leaf, NULL, &count, &err));
        merkle_root(&tree, &root);
        hex_encode(text, root.bytes, LOG_HASH_BYTES);
        assert_string_equal(text, rows[i].root);
    }
}

static void heads_as_the_tree_grows(void **state)
{
    (void)state;
    struct merkle_source source = naive_source(&log70);
    struct merkle_tree tree = {0}, loaded;
    struct log_hash made[MERKLE_LEVELS], leaf, root, wanted;
    struct error err;
    for (uint64_t size = 0; size <= SMALL; size++) {
        size_t count = 0;
        merkle_root(&tree, &root);
        naive_head(&log70, 0, size, &wanted);
        assert_hash(&root, &wanted);
        assert_true(merkle_load(&source, size, &loaded, &err));
        assert_memory_equal(&loaded.peaks, &tree.peaks,
                            (size_t)__builtin_popcountll(size) * LOG_HASH_BYTES);
        naive_leaf(&log70, size, &leaf);
        assert_true(merkle_append(&tree, &leaf, made, &count, &err));
        assert_int_equal(tree.size, size + 1);
        assert_int_equal(count, __builtin_ctzll(size + 1) + 1);
        for (unsigned level = 0; level < count; level++) {
            uint64_t index = ((size + 1) >> level) - 1;
            naive_head(&log70, index << level, (index + 1) << level, &wanted);
            assert_hash(&made[level], &wanted);
        }
    }
}

static unsigned long checks;

/* One proof, and what somebody could make of it: every hash changed, left out, doubled; the leaf,
 * the heads, index and sizes exchanged. None of it may be taken. */
static void inclusion(struct naive_log *log, uint64_t index, uint64_t size, bool spoil)
{
    struct merkle_source source = naive_source(log);
    struct merkle_proof proof, wanted, other;
    struct log_hash leaf, root, changed;
    struct error err;
    assert_true(merkle_prove_inclusion(&source, index, size, &proof, &err));
    naive_path(log, index, size, &wanted);
    assert_proof(&proof, &wanted);
    naive_leaf(log, index, &leaf);
    naive_head(log, 0, size, &root);
    assert_true(merkle_verify_inclusion(&leaf, index, size, &proof, &root, &err));
    checks++;
    for (size_t i = 0; spoil && i < proof.count; i++) {
        other = proof;
        other.hashes[i].bytes[i % LOG_HASH_BYTES] ^= 1;
        assert_false(merkle_verify_inclusion(&leaf, index, size, &other, &root, &err));
        assert_int_equal(err.code, ERROR_CONFLICT);
    }
    other = proof;
    other.hashes[other.count++] = root;
    assert_false(merkle_verify_inclusion(&leaf, index, size, &other, &root, &err));
    if (proof.count > 0) {
        other = proof;
        other.count--;
        assert_false(merkle_verify_inclusion(&leaf, index, size, &other, &root, &err));
    }
    changed = leaf;
    changed.bytes[31] ^= 0x80;
    assert_false(merkle_verify_inclusion(&changed, index, size, &proof, &root, &err));
    changed = root;
    changed.bytes[0] ^= 1;
    assert_false(merkle_verify_inclusion(&leaf, index, size, &proof, &changed, &err));
    assert_false(merkle_verify_inclusion(&leaf, size, size, &proof, &root, &err));
    assert_int_equal(err.code, ERROR_VALUE);
}

static void consistency(struct naive_log *log, uint64_t old, uint64_t size, bool spoil)
{
    struct merkle_source source = naive_source(log);
    struct merkle_proof proof, wanted, other;
    struct log_hash old_root, root, changed;
    struct error err;
    assert_true(merkle_prove_consistency(&source, old, size, &proof, &err));
    naive_consistency(log, old, size, &wanted);
    assert_proof(&proof, &wanted);
    naive_head(log, 0, old, &old_root);
    naive_head(log, 0, size, &root);
    assert_true(merkle_verify_consistency(old, &old_root, size, &root, &proof, &err));
    checks++;
    for (size_t i = 0; spoil && i < proof.count; i++) {
        other = proof;
        other.hashes[i].bytes[i % LOG_HASH_BYTES] ^= 1;
        assert_false(merkle_verify_consistency(old, &old_root, size, &root, &other, &err));
        assert_int_equal(err.code, ERROR_CONFLICT);
    }
    if (proof.count < MERKLE_PROOF_MAX) {
        other = proof;
        other.hashes[other.count++] = root;
        assert_false(merkle_verify_consistency(old, &old_root, size, &root, &other, &err));
    }
    if (proof.count > 0) {
        other = proof;
        other.count--;
        assert_false(merkle_verify_consistency(old, &old_root, size, &root, &other, &err));
    }
    changed = old_root;
    changed.bytes[7] ^= 1;
    assert_false(merkle_verify_consistency(old, &changed, size, &root, &proof, &err));
    changed = root;
    changed.bytes[7] ^= 1;
    if (old > 0)
        assert_false(merkle_verify_consistency(old, &old_root, size, &changed, &proof, &err));
    assert_false(merkle_verify_consistency(size + 1, &old_root, size, &root, &proof, &err));
    assert_int_equal(err.code, ERROR_VALUE);
}

static void everything_up_to_70(void **state)
{
    (void)state;
    checks = 0;
    for (uint64_t size = 0; size <= SMALL; size++) {
        for (uint64_t index = 0; index < size; index++)
            inclusion(&log70, index, size, true);
        for (uint64_t old = 0; old <= size; old++)
            consistency(&log70, old, size, true);
    }
    assert_int_equal(checks, 70 * 71 / 2 + 71 * 72 / 2);
}

/* A proof for one leaf is none for another, whatever the sizes. */
static void an_index_belongs_to_its_proof(void **state)
{
    (void)state;
    struct merkle_source source = naive_source(&log70);
    struct merkle_proof proof;
    struct log_hash leaf, other_leaf, root;
    struct error err;
    for (uint64_t size = 1; size <= 40; size++) {
        naive_head(&log70, 0, size, &root);
        for (uint64_t index = 0; index < size; index++) {
            assert_true(merkle_prove_inclusion(&source, index, size, &proof, &err));
            naive_leaf(&log70, index, &leaf);
            for (uint64_t other = 0; other < size; other++) {
                naive_leaf(&log70, other, &other_leaf);
                if (other != index && !log_hash_equal(&leaf, &other_leaf))
                    assert_false(merkle_verify_inclusion(&leaf, other, size, &proof, &root, &err));
            }
        }
    }
}

/* A head whose size is a lie: proofs for the true size do not reach it. (They may for a size whose
 * tree has the same shape on the way, such as 4 for 3: what binds a size is the signature over
 * it.) */
static void a_size_belongs_to_its_head(void **state)
{
    (void)state;
    struct merkle_source source = naive_source(&log70);
    struct merkle_proof proof;
    struct log_hash leaf, root, old_root;
    struct error err;
    for (uint64_t size = 2; size <= 40; size++) {
        uint64_t taller = UINT64_C(2) << (63 - (unsigned)__builtin_clzll(size));
        naive_head(&log70, 0, size, &root);
        for (uint64_t old = 1; old < size; old++) {
            assert_true(merkle_prove_consistency(&source, old, size, &proof, &err));
            naive_head(&log70, 0, old, &old_root);
            for (uint64_t claimed = taller + 1; claimed <= 4 * taller; claimed++)
                assert_false(
                    merkle_verify_consistency(old, &old_root, claimed, &root, &proof, &err));
            assert_true(merkle_prove_inclusion(&source, old, size, &proof, &err));
            naive_leaf(&log70, old, &leaf);
            for (uint64_t claimed = taller + 1; claimed <= 4 * taller; claimed++)
                assert_false(merkle_verify_inclusion(&leaf, old, claimed, &proof, &root, &err));
        }
    }
}

static void logs_of_any_size(void **state)
{
    (void)state;
    static const uint64_t ends[] = {
        1, 2, 3, UINT64_C(1) << 32, UINT64_C(1) << 62, MERKLE_SIZE_MAX - 1, MERKLE_SIZE_MAX};
    for (unsigned i = 0; i < 400; i++) {
        struct naive_log log;
        uint64_t odd[ODD_LEAVES], size = random_next() >> (1 + random_next() % 60);
        if (i < sizeof ends / sizeof ends[0])
            size = ends[i];
        size += size == 0;
        for (size_t k = 0; k < ODD_LEAVES; k++)
            odd[k] = random_next() % size;
        odd[0] = size - 1;
        naive_init(&log, odd, ODD_LEAVES);
        for (size_t k = 0; k < ODD_LEAVES; k++) {
            inclusion(&log, odd[k], size, k == 0);
            consistency(&log, odd[k], size, k == 0);
            consistency(&log, odd[k] + 1, size, false);
        }
    }
}

/* A tree that is nearly full still takes a leaf, a full one does not. */
static void a_full_log(void **state)
{
    (void)state;
    struct naive_log log;
    naive_init(&log, NULL, 0);
    struct merkle_source source = naive_source(&log);
    struct merkle_tree tree;
    struct log_hash root, wanted;
    struct error err;
    size_t count = 77;
    assert_true(merkle_load(&source, MERKLE_SIZE_MAX - 1, &tree, &err));
    assert_true(merkle_append(&tree, &log.same[0], NULL, &count, &err));
    assert_int_equal(count, 1);
    merkle_root(&tree, &root);
    naive_head(&log, 0, MERKLE_SIZE_MAX, &wanted);
    assert_hash(&root, &wanted);
    count = 77;
    assert_false(merkle_append(&tree, &log.same[0], NULL, &count, &err));
    assert_error(err, ERROR_LIMIT, "log: it is full");
    assert_int_equal(count, 77);
    assert_false(merkle_load(&source, MERKLE_SIZE_MAX + 1, &tree, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
}

static bool read_nothing(void *context, unsigned level, uint64_t index, struct log_hash *ret_hash,
                         struct error *err)
{
    (void)ret_hash;
    unsigned *left = context;
    if (*left == 0)
        return error_input(err, ERROR_DAMAGED, "store", "no hash %u, %llu", level,
                           (unsigned long long)index);
    (*left)--;
    return true;
}

/* The source's error comes through, whichever read fails, and nothing is handed over. */
static void a_source_that_fails(void **state)
{
    (void)state;
    unsigned left, reads = 0;
    struct merkle_source source = {read_nothing, &left};
    struct merkle_proof proof;
    struct error err;
    bool ok = false;
    for (; !ok; reads++) {
        left = reads;
        proof.count = 77;
        err.code = ERROR_NONE;
        ok = merkle_prove_consistency(&source, 13, 23, &proof, &err);
        assert_int_equal(err.code, ok ? ERROR_NONE : ERROR_DAMAGED);
        assert_true(ok != (proof.count == 77));
    }
    assert_true(reads > 4);
    left = 1;
    assert_false(merkle_prove_inclusion(&source, 3, 8, &proof, &err));
    assert_false(merkle_prove_inclusion(&source, 8, 8, &proof, &err));
    assert_error(err, ERROR_VALUE, "log: no leaf 8 in a log of 8");
    assert_false(merkle_prove_consistency(&source, 9, 8, &proof, &err));
    assert_error(err, ERROR_VALUE, "log: 9 leaves are more than the log's 8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_roots),
        cmocka_unit_test(heads_as_the_tree_grows),
        cmocka_unit_test(everything_up_to_70),
        cmocka_unit_test(an_index_belongs_to_its_proof),
        cmocka_unit_test(a_size_belongs_to_its_head),
        cmocka_unit_test(logs_of_any_size),
        cmocka_unit_test(a_full_log),
        cmocka_unit_test(a_source_that_fails),
    };
    prepare();
    return RUN_ALL("log/merkle", tests);
}
