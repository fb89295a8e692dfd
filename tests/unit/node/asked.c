#include "asked.h"

struct asked_node asked;

int asked_begin(void **state)
{
    (void)state;
    asked_node_open(&asked);
    return 0;
}

int asked_end(void **state)
{
    (void)state;
    asked_node_close(&asked);
    return 0;
}

const char *ask_format(const char *text, const char *one, const char *other)
{
    enum { FORMAT_BYTES = 8192 };
    char *made = arena_alloc(&asked.arena, FORMAT_BYTES);
    int size = snprintf(made, FORMAT_BYTES, text, one, other);
    assert_true(size >= 0 && size < FORMAT_BYTES);
    return made;
}
