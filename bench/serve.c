#include "serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/base64.h"
#include "load.h"
#include "measure.h"
#include "net/http_server.h"
#include "posted.h"
#include "share/problem.h"
#include "share/taxii.h"

enum { ACCOUNTS = 3, CREDENTIAL_BYTES = 64 };

static struct error err;

#define MUST(call) ((call) ? (void)0 : measure_fail(&err))

static struct server {
    struct posted_node node;
    struct writing writing;
    struct reading_pool readers;
    struct taxii taxii;
    struct collection_right rights[ACCOUNTS];
    struct caller callers[ACCOUNTS], nobody;
} server;

static uint64_t microseconds(void)
{
    return measure_now() / 1000;
}

static int64_t seconds(void)
{
    return time(NULL);
}

static const struct caller *caller_of(const struct http_request *request)
{
    const struct span *field = http_request_header(request, "Authorization");
    unsigned char credential[CREDENTIAL_BYTES];
    size_t size = 0;
    if (field == NULL || !span_starts_with(*field, "Basic ") ||
        !base64_decode(span_part(*field, 6, field->size), credential, sizeof credential, &size))
        return &server.nobody;
    for (size_t i = 0; i < ACCOUNTS; i++)
        if (size == 7 && memcmp(credential, server.callers[i].name.data, 3) == 0)
            return &server.callers[i];
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

static void make_callers(void)
{
    static const char *const names[ACCOUNTS][2] = {
        {"own", "own"}, {"jpn", "member:jpn"}, {"kor", "member:kor"}};
    for (size_t i = 0; i < ACCOUNTS; i++) {
        server.rights[i] =
            (struct collection_right){server.node.by.collection->number, true, i == 0};
        server.callers[i] = (struct caller){
            .account = (int64_t)i + 1,
            .name = span_text(names[i][0]),
            .org = server.node.writer.world->own,
            .role = 1,
            .audience = *world_audience_parse(server.node.writer.world, span_text(names[i][1])),
            .rights = &server.rights[i],
            .right_count = 1,
        };
    }
}

/* A node that only reads would not take the writer's lock; this one does, one server a store. */
static void run(const char *folder, int out)
{
    struct http_config config;
    struct http_server *http = NULL;
    const struct http_handler handler = {.head = head, .answer = answer, .problem = problem};
    const struct store_place place = {.folder = folder};
    http_config_init(&config, microseconds, seconds);
    posted_open(&server.node, folder, true);
    writing_init(&server.writing, &server.node.writer, NULL);
    MUST(reading_pool_open(&server.readers, &place, config.threads, &err));
    make_callers();
    server.taxii = (struct taxii){.worlds = &server.node.worlds,
                                  .readers = &server.readers,
                                  .writing = &server.writing,
                                  .means = server.node.writer.means,
                                  .title = "A bench"};
    MUST(http_server_start(&http, &config, &handler, &err));
    uint16_t port = http_server_port(http);
    if (write(out, &port, sizeof port) != sizeof port)
        _exit(1);
    for (;;)
        pause();
}

pid_t serve_start(uint16_t *ret_port, const char *folder)
{
    int ends[2];
    if (pipe(ends) != 0)
        load_die("no pipe");
    pid_t child = load_fork();
    if (child == 0)
        run(folder, ends[1]);
    close(ends[1]);
    if (read(ends[0], ret_port, sizeof *ret_port) != sizeof *ret_port)
        load_die("a server does not start");
    close(ends[0]);
    return child;
}
