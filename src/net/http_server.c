#include "net/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/abstract.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "net/http_exchange.h"

enum { BACKLOG = 511, DRAIN_TICK_NANOSECONDS = 5000000 };

void http_config_init(struct http_config *config, uint64_t (*microseconds)(void),
                      int64_t (*seconds)(void))
{
    *config = (struct http_config){
        .address = "127.0.0.1",
        .threads = HTTP_THREADS,
        .connections_max = HTTP_CONNECTIONS,
        .connections_per_address_max = HTTP_CONNECTIONS_PER_ADDRESS,
        .bodies_bytes_max = HTTP_BODIES_BYTES,
        .head_seconds = HTTP_HEAD_SECONDS,
        .idle_seconds = HTTP_IDLE_SECONDS,
        .microseconds = microseconds,
        .seconds = seconds,
    };
}

static bool in_bounds(const char *name, uint64_t value, uint64_t max, struct error *err)
{
    if (value >= 1 && value <= max)
        return true;
    return error_input(err, ERROR_VALUE, name, "%llu, expected 1 to %llu",
                       (unsigned long long)value, (unsigned long long)max);
}

static bool check_config(const struct http_config *config, struct error *err)
{
    return in_bounds("threads", config->threads, HTTP_THREADS_MAX, err) &&
           in_bounds("connections", config->connections_max, HTTP_CONNECTIONS_MAX, err) &&
           in_bounds("threads for so few connections", config->threads, config->connections_max,
                     err) &&
           in_bounds("connections of one address", config->connections_per_address_max,
                     HTTP_CONNECTIONS_MAX, err) &&
           in_bounds("bytes of bodies", config->bodies_bytes_max, INT64_MAX, err) &&
           in_bounds("seconds for a head", config->head_seconds, HTTP_SECONDS_MAX, err) &&
           in_bounds("seconds of silence", config->idle_seconds, HTTP_SECONDS_MAX, err);
}

/* No more connections than files may be open: at that wall libmicrohttpd would turn in circles. */
static bool fit_to_files(struct http_config *config, struct error *err)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return error_os(err, ERROR_IO, "reading the limit of open files", config->address, errno);
    if (files.rlim_cur < HTTP_FILES_RESERVED + config->threads)
        return error_input(err, ERROR_LIMIT, "open files", "%llu, expected at least %u",
                           (unsigned long long)files.rlim_cur,
                           HTTP_FILES_RESERVED + config->threads);
    if (files.rlim_cur - HTTP_FILES_RESERVED < config->connections_max)
        config->connections_max = (unsigned)(files.rlim_cur - HTTP_FILES_RESERVED);
    return true;
}

static bool address_of(struct sockaddr_storage *ret_address, socklen_t *ret_size, const char *text,
                       uint16_t port, struct error *err)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)ret_address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret_address;
    memset(ret_address, 0, sizeof *ret_address);
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        *ret_size = sizeof *v4;
        return true;
    }
    if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        *ret_size = sizeof *v6;
        return true;
    }
    return error_input(err, ERROR_VALUE, text, "no address, expected one in numbers");
}

static bool start_listening(struct http_server *server, struct error *err)
{
    const char *text = server->config.address;
    struct sockaddr_storage address;
    socklen_t size;
    int on = 1, off = 0;
    if (!address_of(&address, &size, text, server->config.port, err))
        return false;
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return error_os(err, ERROR_IO, "listening", text, errno);
    bool ok = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
              (address.ss_family != AF_INET6 ||
               setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0) &&
              bind(fd, (struct sockaddr *)&address, size) == 0 && listen(fd, BACKLOG) == 0 &&
              getsockname(fd, (struct sockaddr *)&address, &size) == 0;
    if (!ok) {
        error_os(err, errno == EADDRINUSE ? ERROR_BUSY : ERROR_IO, "listening", text, errno);
        close(fd);
        return false;
    }
    server->listening = fd;
    server->port =
        ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                            : ((struct sockaddr_in *)&address)->sin_port);
    return true;
}

/* The credential for one more connection; NULL on a plain server. */
static struct tls_credential *hold_credential(struct http_server *server)
{
    pthread_mutex_lock(&server->credential_lock);
    struct tls_credential *credential =
        server->credential == NULL ? NULL : tls_credential_hold(server->credential);
    pthread_mutex_unlock(&server->credential_lock);
    return credential;
}

static struct http_exchange *open_exchange(struct http_server *server,
                                           struct MHD_Connection *connection, int fd)
{
    const union MHD_ConnectionInfo *address =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *peer = address == NULL ? NULL : address->client_addr;
    struct connection *place =
        connection_open(&server->connections, fd, peer, server->config.head_seconds);
    if (place == NULL)
        return NULL;
    struct http_exchange *exchange = place->exchange;
    exchange->credential = hold_credential(server);
    http_exchange_open(exchange, peer);
    if (exchange->credential == NULL)
        return exchange;
    const union MHD_ConnectionInfo *session =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (session != NULL && tls_credential_use(exchange->credential, session->tls_session)) {
        exchange->session = session->tls_session;
        return exchange;
    }
    http_exchange_close(exchange);
    connection_close(&server->connections, place);
    return NULL;
}

static void notify(void *of, struct MHD_Connection *connection, void **context,
                   enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = of;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        /* What is asked next may be told in the same place. */
        int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        *context = open_exchange(server, connection, fd);
        if (*context == NULL)
            shutdown(fd, SHUT_RDWR); /* reads as closed by the other side */
    } else if (*context != NULL) {
        struct http_exchange *exchange = *context;
        http_exchange_close(exchange);
        connection_close(&server->connections, exchange->connection);
        *context = NULL;
    }
}

/* Each session gets its credential in `notify`, before it begins: this one is never asked. */
static int no_certificate(gnutls_session_t session, const gnutls_datum_t *names, int name_count,
                          const gnutls_pk_algorithm_t *kinds, int kind_count,
                          gnutls_pcert_st **ret_chain, unsigned int *ret_count,
                          gnutls_privkey_t *ret_key)
{
    (void)session, (void)names, (void)name_count, (void)kinds, (void)kind_count;
    (void)ret_chain, (void)ret_count, (void)ret_key;
    return -1;
}

/* http_target.h decodes; libmicrohttpd must not have done so before. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context, (void)connection;
    return strlen(text);
}

/* Not MHD_USE_EPOLL: where 128 events come to a thread at one moment, libmicrohttpd (0.9.75 to
 * 1.0.1) waits for one more with those in hand, for as long as none comes. */
static bool start_daemon(struct http_server *server, struct error *err)
{
    const struct http_config *config = &server->config;
    unsigned flags = MHD_USE_POLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC;
    struct MHD_OptionItem more[4] = {{MHD_OPTION_END, 0, NULL}};
    unsigned count = 0;
#if MHD_VERSION >= 0x01000000
    /* Mends folded lines and bare LFs unless it is told to refuse them. */
    more[count++] = (struct MHD_OptionItem){MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1, NULL};
#endif
    if (server->credential != NULL) {
        flags |= MHD_USE_TLS;
        more[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0,
                                                (void *)(uintptr_t)tls_priorities};
        more[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_CERT_CALLBACK, 0,
                                                (void *)(uintptr_t)no_certificate};
    }
    more[count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    /* Signals are for the threads that were there before; those of a broken program, and SIGBUS of
     * a shortened map, belong to the thread that meets them. */
    sigset_t blocked, before;
    sigfillset(&blocked);
    const int own[] = {SIGBUS, SIGSEGV, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        sigdelset(&blocked, own[i]);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    server->daemon = MHD_start_daemon(
        flags, server->port, NULL, NULL, http_exchange_go_on, server, MHD_OPTION_LISTEN_SOCKET,
        server->listening, MHD_OPTION_THREAD_POOL_SIZE, config->threads > 1 ? config->threads : 0,
        MHD_OPTION_CONNECTION_LIMIT, config->connections_max, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HTTP_CONNECTION_BYTES, MHD_OPTION_URI_LOG_CALLBACK, http_exchange_begin, server,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        http_exchange_end, server, MHD_OPTION_NOTIFY_CONNECTION, notify, server, MHD_OPTION_ARRAY,
        more, MHD_OPTION_END);
    int os_error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (server->daemon == NULL)
        return error_os(err, ERROR_IO, "starting the HTTP server", config->address, os_error);
    return true;
}

static char *copy_text(const char *text, bool *ok)
{
    char *copy = text == NULL ? NULL : strdup(text);
    *ok = *ok && (text == NULL || copy != NULL);
    return copy;
}

static bool take_files(struct http_server *server, const struct tls_files *files, struct error *err)
{
    bool ok = true;
    if (files == NULL)
        return true;
    server->files.certificate = copy_text(files->certificate, &ok);
    server->files.key = copy_text(files->key, &ok);
    server->files.authorities = copy_text(files->authorities, &ok);
    if (!ok)
        return error_memory(err, "starting the HTTP server");
    return tls_credential_open(&server->credential, &server->files, err);
}

static void release(struct http_server *server)
{
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon); /* which closes the socket */
    else if (server->listening >= 0)
        close(server->listening);
    connections_release(&server->connections);
    tls_credential_release(server->credential);
    pthread_mutex_destroy(&server->credential_lock);
    free((void *)(uintptr_t)server->files.certificate);
    free((void *)(uintptr_t)server->files.key);
    free((void *)(uintptr_t)server->files.authorities);
    free(server->exchanges);
    free(server);
}

static bool make_room(struct http_server *server, struct error *err)
{
    const struct http_config *config = &server->config;
    server->exchanges = calloc(config->connections_max, sizeof *server->exchanges);
    if (server->exchanges == NULL)
        return error_memory(err, "making room for connections");
    if (!connections_init(&server->connections, config->connections_max,
                          config->connections_per_address_max, config->microseconds, err))
        return false;
    for (unsigned i = 0; i < config->connections_max; i++) {
        server->exchanges[i].server = server;
        server->exchanges[i].connection = &server->connections.all[i];
        server->connections.all[i].exchange = &server->exchanges[i];
    }
    return true;
}

bool http_server_start(struct http_server **ret_server, const struct http_config *config,
                       const struct http_handler *handler, struct error *err)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (server == NULL)
        return error_memory(err, "starting the HTTP server");
    server->config = *config;
    server->handler = *handler;
    server->listening = -1;
    pthread_mutex_init(&server->credential_lock, NULL);
    bool ok = check_config(config, err) && fit_to_files(&server->config, err) &&
              take_files(server, config->tls, err) && make_room(server, err) &&
              start_listening(server, err) && start_daemon(server, err);
    server->config.tls = NULL;
    server->config.address = NULL;
    if (!ok) {
        release(server);
        return false;
    }
    *ret_server = server;
    return true;
}

uint16_t http_server_port(const struct http_server *server)
{
    return server->port;
}

void http_server_stop(struct http_server *server, unsigned milliseconds)
{
    if (server == NULL)
        return;
    uint64_t (*microseconds)(void) = server->config.microseconds;
    uint64_t until = microseconds() + milliseconds * UINT64_C(1000);
    /* Not MHD_quiesce_daemon, which aborts the program when a busy thread takes the socket out of
     * its set at the same moment (0.9.75 and later). */
    while (connections_drain(&server->connections) > 0 && microseconds() < until)
        nanosleep(&(struct timespec){.tv_nsec = DRAIN_TICK_NANOSECONDS}, NULL);
    release(server);
}

bool http_server_reload(struct http_server *server, struct error *err)
{
    struct tls_credential *credential;
    if (server->files.certificate == NULL)
        return error_input(err, ERROR_USAGE, "reload", "a server without TLS, expected one with");
    if (!tls_credential_open(&credential, &server->files, err))
        return false;
    pthread_mutex_lock(&server->credential_lock);
    struct tls_credential *old = server->credential;
    server->credential = credential;
    pthread_mutex_unlock(&server->credential_lock);
    tls_credential_release(old);
    return true;
}

int64_t http_server_certificate_until(struct http_server *server)
{
    struct tls_credential *credential = hold_credential(server);
    int64_t until = credential == NULL ? INT64_MAX : tls_credential_until(credential);
    tls_credential_release(credential);
    return until;
}

unsigned http_server_connections(struct http_server *server)
{
    pthread_mutex_lock(&server->connections.lock);
    unsigned count = server->connections.count;
    pthread_mutex_unlock(&server->connections.lock);
    return count;
}
