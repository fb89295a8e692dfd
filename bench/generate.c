#include "generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16000000, BLOCK_ROWS = 100, BLOCK_SECONDS = 12, LINE_BYTES = 400 };

struct maker {
    const struct generate_shape *shape;
    FILE *file;
    uint64_t state;
    uint64_t *balance; /* by account, in units of 10^6 wei, about */
    uint64_t block, row, transaction;
    unsigned rows_left; /* of the running transaction */
};

uint64_t generate_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static void put_hex(char *at, uint64_t value)
{
    for (int i = 15; i >= 0; i--, value >>= 4)
        at[i] = "0123456789abcdef"[value & 15];
}

void generate_address(uint32_t account, char ret_text[43])
{
    uint64_t state = account;
    char hex[48];
    for (int i = 0; i < 3; i++)
        put_hex(hex + 16 * i, generate_next(&state));
    memcpy(ret_text, "0x", 2);
    memcpy(ret_text + 2, hex, 40);
    ret_text[42] = '\0';
}

/* A third of all sides are hot wallets; the others crowd towards the accounts that came first. */
static uint32_t some_account(struct maker *maker)
{
    uint64_t draw = generate_next(&maker->state);
    if (draw % 3 == 0)
        return (uint32_t)(draw / 3 % maker->shape->hot);
    uint64_t a = draw % maker->shape->accounts;
    uint64_t b = generate_next(&maker->state) % maker->shape->accounts;
    return (uint32_t)(a < b ? a : b);
}

/* 10^6 to 10^16 units of 10^6 wei, over all magnitudes alike. */
static uint64_t some_amount(struct maker *maker)
{
    uint64_t size = UINT64_C(1000000), steps = generate_next(&maker->state) % 10;
    while (steps-- > 0)
        size *= 10;
    return size + generate_next(&maker->state) % (9 * size);
}

static void next_place(struct maker *maker)
{
    if (maker->rows_left == 0) {
        if (maker->row >= BLOCK_ROWS) {
            maker->block++;
            maker->row = 0;
        }
        maker->transaction++;
        maker->rows_left = generate_next(&maker->state) % 4 == 0 ? 3 : 1;
    }
    maker->rows_left--;
    maker->row++;
}

static void put_row(struct maker *maker, const char *from, const char *to, uint64_t amount,
                    const char *kind)
{
    char id[65];
    uint64_t state = maker->transaction ^ UINT64_C(0x5bd1e995);
    next_place(maker);
    for (int i = 0; i < 4; i++)
        put_hex(id + 16 * i, generate_next(&state));
    id[64] = '\0';
    fprintf(maker->file, "eip155:1,%llu,%llu,0x%s,%llu,%s,%s,eip155:1/slip44:60,%llu%06llu,%s\n",
            (unsigned long long)maker->block,
            (unsigned long long)(1600000000 + (maker->block - FIRST_BLOCK) * BLOCK_SECONDS), id,
            (unsigned long long)maker->row, from, to, (unsigned long long)amount,
            (unsigned long long)(generate_next(&maker->state) % 1000000), kind);
}

/* Nine of ten debits stay within what the sender has; the tenth may not. */
static void put_transfer(struct maker *maker)
{
    char from_text[43], to_text[43];
    uint32_t from = some_account(maker), to = some_account(maker);
    uint64_t amount = some_amount(maker);
    if (generate_next(&maker->state) % 10 != 0 && amount > maker->balance[from])
        amount = maker->balance[from] / 2 > 1000000 ? maker->balance[from] / 2 : 1000000;
    maker->balance[from] -= amount < maker->balance[from] ? amount : maker->balance[from];
    maker->balance[to] += amount;
    generate_address(from, from_text);
    generate_address(to, to_text);
    put_row(maker, from_text, to_text, amount, "value");
}

static bool put_table(struct maker *maker)
{
    fputs("chain,block,time,transaction,position,from,to,asset,amount,kind\n", maker->file);
    for (uint32_t account = 0; account < maker->shape->accounts; account += 4) {
        char text[43];
        uint64_t amount = some_amount(maker);
        maker->balance[account] = amount;
        generate_address(account, text);
        put_row(maker, "", text, amount, "genesis");
    }
    for (uint64_t i = 0; i < maker->shape->transfers; i++)
        put_transfer(maker);
    return !ferror(maker->file);
}

bool generate_table(const struct generate_shape *shape, const char *path)
{
    struct maker maker = {.shape = shape, .state = shape->seed, .block = FIRST_BLOCK};
    maker.balance = calloc(shape->accounts, sizeof *maker.balance);
    maker.file = fopen(path, "w");
    bool ok = maker.balance != NULL && maker.file != NULL && put_table(&maker);
    if (maker.file != NULL)
        ok = fclose(maker.file) == 0 && ok;
    free(maker.balance);
    return ok;
}
