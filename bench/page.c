/* Claims: a page of 100 objects costs the same with 1,000 stored, with 1,000,000 stored, and with
 * 1,000,000 of which 99 % are hidden from the asker (within 1.3); with ready pages it is served at
 * half of nginx's requests a second at least; and a node with 1,000,000 objects keeps its anonymous
 * memory under 256 MiB while it serves and takes in.
 *
 *     bench-page [OBJECTS]        default 1,000,000
 *
 * The stores are made by posting, once, and kept (some minutes, 3 GB); `jpn` sees all of them,
 * `kor` one object in a hundred. Without ready pages every request reads the store. By turns under
 * the same load: wrk, one thread, 16 connections.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "gate/released.h"
#include "intel/timestamp.h"
#include "load.h"
#include "measure.h"
#include "posted.h"
#include "serve.h"
#include "store/feeds.h"

enum { SMALL = 1000, GETTERS = 6, POSTERS = 4, LOAD_SECONDS = 15, POST_MAX = 200 };

#define OBJECTS    "/taxii2/trefoil/collections/members/objects/?limit=100"
#define MEDIA_TYPE "application/taxii+json;version=2.1"
#define JPN        "Authorization: Basic anBuOmpwbg=="
#define KOR        "Authorization: Basic a29yOmtvcg=="
#define OWN        "Authorization: Basic b3duOm93bg=="
#define ACCEPT     "Accept: " MEDIA_TYPE

static struct error err;

/* Of all pages that were timed. */
static struct {
    double least, most;
} spent;

#define MUST(call) ((call) ? (void)0 : measure_fail(&err))

static int64_t ask_number(struct store *store, const char *query, int64_t skip)
{
    struct sql_rows rows;
    bool some = false;
    MUST(sql_ask_one(store->db, query, SQL_VALUES(sql_number(skip)), &rows, &some, &err));
    int64_t number = some ? sql_get_number(&rows, 0) : 0;
    if (some)
        sql_done(&rows);
    return number;
}

/* A store of so many objects, continued where it was left. */
static void fill(const char *folder, uint64_t objects)
{
    static const char count[] = "SELECT MAX(seq) FROM version WHERE seq > $1";
    static struct posted_node node;
    struct dynbuf envelope;
    posted_open(&node, folder, true);
    uint64_t have = (uint64_t)ask_number(&node.store, count, 0) - 1; /* the creator */
    uint64_t from = measure_now(), made = have;
    dynbuf_init(&envelope, 1 << 20);
    for (; made < objects; made += POSTED_ENVELOPE) {
        dynbuf_clear(&envelope);
        posted_envelope(&envelope, made);
        posted_take(&node, dynbuf_bytes(&envelope));
    }
    if (made > have)
        printf("posted %llu objects, released to one and asked for another: %.0f a second\n",
               (unsigned long long)(made - have),
               (double)(made - have) * 1e9 / (double)(measure_now() - from));
    dynbuf_release(&envelope);
    posted_close(&node);
}

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

/* One way to ask for a page, and what came of it. */
struct asking {
    const char *name, *account;
    uint16_t port;
    char path[256];
    uint64_t runs[MEASURE_RUNS], rate;
};

static void ask_by_turns(struct asking *askings, size_t count)
{
    for (int run = -1; run < MEASURE_RUNS; run++)
        for (size_t i = 0; i < count; i++) {
            const char *const headers[] = {ACCEPT, askings[i].account, NULL};
            uint64_t rate = load_run(false, askings[i].port, askings[i].path, headers);
            if (run >= 0)
                askings[i].runs[run] = rate;
        }
    for (size_t i = 0; i < count; i++)
        askings[i].rate = measure_median(askings[i].runs);
}

/* What the load sees; on a machine where others work it tells more of them. */
static void tell(const struct asking *askings, size_t count, const char *what)
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
    struct asking first[3] = {{"1,000 stored", JPN, 0, OBJECTS, {0}, 0},
                              {"all stored", JPN, 0, OBJECTS, {0}, 0},
                              {"99 % hidden", KOR, 0, OBJECTS, {0}, 0}};
    struct asking inside[3];
    char query[64];
    memcpy(inside, first, sizeof first);
    middle(query, small, "member:jpn", SMALL);
    snprintf(inside[0].path, sizeof inside[0].path, OBJECTS "%s", query);
    middle(query, large, "member:jpn", objects);
    snprintf(inside[1].path, sizeof inside[1].path, OBJECTS "%s", query);
    middle(query, large, "member:kor", objects / 100);
    snprintf(inside[2].path, sizeof inside[2].path, OBJECTS "%s", query);
    pid_t servers[2] = {serve_start(&first[0].port, small, false, NULL),
                        serve_start(&first[1].port, large, false, NULL)};
    first[2].port = inside[1].port = inside[2].port = first[1].port;
    inside[0].port = first[0].port;
    ask_by_turns(first, 3);
    ask_by_turns(inside, 3);
    for (int i = 0; i < 2; i++) {
        kill(servers[i], SIGTERM);
        waitpid(servers[i], NULL, 0);
    }
    tell(first, 3, "first page, read from the store");
    tell(inside, 3, "a page in the middle, read from the store");
    printf("processor time of a page: within %.2f, bar 1.3\n", spent.most / spent.least);
    return spent.most <= 1.3 * spent.least;
}

/* The same bytes as a file of nginx. */
static bool compare_nginx(uint16_t port)
{
    const char *const head =
        "GET " OBJECTS " HTTP/1.1\r\nHost: localhost\r\n" ACCEPT "\r\n" JPN "\r\n\r\n";
    const char *answer;
    size_t size = 0;
    int connection = load_connect(port);
    if (load_ask(connection, head, "", 0, &answer, &size) != 200)
        load_die(answer);
    close(connection);
    load_write("page", answer, size);
    struct asking askings[2] = {{"ready pages", JPN, port, OBJECTS, {0}, 0},
                                {"nginx", JPN, load_free_port(), "/page", {0}, 0}};
    pid_t nginx = load_nginx(askings[1].port, load_free_port());
    sleep(1);
    ask_by_turns(askings, 2);
    kill(nginx, SIGTERM);
    waitpid(nginx, NULL, 0);
    double ratio = (double)askings[0].rate / (double)askings[1].rate;
    printf("a ready page of %zu bytes: %llu a second; nginx: %llu; %.2f of it, bar 0.5\n", size,
           (unsigned long long)askings[0].rate, (unsigned long long)askings[1].rate, ratio);
    return ratio >= 0.5;
}

struct crowd {
    uint16_t port;
    atomic_bool over;
    atomic_ullong gets, posts, next;
    int64_t from, to; /* moments between which is read */
};

static void *get(void *context)
{
    struct crowd *crowd = context;
    int connection = load_connect(crowd->port);
    uint64_t chance = (uint64_t)(uintptr_t)&connection;
    char head[LOAD_HEAD_BYTES], added[TIMESTAMP_MICROS_TEXT_BYTES];
    const char *answer;
    size_t size = 0;
    while (!crowd->over) {
        chance = chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
        timestamp_print_micros(added, crowd->from +
                                          (int64_t)(chance >> 8) % (crowd->to - crowd->from + 1));
        snprintf(head, sizeof head,
                 "GET " OBJECTS "&added_after=%s HTTP/1.1\r\nHost: localhost\r\n" ACCEPT
                 "\r\n%s\r\n\r\n",
                 added, chance >> 60 == 0 ? KOR : JPN);
        if (load_ask(connection, head, "", 0, &answer, &size) != 200)
            load_die(answer);
        crowd->gets++;
    }
    close(connection);
    return NULL;
}

static void *post(void *context)
{
    struct crowd *crowd = context;
    int connection = load_connect(crowd->port);
    char head[LOAD_HEAD_BYTES];
    const char *answer;
    size_t size = 0;
    struct dynbuf body;
    dynbuf_init(&body, 1 << 20);
    while (!crowd->over && crowd->posts < POST_MAX) {
        dynbuf_clear(&body);
        posted_envelope(&body, atomic_fetch_add(&crowd->next, POSTED_ENVELOPE) + POSTED_ENVELOPE);
        snprintf(head, sizeof head,
                 "POST /taxii2/trefoil/collections/members/objects/ HTTP/1.1\r\nHost: "
                 "localhost\r\n" ACCEPT "\r\nContent-Type: " MEDIA_TYPE "\r\n" OWN
                 "\r\nContent-Length: %zu\r\n\r\n",
                 body.size);
        if (load_ask(connection, head, body.data, body.size, &answer, &size) != 202)
            load_die(answer);
        crowd->posts++;
    }
    dynbuf_release(&body);
    close(connection);
    return NULL;
}

/* KiB of a process that stand behind no file. */
static uint64_t anonymous(pid_t process)
{
    char path[64], line[256];
    uint64_t kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "RssAnon:", 8) == 0)
            kib = strtoull(line + 8, NULL, 10);
    if (file == NULL || fclose(file) != 0 || kib == 0)
        load_die("a server is gone");
    return kib;
}

static bool measure_memory(pid_t process, struct crowd *crowd)
{
    pthread_t threads[GETTERS + POSTERS];
    uint64_t quiet = anonymous(process), peak = quiet;
    for (int i = 0; i < GETTERS + POSTERS; i++)
        if (pthread_create(&threads[i], NULL, i < GETTERS ? get : post, crowd) != 0)
            load_die("no thread");
    for (uint64_t end = measure_now() + LOAD_SECONDS * UINT64_C(1000000000); measure_now() < end;) {
        uint64_t now = anonymous(process);
        peak = now > peak ? now : peak;
        usleep(20000);
    }
    crowd->over = true;
    for (int i = 0; i < GETTERS + POSTERS; i++)
        pthread_join(threads[i], NULL);
    printf("under %llu pages anywhere and %llu envelopes in %d s: %.0f MiB of anonymous memory at "
           "most, bar 256; %.0f before\n",
           (unsigned long long)crowd->gets, (unsigned long long)crowd->posts, LOAD_SECONDS,
           (double)peak / 1024, (double)quiet / 1024);
    return peak <= 256 * 1024;
}

int main(int argc, char **argv)
{
    const char *const needed[] = {"wrk", "nginx", "openssl", NULL};
    uint64_t objects = argc > 1 ? measure_transfers(argc, argv) : 1000000;
    char small[LOAD_PATH_BYTES], large[LOAD_PATH_BYTES], name[64];
    if (!load_can(needed)) {
        printf("no wrk, nginx or openssl here: nothing measured\n");
        return 0;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    load_folder("page");
    snprintf(name, sizeof name, "store-%llu", (unsigned long long)objects);
    load_file(large, name);
    load_file(small, "store-1000");
    fill(small, SMALL);
    fill(large, objects);
    bool sizes = compare_sizes(small, large, objects);
    struct crowd crowd = {.next = objects};
    pid_t server = serve_start(&crowd.port, large, true, NULL);
    bool nginx = compare_nginx(crowd.port);
    struct store store;
    MUST(store_open_reading(&store, &(struct store_place){.folder = large}, &err));
    crowd.from = ask_number(&store, "SELECT MIN(added) FROM shown WHERE added > $1", 0);
    crowd.to = ask_number(&store, "SELECT MAX(added) FROM shown WHERE added > $1", 0);
    crowd.next = (uint64_t)ask_number(&store, "SELECT MAX(seq) FROM version WHERE seq > $1", 0) -
                 1 - POSTED_ENVELOPE;
    store_release(&store);
    bool memory = measure_memory(server, &crowd);
    kill(server, SIGTERM);
    while (wait(NULL) > 0)
        continue;
    return sizes && nginx && memory ? 0 : 1;
}
