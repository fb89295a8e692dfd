#include "ingest/blocks.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "ingest/block_bytes.h"
#include "ingest/block_pipe.h"
#include "ingest/flows.h"
#include "ledger/coin/writer.h"

/* All that one command has open. */
struct blocks {
    const struct blocks_options *options;
    struct blocks_report report;
    struct block_files files;
    struct header_tree tree;
    struct coin_writer *writer; /* NULL on a dry run */
    unsigned char *headers;     /* of the ledger's blocks */
    uint32_t header_count, had; /* now, and before the command */
    uint32_t wrong;             /* height of a block of the best branch that is; or TREE_NONE */
    uint64_t bad;               /* blocks that were */
    struct error first_bad;     /* the first of them */
    unsigned char most[HASH256_BYTES]; /* the last block of the branch that had it */
};

static bool open_files(struct blocks *blocks, const struct coin_chain *chain, struct error *err)
{
    const struct blocks_options *options = blocks->options;
    return block_files_open(&blocks->files, chain, options->paths, options->path_count,
                            options->progress, err);
}

static bool no_block(const struct blocks *blocks, struct error *err)
{
    return error_input(err, ERROR_VALUE, blocks->options->paths[0],
                       "no block of a known chain; expected files of blocks, as Bitcoin Core "
                       "writes them, with the xor.dat of their folder if it has one");
}

/* The one chain of which there are blocks. Chains with the magic of an earlier one must be named.
 */
static bool find_chain(struct blocks *blocks, struct error *err)
{
    const struct coin_chain *found = NULL;
    for (size_t i = 0; i < COIN_CHAINS; i++) {
        const struct coin_chain *chain = &coin_chains[i];
        if (coin_chain_of_magic(chain->magic) != chain)
            continue;
        if (!open_files(blocks, chain, err))
            return false;
        bool here = blocks->files.place_count > 0;
        block_files_close(&blocks->files);
        blocks->files = (struct block_files){0};
        if (here && found != NULL)
            return error_input(err, ERROR_USAGE, blocks->options->paths[0],
                               "blocks of %s and of %s; expected --chain", found->name,
                               chain->name);
        if (here)
            found = chain;
    }
    if (found == NULL)
        return no_block(blocks, err);
    blocks->report.chain = found;
    return open_files(blocks, found, err);
}

/* Files that hold something, and no block of any chain, were written otherwise, or their key is
 * missing. */
static bool check_files(const struct blocks *blocks, struct error *err)
{
    const struct block_files *files = &blocks->files;
    return files->place_count > 0 || files->other_chain.count > 0 || files->garbage.count == 0 ||
           no_block(blocks, err);
}

static bool open_chain(struct blocks *blocks, struct error *err)
{
    const char *name = blocks->options->chain;
    if (name == NULL)
        return find_chain(blocks, err);
    blocks->report.chain = coin_chain_find(span_text(name));
    if (blocks->report.chain == NULL)
        return error_input(err, ERROR_USAGE, "--chain",
                           "%s is no known coin chain; expected one "
                           "of those in docs/coin-chains.md",
                           name);
    return open_files(blocks, blocks->report.chain, err) && check_files(blocks, err);
}

/* The headers that the ledger has: branches may begin in them. */
static bool load_headers(struct blocks *blocks, struct error *err)
{
    const struct ledger *ledger = coin_writer_ledger(blocks->writer);
    struct coins_block block;
    if (ledger->segment_count == 0)
        return true;
    uint64_t count = coin_writer_manifest(blocks->writer)->last_block + 1;
    if (count > BLOCK_PLACES_MAX)
        return error_input(err, ERROR_LIMIT, "ledger", "expected at most %d blocks",
                           BLOCK_PLACES_MAX);
    blocks->headers = malloc(count * HEADER_BYTES);
    if (blocks->headers == NULL)
        return error_memory(err, "reading the headers of the ledger");
    for (uint64_t i = 0; i < count; i++) {
        if (!coins_block(ledger, i, &block, err))
            return false;
        memcpy(blocks->headers + i * HEADER_BYTES, block.header, HEADER_BYTES);
    }
    blocks->header_count = (uint32_t)count;
    return true;
}

static bool open_writer(struct blocks *blocks, struct error *err)
{
    const struct blocks_options *options = blocks->options;
    char folder[PATH_BYTES_MAX];
    if (options->no_work && !header_tree_may_skip_work(blocks->report.chain, err))
        return false;
    if (options->dry_run)
        return true;
    if (!ledger_folder(folder, options->home, blocks->report.chain->caip2, err) ||
        !coin_writer_open(&blocks->writer, folder, blocks->report.chain, options->seed, err))
        return false;
    if (options->held_max > 0)
        coin_writer_hold(blocks->writer, options->held_max);
    return load_headers(blocks, err);
}

static bool make_tree(struct blocks *blocks, struct error *err)
{
    struct known_headers known = {blocks->headers, blocks->header_count};
    return header_tree_make(&blocks->tree, blocks->report.chain, &blocks->files, &known,
                            blocks->options->no_work, blocks->options->progress, err);
}

/* Whether a failure is the block's own. */
static bool is_wrong(const struct error *why)
{
    return why->code == ERROR_SYNTAX || why->code == ERROR_VALUE;
}

/* From height `first` to the end of the best branch. */
static bool append(struct blocks *blocks, uint32_t first, struct error *err)
{
    struct progress *progress = blocks->options->progress;
    struct block_pipe *pipe;
    struct piped_block block;
    uint32_t last = blocks->tree.best_count - 1;
    progress_phase(progress, "connecting blocks", "blocks", last - first + 1);
    if (blocks->options->no_work)
        coin_writer_unproven(blocks->writer);
    if (!coin_writer_begin(blocks->writer, first, last, err) ||
        !block_pipe_open(&pipe, &blocks->tree, first, blocks->options->seed, err))
        return false;
    uint32_t next = first; /* they come in order */
    bool ok = true;
    while (ok && (ok = block_pipe_take(pipe, &block, err)) && block.rows != NULL) {
        progress_done(progress, block.height - first);
        ok = coin_writer_append(blocks->writer, block.rows, block.place, err);
        next += ok;
    }
    block_pipe_close(pipe);
    if (!ok && is_wrong(err))
        blocks->wrong = next;
    return ok && coin_writer_commit(blocks->writer, err);
}

/* Counts what the ledger is now. */
static bool count_ledger(struct blocks *blocks, struct error *err)
{
    struct blocks_report *report = &blocks->report;
    const struct ledger *ledger = coin_writer_ledger(blocks->writer);
    struct coins_block block;
    report->last_block = coin_writer_manifest(blocks->writer)->last_block;
    report->unproven = coin_writer_manifest(blocks->writer)->unproven;
    report->transactions = ledger_count(ledger, COIN_COUNT_TRANSACTIONS);
    report->inputs = ledger_count(ledger, COIN_COUNT_INPUTS);
    report->outputs = ledger_count(ledger, COIN_COUNT_OUTPUTS);
    report->addresses = ledger_count(ledger, COIN_COUNT_ADDRESSES);
    if (!coins_block(ledger, report->last_block, &block, err))
        return false;
    memcpy(report->tip, block.hash, HASH256_BYTES);
    return true;
}

static bool bring(struct blocks *blocks, struct error *err)
{
    struct blocks_report *report = &blocks->report;
    uint32_t shared = header_tree_shared(&blocks->tree);
    uint32_t first = shared == TREE_NONE ? 0 : shared + 1;
    report->empty = blocks->tree.best_count == 0;
    if (report->empty)
        return true;
    report->first_new = first < blocks->had ? first : blocks->had;
    report->blocks = blocks->tree.best_count - report->first_new;
    report->taken_back = blocks->had - report->first_new;
    return (blocks->tree.best_count == first || append(blocks, first, err)) &&
           count_ledger(blocks, err);
}

/* What is open of the ledger, and the tree that stands on it. */
static void close_tree(struct blocks *blocks)
{
    coin_writer_free(blocks->writer);
    header_tree_release(&blocks->tree);
    free(blocks->headers);
    blocks->writer = NULL;
    blocks->headers = NULL;
    blocks->header_count = 0;
}

static bool is_in_files(const struct blocks *blocks, const unsigned char *hash)
{
    const struct block_files *files = &blocks->files;
    for (size_t i = 0; i < files->place_count; i++)
        if (!files->places[i].bad && memcmp(files->places[i].hash, hash, HASH256_BYTES) == 0)
            return true;
    return false;
}

/* The last block of the best branch, if there is one. */
static void best_tip(const struct header_tree *tree, unsigned char ret_hash[HASH256_BYTES])
{
    if (tree->best_count > 0)
        header_hash(header_tree_bytes(tree, tree->best[tree->best_count - 1]), ret_hash);
}

/* The tree without the block that is wrong; whether its best branch is worth a try: it is more than
 * what stood below the wrong one, and the files have it. So the same command, given again, agrees.
 */
static bool leave_out(struct blocks *blocks, bool *ret_worth, struct error *err)
{
    struct header_tree *tree = &blocks->tree;
    const struct tree_node *node = &tree->nodes[tree->best[blocks->wrong]];
    unsigned char below[HASH256_BYTES] = {0}, tip[HASH256_BYTES];
    if (node->parent != TREE_NONE)
        header_hash(header_tree_bytes(tree, node->parent), below);
    blocks->files.places[node->place].bad = true;
    blocks->bad++;
    close_tree(blocks);
    if (!open_writer(blocks, err) || !make_tree(blocks, err))
        return false;
    *ret_worth = false;
    if (tree->best_count == 0)
        return true;
    best_tip(tree, tip);
    *ret_worth = memcmp(tip, below, sizeof tip) != 0 && is_in_files(blocks, tip);
    return true;
}

/* Another copy of a wrong block may have been right: then the branch is the one of the most work.
 */
static void note_left(struct blocks *blocks)
{
    struct blocks_report *report = &blocks->report;
    if (blocks->bad > 0 && memcmp(report->tip, blocks->most, sizeof report->tip) != 0)
        report->first_bad = blocks->first_bad;
}

/* The best branch, or the best of those that are valid. */
static bool bring_valid(struct blocks *blocks, struct error *err)
{
    blocks->had = blocks->header_count;
    for (;;) {
        bool worth;
        blocks->wrong = TREE_NONE;
        if (bring(blocks, err)) {
            note_left(blocks);
            return true;
        }
        if (blocks->wrong == TREE_NONE)
            return false;
        if (blocks->bad == 0) {
            blocks->first_bad = *err;
            best_tip(&blocks->tree, blocks->most);
        }
        if (!leave_out(blocks, &worth, err))
            return false;
        if (!worth) {
            *err = blocks->first_bad;
            return false;
        }
    }
}

static void note_refused(struct blocks_report *report, const struct error *why)
{
    if (report->refused++ == 0 && report->first_refused.code == ERROR_NONE)
        report->first_refused = *why;
}

/* Bytes of one block after the other. */
struct room {
    unsigned char *bytes;
    size_t capacity;
};

/* Decodes and checks one block where it lies. */
static bool check_place(struct blocks *blocks, struct block_bytes *bytes, struct coin_block *block,
                        struct room *room, const struct block_place *place, struct error *err)
{
    char text[BLOCK_PLACE_BYTES];
    struct error why;
    block_place_print(&blocks->files, place->file, place->offset, text);
    unsigned char *grown =
        array_grow(room->bytes, &room->capacity, place->size, 1, COIN_BLOCK_BYTES_MAX);
    if (grown == NULL)
        return array_error(place->size, COIN_BLOCK_BYTES_MAX, "bytes of a block", err);
    room->bytes = grown;
    if (!block_bytes_read(bytes, place->file, place->offset, place->size, grown, err))
        return false;
    blocks->report.decoded++;
    if (coin_block_decode(block, blocks->report.chain, span_of(grown, place->size), text, &why) &&
        coin_block_prove(block, text, &why))
        return true;
    if (error_is_environment(why.code)) {
        *err = why;
        return false;
    }
    note_refused(&blocks->report, &why);
    return true;
}

/* Blocks that do not go in are decoded and checked all the same; those that are there already are
 * not looked at again. */
static bool check_others(struct blocks *blocks, struct error *err)
{
    const struct block_files *files = &blocks->files;
    struct block_bytes bytes;
    struct coin_block block = {0};
    struct room room = {0};
    bool ok = true;
    progress_phase(blocks->options->progress, "checking other blocks", "blocks",
                   files->place_count);
    block_bytes_init(&bytes, files);
    for (size_t i = 0; ok && i < files->place_count; i++) {
        enum place_fate fate = blocks->tree.fates[i];
        progress_done(blocks->options->progress, i);
        if (fate == PLACE_UNCONNECTED || fate == PLACE_BESIDE ||
            (fate == PLACE_BEST && blocks->writer == NULL))
            ok = check_place(blocks, &bytes, &block, &room, &files->places[i], err);
    }
    block_bytes_release(&bytes);
    coin_block_release(&block);
    free(room.bytes);
    return ok;
}

static void note_passed(const struct blocks *blocks, const struct block_skip *skip,
                        struct blocks_passed *passed)
{
    passed->count = skip->count;
    passed->bytes = skip->bytes;
    if (skip->count > 0)
        block_place_print(&blocks->files, skip->file, skip->offset, passed->first);
}

static void count_files(struct blocks *blocks)
{
    struct blocks_report *report = &blocks->report;
    report->repeated = blocks->tree.repeated;
    report->unconnected = blocks->tree.unconnected;
    report->beside = blocks->tree.beside;
    report->refused = blocks->tree.refused + blocks->bad;
    report->first_refused = blocks->bad > 0 ? blocks->first_bad : blocks->tree.first_refused;
    note_passed(blocks, &blocks->files.other_chain, &report->other_chain);
    note_passed(blocks, &blocks->files.cut_off, &report->cut_off);
    note_passed(blocks, &blocks->files.garbage, &report->garbage);
}

bool ingest_blocks(const struct blocks_options *options, struct blocks_report *ret_report,
                   struct error *err)
{
    struct blocks blocks = {.options = options};
    bool ok = open_chain(&blocks, err) && open_writer(&blocks, err) && make_tree(&blocks, err);
    if (ok) {
        blocks.report.empty = true;
        blocks.report.unproven = options->no_work;
        ok = options->dry_run || bring_valid(&blocks, err);
    }
    if (ok) {
        count_files(&blocks);
        ok = check_others(&blocks, err);
    }
    if (ok)
        *ret_report = blocks.report;
    close_tree(&blocks);
    block_files_close(&blocks.files);
    return ok;
}
