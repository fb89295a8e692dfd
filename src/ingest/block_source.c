#include "ingest/block_source.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ingest/block_bytes.h"

enum { SLOTS = 64 };

struct slot {
    unsigned char *bytes;
    size_t capacity, size;
    uint32_t height;
};

/* Slots are empty, being read, full or taken. The empty ones are a stack, the full ones a queue. */
struct block_source {
    const struct header_tree *tree;
    struct block_bytes bytes; /* the reader's */
    struct slot slots[SLOTS];
    pthread_t thread;
    bool running;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    uint32_t empty[SLOTS], empty_count;
    uint32_t full[SLOTS], full_first, full_count;
    size_t held; /* bytes in full and taken slots */
    uint32_t next;
    bool reading; /* a block is on its way */
    bool stop, failed;
    struct error why;
};

static bool make_room(struct slot *slot, size_t size, struct error *err)
{
    if (size <= slot->capacity)
        return true;
    unsigned char *grown = malloc(size);
    if (grown == NULL)
        return error_memory(err, "reading a block");
    free(slot->bytes);
    slot->bytes = grown;
    slot->capacity = size;
    return true;
}

static bool fill(struct block_source *source, struct slot *slot, uint32_t height, struct error *err)
{
    const struct header_tree *tree = source->tree;
    const struct block_place *place = header_tree_place(tree, tree->best[height]);
    ensure(place != NULL); /* a known header has no block here */
    slot->size = place->size;
    slot->height = height;
    return make_room(slot, place->size, err) &&
           block_bytes_read(&source->bytes, place->file, place->offset, place->size, slot->bytes,
                            err);
}

/* With the lock: reads one more block into an empty slot, without the lock while it reads. False
 * when there is nothing to read any more. */
static bool read_one(struct block_source *source)
{
    struct error why;
    if (source->failed || source->next == source->tree->best_count)
        return false;
    uint32_t height = source->next++;
    uint32_t number = source->empty[--source->empty_count];
    source->reading = true;
    pthread_mutex_unlock(&source->lock);
    bool ok = fill(source, &source->slots[number], height, &why);
    pthread_mutex_lock(&source->lock);
    source->reading = false;
    if (ok) {
        source->full[(source->full_first + source->full_count++) % SLOTS] = number;
        source->held += source->slots[number].size;
    } else {
        source->empty[source->empty_count++] = number;
        source->failed = true;
        source->why = why;
    }
    pthread_cond_broadcast(&source->changed);
    return ok;
}

static bool has_room(const struct block_source *source)
{
    return source->empty_count > 0 && (source->held < BLOCK_AHEAD_BYTES || source->full_count == 0);
}

static void *read_ahead(void *context)
{
    struct block_source *source = context;
    pthread_mutex_lock(&source->lock);
    for (;;) {
        while (!source->stop && !has_room(source))
            pthread_cond_wait(&source->changed, &source->lock);
        if (source->stop || !read_one(source))
            break;
    }
    pthread_mutex_unlock(&source->lock);
    return NULL;
}

bool block_source_open(struct block_source **ret_source, const struct header_tree *tree,
                       uint32_t first, struct error *err)
{
    struct block_source *source = calloc(1, sizeof *source);
    if (source == NULL)
        return error_memory(err, "reading blocks");
    source->tree = tree;
    source->next = first < tree->best_count ? first : tree->best_count;
    block_bytes_init(&source->bytes, tree->files);
    for (uint32_t i = 0; i < SLOTS; i++)
        source->empty[source->empty_count++] = SLOTS - 1 - i;
    pthread_mutex_init(&source->lock, NULL);
    pthread_cond_init(&source->changed, NULL);
    source->running = pthread_create(&source->thread, NULL, read_ahead, source) == 0;
    *ret_source = source;
    return true;
}

void block_source_close(struct block_source *source)
{
    if (source == NULL)
        return;
    pthread_mutex_lock(&source->lock);
    source->stop = true;
    pthread_cond_broadcast(&source->changed);
    pthread_mutex_unlock(&source->lock);
    if (source->running)
        pthread_join(source->thread, NULL);
    pthread_mutex_destroy(&source->lock);
    pthread_cond_destroy(&source->changed);
    block_bytes_release(&source->bytes);
    for (uint32_t i = 0; i < SLOTS; i++)
        free(source->slots[i].bytes);
    free(source);
}

/* With the lock: waits for a full slot, or reads one where there is no thread. False at the end and
 * after a failure. */
static bool wait_for_full(struct block_source *source)
{
    while (source->full_count == 0) {
        if (source->failed || (source->next == source->tree->best_count && !source->reading))
            return false;
        if (!source->running)
            read_one(source);
        else
            pthread_cond_wait(&source->changed, &source->lock);
    }
    return true;
}

bool block_source_take(struct block_source *source, struct source_block *ret_block,
                       struct error *err)
{
    pthread_mutex_lock(&source->lock);
    bool ok = true;
    if (wait_for_full(source)) {
        uint32_t number = source->full[source->full_first];
        const struct slot *slot = &source->slots[number];
        source->full_first = (source->full_first + 1) % SLOTS;
        source->full_count--;
        *ret_block = (struct source_block){span_of(slot->bytes, slot->size), slot->height, number};
        pthread_cond_broadcast(&source->changed);
    } else if (source->failed) {
        *err = source->why;
        ok = false;
    } else {
        *ret_block = (struct source_block){0};
    }
    pthread_mutex_unlock(&source->lock);
    return ok;
}

void block_source_give_back(struct block_source *source, const struct source_block *block)
{
    if (block->bytes.size == 0)
        return;
    pthread_mutex_lock(&source->lock);
    source->held -= block->bytes.size;
    source->empty[source->empty_count++] = block->slot;
    pthread_cond_broadcast(&source->changed);
    pthread_mutex_unlock(&source->lock);
}
