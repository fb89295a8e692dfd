/* The real blocks beside the project: each decodes and proves, and what is in it is what an
 * independent decoder found (tests/vectors/real_blocks.txt). Skipped where they are missing. */
#include <nettle/sha2.h>

#include "base/file.h"
#include "chain/coin_block.h"
#include "run.h"
#include "vectors.h"

static struct error err;
static struct coin_block block;

static bool read_real(const char *name, struct dynbuf *ret_bytes)
{
    char path[4096];
    dynbuf_init(ret_bytes, 64 << 20);
    return file_path(path, REAL_BLOCKS, name, &err) && file_read(ret_bytes, path, &err);
}

struct sums {
    uint64_t blocks, transactions, inputs, outputs, paid, witnesses, left;
    struct sha256_ctx ids;
};

static void add_block(struct sums *sums, const struct coin_chain *chain, struct span bytes,
                      const char *name)
{
    if (!coin_block_decode(&block, chain, bytes, name, &err) ||
        !coin_block_prove(&block, name, &err))
        fail_msg("%s", err.text);
    sums->blocks++;
    sums->transactions += block.transaction_count;
    sums->inputs += block.input_count;
    sums->outputs += block.output_count;
    for (size_t i = 0; i < block.transaction_count; i++) {
        unsigned char wtxid[HASH256_BYTES];
        coin_transaction_wtxid(&block.transactions[i], wtxid);
        sha256_update(&sums->ids, HASH256_BYTES, coin_block_id(&block, i));
        sha256_update(&sums->ids, HASH256_BYTES, wtxid);
        sums->paid += coin_block_paid(&block, i);
        sums->witnesses += block.transactions[i].witness;
    }
}

static uint32_t size_of_record(const unsigned char *record)
{
    return (uint32_t)record[4] | (uint32_t)record[5] << 8 | (uint32_t)record[6] << 16 |
           (uint32_t)record[7] << 24;
}

/* A file of records, or one block alone. */
static void add_file(struct sums *sums, const struct coin_chain *chain, struct span bytes,
                     const char *name)
{
    const struct coin_chain *first = coin_chain_of_magic(bytes.data);
    if (first == NULL) {
        add_block(sums, chain, bytes, name);
        return;
    }
    while (bytes.size >= 8 && coin_chain_of_magic(bytes.data) != NULL) {
        uint32_t size = size_of_record(bytes.data);
        if (size > bytes.size - 8)
            break;
        if (coin_chain_of_magic(bytes.data) == chain)
            add_block(sums, chain, span_part(bytes, 8, 8 + size), name);
        bytes = span_part(bytes, 8 + size, bytes.size);
    }
    sums->left = bytes.size;
}

static uint64_t number(struct span *line)
{
    struct span word;
    uint64_t value = 0;
    assert_true(vectors_word(line, &word));
    for (size_t i = 0; i < word.size; i++)
        value = value * 10 + (word.data[i] - '0');
    return value;
}

static void check_line(struct span line)
{
    struct span file = {0}, chain = {0}, digits = {0};
    struct sums sums = {0};
    struct dynbuf bytes;
    char name[256];
    unsigned char expected[SHA256_DIGEST_SIZE], ids[SHA256_DIGEST_SIZE];
    assert_true(vectors_word(&line, &file));
    assert_true(vectors_word(&line, &chain));
    snprintf(name, sizeof name, "%.*s", (int)file.size, (const char *)file.data);
    if (!read_real(name, &bytes))
        fail_msg("%s", err.text);
    sha256_init(&sums.ids);
    add_file(&sums, coin_chain_find(chain), dynbuf_bytes(&bytes), name);
    assert_int_equal(sums.blocks, number(&line));
    assert_int_equal(sums.transactions, number(&line));
    assert_int_equal(sums.inputs, number(&line));
    assert_int_equal(sums.outputs, number(&line));
    assert_int_equal(sums.paid, number(&line));
    assert_int_equal(sums.witnesses, number(&line));
    assert_int_equal(sums.left, number(&line));
    assert_true(vectors_word(&line, &digits));
    vectors_bytes(digits, expected, sizeof expected);
    sha256_digest(&sums.ids, sizeof ids, ids);
    assert_memory_equal(ids, expected, sizeof ids);
    dynbuf_release(&bytes);
}

static void every_file_is_what_it_is(void **state)
{
    struct dynbuf list = vectors_read("real_blocks.txt");
    struct span rest = dynbuf_bytes(&list), line;
    unsigned count = 0;
    (void)state;
    for (; vectors_next(&rest, &line); count++)
        check_line(line);
    assert_int_equal(count, 45);
    dynbuf_release(&list);
}

/* The sum of the values in a plain list of outputs. */
static uint64_t sum_of_list(struct span list, size_t *ret_count)
{
    uint64_t sum = 0;
    size_t at = 0, count = 0;
    for (; at < list.size; count++) {
        for (unsigned i = 0; i < 8; i++)
            sum += (uint64_t)list.data[at + i] << 8 * i;
        assert_true(list.data[at + 8] < 0xfd || list.data[at + 8] == 0xfd);
        if (list.data[at + 8] < 0xfd)
            at += 9 + (size_t)list.data[at + 8];
        else
            at += 11 + ((size_t)list.data[at + 9] | (size_t)list.data[at + 10] << 8);
    }
    assert_int_equal(at, list.size);
    *ret_count = count;
    return sum;
}

/* A coinbase claims the subsidy and the fees at most: what was spent less what was paid. Here each
 * claims all of it. */
static void a_coinbase_claims_what_it_may(void **state)
{
    static const uint32_t heights[] = {1087400, 300025, 928816, 928828,
                                       928831,  928848, 928849, 928927};
    (void)state;
    for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++) {
        const struct coin_chain *chain =
            coin_chain_find(span_text(heights[i] == 300025 ? "bitcoin" : "testnet3"));
        struct dynbuf bytes, undo;
        char name[64];
        uint64_t paid = 0;
        size_t spent_count;
        bool exact;
        snprintf(name, sizeof name, "bcoin-block%u.raw", heights[i]);
        assert_true(read_real(name, &bytes));
        snprintf(name, sizeof name, "bcoin-block%u-undo.raw", heights[i]);
        assert_true(read_real(name, &undo));
        if (!coin_block_decode(&block, chain, dynbuf_bytes(&bytes), name, &err))
            fail_msg("%s", err.text);
        for (size_t t = 1; t < block.transaction_count; t++)
            paid += coin_block_paid(&block, t);
        uint64_t spent = sum_of_list(dynbuf_bytes(&undo), &spent_count);
        assert_int_equal(spent_count, block.input_count - 1);
        assert_int_equal(coin_block_paid(&block, 0),
                         coin_subsidy(chain, heights[i], &exact) + spent - paid);
        assert_true(exact);
        dynbuf_release(&bytes);
        dynbuf_release(&undo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_what_it_is),
        cmocka_unit_test(a_coinbase_claims_what_it_may),
    };
    struct dynbuf bytes;
    if (!read_real("bcoin-block1.raw", &bytes)) {
        printf("0 passed, 0 failed, 2 skipped\n"); /* the blocks are not here */
        return 0;
    }
    dynbuf_release(&bytes);
    int failed = RUN_ALL("chain/real_blocks", tests);
    coin_block_release(&block);
    return failed;
}
