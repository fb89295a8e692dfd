/* An LD_PRELOAD shim for tests/fault/run: makes one call of the program fail, or ends it there.
 *
 *   TREFOIL_FAULT=alloc:N   the Nth malloc, calloc, realloc or aligned allocation fails
 *   TREFOIL_FAULT=write:N   the Nth call that changes a file, or maps one, fails: ENOSPC, EIO
 *   TREFOIL_FAULT=full:N    that one and every later one: a disk that stays full
 *   TREFOIL_FAULT=kill:N    SIGKILL at the Nth such call, a write having put down half of its bytes
 *   TREFOIL_FAULT_COUNT=F   at exit, the numbers of calls seen go to file F: "alloc A\nwrite W\n"
 *
 * Counting starts in our constructor, before main. What stdio writes is not seen (libc calls itself
 * without looking at us). Reading, unlinking and closing never fail here. Works with glibc only,
 * and not together with a sanitizer: both want to be malloc.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* glibc's own names for its allocator: no look-up, so nothing that could allocate in turn. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

enum fault { FAULT_NONE, FAULT_ALLOC, FAULT_WRITE, FAULT_FULL, FAULT_KILL };

static enum fault fault;
static unsigned long chosen; /* the N of the fault */
static const char *count_file;
static atomic_bool counting;
static atomic_ulong allocs, writes;

static enum fault fault_named(const char *text)
{
    static const struct {
        const char *prefix;
        enum fault fault;
    } names[] = {{"alloc:", FAULT_ALLOC},
                 {"write:", FAULT_WRITE},
                 {"full:", FAULT_FULL},
                 {"kill:", FAULT_KILL}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(text, names[i].prefix, strlen(names[i].prefix)) == 0)
            return names[i].fault;
    return FAULT_NONE;
}

__attribute__((constructor)) static void begin(void)
{
    const char *asked = getenv("TREFOIL_FAULT");
    count_file = getenv("TREFOIL_FAULT_COUNT");
    if (asked != NULL) {
        const char *colon = strchr(asked, ':');
        fault = fault_named(asked);
        chosen = colon == NULL ? 0 : strtoul(colon + 1, NULL, 10);
        if (fault == FAULT_NONE || chosen == 0) {
            static const char wrong[] = "preload: TREFOIL_FAULT is not alloc|write|full|kill:N\n";
            syscall(SYS_write, 2, wrong, sizeof wrong - 1);
            _exit(99);
        }
    }
    counting = true;
}

__attribute__((destructor)) static void end(void)
{
    char text[64];
    counting = false;
    if (count_file == NULL)
        return;
    int size = snprintf(text, sizeof text, "alloc %lu\nwrite %lu\n", (unsigned long)allocs,
                        (unsigned long)writes);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, count_file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd >= 0) {
        syscall(SYS_write, fd, text, size);
        syscall(SYS_close, fd);
    }
}

/* True when this allocation is to fail; errno says so. */
static bool alloc_fails(void)
{
    if (!counting || ++allocs != chosen || fault != FAULT_ALLOC)
        return false;
    errno = ENOMEM;
    return true;
}

static bool is_standard(int fd)
{
    return fd >= 0 && fd <= 2;
}

/* True when this call is to fail with `error`. May not return: then `half` was done. */
static bool write_fails(int error, int fd, const void *half, size_t size, off_t offset)
{
    if (!counting)
        return false;
    unsigned long number = ++writes;
    if (fault == FAULT_KILL && number == chosen) {
        if (half != NULL && offset >= 0)
            syscall(SYS_pwrite64, fd, half, size, offset);
        else if (half != NULL)
            syscall(SYS_write, fd, half, size);
        kill(getpid(), SIGKILL);
    }
    if (!(fault == FAULT_WRITE && number == chosen) && !(fault == FAULT_FULL && number >= chosen))
        return false;
    errno = error;
    return true;
}

static bool call_fails(int error)
{
    return write_fails(error, -1, NULL, 0, -1);
}

void *malloc(size_t size)
{
    return alloc_fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return alloc_fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return alloc_fails() ? NULL : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, bytes);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return alloc_fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
    if (alloc_fails())
        return ENOMEM;
    void *memory = __libc_memalign(alignment, size);
    if (memory == NULL)
        return ENOMEM;
    *ret = memory;
    return 0;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (!is_standard(fd) && write_fails(ENOSPC, fd, bytes, size / 2, -1))
        return -1;
    return syscall(SYS_write, fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
    if (write_fails(ENOSPC, fd, bytes, size / 2, offset))
        return -1;
    return syscall(SYS_pwrite64, fd, bytes, size, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    return pwrite64(fd, bytes, size, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    if (!is_standard(fd) && call_fails(ENOSPC))
        return -1;
    return syscall(SYS_writev, fd, parts, count);
}

int fsync(int fd)
{
    return call_fails(EIO) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return call_fails(EIO) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off64_t size)
{
    return call_fails(ENOSPC) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}

int posix_fallocate64(int fd, off64_t offset, off64_t size)
{
    if (call_fails(ENOSPC))
        return ENOSPC;
    return syscall(SYS_fallocate, fd, 0, offset, size) == 0 ? 0 : errno;
}

int posix_fallocate(int fd, off_t offset, off_t size)
{
    return posix_fallocate64(fd, offset, size);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    if (call_fails(EIO))
        return -1;
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
}

int rename(const char *from, const char *to)
{
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    if (call_fails(EIO))
        return -1;
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int mkdirat(int folder, const char *path, mode_t mode)
{
    return call_fails(ENOSPC) ? -1 : (int)syscall(SYS_mkdirat, folder, path, mode);
}

int mkdir(const char *path, mode_t mode)
{
    return mkdirat(AT_FDCWD, path, mode);
}

/* Opening counts only where it may create; the mode is there only then. */
static int open_any(int folder, const char *path, int flags, va_list rest)
{
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0) {
        mode = va_arg(rest, mode_t);
        if (call_fails(ENOSPC))
            return -1;
    }
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    int fd = open_any(folder, path, flags, rest);
    va_end(rest);
    return fd;
}

int openat(int folder, const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    int fd = open_any(folder, path, flags, rest);
    va_end(rest);
    return fd;
}

int open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    int fd = open_any(AT_FDCWD, path, flags, rest);
    va_end(rest);
    return fd;
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    int fd = open_any(AT_FDCWD, path, flags, rest);
    va_end(rest);
    return fd;
}

/* Memory that is no file's counts as an allocation. */
void *mmap64(void *at, size_t size, int protection, int flags, int fd, off64_t offset)
{
    bool fails = (flags & MAP_ANONYMOUS) != 0 ? alloc_fails() : call_fails(ENOMEM);
    if (fails)
        return MAP_FAILED;
    long result = syscall(SYS_mmap, at, size, protection, flags, fd, offset);
    return (void *)result; /* glibc's syscall() has made -1 and errno of an error: MAP_FAILED */
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    return mmap64(at, size, protection, flags, fd, offset);
}
