/* The order inside a block beside the slow rule of the reference, word for word. Input: a row in
 * three bytes: from and to; kind and asset; transaction. */
#include "domain.h"
#include "ingest/order.h"
#include "inside.h"
#include "target.h"

enum { ACCOUNTS = 7, ASSETS = 2, ROWS = 48, ROW_BYTES = 3, TRANSACTIONS = 12 };

/* The sequence tells rows apart, in ours as in theirs (as the position, which is not looked at). */
static void add_row(struct ref_table *theirs, struct flow_row *ours, const uint8_t *bytes)
{
    struct ref_row shape = {.kind = (enum ref_kind)(bytes[1] % REF_KINDS)};
    const struct transfer_kind_info *kind = transfer_kind_info((enum transfer_kind)shape.kind);
    int from = bytes[0] % 16 % ACCOUNTS, to = bytes[0] / 16 % ACCOUNTS;
    int asset = bytes[1] / 16 % ASSETS, transaction = bytes[2] % TRANSACTIONS;
    ensure(kind->debits == ref_row_debits(&shape) && kind->credits == ref_row_credits(&shape));
    ref_table_add(theirs, 1, transaction, shape.kind, from, to, asset);
    *ours = (struct flow_row){
        .position = FLOW_NO_POSITION, .sequence = theirs->count - 1, .asset = (uint32_t)asset};
    ours->row.kind = (enum transfer_kind)shape.kind;
    ours->row.has_from = ours->row.has_to = true;
    ours->row.transaction[31] = (unsigned char)transaction;
    ours->row.from[0] = (unsigned char)from;
    ours->row.to[0] = (unsigned char)to;
    theirs->rows[theirs->count - 1].position = theirs->count - 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ref_table theirs;
    struct flow_row ours[ROWS];
    struct error err;
    size_t count = size / ROW_BYTES < ROWS ? size / ROW_BYTES : ROWS;
    ref_table_init(&theirs, ACCOUNTS, ASSETS);
    for (size_t i = 0; i < count; i++)
        add_row(&theirs, &ours[i], data + ROW_BYTES * i);
    ref_order(&theirs);
    ensure(order_block(ours, count, &err));
    for (size_t i = 0; i < count; i++)
        ensure(ours[i].sequence == theirs.rows[i].position);
    ref_table_release(&theirs);
    return 0;
}
