/* One request and its answer, from the request line to the last byte: what stands between
 * libmicrohttpd and a handler. Inside of net/. Threads: that of its connection. */
#pragma once

#include <microhttpd.h>
#include <stdatomic.h>

#include "net/connections.h"
#include "net/http_head.h"
#include "net/http_server.h"

/* What all exchanges of a server share. */
struct http_server {
    struct http_config config;
    struct http_handler handler;
    struct MHD_Daemon *daemon;
    int listening; /* libmicrohttpd's once it runs */
    uint16_t port;
    struct connections connections;
    struct http_exchange *exchanges;
    _Atomic uint64_t bodies_bytes; /* held by all */
    struct tls_files files;
    pthread_mutex_t credential_lock;
    struct tls_credential *credential; /* for the next connection; NULL: plain */
};

enum exchange_stage {
    EXCHANGE_NONE,
    EXCHANGE_HEAD,    /* the request line is known */
    EXCHANGE_BODY,    /* the head is good; a body may come */
    EXCHANGE_REFUSED, /* the response is ready and waits for the (empty) body's end */
    EXCHANGE_SENT,
};

struct http_exchange {
    struct http_server *server;
    struct connection *connection;
    struct tls_credential *credential; /* the connection's */
    struct gnutls_session_int *session;
    bool knows_peer;

    struct http_request request;
    struct http_response response;
    struct arena arena;
    enum exchange_stage stage;
    uint64_t started;
    struct http_refusal bad_target;
    size_t target_size; /* as sent, however long */
    unsigned char *body;
    size_t body_size, body_capacity;
    bool whole; /* sent by http_reply_now */
};

/* Of a connection, when it has a place and before it is gone. */
void http_exchange_open(struct http_exchange *exchange, const struct sockaddr *peer);
void http_exchange_close(struct http_exchange *exchange);

/* What libmicrohttpd calls, in this order: with the request line; with the head, pieces of body,
 * the end; when all is sent or broken. `server` is theirs as `void *`. */
void *http_exchange_begin(void *server, const char *target, struct MHD_Connection *connection);
enum MHD_Result http_exchange_go_on(void *server, struct MHD_Connection *connection,
                                    const char *target, const char *method, const char *version,
                                    const char *bytes, size_t *size, void **exchange);
void http_exchange_end(void *server, struct MHD_Connection *connection, void **exchange,
                       enum MHD_RequestTerminationCode how);
