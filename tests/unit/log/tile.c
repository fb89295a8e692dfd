/* Paths of tiles, which tiles a log has and writes, and proofs read from them. */
#include "log/tile.h"
#include "naive.h"
#include "run.h"

#include <stdlib.h>

static void paths_both_ways(void **state)
{
    (void)state;
    static const struct {
        struct tile tile;
        const char *path;
    } rows[] = {
        {{0, 1234067, 256}, "tile/0/x001/x234/067"},
        {{0, 0, 256}, "tile/0/000"},
        {{0, 0, 1}, "tile/0/000.p/1"},
        {{1, 999, 255}, "tile/1/999.p/255"},
        {{7, 1000, 256}, "tile/7/x001/000"},
        {{63, 1000000, 20}, "tile/63/x001/x000/000.p/20"},
        {{0, MERKLE_SIZE_MAX, 99}, "tile/0/x009/x223/x372/x036/x854/x775/807.p/99"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[TILE_PATH_BYTES];
        struct tile tile;
        struct error err;
        tile_print(&rows[i].tile, path);
        assert_string_equal(path, rows[i].path);
        assert_true(tile_parse(span_text(path), &tile, &err));
        assert_int_equal(tile.level, rows[i].tile.level);
        assert_int_equal(tile.index, rows[i].tile.index);
        assert_int_equal(tile.width, rows[i].tile.width);
    }
}

static const char *const no_paths[] = {
    "",
    "tile",
    "tile/",
    "tile/0",
    "tile/0/",
    "/tile/0/000",
    "tile/0/000/",
    "tile//000",
    "tile/0//000",
    "tile/00/000",
    "tile/01/000",
    "tile/64/000",
    "tile/100/000",
    "tile/-1/000",
    "tile/+1/000",
    "tile/0/0",
    "tile/0/00",
    "tile/0/0000",
    "tile/0/x000/000",
    "tile/0/x001",
    "tile/0/x001/",
    "tile/0/001/000",
    "tile/0/x01/000",
    "tile/0/x001/x000/x000/x",
    "tile/0/000.p",
    "tile/0/000.p/",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/0/000.p/1/",
    "tile/0/000.p/1.p/1",
    "tile/0/000.P/1",
    "tile/0/000p/1",
    "Tile/0/000",
    "tile/0/../000",
    "tile/../checkpoint",
    "../tile/0/000",
    "tile/0/..",
    "tile/0/%30%30%30",
    "tile/0/000\n",
    "tile/0/000 ",
    " tile/0/000",
    "tile/0/000?x",
    "tile/0/000#",
    "tile\\0\\000",
    "tile/entries/000",
    "tile/entries/000.p/5",
    "tile/0/X001/000",
    "tile/0/x001/x234/06a",
    "tile/0/x009/x223/x372/x036/x854/x775/808", /* 2^63 */
    "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    "tile/0/x001/x000/x000/x000/x000/x000/x000/x000/x000/x000/x000/000",
    "tile/8/8/000",
    "tile/0/\xd9\xa0\xd9\xa0\xd9\xa0",
};

static void other_paths_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof no_paths / sizeof no_paths[0]; i++) {
        struct tile tile = {77, 77, 77};
        struct error err;
        if (tile_parse(span_text(no_paths[i]), &tile, &err))
            fail_msg("taken: %s", no_paths[i]);
        assert_int_equal(err.code, ERROR_SYNTAX);
        assert_int_equal(tile.level + tile.index + tile.width, 3 * 77);
    }
    struct tile tile;
    struct error err;
    assert_false(tile_parse(span_of("tile/0/000\0", 11), &tile, &err));
}

/* What tlog-tiles says of a tree of 70,000 leaves, and of 256. */
static void the_standards_example(void **state)
{
    (void)state;
    struct tile_walk walk;
    struct tile tile;
    unsigned full[TILE_LEVELS] = {0}, partial[TILE_LEVELS] = {0};
    tile_walk_init(&walk, 0, 70000);
    while (tile_walk_next(&walk, &tile)) {
        assert_true(tile_in(&tile, 70000));
        if (tile.width == TILE_WIDTH)
            full[tile.level]++;
        else
            partial[tile.level] = tile.width;
    }
    assert_int_equal(full[0], 273);
    assert_int_equal(partial[0], 112);
    assert_int_equal(full[1], 1);
    assert_int_equal(partial[1], 17);
    assert_int_equal(full[2], 0);
    assert_int_equal(partial[2], 1);
    assert_int_equal(full[3] + partial[3], 0);
    tile_walk_init(&walk, 0, 256);
    assert_true(tile_walk_next(&walk, &tile) && tile.level == 0 && tile.width == 256);
    assert_true(tile_walk_next(&walk, &tile) && tile.level == 1 && tile.width == 1);
    assert_false(tile_walk_next(&walk, &tile));
    tile_walk_init(&walk, 0, 0);
    assert_false(tile_walk_next(&walk, &tile));
}

static void tiles_of_other_sizes(void **state)
{
    (void)state;
    assert_true(tile_in(&(struct tile){0, 0, 5}, 5));
    assert_false(tile_in(&(struct tile){0, 0, 5}, 6));
    assert_false(tile_in(&(struct tile){0, 0, 5}, 4));
    assert_false(tile_in(&(struct tile){0, 1, 1}, 256));
    assert_false(tile_in(&(struct tile){0, 1, 0}, 256));
    assert_false(tile_in(&(struct tile){1, 0, 1}, 255));
    assert_false(tile_in(&(struct tile){8, 0, 1}, MERKLE_SIZE_MAX));
    assert_false(tile_in(&(struct tile){63, 0, 1}, MERKLE_SIZE_MAX));
    assert_true(tile_in(&(struct tile){7, 0, 127}, MERKLE_SIZE_MAX));
}

/* By asking every tile that could be: those longer than before, once each, in order. */
static void growth(uint64_t old, uint64_t size)
{
    struct tile_walk walk;
    struct tile tile;
    tile_walk_init(&walk, old, size);
    for (unsigned level = 0; level < 4; level++)
        for (uint64_t index = 0; index * 256 <= tile_hashes_at(level, size); index++) {
            uint64_t before = tile_hashes_at(level, old), now = tile_hashes_at(level, size);
            unsigned widths[2] = {0};
            for (unsigned i = 0; i < 256; i++) {
                widths[0] += index * 256 + i < before;
                widths[1] += index * 256 + i < now;
            }
            if (widths[1] <= widths[0])
                continue;
            assert_true(tile_walk_next(&walk, &tile));
            assert_int_equal(tile.level, level);
            assert_int_equal(tile.index, index);
            assert_int_equal(tile.width, widths[1]);
        }
    assert_false(tile_walk_next(&walk, &tile));
}

static void what_a_log_writes_when_it_grows(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {0,   1,   2,   255,   256,   257,   511,   512,
                                     513, 767, 768, 65535, 65536, 65537, 65792, 70000};
    size_t count = sizeof sizes / sizeof sizes[0];
    for (size_t i = 0; i < count; i++)
        for (size_t k = i; k < count; k++)
            growth(sizes[i], sizes[k]);
}

/* A log that stores what merkle_append makes at the levels of tiles. */
enum { STORED = 66000 };
struct stored {
    struct log_hash *levels[3];
    uint64_t size;
    unsigned long reads;
};

static void store_all(struct stored *stored, struct naive_log *log)
{
    struct merkle_tree tree = {0};
    struct log_hash made[MERKLE_LEVELS], leaf;
    struct error err;
    for (unsigned level = 0; level < 3; level++)
        assert_non_null(stored->levels[level] =
                            calloc(((size_t)STORED >> (8 * level)) + 1, sizeof(struct log_hash)));
    while (tree.size < STORED) {
        size_t count;
        naive_leaf(log, tree.size, &leaf);
        assert_true(merkle_append(&tree, &leaf, made, &count, &err));
        for (unsigned level = 0; 8 * level < count; level++)
            stored->levels[level][(tree.size >> (8 * level)) - 1] = made[8 * level];
    }
}

static bool read_stored(void *context, unsigned level, uint64_t index, unsigned first,
                        unsigned count, struct log_hash *ret_hashes, struct error *err)
{
    struct stored *stored = context;
    assert_true(level < 3 && count >= 1 && first + count <= TILE_WIDTH);
    assert_true(index * TILE_WIDTH + first + count <= tile_hashes_at(level, stored->size));
    memcpy(ret_hashes, stored->levels[level] + index * TILE_WIDTH + first,
           count * sizeof *ret_hashes);
    stored->reads++;
    return stored->reads < 1000000 || error_input(err, ERROR_DAMAGED, "test", "too many reads");
}

static void proofs_from_tiles(void **state)
{
    (void)state;
    static const uint64_t odd[] = {0, 255, 256, 257, 511, 40000, 65535, 65536};
    static const uint64_t sizes[] = {1,   2,   255,   256,   257,   258,
                                     512, 700, 40001, 65536, 65537, 65999};
    struct naive_log log;
    struct stored stored = {.reads = 0};
    struct tile_reader reader = {read_stored, &stored};
    struct merkle_source source = tile_source(&reader);
    struct error err;
    naive_init(&log, odd, ODD_LEAVES);
    store_all(&stored, &log);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct merkle_proof proof, wanted;
        struct merkle_tree tree;
        struct log_hash root, head;
        stored.size = sizes[i];
        assert_true(merkle_load(&source, sizes[i], &tree, &err));
        merkle_root(&tree, &root);
        naive_head(&log, 0, sizes[i], &head);
        assert_true(log_hash_equal(&root, &head));
        for (size_t k = 0; k < ODD_LEAVES; k++) {
            if (odd[k] >= sizes[i])
                continue;
            assert_true(merkle_prove_inclusion(&source, odd[k], sizes[i], &proof, &err));
            naive_path(&log, odd[k], sizes[i], &wanted);
            assert_int_equal(proof.count, wanted.count);
            assert_memory_equal(proof.hashes, wanted.hashes, wanted.count * LOG_HASH_BYTES);
            assert_true(merkle_prove_consistency(&source, odd[k], sizes[i], &proof, &err));
            naive_consistency(&log, odd[k], sizes[i], &wanted);
            assert_int_equal(proof.count, wanted.count);
            assert_memory_equal(proof.hashes, wanted.hashes, wanted.count * LOG_HASH_BYTES);
        }
    }
    for (unsigned level = 0; level < 3; level++)
        free(stored.levels[level]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_both_ways),
        cmocka_unit_test(other_paths_are_refused),
        cmocka_unit_test(the_standards_example),
        cmocka_unit_test(tiles_of_other_sizes),
        cmocka_unit_test(what_a_log_writes_when_it_grows),
        cmocka_unit_test(proofs_from_tiles),
    };
    return RUN_ALL("log/tile", tests);
}
