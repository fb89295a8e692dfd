#include "made.h"

#include <stdio.h>

#include "random.h"

void made_key(unsigned account, unsigned char *ret_key)
{
    memset(ret_key, 0, ACCOUNT_KEY_BYTES);
    ret_key[0] = (unsigned char)(account * 37); /* not in the order of their numbers */
    le_store(ret_key + ACCOUNT_KEY_BYTES - 4, account, 4);
}

void made_id(unsigned transaction, unsigned char *ret_id)
{
    memset(ret_id, 0, TRANSACTION_ID_BYTES);
    ret_id[0] = (unsigned char)(transaction * 101);
    le_store(ret_id + TRANSACTION_ID_BYTES - 4, transaction, 4);
}

struct span made_asset(unsigned asset)
{
    static char text[32];
    snprintf(text, sizeof text, "eip155:1/erc20:a%u", asset);
    return span_text(text);
}

void made_ledger_row(const struct made_row *row, struct ledger_row *ret_row)
{
    *ret_row = (struct ledger_row){.block = row->block,
                                   .time = row->block * MADE_BLOCK_SECONDS,
                                   .has_from = row->from != 0,
                                   .has_to = row->to != 0,
                                   .asset = made_asset(row->asset),
                                   .amount = amount_from_u64(row->amount),
                                   .kind = row->kind};
    made_id(row->transaction, ret_row->transaction);
    made_key(row->from, ret_row->from);
    made_key(row->to, ret_row->to);
    ledger_row_hash(ret_row, 1);
}

bool made_append(const char *folder, const struct made_row *rows, size_t count, struct error *err)
{
    struct ledger_writer *writer;
    if (!ledger_writer_open(&writer, folder, "eip155:1", 1, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        struct ledger_row row;
        made_ledger_row(&rows[i], &row);
        ok = ledger_writer_append(writer, &row, err);
    }
    ok = ok && ledger_writer_commit(writer, err);
    ledger_writer_free(writer);
    return ok;
}

static unsigned below(uint64_t *state, unsigned n)
{
    return (unsigned)(random_from(state) % n);
}

static unsigned random_side(uint64_t *state, bool moves)
{
    if (!moves && below(state, 2) == 0)
        return 0;
    return below(state, 3) == 0 ? 1 : 1 + below(state, MADE_ACCOUNTS);
}

void made_random(struct made_row *ret_rows, size_t count, uint64_t seed)
{
    uint64_t state = seed, block = 3;
    unsigned transaction = 1;
    for (size_t i = 0; i < count; i++) {
        struct made_row *row = &ret_rows[i];
        unsigned turn = below(&state, 8);
        block += turn < 3 ? 1 + below(&state, 60) : 0;
        transaction += turn < 5;
        row->kind = below(&state, 3) == 0 ? (enum transfer_kind)below(&state, TRANSFER_KINDS)
                                          : TRANSFER_VALUE;
        const struct transfer_kind_info *kind = transfer_kind_info(row->kind);
        row->block = block;
        row->transaction = transaction;
        row->from = random_side(&state, kind->debits);
        row->to = random_side(&state, kind->credits);
        row->asset = 1 + below(&state, MADE_ASSETS);
        row->amount = below(&state, 8) == 0 ? 0 : below(&state, 1u << below(&state, 20));
    }
}

struct ledger *made_ledger(const char *folder, const struct made_row *rows, size_t count,
                           size_t commits)
{
    struct ledger *ledger;
    struct error err;
    size_t done = 0;
    for (size_t commit = 1; commit <= commits; commit++) {
        size_t end = count * commit / commits;
        while (end > done && end < count && rows[end].block == rows[end - 1].block)
            end++;
        if (end == done)
            continue;
        if (!made_append(folder, rows + done, end - done, &err))
            fprintf(stderr, "made_ledger: %s\n", err.text);
        done = end;
    }
    ensure(ledger_open(&ledger, folder, &err));
    return ledger;
}

void made_container(const struct ledger *ledger, uint64_t container, unsigned *ret_account,
                    unsigned *ret_asset)
{
    uint64_t account, asset;
    unsigned char key[ACCOUNT_KEY_BYTES];
    struct span text;
    struct error err;
    ensure(ledger_container(ledger, container, &account, &asset, &err) &&
           ledger_account(ledger, account, key, &err) && ledger_asset(ledger, asset, &text, &err));
    *ret_account = (unsigned)le_load(key + ACCOUNT_KEY_BYTES - 4, 4);
    *ret_asset = (unsigned)(text.data[text.size - 1] - '0');
}

uint64_t made_move(struct made_sums sums[MADE_ACCOUNTS + 1][MADE_ASSETS + 1],
                   const struct made_row *row)
{
    const struct transfer_kind_info *kind = transfer_kind_info(row->kind);
    uint64_t missing = 0;
    if (kind->debits) {
        struct made_sums *from = &sums[row->from][row->asset];
        uint64_t held = from->in + from->unseen - from->out;
        missing = row->amount > held ? row->amount - held : 0;
        from->unseen += missing;
        from->out += row->amount;
    }
    if (kind->credits)
        sums[row->to][row->asset].in += row->amount;
    return missing;
}
