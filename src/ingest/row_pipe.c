#include "ingest/row_pipe.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

void row_pipe_init(struct row_pipe *pipe)
{
    *pipe = (struct row_pipe){0};
    pthread_mutex_init(&pipe->lock, NULL);
    pthread_cond_init(&pipe->changed, NULL);
}

void row_pipe_release(struct row_pipe *pipe)
{
    for (size_t i = 0; i < PIPE_BUNDLES; i++)
        free(pipe->bundles[i].rows);
    pthread_mutex_destroy(&pipe->lock);
    pthread_cond_destroy(&pipe->changed);
}

bool bundle_add(struct bundle *bundle, const struct flow_row *rows, size_t count, struct error *err)
{
    struct flow_row *grown = array_grow(bundle->rows, &bundle->capacity, bundle->count + count,
                                        sizeof *grown, ORDER_ROWS_MAX);
    if (grown == NULL)
        return error_memory(err, "gathering rows");
    bundle->rows = grown;
    memcpy(bundle->rows + bundle->count, rows, count * sizeof *rows);
    bundle->count += count;
    return true;
}

bool row_pipe_put(struct row_pipe *pipe, struct bundle *bundle)
{
    pthread_mutex_lock(&pipe->lock);
    while (pipe->count == PIPE_BUNDLES && !pipe->stopped)
        pthread_cond_wait(&pipe->changed, &pipe->lock);
    bool open = !pipe->stopped;
    if (open) {
        struct bundle *place = &pipe->bundles[(pipe->first + pipe->count) % PIPE_BUNDLES];
        struct bundle empty = *place;
        *place = *bundle;
        *bundle = empty;
        bundle->count = 0;
        pipe->count++;
        pthread_cond_signal(&pipe->changed);
    }
    pthread_mutex_unlock(&pipe->lock);
    return open;
}

void row_pipe_end(struct row_pipe *pipe)
{
    pthread_mutex_lock(&pipe->lock);
    pipe->ended = true;
    pthread_cond_signal(&pipe->changed);
    pthread_mutex_unlock(&pipe->lock);
}

const struct bundle *row_pipe_take(struct row_pipe *pipe)
{
    pthread_mutex_lock(&pipe->lock);
    if (pipe->taken) {
        pipe->first = (pipe->first + 1) % PIPE_BUNDLES;
        pipe->count--;
        pthread_cond_signal(&pipe->changed);
    }
    while (pipe->count == 0 && !pipe->ended)
        pthread_cond_wait(&pipe->changed, &pipe->lock);
    pipe->taken = pipe->count > 0;
    const struct bundle *bundle = pipe->taken ? &pipe->bundles[pipe->first] : NULL;
    pthread_mutex_unlock(&pipe->lock);
    return bundle;
}

void row_pipe_stop(struct row_pipe *pipe)
{
    pthread_mutex_lock(&pipe->lock);
    pipe->stopped = true;
    pthread_cond_signal(&pipe->changed);
    pthread_mutex_unlock(&pipe->lock);
}
