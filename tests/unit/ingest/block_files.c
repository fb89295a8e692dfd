#include "ingest/block_files.h"

#include "ingest/block_bytes.h"
#include "made_files.h"
#include "run.h"

enum { BLOCKS = 20 };

static struct error err;
static const struct coin_chain *regtest, *bitcoin, *testnet;
static struct dynbuf blocks[BLOCKS]; /* of regtest, from its genesis */
static unsigned char hashes[BLOCKS][HASH256_BYTES];

static void make_blocks(void)
{
    regtest = coin_chain_find(span_text("regtest"));
    bitcoin = coin_chain_find(span_text("bitcoin"));
    testnet = coin_chain_find(span_text("testnet3"));
    made_genesis(regtest, &blocks[0]);
    header_hash((const unsigned char *)blocks[0].data, hashes[0]);
    for (uint32_t i = 1; i < BLOCKS; i++)
        made_next(hashes[i - 1], i, &blocks[i], hashes[i]);
}

static struct block_files open_paths(const struct coin_chain *chain, const char *const *paths,
                                     size_t count)
{
    struct block_files files;
    if (!block_files_open(&files, chain, paths, count, NULL, &err))
        fail_msg("%s", err.text);
    return files;
}

static struct block_files open_folder(const struct coin_chain *chain, const char *folder)
{
    const char *path = made_path(folder, NULL);
    return open_paths(chain, &path, 1);
}

/* Place `at` is block `number`, byte by byte. */
static void check_place(const struct block_files *files, size_t at, size_t number)
{
    static unsigned char read[1 << 16];
    const struct block_place *place = &files->places[at];
    struct block_bytes bytes;
    assert_true(at < files->place_count);
    assert_int_equal(place->size, blocks[number].size);
    assert_memory_equal(place->hash, hashes[number], HASH256_BYTES);
    assert_memory_equal(place->header, blocks[number].data, HEADER_BYTES);
    block_bytes_init(&bytes, files);
    assert_true(block_bytes_read(&bytes, place->file, place->offset, place->size, read, &err));
    assert_memory_equal(read, blocks[number].data, place->size);
    block_bytes_release(&bytes);
}

static void begin(struct dynbuf *file)
{
    dynbuf_init(file, 16 << 20);
}

static void fill(struct dynbuf *file, size_t count, int byte)
{
    for (size_t i = 0; i < count; i++)
        dynbuf_char(file, (char)byte);
}

static void folders_and_files_in_any_order(void **state)
{
    struct dynbuf first, second, other;
    (void)state;
    begin(&first);
    begin(&second);
    begin(&other);
    for (size_t i = 0; i < BLOCKS; i++)
        made_record(i < 7 ? &second : &first, regtest, &blocks[i]);
    fill(&other, 50, 'x');
    made_file("order", "blk00000.dat", &first, NULL);
    made_file("order", "blk00001.dat", &second, NULL);
    made_file("order", "rev00000.dat", &other, NULL); /* not of these */
    made_file("order", "blk.dat", &other, NULL);
    made_file("order", "blk00001.dat.old", &other, NULL);
    const char *folder = made_path("order", NULL);
    const char *a = made_path("order", "blk00000.dat"), *b = made_path("order", "blk00001.dat");
    const char *ways[][4] = {{folder}, {b, a}, {a, b, a, folder}, {folder, b}};
    static const size_t counts[] = {1, 2, 4, 2};
    for (size_t way = 0; way < 4; way++) {
        struct block_files files = open_paths(regtest, ways[way], counts[way]);
        assert_int_equal(files.file_count, 2);
        assert_int_equal(files.place_count, BLOCKS);
        for (size_t i = 0; i < BLOCKS; i++)
            check_place(&files, i, (i + 7) % BLOCKS);
        assert_int_equal(files.garbage.count + files.cut_off.count + files.other_chain.count +
                             files.padding.count,
                         0);
        block_files_close(&files);
    }
    dynbuf_release(&first);
    dynbuf_release(&second);
    dynbuf_release(&other);
}

/* Bitcoin Core fills a file's end with zeros that it does not XOR; both kinds are passed over. */
static void keyed_folders(void **state)
{
    static const unsigned char key[8] = {0x1a, 0x2b, 0, 0x4d, 0x5e, 0x6f, 0x70, 0x81};
    static const unsigned char none[8];
    (void)state;
    for (int round = 0; round < 3; round++) {
        const unsigned char *with = round == 0 ? key : none;
        struct dynbuf file, keyed, key_file;
        char folder[32];
        begin(&file);
        begin(&keyed);
        begin(&key_file);
        snprintf(folder, sizeof folder, "keyed%d", round);
        for (size_t i = 0; i < 5; i++)
            made_record(&file, regtest, &blocks[i]);
        uint64_t end = file.size;
        if (round < 2)
            fill(&file, 10003, 0); /* XORed like the rest */
        made_file(folder, "blk00007.dat", &file, with);
        dynbuf_append(&key_file, with, 8);
        made_file(folder, "xor.dat", &key_file, NULL);
        if (round == 2) { /* plain zeros behind bytes that are XORed */
            for (size_t i = 0; i < file.size; i++)
                dynbuf_char(&keyed, (char)(file.data[i] ^ key[i % 8]));
            fill(&keyed, 10003, 0);
            made_file(folder, "blk00007.dat", &keyed, NULL);
            dynbuf_clear(&key_file);
            dynbuf_append(&key_file, key, 8);
            made_file(folder, "xor.dat", &key_file, NULL);
        }
        struct block_files files = open_folder(regtest, folder);
        assert_int_equal(files.place_count, 5);
        for (size_t i = 0; i < 5; i++)
            check_place(&files, i, i);
        assert_int_equal(files.padding.count, 1);
        assert_int_equal(files.padding.bytes, 10003);
        assert_int_equal(files.padding.offset, end);
        assert_int_equal(files.garbage.count + files.cut_off.count, 0);
        block_files_close(&files);
        dynbuf_release(&file);
        dynbuf_release(&keyed);
        dynbuf_release(&key_file);
    }
}

static void keys_of_another_size(void **state)
{
    static const size_t sizes[] = {0, 7, 9};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct block_files files = {.file_count = 7};
        struct dynbuf file, key;
        char told[4096 + 100];
        begin(&file);
        begin(&key);
        made_record(&file, regtest, &blocks[0]);
        fill(&key, sizes[i], 1);
        made_file("badkey", "blk00000.dat", &file, NULL);
        made_file("badkey", "xor.dat", &key, NULL);
        const char *path = made_path("badkey", NULL);
        assert_false(block_files_open(&files, regtest, &path, 1, NULL, &err));
        snprintf(told, sizeof told,
                 "%s: expected a file of 8 bytes, the key of the folder's blocks",
                 made_path("badkey", "xor.dat"));
        assert_error(err, ERROR_VALUE, told);
        assert_int_equal(files.file_count, 7);
        dynbuf_release(&file);
        dynbuf_release(&key);
    }
}

static void several_chains_in_one_file(void **state)
{
    struct dynbuf file, genesis, test_genesis;
    (void)state;
    begin(&file);
    made_genesis(bitcoin, &genesis);
    made_genesis(testnet, &test_genesis);
    made_record(&file, testnet, &test_genesis);
    made_record(&file, regtest, &blocks[0]);
    made_record(&file, bitcoin, &genesis);
    made_record(&file, regtest, &blocks[1]);
    made_record(&file, bitcoin, &genesis);
    made_file("chains", "blk00000.dat", &file, NULL);
    struct block_files files = open_folder(regtest, "chains");
    assert_int_equal(files.place_count, 2);
    check_place(&files, 0, 0);
    check_place(&files, 1, 1);
    assert_int_equal(files.other_chain.count, 3);
    assert_int_equal(files.other_chain.bytes, 3 * 293);
    assert_int_equal(files.other_chain.offset, 0);
    block_files_close(&files);
    files = open_folder(bitcoin, "chains");
    assert_int_equal(files.place_count, 2);
    assert_int_equal(files.other_chain.count, 3);
    assert_memory_equal(files.places[0].hash, files.places[1].hash, HASH256_BYTES);
    block_files_close(&files);
    dynbuf_release(&file);
    dynbuf_release(&genesis);
    dynbuf_release(&test_genesis);
}

/* Cut at each byte of its last record, a file gives the blocks before, and says where it breaks. */
static void a_truncated_tail(void **state)
{
    struct dynbuf file;
    (void)state;
    begin(&file);
    for (size_t i = 0; i < 3; i++)
        made_record(&file, regtest, &blocks[i]);
    size_t whole = file.size, two = whole - 8 - blocks[2].size;
    for (size_t size = two; size <= whole; size++) {
        struct dynbuf cut = file;
        cut.size = size;
        made_file("cut", "blk00000.dat", &cut, NULL);
        struct block_files files = open_folder(regtest, "cut");
        assert_int_equal(files.place_count, size == whole ? 3 : 2);
        assert_int_equal(files.cut_off.count, size > two && size < whole);
        assert_int_equal(files.cut_off.bytes, size < whole ? size - two : 0);
        assert_int_equal(files.garbage.count + files.padding.count, 0);
        if (files.cut_off.count > 0)
            assert_int_equal(files.cut_off.offset, two);
        block_files_close(&files);
    }
    dynbuf_release(&file);
}

/* Bytes between records that are none: the next record is found, wherever it begins. */
static void garbage_between_records(void **state)
{
    static const size_t lengths[] = {1, 2, 3, 5, 7, 8, 100, 4090, 4096, 4099, 100000, 3000000};
    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct dynbuf file;
        begin(&file);
        made_record(&file, regtest, &blocks[0]);
        uint64_t at = file.size;
        fill(&file, lengths[i], 0xfa); /* the first byte of the magic */
        made_record(&file, regtest, &blocks[1]);
        made_file("garbage", "blk00000.dat", &file, NULL);
        struct block_files files = open_folder(regtest, "garbage");
        assert_int_equal(files.place_count, 2);
        check_place(&files, 1, 1);
        assert_int_equal(files.garbage.count, 1);
        assert_int_equal(files.garbage.bytes, lengths[i]);
        assert_int_equal(files.garbage.offset, at);
        block_files_close(&files);
        dynbuf_release(&file);
    }
}

/* Magics with sizes that no block has, or that run over a whole record behind them. */
static void records_that_are_none(void **state)
{
    static const uint32_t sizes[] = {0, 80, UINT32_MAX, 0x7fffffff, 5000};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct dynbuf file;
        begin(&file);
        dynbuf_append(&file, regtest->magic, 4);
        for (int b = 0; b < 4; b++)
            dynbuf_char(&file, (char)(sizes[i] >> 8 * b));
        fill(&file, 100, 'x');
        made_record(&file, regtest, &blocks[0]);
        made_file("none", "blk00000.dat", &file, NULL);
        struct block_files files = open_folder(regtest, "none");
        assert_int_equal(files.place_count, 1);
        check_place(&files, 0, 0);
        assert_int_equal(files.garbage.count, 1);
        assert_int_equal(files.garbage.bytes, 108);
        block_files_close(&files);
        dynbuf_release(&file);
    }
}

static void files_that_hold_nothing(void **state)
{
    struct dynbuf empty, zeros, some;
    (void)state;
    begin(&empty);
    begin(&zeros);
    begin(&some);
    fill(&zeros, 3 << 20, 0);
    fill(&some, 3, 'x');
    made_file("nothing", "blk00000.dat", &empty, NULL);
    made_file("nothing", "blk00001.dat", &zeros, NULL);
    made_file("nothing", "blk00002.dat", &some, NULL);
    struct block_files files = open_folder(regtest, "nothing");
    char place[BLOCK_PLACE_BYTES], told[BLOCK_PLACE_BYTES + 4096];
    assert_int_equal(files.file_count, 3);
    assert_int_equal(files.place_count, 0);
    assert_int_equal(files.padding.count, 1);
    assert_int_equal(files.padding.bytes, 3 << 20);
    assert_int_equal(files.garbage.count, 1);
    assert_int_equal(files.garbage.file, 2);
    block_place_print(&files, files.garbage.file, files.garbage.offset, place);
    snprintf(told, sizeof told, "%s: byte 0", made_path("nothing", "blk00002.dat"));
    assert_string_equal(place, told);
    block_files_close(&files);
    made_file("no_files", "other.dat", &some, NULL);
    const char *path = made_path("no_files", NULL);
    assert_false(block_files_open(&files, regtest, &path, 1, NULL, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    path = made_path("no_files", "missing.dat");
    assert_false(block_files_open(&files, regtest, &path, 1, NULL, &err));
    assert_int_equal(err.code, ERROR_IO);
    dynbuf_release(&zeros);
    dynbuf_release(&some);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_and_files_in_any_order),
        cmocka_unit_test(keyed_folders),
        cmocka_unit_test(keys_of_another_size),
        cmocka_unit_test(several_chains_in_one_file),
        cmocka_unit_test(a_truncated_tail),
        cmocka_unit_test(garbage_between_records),
        cmocka_unit_test(records_that_are_none),
        cmocka_unit_test(files_that_hold_nothing),
    };
    make_blocks();
    int failed = RUN_ALL("ingest/block_files", tests);
    for (size_t i = 0; i < BLOCKS; i++)
        dynbuf_release(&blocks[i]);
    return failed;
}
