/* A node: everything that is open while it runs, or while a command works on its home.
 *
 *     home/node.yaml    configuration              home/keys/    log, object, next; mode 0600
 *     home/store.sqlite objects, log, people       home/journal/ access journal
 *     home/checkpoint   the log's newest one       home/control.sock of control.h
 *
 * Opened as the one writer of its store. `trefoil serve` keeps it open and answers (serve.h);
 * commands open it for one act when no node runs, and else ask the one that runs (control.h).
 *
 * Threads: what stands here is set before threads start; the world in force may change
 * (gate/worlds.h). It stays where it was opened: parts of it point to others.
 */
#pragma once

#include "gate/writer.h"
#include "node/config.h"
#include "node/keys.h"
#include "share/taxii.h"

struct sign_in;

struct node {
    const char *home;
    struct config config;
    struct keys keys;
    struct store store; /* the writer's */
    struct worlds worlds;
    struct gate_writer writer;
    struct writing writing;
    struct page_cache cache;
    struct reading_pool readers;
    struct taxii taxii;
    struct sign_in *sign_in;
    struct gate_means means;
    uint64_t published;        /* leaves under the checkpoint in the home, when it was opened */
    struct error disagreement; /* of log and store; code none: they agree (agreement.h) */
};

/* Opens the home's node with `threads` stores for reading; puts the configuration's orgs,
 * identities and keys into the store, and what else is not there yet: audiences, collections.
 * Organisations and identities that the configuration names no more stay, as objects and the log
 * name them; their keys are taken away. Where log and store do not agree nothing is put, and
 * nothing can be written (`disagreement`). Errors: not-found (no node was made here), busy (one
 * runs), value, conflict (also: a home that was restored and not accepted, restored.h), damaged,
 * io, memory. Close with node_close. */
bool node_open(struct node *ret_node, const char *home, size_t threads,
               const struct gate_means *means, struct error *err);
void node_close(struct node *node); /* takes a zeroed one */

struct store_place node_place(const struct node *node);
