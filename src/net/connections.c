#include "net/connections.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    PHASE_BITS = 3,
    TICK_MILLISECONDS = 100,
    LINGER_MICROSECONDS = 2000000,
    SILENT_MICROSECONDS = 1000000, /* in HEAD before it may be sent away for others */
    READ_OUT_BYTES = 1 << 15,
    READ_OUT_ROUNDS = 32, /* of one connection before the others have their turn */
};

static const uint64_t never = UINT64_MAX >> PHASE_BITS;

void connection_is(struct connection *connection, enum connection_phase phase, uint64_t now,
                   uint64_t deadline)
{
    uint64_t until = deadline < never ? deadline : never;
    atomic_store_explicit(&connection->since, now, memory_order_relaxed);
    atomic_store_explicit(&connection->state, until << PHASE_BITS | phase, memory_order_relaxed);
}

static enum connection_phase phase_of(const struct connection *connection, uint64_t *ret_deadline)
{
    uint64_t state = atomic_load_explicit(&connection->state, memory_order_relaxed);
    *ret_deadline = state >> PHASE_BITS;
    return (enum connection_phase)(state & ((1 << PHASE_BITS) - 1));
}

static uint64_t address_of(const struct sockaddr *peer)
{
    uint32_t v4 = 0;
    uint64_t half = 0;
    if (peer != NULL && peer->sa_family == AF_INET) {
        memcpy(&v4, &((const struct sockaddr_in *)(const void *)peer)->sin_addr, sizeof v4);
        return v4;
    }
    if (peer == NULL || peer->sa_family != AF_INET6)
        return 0;
    const struct in6_addr *v6 = &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(v6)) {
        memcpy(&v4, v6->s6_addr + 12, sizeof v4);
        return v4;
    }
    memcpy(&half, v6->s6_addr, sizeof half);
    return half;
}

struct connection *connection_open(struct connections *table, int fd, const struct sockaddr *peer,
                                   uint64_t seconds)
{
    uint64_t now = table->microseconds();
    uint64_t address = address_of(peer), until;
    unsigned same = 0;
    pthread_mutex_lock(&table->lock);
    for (unsigned i = 0; i < table->max; i++)
        same +=
            table->all[i].address == address && phase_of(&table->all[i], &until) != CONNECTION_FREE;
    bool room = same < table->per_address_max && !atomic_load(&table->stopping);
    struct connection *connection = room ? table->free : NULL;
    if (connection != NULL) {
        table->free = connection->next_free;
        table->count++;
        connection->fd = fd;
        connection->more_comes = false;
        connection->address = address;
        connection_is(connection, CONNECTION_HEAD, now, now + seconds * 1000000);
    }
    pthread_mutex_unlock(&table->lock);
    return connection;
}

static void wake(struct connections *table)
{
    uint64_t one = 1;
    ssize_t written = write(table->wake, &one, sizeof one);
    (void)written; /* full: it is awake */
}

/* A second descriptor keeps the socket alive behind the one that is about to be closed. */
static void linger(struct connections *table, const struct connection *connection)
{
    int unread = 0, kept;
    if (table->lingering_count == HTTP_LINGERING_MAX ||
        ioctl(connection->fd, FIONREAD, &unread) != 0 || (unread == 0 && !connection->more_comes) ||
        (kept = dup(connection->fd)) < 0)
        return;
    shutdown(kept, SHUT_WR);
    table->lingering[table->lingering_count++] =
        (struct lingering){kept, table->microseconds() + LINGER_MICROSECONDS};
    wake(table);
}

void connection_close(struct connections *table, struct connection *connection)
{
    pthread_mutex_lock(&table->lock);
    linger(table, connection);
    connection_is(connection, CONNECTION_FREE, 0, 0);
    connection->next_free = table->free;
    table->free = connection;
    table->count--;
    pthread_mutex_unlock(&table->lock);
}

/* Sends away those that have said nothing whole for a second, until three quarters are left; those
 * that never did before those between two requests. */
static void make_room(struct connections *table, uint64_t now)
{
    static const enum connection_phase silent[] = {CONNECTION_HEAD, CONNECTION_IDLE};
    unsigned most = table->max - table->max / 4, left = table->count;
    uint64_t deadline;
    for (unsigned i = 0; i < 2 * table->max && left > most; i++) {
        struct connection *c = &table->all[i % table->max];
        uint64_t since = atomic_load_explicit(&c->since, memory_order_relaxed);
        if (phase_of(c, &deadline) != silent[i / table->max] || since + SILENT_MICROSECONDS > now)
            continue;
        shutdown(c->fd, SHUT_RDWR);
        left--;
    }
}

static void cut_off_late(struct connections *table, uint64_t now)
{
    bool stopping = atomic_load(&table->stopping);
    uint64_t deadline;
    for (unsigned i = 0; i < table->max; i++) {
        struct connection *c = &table->all[i];
        enum connection_phase phase = phase_of(c, &deadline);
        bool silent = phase == CONNECTION_IDLE || phase == CONNECTION_HEAD;
        if (phase != CONNECTION_FREE && (deadline < now || (stopping && silent)))
            shutdown(c->fd, SHUT_RDWR);
    }
}

/* True when there is no more to read, or the time is over. */
static bool read_out(const struct lingering *one, uint64_t now)
{
    char thrown_away[READ_OUT_BYTES];
    for (int i = 0; i < READ_OUT_ROUNDS && one->until > now; i++) {
        ssize_t got = recv(one->fd, thrown_away, sizeof thrown_away, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return true;
        if (got < 0)
            return false;
    }
    return one->until <= now;
}

static void read_all_out(struct connections *table, uint64_t now)
{
    for (unsigned i = 0; i < table->lingering_count;) {
        if (!read_out(&table->lingering[i], now)) {
            i++;
            continue;
        }
        close(table->lingering[i].fd);
        table->lingering[i] = table->lingering[--table->lingering_count];
    }
}

static void *watch(void *of)
{
    struct connections *table = of;
    struct pollfd waiting[HTTP_LINGERING_MAX + 1];
    uint64_t next = 0, woken;
    while (!atomic_load(&table->ended)) {
        pthread_mutex_lock(&table->lock);
        uint64_t now = table->microseconds();
        read_all_out(table, now);
        if (now >= next || atomic_load(&table->stopping)) {
            cut_off_late(table, now);
            make_room(table, now);
            next = now + TICK_MILLISECONDS * 1000;
        }
        nfds_t count = 0;
        waiting[count++] = (struct pollfd){.fd = table->wake, .events = POLLIN};
        for (unsigned i = 0; i < table->lingering_count; i++)
            waiting[count++] = (struct pollfd){.fd = table->lingering[i].fd, .events = POLLIN};
        pthread_mutex_unlock(&table->lock);
        if (poll(waiting, count, TICK_MILLISECONDS) > 0 && waiting[0].revents != 0 &&
            read(table->wake, &woken, sizeof woken) < 0)
            continue;
    }
    return NULL;
}

unsigned connections_drain(struct connections *table)
{
    unsigned busy = 0;
    uint64_t deadline;
    atomic_store(&table->stopping, true);
    wake(table);
    for (unsigned i = 0; i < table->max; i++)
        busy += phase_of(&table->all[i], &deadline) >= CONNECTION_BODY;
    return busy;
}

bool connections_init(struct connections *table, unsigned max, unsigned per_address_max,
                      uint64_t (*microseconds)(void), struct error *err)
{
    *table = (struct connections){
        .microseconds = microseconds, .max = max, .per_address_max = per_address_max, .wake = -1};
    pthread_mutex_init(&table->lock, NULL);
    table->all = calloc(max, sizeof *table->all);
    if (table->all == NULL)
        return error_memory(err, "making room for connections");
    for (unsigned i = max; i > 0; i--) {
        table->all[i - 1].next_free = table->free;
        table->free = &table->all[i - 1];
    }
    table->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (table->wake < 0)
        return error_os(err, ERROR_IO, "watching connections", "eventfd", errno);
    int result = pthread_create(&table->watcher, NULL, watch, table);
    if (result != 0)
        return error_os(err, ERROR_IO, "watching connections", "thread", result);
    table->watched = true;
    return true;
}

void connections_release(struct connections *table)
{
    if (table->microseconds == NULL)
        return;
    if (table->watched) {
        atomic_store(&table->ended, true);
        wake(table);
        pthread_join(table->watcher, NULL);
    }
    while (table->lingering_count > 0)
        close(table->lingering[--table->lingering_count].fd);
    if (table->wake >= 0)
        close(table->wake);
    pthread_mutex_destroy(&table->lock);
    free(table->all);
    *table = (struct connections){0};
}
