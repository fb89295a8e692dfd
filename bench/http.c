/* Claim: the HTTP server of net/ serves a page that it holds in memory at no less than half the
 * requests a second of nginx serving it as a file; plain and over TLS, keep-alive, by turns under
 * the same load (wrk, one thread, 16 connections) on the same cores. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "load.h"
#include "measure.h"
#include "net/http_server.h"

enum { PAGE_BYTES = 80000 };

static uint64_t microseconds(void)
{
    return measure_now() / 1000;
}

static int64_t seconds(void)
{
    return time(NULL);
}

static void answer(void *page, const struct http_request *request, struct http_response *response)
{
    (void)request;
    http_response_set(response, 200, "application/taxii+json;version=2.1");
    http_response_body(response, page);
}

/* Our server in a process of its own, as nginx is in its own. */
static pid_t start_ours(uint16_t *ret_port, const struct tls_files *files, const char *page)
{
    int ends[2];
    struct error err;
    if (pipe(ends) != 0)
        load_die("no pipe");
    pid_t child = load_fork();
    if (child == 0) {
        struct http_config config;
        struct http_server *server;
        struct http_body *body = http_body_copy(span_of(page, PAGE_BYTES));
        http_config_init(&config, microseconds, seconds);
        config.tls = files;
        if (body == NULL ||
            !http_server_start(&server, &config,
                               &(struct http_handler){body, NULL, answer, NULL, NULL}, &err))
            load_die("our server does not start");
        uint16_t port = http_server_port(server);
        if (write(ends[1], &port, sizeof port) != sizeof port)
            _exit(1);
        for (;;)
            pause();
    }
    close(ends[1]);
    if (read(ends[0], ret_port, sizeof *ret_port) != sizeof *ret_port)
        load_die("our server does not start");
    close(ends[0]);
    return child;
}

static bool compare(bool tls, uint16_t ours, uint16_t nginx)
{
    uint64_t own[MEASURE_RUNS], other[MEASURE_RUNS];
    load_run(tls, ours, "/page", NULL, NULL), load_run(tls, nginx, "/page", NULL, NULL); /* warm */
    for (int run = 0; run < MEASURE_RUNS; run++) {
        own[run] = load_run(tls, ours, "/page", NULL, NULL);
        other[run] = load_run(tls, nginx, "/page", NULL, NULL);
    }
    uint64_t mine = measure_median(own), theirs = measure_median(other);
    printf("%s: %llu requests a second of %d bytes; nginx: %llu; %llu.%02llu of it; bar 0.5\n",
           tls ? "TLS" : "plain", (unsigned long long)mine, PAGE_BYTES, (unsigned long long)theirs,
           (unsigned long long)(mine / theirs), (unsigned long long)(mine * 100 / theirs % 100));
    return mine * 2 >= theirs;
}

int main(void)
{
    static char page[PAGE_BYTES];
    static char certificate[LOAD_PATH_BYTES], key[LOAD_PATH_BYTES];
    const char *const needed[] = {"wrk", "nginx", "openssl", NULL};
    if (!load_can(needed)) {
        printf("no wrk, nginx or openssl here: nothing measured\n");
        return 0;
    }
    load_folder("http");
    for (size_t i = 0; i < PAGE_BYTES; i++)
        page[i] = (char)('a' + i * i % 23);
    load_write("page", page, PAGE_BYTES);
    const struct tls_files files = {load_file(certificate, "server.pem"),
                                    load_file(key, "server.key"), NULL};
    uint16_t ports[4] = {0, 0, load_free_port(), load_free_port()};
    pid_t nginx = load_nginx(ports[2], ports[3]); /* makes the certificate */
    pid_t servers[3] = {nginx, start_ours(&ports[0], NULL, page),
                        start_ours(&ports[1], &files, page)};
    sleep(1); /* nginx begins to listen */
    bool plain = compare(false, ports[0], ports[2]);
    bool tls = compare(true, ports[1], ports[3]);
    for (int i = 0; i < 3; i++)
        kill(servers[i], SIGTERM);
    while (wait(NULL) > 0)
        continue;
    return plain && tls ? 0 : 1;
}
