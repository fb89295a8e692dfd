/* The queue gives events by transfer, then seeds before transfers, then by subject. */
#include "trace/queue.h"

#include "run.h"

enum { EVENTS = 5000 };

static struct error err;

static bool in_order(const struct event *a, const struct event *b)
{
    if (a->transfer != b->transfer)
        return a->transfer < b->transfer;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->subject <= b->subject;
}

static void random_events(void **state)
{
    struct queue queue = {0};
    struct event last = {0};
    uint64_t pushed = 0, popped = 0;
    (void)state;
    for (int i = 0; i < EVENTS; i++) {
        uint64_t r = random_next();
        /* What is pushed comes no earlier than what was taken: as in a trace. */
        struct event event = {last.transfer + 1 + (r >> 8) % 50,
                              r % 2 != 0 ? EVENT_TRANSFER : EVENT_SEED_STARTS,
                              (uint32_t)(r >> 32) % 9};
        assert_true(queue_push(&queue, event, &err));
        pushed++;
        if (r % 3 != 0)
            continue;
        struct event first = queue_pop(&queue);
        assert_true(in_order(&last, &first));
        last = first;
        popped++;
    }
    for (; queue.count > 0; popped++) {
        struct event first = queue_pop(&queue);
        assert_true(in_order(&last, &first));
        last = first;
    }
    assert_int_equal(pushed, popped);
    queue_release(&queue);
    queue_release(&queue);
}

static void pop_the_empty(void)
{
    struct queue queue = {0};
    queue_pop(&queue);
}

static void an_empty_queue_has_no_first(void **state)
{
    (void)state;
    assert_true(aborts(pop_the_empty));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_events),
        cmocka_unit_test(an_empty_queue_has_no_first),
    };
    return RUN_ALL("trace/queue", tests);
}
