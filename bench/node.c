/* Claims, over the real node: with ready pages a page of 100 objects is served at half of nginx's
 * requests a second at least, without TLS and with it; and a node with 1,000,000 objects keeps its
 * anonymous memory under 256 MiB whatever it serves and takes in.
 *
 *     bench-node [OBJECTS]        default 1,000,000
 *
 * `trefoil serve --unlimited` in a process of its own; accounts of `trefoil user add`, which sign
 * in with a password at every request: `tokyo`, a machine of jpn, reads what was released to it;
 * `olga`, one of the own analysts, posts. The home is filled through the gate, once, and kept (some
 * minutes, 2 GB); each run posts some 100,000 objects more. A cold page is one that nobody has
 * asked for yet, with the same objects in it: each request has a moment of its own to begin behind,
 * before the first object.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base64.h"
#include "crowd.h"
#include "load.h"
#include "posted.h"

enum {
    HEADER_BYTES = 256,
    CONFIG_TEXT_BYTES = 8192,
    TIMED_ENVELOPES = 500,
};

static struct error err;

#define MUST(call) ((call) ? (void)0 : measure_fail(&err))

static char home[LOAD_PATH_BYTES];

/* The node that runs; KiB of it that stand behind no file, at most. */
static struct watched {
    atomic_int process; /* 0: none runs */
    atomic_bool over;
    atomic_ullong peak;
} watched;

static void *watch(void *context)
{
    char path[64], line[256];
    for (; !watched.over; usleep(20000)) {
        snprintf(path, sizeof path, "/proc/%d/status", (int)watched.process);
        FILE *file = watched.process == 0 ? NULL : fopen(path, "r");
        while (file != NULL && fgets(line, sizeof line, file) != NULL) {
            uint64_t kib = strncmp(line, "RssAnon:", 8) == 0 ? strtoull(line + 8, NULL, 10) : 0;
            if (kib > watched.peak)
                watched.peak = kib;
        }
        if (file != NULL)
            fclose(file);
    }
    return context;
}

/* "NAME":"VALUE" or "NAME": "VALUE" of what the program says. */
static void said_value(char *ret_value, size_t size, const char *said, const char *name)
{
    const char *at = strstr(said, name);
    at = at == NULL ? NULL : strchr(at + strlen(name) + 1, '"');
    size_t length = at == NULL ? 0 : strcspn(at + 1, "\"");
    if (length == 0 || length >= size)
        load_die("the program does not say what it must");
    memcpy(ret_value, at + 1, length);
    ret_value[length] = '\0';
}

/* The header of an account, made on the first run, with a new password on each. */
static void sign_in(char ret_header[HEADER_BYTES], const char *name, const char *role,
                    const char *of)
{
    const char *const add[] = {TREFOIL_PROGRAM, "--home", home,   "user", "add", name,
                               "--role",        role,     "--of", of,     NULL};
    const char *const renew[] = {TREFOIL_PROGRAM, "--home", home,     "user",
                                 "password",      name,     "--json", NULL};
    char said[1024], password[128], both[256];
    struct dynbuf header;
    load_runs(add);
    load_says(renew, said, sizeof said);
    said_value(password, sizeof password, said, "\"password\"");
    snprintf(both, sizeof both, "%s:%s", name, password);
    dynbuf_init(&header, HEADER_BYTES);
    dynbuf_text(&header, "Authorization: Basic ");
    base64_put(&header, span_text(both));
    snprintf(ret_header, HEADER_BYTES, "%.*s", (int)header.size, header.data);
    dynbuf_release(&header);
}

/* What `init` wrote, but for where it listens. */
static void configure(bool tls)
{
    static const char was[] = "listen: 127.0.0.1:8443", is[] = "listen: 127.0.0.1:0   ";
    char text[CONFIG_TEXT_BYTES] = "", path[LOAD_PATH_BYTES + 16], files[2][LOAD_PATH_BYTES];
    snprintf(path, sizeof path, "%s/node.yaml", home);
    FILE *file = fopen(path, "r+");
    size_t size = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
    char *listen = strstr(text, was), *end = strstr(text, "\ntls:\n");
    if (size == 0 || (listen == NULL && strstr(text, is) == NULL))
        load_die("no node.yaml as init writes it");
    if (listen != NULL)
        memcpy(listen, is, strlen(is));
    if (end != NULL)
        end[1] = '\0';
    rewind(file);
    fputs(text, file);
    if (tls)
        fprintf(file, "tls:\n  certificate: %s\n  key: %s\n", load_file(files[0], "server.pem"),
                load_file(files[1], "server.key"));
    if (fflush(file) != 0 || ftruncate(fileno(file), ftell(file)) != 0 || fclose(file) != 0)
        load_die("cannot write node.yaml");
}

static uint16_t start(bool tls)
{
    const char *const words[] = {TREFOIL_PROGRAM, "--home",      home, "serve",
                                 "--json",        "--unlimited", NULL};
    char line[1024], url[128];
    int ends[2];
    configure(tls);
    if (pipe(ends) != 0)
        load_die("no pipe");
    pid_t process = load_start(words, ends[1]);
    close(ends[1]);
    FILE *said = fdopen(ends[0], "r");
    if (said == NULL || fgets(line, sizeof line, said) == NULL)
        load_die("the node does not start");
    fclose(said);
    said_value(url, sizeof url, line, "\"url\"");
    watched.process = process;
    return (uint16_t)strtoul(strrchr(url, ':') + 1, NULL, 10);
}

static void stop(void)
{
    int status = 0;
    pid_t process = watched.process;
    watched.process = 0;
    if (kill(process, SIGTERM) != 0 || waitpid(process, &status, 0) != process || status != 0)
        load_die("the node did not end well");
}

/* The page as a file of nginx. */
static void keep_page(uint16_t port, const char *reader)
{
    char head[LOAD_HEAD_BYTES];
    const char *answer;
    size_t size = 0;
    int connection = load_connect(port);
    snprintf(head, sizeof head,
             "GET " LOAD_OBJECTS "?limit=100 HTTP/1.1\r\nHost: localhost\r\n" LOAD_ACCEPT
             "\r\n%s\r\n\r\n",
             reader);
    if (load_ask(connection, head, "", 0, &answer, &size) != 200)
        load_die(answer);
    close(connection);
    load_write("page", answer, size);
    printf("a page has %zu bytes\n", size);
}

static bool compare(bool tls, uint16_t port, uint16_t nginx, const char *reader)
{
    static const char cold[] =
        "local second, n = os.date('!%H:%M:%S', os.time()), 0\n"
        "request = function()\n"
        "  n = n + 1\n"
        "  return wrk.format(nil, wrk.path .. string.format('&added_after=2001-01-01T%s.%06dZ',\n"
        "                                                   second, n))\n"
        "end\n";
    char script[LOAD_PATH_BYTES];
    load_write("cold.lua", cold, strlen(cold));
    struct load_asking askings[] = {
        {.tls = tls, .port = port, .account = reader, .path = LOAD_OBJECTS "?limit=100"},
        {.tls = tls,
         .port = port,
         .account = reader,
         .path = LOAD_OBJECTS "?limit=100",
         .script = load_file(script, "cold.lua")},
        {.tls = tls, .port = nginx, .account = reader, .path = "/page"}};
    load_by_turns(askings, 3);
    double own = (double)askings[0].rate, other = (double)askings[2].rate;
    printf("%s: a warm page %.0f requests a second, a cold one %llu; nginx: %.0f; warm %.2f of it, "
           "bar 0.5; cold %.2f\n",
           tls ? "TLS" : "plain", own, (unsigned long long)askings[1].rate, other, own / other,
           (double)askings[1].rate / other);
    return own >= 0.5 * other;
}

/* Where its clients read, and what is still to be posted. */
static void look(struct crowd *crowd)
{
    struct store store;
    MUST(store_open_reading(&store, &(struct store_place){.folder = home}, &err));
    crowd->from = posted_number(&store, "SELECT MIN(added) FROM shown WHERE added > $1", 0);
    crowd->to = posted_number(&store, "SELECT MAX(added) FROM shown WHERE added > $1", 0);
    crowd->next = posted_next(&store);
    store_release(&store);
}

static void press(struct crowd *crowd)
{
    uint64_t quiet = watched.peak, spent = crowd_post(crowd, TIMED_ENVELOPES);
    printf("posted by two at a time, in envelopes of %d: %.0f objects a second acknowledged\n",
           POSTED_ENVELOPE, (double)crowd->objects * 1e9 / (double)spent);
    crowd->objects = 0;
    crowd_press(crowd);
    printf("%llu pages anywhere beside %llu objects posted: %.0f MiB of anonymous memory at most; "
           "%.0f before\n",
           (unsigned long long)crowd->gets, (unsigned long long)crowd->objects,
           (double)watched.peak / 1024, (double)quiet / 1024);
}

static void make_home(uint64_t objects)
{
    const char *const init[] = {TREFOIL_PROGRAM, "--home", home, "init", NULL};
    char name[64];
    snprintf(name, sizeof name, "home-%llu", (unsigned long long)objects);
    load_file(home, name);
    posted_fill(home, objects);
    if (!load_runs(init))
        load_die("no home");
}

int main(int argc, char **argv)
{
    const char *const needed[] = {"wrk", "nginx", "openssl", NULL};
    char reader[HEADER_BYTES], writer[HEADER_BYTES];
    pthread_t watcher;
    if (!load_can(needed)) {
        printf("no wrk, nginx or openssl here: nothing measured\n");
        return 0;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    load_folder("node");
    make_home(argc > 1 ? measure_transfers(argc, argv) : 1000000);
    sign_in(reader, "tokyo", "machine", "jpn");
    sign_in(writer, "olga", "analyst", "usa");
    uint16_t ports[2] = {load_free_port(), load_free_port()};
    pid_t nginx = load_nginx(ports[0], ports[1]); /* makes the certificate */
    if (pthread_create(&watcher, NULL, watch, NULL) != 0)
        load_die("no thread");
    struct crowd crowd = {.port = start(false), .reader = reader, .writer = writer};
    look(&crowd);
    keep_page(crowd.port, reader);
    bool plain = compare(false, crowd.port, ports[0], reader);
    press(&crowd);
    stop();
    bool tls = compare(true, start(true), ports[1], reader);
    stop();
    watched.over = true;
    pthread_join(watcher, NULL);
    kill(nginx, SIGTERM);
    waitpid(nginx, NULL, 0);
    printf("anonymous memory of both nodes: %.0f MiB at most, bar 256\n",
           (double)watched.peak / 1024);
    return plain && tls && watched.peak <= 256 * 1024 ? 0 : 1;
}
