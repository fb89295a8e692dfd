#include "gate/case.h"

#include "store/approvals.h"

enum { READING_ARENA_BYTES = 64 << 20 };

static bool read_facts(struct gate_reading *reading, int64_t seq, struct version *ret_version,
                       struct facts *ret_facts, struct error *err)
{
    return version_read(reading->writer->store, seq, false, &reading->arena, ret_version, err) &&
           facts_decode(ret_version->facts, &reading->arena, ret_facts, err);
}

bool gate_read(struct gate_reading *reading, int64_t seq, struct error *err)
{
    struct version newest;
    int64_t newest_seq = 0;
    arena_release(&reading->arena);
    arena_init(&reading->arena, READING_ARENA_BYTES);
    if (!read_facts(reading, seq, &reading->version, &reading->facts, err) ||
        !identifier_newest(reading->writer->store, reading->version.id, &newest_seq, err))
        return false;
    reading->newest = reading->facts;
    return newest_seq == 0 || newest_seq == seq ||
           read_facts(reading, newest_seq, &newest, &reading->newest, err);
}

static bool approved(void *context, struct span originator)
{
    struct gate_reading *reading = context;
    struct gate_writer *writer = reading->writer;
    struct approval like = {
        .id = reading->version.id,
        .version = reading->version.version,
        .content = reading->version.content,
        .by = originator,
        .audience = reading->audience->number,
    };
    int64_t org = 0;
    bool stands = false;
    if (reading->failed || !identity_org(writer->store, originator, &org, &reading->err) ||
        (org != writer->world->own &&
         !approval_stands(writer->store, &like, &stands, &reading->err))) {
        reading->failed = true;
        return false;
    }
    return org == writer->world->own || stands; /* release by the originator needs no approval */
}

bool gate_goes(struct gate_reading *reading, int64_t id, bool *ret_goes, struct error *err)
{
    return allowance_any(reading->writer->store, reading->audience->number, id, ret_goes, err);
}

static bool goes(void *context, int64_t id)
{
    struct gate_reading *reading = context;
    bool answer = false;
    if (reading->failed || !gate_goes(reading, id, &answer, &reading->err)) {
        reading->failed = true;
        return false;
    }
    return answer;
}

struct gate_case gate_case_of(struct gate_reading *reading, const struct allowance *allowance)
{
    return (struct gate_case){
        .world = reading->writer->world,
        .audience = reading->audience,
        .standing = reading->version.standing,
        .facts = &reading->facts,
        .newest = &reading->newest,
        .asked = allowance != NULL,
        .highest = allowance == NULL ? TLP_CLEAR : allowance->highest,
        .approved = approved,
        .goes = goes,
        .context = reading,
    };
}

bool gate_ask(struct gate_reading *reading, const struct allowance *allowance, bool alone,
              enum gate_reason *ret_reason, struct error *err)
{
    if (!gate_read(reading, allowance->seq, err))
        return false;
    struct gate_case asked = gate_case_of(reading, allowance);
    enum gate_reason reason = alone ? gate_alone(&asked) : gate(&asked);
    if (reading->failed) {
        *err = reading->err;
        return false;
    }
    *ret_reason = reason;
    return true;
}

bool gate_each_allowance(const struct gate_reading *reading, int64_t id,
                         bool (*act)(void *context, struct allowance *allowance, struct error *err),
                         void *context, struct error *err)
{
    struct allowance allowances[ALLOWANCES_MAX];
    int64_t after = 0;
    size_t count = ALLOWANCES_MAX;
    while (count == ALLOWANCES_MAX) {
        if (!allowances_of(reading->writer->store, reading->audience->number, id, after, allowances,
                           &count, err))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!act(context, &allowances[i], err))
                return false;
        if (count > 0)
            after = allowances[count - 1].seq;
    }
    return true;
}
