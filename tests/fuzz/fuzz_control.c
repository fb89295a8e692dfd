/* A line on the control socket, as a question and as an answer's head: what is taken is written
 * again, and that reads the same. */
#include "base/limits.h"
#include "node/control_inside.h"
#include "target.h"

static void check_question(struct span line)
{
    struct control_question question;
    struct control_question again;
    struct arena arena;
    struct dynbuf out;
    struct error err;
    arena_init(&arena, API_REQUEST_BYTES_MAX);
    dynbuf_init(&out, CONTROL_LINE_BYTES_MAX);
    if (control_question_read(line, &arena, &question, &err) &&
        control_question_write(&question, &out, &err)) {
        ensure(memchr(out.data, '\n', out.size) == out.data + out.size - 1);
        ensure(control_question_read(dynbuf_bytes(&out), &arena, &again, &err));
        ensure(question.method == again.method && question.query_count == again.query_count);
        ensure(span_equal(question.path, again.path) && span_equal(question.body, again.body));
        for (size_t i = 0; i < question.query_count; i++)
            ensure(span_equal(question.query[i].name, again.query[i].name) &&
                   span_equal(question.query[i].value, again.query[i].value));
    }
    dynbuf_release(&out);
    arena_release(&arena);
}

static void check_head(struct span line)
{
    struct api_answer answer = {0};
    struct arena arena;
    struct error err;
    uint64_t size = 0;
    arena_init(&arena, API_REQUEST_BYTES_MAX);
    if (control_head_read(line, &arena, &answer, &size, &err))
        ensure(answer.status >= 200 && answer.status <= 599 && size <= API_ANSWER_BYTES_MAX);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_question(span_of(data, size));
    check_head(span_of(data, size));
    return 0;
}
