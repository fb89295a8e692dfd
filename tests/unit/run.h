/* What every cmocka program here shares: the headers in the order that cmocka needs, the last line
 * that script/test adds up, and a way to see a broken program break.
 */
#pragma once

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "random.h"

#define RUN_ALL(name, tests) run_all(name, tests, sizeof(tests) / sizeof((tests)[0]))

/* Returns how many failed: what main returns. */
static inline int run_all(const char *name, const struct CMUnitTest *tests, size_t count)
{
    int failed = _cmocka_run_group_tests(name, tests, count, NULL, NULL);
    printf("%zu passed, %d failed\n", count - (size_t)failed, failed);
    return failed;
}

/* True when `act` ends its process by abort: `ensure` found the program broken. */
static inline bool aborts(void (*act)(void))
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        FILE *nowhere = freopen("/dev/null", "w", stderr);
        (void)nowhere;
        act();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#define assert_error(err, wanted_code, wanted_text)                                                \
    do {                                                                                           \
        assert_int_equal((err).code, wanted_code);                                                 \
        assert_string_equal((err).text, wanted_text);                                              \
    } while (0)
