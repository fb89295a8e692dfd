/* A store with three members (usa is the own one), a desk and an analyst, and objects for it. */
#pragma once

#include "gate/approve.h"
#include "gate/policy.h"
#include "gate/release.h"
#include "gate/released.h"
#include "gate/take.h"
#include "run.h"

#define MADE_USA   "identity--00000000-0000-4000-8000-0000000000a1"
#define MADE_JPN   "identity--00000000-0000-4000-8000-0000000000b1"
#define MADE_AKIRA "identity--00000000-0000-4000-8000-0000000000a2" /* a person of usa */

struct made_world {
    char folder[512]; /* where the store is */
    struct store store;
    struct worlds worlds;
    const struct world *world; /* the writer's, after made_world_open and made_world_commit */
    struct gate_writer writer;
    int64_t now; /* goes on by a microsecond whenever it is asked */
    uint64_t chance;
};

/* An officer of the own member, as the log names her. */
extern const struct gate_by made_officer;

/* Fresh, in SQLite, in the scratch folder; begun. Release with made_world_release. */
void made_world_open(struct made_world *made);
void made_world_release(struct made_world *made);
/* Commits and begins again; with new rules, audiences, … in the world. */
void made_world_commit(struct made_world *made);

/* Takes an object from its JSON into a collection, as an analyst of the own member. */
void made_take(struct made_world *made, const char *collection, struct span json);

/* The same as somebody of an org ("usa", "market"); false with why it was refused. */
bool made_try(struct made_world *made, const char *org, const char *collection, struct span json,
              struct error *ret_err);

/* Releases what governs an id (version empty), or a version, to "member:jpn" and the like. */
enum gate_reason made_release(struct made_world *made, const char *id, const char *version,
                              const char *to);
/* The same of a content (or ""); false with why it was refused. */
bool made_try_release(struct made_world *made, const char *id, const char *version,
                      const char *content, const char *to, enum gate_reason *ret_reason,
                      struct error *ret_err);

/* DELETE of an object in a collection, by the own member; false: nothing of its own is there. */
bool made_hide(struct made_world *made, const char *collection, const char *id);
/* One beat: ends what approvals held open whose time has passed. Commits. Returns when the next one
 * is due. */
int64_t made_beat(struct made_world *made);

/* All versions that an audience sees of its collection, in the arena. */
struct released_page made_page(struct made_world *made, const char *audience, struct arena *arena);
