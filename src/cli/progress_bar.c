#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/progress_line.h"

enum { FIRST_MS = 2000, EVERY_MS = 100, COLUMNS = 80 };

/* One bar at a time: there is one terminal. A thread of its own draws it, so that it moves on while
 * the work is inside one long step. */
static struct {
    struct progress board;
    const char *doing;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool running, stop;
} bar = {.lock = PTHREAD_MUTEX_INITIALIZER};

static size_t columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return COLUMNS;
    return size.ws_col < PROGRESS_WIDTH_MIN   ? PROGRESS_WIDTH_MIN
           : size.ws_col > PROGRESS_WIDTH_MAX ? PROGRESS_WIDTH_MAX
                                              : size.ws_col;
}

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Sleeps with the lock held; true when the bar is to stop. */
static bool wait_ms(uint64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(ms / 1000);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    while (!bar.stop)
        if (pthread_cond_timedwait(&bar.changed, &bar.lock, &until) != 0)
            break;
    return bar.stop;
}

static void *draw(void *context)
{
    uint64_t began = now_ms();
    bool drawn = false;
    (void)context;
    pthread_mutex_lock(&bar.lock);
    for (bool stop = wait_ms(FIRST_MS); !stop; stop = wait_ms(EVERY_MS)) {
        char line[PROGRESS_WIDTH_MAX];
        progress_line(line, columns() - 1, bar.doing, &bar.board, (now_ms() - began) / 1000);
        fprintf(stderr, "\r%s\033[K", line);
        fflush(stderr);
        drawn = true;
    }
    pthread_mutex_unlock(&bar.lock);
    if (drawn) {
        fprintf(stderr, "\r\033[K");
        fflush(stderr);
    }
    return NULL;
}

struct progress *cli_progress_start(const struct words *words, const char *doing)
{
    const char *terminal = getenv("TERM");
    if (bar.running || words_has(words, "--quiet") || !isatty(STDERR_FILENO) ||
        (terminal != NULL && strcmp(terminal, "dumb") == 0))
        return NULL;
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&bar.changed, &clock);
    pthread_condattr_destroy(&clock);
    bar.doing = doing;
    bar.stop = false;
    progress_phase(&bar.board, NULL, NULL, 0);
    bar.running = pthread_create(&bar.thread, NULL, draw, NULL) == 0;
    return bar.running ? &bar.board : NULL;
}

void cli_progress_stop(void)
{
    if (!bar.running)
        return;
    pthread_mutex_lock(&bar.lock);
    bar.stop = true;
    pthread_cond_signal(&bar.changed);
    pthread_mutex_unlock(&bar.lock);
    pthread_join(bar.thread, NULL);
    pthread_cond_destroy(&bar.changed);
    bar.running = false;
}
