/* Claim: files of blocks become the durable ledger of a coin chain, on two cores, in at most 2.5
 * times what it takes to read the same files and to make the double SHA-256 of every transaction
 * once, on one core with nettle. Beside it: bytes a transaction of the hot columns, with numbers of
 * 40 bits, at most 50; and the anonymous memory that building took. */
#include <fcntl.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/huge.h"
#include "chain/coin_block.h"
#include "chain_files.h"
#include "ingest/blocks.h"
#include "ingest/flows.h"
#include "ledger/coin/coins.h"
#include "measure.h"

/* Where each transaction lies in its file. */
struct piece {
    uint64_t offset;
    uint32_t size, file;
};

static struct block_files files;
static struct piece *pieces;
static size_t piece_count;

/* Finds the transactions once, outside of what is measured. */
static void find_pieces(const struct coin_chain *chain, const char *folder)
{
    struct error err;
    struct coin_block block = {0};
    size_t capacity = 0;
    if (!block_files_open(&files, chain, &folder, 1, NULL, &err))
        measure_fail(&err);
    for (size_t i = 0; i < files.place_count; i++) {
        const struct block_place *place = &files.places[i];
        unsigned char *bytes = malloc(place->size);
        int fd = open(files.files[place->file].path, O_RDONLY);
        if (bytes == NULL || pread(fd, bytes, place->size, (off_t)place->offset) != place->size ||
            !coin_block_decode(&block, chain, span_of(bytes, place->size), "block", &err))
            measure_fail(&err);
        close(fd);
        if (piece_count + block.transaction_count > capacity) {
            capacity = 2 * capacity + block.transaction_count;
            pieces = realloc(pieces, capacity * sizeof *pieces);
        }
        for (size_t j = 0; j < block.transaction_count; j++) {
            struct span of = block.transactions[j].bytes;
            pieces[piece_count++] = (struct piece){place->offset + (uint64_t)(of.data - bytes),
                                                   (uint32_t)of.size, place->file};
        }
        free(bytes);
    }
    coin_block_release(&block);
}

/* Every file is read whole into one buffer, then its transactions are hashed. */
static uint64_t read_and_hash(void)
{
    static unsigned char *buffer;
    static size_t capacity;
    unsigned char hash[32];
    uint64_t start = measure_now(), sum = 0;
    size_t at = 0;
    for (uint32_t file = 0; file < files.file_count; file++) {
        size_t size = (size_t)files.files[file].size, got = 0;
        if (size > capacity)
            buffer = realloc(buffer, capacity = size);
        int fd = open(files.files[file].path, O_RDONLY);
        for (ssize_t more; (more = read(fd, buffer + got, size - got)) > 0;)
            got += (size_t)more;
        close(fd);
        for (; at < piece_count && pieces[at].file == file; at++) {
            struct sha256_ctx sha;
            sha256_init(&sha);
            sha256_update(&sha, pieces[at].size, buffer + pieces[at].offset);
            sha256_digest(&sha, sizeof hash, hash);
            sha256_update(&sha, sizeof hash, hash);
            sha256_digest(&sha, sizeof hash, hash);
            sum += hash[0];
        }
    }
    if (sum == 0)
        fprintf(stderr, "no transactions\n");
    return measure_now() - start;
}

static uint64_t build(const char *home, const char *folder)
{
    struct error err;
    struct blocks_report report;
    struct blocks_options options = {.home = home, .paths = &folder, .path_count = 1, .seed = 7};
    measure_clear(home);
    uint64_t start = measure_now();
    if (!ingest_blocks(&options, &report, &err))
        measure_fail(&err);
    return measure_now() - start;
}

/* Bytes of the hot columns as they are, and as they would be with numbers of 40 bits everywhere. */
static bool print_hot(const struct ledger *ledger)
{
    static const int hot[] = {COIN_VALUE,
                              COIN_VALUE_WIDE_AT,
                              COIN_VALUE_WIDE,
                              COIN_OWNER,
                              COIN_SPENT,
                              COIN_SPENDER,
                              COIN_SPENDS,
                              COIN_INPUTS,
                              COIN_INPUTS_WIDE_AT,
                              COIN_INPUTS_WIDE,
                              COIN_OUTPUTS,
                              COIN_OUTPUTS_WIDE_AT,
                              COIN_OUTPUTS_WIDE,
                              COIN_INPUTS_BEFORE,
                              COIN_OUTPUTS_BEFORE,
                              COIN_INPUT_TRANSACTION,
                              COIN_OUTPUT_TRANSACTION,
                              COIN_RUN_OUTPUT,
                              COIN_RUN_INPUT};
    uint64_t bytes = 0, wide = 0;
    uint64_t transactions = ledger_count(ledger, COIN_COUNT_TRANSACTIONS);
    for (size_t i = 0; i < ledger->segment_count; i++)
        for (size_t c = 0; c < sizeof hot / sizeof hot[0]; c++) {
            const struct column *column = &ledger->segments[i]->columns[hot[c]];
            bool narrow = hot[c] == COIN_VALUE || hot[c] == COIN_INPUTS || hot[c] == COIN_OUTPUTS;
            unsigned width =
                narrow || column->width > COIN_NUMBER_BYTES ? column->width : COIN_NUMBER_BYTES;
            bytes += column->size;
            wide += column->rows * width;
        }
    printf("hot columns: %llu.%02llu bytes a transaction as they are, %llu.%02llu with all numbers "
           "in 40 bits; bar 50\n",
           (unsigned long long)(bytes / transactions),
           (unsigned long long)(bytes * 100 / transactions % 100),
           (unsigned long long)(wide / transactions),
           (unsigned long long)(wide * 100 / transactions % 100));
    return wide <= 50 * transactions;
}

/* Outputs that can be spent: of the last ledger that was built. */
static uint64_t count_unspent(const struct ledger *ledger)
{
    uint64_t unspent = 0, owner;
    for (size_t i = 0; i < ledger->segment_count; i++) {
        const struct column *owners = &ledger->segments[i]->columns[COIN_OWNER];
        for (uint64_t row = 0; row < owners->rows; row++)
            unspent += column_number(owners, row, &owner) && owner != COIN_OWNER_BURNT;
    }
    return unspent - ledger_count(ledger, COIN_COUNT_INPUTS);
}

/* Of this process, in KiB: memory that belongs to no file. */
static uint64_t anonymous(void)
{
    char line[256];
    uint64_t value = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "RssAnon:", 8) == 0)
            value = strtoull(line + 8, NULL, 10);
    if (file != NULL)
        fclose(file);
    return value;
}

/* The most that was seen while a ledger was built, looked at every five milliseconds. */
struct sampler {
    pthread_t thread;
    atomic_bool stopped;
    uint64_t peak; /* KiB */
};

static void *sample(void *context)
{
    struct sampler *sampler = context;
    while (!atomic_load(&sampler->stopped)) {
        uint64_t now = anonymous();
        sampler->peak = now > sampler->peak ? now : sampler->peak;
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    return NULL;
}

/* Builds once, and tells the time and the peak of anonymous memory, less the bench's own. */
static uint64_t build_sampled(const char *home, const char *folder, uint64_t own, uint64_t *ret_kib)
{
    struct sampler sampler = {.peak = own};
    if (pthread_create(&sampler.thread, NULL, sample, &sampler) != 0)
        exit(1);
    uint64_t taken = build(home, folder);
    atomic_store(&sampler.stopped, true);
    pthread_join(sampler.thread, NULL);
    *ret_kib = sampler.peak - own;
    return taken;
}

/* Peak of anonymous memory beside 200 MiB and 40 bytes for each unspent output. */
static bool print_memory(const struct ledger *ledger, uint64_t kib)
{
    uint64_t bar = 200 * 1024 + count_unspent(ledger) * 40 / 1024;
    printf("anonymous memory at its peak: %llu MiB; bar %llu\n", (unsigned long long)(kib / 1024),
           (unsigned long long)(bar / 1024));
    return kib <= bar;
}

static struct ledger *open_ledger(const char *home)
{
    char folder[4096];
    struct error err;
    struct ledger *ledger;
    if (!ledger_folder(folder, home, coin_chain_find(span_text("regtest"))->caip2, &err) ||
        !ledger_open(&ledger, folder, &err))
        measure_fail(&err);
    return ledger;
}

int main(int count, char **words)
{
    const char *folder = count > 1 ? words[1] : chain_files(1); /* one made by make-chain */
    uint64_t ours[MEASURE_RUNS], baseline[MEASURE_RUNS], ratio[MEASURE_RUNS];
    uint64_t own = 0, kib, first = 0;
    char home[4096];
    snprintf(home, sizeof home, "%s/home", folder);
    huge_give_back(); /* as the program does */
    find_pieces(coin_chain_find(span_text("regtest")), folder);
    for (int run = 0; run < MEASURE_RUNS; run++) {
        baseline[run] = read_and_hash();
        own = run == 0 ? anonymous() : own;
        uint64_t busy = measure_processor();
        ours[run] = build_sampled(home, folder, own, &kib);
        busy = measure_processor() - busy;
        first = run == 0 ? kib : first; /* a command builds once: later runs find freed memory */
        ratio[run] = ours[run] * 100 / baseline[run];
        fprintf(stderr,
                "run %d: building %llu ms (%llu of processor), read and hash %llu ms; anonymous "
                "%llu MiB\n",
                run + 1, (unsigned long long)(ours[run] / 1000000),
                (unsigned long long)(busy / 1000000), (unsigned long long)(baseline[run] / 1000000),
                (unsigned long long)(kib / 1024));
    }
    uint64_t hundredths = measure_median(ratio);
    printf("building, durable: %llu ms; reading and double SHA-256: %llu ms; ratio %llu.%02llu; "
           "bar 2.5\n",
           (unsigned long long)(measure_median(ours) / 1000000),
           (unsigned long long)(measure_median(baseline) / 1000000),
           (unsigned long long)(hundredths / 100), (unsigned long long)(hundredths % 100));
    struct ledger *ledger = open_ledger(home);
    bool fits = print_memory(ledger, first), narrow = print_hot(ledger);
    ledger_free(ledger);
    return fits && narrow && hundredths <= 250 ? 0 : 1;
}
