/* A TAXII server for tests: a fresh store in a folder, or in an empty PostgreSQL database, and
 * fixed accounts (the password is the name).
 *
 *     taxii-server FOLDER [CONNECTION]
 *
 * Accounts: own, other (analysts of usa), jpn (a machine of jpn: reads members), market (a desk's).
 * The first line on standard output is the port. Lines on standard input: `release ID AUDIENCE`,
 * answered by a line with the gate's reason; its end stops the server.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/base64.h"
#include "base/limits.h"
#include "gate/release.h"
#include "net/http_server.h"
#include "share/problem.h"
#include "share/taxii.h"

enum { THREADS = 2, LINE_BYTES = 512, ACCOUNTS = 4, CREDENTIAL_BYTES = 64 };

static struct error err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call)) {                                                                             \
            fprintf(stderr, "taxii-server: %s\n", err.text);                                       \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

static struct server {
    struct store store;
    struct worlds worlds;
    struct gate_writer writer;
    struct writing writing;
    struct page_cache cache;
    struct reading_pool readers;
    struct taxii taxii;
    struct collection_right own_rights[2], member_right, desk_right;
    struct caller callers[ACCOUNTS], nobody;
} server;

static uint64_t monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static int64_t seconds(void)
{
    return time(NULL);
}

static int64_t micros(void *context)
{
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    (void)context;
    randombytes_buf(ret_bytes, size);
}

static void put_org(enum org_kind kind, const char *name, const char *identity)
{
    const struct org org = {.kind = kind, .name = span_text(name)};
    int64_t number = 0;
    MUST(org_put(&server.store, &org, &number, &err));
    if (identity != NULL)
        MUST(identity_put(&server.store, span_text(identity), number, &err));
}

static void put_all(void)
{
    static const char *const collections[][2] = {
        {"members", "10000000-0000-4000-8000-000000000001"},
        {"desks", "10000000-0000-4000-8000-000000000002"},
        {"public", "10000000-0000-4000-8000-000000000003"},
    };
    struct store *store = &server.store;
    int64_t number = 0;
    put_org(ORG_MEMBER, "usa", "identity--00000000-0000-4000-8000-0000000000a1");
    put_org(ORG_MEMBER, "jpn", "identity--00000000-0000-4000-8000-0000000000b1");
    put_org(ORG_DESK, "market", NULL);
    MUST(audience_make(store, AUDIENCE_OWN, span_text(""), &number, &err));
    MUST(audience_make(store, AUDIENCE_PUBLIC, span_text(""), &number, &err));
    MUST(audience_make(store, AUDIENCE_MEMBER, span_text("jpn"), &number, &err));
    MUST(audience_make(store, AUDIENCE_DESK, span_text("market"), &number, &err));
    for (size_t i = 0; i < 3; i++)
        MUST(collection_add(store, span_text(collections[i][0]), span_text(collections[i][1]),
                            &number, &err));
}

static void put_caller(size_t at, const char *name, const char *audience,
                       const struct collection_right *rights, size_t count)
{
    const struct stored_audience *of =
        world_audience_parse(server.writer.world, span_text(audience));
    ensure(of != NULL);
    server.callers[at] = (struct caller){
        .account = (int64_t)at + 1,
        .name = span_text(name),
        .org = server.writer.world->own,
        .role = 1,
        .audience = *of,
        .rights = rights,
        .right_count = count,
    };
}

static void make_callers(void)
{
    int64_t members = world_collection(server.writer.world, span_text("members"))->number;
    int64_t desks = world_collection(server.writer.world, span_text("desks"))->number;
    server.own_rights[0] = (struct collection_right){members, true, true};
    server.own_rights[1] = (struct collection_right){desks, true, true};
    server.member_right = (struct collection_right){members, true, false};
    server.desk_right = (struct collection_right){desks, true, false};
    put_caller(0, "own", "own", server.own_rights, 2);
    put_caller(1, "other", "own", server.own_rights, 2);
    put_caller(2, "jpn", "member:jpn", &server.member_right, 1);
    put_caller(3, "market", "desk:market", &server.desk_right, 1);
    server.nobody.audience =
        *world_audience_of(server.writer.world, AUDIENCE_PUBLIC, (struct span){0});
}

static void open_all(const struct store_place *place)
{
    const struct gate_means means = {.now = micros, .chance = chance};
    MUST(store_open(&server.store, place, &err));
    MUST(store_begin(&server.store, &err));
    put_all();
    MUST(store_commit(&server.store, &err));
    MUST(worlds_init(&server.worlds, &server.store, span_text("usa"), &err));
    MUST(gate_writer_init(&server.writer, &server.store, &server.worlds, means, &err));
    MUST(page_cache_init(&server.cache, &err));
    writing_init(&server.writing, &server.writer, &server.cache);
    MUST(reading_pool_open(&server.readers, place, THREADS, &err));
    make_callers();
    server.taxii = (struct taxii){.worlds = &server.worlds,
                                  .readers = &server.readers,
                                  .cache = &server.cache,
                                  .writing = &server.writing,
                                  .means = means,
                                  .title = "A test server"};
    randombytes_buf(server.taxii.next_key, sizeof server.taxii.next_key);
}

static const struct caller *caller_of(const struct http_request *request)
{
    const struct span *field = http_request_header(request, "Authorization");
    unsigned char credential[CREDENTIAL_BYTES];
    size_t size = 0;
    if (field == NULL || !span_starts_with(*field, "Basic ") ||
        !base64_decode(span_part(*field, 6, field->size), credential, sizeof credential, &size))
        return &server.nobody;
    for (size_t i = 0; i < ACCOUNTS; i++) {
        struct span name = server.callers[i].name;
        if (size == 2 * name.size + 1 && memcmp(credential, name.data, name.size) == 0 &&
            credential[name.size] == ':' &&
            memcmp(credential + name.size + 1, name.data, name.size) == 0)
            return &server.callers[i];
    }
    return &server.nobody;
}

static void head(void *context, struct http_request *request, struct http_response *response)
{
    (void)context;
    taxii_head(&server.taxii, request, caller_of(request), response);
}

static void answer(void *context, const struct http_request *request,
                   struct http_response *response)
{
    (void)context;
    taxii_answer(&server.taxii, request, caller_of(request), response);
}

static void problem(void *context, const struct http_request *request, const char *what,
                    struct http_response *response)
{
    (void)context;
    (void)request;
    taxii_problem(response, response->status, what);
}

static void release(char *line)
{
    enum gate_reason reason = GATE_ALLOWED;
    char *to = strchr(line, ' ');
    if (to == NULL)
        return;
    *to++ = '\0';
    to[strcspn(to, "\n")] = '\0';
    const struct gate_release asked = {
        .id = span_text(line),
        .to = world_audience_parse(server.writer.world, span_text(to)),
        .actor = span_text("olga"),
    };
    ensure(asked.to != NULL);
    MUST(writing_begin(&server.writing, &err));
    bool ok = gate_release(&server.writer, &asked, &reason, &err);
    MUST(writing_end(&server.writing, ok, &err));
    printf("%s\n", gate_reason_name(reason));
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct http_config config;
    struct http_server *http = NULL;
    char line[LINE_BYTES];
    const struct http_handler handler = {.head = head, .answer = answer, .problem = problem};
    if (argc < 2 || argc > 3 || sodium_init() < 0)
        return 1;
    const struct store_place place = {.folder = argv[1], .postgres = argc == 3 ? argv[2] : NULL};
    open_all(&place);
    http_config_init(&config, monotonic, seconds);
    config.threads = THREADS;
    MUST(http_server_start(&http, &config, &handler, &err));
    printf("%u\n", (unsigned)http_server_port(http));
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL)
        if (strncmp(line, "release ", 8) == 0)
            release(line + 8);
    http_server_stop(http, 1000);
    reading_pool_release(&server.readers);
    writing_release(&server.writing);
    page_cache_release(&server.cache);
    gate_writer_release(&server.writer);
    worlds_release(&server.worlds);
    store_release(&server.store);
    return 0;
}
