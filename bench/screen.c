/* Claims: addresses from a text file, end to end on one core, go at 10 million a second or at half
 * the speed of `wc -l` on the same file; and all lists load in at most four times what a plain pass
 * over their bytes takes, by expat for XML, by the CSV reader for CSV. Everything is the program
 * itself, started as people start it. */
#include <expat.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/map.h"
#include "measure.h"
#include "text/csv_reader.h"

enum { ADDRESSES = 5000000, WORDS_MAX = 96 };

static char home[4096], lists[1024];

/* Runs a program with its output thrown away; wall time. Exit codes above `most` end the bench. */
static uint64_t timed(const char *const *words, int most)
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

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

/* Lower-case EVM addresses, the same from the same seed; one in 100,000 is a listed one. */
static const char *make_addresses(void)
{
    static char path[4096];
    static const char listed[] = "0x098b716b8aaf21512996dc57eb0615e2383e2f96";
    uint64_t state = 1;
    snprintf(path, sizeof path, "%s/addresses.txt", measure_folder());
    FILE *file = fopen(path, "w");
    for (size_t i = 0; file != NULL && i < ADDRESSES; i++) {
        unsigned long long a = next(&state), b = next(&state);
        unsigned c = (unsigned)next(&state);
        if (i % 100000 == 7)
            fprintf(file, "%s\n", listed);
        else
            fprintf(file, "0x%016llx%016llx%08x\n", a, b, c);
    }
    if (file == NULL || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
    return path;
}

static uint64_t median_of(const char *const *words, int most)
{
    uint64_t times[MEASURE_RUNS];
    for (int run = 0; run < MEASURE_RUNS; run++)
        times[run] = timed(words, most);
    return measure_median(times);
}

static uint64_t rate(uint64_t time)
{
    return time == 0 ? 0 : (uint64_t)ADDRESSES * 1000000 / time; /* thousands a second */
}

static bool screening(void)
{
    const char *addresses = make_addresses();
    const char *const count[] = {"wc", "-l", addresses, NULL};
    const char *const none[] = {TREFOIL_PROGRAM, "--home",     home,          "screen",
                                "--as-of",       "2025-11-27", "--authority", "US",
                                "--csv",         "0x00",       NULL};
    uint64_t counted = median_of(count, 0), started = median_of(none, 2);
    printf("%d addresses; wc -l: %llu us, %llu thousand a second; one question: %llu us\n",
           ADDRESSES, (unsigned long long)(counted / 1000), (unsigned long long)rate(counted),
           (unsigned long long)(started / 1000));
    static const char *const forms[] = {"--only-hits", "--csv", "--json"};
    bool met = false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *const ask[] = {TREFOIL_PROGRAM, "--home",     home,          "screen",
                                   "--as-of",       "2025-11-27", "--authority", "US",
                                   "--file",        addresses,    forms[i],      NULL};
        uint64_t time = median_of(ask, 2);
        printf("screen --file FILE %s: %llu us, %llu thousand a second; bar 10000 or %llu\n",
               forms[i], (unsigned long long)(time / 1000), (unsigned long long)rate(time),
               (unsigned long long)rate(counted) / 2);
        met = met || rate(time) >= 10000 || time <= 2 * counted;
    }
    return met;
}

/* A plain pass: expat without handlers, records without meaning. */
static void pass(const char *path)
{
    struct error err;
    struct map map;
    if (!map_open(&map, path, &err))
        measure_fail(&err);
    if (strstr(path, ".xml") != NULL) {
        XML_Parser xml = XML_ParserCreate(NULL);
        if (XML_Parse(xml, (const char *)map.bytes.data, (int)map.bytes.size, 1) != XML_STATUS_OK)
            fprintf(stderr, "bench: %s is no XML\n", path);
        XML_ParserFree(xml);
    } else {
        struct csv_reader *csv = calloc(1, sizeof *csv);
        bool any = true;
        csv_init(csv, map.bytes, path);
        while (csv_next(csv, &any, &err) && any) {
        }
        csv_release(csv);
        free(csv);
    }
    map_close(&map);
}

/* One version of each list that is CSV or XML. */
static const char *const files[] = {
    "ofac-2024-05-02/sdn.csv",        "ofac-cons-2025-03/consolidated.xml",
    "un-2026-02/UN_consolidated.xml", "eu/eu-journal-32017R1509.csv",
    "eu/eu-journal-32019R0796.csv",   "eu/eu-journal-32024R2642.csv"};
enum { FILES = sizeof files / sizeof *files };

static void forget_home(void)
{
    const char *const words[] = {"rm", "-rf", home, NULL};
    timed(words, 0);
}

static bool loading(void)
{
    static char paths[FILES][2048];
    const char *words[WORDS_MAX] = {TREFOIL_PROGRAM, "--home", home,        "list",
                                    "import",        "--date", "2024-12-17"};
    uint64_t times[MEASURE_RUNS], passes[MEASURE_RUNS];
    for (size_t i = 0; i < FILES; i++)
        snprintf(paths[i], sizeof paths[i], "%s/%s", lists, files[i]);
    for (int run = 0; run < MEASURE_RUNS; run++) {
        uint64_t start = measure_now();
        for (size_t i = 0; i < FILES; i++)
            pass(paths[i]);
        passes[run] = measure_now() - start;
        forget_home();
        times[run] = 0;
        for (size_t i = 0; i < FILES; i++) {
            bool dated = strstr(paths[i], ".xml") != NULL; /* by itself */
            words[5] = dated ? paths[i] : "--date";
            words[6] = dated ? NULL : "2024-12-17";
            words[7] = dated ? NULL : paths[i];
            times[run] += timed(words, 0);
        }
    }
    uint64_t pass_time = measure_median(passes), time = measure_median(times);
    printf("loading %d lists, durable, a process each: %llu us; a plain pass: %llu us; %llu.%02llu "
           "times; bar 4\n",
           FILES, (unsigned long long)(time / 1000), (unsigned long long)(pass_time / 1000),
           (unsigned long long)(time / pass_time),
           (unsigned long long)(time * 100 / pass_time % 100));
    return time <= 4 * pass_time;
}

int main(int count, char **words)
{
    static char folder[2048];
    snprintf(lists, sizeof lists, "%s", count > 1 ? words[1] : "../shared/data/sanctions");
    snprintf(home, sizeof home, "%s/screen-home", measure_folder());
    mkdir(measure_folder(), 0777);
    if (access(lists, R_OK) != 0) {
        printf("no published lists at %s: nothing measured\n", lists);
        return 0;
    }
    bool loads = loading();
    snprintf(folder, sizeof folder, "%s/addr-2025-11", lists);
    const char *const import[] = {TREFOIL_PROGRAM, "--home",     home,   "list", "import",
                                  "--date",        "2025-11-27", folder, NULL};
    timed(import, 0);
    bool screens = screening();
    return loads && screens ? 0 : 1;
}
