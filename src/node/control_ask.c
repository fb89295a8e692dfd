#define _GNU_SOURCE /* O_PATH */

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <sodium.h>

#include "base/limits.h"
#include "node/agreement.h"
#include "node/control_inside.h"

enum { PIECE_BYTES = 16 << 10 };

static bool silent(struct error *err)
{
    return error_os(err, ERROR_IO, "ask", "the node that runs, which does not answer",
                    errno == EAGAIN || errno == EWOULDBLOCK ? 0 : errno);
}

static bool send_all(int connection, struct span bytes, struct error *err)
{
    while (bytes.size > 0) {
        ssize_t size = send(connection, bytes.data, bytes.size, MSG_NOSIGNAL);
        if (size < 0 && errno != EINTR)
            return silent(err);
        if (size > 0)
            bytes = span_part(bytes, (size_t)size, bytes.size);
    }
    return true;
}

/* All that comes until the other end closes. */
static bool read_all(int connection, struct dynbuf *all, struct error *err)
{
    char piece[PIECE_BYTES];
    for (;;) {
        ssize_t size = recv(connection, piece, sizeof piece, 0);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return silent(err);
        if (size == 0)
            return true;
        if (!dynbuf_append(all, piece, (size_t)size))
            return dynbuf_error(all, "the node's answer", err);
    }
}

static bool take_answer(struct span all, struct api_answer *ret_answer, struct error *err)
{
    const unsigned char *end = all.size == 0 ? NULL : memchr(all.data, '\n', all.size);
    struct api_answer answer = {0};
    uint64_t size = 0;
    struct arena arena;
    if (end == NULL)
        return error_os(err, ERROR_IO, "ask", "the node that runs, which does not answer", 0);
    size_t head = (size_t)(end - all.data) + 1;
    arena_init(&arena, API_REQUEST_BYTES_MAX);
    bool ok = control_head_read(span_part(all, 0, head), &arena, &answer, &size, err);
    arena_release(&arena);
    if (!ok || size != all.size - head)
        return error_input(err, ERROR_DAMAGED, CONTROL_SOCKET, "the answer is not whole");
    dynbuf_init(&answer.body, API_ANSWER_BYTES_MAX);
    if (!dynbuf_span(&answer.body, span_part(all, head, all.size)))
        return dynbuf_error(&answer.body, "the node's answer", err);
    *ret_answer = answer;
    return true;
}

static bool ask_running(int connection, const struct control_question *question,
                        struct api_answer *ret_answer, struct error *err)
{
    /* Others may be before us, each of whom has CONTROL_SECONDS for each half. */
    const struct timeval patience = {.tv_sec = 6 * CONTROL_SECONDS};
    struct dynbuf line;
    struct dynbuf all;
    dynbuf_init(&line, CONTROL_LINE_BYTES_MAX);
    dynbuf_init(&all, API_ANSWER_BYTES_MAX + PIECE_BYTES);
    (void)setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void)setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    bool ok = control_question_write(question, &line, err) &&
              send_all(connection, dynbuf_bytes(&line), err) && read_all(connection, &all, err) &&
              take_answer(dynbuf_bytes(&all), ret_answer, err);
    if (all.data != NULL)
        sodium_memzero(all.data, all.size);
    dynbuf_release(&line);
    dynbuf_release(&all);
    return ok;
}

/* Below 0, with the system's cause: nobody is there. */
static int connect_to(const char *home)
{
    struct sockaddr_un address;
    int folder = open(home, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int connection = folder < 0 ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection >= 0) {
        control_address(folder, &address);
        if (connect(connection, (const struct sockaddr *)&address, sizeof address) != 0) {
            int cause = errno;
            close(connection);
            errno = cause;
            connection = -1;
        }
    }
    int cause = errno;
    if (folder >= 0)
        close(folder);
    errno = cause;
    return connection;
}

static bool ask_home(const char *home, const struct gate_means *means,
                     const struct control_question *question, struct api_answer *ret_answer,
                     struct error *err)
{
    struct node node;
    if (!node_open(&node, home, 1, means, err))
        return false;
    bool ok = agreement_holds(&node, err);
    if (ok)
        control_answer(&node, geteuid(), question, ret_answer);
    node_close(&node);
    return ok;
}

bool control_ask(const char *home, const struct gate_means *means,
                 const struct control_question *question, struct api_answer *ret_answer,
                 struct error *err)
{
    int connection = connect_to(home);
    if (connection < 0 && errno != ENOENT && errno != ECONNREFUSED && errno != ENOTDIR)
        return error_os(err, ERROR_IO, "reach", "the node that runs", errno);
    if (connection < 0) {
        if (ask_home(home, means, question, ret_answer, err))
            return true;
        connection = err->code == ERROR_BUSY ? connect_to(home) : -1;
        if (connection < 0)
            return false;
    } /* else a node that had the home and was about to listen */
    bool ok = ask_running(connection, question, ret_answer, err);
    close(connection);
    return ok;
}
