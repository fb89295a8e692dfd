#include "base/hash_index.h"

#include "alloc_faults.h"
#include "run.h"

/* How often the entry is found under the hash. */
static unsigned found(const struct hash_index *index, uint64_t hash, uint32_t wanted)
{
    unsigned times = 0;
    uint32_t entry;
    for (size_t at = hash_index_first(index, hash); hash_index_find(index, hash, &at, &entry);
         at = hash_index_next(index, at))
        times += entry == wanted;
    return times;
}

static void finds_each_entry_once(void **state)
{
    enum { ENTRIES = 20000 };
    static uint64_t hashes[ENTRIES];
    struct hash_index index = {0};
    (void)state;
    assert_int_equal(found(&index, 1, 0), 0); /* an empty index has no slots */
    for (uint32_t i = 0; i < ENTRIES; i++) {
        hashes[i] = random_next();
        assert_true(hash_index_add(&index, hashes[i], i));
    }
    assert_int_equal(index.count, ENTRIES);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        assert_int_equal(found(&index, hashes[i], i), 1);
        assert_int_equal(found(&index, hashes[i], i + 1), 0);
    }
    hash_index_clear(&index);
    assert_int_equal(index.count, 0);
    assert_int_equal(found(&index, hashes[0], 0), 0);
    assert_true(hash_index_add(&index, hashes[0], 7));
    assert_int_equal(found(&index, hashes[0], 7), 1);
    hash_index_release(&index);
    hash_index_release(&index);
}

static void entries_of_one_hash_are_all_found(void **state)
{
    struct hash_index index = {0};
    (void)state;
    for (uint32_t i = 0; i < 500; i++)
        assert_true(hash_index_add(&index, 42, i));
    for (uint32_t i = 0; i < 500; i++)
        assert_int_equal(found(&index, 42, i), 1);
    assert_true(hash_index_add(&index, 43, UINT32_MAX - 1)); /* the largest entry */
    assert_int_equal(found(&index, 43, UINT32_MAX - 1), 1);
    assert_int_equal(found(&index, 42, UINT32_MAX - 1), 0);
    hash_index_release(&index);
}

static void a_failing_system_changes_nothing(void **state)
{
    struct hash_index index = {0};
    uint32_t count = 0, failures = 0;
    (void)state;
    alloc_fail_at(1);
    assert_false(hash_index_add(&index, 1, 0));
    assert_null(index.slots);
    for (int i = 0; i < 2000; i++) {
        alloc_fail_at(1);
        if (!hash_index_add(&index, count, count)) {
            failures++;
            assert_int_equal(index.count, count);
            if (count > 0)
                assert_int_equal(found(&index, count - 1, count - 1), 1);
            assert_int_equal(found(&index, count, count), 0);
            alloc_fail_at(0);
            assert_true(hash_index_add(&index, count, count));
        }
        count++;
    }
    alloc_fail_at(0);
    assert_in_range(failures, 5, 10); /* once a doubling */
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(found(&index, i, i), 1);
    hash_index_release(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each_entry_once),
        cmocka_unit_test(entries_of_one_hash_are_all_found),
        cmocka_unit_test(a_failing_system_changes_nothing),
    };
    return RUN_ALL("base/hash_index", tests);
}
