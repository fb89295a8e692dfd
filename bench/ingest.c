/* Claim: a sorted native table becomes a durable ledger in at most 6 times what it takes to read it
 * and to make a SHA-256 over it with nettle, in the same process. Beside it: bytes a transfer of
 * the hot columns, at most 36. */
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ingest/flows.h"
#include "ledger/ledger.h"
#include "measure.h"

static uint64_t read_and_hash(const char *path)
{
    static unsigned char piece[1 << 20];
    unsigned char hash[SHA256_BYTES];
    struct sha256_ctx sha;
    uint64_t start = measure_now();
    int fd = open(path, O_RDONLY);
    sha256_init(&sha);
    for (ssize_t size; (size = read(fd, piece, sizeof piece)) > 0;)
        sha256_update(&sha, (size_t)size, piece);
    sha256_digest(&sha, sizeof hash, hash);
    close(fd);
    return measure_now() - start;
}

static uint64_t ingest(const char *home, const char *path)
{
    struct error err;
    struct flows_report report;
    struct flows_options options = {.home = home, .files = &path, .file_count = 1, .hash_seed = 7};
    measure_clear(home);
    uint64_t start = measure_now();
    if (!ingest_flows(&options, &report, &err))
        measure_fail(&err);
    return measure_now() - start;
}

/* Whether the bar is met. */
static bool print_hot(const char *home)
{
    static const int hot[] = {COLUMN_FROM,           COLUMN_TO,
                              COLUMN_KIND,           COLUMN_AMOUNT,
                              COLUMN_UNSEEN_AT,      COLUMN_UNSEEN,
                              COLUMN_LIST_OLD,       COLUMN_LIST_START,
                              COLUMN_POSTING,        COLUMN_START,
                              COLUMN_SUM_IN,         COLUMN_SUM_OUT,
                              COLUMN_SUM_UNSEEN,     COLUMN_CONTAINER_ACCOUNT,
                              COLUMN_CONTAINER_ASSET};
    char folder[4096];
    struct error err;
    struct ledger *ledger;
    uint64_t bytes = 0;
    if (!ledger_folder(folder, home, "eip155:1", &err) || !ledger_open(&ledger, folder, &err))
        measure_fail(&err);
    uint64_t transfers = ledger_count(ledger, COUNT_TRANSFERS);
    for (size_t i = 0; i < ledger->segment_count; i++)
        for (size_t c = 0; c < sizeof hot / sizeof hot[0]; c++)
            bytes += ledger->segments[i]->columns[hot[c]].size;
    printf("hot columns: %llu bytes for %llu transfers, %llu.%02llu each; bar 36\n",
           (unsigned long long)bytes, (unsigned long long)transfers,
           (unsigned long long)(bytes / transfers),
           (unsigned long long)(bytes * 100 / transfers % 100));
    ledger_free(ledger);
    return bytes <= 36 * transfers;
}

int main(int count, char **words)
{
    uint64_t transfers = measure_transfers(count, words);
    const char *path = measure_table(transfers);
    uint64_t ours[MEASURE_RUNS], baseline[MEASURE_RUNS], ratio[MEASURE_RUNS];
    char home[4096];
    snprintf(home, sizeof home, "%s/home", measure_folder());
    read_and_hash(path); /* into the page cache */
    for (int run = 0; run < MEASURE_RUNS; run++) {
        baseline[run] = read_and_hash(path);
        ours[run] = ingest(home, path);
        ratio[run] = ours[run] * 100 / baseline[run];
        fprintf(stderr, "run %d: ingest %llu ms, read and SHA-256 %llu ms\n", run + 1,
                (unsigned long long)(ours[run] / 1000000),
                (unsigned long long)(baseline[run] / 1000000));
    }
    uint64_t hundredths = measure_median(ratio);
    printf("ingest, durable: %llu ms; reading and SHA-256: %llu ms; ratio %llu.%02llu; bar 6\n",
           (unsigned long long)(measure_median(ours) / 1000000),
           (unsigned long long)(measure_median(baseline) / 1000000),
           (unsigned long long)(hundredths / 100), (unsigned long long)(hundredths % 100));
    bool narrow = print_hot(home);
    return narrow && hundredths <= 600 ? 0 : 1;
}
