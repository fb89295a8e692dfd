#include "gate/act.h"

#include "base/hex.h"
#include "log/record.h"
#include "store/hidden.h"
#include "store/recalls.h"
#include "store/shown.h"

/* The log's record of the version that was read: which, whose bytes, to whom, why, by whom. */
static bool log_version(struct gate_reading *reading, enum leaf_kind kind, struct span rule,
                        const struct allowance_asked *asked, uint64_t *ret_leaf, struct error *err)
{
    struct gate_writer *writer = reading->writer;
    struct version whole;
    struct log_hash hash;
    char hex[2 * LOG_HASH_BYTES + 1];
    struct span id;
    struct dynbuf to;
    if (!version_read(writer->store, reading->version.seq, true, &reading->arena, &whole, err) ||
        !identifier_text(writer->store, whole.id, &reading->arena, &id, err))
        return false;
    log_hash_of(&hash, whole.bytes);
    hex_encode(hex, hash.bytes, sizeof hash.bytes);
    dynbuf_init(&to, 4096);
    world_audience_print(reading->audience, &to);
    struct record record = {{
        [RECORD_OBJECT] = id,
        [RECORD_VERSION] = whole.version,
        [RECORD_HASH] = span_text(hex),
        [RECORD_AUDIENCE] = dynbuf_bytes(&to),
        [RECORD_RULE] = rule,
        [RECORD_ACTOR] = asked->actor,
        [RECORD_SECOND] = asked->second,
    }};
    bool ok = gate_log(writer, kind, &record, ret_leaf, err);
    dynbuf_release(&to);
    return ok;
}

static bool feed_of(struct gate_reading *reading, int64_t *ret_feed, struct error *err)
{
    const struct collection *collection =
        world_collection_of(reading->writer->world, reading->audience);
    ensure(collection != NULL);
    return feed_make(reading->writer->store, collection->number, reading->audience->number,
                     ret_feed, err);
}

static bool show(struct gate_writer *writer, int64_t feed, const struct version *version,
                 struct error *err)
{
    struct shown shown = {
        .feed = feed,
        .seq = version->seq,
        .id = version->id,
        .version = version->version,
        .type = version->type,
        .spec = version->spec,
        .standing = version->standing,
    };
    bool added = false;
    return shown_add(writer->store, &shown, writer->means.now(writer->means.context), &added, err);
}

static bool show_rider(struct gate_reading *reading, int64_t feed, int64_t definition,
                       int64_t *ret_seq, struct error *err)
{
    struct store *store = reading->writer->store;
    struct version rider;
    int64_t seq = 0;
    if (!identifier_newest(store, definition, &seq, err))
        return false;
    if (seq != 0 && (!version_read(store, seq, false, &reading->arena, &rider, err) ||
                     !show(reading->writer, feed, &rider, err)))
        return false;
    *ret_seq = seq;
    return true;
}

/* The marking definitions that travel with the version. */
static bool show_riders(struct gate_reading *reading, int64_t feed, struct error *err)
{
    int64_t seq = 0;
    for (size_t i = 0; i < reading->facts.rider_count; i++)
        if (!show_rider(reading, feed, reading->facts.riders[i], &seq, err))
            return false;
    return true;
}

bool act_ride(struct gate_reading *reading, int64_t definition, struct error *err)
{
    struct store *store = reading->writer->store;
    const struct collection *collection =
        world_collection_of(reading->writer->world, reading->audience);
    int64_t feed = 0;
    int64_t seq = 0;
    bool carried = false;
    return feed_of(reading, &feed, err) &&
           allowance_names(store, reading->audience->number, collection->number, definition,
                           &carried, err) &&
           (!carried || show_rider(reading, feed, definition, &seq, err)) &&
           shown_keep(store, feed, definition, seq, err);
}

bool act_show(struct gate_reading *reading, struct error *err)
{
    int64_t feed = 0;
    return feed_of(reading, &feed, err) && show_riders(reading, feed, err) &&
           show(reading->writer, feed, &reading->version, err);
}

/* What was hidden stays so, until it is posted again. */
static bool show_unless_hidden(struct gate_reading *reading, struct error *err)
{
    const struct collection *collection =
        world_collection_of(reading->writer->world, reading->audience);
    bool hidden = false;
    return hidden_is(reading->writer->store, collection->number, reading->version.seq, &hidden,
                     err) &&
           (hidden || act_show(reading, err));
}

bool act_allow(struct gate_reading *reading, struct allowance *allowance, struct error *err)
{
    struct allowance_asked asked;
    uint64_t leaf = 0;
    if (!allowance_asked(reading->writer->store, allowance, &reading->arena, &asked, err) ||
        !show_unless_hidden(reading, err) ||
        !log_version(reading, LEAF_RELEASED, asked.rule, &asked, &leaf, err))
        return false;
    allowance->state = ALLOWANCE_ALLOWED;
    allowance->leaf = (int64_t)leaf;
    return allowance_set(reading->writer->store, allowance, err);
}

/* Tells who has it, once for all versions of it; an id that was never seen there is told to nobody.
 * The public is nobody who could be told. */
static bool recall(struct gate_reading *reading, enum gate_reason reason,
                   const struct allowance_asked *asked, struct error *err)
{
    struct gate_writer *writer = reading->writer;
    int64_t audience = reading->audience->number, id = reading->version.id;
    bool open = false;
    uint64_t leaf = 0;
    if (reading->audience->class == AUDIENCE_PUBLIC)
        return true;
    return recall_is_open(writer->store, audience, id, &open, err) &&
           (open || (log_version(reading, LEAF_RECALLED, span_text(gate_reason_name(reason)), asked,
                                 &leaf, err) &&
                     recall_add(writer->store, audience, id, (int64_t)leaf,
                                writer->means.now(writer->means.context), err)));
}

bool act_take_back(struct gate_reading *reading, struct allowance *allowance,
                   enum gate_reason reason, struct error *err)
{
    struct allowance_asked asked;
    int64_t feed = 0;
    bool held = false;
    uint64_t leaf = 0;
    if (!allowance_asked(reading->writer->store, allowance, &reading->arena, &asked, err) ||
        !feed_of(reading, &feed, err) ||
        !shown_drop(reading->writer->store, feed, allowance->id, allowance->seq, &held, err) ||
        !log_version(reading, LEAF_DENIED, span_text(gate_reason_name(reason)), &asked, &leaf,
                     err) ||
        ((held || allowance->held) && !recall(reading, reason, &asked, err)))
        return false;
    allowance->state = reason == GATE_REFERENCE ? ALLOWANCE_WAITING : ALLOWANCE_REFUSED;
    allowance->leaf = (int64_t)leaf;
    allowance->held = allowance->held || held;
    return allowance_set(reading->writer->store, allowance, err);
}

bool act_deny(struct gate_reading *reading, const struct allowance_asked *asked,
              enum gate_reason reason, struct error *err)
{
    uint64_t leaf = 0;
    return log_version(reading, LEAF_DENIED, span_text(gate_reason_name(reason)), asked, &leaf,
                       err);
}
