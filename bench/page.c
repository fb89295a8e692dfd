/* Claim: a page of 100 objects costs the same with 1,000 stored, with 1,000,000 stored, and with
 * 1,000,000 of which 99 % are hidden from the asker (within 1.3).
 *
 *     bench-page [OBJECTS]        default 1,000,000
 *
 * The stores are made by posting, once, and kept (some minutes, 2 GB); `jpn` sees all of them,
 * `kor` one object in a hundred. Every request reads the store. By turns under the same load: wrk,
 * one thread, 16 connections.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "gate/released.h"
#include "intel/timestamp.h"
#include "load.h"
#include "posted.h"
#include "serve.h"
#include "store/feeds.h"

enum { SMALL = 1000 };

#define PAGE LOAD_OBJECTS "?limit=100"
#define JPN  "Authorization: Basic anBuOmpwbg=="
#define KOR  "Authorization: Basic a29yOmtvcg=="

static struct error err;

/* Of all pages that were timed. */
static struct {
    double least, most;
} spent;

#define MUST(call) ((call) ? (void)0 : measure_fail(&err))

/* What one page costs the store, with and without a place to begin behind. */
static struct sql_counts count_reads(struct posted_node *node,
                                     const struct stored_audience *audience, int64_t behind)
{
    struct arena arena;
    struct view view;
    struct released_page page;
    const struct released_query query = {
        .added_after = behind, .versions = VERSION_LAST, .limit = 100, .with_bytes = true};
    arena_init(&arena, TAXII_REQUEST_BYTES_MAX);
    struct sql_counts before = sql_counts(node->store.db);
    MUST(view_of(&node->store, node->writer.world, node->by.collection, audience, (struct span){0},
                 &view, &err));
    MUST(released_page(&node->store, &view, &query, &arena, &page, &err));
    struct sql_counts after = sql_counts(node->store.db);
    ensure(page.count == 100);
    arena_release(&arena);
    return (struct sql_counts){.questions = after.questions - before.questions,
                               .rows = after.rows - before.rows,
                               .steps = after.steps - before.steps};
}

/* Processor time of a page in microseconds: what others do on the machine counts little in it. */
static double time_page(struct posted_node *node, const struct stored_audience *audience,
                        int64_t behind)
{
    enum { PAGES = 200 };
    uint64_t runs[MEASURE_RUNS];
    for (int run = 0; run < MEASURE_RUNS; run++) {
        uint64_t from = measure_processor();
        for (int i = 0; i < PAGES; i++)
            (void)count_reads(node, audience, behind);
        runs[run] = (measure_processor() - from) / PAGES;
    }
    return (double)measure_median(runs) / 1000;
}

/* The moment in the middle of what an audience sees: "&added_after=..."; says what pages cost. */
static void middle(char ret_query[64], const char *folder, const char *name, uint64_t shown)
{
    static struct posted_node node;
    static const char nth[] = "SELECT added FROM shown WHERE feed = $1 AND last = 1 "
                              "ORDER BY added LIMIT 1 OFFSET $2";
    char added[TIMESTAMP_MICROS_TEXT_BYTES];
    int64_t feed = 0, moment = 0;
    struct sql_rows rows;
    bool some = false;
    posted_open(&node, folder, true);
    const struct stored_audience *audience =
        world_audience_parse(node.writer.world, span_text(name));
    MUST(feed_find(&node.store, node.by.collection->number, audience->number, &feed, &err));
    MUST(sql_ask_one(node.store.db, nth,
                     SQL_VALUES(sql_number(feed), sql_number((int64_t)shown / 2)), &rows, &some,
                     &err));
    if (some) {
        moment = sql_get_number(&rows, 0);
        sql_done(&rows);
    }
    for (int i = 0; i < 2; i++) {
        struct sql_counts reads = count_reads(&node, audience, i == 0 ? 0 : moment);
        double time = time_page(&node, audience, i == 0 ? 0 : moment);
        printf("%s of %llu: %s: %llu questions, %llu rows, %llu steps of the database, %.0f us of "
               "the processor\n",
               name, (unsigned long long)shown, i == 0 ? "first page" : "a page in the middle",
               (unsigned long long)reads.questions, (unsigned long long)reads.rows,
               (unsigned long long)reads.steps, time);
        if (spent.least == 0 || time < spent.least)
            spent.least = time;
        if (time > spent.most)
            spent.most = time;
    }
    posted_close(&node);
    timestamp_print_micros(added, moment);
    snprintf(ret_query, 64, "&added_after=%s", added);
}

/* What the load sees; on a machine where others work it tells more of them. */
static void tell(const struct load_asking *askings, size_t count, const char *what)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (size_t i = 0; i < count; i++) {
        printf("%s, %s: %llu a second\n", what, askings[i].name,
               (unsigned long long)askings[i].rate);
        least = askings[i].rate < least ? askings[i].rate : least;
        most = askings[i].rate > most ? askings[i].rate : most;
    }
    printf("%s: within %.2f\n", what, (double)most / (double)least);
}

static bool compare_sizes(const char *small, const char *large, uint64_t objects)
{
    struct load_asking first[3] = {{.name = "1,000 stored", .account = JPN, .path = PAGE},
                                   {.name = "all stored", .account = JPN, .path = PAGE},
                                   {.name = "99 % hidden", .account = KOR, .path = PAGE}};
    struct load_asking inside[3];
    char query[64];
    memcpy(inside, first, sizeof first);
    middle(query, small, "member:jpn", SMALL);
    snprintf(inside[0].path, sizeof inside[0].path, PAGE "%s", query);
    middle(query, large, "member:jpn", objects);
    snprintf(inside[1].path, sizeof inside[1].path, PAGE "%s", query);
    middle(query, large, "member:kor", objects / 100);
    snprintf(inside[2].path, sizeof inside[2].path, PAGE "%s", query);
    pid_t servers[2] = {serve_start(&first[0].port, small), serve_start(&first[1].port, large)};
    first[2].port = inside[1].port = inside[2].port = first[1].port;
    inside[0].port = first[0].port;
    load_by_turns(first, 3);
    load_by_turns(inside, 3);
    for (int i = 0; i < 2; i++) {
        kill(servers[i], SIGTERM);
        waitpid(servers[i], NULL, 0);
    }
    tell(first, 3, "first page, read from the store");
    tell(inside, 3, "a page in the middle, read from the store");
    printf("processor time of a page: within %.2f, bar 1.3\n", spent.most / spent.least);
    return spent.most <= 1.3 * spent.least;
}

int main(int argc, char **argv)
{
    const char *const needed[] = {"wrk", NULL};
    uint64_t objects = argc > 1 ? measure_transfers(argc, argv) : 1000000;
    char small[LOAD_PATH_BYTES], large[LOAD_PATH_BYTES], name[64];
    if (!load_can(needed)) {
        printf("no wrk here: nothing measured\n");
        return 0;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    load_folder("page");
    snprintf(name, sizeof name, "store-%llu", (unsigned long long)objects);
    load_file(large, name);
    load_file(small, "store-1000");
    posted_fill(small, SMALL);
    posted_fill(large, objects);
    return compare_sizes(small, large, objects) ? 0 : 1;
}
