#include "gate/acknowledge.h"

#include <inttypes.h>

#include "log/record.h"
#include "store/recalls.h"

static bool log_it(struct gate_writer *writer, const struct stored_audience *audience, int64_t leaf,
                   struct span actor, struct error *err)
{
    struct dynbuf to, subject;
    uint64_t number = 0;
    dynbuf_init(&to, LOG_VALUE_BYTES_MAX);
    dynbuf_init(&subject, LOG_VALUE_BYTES_MAX);
    world_audience_print(audience, &to);
    dynbuf_format(&subject, "recall %" PRId64, leaf);
    const struct record record = {{
        [RECORD_AUDIENCE] = dynbuf_bytes(&to),
        [RECORD_ACTOR] = actor,
        [RECORD_SUBJECT] = dynbuf_bytes(&subject),
    }};
    bool ok = gate_log(writer, LEAF_ACKNOWLEDGED, &record, &number, err);
    dynbuf_release(&to);
    dynbuf_release(&subject);
    return ok;
}

bool gate_acknowledge(struct gate_writer *writer, const struct stored_audience *audience,
                      int64_t leaf, struct span actor, bool *ret_some, struct error *err)
{
    int64_t now = writer->means.now(writer->means.context);
    bool some = false, is_new = false;
    if (!recall_acknowledge(writer->store, audience->number, leaf, now, actor, &some, &is_new,
                            err) ||
        (is_new && !log_it(writer, audience, leaf, actor, err)))
        return false;
    *ret_some = some;
    return true;
}
