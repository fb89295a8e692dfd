#define _GNU_SOURCE /* O_PATH, accept4, struct ucred */

#include "node/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <sodium.h>

#include "base/limits.h"
#include "node/control_inside.h"

enum { WAITING_MAX = 8, PIECE_BYTES = 16 << 10, REST_MILLISECONDS = 200 };

struct control {
    struct node *node;
    int folder, listening, stopping; /* the home; the socket; an event */
    int timer;                       /* of the connection that is served */
    pthread_t thread;
    bool running;
};

/* Waits until the connection is ready, the time is over or the node stops; true in the first case
 * only. */
static bool ready(struct control *control, int fd, short events)
{
    struct pollfd places[] = {
        {.fd = fd, .events = events},
        {.fd = control->timer, .events = POLLIN},
        {.fd = control->stopping, .events = POLLIN},
    };
    while (poll(places, 3, -1) < 0)
        if (errno != EINTR)
            return false;
    return places[1].revents == 0 && places[2].revents == 0;
}

static void set_timer(struct control *control)
{
    const struct itimerspec span = {.it_value = {.tv_sec = CONTROL_SECONDS}};
    (void)timerfd_settime(control->timer, 0, &span, NULL);
}

/* The user at the other end, when it is one that may ask. */
static bool admit(int connection, uid_t *ret_uid)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || size != sizeof peer ||
        (peer.uid != geteuid() && peer.uid != 0))
        return false;
    *ret_uid = peer.uid;
    return true;
}

/* One whole line; more behind it, a line that is too long or too slow: false. */
static bool read_line(struct control *control, int connection, struct dynbuf *line)
{
    char piece[PIECE_BYTES];
    while (line->size == 0 || line->data[line->size - 1] != '\n') {
        if (!ready(control, connection, POLLIN))
            return false;
        ssize_t size = recv(connection, piece, sizeof piece, 0);
        if (size < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (size <= 0 || !dynbuf_append(line, piece, (size_t)size))
            return false;
    }
    return memchr(line->data, '\n', line->size) == line->data + line->size - 1;
}

static bool send_all(struct control *control, int connection, struct span bytes)
{
    while (bytes.size > 0) {
        if (!ready(control, connection, POLLOUT))
            return false;
        ssize_t size = send(connection, bytes.data, bytes.size, MSG_NOSIGNAL);
        if (size < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        if (size > 0)
            bytes = span_part(bytes, (size_t)size, bytes.size);
    }
    return true;
}

static void refuse(struct api_answer *answer, const struct error *err)
{
    dynbuf_init(&answer->body, API_ANSWER_BYTES_MAX);
    answer->status = error_is_environment(err->code) ? 503 : 400;
    answer->media_type = API_TEXT;
    dynbuf_text(&answer->body, err->text);
}

static void answer_line(struct control *control, uid_t uid, struct span line,
                        struct api_answer *answer)
{
    struct control_question question;
    struct error err;
    struct arena arena;
    arena_init(&arena, API_REQUEST_BYTES_MAX);
    if (control_question_read(line, &arena, &question, &err))
        control_answer(control->node, uid, &question, answer);
    else
        refuse(answer, &err);
    arena_release(&arena);
}

static void serve(struct control *control, int connection)
{
    struct api_answer answer = {0};
    struct dynbuf line;
    struct dynbuf head;
    struct error err;
    uid_t uid = 0;
    dynbuf_init(&line, CONTROL_LINE_BYTES_MAX);
    dynbuf_init(&head, PIECE_BYTES);
    set_timer(control);
    if (admit(connection, &uid) && read_line(control, connection, &line)) {
        answer_line(control, uid, dynbuf_bytes(&line), &answer);
        set_timer(control);
        if (control_head_write(&answer, &head, &err) &&
            send_all(control, connection, dynbuf_bytes(&head)))
            (void)send_all(control, connection, dynbuf_bytes(&answer.body));
        if (answer.body.data != NULL)
            sodium_memzero(answer.body.data, answer.body.size);
    }
    dynbuf_release(&answer.body);
    dynbuf_release(&line);
    dynbuf_release(&head);
}

/* Whoever waits stays where they are while there is no descriptor or memory for them, so that
 * accepting again at once would fail at once, and so on. False: the node stops. */
static bool rest(struct control *control)
{
    struct pollfd stopping = {.fd = control->stopping, .events = POLLIN};
    return poll(&stopping, 1, REST_MILLISECONDS) <= 0;
}

static void *run(void *context)
{
    struct control *control = context;
    struct pollfd places[] = {
        {.fd = control->listening, .events = POLLIN},
        {.fd = control->stopping, .events = POLLIN},
    };
    for (;;) {
        int ready_count = poll(places, 2, -1);
        if (ready_count > 0 && places[1].revents != 0)
            return NULL;
        int connection =
            ready_count < 0 ? -1
                            : accept4(control->listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (connection >= 0) {
            serve(control, connection);
            close(connection);
        } else if (errno != EINTR && errno != EAGAIN && errno != ECONNABORTED && !rest(control)) {
            return NULL;
        }
    }
}

/* The home is this process's: a socket there belongs to nobody any more. */
static bool remove_stale(int folder, struct error *err)
{
    struct stat there;
    if (fstatat(folder, CONTROL_SOCKET, &there, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || error_os(err, ERROR_IO, "look at", CONTROL_SOCKET, errno);
    if (!S_ISSOCK(there.st_mode))
        return error_input(err, ERROR_CONFLICT, CONTROL_SOCKET, "expected a socket or nothing");
    return unlinkat(folder, CONTROL_SOCKET, 0) == 0 ||
           error_os(err, ERROR_IO, "remove", CONTROL_SOCKET, errno);
}

/* Its mode is set before it has a name, so that nobody else can open it in between. */
static bool listen_there(struct control *control, struct error *err)
{
    struct sockaddr_un address;
    control_address(control->folder, &address);
    control->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return (control->listening >= 0 && fchmod(control->listening, S_IRUSR | S_IWUSR) == 0 &&
            bind(control->listening, (const struct sockaddr *)&address, sizeof address) == 0 &&
            listen(control->listening, WAITING_MAX) == 0) ||
           error_os(err, ERROR_IO, "listen at", CONTROL_SOCKET, errno);
}

/* Signals are for other threads. */
static bool start_thread(struct control *control, struct error *err)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&control->thread, NULL, run, control);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    control->running = failed == 0;
    return failed == 0 || error_os(err, ERROR_MEMORY, "start", "a thread", failed);
}

bool control_start(struct control **ret_control, struct node *node, struct error *err)
{
    struct control *control = malloc(sizeof *control);
    if (control == NULL)
        return error_memory(err, "starting the control socket");
    *control = (struct control){.node = node, .listening = -1, .stopping = -1, .timer = -1};
    control->folder = open(node->home, O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool ok = control->folder >= 0 || error_os(err, ERROR_IO, "open", node->home, errno);
    if (ok) {
        control->stopping = eventfd(0, EFD_CLOEXEC);
        control->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
        ok = (control->stopping >= 0 && control->timer >= 0) ||
             error_os(err, ERROR_IO, "make", "an event", errno);
    }
    if (ok && remove_stale(control->folder, err) && listen_there(control, err) &&
        start_thread(control, err)) {
        *ret_control = control;
        return true;
    }
    control_stop(control);
    return false;
}

static void close_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

void control_stop(struct control *control)
{
    if (control == NULL)
        return;
    if (control->running) {
        (void)eventfd_write(control->stopping, 1);
        pthread_join(control->thread, NULL);
        (void)unlinkat(control->folder, CONTROL_SOCKET, 0);
    }
    close_open(control->listening);
    close_open(control->stopping);
    close_open(control->timer);
    close_open(control->folder);
    free(control);
}
