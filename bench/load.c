#include "load.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID_BYTES = 16384, ANSWER_BYTES = 8 << 20, HEADERS_MAX = 8 };

static char folder[LOAD_PATH_BYTES - 64];

void load_die(const char *what)
{
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

const char *load_folder(const char *name)
{
    char path[LOAD_PATH_BYTES];
    mkdir(measure_folder(), 0777);
    snprintf(path, sizeof path, "%s/%s", measure_folder(), name);
    mkdir(path, 0777);
    char *whole = realpath(path, NULL); /* nginx takes others from its own place */
    if (whole == NULL || snprintf(folder, sizeof folder, "%s", whole) >= (int)sizeof folder)
        load_die("no folder for its files");
    free(whole);
    return folder;
}

const char *load_file(char path[LOAD_PATH_BYTES], const char *name)
{
    snprintf(path, LOAD_PATH_BYTES, "%s/%s", folder, name);
    return path;
}

void load_write(const char *name, const char *bytes, size_t size)
{
    char path[LOAD_PATH_BYTES];
    FILE *file = fopen(load_file(path, name), "w");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        load_die("cannot write its files");
}

pid_t load_fork(void)
{
    pid_t child = fork();
    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return child;
}

pid_t load_start(const char *const *words, int out)
{
    pid_t child = load_fork();
    if (child != 0)
        return child;
    dup2(out, STDOUT_FILENO);
    execvp(words[0], (char *const *)(uintptr_t)words);
    _exit(127);
}

bool load_runs(const char *const *words)
{
    int status, nowhere = open("/dev/null", O_WRONLY);
    pid_t child = load_start(words, nowhere);
    close(nowhere);
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool load_can(const char *const *programs)
{
    for (; *programs != NULL; programs++) {
        const char *const which[] = {"which", *programs, NULL};
        if (!load_runs(which))
            return false;
    }
    return true;
}

void load_make_certificate(void)
{
    char key[LOAD_PATH_BYTES], certificate[LOAD_PATH_BYTES];
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
                                load_file(key, "server.key"),
                                "-out",
                                load_file(certificate, "server.pem"),
                                NULL};
    if (!load_runs(make))
        load_die("openssl makes no certificate");
}

uint16_t load_free_port(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof any;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&any, size) != 0 ||
        getsockname(fd, (struct sockaddr *)&any, &size) != 0)
        load_die("no free port");
    close(fd);
    return ntohs(any.sin_port);
}

pid_t load_nginx(uint16_t plain, uint16_t tls)
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
    char text[2048], path[LOAD_PATH_BYTES];
    load_make_certificate();
    load_write("nginx.conf", text, (size_t)snprintf(text, sizeof text, form, plain, tls));
    const char *const words[] = {"nginx", "-p", folder, "-c", load_file(path, "nginx.conf"), NULL};
    return load_start(words, STDERR_FILENO);
}

static uint64_t number_at(const char *at)
{
    uint64_t number = 0;
    for (at += strcspn(at, "0123456789"); *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (uint64_t)(*at - '0');
    return number;
}

void load_says(const char *const *words, char *ret_said, size_t size)
{
    size_t have = 0;
    int ends[2];
    if (pipe(ends) != 0)
        load_die("no pipe");
    pid_t child = load_start(words, ends[1]);
    close(ends[1]);
    for (ssize_t got;
         have < size - 1 && (got = read(ends[0], ret_said + have, size - 1 - have)) > 0;)
        have += (size_t)got;
    close(ends[0]);
    waitpid(child, NULL, 0);
    ret_said[have] = 0;
}

uint64_t load_run(bool tls, uint16_t port, const char *path, const char *const *headers,
                  const char *script)
{
    char url[LOAD_PATH_BYTES], said[SAID_BYTES];
    const char *words[8 + 2 * HEADERS_MAX] = {"wrk", "-t1", "-c16", "-d2s"};
    size_t count = 4;
    if (script != NULL) {
        words[count++] = "-s";
        words[count++] = script;
    }
    for (; headers != NULL && *headers != NULL && count < 6 + 2 * HEADERS_MAX; headers++) {
        words[count++] = "-H";
        words[count++] = *headers;
    }
    snprintf(url, sizeof url, "%s://127.0.0.1:%u%s", tls ? "https" : "http", port, path);
    words[count] = url;
    load_says(words, said, sizeof said);
    const char *at = strstr(said, "Requests/sec:");
    if (at == NULL || strstr(said, "Non-2xx") != NULL || strstr(said, "Socket errors") != NULL)
        load_die(said);
    return number_at(at);
}

void load_by_turns(struct load_asking *askings, size_t count)
{
    for (int run = -1; run < MEASURE_RUNS; run++)
        for (struct load_asking *asking = askings; asking < askings + count; asking++) {
            const char *const headers[] = {LOAD_ACCEPT, asking->account, NULL};
            uint64_t rate =
                load_run(asking->tls, asking->port, asking->path, headers, asking->script);
            if (run >= 0)
                asking->runs[run] = rate;
        }
    for (size_t i = 0; i < count; i++)
        askings[i].rate = measure_median(askings[i].runs);
}

int load_connect(uint16_t port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), at_once = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        load_die("no connection");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once); /* as clients of HTTP do */
    return fd;
}

static void send_all(int connection, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(connection, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            load_die("a connection was closed");
        bytes += sent;
        size -= (size_t)sent;
    }
}

unsigned load_ask(int connection, const char *head, const char *body, size_t size,
                  const char **ret_answer, size_t *ret_size)
{
    static _Thread_local char *answer;
    size_t have = 0, whole = SIZE_MAX;
    const char *end = NULL;
    if (answer == NULL && (answer = malloc(ANSWER_BYTES)) == NULL)
        load_die("no memory");
    send_all(connection, head, strlen(head));
    send_all(connection, body, size);
    while (have < whole) {
        ssize_t got = recv(connection, answer + have, ANSWER_BYTES - 1 - have, 0);
        if (got <= 0)
            load_die("an answer was cut off");
        have += (size_t)got;
        answer[have] = '\0';
        if (end == NULL && (end = strstr(answer, "\r\n\r\n")) != NULL) {
            const char *length = strstr(answer, "\r\nContent-Length:");
            end += 4;
            whole = (size_t)(end - answer) +
                    (length != NULL && length < end ? (size_t)number_at(length) : 0);
        }
    }
    *ret_answer = end;
    *ret_size = have - (size_t)(end - answer);
    return (unsigned)number_at(answer + strlen("HTTP/1.1"));
}
