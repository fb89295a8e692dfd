#include "ingest/block_pipe.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct slot {
    struct source_block bytes;
    struct coin_block block;
    struct coin_rows rows;
    char place[BLOCK_PLACE_BYTES + 32];
};

struct block_pipe {
    const struct header_tree *tree;
    uint64_t seed;
    struct block_source *source;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct slot slots[PIPE_BLOCKS];
    size_t first, ready; /* slots that are decoded and not given back */
    bool taken;          /* the first of these is with the taker */
    bool ended, stopped, failed;
    struct error failure;
};

static void name_place(const struct block_pipe *pipe, struct slot *slot)
{
    uint32_t height = slot->bytes.height;
    const struct block_place *place = header_tree_place(pipe->tree, pipe->tree->best[height]);
    char where[BLOCK_PLACE_BYTES] = "known";
    if (place != NULL)
        block_place_print(pipe->tree->files, place->file, place->offset, where);
    snprintf(slot->place, sizeof slot->place, "%s: block %u", where, height);
}

/* False at the end too, with no error. */
static bool fill(struct block_pipe *pipe, struct slot *slot, bool *ret_more, struct error *err)
{
    *ret_more = false;
    if (!block_source_take(pipe->source, &slot->bytes, err))
        return false;
    if (slot->bytes.bytes.size == 0)
        return true;
    name_place(pipe, slot);
    if (!coin_block_decode(&slot->block, pipe->tree->chain, slot->bytes.bytes, slot->place, err) ||
        !coin_block_prove(&slot->block, slot->place, err) ||
        !coin_rows_of_block(&slot->rows, &slot->block, pipe->seed, err))
        return false;
    *ret_more = true;
    return true;
}

static struct slot *wait_for_free(struct block_pipe *pipe)
{
    struct slot *slot = NULL;
    pthread_mutex_lock(&pipe->lock);
    while (pipe->ready == PIPE_BLOCKS && !pipe->stopped)
        pthread_cond_wait(&pipe->changed, &pipe->lock);
    if (!pipe->stopped)
        slot = &pipe->slots[(pipe->first + pipe->ready) % PIPE_BLOCKS];
    pthread_mutex_unlock(&pipe->lock);
    return slot;
}

static void *run(void *context)
{
    struct block_pipe *pipe = context;
    struct error err;
    bool more = true;
    for (struct slot *slot; more && (slot = wait_for_free(pipe)) != NULL;) {
        bool ok = fill(pipe, slot, &more, &err);
        pthread_mutex_lock(&pipe->lock);
        pipe->ready += ok && more;
        pipe->ended = !more;
        if (!ok) {
            pipe->failed = true;
            pipe->failure = err;
        }
        pthread_cond_broadcast(&pipe->changed);
        pthread_mutex_unlock(&pipe->lock);
    }
    return NULL;
}

bool block_pipe_open(struct block_pipe **ret_pipe, const struct header_tree *tree, uint32_t first,
                     uint64_t seed, struct error *err)
{
    struct block_pipe *pipe = calloc(1, sizeof *pipe);
    if (pipe == NULL)
        return error_memory(err, "reading blocks");
    pipe->tree = tree;
    pipe->seed = seed;
    pthread_mutex_init(&pipe->lock, NULL);
    pthread_cond_init(&pipe->changed, NULL);
    if (!block_source_open(&pipe->source, tree, first, err)) {
        block_pipe_close(pipe);
        return false;
    }
    int failed = pthread_create(&pipe->thread, NULL, run, pipe);
    if (failed != 0) {
        block_pipe_close(pipe);
        return error_os(err, ERROR_MEMORY, "start", "a thread", failed);
    }
    pipe->started = true;
    *ret_pipe = pipe;
    return true;
}

void block_pipe_close(struct block_pipe *pipe)
{
    if (pipe == NULL)
        return;
    if (pipe->started) {
        pthread_mutex_lock(&pipe->lock);
        pipe->stopped = true;
        pthread_cond_broadcast(&pipe->changed);
        pthread_mutex_unlock(&pipe->lock);
        pthread_join(pipe->thread, NULL);
    }
    block_source_close(pipe->source);
    for (int i = 0; i < PIPE_BLOCKS; i++) {
        coin_block_release(&pipe->slots[i].block);
        coin_rows_release(&pipe->slots[i].rows);
    }
    pthread_cond_destroy(&pipe->changed);
    pthread_mutex_destroy(&pipe->lock);
    free(pipe);
}

bool block_pipe_take(struct block_pipe *pipe, struct piped_block *ret_block, struct error *err)
{
    struct slot *slot = &pipe->slots[pipe->first];
    bool ok = true;
    pthread_mutex_lock(&pipe->lock);
    if (pipe->taken) {
        block_source_give_back(pipe->source, &slot->bytes);
        pipe->first = (pipe->first + 1) % PIPE_BLOCKS;
        pipe->ready--;
        pipe->taken = false;
        pthread_cond_broadcast(&pipe->changed);
    }
    while (pipe->ready == 0 && !pipe->ended)
        pthread_cond_wait(&pipe->changed, &pipe->lock);
    slot = &pipe->slots[pipe->first];
    if (pipe->ready > 0) {
        pipe->taken = true;
        *ret_block = (struct piped_block){&slot->rows, slot->bytes.height, slot->place};
    } else if (pipe->failed) {
        *err = pipe->failure;
        ok = false;
    } else {
        *ret_block = (struct piped_block){0};
    }
    pthread_mutex_unlock(&pipe->lock);
    return ok;
}
