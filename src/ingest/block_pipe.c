#include "ingest/block_pipe.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { DECODERS = 2 };

struct slot {
    struct source_block bytes;
    struct coin_block block;
    struct coin_rows rows;
    char place[BLOCK_PLACE_BYTES + 32];
    bool done; /* decoded, or failed */
    bool failed;
    struct error failure;
};

/* Blocks are counted as they come from the source: number n is in slot n % PIPE_BLOCKS. */
struct block_pipe {
    const struct header_tree *tree;
    uint64_t seed;
    struct block_source *source;
    pthread_t threads[DECODERS];
    int started;
    pthread_mutex_t taking; /* of the source; before `lock` */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct slot slots[PIPE_BLOCKS];
    size_t first, next; /* given to the taker last or next; that the source gives next */
    bool taken;         /* the first of these is with the taker */
    bool ended;         /* no block `next` will come */
    bool stopped;
};

static struct slot *slot_of(struct block_pipe *pipe, size_t number)
{
    return &pipe->slots[number % PIPE_BLOCKS];
}

static void name_place(const struct block_pipe *pipe, struct slot *slot)
{
    uint32_t height = slot->bytes.height;
    const struct block_place *place = header_tree_place(pipe->tree, pipe->tree->best[height]);
    char where[BLOCK_PLACE_BYTES] = "known";
    if (place != NULL)
        block_place_print(pipe->tree->files, place->file, place->offset, where);
    snprintf(slot->place, sizeof slot->place, "%s: block %u", where, height);
}

static bool decode(struct block_pipe *pipe, struct slot *slot, struct error *err)
{
    name_place(pipe, slot);
    return coin_block_decode(&slot->block, pipe->tree->chain, slot->bytes.bytes, slot->place,
                             err) &&
           coin_block_prove(&slot->block, slot->place, err) &&
           coin_rows_of_block(&slot->rows, &slot->block, pipe->seed, err);
}

/* Waits for a free slot; NULL when nothing more is wanted. */
static struct slot *wait_for_free(struct block_pipe *pipe)
{
    pthread_mutex_lock(&pipe->lock);
    while (pipe->next - pipe->first == PIPE_BLOCKS && !pipe->stopped)
        pthread_cond_wait(&pipe->changed, &pipe->lock);
    struct slot *slot = pipe->stopped || pipe->ended ? NULL : slot_of(pipe, pipe->next);
    pthread_mutex_unlock(&pipe->lock);
    return slot;
}

/* The next block of the source, in a slot that is one's own until it is done; NULL at the end. What
 * the source fails with is its last block's failure. */
static struct slot *take(struct block_pipe *pipe)
{
    pthread_mutex_lock(&pipe->taking);
    struct slot *slot = wait_for_free(pipe);
    if (slot != NULL) {
        slot->failed = !block_source_take(pipe->source, &slot->bytes, &slot->failure);
        bool more = !slot->failed && slot->bytes.bytes.size > 0;
        pthread_mutex_lock(&pipe->lock);
        slot->done = slot->failed;
        pipe->next += more || slot->failed;
        pipe->ended = !more;
        pthread_cond_broadcast(&pipe->changed);
        pthread_mutex_unlock(&pipe->lock);
        slot = more ? slot : NULL;
    }
    pthread_mutex_unlock(&pipe->taking);
    return slot;
}

static void *run(void *context)
{
    struct block_pipe *pipe = context;
    for (struct slot *slot; (slot = take(pipe)) != NULL;) {
        bool ok = decode(pipe, slot, &slot->failure);
        pthread_mutex_lock(&pipe->lock);
        slot->failed = !ok;
        slot->done = true;
        pipe->ended = pipe->ended || !ok;
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
    pthread_mutex_init(&pipe->taking, NULL);
    pthread_mutex_init(&pipe->lock, NULL);
    pthread_cond_init(&pipe->changed, NULL);
    if (!block_source_open(&pipe->source, tree, first, err)) {
        block_pipe_close(pipe);
        return false;
    }
    for (int failed = 0; pipe->started < DECODERS; pipe->started++)
        if ((failed = pthread_create(&pipe->threads[pipe->started], NULL, run, pipe)) != 0) {
            block_pipe_close(pipe);
            return error_os(err, ERROR_MEMORY, "start", "a thread", failed);
        }
    *ret_pipe = pipe;
    return true;
}

void block_pipe_close(struct block_pipe *pipe)
{
    if (pipe == NULL)
        return;
    pthread_mutex_lock(&pipe->lock);
    pipe->stopped = true;
    pthread_cond_broadcast(&pipe->changed);
    pthread_mutex_unlock(&pipe->lock);
    while (pipe->started > 0)
        pthread_join(pipe->threads[--pipe->started], NULL);
    block_source_close(pipe->source);
    for (int i = 0; i < PIPE_BLOCKS; i++) {
        coin_block_release(&pipe->slots[i].block);
        coin_rows_release(&pipe->slots[i].rows);
    }
    pthread_cond_destroy(&pipe->changed);
    pthread_mutex_destroy(&pipe->lock);
    pthread_mutex_destroy(&pipe->taking);
    free(pipe);
}

/* With the lock: the taker is through with the block that it has. */
static void give_back(struct block_pipe *pipe)
{
    struct slot *slot = slot_of(pipe, pipe->first);
    block_source_give_back(pipe->source, &slot->bytes);
    slot->done = false;
    pipe->first++;
    pipe->taken = false;
    pthread_cond_broadcast(&pipe->changed);
}

bool block_pipe_take(struct block_pipe *pipe, struct piped_block *ret_block, struct error *err)
{
    bool ok = true;
    pthread_mutex_lock(&pipe->lock);
    if (pipe->taken)
        give_back(pipe);
    const struct slot *slot = slot_of(pipe, pipe->first);
    while (!slot->done && !(pipe->ended && pipe->first == pipe->next))
        pthread_cond_wait(&pipe->changed, &pipe->lock);
    if (pipe->first == pipe->next) {
        *ret_block = (struct piped_block){0};
    } else if (slot->failed) {
        *err = slot->failure;
        ok = false;
    } else {
        pipe->taken = true;
        *ret_block = (struct piped_block){&slot->rows, slot->bytes.height, slot->place};
    }
    pthread_mutex_unlock(&pipe->lock);
    return ok;
}
