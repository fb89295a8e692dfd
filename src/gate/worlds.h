/* The world in force, for threads: the writer puts another in its place when a commit has changed
 * it, while readers go on with the one that they hold.
 *
 *     reader:  world = worlds_hold(&worlds); … worlds_let_go(&worlds, world);    for one request
 *     writer:  gate_begin … gate_rule_add (policy.h) … gate_commit ─▶ the next to hold one gets it
 *
 * Whoever holds a world before it looks at the store sees a store that is no older than the world.
 * What is taken out of a world (audiences, collections, names) lives as long as it is held; their
 * numbers stay good for ever.
 *
 * Load: thousands of holds a second, a change now and then. Threads: hold and let go from any;
 * worlds_put is the writer's.
 */
#pragma once

#include <pthread.h>

#include "gate/world.h"

struct worlds {
    pthread_mutex_t lock;
    struct world *now;
};

/* Loads the first one. Errors: as of world_load; memory. Release with worlds_release. */
bool worlds_init(struct worlds *ret_worlds, struct store *store, struct span own,
                 struct error *err);
void worlds_release(struct worlds *worlds); /* nobody holds any; takes a zeroed one */

const struct world *worlds_hold(struct worlds *worlds);
void worlds_let_go(struct worlds *worlds, const struct world *world);

/* Takes a world over that was made by worlds_make, and frees the one before when nobody holds it
 * any more. Only gate/writer.c calls these. */
bool worlds_make(struct worlds *worlds, struct store *store, struct world **ret_world,
                 struct error *err);
void worlds_free(struct world *world); /* one that was not put; takes NULL */
void worlds_put(struct worlds *worlds, struct world *world);
