/* What a trace of a coin chain tells while it runs (coin_query.moved), kept, and the laws that it
 * keeps: nothing appears, nothing is lost, and each way of the engine tells the same. */
#pragma once

#include "trace/coin/trace.h"

enum { COIN_MOVES_MAX = 1 << 14 };

struct coin_moves {
    size_t count;
    struct coin_move moves[COIN_MOVES_MAX];
};

/* For coin_query.moved; `moves` is a struct coin_moves. More than fit end the program. */
bool coin_moves_note(void *moves, const struct coin_move *move, struct error *err);

bool coin_moves_same(const struct coin_moves *one, const struct coin_moves *other);

/* The law that they break, beside the result of the same trace; NULL: none. */
const char *coin_moves_broken(const struct coin_moves *moves, const struct coin_result *result,
                              bool marks);
