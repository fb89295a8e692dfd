#include "net/http_reply.h"

#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <sys/socket.h>

#include "net/http_date.h"

enum { REPLY_NOW_BYTES_MAX = 8192 };

static void let_go(void *body)
{
    http_body_release(body);
}

/* The bytes stay where they are, however many answers share them. */
static struct MHD_Response *with_body(struct http_body *body)
{
    if (body == NULL)
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    struct span bytes = http_body_bytes(body);
    struct MHD_Response *made = MHD_create_response_from_buffer_with_free_callback_cls(
        bytes.size, (void *)(uintptr_t)bytes.data, let_go, body);
    if (made != NULL)
        http_body_hold(body);
    return made;
}

bool http_reply(const struct http_response *response, struct MHD_Connection *connection, bool close)
{
    struct MHD_Response *made = with_body(response->body);
    bool ok = made != NULL;
    for (unsigned i = 0; ok && i < response->field_count; i++)
        ok = MHD_add_response_header(made, response->fields[i].name, response->fields[i].value) ==
             MHD_YES;
    if (ok && close)
        ok = MHD_add_response_header(made, "Connection", "close") == MHD_YES;
    ok = ok && MHD_queue_response(connection, response->status, made) == MHD_YES;
    if (made != NULL)
        MHD_destroy_response(made);
    return ok;
}

static bool send_now(struct MHD_Connection *connection, struct span bytes)
{
    const union MHD_ConnectionInfo *session =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (session != NULL && session->tls_session != NULL)
        return gnutls_record_send(session->tls_session, bytes.data, bytes.size) > 0;
    const union MHD_ConnectionInfo *socket =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return socket != NULL &&
           send(socket->connect_fd, bytes.data, bytes.size, MSG_DONTWAIT | MSG_NOSIGNAL) > 0;
}

bool http_reply_now(const struct http_response *response, struct MHD_Connection *connection,
                    int64_t seconds)
{
    struct span body = response->body == NULL ? (struct span){0} : http_body_bytes(response->body);
    char date[HTTP_DATE_BYTES];
    struct dynbuf text;
    http_date(date, seconds);
    dynbuf_init(&text, REPLY_NOW_BYTES_MAX);
    dynbuf_format(&text,
                  "HTTP/1.1 %u %s\r\nDate: %s\r\nConnection: close\r\nContent-Length: %zu\r\n",
                  response->status, MHD_get_reason_phrase_for(response->status), date, body.size);
    for (unsigned i = 0; i < response->field_count; i++)
        dynbuf_format(&text, "%s: %s\r\n", response->fields[i].name, response->fields[i].value);
    dynbuf_text(&text, "\r\n");
    dynbuf_span(&text, body);
    bool ok = !text.failed && send_now(connection, dynbuf_bytes(&text));
    dynbuf_release(&text);
    return ok;
}
