/* Markings and their algebra: how far an object may go, as a value (docs/release-rules.md).
 *
 *     marking = (TLP, REL, ORCON, PAP, persons, defects)
 *
 *     join: highest TLP, intersection of REL and of persons, union of ORCON, strictest PAP, all
 *     defects. It commutes, associates, joined with itself changes nothing, and never reaches
 *     further than either side.
 *
 * So that this holds, what denies by itself is a defect, which no join takes away: no TLP; ALL at
 * AMBER and above; a marking that is unknown, doubled or contradictory.
 *
 * Sets are sorted by bytes and hold nothing twice. Lifetime: sets point into the arena given, and
 * into the objects that were read. Threads: pure functions.
 */
#pragma once

#include "intel/object.h"
#include "intel/tlp.h"

enum pap { PAP_CLEAR, PAP_GREEN, PAP_AMBER, PAP_RED };

enum {
    DEFECT_NO_TLP = 1,
    DEFECT_NO_REL = 2,         /* ALL at AMBER or above */
    DEFECT_UNKNOWN = 4,        /* a definition that nobody has, or of a kind that is not known */
    DEFECT_DOUBLED = 8,        /* one definition twice, two REL TO, one level twice */
    DEFECT_CONTRADICTORY = 16, /* two levels */
};

struct marking_set {
    bool all; /* everybody; then it has no names */
    const struct span *names;
    size_t count;
};

struct marking {
    enum tlp tlp;               /* CLEAR where none is given; the defect denies */
    struct marking_set rel;     /* member codes and DESK; none at all: the creator only */
    struct marking_set orcon;   /* identities whose approval onward release needs; never all */
    struct marking_set persons; /* identities; all below RED */
    enum pap pap;
    unsigned defects; /* DEFECT_* */
};

/* Where marking definitions come from. `find` gives the one of this identifier, which has passed
 * check_object, or NULL; it is not asked for those of TLP. */
struct marking_source {
    const struct object *(*find)(void *context, struct span id);
    void *context;
};

/* The marking of an object: of its object_marking_refs, and of its granular markings, which are not
 * cut but joined. Only an error of memory fails: what is wrong with a marking is a defect. */
bool marking_of(const struct object *object, const struct marking_source *source,
                struct arena *arena, struct marking *ret_marking, struct error *err);

/* The marking joined with what definitions say that are put beside an object to raise it. Those
 * need no level, no PAP and no REL of their own: what the marking has goes on, and only of the join
 * is asked who is meant at AMBER and at RED. Never reaches further than the marking. Errors:
 * memory. */
bool marking_raise(const struct marking *marking, const struct span *ids, size_t count,
                   const struct marking_source *source, struct arena *arena,
                   struct marking *ret_marking, struct error *err);

/* The marking of what is derived from both. Errors: memory. */
bool marking_join(const struct marking *one, const struct marking *other, struct arena *arena,
                  struct marking *ret_marking, struct error *err);

/* Whether both say the same, in the same order. Pure. */
bool marking_same(const struct marking *one, const struct marking *other);

/* The neutral marking of joins: CLEAR, ALL, no ORCON, PAP:CLEAR. */
extern const struct marking marking_clear;

enum audience_class {
    AUDIENCE_PUBLIC,
    AUDIENCE_DESK,
    AUDIENCE_MEMBER,
    AUDIENCE_OWN, /* the node's own people */
};

struct audience {
    enum audience_class class;
    struct span member; /* of AUDIENCE_MEMBER: its code */
    struct span person; /* the identity of one person; empty for a machine */
    bool creator;       /* the object is this member's own */
};

enum reach {
    REACH_YES,
    REACH_NO_MARKING, /* a defect denies: no TLP, no REL, unknown, doubled, contradictory */
    REACH_NO_TLP,     /* the level does not go to that class */
    REACH_NO_REL,     /* REL does not name it */
    REACH_NO_PERSON,  /* RED, and the person is not named */
};

/* Whether the marking by itself lets an object go to an audience. What else must hold (a release
 * decision for the public, ORCON's approvals, all references) is the gate's. */
enum reach marking_reaches(const struct marking *marking, const struct audience *audience);

/* The reason as a sentence without its point, such as "REL does not name it". Static. */
const char *reach_text(enum reach reach);

/* Appends it as people write it: `TLP:AMBER REL TO DESK, jpn ORCON identity--… PAP:RED`. */
void marking_write(struct dynbuf *buffer, const struct marking *marking);

/* "PAP:GREEN". Static. */
const char *pap_name(enum pap pap);
