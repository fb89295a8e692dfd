#include "base/array.h"

#include <stdlib.h>

#include "alloc_faults.h"
#include "run.h"

static void grows_by_half_and_keeps_what_is_there(void **state)
{
    uint32_t *numbers = NULL;
    size_t capacity = 0;
    unsigned moves = 0;
    (void)state;
    for (uint32_t i = 0; i < 100000; i++) {
        size_t before = capacity;
        uint32_t *grown = array_grow(numbers, &capacity, i + 1, sizeof *grown, 1 << 20);
        assert_non_null(grown);
        numbers = grown;
        assert_true(capacity > i);
        if (capacity != before) {
            moves++;
            assert_true(capacity >= before + before / 2);
        }
        numbers[i] = i * 3;
    }
    assert_true(moves < 30); /* amortised, not once a thing */
    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(numbers[i], i * 3);
    free(numbers);
}

static void room_that_is_there_is_not_asked_for(void **state)
{
    size_t capacity = 0;
    char *text = array_grow(NULL, &capacity, 5, 1, 100);
    (void)state;
    assert_non_null(text);
    size_t had = capacity;
    alloc_fail_at(0);
    assert_ptr_equal(array_grow(text, &capacity, had, 1, 100), text);
    assert_int_equal(alloc_count(), 0);
    assert_int_equal(capacity, had);
    free(text);
}

static void never_passes_the_maximum(void **state)
{
    size_t capacity = 0;
    (void)state;
    char *text = array_grow(NULL, &capacity, 90, 1, 100);
    assert_non_null(text);
    assert_true(capacity >= 90 && capacity <= 100);
    text[89] = 'k';
    char *grown = array_grow(text, &capacity, 100, 1, 100);
    assert_non_null(grown);
    assert_int_equal(capacity, 100);
    assert_null(array_grow(grown, &capacity, 101, 1, 100));
    assert_int_equal(capacity, 100);
    assert_int_equal(grown[89], 'k'); /* the old array stands */
    free(grown);
    for (size_t max = 0; max <= 300; max++) { /* one by one up to every maximum */
        capacity = 0;
        text = NULL;
        for (size_t need = 1; need <= max; need++) {
            text = array_grow(text, &capacity, need, 1, max);
            assert_non_null(text);
            assert_in_range(capacity, need, max);
        }
        assert_null(array_grow(text, &capacity, max + 1, 1, max));
        free(text);
    }
}

static void a_product_that_overflows_is_refused(void **state)
{
    size_t capacity = 0;
    (void)state;
    alloc_fail_at(0);
    assert_null(array_grow(NULL, &capacity, SIZE_MAX / 2, 4, SIZE_MAX));
    assert_null(array_grow(NULL, &capacity, SIZE_MAX / 8 + 2, 8, SIZE_MAX)); /* wraps to 8 */
    assert_int_equal(alloc_count(), 0);
    assert_int_equal(capacity, 0);
}

static void a_failing_system_leaves_the_old_array(void **state)
{
    size_t capacity = 0;
    (void)state;
    alloc_fail_at(1);
    assert_null(array_grow(NULL, &capacity, 1, 8, 1000));
    assert_int_equal(capacity, 0);
    uint64_t *numbers = array_grow(NULL, &capacity, 1, 8, 1000);
    assert_non_null(numbers);
    numbers[0] = 42;
    size_t had = capacity;
    alloc_fail_at(1);
    assert_null(array_grow(numbers, &capacity, had + 1, 8, 1000));
    assert_int_equal(capacity, had);
    assert_int_equal(numbers[0], 42);
    free(numbers);
    alloc_fail_at(0);
}

static void says_why(void **state)
{
    struct error err;
    (void)state;
    assert_false(array_error(11, 10, "labels", &err));
    assert_error(err, ERROR_LIMIT, "labels: expected at most 10 of them");
    assert_false(array_error(10, 10, "labels", &err));
    assert_int_equal(err.code, ERROR_MEMORY);
    assert_non_null(strstr(err.text, "gathering labels"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_by_half_and_keeps_what_is_there),
        cmocka_unit_test(room_that_is_there_is_not_asked_for),
        cmocka_unit_test(never_passes_the_maximum),
        cmocka_unit_test(a_product_that_overflows_is_refused),
        cmocka_unit_test(a_failing_system_leaves_the_old_array),
        cmocka_unit_test(says_why),
    };
    return RUN_ALL("base/array", tests);
}
