/* The log in the store: the same tree as in memory, across commits, roll-backs and restarts. */
#include "store/leaves.h"
#include "place.h"

static struct error err;
static struct store store;
static struct leaves leaves, again;

/* What the bytes of the leaf with this number must be. */
static struct span leaf_bytes(unsigned number)
{
    static struct dynbuf bytes;
    const unsigned char salt[LEAF_SALT_BYTES] = {(unsigned char)number};
    struct leaf leaf = {.kind = number % LEAF_KINDS, .time = 1764331200000000 + number};
    leaf_commit(salt, span_text("record"), &leaf.commitment);
    if (bytes.max == 0)
        dynbuf_init(&bytes, LEAF_BYTES_MAX);
    dynbuf_clear(&bytes);
    assert_true(leaf_print(&leaf, &bytes, &err));
    return dynbuf_bytes(&bytes);
}

static void append(struct merkle_tree *tree, unsigned number)
{
    const unsigned char salt[LEAF_SALT_BYTES] = {(unsigned char)number};
    struct log_hash hash;
    size_t made = 0;
    uint64_t got = 0;
    assert_true(leaves_append(&store, &leaves, number % LEAF_KINDS, 1764331200000000 + number, salt,
                              span_text("record"), &got, &err));
    assert_int_equal(got, number);
    log_hash_leaf(&hash, leaf_bytes(number));
    assert_true(merkle_append(tree, &hash, NULL, &made, &err));
}

static void assert_root(const struct merkle_tree *tree)
{
    struct log_hash wanted;
    struct log_hash root;
    merkle_root(tree, &wanted);
    assert_true(leaves_load(&store, &again, &err));
    merkle_root(&again.tree, &root);
    assert_int_equal(again.tree.size, tree->size);
    assert_memory_equal(root.bytes, wanted.bytes, LOG_HASH_BYTES);
}

/* Over the edges of tiles at levels 0 and 1, in commits of different sizes. */
static void the_tree_is_that_of_memory(void **state)
{
    (void)state;
    struct merkle_tree tree = {0};
    unsigned number = 0;
    place_open(&store);
    assert_true(leaves_load(&store, &leaves, &err));
    for (unsigned step = 1; number < 66000; step = step < 4000 ? step * 3 : 4001) {
        for (unsigned i = 0; i < step; i++)
            append(&tree, number++);
        assert_true(leaves_flush(&store, &leaves, &err));
        place_commit(&store);
        assert_root(&tree);
    }
    struct arena arena;
    struct stored_leaf leaf;
    arena_init(&arena, 1 << 20);
    assert_true(leaves_read(&store, 300, &arena, &leaf, &err));
    assert_true(span_equal(leaf.leaf, leaf_bytes(300)) && span_is(leaf.record, "record"));
    assert_int_equal(leaf.salt.data[0], 300 % 256);
    assert_false(leaves_read(&store, number, &arena, &leaf, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_true(sql_script(store.db, "UPDATE leaf SET kind = 99 WHERE number = 300", &err));
    assert_false(leaves_read(&store, 300, &arena, &leaf, &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
    arena_release(&arena);
    store_release(&store);
}

static void a_roll_back_leaves_the_log_as_it_was(void **state)
{
    (void)state;
    struct merkle_tree tree = {0};
    struct merkle_tree lost;
    place_open(&store);
    assert_true(leaves_load(&store, &leaves, &err));
    for (unsigned i = 0; i < 300; i++)
        append(&tree, i);
    assert_true(leaves_flush(&store, &leaves, &err));
    place_commit(&store);
    lost = tree;
    for (unsigned i = 300; i < 600; i++)
        append(&lost, i);
    store_roll_back(&store);
    assert_true(store_begin(&store, &err));
    assert_root(&tree);
    assert_true(leaves_load(&store, &leaves, &err));
    append(&tree, 300);
    assert_true(leaves_flush(&store, &leaves, &err));
    assert_root(&tree);
    store_release(&store);
}

static void proofs_from_stored_tiles(void **state)
{
    (void)state;
    struct merkle_tree tree = {0};
    struct merkle_proof proof;
    struct log_hash root;
    struct log_hash leaf;
    place_open(&store);
    assert_true(leaves_load(&store, &leaves, &err));
    for (unsigned i = 0; i < 777; i++)
        append(&tree, i);
    assert_true(leaves_flush(&store, &leaves, &err));
    struct tile_reader reader = leaves_tiles(&store);
    struct merkle_source source = tile_source(&reader);
    merkle_root(&tree, &root);
    for (uint64_t at = 0; at < 777; at += 97) {
        log_hash_leaf(&leaf, leaf_bytes((unsigned)at));
        assert_true(merkle_prove_inclusion(&source, at, 777, &proof, &err));
        assert_true(merkle_verify_inclusion(&leaf, at, 777, &proof, &root, &err));
        assert_false(merkle_verify_inclusion(&leaf, at + 1, 777, &proof, &root, &err));
    }
    assert_true(sql_script(store.db, "DELETE FROM tile WHERE level = 0 AND number = 1", &err));
    assert_false(merkle_prove_inclusion(&source, 300, 777, &proof, &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
    assert_true(sql_script(store.db, "DELETE FROM tile WHERE level = 0 AND number = 3", &err));
    assert_false(leaves_load(&store, &again, &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
    store_release(&store);
}

int main(int argc, char **argv)
{
    place_choose(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tree_is_that_of_memory),
        cmocka_unit_test(a_roll_back_leaves_the_log_as_it_was),
        cmocka_unit_test(proofs_from_stored_tiles),
    };
    return RUN_ALL("store leaves", tests);
}
