#include "share/writing.h"

#include "gate/approve.h"

void writing_init(struct writing *ret_writing, struct gate_writer *writer, struct page_cache *cache)
{
    *ret_writing = (struct writing){.writer = writer, .cache = cache};
    pthread_mutex_init(&ret_writing->lock, NULL);
}

void writing_release(struct writing *writing)
{
    pthread_mutex_destroy(&writing->lock);
    *writing = (struct writing){0};
}

bool writing_begin(struct writing *writing, struct error *err)
{
    pthread_mutex_lock(&writing->lock);
    bool ok = writing->broken ? error_os(err, ERROR_IO, "write", "the store, which has failed", 0)
                              : gate_begin(writing->writer, err);
    if (!ok)
        pthread_mutex_unlock(&writing->lock);
    return ok;
}

bool writing_end(struct writing *writing, bool ok, struct error *err)
{
    struct error ignored;
    if (ok) {
        ok = gate_commit(writing->writer, err);
        if (writing->cache != NULL)
            page_cache_touched(writing->cache, writing->writer->store->touched);
    } else {
        writing->broken = !gate_roll_back(writing->writer, &ignored);
    }
    pthread_mutex_unlock(&writing->lock);
    return ok;
}

bool writing_expire(struct writing *writing, int64_t *ret_next, struct error *err)
{
    int64_t next = 0;
    if (!writing_begin(writing, err))
        return false;
    bool ok = gate_expire(writing->writer, &next, err);
    if (!writing_end(writing, ok, err))
        return false;
    *ret_next = next;
    return true;
}

void writing_close(struct writing *writing)
{
    pthread_mutex_lock(&writing->lock);
    writing->broken = true;
    pthread_mutex_unlock(&writing->lock);
}
