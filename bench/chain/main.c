/* make-chain FOLDER: a made chain as blk files, and what is in it. */
#include "make_chain.h"

#include "base/hex.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: make-chain FOLDER [NAME VALUE]...\n"
    "  seed N  transactions N  length N  unspent N  block N (transactions in a block)\n"
    "  seed-block N (whose coinbase is printed as a seed for traces)\n"
    "  underclaim N (each n-th coinbase leaves half)  sibling N (each n-th block has a stale one)\n"
    "  file N (bytes of a file at most)  key HEX16 (xor.dat)  backwards 1 (last block first)\n";

struct words {
    struct chain_shape shape;
    struct chain_place place;
    uint64_t block, seed_block, underclaim, sibling, backwards;
};

static bool read_number(uint64_t *ret, const char *text)
{
    uint64_t number = 0;
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || number > UINT32_MAX)
            return false;
        number = 10 * number + (uint64_t)(*text - '0');
    }
    *ret = number;
    return true;
}

static bool read_word(struct words *words, const char *name, const char *value)
{
    const struct {
        const char *name;
        uint64_t *number;
    } numbers[] = {{"seed", &words->shape.seed},
                   {"seed-block", &words->seed_block},
                   {"transactions", &words->shape.transactions},
                   {"length", &words->shape.length},
                   {"unspent", &words->shape.unspent},
                   {"block", &words->block},
                   {"underclaim", &words->underclaim},
                   {"sibling", &words->sibling},
                   {"file", &words->place.file_bytes},
                   {"backwards", &words->backwards}};
    size_t wrong;
    if (strcmp(name, "key") == 0) {
        words->place.has_key = true;
        return strlen(value) == 2 * XOR_KEY_BYTES &&
               hex_decode(words->place.key, span_text(value), &wrong);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(name, numbers[i].name) == 0)
            return read_number(numbers[i].number, value);
    return false;
}

static bool read_words(struct words *words, int argc, char **argv)
{
    if (argc < 2 || argc % 2 != 0)
        return false;
    words->shape = chain_shape_default();
    words->block = words->shape.block_transactions;
    words->seed_block = words->shape.seed_block;
    words->place.folder = argv[1];
    for (int i = 2; i < argc; i += 2)
        if (!read_word(words, argv[i], argv[i + 1]))
            return false;
    if (words->block == 0 || words->block > 8000 || words->underclaim > UINT32_MAX ||
        words->sibling > UINT32_MAX || words->seed_block > UINT32_MAX ||
        words->shape.transactions == 0)
        return false;
    words->shape.block_transactions = (uint32_t)words->block;
    words->shape.seed_block = (uint32_t)words->seed_block;
    words->shape.underclaim_every = (uint32_t)words->underclaim;
    words->shape.sibling_every = (uint32_t)words->sibling;
    words->place.backwards = words->backwards != 0;
    return true;
}

/* Hashes are shown the other way round. */
static void print_hash(const char *name, const unsigned char hash[HASH_BYTES])
{
    unsigned char turned[HASH_BYTES];
    char text[2 * HASH_BYTES + 1];
    for (size_t i = 0; i < HASH_BYTES; i++)
        turned[i] = hash[HASH_BYTES - 1 - i];
    hex_encode(text, turned, HASH_BYTES);
    printf("%s %s\n", name, text);
}

static void print_number(const char *name, uint64_t number)
{
    printf("%s %llu\n", name, (unsigned long long)number);
}

int main(int argc, char **argv)
{
    struct words words = {0};
    struct chain_made made;
    struct error err;
    if (!read_words(&words, argc, argv)) {
        fputs(usage, stderr);
        return 2;
    }
    if (!chain_make(&made, &words.shape, &words.place, &err)) {
        fprintf(stderr, "make-chain: %s\n", err.text);
        return 1;
    }
    print_number("blocks", made.totals.blocks);
    print_number("height", made.tip.height);
    print_number("transactions", made.totals.transactions);
    print_number("inputs", made.totals.inputs);
    print_number("outputs", made.totals.outputs);
    print_number("owners", made.owners);
    print_number("unspent", made.unspent);
    print_number("fees", made.fees);
    print_number("bytes", made.totals.bytes);
    print_hash("tip", made.tip.hash);
    print_hash("seed", made.seed_id);
    return 0;
}
