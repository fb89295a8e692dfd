/* Arbitrary bytes as a folder of block files: nothing is lost on the way, every byte is of a block
 * or of something that was counted; the best branch is a chain, and its blocks come as they lie
 * there.
 *
 *     chain, options, size of xor.dat, key (8), where the second file begins (2) | bytes of the
 * files
 *
 * Options: 1, headers need no work; 2, xor.dat is there; 4, the bytes are XORed with the key first.
 * Scratch files lie under TMPDIR, best in memory.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ingest/block_source.h"
#include "scratch.h"
#include "target.h"

enum { HEAD = 13 };

static void write_file(const char *name, struct span bytes, const unsigned char *key, bool keyed)
{
    struct error err;
    struct dynbuf text;
    dynbuf_init(&text, 1 << 20);
    for (size_t i = 0; i < bytes.size; i++)
        dynbuf_char(&text, (char)(bytes.data[i] ^ (keyed ? key[i % 8] : 0)));
    ensure(file_replace(scratch(), name, dynbuf_bytes(&text), &err));
    dynbuf_release(&text);
}

static uint64_t counted(const struct block_skip *skip)
{
    ensure((skip->count == 0) == (skip->bytes == 0));
    return skip->bytes;
}

static void check_files(const struct block_files *files)
{
    uint64_t all = 0, sum = 0, end = 0;
    for (size_t i = 0; i < files->file_count; i++)
        all += files->files[i].size;
    for (size_t i = 0; i < files->place_count; i++) {
        const struct block_place *place = &files->places[i];
        unsigned char hash[HASH256_BYTES];
        if (i > 0 && place->file != files->places[i - 1].file)
            end = 0;
        ensure(place->offset >= end + 8 && place->size > HEADER_BYTES);
        end = place->offset + place->size;
        ensure(end <= files->files[place->file].size);
        header_hash(place->header, hash);
        ensure(memcmp(hash, place->hash, sizeof hash) == 0);
        sum += 8 + (uint64_t)place->size;
    }
    sum += counted(&files->other_chain) + counted(&files->cut_off) + counted(&files->garbage) +
           counted(&files->padding);
    if (sum != all)
        target_fails("bytes that nobody counted");
}

static void check_source(const struct header_tree *tree)
{
    struct block_source *source;
    struct source_block block;
    struct error err;
    ensure(block_source_open(&source, tree, 0, &err));
    for (uint32_t height = 0; height < tree->best_count; height++) {
        ensure(block_source_take(source, &block, &err));
        ensure(block.height == height && block.bytes.size > HEADER_BYTES);
        ensure(memcmp(block.bytes.data, header_tree_bytes(tree, tree->best[height]),
                      HEADER_BYTES) == 0);
        block_source_give_back(source, &block);
    }
    ensure(block_source_take(source, &block, &err) && block.bytes.size == 0);
    block_source_close(source);
}

static void check_tree(const struct header_tree *tree)
{
    uint64_t known = tree->repeated + tree->unconnected + tree->refused + tree->node_count;
    if (known != tree->files->place_count)
        target_fails("blocks that nobody counted");
    ensure(tree->node_count == tree->best_count + tree->beside);
    ensure((tree->refused == 0) == (tree->first_refused.code == ERROR_NONE));
    for (uint32_t height = 1; height < tree->best_count; height++) {
        const struct tree_node *node = &tree->nodes[tree->best[height]];
        ensure(node->parent == tree->best[height - 1] && node->height == height);
        ensure(u256_compare(node->work, tree->nodes[node->parent].work) > 0);
    }
    check_source(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct block_files files;
    struct header_tree tree;
    struct error err;
    const char *folder = scratch();
    if (size < HEAD || size > 100000)
        return 0;
    const struct coin_chain *chain = &coin_chains[data[0] % COIN_CHAINS];
    struct span bytes = span_of(data + HEAD, size - HEAD);
    size_t cut = (size_t)data[11] | (size_t)data[12] << 8;
    cut = cut < bytes.size ? cut : bytes.size;
    write_file("blk00000.dat", span_part(bytes, 0, cut), data + 3, (data[1] & 4) != 0);
    write_file("blk00001.dat", span_part(bytes, cut, bytes.size), data + 3, (data[1] & 4) != 0);
    unlink(scratch_path("xor.dat"));
    if ((data[1] & 2) != 0)
        write_file("xor.dat", span_of(data + 3, data[2] < 8 ? data[2] : 8), NULL, false);
    if (!block_files_open(&files, chain, &folder, 1, NULL, &err)) {
        ensure(err.code == ERROR_VALUE && (data[1] & 2) != 0 && data[2] < 8);
        return 0;
    }
    check_files(&files);
    bool no_work = (data[1] & 1) != 0 && chain->retarget == RETARGET_NEVER;
    if (!header_tree_make(&tree, chain, &files, NULL, no_work, NULL, &err))
        target_fails(err.text);
    check_tree(&tree);
    header_tree_release(&tree);
    block_files_close(&files);
    return 0;
}
