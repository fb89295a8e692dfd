#include "gate/gate.h"

static const struct {
    const char *name;
    const char *text;
} reasons[GATE_REASONS] = {
    [GATE_ALLOWED] = {"allowed", "it may go"},
    [GATE_NOT_RELEASED] = {"not-released", "nobody has released it to this audience"},
    [GATE_NOT_WHOLE] = {"not-whole", "it is a fork, or came after its object was revoked"},
    [GATE_RELAYED] = {"relayed", "another's object, kept under an import record"},
    [GATE_MARKING] = {"marking",
                      "its markings cannot be told, or name nobody at TLP:AMBER or above"},
    [GATE_NO_TLP] = {"no-tlp", "it has no TLP marking"},
    [GATE_REACH] = {"reach", "its marking does not reach this audience"},
    [GATE_PERSON] = {"person", "TLP:RED, for the persons whom it names"},
    [GATE_FORWARD] = {"forward", "another's object, whose marking does not name this audience"},
    [GATE_ORIGINATOR] = {"originator", "an originator has not approved"},
    [GATE_NEWEST] = {"newest", "the newest version of the object may not go"},
    [GATE_REFERENCE] = {"reference",
                        "something that it names, such as its creator, may not go, or is not here"},
    [GATE_HIDDEN] = {"hidden", "it was deleted in the collection where this audience reads"},
};

const char *gate_reason_name(enum gate_reason reason)
{
    return reasons[reason].name;
}

const char *gate_reason_text(enum gate_reason reason)
{
    return reasons[reason].text;
}

static bool reaches_own(const struct gate_case *asked, const struct facts *facts)
{
    const struct audience person = {
        .class = AUDIENCE_OWN,
        .person = asked->audience->name,
        .creator = facts->creator_org == asked->world->own,
    };
    return marking_reaches(&facts->marking, &person) == REACH_YES;
}

/* Own people see whatever this node took; RED of others only the persons whom it names. */
static enum gate_reason gate_own(const struct gate_case *asked)
{
    return reaches_own(asked, asked->facts) && reaches_own(asked, asked->newest) ? GATE_ALLOWED
                                                                                 : GATE_PERSON;
}

/* RED goes to a member whom REL names for the persons whom it names: that member's node shows it to
 * nobody else. Where it names no person, it goes nowhere. */
static enum gate_reason reach_of(const struct marking *marking, const struct stored_audience *to)
{
    const struct audience audience = {.class = to->class, .member = to->name};
    switch (marking_reaches(marking, &audience)) {
    case REACH_YES:
        return GATE_ALLOWED;
    case REACH_NO_PERSON:
        return marking->persons.count > 0 ? GATE_ALLOWED : GATE_PERSON;
    case REACH_NO_MARKING:
        return marking->defects == DEFECT_NO_TLP ? GATE_NO_TLP : GATE_MARKING;
    case REACH_NO_TLP:
    case REACH_NO_REL:
        break;
    }
    return GATE_REACH;
}

static bool names(const struct marking_set *set, struct span name)
{
    for (size_t i = 0; i < set->count; i++)
        if (span_equal(set->names[i], name))
            return true;
    return false;
}

/* Another's object goes on only to a member, or to desks, by name; RED never. Its own marking must
 * name them too: where it goes to ALL, an overlay that names some would let it go on. */
static bool may_forward(const struct gate_case *asked, const struct facts *facts)
{
    struct span name =
        asked->audience->class == AUDIENCE_DESK ? span_text("DESK") : asked->audience->name;
    if (facts->creator_org == asked->world->own)
        return true;
    return asked->audience->class != AUDIENCE_PUBLIC && facts->marking.tlp < TLP_RED &&
           names(&facts->marking.rel, name) && names(&facts->own.rel, name);
}

static bool originators_approve(const struct gate_case *asked, const struct marking *marking)
{
    for (size_t i = 0; i < marking->orcon.count; i++)
        if (!asked->approved(asked->context, marking->orcon.names[i]))
            return false;
    return true;
}

enum gate_reason gate_alone(const struct gate_case *asked)
{
    if (asked->audience->class == AUDIENCE_OWN)
        return gate_own(asked);
    if (!asked->asked || asked->facts->marking.tlp > asked->highest)
        return GATE_NOT_RELEASED;
    if (asked->standing != STANDING_WHOLE)
        return GATE_NOT_WHOLE;
    if (asked->facts->relayed)
        return GATE_RELAYED;
    enum gate_reason reason = reach_of(&asked->facts->marking, asked->audience);
    if (reason != GATE_ALLOWED)
        return reason;
    if (reach_of(&asked->newest->marking, asked->audience) != GATE_ALLOWED)
        return GATE_NEWEST;
    if (!may_forward(asked, asked->facts) || !may_forward(asked, asked->newest))
        return GATE_FORWARD;
    if (!originators_approve(asked, &asked->facts->marking) ||
        !originators_approve(asked, &asked->newest->marking))
        return GATE_ORIGINATOR;
    return GATE_ALLOWED;
}

enum gate_reason gate(const struct gate_case *asked)
{
    enum gate_reason reason = gate_alone(asked);
    if (reason != GATE_ALLOWED || asked->audience->class == AUDIENCE_OWN)
        return reason;
    for (size_t i = 0; i < asked->facts->ref_count; i++)
        if (!asked->goes(asked->context, asked->facts->refs[i]))
            return GATE_REFERENCE;
    return GATE_ALLOWED;
}
