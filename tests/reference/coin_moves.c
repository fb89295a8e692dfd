#include "coin_moves.h"

#include <stdlib.h>

bool coin_moves_note(void *context, const struct coin_move *move, struct error *err)
{
    struct coin_moves *moves = context;
    (void)err;
    if (moves->count == COIN_MOVES_MAX)
        abort();
    moves->moves[moves->count++] = *move;
    return true;
}

static bool same_end(struct coin_end one, struct coin_end other)
{
    return one.kind == other.kind && one.number == other.number;
}

bool coin_moves_same(const struct coin_moves *one, const struct coin_moves *other)
{
    if (one->count != other->count)
        return false;
    for (size_t i = 0; i < one->count; i++) {
        const struct coin_move *a = &one->moves[i], *b = &other->moves[i];
        if (a->moment != b->moment || a->coloured != b->coloured || !same_end(a->from, b->from) ||
            !same_end(a->to, b->to))
            return false;
    }
    return true;
}

/* What came to an end, or left it, and in how many movements. */
struct tally {
    uint64_t coloured;
    size_t count;
};

static struct tally tally_of(const struct coin_moves *moves, struct coin_end end, bool leaving)
{
    struct tally tally = {0};
    for (size_t i = 0; i < moves->count; i++) {
        const struct coin_move *move = &moves->moves[i];
        if (!same_end(leaving ? move->from : move->to, end))
            continue;
        tally.coloured += move->coloured;
        tally.count++;
    }
    return tally;
}

/* Every transaction passes on what it took; only outputs and transactions send. */
static const char *of_transactions(const struct coin_moves *moves, bool marks)
{
    for (size_t i = 0; i < moves->count; i++) {
        struct coin_end end = moves->moves[i].from;
        if (end.kind == COIN_END_SINK)
            return "a sink sends";
        if (moves->moves[i].coloured == 0)
            return "nothing moves";
        if (i > 0 && moves->moves[i].moment < moves->moves[i - 1].moment)
            return "moments go back";
        if (end.kind == COIN_END_TRANSACTION && !marks &&
            tally_of(moves, end, false).coloured != tally_of(moves, end, true).coloured)
            return "a transaction does not pass on what it took";
    }
    return NULL;
}

/* Every output holds what came and what seeds coloured; it is left as a whole, or not. */
static const char *of_outputs(const struct coin_moves *moves, const struct coin_result *result,
                              bool marks)
{
    uint64_t started = 0;
    for (size_t i = 0; i < result->state_count; i++) {
        const struct coin_state *state = &result->states[i];
        struct coin_end end = {COIN_END_OUTPUT, state->output};
        struct tally in = tally_of(moves, end, false), out = tally_of(moves, end, true);
        if (in.count > 1 || out.count != (state->gone ? 1U : 0U))
            return "an output is made and left once";
        if (out.count == 1 && out.coloured != state->coloured)
            return "an output is left as a whole";
        if (in.coloured > state->coloured ||
            (!state->seed && (in.count == 0 || in.coloured != state->coloured)))
            return "what came to an output lies there";
        started += state->coloured - in.coloured;
    }
    return marks || started == result->opening + result->received
               ? NULL
               : "what started in outputs is what was stolen";
}

const char *coin_moves_broken(const struct coin_moves *moves, const struct coin_result *result,
                              bool marks)
{
    const uint64_t sinks[] = {[SINK_FEES] = result->fees,
                              [SINK_BURNT] = result->burnt,
                              [SINK_UNRESOLVED] = result->unresolved};
    for (uint64_t sink = SINK_FEES; sink <= SINK_UNRESOLVED && !marks; sink++) {
        struct coin_end end = {COIN_END_SINK, sink};
        if (tally_of(moves, end, false).coloured != sinks[sink])
            return "what came to a sink is its sum";
    }
    const char *broken = of_transactions(moves, marks);
    return broken != NULL ? broken : of_outputs(moves, result, marks);
}
