/* Claim: the HTTP server of net/ serves a page that it holds in memory at no less than half the
 * requests a second of nginx serving it as a file; plain and over TLS, keep-alive, by turns under
 * the same load (wrk, one thread, 16 connections) on the same cores. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"
#include "net/http_server.h"

enum { PAGE_BYTES = 80000, PATH_BYTES = 1024, SAID_BYTES = 16384 };

static char folder[PATH_BYTES - 32]; /* absolute once it is there */

static uint64_t microseconds(void)
{
    return measure_now() / 1000;
}

static int64_t seconds(void)
{
    return time(NULL);
}

static void die(const char *what)
{
    fprintf(stderr, "bench-http: %s\n", what);
    exit(1);
}

static const char *in_folder(char path[PATH_BYTES], const char *name)
{
    snprintf(path, PATH_BYTES, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *bytes, size_t size)
{
    char path[PATH_BYTES];
    FILE *file = fopen(in_folder(path, name), "w");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        die("cannot write its files");
}

/* Whatever was started goes with the bench, however that ends. */
static pid_t fork_bound(void)
{
    pid_t child = fork();
    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return child;
}

/* Starts a program; what it prints goes to `out`. */
static pid_t start(const char *const *words, int out)
{
    pid_t child = fork_bound();
    if (child != 0)
        return child;
    dup2(out, STDOUT_FILENO);
    execvp(words[0], (char *const *)(uintptr_t)words);
    _exit(127);
}

static bool runs(const char *const *words)
{
    int status, nowhere = open("/dev/null", O_WRONLY);
    pid_t child = start(words, nowhere);
    close(nowhere);
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static uint16_t free_port(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof any;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&any, size) != 0 ||
        getsockname(fd, (struct sockaddr *)&any, &size) != 0)
        die("no free port");
    close(fd);
    return ntohs(any.sin_port);
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
        die("no pipe");
    pid_t child = fork_bound();
    if (child == 0) {
        struct http_config config;
        struct http_server *server;
        struct http_body *body = http_body_copy(span_of(page, PAGE_BYTES));
        http_config_init(&config, microseconds, seconds);
        config.tls = files;
        if (body == NULL ||
            !http_server_start(&server, &config,
                               &(struct http_handler){body, NULL, answer, NULL, NULL}, &err))
            die("our server does not start");
        uint16_t port = http_server_port(server);
        if (write(ends[1], &port, sizeof port) != sizeof port)
            _exit(1);
        for (;;)
            pause();
    }
    close(ends[1]);
    if (read(ends[0], ret_port, sizeof *ret_port) != sizeof *ret_port)
        die("our server does not start");
    close(ends[0]);
    return child;
}

static pid_t start_nginx(uint16_t plain, uint16_t tls)
{
    static const char form[] =
        "worker_processes 2; daemon off; pid nginx.pid; error_log stderr crit;\n"
        "events { worker_connections 1024; }\n"
        "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;\n"
        "  open_file_cache max=16; default_type 'application/taxii+json;version=2.1'; root .;\n"
        "  client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t;\n"
        "  scgi_temp_path t;\n"
        "  server { listen 127.0.0.1:%u; }\n"
        "  server { listen 127.0.0.1:%u ssl; ssl_certificate server.pem;\n"
        "    ssl_certificate_key server.key; ssl_protocols TLSv1.2 TLSv1.3; } }\n";
    char text[2048], path[PATH_BYTES];
    write_file("nginx.conf", text, (size_t)snprintf(text, sizeof text, form, plain, tls));
    const char *const words[] = {"nginx", "-p", folder, "-c", in_folder(path, "nginx.conf"), NULL};
    return start(words, STDERR_FILENO);
}

/* Requests a second that wrk counts in two seconds; all of them must have been good. */
static uint64_t load(bool tls, uint16_t port)
{
    char url[64], said[SAID_BYTES];
    int ends[2];
    size_t size = 0;
    snprintf(url, sizeof url, "%s://127.0.0.1:%u/page", tls ? "https" : "http", port);
    const char *const words[] = {"wrk", "-t1", "-c16", "-d2s", url, NULL};
    if (pipe(ends) != 0)
        die("no pipe");
    pid_t child = start(words, ends[1]);
    close(ends[1]);
    for (ssize_t got;
         size < sizeof said - 1 && (got = read(ends[0], said + size, sizeof said - 1 - size)) > 0;)
        size += (size_t)got;
    close(ends[0]);
    waitpid(child, NULL, 0);
    said[size] = 0;
    const char *at = strstr(said, "Requests/sec:");
    if (at == NULL || strstr(said, "Non-2xx") != NULL || strstr(said, "Socket errors") != NULL)
        die(said);
    uint64_t number = 0;
    for (at += strcspn(at, "0123456789"); *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (uint64_t)(*at - '0');
    return number;
}

static bool compare(bool tls, uint16_t ours, uint16_t nginx)
{
    uint64_t own[MEASURE_RUNS], other[MEASURE_RUNS];
    load(tls, ours), load(tls, nginx); /* warm */
    for (int run = 0; run < MEASURE_RUNS; run++) {
        own[run] = load(tls, ours);
        other[run] = load(tls, nginx);
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
    static char certificate[PATH_BYTES], key[PATH_BYTES];
    const char *const wrk[] = {"which", "wrk", "nginx", "openssl", NULL};
    if (!runs(wrk)) {
        printf("no wrk, nginx or openssl here: nothing measured\n");
        return 0;
    }
    snprintf(folder, sizeof folder, "%s/http", measure_folder());
    mkdir(measure_folder(), 0777);
    mkdir(folder, 0777);
    char *whole = realpath(folder, NULL); /* nginx takes others from its own place */
    if (whole == NULL || snprintf(folder, sizeof folder, "%s", whole) >= (int)sizeof folder)
        die("no folder for its files");
    free(whole);
    for (size_t i = 0; i < PAGE_BYTES; i++)
        page[i] = (char)('a' + i * i % 23);
    write_file("page", page, PAGE_BYTES);
    const struct tls_files files = {in_folder(certificate, "server.pem"),
                                    in_folder(key, "server.key"), NULL};
    const char *const make[] = {"openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256",
                                "-nodes",
                                "-days",
                                "30",
                                "-subj",
                                "/CN=localhost",
                                "-keyout",
                                files.key,
                                "-out",
                                files.certificate,
                                NULL};
    if (!runs(make))
        die("openssl makes no certificate");
    uint16_t ports[4] = {0, 0, free_port(), free_port()};
    pid_t servers[3] = {start_ours(&ports[0], NULL, page), start_ours(&ports[1], &files, page),
                        start_nginx(ports[2], ports[3])};
    sleep(1); /* nginx begins to listen */
    bool plain = compare(false, ports[0], ports[2]);
    bool tls = compare(true, ports[1], ports[3]);
    for (int i = 0; i < 3; i++)
        kill(servers[i], SIGTERM);
    while (wait(NULL) > 0)
        continue;
    return plain && tls ? 0 : 1;
}
