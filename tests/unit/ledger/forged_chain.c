#include "forged_chain.h"

#include "base/file.h"
#include "ledger/verify.h"
#include "scratch.h"

struct forged_chain forged_chain;

bool forged_chain_verifies(void)
{
    struct error *err = &forged_chain.err;
    struct ledger *ledger;
    if (!forgery_write(&forged_chain.forgery, scratch_path("forged")))
        return false;
    bool ok = ledger_open(&ledger, scratch_path("forged"), err);
    if (ok) {
        ok = ledger_verify(ledger, NULL, err);
        ledger_free(ledger);
    }
    ensure(ok || err->code == ERROR_DAMAGED);
    return ok;
}

void forged_chain_copy(const char *folder)
{
    struct error err;
    struct ledger *ledger;
    ensure(ledger_open(&ledger, folder, &err));
    forgery_release(&forged_chain.forgery);
    forgery_copy(&forged_chain.forgery, ledger);
    ledger_free(ledger);
}

void forged_chain_make(void)
{
    const size_t ends[FORGED_CHAIN_PIECES] = {49, 89, FORGED_CHAIN_BLOCKS - 1};
    struct error err;
    made_chain_init(&forged_chain.chain, 1);
    made_chain_grow(&forged_chain.chain, FORGED_CHAIN_BLOCKS);
    made_chain_pieces(&forged_chain.chain, scratch_path("ledger"), ends, FORGED_CHAIN_PIECES);
    ensure(file_make_folder(scratch_path("forged"), &err));
    forged_chain_copy(scratch_path("ledger"));
}

void forged_chain_release(void)
{
    forgery_release(&forged_chain.forgery);
    made_chain_release(&forged_chain.chain);
}

uint64_t forged_chain_get(size_t segment, int column, uint64_t row)
{
    return forged_get(&forged_chain.forgery.segments[segment], column, row);
}

void forged_chain_set(size_t segment, int column, uint64_t row, uint64_t value)
{
    forged_set(&forged_chain.forgery.segments[segment], column, row, value);
}

uint64_t forged_chain_rows(size_t segment, int column)
{
    return forged_chain.forgery.segments[segment].shape.columns[column].rows;
}
