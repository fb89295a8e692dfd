#include "gate/approve.h"

#include "base/hex.h"
#include "base/limits.h"
#include "gate/anew.h"
#include "gate/chain.h"
#include "gate/policy.h"
#include "gate/settle.h"
#include "log/record.h"
#include "store/approvals.h"
#include "store/versions.h"

enum { EXPIRE_MAX = 64 };

static bool log_approval(struct gate_writer *writer, const struct approval *approval,
                         const struct gate_by *by, struct arena *arena, struct error *err)
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
        [RECORD_SUBJECT] = approval->by,
        [RECORD_ACTOR] = by->actor,
        [RECORD_SECOND] = by->second,
    }};
    bool ok = gate_log(writer, LEAF_APPROVED, &record, &leaf, err);
    dynbuf_release(&to);
    return ok;
}

/* A lowering changes what the versions of its object are marked with, for all audiences. */
static bool settle_approved(struct gate_writer *writer, int64_t id, int64_t audience,
                            struct error *err)
{
    return audience == 0 ? anew_refresh(writer, id, err)
                         : settle(writer, world_audience(writer->world, audience), &id, 1, err);
}

bool gate_approve(struct gate_writer *writer, const struct approval *approval,
                  const struct gate_by *by, struct error *err)
{
    struct arena arena;
    if (approval->audience != 0 &&
        !world_check_audience(world_audience(writer->world, approval->audience), err))
        return false;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok =
        approval_put(writer->store, approval, writer->means.now(writer->means.context), err) &&
        log_approval(writer, approval, by, &arena, err) &&
        settle_approved(writer, approval->id, approval->audience, err);
    arena_release(&arena);
    return ok;
}

bool gate_lowering_serves(struct gate_writer *asking, const struct version *version,
                          bool *ret_serves, struct error *err)
{
    const struct org *own = world_org(asking->world, asking->world->own);
    struct dynbuf by;
    int64_t until = 0;
    bool lower = false;
    dynbuf_init(&by, LOG_VALUE_BYTES_MAX);
    lowering_by(own->name, &by);
    const struct approval like = {.id = version->id,
                                  .version = version->version,
                                  .content = version->content,
                                  .by = dynbuf_bytes(&by)};
    bool ok = by.failed ? dynbuf_error(&by, "an organisation's name", err)
                        : approval_until(asking->store, &like, &until, err) &&
                              chain_is_lower(asking, version, &lower, err);
    dynbuf_release(&by);
    if (ok)
        *ret_serves = lower || until > 0;
    return ok;
}

bool gate_expire(struct gate_writer *writer, int64_t *ret_next, struct error *err)
{
    int64_t next = 0;
    int64_t id = 0;
    int64_t audience = 0;
    for (unsigned i = 0; i < EXPIRE_MAX; i++) {
        if (!approval_ended(writer->store, &id, &audience, err))
            return false;
        if (id == 0)
            break;
        if (!settle_approved(writer, id, audience, err) ||
            !approvals_settled(writer->store, id, audience, err))
            return false;
    }
    if (id == 0 && !approvals_next(writer->store, &next, err))
        return false;
    *ret_next = next;
    return true;
}
