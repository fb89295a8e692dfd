/* An HTTP/1.1 server over libmicrohttpd that nobody can make buffer, wait or guess: every bound is
 * set before a byte is kept. It carries no meaning: routes, users and forms of errors are its
 * caller's, who gives four functions.
 *
 *     head      after a request's head, before its body: refuse it, or say how much body may come
 *     answer    the whole request
 *     problem   the body of an error that the server itself makes (a path with "..", too many
 *               headers, no memory), so that all errors of a node look alike
 *     done      what was sent, for a journal
 *
 * Threads: all four are called from any of `threads` threads at the same time, one request at a
 * time on each; a slow one holds up the other connections of its thread only. Everything else here
 * belongs to the thread that started the server, but for http_server_reload,
 * http_server_certificate_until and http_server_connections, which any thread may call; one reload
 * at a time.
 *
 * Source of the format: RFC 9110 (methods, fields, status), RFC 9112 (messages), RFC 3986
 * (targets). Stricter than they ask, so that no proxy and this server can read one message as two:
 *
 *   400       Content-Length and Transfer-Encoding together; either of them, Host, Authorization,
 *             Content-Type and the like twice; Transfer-Encoding other than "chunked", or in
 *             HTTP/1.0; a field name that is no token (white space before the colon); a control
 *             byte in a field; a folded line, a line that ends without CR, a zero byte; no Host in
 *             HTTP/1.1; a target that net/http_target.h refuses
 *   413       a body above what `head` allowed: a declared one before a byte of it is read, one in
 *             chunks as soon as it passes
 *   414, 431  target, head or number of fields above base/limits.h
 *   415       any Content-Encoding but "identity"
 *   417       any Expect but "100-continue"
 *   501       a method that is not in enum http_method
 *   503       no memory left for bodies, or none at all
 *   505       HTTP/1.x other than 1.0 and 1.1
 *
 * Absolute-form targets are taken, "*" only with OPTIONS. Trailers are read and dropped. 100 is
 * sent only when `head` has let the request pass. Pipelined requests are answered in order.
 * Refusing a request that has a body closes its connection, as do the errors above; the rest of
 * what was sent is read and thrown away for a moment, so that the answer is not lost to a reset.
 *
 * What hurts: a few errors never reach `problem`, as libmicrohttpd finds them before it calls
 * anybody and has no hook (0.9.75 to 1.0.1): a request line or a line of a head without its parts,
 * or a version that is none (400, 505), a bad Content-Length (400, 413), a broken chunk (400, 413),
 * a head of more than about HTTP_CONNECTION_BYTES (414, 431). They get its short HTML page and a
 * closed connection, and `done` with status 0 where a request line had been read. 1.0 answers more
 * of the 400s above by itself, and refuses chunk extensions.
 *
 * Time: `microseconds` of the configuration. A head must be whole within head_seconds of its first
 * line (of the connection's start, TLS included, for the first); a body, and an answer that is
 * being taken, must move at HTTP_BYTES_PER_SECOND_MIN after HTTP_GRACE_SECONDS; between requests a
 * connection may be silent for idle_seconds. Whoever is late is cut off without an answer. While
 * more than three quarters of the connections are taken, those without a whole request for a second
 * are closed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "net/http_request.h"
#include "net/http_response.h"
#include "net/tls.h"

struct http_server;

/* What became of one request. Of `request` only method, target and peer are still there. */
struct http_done {
    unsigned status;       /* 0: none was sent, the connection broke before or by libmicrohttpd */
    uint64_t body_bytes;   /* of the answer; 0 for HEAD */
    uint64_t microseconds; /* from the request line to the last byte handed to the system */
    bool whole;            /* false: the other side was gone, too slow, or the server stopped */
};

struct http_handler {
    void *context; /* given to each; outlives the server */

    /* May set request->body_max (0 before: no body but an empty one) and request->note, or refuse
     * by setting the response's status. NULL: no request may have a body. */
    void (*head)(void *context, struct http_request *request, struct http_response *response);

    /* Must set a status. Everything in the request is good until it returns. */
    void (*answer)(void *context, const struct http_request *request,
                   struct http_response *response);

    /* `response` has its status; `what` is a short static text in English. Of the request whatever
     * was understood is there: method, target as sent and peer always, the rest may be empty.
     * NULL: errors have no body. */
    void (*problem)(void *context, const struct http_request *request, const char *what,
                    struct http_response *response);

    /* NULL: nobody wants to know. */
    void (*done)(void *context, const struct http_request *request, const struct http_done *done);
};

struct http_config {
    const char *address; /* numeric: "127.0.0.1", "::1", "0.0.0.0"; "::" is IPv4 as well */
    uint16_t port;       /* 0: a free one, see http_server_port */
    unsigned threads;
    unsigned connections_max;             /* in all; less when few files may be open */
    unsigned connections_per_address_max; /* IPv6: per /64; one over it is closed at once */
    uint64_t bodies_bytes_max;            /* of all requests that are being read or answered */
    unsigned head_seconds;
    unsigned idle_seconds;
    const struct tls_files *tls;    /* NULL: plain HTTP. Read at start, copied */
    uint64_t (*microseconds)(void); /* a monotonic clock; any thread, as the next */
    int64_t (*seconds)(void);       /* since 1970, for the Date that libmicrohttpd does not write */
};

/* The values for a node on one machine, from base/limits.h: loopback, any port, plain. */
void http_config_init(struct http_config *config, uint64_t (*microseconds)(void),
                      int64_t (*seconds)(void));

/* Listens and answers until http_server_stop; `handler` is copied. Errors: value (an address that
 * is none, a number of 0 or over its limit), limit (too few files may be open), io (cannot listen;
 * the certificate's files), syntax and value (what is in them), memory. Free with http_server_stop.
 */
bool http_server_start(struct http_server **ret_server, const struct http_config *config,
                       const struct http_handler *handler, struct error *err);

/* Where it listens. */
uint16_t http_server_port(const struct http_server *server);

/* Takes no more connections, closes silent ones, lets running requests end for up to
 * `milliseconds`, cuts off the rest and frees the server. Takes NULL. */
void http_server_stop(struct http_server *server, unsigned milliseconds);

/* Reads the files of the certificate and the authorities again; connections made from now on use
 * them. On failure all stays as it was. Errors: as at the start; usage when the server is plain. */
bool http_server_reload(struct http_server *server, struct error *err);

/* Until when the certificate in use holds, in seconds since 1970; INT64_MAX for a plain server. */
int64_t http_server_certificate_until(struct http_server *server);

/* How many connections are open, for a gauge. */
unsigned http_server_connections(struct http_server *server);
