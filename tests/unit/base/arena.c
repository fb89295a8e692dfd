#include "base/arena.h"

#include <stdalign.h>

#include "alloc_faults.h"
#include "run.h"

enum { BUDGET = 1 << 20 };

static void check_filled(const unsigned char *bytes, size_t size, unsigned char with)
{
    for (size_t i = 0; i < size; i++)
        assert_int_equal(bytes[i], with);
}

static void things_are_zeroed_aligned_and_apart(void **state)
{
    enum { THINGS = 300 };
    struct arena arena;
    unsigned char *things[THINGS];
    (void)state;
    arena_init(&arena, BUDGET);
    for (int round = 0; round < 2; round++) { /* the second on memory that has been used */
        for (size_t i = 0; i < THINGS; i++) {
            things[i] = arena_alloc(&arena, i * 7);
            assert_non_null(things[i]);
            assert_int_equal((uintptr_t)things[i] % alignof(max_align_t), 0);
            check_filled(things[i], i * 7, 0);
            memset(things[i], (int)(i % 255 + 1), i * 7);
        }
        for (size_t i = 0; i < THINGS; i++)
            check_filled(things[i], i * 7, (unsigned char)(i % 255 + 1));
        arena_release(&arena);
        assert_int_equal(arena.held, 0);
    }
}

static void cleared_memory_is_zeroed_and_used_again(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, BUDGET);
    arena_clear(&arena);
    assert_int_equal(arena.held, 0);
    for (int round = 0; round < 3; round++) {
        unsigned char *large = round == 1 ? arena_alloc(&arena, BUDGET / 2) : NULL;
        unsigned char *first = arena_alloc(&arena, 5000), *second = arena_alloc(&arena, 60000);
        check_filled(first, 5000, 0);
        check_filled(second, 60000, 0);
        memset(first, 1, 5000);
        memset(second, 2, 60000);
        if (round == 1)
            memset(large, 3, BUDGET / 2);
        arena_clear(&arena);
        assert_in_range(arena.held, 64 * 1024, 65 * 1024); /* one chunk, never a large one */
    }
    unsigned char *whole = arena_alloc(&arena, BUDGET - 66 * 1024);
    assert_non_null(whole); /* the budget is there again, but for that chunk */
    arena_release(&arena);
}

static void small_chunks_hold_little(void **state)
{
    struct arena arena;
    (void)state;
    arena_init_chunks(&arena, BUDGET, 4096);
    assert_non_null(arena_alloc(&arena, 1));
    assert_true(arena.held >= 4096 && arena.held < 4096 + 100);
    assert_non_null(arena_alloc(&arena, 4000));
    assert_true(arena.held < 4096 + 100);
    assert_non_null(arena_alloc(&arena, 100));
    assert_true(arena.held >= 2 * 4096);
    assert_non_null(arena_alloc(&arena, 100000)); /* a chunk of its own */
    arena_release(&arena);
    assert_int_equal(arena.held, 0);
    assert_non_null(arena_alloc(&arena, 1)); /* still small ones */
    assert_true(arena.held < 4096 + 100);
    arena_release(&arena);
}

static void the_budget_is_a_plain_failure(void **state)
{
    struct arena arena;
    unsigned char *first, *last = NULL, *next;
    size_t count = 0;
    (void)state;
    arena_init(&arena, BUDGET);
    first = arena_alloc(&arena, 1000);
    assert_non_null(first);
    memset(first, 'f', 1000);
    while ((next = arena_alloc(&arena, 1000)) != NULL) {
        last = next;
        memset(last, 'l', 1000);
        count++;
        assert_true(arena.held <= BUDGET);
        assert_true(count < BUDGET / 1000);
    }
    assert_true(count > BUDGET / 1000 / 2); /* the budget is used, not only kept */
    size_t held = arena.held;
    assert_true(arena.over);
    assert_null(arena_alloc(&arena, 1000));
    assert_int_equal(arena.held, held);
    check_filled(first, 1000, 'f');
    check_filled(last, 1000, 'l');
    arena_release(&arena);
    assert_false(arena.over);
    assert_non_null(arena_alloc(&arena, 1000)); /* the budget is back */
    arena_release(&arena);
}

static void one_thing_may_fill_the_budget_but_not_pass_it(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, BUDGET);
    assert_null(arena_alloc(&arena, BUDGET));
    assert_null(arena_alloc(&arena, BUDGET + 1));
    assert_int_equal(arena.held, 0);
    assert_non_null(arena_alloc(&arena, BUDGET - 4096));
    assert_true(arena.held <= BUDGET);
    arena_release(&arena);
}

static void sizes_that_overflow_are_refused(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, SIZE_MAX);
    alloc_fail_at(0);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - alignof(max_align_t)));
    assert_null(arena_array(&arena, SIZE_MAX / 2, 3));
    assert_null(arena_array(&arena, (SIZE_MAX >> 4) + 1, 16)); /* the product would be 0 */
    assert_null(arena_text(&arena, (struct span){NULL, SIZE_MAX}));
    assert_int_equal(alloc_count(), 0); /* the system was not even asked */
    assert_int_equal(arena.held, 0);
    assert_non_null(arena_array(&arena, 10, 16));
    assert_non_null(arena_array(&arena, 0, 16));
    arena_release(&arena);
}

static void a_text_is_a_copy_with_a_zero(void **state)
{
    struct arena arena;
    char given[] = {'a', '\0', 'b', 'c'};
    (void)state;
    arena_init(&arena, BUDGET);
    char *copy = arena_text(&arena, span_of(given, 3));
    memset(given, 'x', sizeof given);
    assert_memory_equal(copy, "a\0b\0", 4);
    assert_string_equal(arena_text(&arena, span_of(NULL, 0)), "");
    arena_release(&arena);
}

static void a_failing_system_loses_nothing(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, BUDGET);
    char *text = arena_text(&arena, span_text("kept"));
    alloc_fail_at(1);
    assert_null(arena_alloc(&arena, 100000));
    assert_int_equal(alloc_count(), 1);
    size_t held = arena.held;
    assert_non_null(arena_alloc(&arena, 100000));
    assert_true(arena.held >= held + 100000);
    assert_string_equal(text, "kept");
    arena_release(&arena);
    alloc_fail_at(0);
}

static void zeroed_and_released_arenas_are_released(void **state)
{
    struct arena arena = {0};
    (void)state;
    arena_release(&arena);
    arena_release(&arena);
    assert_null(arena_alloc(&arena, 1)); /* a zeroed arena has no budget */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(things_are_zeroed_aligned_and_apart),
        cmocka_unit_test(cleared_memory_is_zeroed_and_used_again),
        cmocka_unit_test(small_chunks_hold_little),
        cmocka_unit_test(the_budget_is_a_plain_failure),
        cmocka_unit_test(one_thing_may_fill_the_budget_but_not_pass_it),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(a_text_is_a_copy_with_a_zero),
        cmocka_unit_test(a_failing_system_loses_nothing),
        cmocka_unit_test(zeroed_and_released_arenas_are_released),
    };
    return RUN_ALL("base/arena", tests);
}
