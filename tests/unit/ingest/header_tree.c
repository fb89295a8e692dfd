#include "ingest/header_tree.h"

#include "made_block.h"
#include "made_files.h"
#include "run.h"
#include "vectors.h"

static struct error err;
static const struct coin_chain *regtest;

/* A forest of regtest blocks, written to a file in an order of its own. */
struct forest {
    struct dynbuf blocks[300];
    unsigned char hashes[300][HASH256_BYTES];
    size_t count;
};

static struct forest forest;

static void clear(void)
{
    for (size_t i = 0; i < forest.count; i++)
        dynbuf_release(&forest.blocks[i]);
    forest.count = 0;
}

static size_t add_genesis(void)
{
    clear();
    made_genesis(regtest, &forest.blocks[0]);
    header_hash((const unsigned char *)forest.blocks[0].data, forest.hashes[0]);
    return forest.count++;
}

/* `length` blocks on `parent`; returns the last. */
static size_t add_branch(size_t parent, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        size_t at = forest.count++;
        made_next(forest.hashes[parent], (uint32_t)at, &forest.blocks[at], forest.hashes[at]);
        parent = at;
    }
    return parent;
}

struct made_tree {
    struct block_files files;
    struct header_tree tree;
};

/* Writes the blocks from `first` on, beginning with the one `turn` further, or backwards; makes the
 * tree. */
static void grow(struct made_tree *made, size_t first, size_t turn, bool backwards,
                 const struct known_headers *known, bool no_work)
{
    struct dynbuf file;
    size_t count = forest.count - first;
    dynbuf_init(&file, 16 << 20);
    for (size_t i = 0; i < count; i++) {
        size_t at = first + (i + turn) % count;
        made_record(&file, regtest, &forest.blocks[backwards ? forest.count - 1 + first - at : at]);
    }
    made_file("tree", "blk00000.dat", &file, NULL);
    dynbuf_release(&file);
    const char *path = made_path("tree", NULL);
    if (!block_files_open(&made->files, regtest, &path, 1, NULL, &err))
        fail_msg("%s", err.text);
    memset(&made->tree, 0, sizeof made->tree);
    if (!header_tree_make(&made->tree, regtest, &made->files, known, no_work, NULL, &err))
        fail_msg("%s", err.text);
}

static void release(struct made_tree *made)
{
    header_tree_release(&made->tree);
    block_files_close(&made->files);
}

static void check_best(const struct header_tree *tree, size_t count, size_t tip)
{
    unsigned char hash[HASH256_BYTES];
    assert_int_equal(tree->best_count, count);
    header_hash(header_tree_bytes(tree, tree->best[count - 1]), hash);
    assert_memory_equal(hash, forest.hashes[tip], sizeof hash);
    for (uint32_t height = 0; height < count; height++) {
        const struct tree_node *node = &tree->nodes[tree->best[height]];
        assert_int_equal(node->height, height);
        assert_true(u256_equal(node->work, u256_from_u64(2 * ((uint64_t)height + 1))));
        assert_int_equal(node->parent, height == 0 ? TREE_NONE : tree->best[height - 1]);
    }
}

static void one_branch_in_any_order(void **state)
{
    size_t tip = add_branch(add_genesis(), 40);
    (void)state;
    for (size_t turn = 0; turn < 41; turn += 8)
        for (int backwards = 0; backwards < 2; backwards++) {
            struct made_tree made;
            grow(&made, 0, turn, backwards, NULL, false);
            check_best(&made.tree, 41, tip);
            assert_int_equal(made.tree.repeated + made.tree.unconnected + made.tree.beside +
                                 made.tree.refused,
                             0);
            assert_int_equal(header_tree_shared(&made.tree), TREE_NONE);
            release(&made);
        }
}

/* The longer of two branches; the rest is beside it. */
static void the_most_work_wins(void **state)
{
    size_t root = add_branch(add_genesis(), 10);
    (void)state;
    add_branch(root, 5);
    size_t longer = add_branch(root, 7);
    add_branch(0, 3);
    for (size_t turn = 0; turn < 26; turn += 5) {
        struct made_tree made;
        grow(&made, 0, turn, turn % 2 != 0, NULL, false);
        check_best(&made.tree, 18, longer);
        assert_int_equal(made.tree.beside, 8);
        release(&made);
    }
}

/* A shorter branch of harder blocks has more work. */
static void work_counts_not_length(void **state)
{
    size_t root = add_branch(add_genesis(), 3);
    (void)state;
    add_branch(root, 5);
    struct made_tree made;
    grow(&made, 0, 0, false, NULL, false);
    assert_int_equal(made.tree.best_count, 9);
    release(&made);
    /* Regtest never changes its nBits: a harder block is against the rule there. */
    struct dynbuf coinbase;
    size_t at = forest.count++;
    made_coinbase(&coinbase, 7, 1);
    made_block(&forest.blocks[at], forest.hashes[root], 1800000000, 0x2000ffff, &coinbase, 1);
    dynbuf_release(&coinbase);
    header_hash((const unsigned char *)forest.blocks[at].data, forest.hashes[at]);
    add_branch(at, 2);
    grow(&made, 0, 0, false, NULL, false);
    assert_int_equal(made.tree.best_count, 9);
    assert_int_equal(made.tree.refused, 3); /* with what stands on it */
    assert_int_equal(made.tree.first_refused.code, ERROR_VALUE);
    assert_non_null(strstr(made.tree.first_refused.text,
                           ": nBits 0x2000ffff at height 4; expected 0x207fffff by the rule of "
                           "regtest"));
    assert_non_null(strstr(made.tree.first_refused.text, "blk00000.dat: byte "));
    release(&made);
}

/* Among equals the lowest hash, whatever the order in the files. */
static void ties_do_not_hang_on_order(void **state)
{
    size_t root = add_branch(add_genesis(), 4), tips[5], lowest = 0;
    (void)state;
    for (size_t i = 0; i < 5; i++)
        tips[i] = add_branch(root, 3);
    for (size_t i = 1; i < 5; i++)
        if (u256_compare(u256_load(forest.hashes[tips[i]], 32),
                         u256_load(forest.hashes[tips[lowest]], 32)) < 0)
            lowest = i;
    for (size_t turn = 0; turn < 20; turn += 3) {
        struct made_tree made;
        grow(&made, 0, turn, turn % 2 != 0, NULL, false);
        check_best(&made.tree, 8, tips[lowest]);
        assert_int_equal(made.tree.beside, 12);
        release(&made);
    }
}

static void gaps_and_repetitions(void **state)
{
    size_t root = add_branch(add_genesis(), 20);
    size_t missing = add_branch(root, 1);
    (void)state;
    add_branch(missing, 10);
    dynbuf_release(&forest.blocks[missing]); /* a copy of another one in its place */
    dynbuf_init(&forest.blocks[missing], 1 << 20);
    dynbuf_span(&forest.blocks[missing], dynbuf_bytes(&forest.blocks[5]));
    struct made_tree made;
    grow(&made, 0, 3, false, NULL, false);
    check_best(&made.tree, 21, root);
    assert_int_equal(made.tree.repeated, 1);
    assert_int_equal(made.tree.unconnected, 10);
    release(&made);
    grow(&made, 1, 0, false, NULL, false); /* no genesis */
    assert_int_equal(made.tree.best_count, 0);
    assert_int_equal(made.tree.unconnected, 30);
    release(&made);
}

/* A longer chain whose headers have no work is refused, and its first place is told. */
static void a_forged_chain_is_refused(void **state)
{
    size_t tip = add_branch(add_genesis(), 10), at = tip;
    (void)state;
    for (size_t i = 0; i < 20; i++) { /* each with a nonce that does not do */
        size_t next = add_branch(at, 1);
        struct dynbuf *block = &forest.blocks[next];
        do {
            block->data[76]++;
            header_hash((const unsigned char *)block->data, forest.hashes[next]);
        } while ((forest.hashes[next][31] & 0x80) == 0);
        at = next;
    }
    struct made_tree made;
    grow(&made, 0, 0, false, NULL, false);
    check_best(&made.tree, 11, tip);
    assert_int_equal(made.tree.refused, 20);
    assert_int_equal(made.tree.unconnected, 0);
    assert_non_null(strstr(made.tree.first_refused.text, ": no proof of work: the hash is "));
    char place[64];
    snprintf(place, sizeof place, "blk00000.dat: byte %llu",
             (unsigned long long)made.files.places[11].offset);
    assert_non_null(strstr(made.tree.first_refused.text, place));
    release(&made);
    grow(&made, 0, 0, false, NULL, true); /* named in every result by who asks for it */
    check_best(&made.tree, 31, at);
    release(&made);
}

/* A chain that left another one keeps to its own first block, however much work the other has. */
static void a_fork_keeps_to_its_first_block(void **state)
{
    size_t root = add_branch(add_genesis(), 3), own = add_branch(root, 2);
    const struct coin_chain *plain = regtest;
    struct coin_chain fork = *regtest;
    struct made_tree made;
    char name[HASH256_TEXT_BYTES];
    (void)state;
    add_branch(root, 9);
    hash256_print(forest.hashes[4], name);
    fork.fork_height = 4;
    fork.fork = name;
    regtest = &fork;
    grow(&made, 0, 0, false, NULL, false);
    check_best(&made.tree, 6, own);
    assert_int_equal(made.tree.refused, 9);
    assert_non_null(strstr(made.tree.first_refused.text,
                           ": a block of the chain that regtest left at height 4; expected "));
    release(&made);
    regtest = plain;
}

static void no_work_is_for_regtest(void **state)
{
    const struct coin_chain *bitcoin = coin_chain_find(span_text("bitcoin"));
    struct block_files files = {0};
    struct header_tree tree = {.refused = 7};
    (void)state;
    assert_false(header_tree_make(&tree, bitcoin, &files, NULL, true, NULL, &err));
    assert_error(err, ERROR_USAGE,
                 "bitcoin: headers without proof of work; expected regtest, where alone they may "
                 "be taken");
    assert_int_equal(tree.refused, 7);
}

/* What a ledger keeps need not be in the files: new files alone continue it, and may leave it. */
static void known_headers_are_continued(void **state)
{
    static unsigned char headers[16 * HEADER_BYTES];
    size_t root = add_branch(add_genesis(), 15);
    (void)state;
    for (size_t i = 0; i < 16; i++)
        memcpy(headers + i * HEADER_BYTES, forest.blocks[i].data, HEADER_BYTES);
    const struct known_headers known = {headers, 16};
    size_t tip = add_branch(root, 4);
    struct made_tree made;
    grow(&made, 16, 0, true, &known, false);
    check_best(&made.tree, 20, tip);
    assert_int_equal(header_tree_shared(&made.tree), 15);
    assert_null(header_tree_place(&made.tree, made.tree.best[15]));
    assert_int_equal(header_tree_place(&made.tree, made.tree.best[16])->size,
                     forest.blocks[16].size);
    release(&made);

    grow(&made, 10, 0, false, &known, false); /* some in both */
    check_best(&made.tree, 20, tip);
    assert_int_equal(made.tree.repeated, 6);
    assert_int_equal(header_tree_shared(&made.tree), 15);
    release(&made);

    size_t other = add_branch(12, 8); /* leaves the known branch at 12 */
    grow(&made, 16, 0, false, &known, false);
    check_best(&made.tree, 21, other);
    assert_int_equal(header_tree_shared(&made.tree), 12);
    assert_int_equal(made.tree.beside, 7);
    release(&made);

    struct block_files files = {0}; /* nothing new */
    struct header_tree tree = {0};
    assert_true(header_tree_make(&tree, regtest, &files, &known, false, NULL, &err));
    check_best(&tree, 16, root);
    assert_int_equal(header_tree_shared(&tree), 15);
    header_tree_release(&tree);

    headers[5 * HEADER_BYTES + 70] ^= 1;
    assert_false(header_tree_make(&tree, regtest, &files, &known, false, NULL, &err));
    assert_error(err, ERROR_DAMAGED,
                 "known headers: that of height 6 does not follow the one before");
}

/* A merged header is proven by what stands behind it in the file. */
static void merged_headers_are_proven(void **state)
{
    const struct coin_chain *dogecoin = coin_chain_find(span_text("dogecoin"));
    struct dynbuf list = vectors_read("merged.txt"), block, file;
    struct span rest = dynbuf_bytes(&list), line, name, digits;
    unsigned char bytes[4096];
    (void)state;
    while (vectors_next(&rest, &line) && vectors_word(&line, &name) &&
           !span_is(name, "dogecoin-371337"))
        ;
    assert_true(vectors_word(&line, &digits));
    for (int round = 0; round < 2; round++) {
        struct made_tree made = {0};
        dynbuf_init(&block, 1 << 20);
        dynbuf_init(&file, 1 << 20);
        dynbuf_append(&block, bytes, vectors_bytes(digits, bytes, sizeof bytes));
        if (round == 1)
            block.data[200]++; /* in the parent's coinbase */
        made_record(&file, dogecoin, &block);
        made_file("merged", "blk00000.dat", &file, NULL);
        const char *path = made_path("merged", NULL);
        assert_true(block_files_open(&made.files, dogecoin, &path, 1, NULL, &err));
        assert_true(header_tree_make(&made.tree, dogecoin, &made.files, NULL, false, NULL, &err));
        assert_int_equal(made.tree.unconnected, round == 0);
        assert_int_equal(made.tree.refused, round == 1);
        assert_true(round == 0 ||
                    strstr(made.tree.first_refused.text, "byte 8: merged mining: ") != NULL);
        release(&made);
        dynbuf_release(&block);
        dynbuf_release(&file);
    }
    dynbuf_release(&list);
}

/* The real beginning of Bitcoin: 4,522 blocks with two retargets, cut off in the middle of a
 * record. */
static void the_first_blocks_of_bitcoin(void **state)
{
    const struct coin_chain *bitcoin = coin_chain_find(span_text("bitcoin"));
    const char *path = REAL_BLOCKS "/blk00000-first1MiB.dat";
    struct made_tree made = {0};
    char text[U256_DECIMAL_BYTES];
    (void)state;
    if (access(path, R_OK) != 0)
        skip();
    assert_true(block_files_open(&made.files, bitcoin, &path, 1, NULL, &err));
    assert_true(header_tree_make(&made.tree, bitcoin, &made.files, NULL, false, NULL, &err));
    assert_int_equal(made.tree.best_count, 4522);
    assert_int_equal(made.files.cut_off.count, 1);
    assert_int_equal(made.files.cut_off.offset, 1048537);
    assert_int_equal(made.files.cut_off.bytes, 39);
    u256_to_decimal(made.tree.nodes[made.tree.best[4521]].work, text);
    assert_string_equal(text, "19422138470826"); /* 4522 * 4295032833 */
    release(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_branch_in_any_order),
        cmocka_unit_test(the_most_work_wins),
        cmocka_unit_test(work_counts_not_length),
        cmocka_unit_test(ties_do_not_hang_on_order),
        cmocka_unit_test(gaps_and_repetitions),
        cmocka_unit_test(a_forged_chain_is_refused),
        cmocka_unit_test(a_fork_keeps_to_its_first_block),
        cmocka_unit_test(no_work_is_for_regtest),
        cmocka_unit_test(known_headers_are_continued),
        cmocka_unit_test(merged_headers_are_proven),
        cmocka_unit_test(the_first_blocks_of_bitcoin),
    };
    regtest = coin_chain_find(span_text("regtest"));
    int failed = RUN_ALL("ingest/header_tree", tests);
    clear();
    return failed;
}
