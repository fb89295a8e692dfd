#include "measure.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "generate.h"

uint64_t measure_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t measure_processor(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static uint64_t nanoseconds(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_usec * 1000;
}

uint64_t measure_children(void)
{
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    return nanoseconds(used.ru_utime) + nanoseconds(used.ru_stime);
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

uint64_t measure_median(uint64_t *numbers)
{
    qsort(numbers, MEASURE_RUNS, sizeof *numbers, ascending);
    return numbers[MEASURE_RUNS / 2];
}

uint64_t measure_transfers(int count, char **words)
{
    return count > 1 ? strtoull(words[1], NULL, 10) : 10000000;
}

const char *measure_folder(void)
{
    const char *folder = getenv("TREFOIL_BENCH");
    return folder != NULL ? folder : "build-bench/files";
}

const char *measure_table(uint64_t transfers)
{
    static char path[4096];
    char aside[sizeof path + 8];
    struct generate_shape shape = {.transfers = transfers, .hot = 60, .seed = 1};
    shape.accounts = transfers > 5000000 ? 2000000 : (uint32_t)(transfers / 5);
    mkdir(measure_folder(), 0777);
    snprintf(path, sizeof path, "%s/flows-%llu.csv", measure_folder(),
             (unsigned long long)transfers);
    snprintf(aside, sizeof aside, "%s.new", path);
    if (access(path, R_OK) == 0)
        return path;
    fprintf(stderr, "making %s\n", path);
    if (!generate_table(&shape, aside) || rename(aside, path) != 0) {
        perror(path);
        exit(1);
    }
    return path;
}

void measure_fail(const struct error *err)
{
    fprintf(stderr, "bench: %s\n", err->text);
    exit(1);
}

uint64_t measure_command(const char *const *words, int most)
{
    int status;
    uint64_t start = measure_now();
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        execvp(words[0], (char *const *)(uintptr_t)words);
        _exit(127);
    }
    waitpid(child, &status, 0);
    uint64_t time = measure_now() - start;
    if (!WIFEXITED(status) || WEXITSTATUS(status) > most) {
        fprintf(stderr, "bench: %s %s failed\n", words[0], words[1]);
        exit(1);
    }
    return time;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info;
    (void)kind;
    (void)walk;
    return remove(path);
}

void measure_clear(const char *folder)
{
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    sync();
}
