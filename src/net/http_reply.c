#include "net/http_reply.h"

#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <sys/socket.h>
#include <time.h>

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

/* RFC 9110, section 5.6.7; the C locale is the only one here. */
static void add_date(struct dynbuf *text)
{
    time_t now = time(NULL);
    struct tm parts;
    char date[40];
    if (gmtime_r(&now, &parts) != NULL &&
        strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts) > 0)
        dynbuf_format(text, "Date: %s\r\n", date);
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

bool http_reply_now(const struct http_response *response, struct MHD_Connection *connection)
{
    struct span body = response->body == NULL ? (struct span){0} : http_body_bytes(response->body);
    struct dynbuf text;
    dynbuf_init(&text, REPLY_NOW_BYTES_MAX);
    dynbuf_format(&text, "HTTP/1.1 %u %s\r\nConnection: close\r\nContent-Length: %zu\r\n",
                  response->status, MHD_get_reason_phrase_for(response->status), body.size);
    add_date(&text);
    for (unsigned i = 0; i < response->field_count; i++)
        dynbuf_format(&text, "%s: %s\r\n", response->fields[i].name, response->fields[i].value);
    dynbuf_text(&text, "\r\n");
    dynbuf_span(&text, body);
    bool ok = !text.failed && send_now(connection, dynbuf_bytes(&text));
    dynbuf_release(&text);
    return ok;
}
