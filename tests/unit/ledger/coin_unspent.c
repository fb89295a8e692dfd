/* The set of unspent outputs against a list that is searched from end to end. */
#include "ledger/coin/unspent.h"

#include "run.h"

enum { ROOM = 4000, KEYS = 6000, MANY = 3 << 19 };

struct naive {
    struct unspent_key key;
    uint64_t output, value;
};

static struct naive list[ROOM];
static size_t count;

static size_t find(struct unspent_key key)
{
    size_t i = 0;
    while (i < count && (list[i].key.place != key.place || list[i].key.print != key.print))
        i++;
    return i;
}

static void put(struct unspent *set, struct unspent_key key, uint64_t output, uint64_t value)
{
    bool there = find(key) < count;
    enum unspent_put wanted = there ? UNSPENT_THERE : UNSPENT_PUT;
    assert_int_equal(unspent_put(set, key, output, value), wanted);
    if (!there)
        list[count++] = (struct naive){key, output, value};
}

static void take(struct unspent *set, struct unspent_key key)
{
    size_t at = find(key);
    uint64_t output = 1, value = 2;
    unspent_expect(set, key);
    assert_int_equal(unspent_take(set, key, &output, &value), at < count);
    assert_int_equal(output, at < count ? list[at].output : 1);
    assert_int_equal(value, at < count ? list[at].value : 2);
    if (at < count)
        list[at] = list[--count];
}

/* Puts and takes in random order; then everything is taken. */
static void work(const struct unspent_key *keys, uint64_t random)
{
    struct unspent set;
    unspent_init(&set, 7);
    count = 0;
    for (int step = 0; step < 40000; step++) {
        struct unspent_key key = keys[random_from(&random) % KEYS];
        bool grows = step / 10000 % 2 == 0; /* it fills, and empties, twice */
        if (count < ROOM && random_from(&random) % 4 < (grows ? 3 : 1))
            put(&set, key, random_from(&random) >> 25, random_from(&random));
        else
            take(&set, key);
        assert_int_equal(set.count, count);
    }
    while (count > 0)
        take(&set, list[random_from(&random) % count].key);
    for (int i = 0; i < UNSPENT_SHARDS; i++)
        assert_int_equal(set.shards[i].count, 0);
    unspent_release(&set);
}

static void hashed_keys(void **state)
{
    static struct unspent_key keys[KEYS];
    unsigned char id[32] = {0};
    (void)state;
    for (size_t i = 0; i < KEYS; i++) {
        memcpy(id, &(size_t){i / 3}, sizeof(size_t));
        keys[i] = unspent_key(7, id, (uint32_t)(i % 3));
    }
    work(keys, 1);
}

/* One shard, homes that are the first slots or the last: long runs, over the end of the table,
 * whose gaps must close; and keys that differ in the print alone. */
static void crowded_keys(void **state)
{
    static struct unspent_key keys[KEYS];
    uint64_t random = 5;
    (void)state;
    for (size_t i = 0; i < KEYS; i++)
        keys[i] = (struct unspent_key){UINT64_C(9) << 56 |
                                           (i % 2 == 0 ? 0 : UINT64_C(0xffffffffff) << 16) | i / 40,
                                       random_from(&random) & 0xffffff};
    work(keys, 2);
}

/* Who waits while one grows does not wait for the next. */
static void shards_grow_apart(void **state)
{
    struct unspent set;
    unsigned char id[32] = {0};
    (void)state;
    unspent_init(&set, 7);
    for (size_t i = 0; i < KEYS; i++) {
        memcpy(id, &i, sizeof i);
        assert_int_equal(unspent_put(&set, unspent_key(7, id, 0), i, 1), UNSPENT_PUT);
        for (int a = 0; i > ROOM && a < UNSPENT_SHARDS; a++)
            for (int b = 0; b < a; b++)
                assert_int_not_equal(set.shards[a].capacity, set.shards[b].capacity);
    }
    unspent_release(&set);
}

/* Through all sizes: what was put is there, and memory stays within what unspent.h says. */
static void a_large_set(void **state)
{
    struct unspent set;
    unsigned char id[32] = {0};
    uint64_t output, value;
    (void)state;
    unspent_init(&set, 7);
    for (uint64_t i = 0; i < MANY; i++) {
        uint64_t slots = 0;
        memcpy(id, &i, sizeof i);
        assert_true(unspent_put(&set, unspent_key(7, id, 0), i, i + 9) == UNSPENT_PUT);
        for (int shard = 0; shard < UNSPENT_SHARDS; shard++)
            slots += set.shards[shard].capacity;
        uint64_t bytes = slots * sizeof(struct unspent_slot);
        assert_true(bytes <= 52 << 20 || bytes <= 40 * (i + 1));
    }
    for (uint64_t i = 0; i < MANY; i++) {
        memcpy(id, &i, sizeof i);
        assert_true(unspent_take(&set, unspent_key(7, id, 0), &output, &value));
        assert_true(output == i && value == i + 9);
    }
    assert_int_equal(set.count, 0);
    unspent_release(&set);
}

static void keys_of_a_seed(void **state)
{
    unsigned char id[32] = {1};
    (void)state;
    struct unspent_key key = unspent_key(1, id, 0);
    assert_true(unspent_key(2, id, 0).place != key.place);
    assert_true(unspent_key(1, id, 1).place != key.place);
    id[31] = 1;
    assert_true(unspent_key(1, id, 0).place != key.place);
    assert_true(key.print >> 24 == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashed_keys),       cmocka_unit_test(crowded_keys),
        cmocka_unit_test(shards_grow_apart), cmocka_unit_test(a_large_set),
        cmocka_unit_test(keys_of_a_seed),
    };
    return RUN_ALL("ledger/coin_unspent", tests);
}
