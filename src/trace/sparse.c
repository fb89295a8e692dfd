/* The sparse way: a queue of what happens next, by the postings of places that hold colour. */
#include "trace/engine.h"

/* After so many postings in a row that moved no colour the debit that will is searched; that
 * look-up reads about as many. */
enum { QUIET_MAX = 64, QUIET_MAX_TESTED = 2 };

/* Colour is almost everywhere when of the transfers passed at least one in DENSE_SHARE was looked
 * at; asked every WINDOW of these. */
enum { DENSE_SHARE = 16, WINDOW = 1 << 14, WINDOW_TESTED = 4 };

/* Whether nothing is under way that needs every posting: a seed, an undecided --min, a run. */
static bool may_sleep(const struct engine *engine, uint32_t number)
{
    const struct place *place = &engine->places[number];
    return !place->granted && !place->touched &&
           engine->rests[number].run_next == engine->rests[number].run_count;
}

static bool is_idle(const struct engine *engine, uint32_t number)
{
    return may_sleep(engine, number) && !purse_coloured(&engine->places[number].purse);
}

static bool push(struct engine *engine, uint32_t number, uint64_t transfer, struct error *err)
{
    engine->rests[number].next = transfer;
    if (transfer >= engine->query->end)
        return true;
    struct event event = {transfer, EVENT_TRANSFER, number};
    return queue_push(&engine->queue, event, err);
}

static bool may_lie_ahead(const struct engine *engine, uint32_t number)
{
    unsigned most = engine->query->way == TRACE_TESTED ? QUIET_MAX_TESTED : QUIET_MAX;
    return may_sleep(engine, number) && engine->places[number].reached &&
           engine->rests[number].quiet >= most;
}

/* What follows for an awake place, or one whose event has come, when `transfer` is done. */
static bool next_of(struct engine *engine, uint32_t number, uint64_t transfer, struct error *err)
{
    struct place *place = &engine->places[number];
    struct place_rest *rest = &engine->rests[number];
    struct posting posting;
    rest->slept = transfer + 1;
    place->sleep = AWAKE;
    rest->next = LEDGER_NONE;
    if (is_idle(engine, number)) {
        place->sleep = IDLE;
        return true;
    }
    if (may_lie_ahead(engine, number)) {
        place->sleep = AHEAD;
        rest->quiet = 0;
        if (!postings_next_beyond(&rest->cursor, place_shield(engine, number), &posting, err))
            return false;
    } else {
        rest->quiet++;
        if (!postings_next(&rest->cursor, &posting, err))
            return false;
    }
    return push(engine, number, posting.transfer, err);
}

bool sparse_follow(struct engine *engine, uint32_t number, uint64_t from, struct error *err)
{
    struct place_rest *rest = &engine->rests[number];
    struct posting posting;
    if (engine->place_of != NULL || engine->places[number].service)
        return true;
    engine->places[number].sleep = AWAKE;
    return postings_seek(engine->query->ledger, engine->places[number].container, from,
                         &rest->cursor, err) &&
           postings_next(&rest->cursor, &posting, err) &&
           push(engine, number, posting.transfer, err);
}

struct window {
    uint64_t first, steps;
};

static bool is_dense(const struct engine *engine, struct window *window, uint64_t transfer)
{
    uint64_t steps = engine->steps - window->steps;
    bool tested = engine->query->way == TRACE_TESTED;
    if (engine->query->way == TRACE_SPARSE || steps < (tested ? WINDOW_TESTED : WINDOW))
        return false;
    bool dense = tested || (transfer - window->first) / DENSE_SHARE < steps;
    *window = (struct window){transfer, engine->steps};
    return dense;
}

static bool step(struct engine *engine, uint64_t number, struct error *err)
{
    struct transfer transfer;
    return ledger_transfer(engine->query->ledger, number, &transfer, err) &&
           step_transfer(engine, number, &transfer, err);
}

/* Of one transfer both sides may have an event, and a seeded row one of its own; and there may be
 * events of places that are followed from elsewhere by now. */
static bool take_event(struct engine *engine, const struct event *event, uint64_t *last,
                       struct error *err)
{
    if (event->kind == EVENT_SEED_STARTS)
        return step_enter_transaction(engine, event->transfer, err) &&
               colour_start(engine, event->subject, event->transfer, err);
    if (event->subject != NOBODY && engine->rests[event->subject].next != event->transfer)
        return true;
    if (event->transfer != *last && (!step_enter_transaction(engine, event->transfer, err) ||
                                     !step(engine, event->transfer, err)))
        return false;
    *last = event->transfer;
    return event->subject == NOBODY || next_of(engine, event->subject, event->transfer, err);
}

bool sparse_run(struct engine *engine, uint64_t *ret_at, struct error *err)
{
    uint64_t last = LEDGER_NONE;
    struct window window = {*ret_at, engine->steps};
    while (engine->queue.count > 0) {
        struct event event = engine->queue.events[0];
        if (event.transfer != last && event.transfer < engine->query->end &&
            (engine->query->way == TRACE_DENSE || is_dense(engine, &window, event.transfer))) {
            *ret_at = event.transfer;
            return true;
        }
        queue_pop(&engine->queue);
        progress_done(engine->query->progress, event.transfer);
        if (!take_event(engine, &event, &last, err))
            return false;
    }
    *ret_at = engine->query->end;
    return true;
}
