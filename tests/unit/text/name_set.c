/* The name set beside the plainest thing that could work: a list that is searched from its start.
 */
#include "text/name_set.h"

#include <stdlib.h>

#include "base/limits.h"
#include "run.h"

enum { SCOPES = 6, NAMES = 4000 };

struct naive {
    unsigned char names[NAMES][8];
    size_t sizes[NAMES];
    size_t count;
};

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static bool naive_add(struct naive *naive, size_t from, const unsigned char *name, size_t size)
{
    for (size_t i = from; i < naive->count; i++)
        if (naive->sizes[i] == size && memcmp(naive->names[i], name, size) == 0)
            return false;
    memcpy(naive->names[naive->count], name, size);
    naive->sizes[naive->count++] = size;
    return true;
}

static void equals_the_naive_list(void **state)
{
    (void)state;
    static struct naive naive;
    static const unsigned char letters[] = {0, 1, 'a', 0x80, 0xff};
    struct name_set set = {0};
    uint64_t seed = 1, present = 0;
    for (int round = 0; round < 60; round++) {
        struct name_scope scopes[SCOPES];
        size_t from[SCOPES], depth = 1;
        naive.count = 0;
        scopes[0] = name_scope_open(&set);
        from[0] = 0;
        for (int step = 0; step < NAMES; step++) {
            uint64_t choice = next_random(&seed) % 200;
            if (choice == 0 && depth < SCOPES) {
                from[depth] = naive.count;
                scopes[depth++] = name_scope_open(&set);
            } else if (choice == 1 && depth > 1) {
                naive.count = from[--depth];
                name_scope_close(&set, &scopes[depth]);
            } else {
                unsigned char name[8];
                size_t size = next_random(&seed) % 5;
                for (size_t i = 0; i < size; i++)
                    name[i] = letters[next_random(&seed) % sizeof letters];
                bool added = naive_add(&naive, from[depth - 1], name, size);
                enum name_result result =
                    name_scope_add(&set, &scopes[depth - 1], span_of(name, size));
                assert_int_equal(result, added ? NAME_ADDED : NAME_PRESENT);
                present += !added;
            }
        }
        name_scope_close(&set, &scopes[0]);
        assert_int_equal(set.entry_count, 0);
        assert_int_equal(set.byte_count, 0);
    }
    assert_true(present > 10000);
    name_set_release(&set);
}

static void one_name_starts_the_next(void **state)
{
    (void)state;
    static unsigned char name[3000];
    struct name_set set = {0};
    struct name_scope scope = name_scope_open(&set);
    for (size_t size = 0; size <= sizeof name; size++)
        assert_int_equal(name_scope_add(&set, &scope, span_of(name, size)), NAME_ADDED);
    for (size_t size = 0; size <= sizeof name; size++)
        assert_int_equal(name_scope_add(&set, &scope, span_of(name, size)), NAME_PRESENT);
    name_set_release(&set);
}

static void bounds(void **state)
{
    (void)state;
    struct name_set set = {0};
    struct name_scope scope = name_scope_open(&set);
    char *large = calloc(1, NAMES_OPEN_BYTES_MAX + 1);
    assert_non_null(large);
    assert_int_equal(name_scope_add(&set, &scope, span_of(large, NAMES_OPEN_BYTES_MAX + 1)),
                     NAME_LIMIT);
    free(large);
    for (uint32_t i = 0; i < NAMES_OPEN_MAX; i++)
        assert_int_equal(name_scope_add(&set, &scope, span_of(&i, 4)), NAME_ADDED);
    assert_int_equal(name_scope_add(&set, &scope, span_of("abcde", 5)), NAME_LIMIT);
    name_scope_close(&set, &scope);
    scope = name_scope_open(&set);
    assert_int_equal(name_scope_add(&set, &scope, span_of("abcde", 5)), NAME_ADDED);
    name_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_naive_list),
        cmocka_unit_test(one_name_starts_the_next),
        cmocka_unit_test(bounds),
    };
    return RUN_ALL("text/name_set", tests);
}
