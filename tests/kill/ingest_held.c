/* An ingest that holds few rows in memory, so that it seals aside again and again what a real one
 * does only behind tens of millions of rows: for tests/kill/run.
 *
 *     ingest-held ROWS HOME FILE
 */
#include <stdio.h>
#include <stdlib.h>

#include "ingest/flows.h"

int main(int count, char **words)
{
    struct flows_report report;
    struct error err;
    if (count != 4)
        return 2;
    const char *files[] = {words[3]};
    struct flows_options options = {.home = words[2],
                                    .files = files,
                                    .file_count = 1,
                                    .hash_seed = 1,
                                    .held_max = strtoul(words[1], NULL, 10)};
    if (ingest_flows(&options, &report, &err))
        return 0;
    fprintf(stderr, "%s\n", err.text);
    return 1;
}
