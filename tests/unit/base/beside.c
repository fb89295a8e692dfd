#include "base/beside.h"

#include "run.h"

static void count(void *context)
{
    *(int *)context += 1;
}

static void the_work_is_done_once(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        struct beside beside;
        int counted = 0;
        beside_start(&beside, count, &counted);
        beside_join(&beside);
        assert_int_equal(counted, 1);
    }
}

/* As beside_start leaves it where the system has no thread to give. */
static void without_a_thread_it_is_done_when_it_is_waited_for(void **state)
{
    int counted = 0;
    struct beside beside = {.work = count, .context = &counted};
    (void)state;
    beside_join(&beside);
    assert_int_equal(counted, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_work_is_done_once),
        cmocka_unit_test(without_a_thread_it_is_done_when_it_is_waited_for),
    };
    return RUN_ALL("base/beside", tests);
}
