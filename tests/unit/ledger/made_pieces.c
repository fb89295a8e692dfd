#include "ledger/coin/build.h"
#include "ledger/stack.h"
#include "made_chain.h"

enum { SEED = 5 };

void made_chain_pieces(const struct made_chain *chain, const char *folder, const size_t *ends,
                       size_t count)
{
    static struct stack stack;
    struct coin_batch batch;
    struct coin_before before = {0};
    struct coin_build_room room = {0};
    struct error err;
    const struct coin_chain *regtest = coin_chain_find(span_text("regtest"));
    ensure(stack_open(&stack, folder, regtest->caip2, &coin_kind, &err));
    unspent_init(&before.unspent, SEED);
    size_t height = 0;
    for (size_t i = 0; i < count; i++) {
        struct manifest_segment listed;
        coin_batch_init(&batch, regtest, &stack.ledger, &before);
        for (; height <= ends[i]; height++)
            ensure(coin_batch_append(&batch, made_chain_rows(chain, height, SEED),
                                     made_chain_median(chain, height), "here", &err));
        ensure(coin_build(&batch, &stack.ledger, &room, false, folder, &listed, &err) &&
               stack_push(&stack, &listed, &err));
        coin_batch_release(&batch);
    }
    ensure(height == chain->block_count && stack_commit(&stack, 0, height - 1, &err));
    unspent_release(&before.unspent);
    coin_build_room_release(&room);
    stack_release(&stack);
}
