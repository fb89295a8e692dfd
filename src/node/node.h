/* A node: everything that is open while it runs, or while a command works on its home.
 *
 *     home/node.yaml    configuration              home/keys/    log, object; mode 0600
 *     home/store.sqlite objects, log, people       home/journal/ access journal
 *
 * Opened as the one writer of its store. `trefoil serve` keeps it open and answers (serve.h);
 * commands open it for one act when no node runs, and else ask the one that runs (control.h).
 *
 * Threads: what stands here is set before threads start; the world may be swapped (share/world…).
 */
#pragma once

#include "gate/writer.h"
#include "log/note_key.h"
#include "node/config.h"
#include "node/sign_in.h"
#include "share/taxii.h"

struct node {
    const char *home;
    struct config config;
    struct note_signer log_signer;
    struct store store; /* the writer's */
    struct world world;
    struct gate_writer writer;
    struct writing writing;
    struct page_cache cache;
    struct reading_pool readers;
    struct taxii taxii;
    struct sign_in *sign_in;
    struct gate_means means;
};

/* Opens the home's node with `threads` stores for reading; puts the configuration's orgs,
 * identities, audiences and keys into the store. Errors: not-found (no node was made here), busy
 * (one runs), value, damaged, io, memory. Close with node_close. */
bool node_open(struct node *ret_node, const char *home, size_t threads, struct error *err);
void node_close(struct node *node); /* takes a zeroed one */
