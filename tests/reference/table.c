/* Tables, queries and results as things: made, grown, copied, freed. */
#include "inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ref_fail(const char *file, int line, const char *what)
{
    fprintf(stderr, "reference: %s:%d: not so: %s\n", file, line, what);
    abort();
}

void *ref_alloc(size_t count, size_t size)
{
    void *p = calloc(count > 0 ? count : 1, size);
    REF_ASSERT(p != NULL);
    return p;
}

void *ref_grow(void *old, size_t count, size_t size)
{
    REF_ASSERT(count <= SIZE_MAX / size);
    void *p = realloc(old, count * size);
    REF_ASSERT(p != NULL);
    return p;
}

mpz_t *ref_numbers(size_t count)
{
    mpz_t *numbers = ref_alloc(count, sizeof *numbers);
    for (size_t i = 0; i < count; i++)
        mpz_init(numbers[i]);
    return numbers;
}

void ref_numbers_free(mpz_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mpz_clear(numbers[i]);
    free(numbers);
}

void ref_table_init(struct ref_table *table, int accounts, int assets)
{
    REF_ASSERT(accounts > 0 && assets > 0);
    *table = (struct ref_table){.accounts = accounts, .assets = assets};
}

void ref_table_release(struct ref_table *table)
{
    while (table->count > 0)
        ref_table_drop_last(table);
    free(table->rows);
    *table = (struct ref_table){0};
}

struct ref_row *ref_table_add(struct ref_table *table, uint64_t block, int tx, enum ref_kind kind,
                              int from, int to, int asset)
{
    if (table->count == table->room) {
        table->room = table->room > 0 ? 2 * table->room : 8;
        table->rows = ref_grow(table->rows, table->room, sizeof *table->rows);
    }
    struct ref_row *row = &table->rows[table->count++];
    *row = (struct ref_row){
        .block = block, .tx = tx, .from = from, .to = to, .asset = asset, .kind = kind};
    mpz_init(row->amount);
    REF_ASSERT(from >= REF_NONE && from < table->accounts);
    REF_ASSERT(to >= REF_NONE && to < table->accounts);
    REF_ASSERT(asset >= 0 && asset < table->assets);
    REF_ASSERT(!ref_row_debits(row) || from != REF_NONE);
    REF_ASSERT(!ref_row_credits(row) || to != REF_NONE);
    return row;
}

void ref_table_copy(struct ref_table *to, const struct ref_table *from)
{
    ref_table_init(to, from->accounts, from->assets);
    for (size_t i = 0; i < from->count; i++) {
        const struct ref_row *a = &from->rows[i];
        struct ref_row *b = ref_table_add(to, a->block, a->tx, a->kind, a->from, a->to, a->asset);
        b->has_position = a->has_position;
        b->position = a->position;
        mpz_set(b->amount, a->amount);
    }
}

void ref_table_drop_last(struct ref_table *table)
{
    REF_ASSERT(table->count > 0);
    mpz_clear(table->rows[--table->count].amount);
}

const char *ref_kind_name(enum ref_kind kind)
{
    static const char *const names[REF_KINDS] = {
        [REF_VALUE] = "value",   [REF_INTERNAL] = "internal", [REF_TOKEN] = "token",
        [REF_GAS] = "gas",       [REF_MINT] = "mint",         [REF_BURN] = "burn",
        [REF_WRAP] = "wrap",     [REF_UNWRAP] = "unwrap",     [REF_WITHDRAWAL] = "withdrawal",
        [REF_REWARD] = "reward", [REF_GENESIS] = "genesis",   [REF_L1FEE] = "l1fee",
    };
    REF_ASSERT(kind < REF_KINDS);
    return names[kind];
}

const char *ref_rule_name(enum ref_rule rule)
{
    static const char *const names[REF_RULES] = {
        [REF_HAIRCUT] = "haircut", [REF_FIFO] = "fifo",     [REF_LIFO] = "lifo",
        [REF_TIHO] = "tiho",       [REF_POISON] = "poison",
    };
    REF_ASSERT(rule < REF_RULES);
    return names[rule];
}

bool ref_row_debits(const struct ref_row *row)
{
    switch (row->kind) {
    case REF_VALUE:
    case REF_INTERNAL:
    case REF_TOKEN:
    case REF_GAS:
    case REF_L1FEE:
    case REF_BURN:
    case REF_UNWRAP:
        return true;
    case REF_MINT:
    case REF_WRAP:
    case REF_WITHDRAWAL:
    case REF_REWARD:
    case REF_GENESIS:
        return false;
    case REF_KINDS:
        break;
    }
    ref_fail(__FILE__, __LINE__, "a kind");
}

bool ref_row_credits(const struct ref_row *row)
{
    switch (row->kind) {
    case REF_VALUE:
    case REF_INTERNAL:
    case REF_TOKEN:
    case REF_MINT:
    case REF_WRAP:
    case REF_WITHDRAWAL:
    case REF_REWARD:
    case REF_GENESIS:
        return true;
    case REF_GAS:
    case REF_L1FEE:
    case REF_BURN:
    case REF_UNWRAP:
        return false;
    case REF_KINDS:
        break;
    }
    ref_fail(__FILE__, __LINE__, "a kind");
}

bool ref_row_same_tx(const struct ref_row *a, const struct ref_row *b)
{
    return a->block == b->block && a->tx == b->tx;
}
