#include "pool.h"

#include "../generate.h"
#include "base/array.h"
#include "base/error.h"

#include <stdlib.h>

/* About a block, a quarter of a day, a week; then all. */
static const size_t most[POOL_AGES] = {2000, 50000, 300000, SIZE_MAX};
/* Of a hundred draws, how many up to and with each. */
static const unsigned odds[POOL_AGES] = {30, 65, 88, 100};

static struct coin take(struct pool *pool, size_t age, uint64_t *state)
{
    struct coin *coins = pool->coins[age];
    size_t at = generate_next(state) % pool->count[age];
    struct coin taken = coins[at];
    coins[at] = coins[--pool->count[age]];
    return taken;
}

bool pool_add(struct pool *pool, const struct coin *coin, uint64_t *state)
{
    struct coin moved = *coin;
    for (size_t age = 0; age < POOL_AGES; age++) {
        size_t count = pool->count[age];
        struct coin *grown = array_grow(pool->coins[age], &pool->capacity[age], count + 1,
                                        sizeof *grown, SIZE_MAX / sizeof *grown);
        if (grown == NULL)
            return false;
        pool->coins[age] = grown;
        grown[pool->count[age]++] = moved;
        if (pool->count[age] <= most[age])
            break;
        moved = take(pool, age, state);
    }
    pool->total++;
    return true;
}

struct coin pool_draw(struct pool *pool, uint64_t *state)
{
    uint64_t draw = generate_next(state) % 100;
    size_t age = 0;
    ensure(pool->total > 0);
    while (draw >= odds[age])
        age++;
    while (pool->count[age] == 0)
        age = (age + POOL_AGES - 1) % POOL_AGES;
    pool->total--;
    return take(pool, age, state);
}

void pool_release(struct pool *pool)
{
    for (size_t age = 0; age < POOL_AGES; age++)
        free(pool->coins[age]);
    *pool = (struct pool){0};
}
