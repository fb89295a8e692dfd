#include "net/http_exchange.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "net/http_reply.h"
#include "net/http_target.h"
#include "net/http_upload.h"

enum { REQUEST_CHUNK_BYTES = 8192 }; /* what one request without a body takes */

static uint64_t now_of(const struct http_exchange *exchange)
{
    return exchange->server->config.microseconds();
}

/* When so many bytes must have moved at the latest. */
static uint64_t at_least_rate(uint64_t from, uint64_t bytes)
{
    return from + (HTTP_GRACE_SECONDS + bytes / HTTP_BYTES_PER_SECOND_MIN) * 1000000;
}

static void set_peer(struct http_peer *peer, const struct sockaddr *from)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (from != NULL && from->sa_family == AF_INET) {
        memcpy(&v4, from, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, peer->address, sizeof peer->address);
        peer->port = ntohs(v4.sin_port);
    } else if (from != NULL && from->sa_family == AF_INET6) {
        memcpy(&v6, from, sizeof v6);
        if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
            inet_ntop(AF_INET, v6.sin6_addr.s6_addr + 12, peer->address, sizeof peer->address);
        else
            inet_ntop(AF_INET6, &v6.sin6_addr, peer->address, sizeof peer->address);
        peer->port = ntohs(v6.sin6_port);
    }
}

void http_exchange_open(struct http_exchange *exchange, const struct sockaddr *peer)
{
    exchange->knows_peer = false;
    exchange->stage = EXCHANGE_NONE;
    exchange->request = (struct http_request){.peer = {.tls = exchange->credential != NULL}};
    set_peer(&exchange->request.peer, peer);
    arena_init_chunks(&exchange->arena, HTTP_REQUEST_BYTES_MAX, REQUEST_CHUNK_BYTES);
    http_response_init(&exchange->response, &exchange->arena);
}

void http_exchange_close(struct http_exchange *exchange)
{
    http_response_release(&exchange->response);
    http_upload_release(exchange);
    arena_release(&exchange->arena);
    tls_credential_release(exchange->credential);
    exchange->credential = NULL;
    exchange->session = NULL;
}

/* The error of the server itself, in the form of the handler's. */
static void refuse(struct http_exchange *exchange, unsigned status, const char *what)
{
    const struct http_handler *handler = &exchange->server->handler;
    struct http_response *response = &exchange->response;
    http_response_set(response, status, NULL);
    if (handler->problem != NULL)
        handler->problem(handler->context, &exchange->request, what, response);
    if (status == 503)
        http_response_header_text(response, "Retry-After", "1");
    if (response->failed)
        http_response_set(response, status, NULL);
    response->status = status;
}

static enum MHD_Result send_response(struct http_exchange *exchange,
                                     struct MHD_Connection *connection, bool close)
{
    struct http_response *response = &exchange->response;
    if (response->status == 0 || response->failed)
        refuse(exchange, 500, "the answer could not be made");
    uint64_t bytes = response->body == NULL ? 0 : http_body_bytes(response->body).size;
    uint64_t now = now_of(exchange);
    exchange->stage = EXCHANGE_SENT;
    connection_is(exchange->connection, CONNECTION_SEND, now, at_least_rate(now, bytes));
    close |= atomic_load(&exchange->server->connections.stopping);
    if (http_reply(response, connection, close))
        return MHD_YES;
    http_response_set(response, 503, NULL); /* no memory: the smallest answer, or none */
    if (http_reply(response, connection, true))
        return MHD_YES;
    response->status = 0;
    return MHD_NO;
}

/* Where libmicrohttpd takes no response. */
static void refuse_now(struct http_exchange *exchange, struct MHD_Connection *connection,
                       struct http_refusal refusal)
{
    refuse(exchange, refusal.status, refusal.what);
    exchange->whole =
        http_reply_now(&exchange->response, connection, exchange->server->config.seconds());
    exchange->stage = EXCHANGE_SENT;
    if (!exchange->whole)
        exchange->response.status = 0;
}

static bool has_too_many_names(const char *target)
{
    unsigned count = 0;
    for (; *target != 0; target++)
        count += *target == '&';
    return count >= HTTP_QUERY_PAIRS_MAX;
}

void *http_exchange_begin(void *server, const char *target, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct http_exchange *exchange = info == NULL ? NULL : info->socket_context;
    (void)server;
    if (exchange == NULL)
        return NULL;
    struct http_peer *peer = &exchange->request.peer;
    exchange->started = now_of(exchange);
    connection_is(exchange->connection, CONNECTION_HEAD, exchange->started,
                  exchange->started + exchange->server->config.head_seconds * UINT64_C(1000000));
    if (exchange->session != NULL && !exchange->knows_peer) {
        peer->certificate = tls_peer_certificate(exchange->session);
        peer->certificate_verified = tls_peer_verified(exchange->credential, exchange->session);
        exchange->knows_peer = true;
    }
    size_t size = strlen(target),
           kept = size < HTTP_TARGET_BYTES_MAX ? size : HTTP_TARGET_BYTES_MAX;
    const char *copy = arena_text(&exchange->arena, span_of(target, kept));
    exchange->request = (struct http_request){
        .method = HTTP_OTHER,
        .target = span_of(copy, copy == NULL ? 0 : kept),
        .peer = *peer,
        .arena = &exchange->arena,
    };
    exchange->target_size = size;
    exchange->bad_target = copy == NULL  ? (struct http_refusal){503, "no memory"}
                           : kept < size ? (struct http_refusal){414, "a target that is too long"}
                                         : (struct http_refusal){0, NULL};
    exchange->stage = EXCHANGE_HEAD;
    if (has_too_many_names(target)) {
        /* Some hundreds fill libmicrohttpd's memory for this connection, and it would then wait for
         * ever; so not one of them is left to it. */
        refuse_now(exchange, connection, (struct http_refusal){400, "too many names in a query"});
        shutdown(exchange->connection->fd, SHUT_RD);
    }
    return exchange;
}

/* Fields as they are gathered, and how long a head of nothing else is. */
struct gathered {
    struct http_request *request;
    size_t bytes;
};

static enum MHD_Result add_header(void *of, enum MHD_ValueKind kind, const char *name,
                                  size_t name_size, const char *value, size_t value_size)
{
    struct gathered *gathered = of;
    struct http_request *request = gathered->request;
    (void)kind;
    if (request->header_count == HTTP_FIELDS_MAX || value == NULL)
        return MHD_NO;
    /* Both lie where they were received, a colon and spaces between them. */
    gathered->bytes += (uintptr_t)value - (uintptr_t)name + value_size + strlen("\r\n");
    while (value_size > 0 && (value[value_size - 1] == ' ' || value[value_size - 1] == '\t'))
        value_size--;
    request->headers[request->header_count++] =
        (struct http_pair){span_of(name, name_size), span_of(value, value_size)};
    return MHD_YES;
}

/* libmicrohttpd 0.9.75 ends a field at a zero byte, takes a bare LF for the end of a line, leaves
 * out fields without a name, and makes a folded line part of the name above it. Whatever of that
 * happens, the head is then not as long as its parts, and a proxy may have seen other parts. */
static struct http_refusal read_headers(struct http_exchange *exchange,
                                        struct MHD_Connection *connection, size_t first_line)
{
    struct http_request *request = &exchange->request;
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    size_t head = size == NULL ? SIZE_MAX : size->header_size;
    int count = MHD_get_connection_values_n(connection, MHD_HEADER_KIND, NULL, NULL);
    if (head > HTTP_HEAD_BYTES_MAX)
        return (struct http_refusal){431, "a head that is too long"};
    if (count < 0 || count > HTTP_FIELDS_MAX)
        return (struct http_refusal){431, "too many fields"};
    request->headers = arena_array(request->arena, HTTP_FIELDS_MAX, sizeof *request->headers);
    if (request->headers == NULL)
        return (struct http_refusal){503, "no memory"};
    struct gathered gathered = {request, first_line + strlen("\r\n\r\n")};
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, add_header, &gathered);
    if (gathered.bytes != head)
        return (struct http_refusal){400, "a zero byte, a bare LF or a folded line in the head"};
    return (struct http_refusal){0, NULL};
}

static struct http_refusal read_target(struct http_request *request)
{
    struct http_target target;
    struct error err;
    if (!http_target_parse(&target, request->target, request->arena, &err))
        return err.code == ERROR_MEMORY
                   ? (struct http_refusal){503, "no memory"}
                   : (struct http_refusal){400, "a target that is none, or not safe"};
    if (span_is(target.path, "*") && request->method != HTTP_OPTIONS)
        return (struct http_refusal){400, "the target * of another method than OPTIONS"};
    request->path = target.path;
    request->query = target.query;
    request->query_count = target.query_count;
    return (struct http_refusal){0, NULL};
}

/* Whatever can be said against a head without knowing what it asks for. */
static struct http_refusal look_at_head(struct http_exchange *exchange,
                                        struct MHD_Connection *connection, const char *method,
                                        const char *version)
{
    struct http_request *request = &exchange->request;
    bool is_1_0 = strcmp(version, "HTTP/1.0") == 0;
    request->method = http_method_of(method);
    if (exchange->bad_target.status != 0)
        return exchange->bad_target;
    if (!is_1_0 && strcmp(version, "HTTP/1.1") != 0)
        return (struct http_refusal){505, "a version of HTTP that is not known here"};
    size_t first_line = strlen(method) + exchange->target_size + strlen(version) + strlen("  ");
    struct http_refusal refusal = read_headers(exchange, connection, first_line);
    if (refusal.status == 0)
        refusal = http_head_check(request, is_1_0 ? HTTP_1_0 : HTTP_1_1);
    if (refusal.status == 0)
        refusal = read_target(request);
    return refusal;
}

static struct http_refusal refusal_of(enum upload_result result)
{
    switch (result) {
    case UPLOAD_TOO_LONG:
        return (struct http_refusal){413, "a body that is too long"};
    case UPLOAD_NO_MEMORY:
        return (struct http_refusal){503, "too many bodies at one time"};
    case UPLOAD_TAKEN:
        break;
    }
    return (struct http_refusal){0, NULL};
}

static enum MHD_Result take_head(struct http_exchange *exchange, struct MHD_Connection *connection,
                                 const char *method, const char *version)
{
    const struct http_handler *handler = &exchange->server->handler;
    struct http_request *request = &exchange->request;
    struct http_refusal refusal = look_at_head(exchange, connection, method, version);
    if (refusal.status == 0 && handler->head != NULL)
        handler->head(handler->context, request, &exchange->response);
    bool refused = exchange->response.status != 0 || exchange->response.failed;
    if (refusal.status == 0 && !refused)
        refusal = refusal_of(http_upload_begin(exchange));
    if (refusal.status != 0)
        refuse(exchange, refusal.status, refusal.what);
    if (refusal.status != 0 || (refused && request->body_declared != 0)) {
        exchange->connection->more_comes = true;
        return send_response(exchange, connection, true);
    }
    uint64_t now = now_of(exchange);
    exchange->stage = refused ? EXCHANGE_REFUSED : EXCHANGE_BODY;
    connection_is(exchange->connection, CONNECTION_BODY, now, at_least_rate(now, 0));
    return MHD_YES;
}

static enum MHD_Result take_piece(struct http_exchange *exchange, struct MHD_Connection *connection,
                                  struct span piece)
{
    struct http_refusal refusal = refusal_of(http_upload_take(exchange, piece));
    if (refusal.status == 0) {
        uint64_t deadline = at_least_rate(exchange->started, exchange->body_size);
        connection_is(exchange->connection, CONNECTION_BODY, exchange->started, deadline);
        return MHD_YES;
    }
    exchange->connection->more_comes = true;
    refuse_now(exchange, connection, refusal);
    return MHD_NO;
}

static enum MHD_Result answer(struct http_exchange *exchange, struct MHD_Connection *connection)
{
    const struct http_handler *handler = &exchange->server->handler;
    exchange->request.body = span_of(exchange->body, exchange->body_size);
    connection_is(exchange->connection, CONNECTION_ANSWER, now_of(exchange), UINT64_MAX);
    handler->answer(handler->context, &exchange->request, &exchange->response);
    exchange->request.body = (struct span){0};
    http_upload_release(exchange);
    return send_response(exchange, connection, false);
}

enum MHD_Result http_exchange_go_on(void *server, struct MHD_Connection *connection,
                                    const char *target, const char *method, const char *version,
                                    const char *bytes, size_t *size, void **of)
{
    struct http_exchange *exchange = *of;
    struct span piece = span_of(bytes, *size);
    (void)server, (void)target;
    if (exchange == NULL)
        return MHD_NO;
    *size = 0; /* all of it is taken, or thrown away */
    switch (exchange->stage) {
    case EXCHANGE_HEAD:
        return take_head(exchange, connection, method, version);
    case EXCHANGE_BODY:
        return piece.size > 0 ? take_piece(exchange, connection, piece)
                              : answer(exchange, connection);
    case EXCHANGE_REFUSED:
        return piece.size > 0 ? MHD_YES : send_response(exchange, connection, false);
    case EXCHANGE_SENT:
    case EXCHANGE_NONE:
        break;
    }
    return MHD_NO;
}

static void tell(struct http_exchange *exchange, bool whole, uint64_t now)
{
    const struct http_handler *handler = &exchange->server->handler;
    struct http_request *request = &exchange->request;
    const struct http_body *body = exchange->response.body;
    struct http_done done = {
        .status = exchange->stage == EXCHANGE_SENT ? exchange->response.status : 0,
        .microseconds = now - exchange->started,
    };
    done.whole = whole && done.status != 0;
    if (body != NULL && request->method != HTTP_HEAD && done.status != 0)
        done.body_bytes = http_body_bytes(body).size;
    request->headers = NULL; /* they were libmicrohttpd's */
    request->header_count = 0;
    if (handler->done != NULL)
        handler->done(handler->context, request, &done);
}

void http_exchange_end(void *server, struct MHD_Connection *connection, void **of,
                       enum MHD_RequestTerminationCode how)
{
    struct http_exchange *exchange = *of;
    (void)server, (void)connection;
    if (exchange == NULL || exchange->stage == EXCHANGE_NONE)
        return;
    uint64_t now = now_of(exchange);
    tell(exchange, exchange->whole || how == MHD_REQUEST_TERMINATED_COMPLETED_OK, now);
    *of = NULL;
    struct http_peer peer = exchange->request.peer;
    http_response_release(&exchange->response);
    http_upload_release(exchange);
    arena_release(&exchange->arena); /* a silent connection holds nothing of ours */
    http_response_init(&exchange->response, &exchange->arena);
    exchange->request = (struct http_request){.peer = peer};
    exchange->stage = EXCHANGE_NONE;
    exchange->whole = false;
    connection_is(exchange->connection, CONNECTION_IDLE, now,
                  now + exchange->server->config.idle_seconds * UINT64_C(1000000));
}
