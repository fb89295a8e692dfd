#include "gate/release.h"

#include "base/limits.h"
#include "gate/act.h"
#include "gate/meant.h"
#include "gate/settle.h"
#include "store/shown.h"

static bool ask(struct gate_writer *writer, const struct gate_release *release,
                const struct allowance *allowance, struct error *err)
{
    const struct allowance_asked asked = {
        .rule = span_text("release"), .actor = release->actor, .second = release->second};
    return allowance_ask(writer->store, allowance, &asked, err);
}

/* Why it does not go, and the log's word for it. */
static bool deny(struct gate_writer *writer, const struct gate_release *release,
                 const struct allowance *allowance, enum gate_reason *ret_reason, struct error *err)
{
    struct gate_reading reading = {.writer = writer, .audience = release->to};
    const struct allowance_asked asked = {
        .rule = span_text("release"), .actor = release->actor, .second = release->second};
    bool ok = gate_ask(&reading, allowance, false, ret_reason, err) &&
              act_deny(&reading, &asked, *ret_reason, err);
    arena_release(&reading.arena);
    return ok;
}

bool gate_release(struct gate_writer *writer, const struct gate_release *release,
                  enum gate_reason *ret_reason, struct error *err)
{
    struct allowance allowance = {
        .audience = release->to->number, .state = ALLOWANCE_WAITING, .highest = TLP_RED};
    const struct meant meant = {release->id, release->version, release->content};
    bool some = false;
    if (!world_check_audience(release->to, err) ||
        !meant_find(writer->store, writer->world, &meant, &allowance.id, &allowance.seq, err) ||
        !ask(writer, release, &allowance, err) ||
        !settle(writer, release->to, &allowance.id, 1, err) ||
        !allowance_find(writer->store, allowance.audience, allowance.id, allowance.seq, &allowance,
                        &some, err))
        return false;
    if (allowance.state != ALLOWANCE_ALLOWED)
        return deny(writer, release, &allowance, ret_reason, err);
    *ret_reason = GATE_ALLOWED;
    return true;
}

/* In any collection. */
static bool shown_to(struct gate_reading *reading, const struct stored_audience *audience,
                     bool *ret_shown, struct error *err)
{
    const struct world *world = reading->writer->world;
    struct store *store = reading->writer->store;
    for (size_t i = 0; i < world->collection_count && !*ret_shown; i++) {
        int64_t feed = 0;
        if (!feed_find(store, world->collections[i].number, audience->number, &feed, err) ||
            !shown_is(store, feed, &reading->version, ret_shown, err))
            return false;
    }
    return true;
}

/* What may be seen and was hidden by a DELETE. A person sees also what all own people do. */
static bool judge_shown(struct gate_reading *reading, enum gate_reason *reason, struct error *err)
{
    const struct stored_audience *audience = reading->audience;
    const struct stored_audience *own =
        world_audience_of(reading->writer->world, AUDIENCE_OWN, (struct span){0});
    bool shown = false;
    if (*reason != GATE_ALLOWED)
        return true;
    if (!shown_to(reading, audience, &shown, err) ||
        (audience->class == AUDIENCE_OWN && own != NULL && !shown_to(reading, own, &shown, err)))
        return false;
    if (!shown)
        *reason = GATE_HIDDEN;
    return true;
}

static bool judge(struct gate_reading *reading, int64_t id, int64_t seq,
                  struct gate_verdict *ret_verdict, struct error *err)
{
    struct allowance allowance = {.audience = reading->audience->number, .id = id, .seq = seq};
    bool some = false;
    if (!gate_read(reading, seq, err) || !allowance_find(reading->writer->store, allowance.audience,
                                                         id, seq, &allowance, &some, err))
        return false;
    struct gate_case asked = gate_case_of(reading, some ? &allowance : NULL);
    *ret_verdict = (struct gate_verdict){
        .audience = reading->audience,
        .reason = gate(&asked),
        .leaf = some && allowance.state == ALLOWANCE_ALLOWED ? allowance.leaf : -1,
    };
    if (reading->failed)
        *err = reading->err;
    return !reading->failed && judge_shown(reading, &ret_verdict->reason, err);
}

bool gate_who(struct gate_writer *writer, struct span id, struct span version, struct span content,
              struct arena *arena, struct gate_verdict **ret_verdicts, struct error *err)
{
    const struct meant meant = {id, version, content};
    const struct world *world = writer->world;
    struct gate_reading reading = {.writer = writer};
    int64_t number = 0;
    int64_t seq = 0;
    bool ok = meant_find(writer->store, world, &meant, &number, &seq, err);
    struct gate_verdict *verdicts = arena_array(arena, world->audience_count, sizeof *verdicts);
    if (ok && verdicts == NULL)
        ok = error_memory(err, "asking who sees it");
    for (size_t i = 0; ok && i < world->audience_count; i++) {
        reading.audience = &world->audiences[i];
        ok = judge(&reading, number, seq, &verdicts[i], err);
    }
    arena_release(&reading.arena);
    if (ok)
        *ret_verdicts = verdicts;
    return ok;
}
