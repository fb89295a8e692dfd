/* An ingest that holds few rows or outputs in memory, so that it seals aside again and again what a
 * real one does only behind tens of millions of them: for tests/kill/run.
 *
 *     ingest-held flows|blk COUNT HOME FILE
 */
#include <stdio.h>
#include <stdlib.h>

#include "ingest/blocks.h"
#include "ingest/flows.h"

static bool ingest(const char *kind, size_t held, const char *home, const char *const *file,
                   struct error *err)
{
    struct flows_report flows_report;
    struct blocks_report blocks_report;
    struct flows_options flows = {
        .home = home, .files = file, .file_count = 1, .hash_seed = 1, .held_max = held};
    struct blocks_options blocks = {
        .home = home, .paths = file, .path_count = 1, .seed = 1, .held_max = held};
    return kind[0] == 'f' ? ingest_flows(&flows, &flows_report, err)
                          : ingest_blocks(&blocks, &blocks_report, err);
}

int main(int count, char **words)
{
    struct error err;
    if (count != 5)
        return 2;
    const char *file = words[4];
    if (ingest(words[1], strtoul(words[2], NULL, 10), words[3], &file, &err))
        return 0;
    fprintf(stderr, "%s\n", err.text);
    return 1;
}
