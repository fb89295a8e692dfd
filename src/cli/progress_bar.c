#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/progress_bar.h"

enum { FIRST_MS = 2000, EVERY_MS = 100, COLUMNS = 80, COLUMNS_MIN = 20, COLUMNS_MAX = 200 };

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
    return size.ws_col < COLUMNS_MIN   ? COLUMNS_MIN
           : size.ws_col > COLUMNS_MAX ? COLUMNS_MAX
                                       : size.ws_col;
}

static void put_amount(char *ret_text, size_t size, uint64_t amount, const char *unit, bool named)
{
    if (unit != NULL && strcmp(unit, "bytes") == 0)
        snprintf(ret_text, size, "%llu.%llu%s", (unsigned long long)(amount / 1000000),
                 (unsigned long long)(amount / 100000 % 10), named ? " MB" : "");
    else
        snprintf(ret_text, size, "%llu%s%s", (unsigned long long)amount,
                 named && unit != NULL ? " " : "", named && unit != NULL ? unit : "");
}

/* done / total of so many, rounded down. */
static unsigned share(uint64_t done, uint64_t total, unsigned many)
{
    while (total > UINT64_MAX / COLUMNS_MAX) {
        done /= 2;
        total /= 2;
    }
    return (unsigned)(done * many / total);
}

void progress_line(char *ret_line, size_t width, const char *doing, const struct progress *board,
                   uint64_t seconds)
{
    const char *phase = atomic_load_explicit(&board->phase, memory_order_acquire);
    const char *unit = atomic_load_explicit(&board->unit, memory_order_relaxed);
    uint64_t total = atomic_load_explicit(&board->total, memory_order_relaxed);
    uint64_t done = atomic_load_explicit(&board->done, memory_order_relaxed);
    char left[64], right[128], reached[48], all[48];
    if (done > total)
        done = total;
    snprintf(left, sizeof left, "%s%s%s ", doing, phase == NULL ? "" : ", ",
             phase == NULL ? "" : phase);
    put_amount(reached, sizeof reached, done, unit, false);
    put_amount(all, sizeof all, total, unit, true);
    if (total == 0)
        snprintf(right, sizeof right, "%llu s", (unsigned long long)seconds);
    else
        snprintf(right, sizeof right, " %3u %%, %s of %s, %llu s", share(done, total, 100), reached,
                 all, (unsigned long long)seconds);
    size_t used = strlen(left) + strlen(right) + 2, cells = used < width ? width - used : 0;
    snprintf(ret_line, width + 1, "%s", left);
    if (total > 0 && cells >= 4) {
        size_t full = share(done, total, (unsigned)cells);
        size_t at = strlen(ret_line);
        ret_line[at++] = '[';
        for (size_t i = 0; i < cells; i++)
            ret_line[at++] = i < full ? '#' : '.';
        ret_line[at++] = ']';
        ret_line[at] = '\0';
    }
    size_t at = strlen(ret_line);
    snprintf(ret_line + at, width + 1 - at, "%s", right);
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
        char line[COLUMNS_MAX + 1];
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
