/* A server for tests of net/: little pages that show what the wrapper saw and did.
 *
 *     net-server [NAME VALUE]...
 *
 * Names: address, threads, connections, per-address, bodies, head, idle (seconds), stop
 * (milliseconds), page (bytes of /page), certificate, key, authorities. The first line on standard
 * output is the port and libmicrohttpd's version; then one line a request when `journal 1`: method,
 * path, status, bytes, whole. A request for /held says "held", and goes on when a byte comes to
 * standard input. SIGHUP reads the certificate again and says "reloaded UNTIL" or why not; SIGTERM
 * stops.
 */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "net/http_server.h"

enum { UPLOAD_BYTES_MAX = 1 << 20 };

struct state {
    struct http_body *page;
    bool journal;
};

static uint64_t microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static int64_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

static uint64_t number(struct span text)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++)
        value = value * 10 + text.data[i] - '0';
    return value;
}

/* Bytes as hexadecimal, so that tests see them whatever they are. */
static void add_hex(struct dynbuf *text, struct span bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        dynbuf_format(text, "%02x", bytes.data[i]);
}

static void echo(const struct http_request *request, struct http_response *response)
{
    struct dynbuf text;
    dynbuf_init(&text, 1 << 20);
    dynbuf_format(&text, "method %s\npath ", http_method_name(request->method));
    add_hex(&text, request->path);
    for (size_t i = 0; i < request->query_count; i++) {
        dynbuf_text(&text, "\nquery ");
        add_hex(&text, request->query[i].name);
        dynbuf_char(&text, '=');
        add_hex(&text, request->query[i].value);
    }
    dynbuf_format(&text, "\nheaders %zu\npeer %s\ntls %d\n", request->header_count,
                  request->peer.address, request->peer.tls);
    dynbuf_format(&text, "certificate %zu %d\nbody %zu\n", request->peer.certificate.size,
                  request->peer.certificate_verified, request->body.size);
    uint64_t sum = 0;
    for (size_t i = 0; i < request->body.size; i++)
        sum = sum * 31 + request->body.data[i];
    dynbuf_format(&text, "sum %llu\n", (unsigned long long)(sum & 0xffffffff));
    struct http_body *body = http_body_take(&text);
    http_response_set(response, 200, "text/plain");
    http_response_body(response, body);
    http_body_release(body);
    dynbuf_release(&text);
}

/* /guarded wants a login before it takes a byte; others take up to UPLOAD_BYTES_MAX. */
static void head(void *context, struct http_request *request, struct http_response *response)
{
    (void)context;
    request->body_max = UPLOAD_BYTES_MAX;
    if (span_is(request->path, "/guarded") &&
        http_request_header(request, "authorization") == NULL) {
        http_response_set(response, 401, "text/plain");
        http_response_header_text(response, "WWW-Authenticate", "Basic realm=\"test\"");
        http_response_body_copy(response, span_text("no login\n"));
    }
    request->note = arena_text(request->arena, request->path);
}

static void answer(void *context, const struct http_request *request,
                   struct http_response *response)
{
    const struct state *state = context;
    size_t count;
    const struct span *value = http_request_query(request, "v", &count);
    if (request->note == NULL) {
        http_response_set(response, 503, NULL);
    } else if (span_is(request->path, "/page")) {
        http_response_set(response, 200, "application/taxii+json;version=2.1");
        http_response_body(response, state->page);
    } else if (span_is(request->path, "/header") && value != NULL) {
        http_response_set(response, 200, "text/plain");
        http_response_header(response, "X-Value", *value);
    } else if (span_is(request->path, "/split")) {
        http_response_set(response, 200, "text/plain");
        http_response_header_text(response, "X-Value", "a\r\nX-Other: b");
    } else if (span_is(request->path, "/held")) {
        printf("held\n");
        (void)getchar();
        http_response_set(response, 200, "text/plain");
        http_response_body_copy(response, span_text("held\n"));
    } else if (span_is(request->path, "/silent")) {
        return; /* a handler that forgets its answer */
    } else if (span_is(request->path, "/missing")) {
        http_response_set(response, 404, NULL);
    } else {
        echo(request, response);
    }
}

static void problem(void *context, const struct http_request *request, const char *what,
                    struct http_response *response)
{
    struct dynbuf text;
    (void)context, (void)request;
    dynbuf_init(&text, 4096);
    dynbuf_format(&text, "{\"title\":\"%s\",\"http_status\":\"%u\"}", what, response->status);
    http_response_set(response, response->status, "application/taxii+json;version=2.1");
    http_response_body_copy(response, dynbuf_bytes(&text));
    dynbuf_release(&text);
}

static void done(void *context, const struct http_request *request, const struct http_done *what)
{
    const struct state *state = context;
    if (state->journal)
        printf("done %s %.*s %u %llu %d\n", http_method_name(request->method),
               (int)(request->path.size < 100 ? request->path.size : 100),
               (const char *)request->path.data, what->status, (unsigned long long)what->body_bytes,
               what->whole);
}

struct words {
    struct http_config config;
    struct tls_files files;
    unsigned stop;
    size_t page;
    bool journal;
};

static bool take_word(struct words *words, const char *name, const char *value)
{
    struct http_config *config = &words->config;
    unsigned size = (unsigned)number(span_text(value));
    struct {
        const char *name;
        unsigned *number;
    } const numbers[] = {
        {"threads", &config->threads},   {"connections", &config->connections_max},
        {"head", &config->head_seconds}, {"per-address", &config->connections_per_address_max},
        {"idle", &config->idle_seconds}, {"stop", &words->stop},
    };
    struct {
        const char *name;
        const char **text;
    } const texts[] = {
        {"address", &config->address},
        {"certificate", &words->files.certificate},
        {"key", &words->files.key},
        {"authorities", &words->files.authorities},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(name, numbers[i].name) == 0)
            return *numbers[i].number = size, true;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(name, texts[i].name) == 0)
            return *texts[i].text = value, true;
    if (strcmp(name, "bodies") == 0)
        return config->bodies_bytes_max = size, true;
    if (strcmp(name, "page") == 0)
        return words->page = size, true;
    return strcmp(name, "journal") == 0 && (words->journal = size != 0, true);
}

static struct http_body *make_page(size_t size)
{
    struct dynbuf text;
    dynbuf_init(&text, size);
    while (text.size < size && dynbuf_char(&text, (char)('a' + text.size % 23)))
        continue;
    struct http_body *page = http_body_take(&text);
    dynbuf_release(&text);
    return page;
}

static void serve(struct http_server *server, const struct words *words, const sigset_t *signals)
{
    struct error err;
    int got = 0;
    printf("%u %s\n", http_server_port(server), MHD_get_version());
    while (sigwait(signals, &got) == 0 && got == SIGHUP) {
        if (http_server_reload(server, &err))
            printf("reloaded %lld\n", (long long)http_server_certificate_until(server));
        else
            printf("%s\n", err.text);
    }
    http_server_stop(server, words->stop);
}

int main(int count, char **arguments)
{
    struct words words = {.page = 80000, .stop = 5000};
    struct http_server *server;
    struct error err;
    sigset_t signals;
    setvbuf(stdout, NULL, _IOLBF, 0);
    http_config_init(&words.config, microseconds, seconds);
    for (int i = 1; i + 1 < count; i += 2)
        if (!take_word(&words, arguments[i], arguments[i + 1]))
            return fprintf(stderr, "net-server: no name '%s'\n", arguments[i]), 2;
    if (words.files.certificate != NULL)
        words.config.tls = &words.files;
    struct state state = {.page = make_page(words.page), .journal = words.journal};
    struct http_handler handler = {&state, head, answer, problem, done};
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    if (state.page == NULL || !http_server_start(&server, &words.config, &handler, &err))
        return fprintf(stderr, "net-server: %s\n", state.page == NULL ? "no memory" : err.text), 1;
    serve(server, &words, &signals);
    http_body_release(state.page);
    return 0;
}
