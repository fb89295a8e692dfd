#include "scratch.h"

#include "base/file.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"

static char folder[256];
static pid_t owner; /* a child that ends leaves the folder to its parent */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static void remove_all(void)
{
    if (getpid() == owner)
        nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *scratch(void)
{
    const char *top = getenv("TMPDIR");
    if (folder[0] != '\0')
        return folder;
    int length =
        snprintf(folder, sizeof folder, "%s/trefoil-test-XXXXXX", top != NULL ? top : "/tmp");
    ensure(length > 0 && (size_t)length < sizeof folder && mkdtemp(folder) != NULL);
    owner = getpid();
    ensure(atexit(remove_all) == 0);
    return folder;
}

const char *scratch_path(const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];
    ensure(snprintf(path, sizeof paths[0], "%s/%s", scratch(), name) < (int)sizeof paths[0]);
    return path;
}

bool scratch_holds(const char *path, const char *wanted)
{
    struct dynbuf bytes;
    struct error err;
    dynbuf_init(&bytes, 1 << 20);
    bool holds = file_read(&bytes, path, &err) && span_is(dynbuf_bytes(&bytes), wanted);
    dynbuf_release(&bytes);
    return holds;
}
