#include "chain/merged.h"

#include "chain/coin_block.h"
#include "run.h"
#include "vectors.h"

static struct error err;
static const struct coin_chain *dogecoin;

/* The bytes of a line of merged.txt. */
static size_t read_named(const char *name, unsigned char *ret_bytes, size_t size)
{
    struct dynbuf file = vectors_read("merged.txt");
    struct span rest = dynbuf_bytes(&file), line, word, digits;
    while (vectors_next(&rest, &line)) {
        assert_true(vectors_word(&line, &word) && vectors_word(&line, &digits));
        if (!span_is(word, name))
            continue;
        size = vectors_bytes(digits, ret_bytes, size);
        dynbuf_release(&file);
        return size;
    }
    fail_msg("no %s", name);
    return 0;
}

/* Block 371,337, the first that was merged: decodes, and its work is that of a Litecoin header. */
static void the_first_merged_block(void **state)
{
    unsigned char bytes[4096];
    size_t size = read_named("dogecoin-371337", bytes, sizeof bytes);
    struct coin_block block = {0};
    struct u256 work;
    char text[HASH256_TEXT_BYTES];
    unsigned char hash[HASH256_BYTES];
    (void)state;
    if (!header_prove(dogecoin, span_of(bytes, size), "x", &work, &err))
        fail_msg("%s", err.text);
    header_hash(bytes, hash);
    hash256_print(hash, text);
    assert_string_equal(text, "60323982f9c5ff1b5a954eac9dc1269352835f47c2c5222691d80f0d50dcf053");
    if (!coin_block_decode(&block, dogecoin, span_of(bytes, size), "x", &err) ||
        !coin_block_prove(&block, "x", &err))
        fail_msg("%s", err.text);
    assert_int_equal(block.transaction_count, 6);
    coin_block_release(&block);
}

/* The same bytes, cut anywhere before the proof's end or with any byte of it changed, prove nothing
 * (but for the parent's hash, which nobody asks for). */
static void no_byte_of_a_proof_may_change(void **state)
{
    unsigned char bytes[4096];
    size_t size = read_named("dogecoin-371337", bytes, sizeof bytes);
    struct block_cursor cursor = {.at = bytes + HEADER_BYTES,
                                  .start = bytes,
                                  .end = bytes + size,
                                  .place = "x",
                                  .number = CURSOR_NOWHERE,
                                  .err = &err};
    struct merged_proof proof;
    struct u256 work;
    unsigned passed = 0;
    (void)state;
    assert_true(merged_read(&cursor, &proof));
    size_t end = (size_t)(cursor.at - bytes);
    for (size_t at = HEADER_BYTES; at < end; at++) {
        assert_false(header_prove(dogecoin, span_of(bytes, at), "x", &work, &err));
        assert_int_equal(err.code, ERROR_SYNTAX);
        bytes[at] ^= 1;
        passed += header_prove(dogecoin, span_of(bytes, size), "x", &work, &err);
        bytes[at] ^= 1;
    }
    assert_int_equal(passed, HASH256_BYTES);
}

/* The proof of block 403,931, checked for the hash of that block and no other. */
static void a_proof_by_itself(void **state)
{
    unsigned char bytes[1024], hash[HASH256_BYTES];
    size_t size = read_named("proof-403931", bytes, sizeof bytes);
    struct block_cursor cursor = {.at = bytes,
                                  .start = bytes,
                                  .end = bytes + size,
                                  .place = "x",
                                  .number = CURSOR_NOWHERE,
                                  .err = &err};
    struct merged_proof proof;
    char text[HASH256_TEXT_BYTES];
    (void)state;
    assert_true(merged_read(&cursor, &proof));
    assert_ptr_equal(cursor.at, bytes + size);
    hash256_print(proof.coinbase, text);
    assert_string_equal(text, "089b911f5e471c0e1800f3384281ebec5b372fbb6f358790a92747ade271ccdf");
    assert_int_equal(proof.branch.count, 3);
    assert_int_equal(proof.chain_branch.count, 6);
    assert_int_equal(proof.chain_branch.place, 0x38);
    assert_true(hash256_parse(
        span_text("0c836b86991631d34a8a68054e2f62db919b39d1ee43c27ab3344d6aa82fa609"), hash));
    if (!merged_check(&proof, hash, 98, "x", &err))
        fail_msg("%s", err.text);

    struct merged_proof changed = proof;
    changed.branch.place = 1;
    assert_false(merged_check(&changed, hash, 98, "x", &err));
    assert_error(err, ERROR_VALUE,
                 "x: merged mining: the parent's transaction is not its first, the coinbase");
    changed = proof;
    changed.chain_branch.place ^= 0x40; /* above the tree: the root stays, the place does not */
    assert_false(merged_check(&changed, hash, 98, "x", &err));
    assert_error(err, ERROR_VALUE,
                 "x: merged mining: the block is at another place of the tree of chains");
    changed = proof;
    changed.chain_branch.count = 31;
    assert_false(merged_check(&changed, hash, 98, "x", &err));
    assert_error(err, ERROR_VALUE, "x: merged mining: the branch of chains is longer than 30");
    hash[0] ^= 1;
    assert_false(merged_check(&proof, hash, 98, "x", &err));
    assert_error(err, ERROR_VALUE,
                 "x: merged mining: the parent's coinbase does not name this block");
    hash[0] ^= 1;
    assert_false(merged_check(&proof, hash, 0, "x", &err)); /* the parent's own number */
    assert_error(err, ERROR_VALUE,
                 "x: merged mining: the parent is of this chain; expected another");
}

static void another_chains_number(void **state)
{
    unsigned char bytes[4096];
    size_t size = read_named("dogecoin-371337", bytes, sizeof bytes);
    struct u256 work;
    (void)state;
    bytes[2] = 97;
    assert_false(header_prove(dogecoin, span_of(bytes, size), "x", &work, &err));
    assert_error(err, ERROR_VALUE, "x: a merged header of chain 97; expected 98, dogecoin");
}

/* Before merged mining, and Litecoin: scrypt of the header itself. */
static void plain_scrypt(void **state)
{
    static const char *const names[] = {"dogecoin-1", "litecoin-1"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        unsigned char bytes[512];
        size_t size = read_named(names[i], bytes, sizeof bytes);
        const struct coin_chain *chain = i == 0 ? dogecoin : coin_chain_find(span_text("litecoin"));
        struct coin_block block = {0};
        struct u256 work;
        if (!header_prove(chain, span_of(bytes, size), "x", &work, &err) ||
            !coin_block_decode(&block, chain, span_of(bytes, size), "x", &err) ||
            !coin_block_prove(&block, "x", &err))
            fail_msg("%s", err.text);
        coin_block_release(&block);
        bytes[76] ^= 1;
        assert_false(header_prove(chain, span_of(bytes, size), "x", &work, &err));
        assert_non_null(strstr(err.text, "x: no proof of work: the scrypt hash is "));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_merged_block), cmocka_unit_test(no_byte_of_a_proof_may_change),
        cmocka_unit_test(a_proof_by_itself),      cmocka_unit_test(another_chains_number),
        cmocka_unit_test(plain_scrypt),
    };
    dogecoin = coin_chain_find(span_text("dogecoin"));
    return RUN_ALL("chain/merged", tests);
}
