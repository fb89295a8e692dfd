/* The release rules written out once more, the slow way, over a whole small world: what random.c
 * holds the gate against.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intel/tlp.h"

enum { IDS = 9, VERSIONS = 5, ALL_VERSIONS = IDS * VERSIONS, AUDIENCES = 4 };

/* The collections: those of jpn and kor, of the desk, of the public. */
enum { MEMBERS, DESKS, PUBLIC, COLLECTIONS };

enum { REL_JPN = 1, REL_KOR = 2, REL_DESK = 4, REL_USA = 8, REL_ALL = 16 };

/* A marking as the oracle knows it. */
struct mark {
    enum tlp tlp;
    unsigned rel;
    bool orcon; /* of jpn */
    bool person;
    bool broken; /* no TLP, no REL at AMBER, unknown */
};

struct version_made {
    unsigned id;
    unsigned order; /* its place among the versions of its id; equal: a fork */
    struct mark own;
    bool refs[IDS];
    bool lowered; /* its creator signed that it may be marked lower */
    bool released[AUDIENCES];
    bool approved[AUDIENCES];
    int64_t approved_until[AUDIENCES], lowered_until;
    bool posted[COLLECTIONS], hidden[COLLECTIONS];
    bool goes[AUDIENCES];
};

/* An overlay: each level and each REL TO marking may be missing. */
struct overlay_made {
    int64_t leaf; /* what it is called by */
    unsigned id;
    bool has_tlp;
    struct mark mark; /* person: its REL TO marking names one */
};

enum { OVERLAYS = 16 };
extern struct overlay_made overlays[OVERLAYS];
extern size_t overlay_count;

extern struct version_made made[ALL_VERSIONS];
extern size_t made_count;

/* Two contents under one version. */
bool is_fork(const struct version_made *version);
/* Its marking, with what its object had before unless the lowering is signed, and what overlays
 * make of it. */
struct mark effective(const struct version_made *version);
/* Approvals and lowerings whose time has passed are no more. */
void end_words(int64_t now);
/* Where an audience reads. */
unsigned audience_collection(unsigned audience);
/* Whether an audience is shown what goes to it. */
bool is_shown(const struct version_made *version, unsigned audience);
/* Sets `goes` of all versions for an audience. */
void decide(unsigned audience);
bool any_goes(unsigned id, unsigned audience);
