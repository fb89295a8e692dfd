#include "ingest/block_source.h"

#include "made_block.h"
#include "made_files.h"
#include "run.h"

enum { BLOCKS = 200 };

static struct error err;
static const struct coin_chain *regtest;
static struct dynbuf blocks[BLOCKS];
static struct block_files files;
static struct header_tree tree;

/* Blocks of many sizes, in two files, XORed, backwards, some of them twice. */
static void make_chain(void)
{
    static const unsigned char key[8] = {9, 8, 7, 6, 5, 4, 3, 2};
    unsigned char hash[HASH256_BYTES];
    struct dynbuf file[2], key_file;
    regtest = coin_chain_find(span_text("regtest"));
    made_genesis(regtest, &blocks[0]);
    header_hash((const unsigned char *)blocks[0].data, hash);
    for (uint32_t i = 1; i < BLOCKS; i++) {
        struct dynbuf transactions[2];
        made_coinbase(&transactions[0], i, 1);
        made_spend(&transactions[1], hash, 0, i % 50 == 0 ? 60000 : i, 1);
        made_block(&blocks[i], hash, 1700000000 + i, 0x207fffff, transactions, 2);
        header_hash((const unsigned char *)blocks[i].data, hash);
        dynbuf_release(&transactions[0]);
        dynbuf_release(&transactions[1]);
    }
    dynbuf_init(&file[0], 64 << 20);
    dynbuf_init(&file[1], 64 << 20);
    for (size_t i = BLOCKS; i-- > 0;) {
        made_record(&file[i % 2], regtest, &blocks[i]);
        if (i % 7 == 0)
            made_record(&file[1], regtest, &blocks[i]);
    }
    dynbuf_init(&key_file, 64);
    dynbuf_append(&key_file, key, sizeof key);
    made_file("source", "blk00000.dat", &file[0], key);
    made_file("source", "blk00001.dat", &file[1], key);
    made_file("source", "xor.dat", &key_file, NULL);
    dynbuf_release(&file[0]);
    dynbuf_release(&file[1]);
    dynbuf_release(&key_file);
    const char *path = made_path("source", NULL);
    if (!block_files_open(&files, regtest, &path, 1, NULL, &err) ||
        !header_tree_make(&tree, regtest, &files, NULL, false, NULL, &err))
        fail_msg("%s", err.text);
    assert_int_equal(tree.best_count, BLOCKS);
}

static void check_block(const struct source_block *block, uint32_t height)
{
    assert_int_equal(block->height, height);
    assert_true(span_equal(block->bytes, dynbuf_bytes(&blocks[height])));
}

static void blocks_come_in_order(void **state)
{
    static const uint32_t firsts[] = {0, 1, 77, BLOCKS - 1, BLOCKS, BLOCKS + 5};
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        struct block_source *source;
        struct source_block block;
        assert_true(block_source_open(&source, &tree, firsts[i], &err));
        for (uint32_t height = firsts[i]; height < BLOCKS; height++) {
            assert_true(block_source_take(source, &block, &err));
            check_block(&block, height);
            block_source_give_back(source, &block);
        }
        for (int again = 0; again < 2; again++) {
            assert_true(block_source_take(source, &block, &err));
            assert_int_equal(block.bytes.size, 0);
            block_source_give_back(source, &block);
        }
        block_source_close(source);
    }
    block_source_close(NULL);
}

/* Several are held at a time, given back in another order, and none changes while it is held. */
static void several_are_held(void **state)
{
    struct block_source *source;
    struct source_block held[BLOCKS_TAKEN_MAX];
    uint32_t height = 0;
    size_t count = 0;
    (void)state;
    assert_true(block_source_open(&source, &tree, 0, &err));
    while (height < BLOCKS || count > 0) {
        if (height < BLOCKS && count < BLOCKS_TAKEN_MAX) {
            assert_true(block_source_take(source, &held[count], &err));
            assert_int_equal(held[count++].height, height++);
            continue;
        }
        for (size_t i = 0; i < count; i++)
            check_block(&held[i], held[i].height);
        size_t at = random_next() % count;
        block_source_give_back(source, &held[at]);
        held[at] = held[--count];
    }
    block_source_close(source);
}

static void left_in_the_middle(void **state)
{
    (void)state;
    for (int count = 0; count < 20; count++) {
        struct block_source *source;
        struct source_block block;
        assert_true(block_source_open(&source, &tree, 0, &err));
        for (int i = 0; i < count; i++)
            assert_true(block_source_take(source, &block, &err));
        block_source_close(source);
    }
}

/* A file that went away or became shorter is an error, and stays one. */
static void lost_files_are_told(void **state)
{
    const char *path = made_path("source", "blk00001.dat");
    (void)state;
    for (int round = 0; round < 2; round++) {
        struct block_source *source;
        struct source_block block;
        if (round == 0)
            assert_int_equal(truncate(path, 1000), 0);
        else
            assert_int_equal(unlink(path), 0);
        assert_true(block_source_open(&source, &tree, 0, &err));
        bool ok = true;
        for (int i = 0; i <= BLOCKS && ok; i++) {
            ok = block_source_take(source, &block, &err);
            if (ok)
                block_source_give_back(source, &block);
        }
        assert_false(ok);
        assert_int_equal(err.code, ERROR_IO);
        assert_non_null(strstr(err.text, "blk00001.dat"));
        assert_false(block_source_take(source, &block, &err));
        block_source_close(source);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_come_in_order),
        cmocka_unit_test(several_are_held),
        cmocka_unit_test(left_in_the_middle),
        cmocka_unit_test(lost_files_are_told),
    };
    make_chain();
    int failed = RUN_ALL("ingest/block_source", tests);
    header_tree_release(&tree);
    block_files_close(&files);
    for (size_t i = 0; i < BLOCKS; i++)
        dynbuf_release(&blocks[i]);
    return failed;
}
