#include "ledger/writer.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "ledger/asset_index.h"
#include "ledger/build.h"
#include "ledger/cut.h"
#include "ledger/merge.h"

/* Segments at one time: those of the base, and those of a batch on it. */
enum { SEALED_MAX = 2 * MANIFEST_SEGMENTS_MAX };

/* Rows and containers in memory before they are sealed: about 100 and 250 bytes each. */
enum { HELD_MAX = 1 << 24 };

struct ledger_writer {
    char folder[PATH_BYTES_MAX];
    int lock;
    uint64_t hash_seed;
    size_t held_max;
    struct ledger *old;   /* the generation found */
    struct manifest next; /* the one to be written */
    struct ledger base;   /* what is sealed: segments of `old`, and those made since */
    struct manifest_segment sealed[SEALED_MAX]; /* what they cover */
    struct batch batch;                         /* what stands on it */
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

/* The base is what the old generation holds; it borrows the open segments. */
static bool stand_on_old(struct ledger_writer *writer, struct error *err)
{
    const struct ledger *old = writer->old;
    if (!asset_index_new(&writer->base.asset_index, err))
        return false;
    writer->base.segments = calloc(SEALED_MAX, sizeof(struct segment *));
    if (writer->base.segments == NULL)
        return error_memory(err, "opening a ledger");
    for (size_t i = 0; i < old->segment_count; i++)
        writer->base.segments[i] = old->segments[i];
    writer->base.segment_count = old->segment_count;
    memcpy(writer->sealed, old->manifest.segments,
           old->segment_count * sizeof *old->manifest.segments);
    writer->next.first_block = old->manifest.first_block;
    batch_init(&writer->batch, &writer->base, writer->hash_seed);
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
    writer->held_max = HELD_MAX;
    snprintf(writer->folder, sizeof writer->folder, "%s", folder);
    bool ok = file_make_folder(folder, err) && file_lock(&writer->lock, folder, err) &&
              open_old(writer, chain, err);
    if (ok) {
        drop_strangers(writer, &writer->old->manifest);
        memcpy(writer->next.chain, writer->old->manifest.chain, MANIFEST_CHAIN_BYTES);
        ok = copy_files(&writer->next, &writer->old->manifest, err) && stand_on_old(writer, err);
    }
    if (!ok) {
        ledger_writer_free(writer);
        return false;
    }
    *ret_writer = writer;
    return true;
}

static bool is_of_old(const struct ledger_writer *writer, const struct segment *segment)
{
    for (size_t i = 0; i < writer->old->segment_count; i++)
        if (writer->old->segments[i] == segment)
            return true;
    return false;
}

void ledger_writer_free(struct ledger_writer *writer)
{
    if (writer == NULL)
        return;
    batch_release(&writer->batch);
    for (size_t i = 0; i < writer->base.segment_count; i++)
        if (!is_of_old(writer, writer->base.segments[i]))
            segment_free(writer->base.segments[i]);
    free(writer->base.segments);
    asset_index_free(writer->base.asset_index);
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

void ledger_writer_expect(const struct ledger_writer *writer, const struct ledger_row *row,
                          int depth)
{
    batch_expect(&writer->batch, row, depth);
}

static bool open_listed(struct ledger_writer *writer, const struct manifest_segment *listed,
                        struct segment **ret_segment, struct error *err)
{
    char name[SEGMENT_NAME_BYTES], path[PATH_BYTES_MAX];
    segment_file_name(name, listed->identity);
    return file_path(path, writer->folder, name, err) &&
           segment_open(ret_segment, path, listed->identity, err);
}

/* Lets go of a segment that no longer stands for itself; those of the old generation stay on the
 * disk until a manifest that does without them is in its place. */
static void let_go(const struct ledger_writer *writer, struct segment *segment)
{
    if (is_of_old(writer, segment))
        return;
    unlink(segment->path);
    segment_free(segment);
}

/* Segments [from, to) of the base, all in one range of the cut, become the segment of that range,
 * which goes to `kept`. */
static bool merge_range(struct ledger_writer *writer, struct manifest_segment range, size_t from,
                        size_t to, size_t kept, struct error *err)
{
    struct segment **segments = writer->base.segments, *merged = segments[from];
    struct manifest_segment *list = writer->sealed;
    bool whole = to - from == 1 && list[from].first_block == range.first_block &&
                 list[from].last_block == range.last_block;
    if (whole) {
        range = list[from];
    } else {
        if (!segments_merge(segments + from, to - from, writer->folder, &range, err) ||
            !open_listed(writer, &range, &merged, err))
            return false;
        for (size_t i = from; i < to; i++)
            let_go(writer, segments[i]);
    }
    for (size_t i = from; i < to; i++)
        segments[i] = NULL;
    segments[kept] = merged;
    list[kept] = range;
    return true;
}

/* Merges what stands in one range of the cut of [0, last]. After a failure the base is good for
 * nothing but release. */
static bool merge_sealed(struct ledger_writer *writer, uint64_t last, struct error *err)
{
    const struct manifest_segment *list = writer->sealed;
    size_t kept = 0, count = writer->base.segment_count;
    for (size_t from = 0, to; from < count; from = to) {
        struct manifest_segment range = {.first_block = cut_start(list[from].first_block, last),
                                         .last_block = cut_end(list[from].first_block, last)};
        for (to = from + 1; to < count && list[to].first_block <= range.last_block;)
            to++;
        if (!merge_range(writer, range, from, to, kept, err))
            return false;
        kept++;
    }
    writer->base.segment_count = kept;
    return true;
}

/* Everything up to `last` is sealed: the batch is built, ranges are merged, and a new batch stands
 * on what is there then. */
static bool advance(struct ledger_writer *writer, uint64_t last, struct error *err)
{
    size_t count = writer->base.segment_count;
    if (!build_batch(&writer->batch, writer->folder, last, writer->sealed, &count, err))
        return false;
    batch_release(&writer->batch);
    for (size_t i = writer->base.segment_count; i < count; i++) {
        if (!open_listed(writer, &writer->sealed[i], &writer->base.segments[i], err))
            return false;
        writer->base.segment_count++;
    }
    asset_index_clear(writer->base.asset_index);
    if (!merge_sealed(writer, last, err))
        return false;
    batch_init(&writer->batch, &writer->base, writer->hash_seed);
    return true;
}

static uint64_t last_height(const struct batch *batch)
{
    return batch->blocks[batch->blocks_count - 1].height;
}

void ledger_writer_hold(struct ledger_writer *writer, size_t rows)
{
    writer->held_max = rows;
}

bool ledger_writer_append(struct ledger_writer *writer, const struct ledger_row *row,
                          struct error *err)
{
    const struct manifest *old = &writer->old->manifest;
    struct batch *batch = &writer->batch;
    if (old->segment_count > 0 && row->block <= old->last_block)
        return error_input(err, ERROR_VALUE, "block",
                           "%llu is sealed already; expected a block above %llu",
                           (unsigned long long)row->block, (unsigned long long)old->last_block);
    if (writer->base.segment_count == 0 && batch->blocks_count == 0)
        writer->next.first_block = row->block;
    if (batch->transfers_count + batch->containers_count >= writer->held_max &&
        batch->blocks_count > 0 && row->block > last_height(batch) &&
        !advance(writer, last_height(batch), err))
        return false;
    return batch_append(batch, row, err);
}

bool ledger_writer_commit(struct ledger_writer *writer, struct error *err)
{
    const struct manifest *old = &writer->old->manifest;
    if (writer->batch.blocks_count == 0)
        return error_input(err, ERROR_VALUE, writer->folder, "nothing to seal; expected rows");
    writer->next.generation = old->generation + 1;
    writer->next.last_block = last_height(&writer->batch);
    if (!advance(writer, writer->next.last_block, err))
        return false;
    writer->next.segment_count = writer->base.segment_count;
    memcpy(writer->next.segments, writer->sealed,
           writer->next.segment_count * sizeof *writer->sealed);
    if (!file_sync_folder(writer->folder, err) ||
        !manifest_write(&writer->next, writer->folder, err))
        return false;
    drop_strangers(writer, &writer->next);
    return true;
}
