#include "chain_files.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/blocks.h"
#include "make_chain.h"
#include "measure.h"

/* Written last: a folder without it was not finished. */
static const char complete[] = "complete";

const char *chain_files(uint64_t length)
{
    static char folder[4096];
    char mark[sizeof folder + 16];
    struct chain_made made;
    struct error err;
    struct chain_shape shape = chain_shape_default();
    snprintf(folder, sizeof folder, "%s/chain-%llu", measure_folder(), (unsigned long long)length);
    snprintf(mark, sizeof mark, "%s/%s", folder, complete);
    mkdir(measure_folder(), 0777);
    mkdir(folder, 0777);
    if (access(mark, R_OK) == 0)
        return folder;
    fprintf(stderr, "making %s\n", folder);
    shape.length = length;
    struct chain_place place = {.folder = folder};
    if (!chain_make(&made, &shape, &place, &err))
        measure_fail(&err);
    FILE *file = fopen(mark, "w");
    if (file == NULL || fclose(file) != 0)
        perror(mark);
    return folder;
}

const char *chain_home(uint64_t length)
{
    static char home[4096];
    struct error err;
    struct blocks_report report;
    const char *folder = chain_files(length);
    struct blocks_options options = {.home = home, .paths = &folder, .path_count = 1, .seed = 7};
    snprintf(home, sizeof home, "%s/home", folder);
    if (!ingest_blocks(&options, &report, &err)) /* nothing to do when it is there */
        measure_fail(&err);
    return home;
}
