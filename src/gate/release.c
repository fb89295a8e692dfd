#include "gate/release.h"

#include "base/hex.h"
#include "base/limits.h"
#include "gate/act.h"
#include "gate/chain.h"
#include "gate/settle.h"
#include "log/record.h"
#include "store/approvals.h"

/* The version that is meant; an id's newest arrival where it has no governing one. */
static bool find_version(struct store *store, struct span id, struct span version, int64_t *ret_id,
                         int64_t *ret_seq, struct error *err)
{
    int64_t number = 0;
    int64_t seq = 0;
    if (!identifier_find(store, id, &number, err))
        return false;
    if (number != 0 && version.size > 0
            ? !version_at(store, number, version, &seq, err)
            : number != 0 && (!identifier_newest(store, number, &seq, err) ||
                              (seq == 0 && !version_newest(store, number, &seq, err))))
        return false;
    if (seq == 0)
        return error_input(err, ERROR_NOT_FOUND, "object", "there is no such object or version");
    *ret_id = number;
    *ret_seq = seq;
    return true;
}

/* Own people see what was taken: nothing is released to them. */
static bool check_audience(const struct stored_audience *to, struct error *err)
{
    return (to != NULL && to->class != AUDIENCE_OWN) ||
           error_input(err, ERROR_VALUE, "audience", "expected a member, a desk or the public");
}

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
    bool some = false;
    if (!check_audience(release->to, err) ||
        !find_version(writer->store, release->id, release->version, &allowance.id, &allowance.seq,
                      err) ||
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

static bool log_approval(struct gate_writer *writer, const struct approval *approval,
                         struct arena *arena, struct error *err)
{
    char hex[2 * LOG_HASH_BYTES + 1];
    struct span id;
    struct dynbuf to;
    uint64_t leaf = 0;
    const struct stored_audience *audience = world_audience(writer->world, approval->audience);
    if (!identifier_text(writer->store, approval->id, arena, &id, err))
        return false;
    hex_encode(hex, approval->content.data, LOG_HASH_BYTES);
    dynbuf_init(&to, 4096);
    if (audience != NULL)
        world_audience_print(audience, &to);
    struct record record = {{
        [RECORD_OBJECT] = id,
        [RECORD_VERSION] = approval->version,
        [RECORD_HASH] = span_text(hex),
        [RECORD_AUDIENCE] = dynbuf_bytes(&to),
        [RECORD_ACTOR] = approval->by,
    }};
    bool ok = gate_log(writer, LEAF_APPROVED, &record, &leaf, err);
    dynbuf_release(&to);
    return ok;
}

/* A lowering changes what the versions of its object are marked with, for all audiences. */
static bool settle_approved(struct gate_writer *writer, const struct approval *approval,
                            struct error *err)
{
    int64_t audiences[ORGS_MAX];
    size_t count = 1;
    audiences[0] = approval->audience;
    if (approval->audience == 0 &&
        (!chain_refresh(writer, approval->id, err) ||
         !allowance_audiences(writer->store, approval->id, audiences, &count, err)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!settle(writer, world_audience(writer->world, audiences[i]), &approval->id, 1, err))
            return false;
    return true;
}

bool gate_approve(struct gate_writer *writer, const struct approval *approval, struct error *err)
{
    struct arena arena;
    if (approval->audience != 0 &&
        !check_audience(world_audience(writer->world, approval->audience), err))
        return false;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok = approval_put(writer->store, approval, err) &&
              log_approval(writer, approval, &arena, err) && settle_approved(writer, approval, err);
    arena_release(&arena);
    return ok;
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
    return !reading->failed;
}

bool gate_who(struct gate_writer *writer, struct span id, struct span version, struct arena *arena,
              struct gate_verdict **ret_verdicts, struct error *err)
{
    const struct world *world = writer->world;
    struct gate_reading reading = {.writer = writer};
    int64_t number = 0;
    int64_t seq = 0;
    bool ok = find_version(writer->store, id, version, &number, &seq, err);
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
