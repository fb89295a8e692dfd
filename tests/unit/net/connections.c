/* Places, deadlines and what lingers, on socket pairs and a clock that the test moves. */
#include "net/connections.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include "run.h"

enum { SECOND = 1000000, PLACES = 8 };

static _Atomic uint64_t now;
static struct connections table;

static uint64_t microseconds(void)
{
    return atomic_load(&now);
}

static int begin(void **state)
{
    struct error err;
    (void)state;
    atomic_store(&now, 100 * (uint64_t)SECOND);
    return connections_init(&table, PLACES, 3, microseconds, &err) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    connections_release(&table);
    return 0;
}

/* Whether the watcher shuts the socket down; a minute of real time is never waited for. */
static bool is_shut(int other)
{
    struct pollfd one = {.fd = other, .events = POLLIN};
    char byte;
    return poll(&one, 1, 60000) == 1 && recv(other, &byte, 1, MSG_DONTWAIT) == 0;
}

static bool stays_open(int other)
{
    struct pollfd one = {.fd = other, .events = POLLIN};
    return poll(&one, 1, 300) == 0;
}

static struct connection *open_from(const char *address, int fd)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
        return connection_open(&table, fd, (struct sockaddr *)&v4, 10);
    assert_int_equal(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
    return connection_open(&table, fd, (struct sockaddr *)&v6, 10);
}

static void addresses_are_counted(void **state)
{
    struct connection *held[PLACES];
    int pair[2];
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_non_null(held[0] = open_from("192.0.2.1", pair[0]));
    assert_non_null(held[1] = open_from("::ffff:192.0.2.1", pair[0])); /* the same */
    assert_non_null(held[2] = open_from("192.0.2.1", pair[0]));
    assert_null(open_from("192.0.2.1", pair[0]));
    assert_non_null(held[3] = open_from("2001:db8:1:2::1", pair[0]));
    assert_non_null(held[4] = open_from("2001:db8:1:2:ffff::2", pair[0]));
    assert_non_null(held[5] = open_from("2001:db8:1:2::3", pair[0]));
    assert_null(open_from("2001:db8:1:2::4", pair[0])); /* one /64 */
    assert_non_null(held[6] = open_from("2001:db8:1:3::1", pair[0]));
    connection_close(&table, held[0]);
    assert_non_null(held[0] = open_from("192.0.2.1", pair[0]));
    assert_non_null(held[7] = open_from("192.0.2.2", pair[0]));
    assert_null(open_from("192.0.2.3", pair[0])); /* full */
    assert_int_equal(table.count, PLACES);
    for (int i = 0; i < PLACES; i++)
        connection_close(&table, held[i]);
    assert_int_equal(table.count, 0);
    close(pair[0]);
    close(pair[1]);
}

static void late_ones_are_cut_off(void **state)
{
    int pair[2];
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct connection *one = open_from("192.0.2.1", pair[0]);
    atomic_fetch_add(&now, 9 * SECOND);
    assert_true(stays_open(pair[1]));
    connection_is(one, CONNECTION_ANSWER, microseconds(), UINT64_MAX);
    atomic_fetch_add(&now, 100000 * (uint64_t)SECOND);
    assert_true(stays_open(pair[1]));
    connection_is(one, CONNECTION_SEND, microseconds(), microseconds() + SECOND);
    assert_true(stays_open(pair[1]));
    atomic_fetch_add(&now, SECOND + 1);
    assert_true(is_shut(pair[1]));
    connection_close(&table, one);
    close(pair[0]);
    close(pair[1]);
}

static void a_full_house_makes_room(void **state)
{
    int pairs[PLACES][2];
    struct connection *held[PLACES];
    (void)state;
    for (int i = 0; i < PLACES - 1; i++) { /* three quarters are 6 */
        char address[16];
        snprintf(address, sizeof address, "192.0.2.%d", i);
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]), 0);
        held[i] = open_from(address, pairs[i][0]);
    }
    connection_is(held[0], CONNECTION_IDLE, microseconds(), UINT64_MAX);
    connection_is(held[1], CONNECTION_BODY, microseconds(), UINT64_MAX);
    assert_true(stays_open(pairs[2][1])); /* not within its first second */
    atomic_fetch_add(&now, 2 * SECOND);
    assert_true(is_shut(pairs[2][1]));
    assert_true(stays_open(pairs[1][1]) && stays_open(pairs[0][1]));
    for (int i = 0; i < PLACES - 1; i++) {
        connection_close(&table, held[i]);
        close(pairs[i][0]);
        close(pairs[i][1]);
    }
}

static void what_still_comes_is_read_out(void **state)
{
    char bytes[1000] = {0};
    int pair[2];
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct connection *one = open_from("192.0.2.1", pair[0]);
    assert_int_equal(send(pair[1], bytes, sizeof bytes, 0), sizeof bytes);
    assert_int_equal(send(pair[0], "end", 3, 0), 3);
    connection_close(&table, one);
    close(pair[0]);
    assert_int_equal(recv(pair[1], bytes, sizeof bytes, 0), 3);
    assert_int_equal(recv(pair[1], bytes, sizeof bytes, 0), 0);
    for (int i = 0; i < 10000; i++) /* far more than the socket's buffer */
        assert_int_equal(send(pair[1], bytes, sizeof bytes, MSG_NOSIGNAL), sizeof bytes);
    atomic_fetch_add(&now, 3 * SECOND);
    int sent = 0;
    while (sent < 1000 && send(pair[1], bytes, sizeof bytes, MSG_NOSIGNAL) > 0) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        sent++;
    }
    assert_true(sent < 1000); /* its time is over */
    close(pair[1]);
}

/* Nothing of a refused body is there yet: the one that sends it is not reset. */
static void what_comes_only_then_is_read_out(void **state)
{
    char bytes[1000] = {0};
    int pair[2];
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct connection *one = open_from("192.0.2.1", pair[0]);
    one->more_comes = true;
    connection_close(&table, one);
    close(pair[0]);
    assert_int_equal(recv(pair[1], bytes, sizeof bytes, 0), 0);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(send(pair[1], bytes, sizeof bytes, MSG_NOSIGNAL), sizeof bytes);
    close(pair[1]);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    one = open_from("192.0.2.1", pair[0]); /* the same place, and nothing comes */
    connection_close(&table, one);
    close(pair[0]);
    assert_int_equal(send(pair[1], bytes, sizeof bytes, MSG_NOSIGNAL), -1);
    close(pair[1]);
}

static void draining(void **state)
{
    int silent[2], busy[2];
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, silent), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, busy), 0);
    struct connection *one = open_from("192.0.2.1", silent[0]);
    struct connection *other = open_from("192.0.2.1", busy[0]);
    connection_is(other, CONNECTION_ANSWER, microseconds(), UINT64_MAX);
    assert_true(stays_open(silent[1])); /* the watcher has looked, and the clock stands still */
    assert_int_equal(connections_drain(&table), 1);
    assert_null(open_from("192.0.2.1", busy[0]));
    assert_true(is_shut(silent[1]));
    assert_true(stays_open(busy[1]));
    connection_is(other, CONNECTION_IDLE, microseconds(), UINT64_MAX);
    assert_int_equal(connections_drain(&table), 0);
    atomic_fetch_add(&now, SECOND);
    assert_true(is_shut(busy[1]));
    connection_close(&table, one);
    connection_close(&table, other);
    close(silent[0]), close(silent[1]), close(busy[0]), close(busy[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(addresses_are_counted, begin, end),
        cmocka_unit_test_setup_teardown(late_ones_are_cut_off, begin, end),
        cmocka_unit_test_setup_teardown(a_full_house_makes_room, begin, end),
        cmocka_unit_test_setup_teardown(what_still_comes_is_read_out, begin, end),
        cmocka_unit_test_setup_teardown(what_comes_only_then_is_read_out, begin, end),
        cmocka_unit_test_setup_teardown(draining, begin, end),
    };
    return RUN_ALL("connections", tests);
}
