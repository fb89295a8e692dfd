/* The line of the progress bar, without a terminal or a clock. */
#include "cli/progress_line.h"

#include "run.h"

static void is(size_t width, const char *doing, struct progress *board, const char *wanted)
{
    char line[PROGRESS_WIDTH_MAX + 8];
    memset(line, 'x', sizeof line);
    progress_line(line, width, doing, board, 3);
    assert_string_equal(line, wanted);
    assert_true(strlen(line) < width);
}

static void shows_how_far(void **state)
{
    struct progress board = {.phase = NULL};
    (void)state;
    progress_phase(&board, "fifo", "transfers", 1000);
    is(60, "trace", &board, "trace, fifo [.............]   0 %, 0 of 1000 transfers, 3 s");
    progress_done(&board, 399);
    is(60, "trace", &board, "trace, fifo [####.......]  39 %, 399 of 1000 transfers, 3 s");
    progress_done(&board, 1000);
    is(60, "trace", &board, "trace, fifo [##########] 100 %, 1000 of 1000 transfers, 3 s");
    progress_done(&board, 5000); /* the number of one phase beside the total of another */
    is(60, "trace", &board, "trace, fifo [##########] 100 %, 1000 of 1000 transfers, 3 s");
}

static void bytes_are_megabytes(void **state)
{
    struct progress board = {.phase = NULL};
    (void)state;
    progress_phase(&board, "reading", "bytes", 12345678901);
    progress_done(&board, 999999);
    is(70, "ingest", &board,
       "ingest, reading [.....................]   0 %, 0.9 of 12345.6 MB, 3 s");
}

static void without_a_total(void **state)
{
    struct progress board = {.phase = NULL};
    (void)state;
    is(60, "trace", &board, "trace, 3 s");
    progress_phase(&board, "sealing", "transfers", 0);
    is(60, "ingest", &board, "ingest, sealing, 3 s");
}

static void narrow(void **state)
{
    struct progress board = {.phase = NULL};
    (void)state;
    progress_phase(&board, "fifo", "transfers", 1000);
    progress_done(&board, 500);
    is(20, "trace", &board, "trace, fifo  50 %, ");
    is(48, "trace", &board, "trace, fifo  50 %, 500 of 1000 transfers, 3 s");
}

/* Huge totals do not overflow, and every width keeps to its bound. */
static void bounds(void **state)
{
    struct progress board = {.phase = NULL};
    (void)state;
    progress_phase(&board, "a phase with a long name of its own", "transfers", UINT64_MAX);
    progress_done(&board, UINT64_MAX / 2);
    for (size_t width = PROGRESS_WIDTH_MIN; width <= PROGRESS_WIDTH_MAX; width++) {
        char line[PROGRESS_WIDTH_MAX + 1];
        line[width] = 'x';
        progress_line(line, width, "something", &board, UINT64_MAX);
        assert_true(strlen(line) < width);
        assert_int_equal(line[width], 'x');
        if (width >= 120)
            assert_non_null(strstr(line, "49 %"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_how_far), cmocka_unit_test(bytes_are_megabytes),
        cmocka_unit_test(without_a_total), cmocka_unit_test(narrow), cmocka_unit_test(bounds)};
    return RUN_ALL("progress_line", tests);
}
