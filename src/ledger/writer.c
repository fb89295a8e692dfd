#include "ledger/writer.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "ledger/build.h"

struct ledger_writer {
    char folder[PATH_BYTES_MAX];
    int lock;
    uint64_t hash_seed;
    struct ledger *old;   /* the generation found */
    struct manifest next; /* the one to be written */
    struct ledger base;   /* the segments of `old` that stay */
    struct batch batch;   /* what stands on them: rows read back, then new ones */
};

static void drop_strangers(const struct ledger_writer *writer, const struct manifest *manifest)
{
    DIR *folder = opendir(writer->folder);
    if (folder == NULL)
        return; /* tidying only: what is left over costs space, nothing else */
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        size_t length = strlen(entry->d_name);
        bool named = false;
        char path[PATH_BYTES_MAX], name[SEGMENT_NAME_BYTES];
        struct error ignored;
        if (length < 9 || (strcmp(entry->d_name + length - 8, ".segment") != 0 &&
                           strcmp(entry->d_name, ".segment.new") != 0))
            continue;
        for (size_t i = 0; i < manifest->segment_count && !named; i++) {
            segment_file_name(name, manifest->segments[i].identity);
            named = strcmp(name, entry->d_name) == 0;
        }
        if (!named && file_path(path, writer->folder, entry->d_name, &ignored))
            unlink(path);
    }
    closedir(folder);
}

static bool open_old(struct ledger_writer *writer, const char *chain, struct error *err)
{
    if (ledger_open(&writer->old, writer->folder, err)) {
        if (strcmp(writer->old->manifest.chain, chain) == 0)
            return true;
        return error_input(err, ERROR_CONFLICT, writer->folder, "a ledger of %s; expected %s",
                           writer->old->manifest.chain, chain);
    }
    if (err->code != ERROR_NOT_FOUND)
        return false;
    writer->old = calloc(1, sizeof *writer->old);
    if (writer->old == NULL)
        return error_memory(err, "opening a ledger");
    snprintf(writer->old->manifest.chain, MANIFEST_CHAIN_BYTES, "%s", chain);
    return true;
}

static bool copy_files(struct manifest *next, const struct manifest *old, struct error *err)
{
    for (size_t i = 0; i < old->file_count; i++)
        if (!manifest_add_file(next, old->files[i].sha256, old->files[i].name, err))
            return false;
    return true;
}

bool ledger_writer_open(struct ledger_writer **ret_writer, const char *folder, const char *chain,
                        uint64_t hash_seed, struct error *err)
{
    struct ledger_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return error_memory(err, "opening a ledger");
    writer->lock = -1;
    writer->hash_seed = hash_seed;
    snprintf(writer->folder, sizeof writer->folder, "%s", folder);
    bool ok = file_make_folder(folder, err) && file_lock(&writer->lock, folder, err) &&
              open_old(writer, chain, err);
    if (ok) {
        drop_strangers(writer, &writer->old->manifest);
        batch_init(&writer->batch, writer->old, hash_seed);
        memcpy(writer->next.chain, writer->old->manifest.chain, MANIFEST_CHAIN_BYTES);
        ok = copy_files(&writer->next, &writer->old->manifest, err);
    }
    if (!ok) {
        ledger_writer_free(writer);
        return false;
    }
    *ret_writer = writer;
    return true;
}

void ledger_writer_free(struct ledger_writer *writer)
{
    if (writer == NULL)
        return;
    batch_release(&writer->batch);
    ledger_free(writer->old);
    manifest_release(&writer->next);
    if (writer->lock >= 0)
        close(writer->lock);
    free(writer);
}

const struct manifest *ledger_writer_manifest(const struct ledger_writer *writer)
{
    return &writer->old->manifest;
}

bool ledger_writer_add_file(struct ledger_writer *writer, const unsigned char *sha256,
                            const char *name, struct error *err)
{
    return manifest_add_file(&writer->next, sha256, name, err);
}

/* The range of heights that ends the cut of [0, last] at or behind `from`; see the header. */
static uint64_t range_end(uint64_t from, uint64_t last)
{
    uint64_t units = (last + 1) >> SEGMENT_UNIT_SHIFT, at = 0;
    for (int bit = 63 - SEGMENT_UNIT_SHIFT; bit >= 0; bit--) {
        if ((units >> bit & 1) == 0)
            continue;
        at += UINT64_C(1) << bit;
        if (from < at << SEGMENT_UNIT_SHIFT)
            return (at << SEGMENT_UNIT_SHIFT) - 1;
    }
    return last;
}

static uint64_t range_start(uint64_t height, uint64_t last)
{
    uint64_t units = (last + 1) >> SEGMENT_UNIT_SHIFT, at = 0;
    for (int bit = 63 - SEGMENT_UNIT_SHIFT; bit >= 0; bit--) {
        uint64_t next = at + (units & UINT64_C(1) << bit);
        if (height < next << SEGMENT_UNIT_SHIFT)
            break;
        at = next;
    }
    return at << SEGMENT_UNIT_SHIFT;
}

/* How many of the old segments stay as they are when everything up to `last` is sealed. */
static size_t segments_kept(const struct ledger *old, uint64_t last)
{
    size_t kept = 0;
    while (kept < old->segment_count &&
           old->manifest.segments[kept].first_block ==
               range_start(old->manifest.segments[kept].first_block, last) &&
           old->manifest.segments[kept].last_block ==
               range_end(old->manifest.segments[kept].first_block, last))
        kept++;
    return kept;
}

/* Reads a sealed row back, for a segment that merges with newer rows. */
static bool read_back(const struct ledger *ledger, uint64_t number,
                      const struct transaction *transaction, struct ledger_row *row,
                      struct error *err)
{
    struct transfer transfer;
    uint64_t account, asset = 0;
    if (!ledger_transfer(ledger, number, &transfer, err))
        return false;
    *row = (struct ledger_row){.block = transaction->block,
                               .time = transaction->time,
                               .has_from = transfer.from != LEDGER_NONE,
                               .has_to = transfer.to != LEDGER_NONE,
                               .amount = transfer.amount,
                               .kind = transfer.kind};
    memcpy(row->transaction, transaction->id, TRANSACTION_ID_BYTES);
    if (row->has_from && (!ledger_container(ledger, transfer.from, &account, &asset, err) ||
                          !ledger_account(ledger, account, row->from, err)))
        return false;
    if (row->has_to && (!ledger_container(ledger, transfer.to, &account, &asset, err) ||
                        !ledger_account(ledger, account, row->to, err)))
        return false;
    return ledger_asset(ledger, asset, &row->asset, err);
}

static bool append_back(struct batch *batch, const struct ledger *old, size_t kept,
                        struct error *err)
{
    uint64_t count = ledger_count(old, COUNT_TRANSACTIONS);
    uint64_t number = kept < old->segment_count
                          ? old->segments[kept]->shape.counts[COUNT_FIRST_TRANSACTION]
                          : count;
    for (; number < count; number++) {
        struct transaction transaction;
        if (!ledger_transaction(old, number, &transaction, err))
            return false;
        for (uint64_t transfer = transaction.first; transfer < transaction.end; transfer++) {
            struct ledger_row row;
            if (!read_back(old, transfer, &transaction, &row, err) ||
                !batch_append(batch, &row, err))
                return false;
        }
    }
    return true;
}

void ledger_writer_expect(const struct ledger_writer *writer, const struct ledger_row *row,
                          int depth)
{
    batch_expect(&writer->batch, row, depth);
}

bool ledger_writer_append(struct ledger_writer *writer, const struct ledger_row *row,
                          struct error *err)
{
    const struct manifest *old = &writer->old->manifest;
    if (old->segment_count > 0 && row->block <= old->last_block)
        return error_input(err, ERROR_VALUE, "block",
                           "%llu is sealed already; expected a block above %llu",
                           (unsigned long long)row->block, (unsigned long long)old->last_block);
    return batch_append(&writer->batch, row, err);
}

/* Old segments that merge with the new rows are read back: the batch then stands on fewer. */
static bool read_merging(struct ledger_writer *writer, size_t kept, struct error *err)
{
    struct batch merged;
    writer->base = *writer->old;
    writer->base.segment_count = kept;
    batch_init(&merged, &writer->base, writer->hash_seed);
    if (!append_back(&merged, writer->old, kept, err) ||
        !batch_append_all(&merged, &writer->batch, err)) {
        batch_release(&merged);
        return false;
    }
    batch_release(&writer->batch);
    writer->batch = merged;
    return true;
}

/* Before the first segment is built: what stands before it, and the unseen sums by asset so far. */
static bool begin_building(struct batch *batch, struct error *err)
{
    batch->built_accounts = batch->first_account;
    batch->built_containers = batch->first_container;
    batch->built_assets = batch->first_asset;
    batch->unseen_before = calloc(batch->assets_next + 1, sizeof *batch->unseen_before);
    if (batch->unseen_before == NULL)
        return error_memory(err, "building a segment");
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

static bool build_all(struct ledger_writer *writer, struct error *err)
{
    struct batch *batch = &writer->batch;
    struct sealing sealing = {0};
    struct error ignored;
    uint64_t last = writer->next.last_block;
    bool ok = begin_building(batch, err);
    for (size_t row = 0; ok && row < batch->blocks_count;) {
        ensure(writer->next.segment_count < MANIFEST_SEGMENTS_MAX);
        struct manifest_segment *listed = &writer->next.segments[writer->next.segment_count++];
        struct range range;
        listed->first_block = range_start(batch->blocks[row].height, last);
        listed->last_block = range_end(batch->blocks[row].height, last);
        size_t end = rows_up_to(batch, row, listed->last_block);
        ok = range_prepare(&range, batch, row, end, err) && seal_end(&sealing, err);
        if (ok)
            seal_start(&sealing, range, writer->folder, listed);
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

bool ledger_writer_commit(struct ledger_writer *writer, struct error *err)
{
    const struct manifest *old = &writer->old->manifest;
    if (writer->batch.blocks_count == 0)
        return error_input(err, ERROR_VALUE, writer->folder, "nothing to seal; expected rows");
    writer->next.generation = old->generation + 1;
    writer->next.last_block = writer->batch.blocks[writer->batch.blocks_count - 1].height;
    size_t kept = segments_kept(writer->old, writer->next.last_block);
    memcpy(writer->next.segments, old->segments, kept * sizeof *old->segments);
    writer->next.segment_count = kept;
    if (kept < old->segment_count && !read_merging(writer, kept, err))
        return false;
    writer->next.first_block =
        old->segment_count > 0 ? old->first_block : writer->batch.blocks[0].height;
    if (!build_all(writer, err) || !file_sync_folder(writer->folder, err) ||
        !manifest_write(&writer->next, writer->folder, err))
        return false;
    drop_strangers(writer, &writer->next);
    return true;
}
