#include "guarded.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"

struct span guarded(struct span bytes)
{
    static unsigned char *pages;
    static size_t room;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (pages == NULL || bytes.size > room) {
        if (pages != NULL)
            munmap(pages, room + page);
        room = (bytes.size + page - 1) / page * page + 16 * page;
        pages = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        ensure(pages != MAP_FAILED && mprotect(pages + room, page, PROT_NONE) == 0);
    }
    unsigned char *copy = pages + room - bytes.size;
    if (bytes.size > 0)
        memcpy(copy, bytes.data, bytes.size);
    return span_of(copy, bytes.size);
}
