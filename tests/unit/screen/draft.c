/* What an entry may hold, and that memory which lacks is never taken for a bad list. */
#include "screen/draft.h"

#include <stdlib.h>

#include "base/alloc_faults.h"
#include "base/limits.h"
#include "run.h"

static struct error err;

static bool count_facts(void *context, const struct list_entry *entry, struct error *ignored)
{
    (void)ignored;
    *(size_t *)context = entry->fact_count;
    return true;
}

/* An entry of a name and so many remarks of `size` bytes. */
static bool fill(struct draft *draft, size_t remarks, size_t size, size_t *ret_count)
{
    struct entry_sink sink = {count_facts, ret_count};
    char *text = malloc(size + 16);
    assert_non_null(text);
    memset(text, 'x', size);
    draft_clear(draft);
    draft_key(draft, span_text("7"), span_text("7"));
    draft_add(draft, FACT_NAME, span_text(""), span_text("KIM, Jong Sik"));
    for (size_t i = 0; i < remarks; i++) {
        int digits = snprintf(text, 16, "%08zu", i);
        text[digits] = 'x';
        draft_add(draft, FACT_REMARK, span_text(""), span_of(text, size));
    }
    free(text);
    return draft_hand(draft, &sink, &err);
}

static void limits(void **state)
{
    struct draft draft;
    size_t count = 0;
    (void)state;
    alloc_fail_at(0);
    draft_init(&draft);
    assert_true(fill(&draft, LIST_FACTS_MAX - 1, 12, &count));
    assert_int_equal(count, LIST_FACTS_MAX);
    assert_false(fill(&draft, LIST_FACTS_MAX, 12, &count));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(fill(&draft, 3, LIST_ENTRY_BYTES_MAX / 2, &count));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(fill(&draft, 1, LIST_ENTRY_BYTES_MAX + 1, &count));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_true(fill(&draft, 2, 100, &count)); /* and it is as new */
    assert_int_equal(count, 3);
    draft_release(&draft);
}

static void the_nth_allocation_fails(void **state)
{
    size_t count = 0;
    unsigned nth = 2; /* the first one is the text of fill */
    bool ok = false;
    (void)state;
    for (; !ok; nth++) {
        struct draft draft;
        draft_init(&draft);
        alloc_fail_at(nth);
        ok = fill(&draft, 100, 3000, &count);
        bool met = alloc_count() >= nth;
        alloc_fail_at(0);
        assert_true(ok != met);
        assert_true(ok || err.code == ERROR_MEMORY);
        draft_release(&draft);
    }
    assert_true(nth > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(limits),
                                       cmocka_unit_test(the_nth_allocation_fails)};
    return RUN_ALL("screen/draft", tests);
}
