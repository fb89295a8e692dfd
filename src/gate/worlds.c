#include "gate/worlds.h"

#include <stdlib.h>

static bool make(struct world **ret_world, struct store *store, struct span own, struct error *err)
{
    struct world *world = calloc(1, sizeof *world);
    if (world == NULL)
        return error_memory(err, "reading who there is");
    if (!world_load(world, store, own, err)) {
        free(world);
        return false;
    }
    *ret_world = world;
    return true;
}

void worlds_free(struct world *world)
{
    if (world == NULL)
        return;
    world_release(world);
    free(world);
}

bool worlds_init(struct worlds *ret_worlds, struct store *store, struct span own, struct error *err)
{
    struct worlds worlds = {0};
    if (!make(&worlds.now, store, own, err))
        return false;
    worlds.now->holders = 1; /* that it is in force */
    *ret_worlds = worlds;
    pthread_mutex_init(&ret_worlds->lock, NULL);
    return true;
}

void worlds_release(struct worlds *worlds)
{
    if (worlds->now == NULL)
        return;
    ensure(worlds->now->holders == 1);
    worlds_free(worlds->now);
    pthread_mutex_destroy(&worlds->lock);
    *worlds = (struct worlds){0};
}

const struct world *worlds_hold(struct worlds *worlds)
{
    pthread_mutex_lock(&worlds->lock);
    struct world *world = worlds->now;
    world->holders++;
    pthread_mutex_unlock(&worlds->lock);
    return world;
}

void worlds_let_go(struct worlds *worlds, const struct world *held)
{
    struct world *world = (struct world *)(uintptr_t)held; /* made here, by calloc */
    pthread_mutex_lock(&worlds->lock);
    bool last = --world->holders == 0;
    pthread_mutex_unlock(&worlds->lock);
    if (last)
        worlds_free(world);
}

bool worlds_make(struct worlds *worlds, struct store *store, struct world **ret_world,
                 struct error *err)
{
    const struct org *own = world_org(worlds->now, worlds->now->own);
    return make(ret_world, store, own->name, err);
}

void worlds_put(struct worlds *worlds, struct world *world)
{
    pthread_mutex_lock(&worlds->lock);
    struct world *before = worlds->now;
    world->generation = before->generation + 1;
    world->holders = 1;
    worlds->now = world;
    pthread_mutex_unlock(&worlds->lock);
    worlds_let_go(worlds, before);
}
