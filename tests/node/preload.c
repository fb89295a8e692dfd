/* An LD_PRELOAD shim for tests/node/troubles.py; never part of the product. The file that
 * TREFOIL_TROUBLE names says what is wrong, from the moment at which it is there until it is gone:
 *
 *     full      what changes files fails with ENOSPC
 *     read      the same with EROFS: the disk can only be read
 *     clock -N  the clock of the day is N seconds behind, or, without minus, ahead
 *
 * What goes to standard output and error is let through.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_BYTES = 64 };

/* False: nothing is wrong. Keeps errno. */
static bool trouble(char words[WORDS_BYTES])
{
    const char *path = getenv("TREFOIL_TROUBLE");
    int before = errno;
    long fd = path == NULL ? -1 : syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    long size = fd < 0 ? 0 : syscall(SYS_read, fd, words, WORDS_BYTES - 1);
    if (fd >= 0)
        syscall(SYS_close, fd);
    errno = before;
    words[size > 0 ? size : 0] = '\0';
    return size > 0;
}

static bool write_fails(int fd)
{
    char words[WORDS_BYTES];
    if ((fd >= 0 && fd <= 2) || !trouble(words))
        return false;
    if (strncmp(words, "full", 4) == 0)
        errno = ENOSPC;
    else if (strncmp(words, "read", 4) == 0)
        errno = EROFS;
    else
        return false;
    return true;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    return write_fails(fd) ? -1 : syscall(SYS_write, fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
    return write_fails(fd) ? -1 : syscall(SYS_pwrite64, fd, bytes, size, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    return pwrite64(fd, bytes, size, offset);
}

int ftruncate64(int fd, off64_t size)
{
    return write_fails(fd) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}

int posix_fallocate64(int fd, off64_t offset, off64_t size)
{
    if (write_fails(fd))
        return errno;
    return syscall(SYS_fallocate, fd, 0, offset, size) == 0 ? 0 : errno;
}

int posix_fallocate(int fd, off_t offset, off_t size)
{
    return posix_fallocate64(fd, offset, size);
}

int rename(const char *from, const char *to)
{
    return write_fails(-1) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static int open_any(int folder, const char *path, int flags, va_list rest)
{
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    if ((flags & O_CREAT) != 0 && write_fails(-1))
        return -1;
    return (int)syscall(SYS_openat, folder, path, flags, mode);
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

int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
    char words[WORDS_BYTES];
    int failed = (int)syscall(SYS_clock_gettime, clock, ret_now);
    if (failed == 0 && clock == CLOCK_REALTIME && trouble(words) &&
        strncmp(words, "clock ", 6) == 0)
        ret_now->tv_sec += strtol(words + 6, NULL, 10);
    return failed;
}
