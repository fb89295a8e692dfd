/* Claim: addresses from a text file, end to end on one core, go at 10 million a second or at half
 * the speed of `wc -l` on the same file. It is the program itself, started as people start it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "measure.h"

enum { ADDRESSES = 5000000 };

static char home[4096], lists[1024];

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
        times[run] = measure_command(words, most);
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
    measure_clear(home);
    snprintf(folder, sizeof folder, "%s/addr-2025-11", lists);
    const char *const import[] = {TREFOIL_PROGRAM, "--home",     home,   "list", "import",
                                  "--date",        "2025-11-27", folder, NULL};
    measure_command(import, 0);
    return screening() ? 0 : 1;
}
