/* The segments of a batch, one prepared while the one before it goes to the disk. */
#include <pthread.h>
#include <stdlib.h>

#include "base/huge.h"
#include "ledger/build.h"
#include "ledger/cut.h"

/* Before the first segment is built: what stands before it, what its containers hold, and the
 * unseen sums by asset so far. */
static bool begin_building(struct batch *batch, struct error *err)
{
    batch->built_accounts = batch->first_account;
    batch->built_containers = batch->first_container;
    batch->built_assets = batch->first_asset;
    batch->unseen_before = calloc(batch->assets_next + 1, sizeof *batch->unseen_before);
    batch->held = huge_zeroed(batch->containers_count + 1, sizeof *batch->held);
    if (batch->unseen_before == NULL || batch->held == NULL)
        return error_memory(err, "building a segment");
    for (size_t i = 0; i < batch->starts_count; i++)
        batch->held[batch->starts[i].index] = batch->starts[i].balance;
    for (uint64_t asset = 0; asset < batch->first_asset; asset++)
        if (!ledger_unseen_before(batch->base, asset, batch->first_transfer,
                                  &batch->unseen_before[asset], err))
            return false;
    return true;
}

/* A segment on its way to the disk while the next one is prepared. */
struct sealing {
    struct range range;
    const char *folder;
    struct manifest_segment *listed; /* NULL: nothing is under way */
    pthread_t thread;
    bool threaded, ok;
    struct error err;
};

static void *seal(void *context)
{
    struct sealing *sealing = context;
    sealing->ok = range_write(&sealing->range, sealing->folder, sealing->listed, &sealing->err);
    return NULL;
}

/* Where the system has no thread to give, the segment is written at once. */
static void seal_start(struct sealing *sealing, struct range range, const char *folder,
                       struct manifest_segment *listed)
{
    *sealing = (struct sealing){.range = range, .folder = folder, .listed = listed};
    sealing->threaded = pthread_create(&sealing->thread, NULL, seal, sealing) == 0;
    if (!sealing->threaded)
        seal(sealing);
}

static bool seal_end(struct sealing *sealing, struct error *err)
{
    if (sealing->listed == NULL)
        return true;
    if (sealing->threaded)
        pthread_join(sealing->thread, NULL);
    range_release(&sealing->range);
    sealing->listed = NULL;
    if (!sealing->ok)
        *err = sealing->err;
    return sealing->ok;
}

static size_t rows_up_to(const struct batch *batch, size_t row, uint64_t last_height)
{
    while (row < batch->blocks_count && batch->blocks[row].height <= last_height)
        row++;
    return row;
}

bool build_batch(struct batch *batch, const char *folder, uint64_t last,
                 struct manifest_segment *list, size_t *count, struct error *err)
{
    struct sealing sealing = {0};
    struct error ignored;
    bool ok = begin_building(batch, err);
    for (size_t row = 0; ok && row < batch->blocks_count;) {
        struct manifest_segment *listed = &list[(*count)++];
        struct range range;
        listed->first_block = cut_start(batch->blocks[row].height, last);
        listed->last_block = cut_end(batch->blocks[row].height, last);
        if (*count > 1 && listed->first_block <= listed[-1].last_block)
            listed->first_block = listed[-1].last_block + 1; /* the rest of a range: to be merged */
        size_t end = rows_up_to(batch, row, listed->last_block);
        ok = range_prepare(&range, batch, row, end, err) && seal_end(&sealing, err);
        if (ok)
            seal_start(&sealing, range, folder, listed);
        else
            range_release(&range);
        row = end;
    }
    if (!ok) {
        seal_end(&sealing, &ignored);
        return false;
    }
    return seal_end(&sealing, err);
}
