#include "base/map.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The handler may run at any moment in any thread: it reads only these atomics. A slot is free
 * while its start is 0; its size is set before its start. */
static struct {
    _Atomic uintptr_t start;
    _Atomic size_t size;
    atomic_bool damaged;
} slots[MAPS_OPEN_MAX];

static pthread_mutex_t slots_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t handler_once = PTHREAD_ONCE_INIT;

static void on_bus_error(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    uintptr_t fault = (uintptr_t)info->si_addr;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < MAPS_OPEN_MAX; i++) {
        uintptr_t start = atomic_load(&slots[i].start);
        if (start == 0 || fault < start || fault - start >= atomic_load(&slots[i].size))
            continue;
        void *at = (void *)(fault - fault % page);
        atomic_store(&slots[i].damaged, true);
        if (mmap(at, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
            return;
    }
    signal(signal_number, SIG_DFL); /* not ours: the fault repeats and ends the program */
}

static void install_handler(void)
{
    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}

static int take_slot(void *start, size_t size)
{
    pthread_mutex_lock(&slots_lock);
    int slot = -1;
    for (int i = 0; i < MAPS_OPEN_MAX && slot < 0; i++)
        if (atomic_load(&slots[i].start) == 0)
            slot = i;
    if (slot >= 0) {
        atomic_store(&slots[slot].damaged, false);
        atomic_store(&slots[slot].size, size);
        atomic_store(&slots[slot].start, (uintptr_t)start);
    }
    pthread_mutex_unlock(&slots_lock);
    return slot;
}

static void note_file(struct map *map, const struct stat *status)
{
    map->device = (uint64_t)status->st_dev;
    map->inode = (uint64_t)status->st_ino;
    map->modified = status->st_mtim.tv_sec;
    map->nanoseconds = status->st_mtim.tv_nsec;
}

static bool map_descriptor(struct map *ret_map, int fd, const char *path, struct error *err)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return error_os(err, ERROR_IO, "look at the file", path, errno);
    if (!S_ISREG(status.st_mode))
        return error_input(err, ERROR_VALUE, path, "expected a regular file");
    if (status.st_size == 0) {
        *ret_map = (struct map){.slot = -1};
        note_file(ret_map, &status);
        return true;
    }
    size_t size = (size_t)status.st_size;
    void *start = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    if (start == MAP_FAILED)
        return error_os(err, ERROR_IO, "map the file", path, errno);
    int slot = take_slot(start, size);
    if (slot < 0) {
        munmap(start, size);
        return error_input(err, ERROR_LIMIT, path, "expected at most %d files at one time",
                           MAPS_OPEN_MAX);
    }
    *ret_map = (struct map){.bytes = span_of(start, size), .slot = slot};
    note_file(ret_map, &status);
    return true;
}

bool map_open(struct map *ret_map, const char *path, struct error *err)
{
    pthread_once(&handler_once, install_handler);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return error_os(err, ERROR_IO, "open the file", path, errno);
    bool ok = map_descriptor(ret_map, fd, path, err);
    close(fd);
    return ok;
}

void map_close(struct map *map)
{
    if (map->bytes.data == NULL)
        return;
    /* Before the addresses are free, as another thread's map may get them at once. */
    atomic_store(&slots[map->slot].start, 0);
    munmap((void *)(uintptr_t)map->bytes.data, map->bytes.size);
    *map = (struct map){.slot = -1};
}

bool map_damaged(const struct map *map)
{
    return map->bytes.data != NULL && atomic_load(&slots[map->slot].damaged);
}

bool map_changed(const struct map *map, const char *path)
{
    struct stat status;
    struct map now;
    if (stat(path, &status) != 0)
        return false;
    note_file(&now, &status);
    return now.device == map->device && now.inode == map->inode &&
           (now.modified != map->modified || now.nanoseconds != map->nanoseconds ||
            (uint64_t)status.st_size != map->bytes.size);
}
