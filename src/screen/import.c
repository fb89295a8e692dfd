#include "screen/import.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "screen/guard.h"

enum { READERS = 2, READINGS = 3 }; /* threads, and lists that are in memory at most */

static bool same_bytes(const struct list_version *a, const struct list_version *b)
{
    return a->refused[0] == '\0' && strcmp(a->list, b->list) == 0 &&
           strcmp(a->date, b->date) == 0 && strcmp(a->index, b->index) == 0;
}

static bool keep_files(struct list_import *import, const struct version_reading *of,
                       struct error *err)
{
    const char *home = import->command->home;
    char folder[PATH_BYTES_MAX];
    if (!lists_path(folder, home, "original", NULL, err) || !file_make_folder(folder, err))
        return false;
    for (size_t i = 0; i < of->version.file_count; i++)
        if (!file_batch_put(&import->kept, folder, of->named[i].sha256, of->given[i].bytes, err))
            return false;
    return lists_path(folder, home, "index", NULL, err) && file_make_folder(folder, err) &&
           file_batch_put(&import->kept, folder, of->version.index, dynbuf_bytes(&of->index), err);
}

/* Takes the lock of the home's lists, and reads the register under it. */
static bool lock_lists(struct list_import *import, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    const char *home = import->command->home;
    return import->lock >= 0 ||
           (lists_folder(folder, home, err) && file_make_folder(folder, err) &&
            file_lock(&import->lock, folder, err) && list_register_read(&import->lists, home, err));
}

/* Guards, keeps, and adds a line to the register in memory. */
static bool settle(struct list_import *import, struct version_reading *of,
                   struct list_report *report, struct error *err)
{
    struct list_version *version = &of->version;
    struct list_register *lists = &import->lists;
    bool good = of->refused.code == ERROR_NONE;
    if (!lock_lists(import, err))
        return false;
    for (size_t i = 0; good && i < lists->count; i++)
        if (same_bytes(&lists->versions[i], version)) {
            *report = (struct list_report){true, lists->versions[i]};
            return true;
        }
    good = good && guard_version(lists, &of->build, version, of->reading.notes.said,
                                 import->command->accept_shrink, &of->refused);
    if (!good) {
        version->refused = of->refused.text;
        version->index[0] = '\0';
    } else if (!keep_files(import, of, err)) {
        return false;
    }
    if (!list_register_add(lists, version, err))
        return false;
    import->changed = true;
    *report = (struct list_report){false, lists->versions[lists->count - 1]};
    return true;
}

/* One reading. */
struct job {
    bool done, ok;
    struct error err;
};

/* Readers take the sets in their order, each into the next free place; who settles takes them out
 * in the same order. Everything here but the readings is under the mutex. */
struct pipe {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct version_reading *readings;
    const struct list_sets *sets;
    struct job jobs[READINGS];
    size_t taken, settled; /* sets; those between are in their places */
    bool stopped;
};

static void *read_sets(void *context)
{
    struct pipe *pipe = context;
    pthread_mutex_lock(&pipe->mutex);
    for (;;) {
        while (!pipe->stopped && pipe->taken < pipe->sets->count &&
               pipe->taken - pipe->settled == READINGS)
            pthread_cond_wait(&pipe->changed, &pipe->mutex);
        if (pipe->stopped || pipe->taken == pipe->sets->count)
            break;
        const struct list_set *set = &pipe->sets->sets[pipe->taken];
        size_t place = pipe->taken++ % READINGS;
        struct error err;
        pthread_mutex_unlock(&pipe->mutex);
        bool ok = list_version_read(&pipe->readings[place], set, &err);
        pthread_mutex_lock(&pipe->mutex);
        pipe->jobs[place].done = true;
        pipe->jobs[place].ok = ok;
        if (!ok)
            pipe->jobs[place].err = err;
        pthread_cond_broadcast(&pipe->changed);
    }
    pthread_mutex_unlock(&pipe->mutex);
    return NULL;
}

/* False when nothing more can be done; a version that cannot be taken is told and passed over. */
static bool settle_job(struct list_import *import, struct job *job, struct version_reading *of,
                       list_import_told *told, void *context, struct error *err)
{
    struct list_report report;
    if (job->ok)
        job->ok = settle(import, of, &report, &job->err);
    if (job->ok) {
        told(context, &report, NULL);
        return true;
    }
    if (error_is_environment(job->err.code) || job->err.code == ERROR_DAMAGED) {
        *err = job->err;
        return false;
    }
    told(context, NULL, &job->err);
    return true;
}

/* Waits for the reading of the next set; then its place is free again. */
static bool settle_next(struct list_import *import, struct pipe *pipe, list_import_told *told,
                        void *context, struct error *err)
{
    size_t place = pipe->settled % READINGS;
    pthread_mutex_lock(&pipe->mutex);
    while (!pipe->jobs[place].done)
        pthread_cond_wait(&pipe->changed, &pipe->mutex);
    pthread_mutex_unlock(&pipe->mutex);
    bool ok = settle_job(import, &pipe->jobs[place], &pipe->readings[place], told, context, err);
    pthread_mutex_lock(&pipe->mutex);
    pipe->jobs[place].done = false;
    pipe->settled++;
    pthread_cond_broadcast(&pipe->changed);
    pthread_mutex_unlock(&pipe->mutex);
    return ok;
}

bool list_import_sets(struct list_import *import, const struct list_sets *sets,
                      list_import_told *told, void *context, struct error *err)
{
    struct pipe pipe = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                        .changed = PTHREAD_COND_INITIALIZER,
                        .readings = import->readings,
                        .sets = sets};
    pthread_t threads[READERS];
    size_t started = 0;
    bool ok = true;
    while (started < READERS && started < sets->count &&
           pthread_create(&threads[started], NULL, read_sets, &pipe) == 0)
        started++;
    if (sets->count > 0 && started == 0)
        ok = error_os(err, ERROR_MEMORY, "start a thread for", "reading lists", EAGAIN);
    while (ok && pipe.settled < sets->count)
        ok = settle_next(import, &pipe, told, context, err);
    pthread_mutex_lock(&pipe.mutex);
    pipe.stopped = true;
    pthread_cond_broadcast(&pipe.changed);
    pthread_mutex_unlock(&pipe.mutex);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    return ok;
}

bool list_import_init(struct list_import *import, const struct list_command *command,
                      struct error *err)
{
    *import = (struct list_import){.command = command, .lock = -1};
    import->readings = calloc(READINGS, sizeof *import->readings);
    if (import->readings == NULL)
        return error_memory(err, "importing lists");
    for (size_t i = 0; i < READINGS; i++)
        version_reading_init(&import->readings[i], command);
    return true;
}

void list_import_release(struct list_import *import)
{
    for (size_t i = 0; import->readings != NULL && i < READINGS; i++)
        version_reading_release(&import->readings[i]);
    free(import->readings);
    import->readings = NULL;
    file_batch_release(&import->kept);
    list_register_release(&import->lists);
    if (import->lock >= 0)
        close(import->lock);
    import->lock = -1;
}

bool list_import_commit(struct list_import *import, struct error *err)
{
    const char *home = import->command->home; /* it may have just got its folder of lists */
    return !import->changed ||
           (file_batch_sync(&import->kept, err) && file_sync_folder(home, err) &&
            list_register_write(&import->lists, home, err));
}
