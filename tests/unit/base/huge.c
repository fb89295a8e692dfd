#include "base/huge.h"

#include <malloc.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "alloc_faults.h"
#include "run.h"

enum { LARGE = 48 << 20, PAGE = 4096 };

static unsigned char stamp(size_t at)
{
    return (unsigned char)(at / PAGE % 251 + 1);
}

static void write_stamps(unsigned char *memory, size_t from, size_t to)
{
    for (size_t at = from; at < to; at += PAGE)
        memory[at] = stamp(at);
}

static void assert_stamps(const unsigned char *memory, size_t to)
{
    for (size_t at = 0; at < to; at += PAGE)
        assert_int_equal(memory[at], stamp(at));
}

static void grows_and_keeps_what_is_there(void **state)
{
    unsigned char *memory = NULL;
    size_t had = 0;
    (void)state;
    for (size_t bytes = 1; bytes < 2 * (size_t)LARGE; bytes += bytes / 2 + 1) {
        unsigned char *grown = huge_realloc(memory, bytes);
        assert_non_null(grown);
        memory = grown;
        write_stamps(memory, (had + PAGE - 1) / PAGE * PAGE, bytes);
        memory[bytes - 1] = stamp(bytes - 1);
        had = bytes;
        assert_stamps(memory, bytes);
    }
    free(memory);
}

static void zeroed_is_zero(void **state)
{
    static const size_t counts[] = {0, 1, 1000, LARGE / 8};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        uint64_t *memory = huge_zeroed(counts[i], sizeof *memory);
        assert_non_null(memory);
        for (size_t at = 0; at < counts[i]; at++)
            assert_int_equal(memory[at], 0);
        free(memory);
    }
}

static long faults(void)
{
    struct rusage used;
    assert_int_equal(getrusage(RUSAGE_SELF, &used), 0);
    return used.ru_minflt;
}

/* Whether malloc is another's here, which keeps memory as it likes. */
static bool has_own_malloc(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
    return true;
#endif
#endif
    return false;
}

/* A copy would touch every page of the new place, one by one: it did while the hint was given for a
 * part of the memory only. */
static void large_memory_grows_without_a_copy(void **state)
{
    (void)state;
    if (has_own_malloc())
        skip(); /* its realloc copies */
    unsigned char *memory = huge_alloc(LARGE);
    assert_non_null(memory);
    write_stamps(memory, 0, LARGE);
    for (size_t i = 1; i <= 3; i++) {
        long before = faults();
        unsigned char *grown = huge_realloc(memory, LARGE + i * LARGE / 2);
        assert_non_null(grown);
        memory = grown;
        assert_in_range(faults() - before, 0, LARGE / PAGE / 100);
    }
    assert_stamps(memory, LARGE);
    free(memory);
}

static void a_table_is_zero_and_there(void **state)
{
    (void)state;
    unsigned char *memory = huge_table(LARGE / 4, 4);
    assert_non_null(memory);
    long before = faults();
    for (size_t at = 0; at < LARGE; at++)
        assert_true(memory[at] == 0);
    write_stamps(memory, 0, LARGE);
    assert_in_range(faults() - before, 0, LARGE / PAGE / 100);
    free(memory);
    alloc_fail_at(1);
    assert_null(huge_table(SIZE_MAX / 8 + 2, 8));
    assert_null(huge_table(1000, 8)); /* the one that fails */
    assert_int_equal(alloc_count(), 1);
}

/* malloc takes what was freed for a sign that as much will be wanted again, and keeps it. */
static void large_memory_is_given_back(void **state)
{
    (void)state;
    if (has_own_malloc())
        skip();
    huge_give_back();
    free(huge_alloc(24 << 20));
    size_t before = mallinfo2().hblkhd;
    void *memory = huge_alloc(16 << 20);
    assert_non_null(memory);
    assert_true(mallinfo2().hblkhd >= before + (16 << 20));
    free(memory);
    assert_int_equal(mallinfo2().hblkhd, before);
}

static void more_than_there_is_is_refused(void **state)
{
    void *small = huge_alloc(1);
    (void)state;
    assert_non_null(small);
    alloc_fail_at(0);
    assert_null(huge_alloc(SIZE_MAX - 31)); /* rounding up would wrap */
    assert_null(huge_realloc(small, SIZE_MAX - 31));
    assert_null(huge_zeroed(SIZE_MAX / 8 + 2, 8)); /* wraps to 8 */
    assert_int_equal(alloc_count(), 0);
    free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_and_keeps_what_is_there),
        cmocka_unit_test(zeroed_is_zero),
        cmocka_unit_test(large_memory_grows_without_a_copy),
        cmocka_unit_test(a_table_is_zero_and_there),
        cmocka_unit_test(large_memory_is_given_back),
        cmocka_unit_test(more_than_there_is_is_refused),
    };
    return RUN_ALL("base/huge", tests);
}
