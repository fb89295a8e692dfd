/* What was decided about an object version and an audience: one row for each pair for which a
 * release was asked. Only gate/ writes here. Threads: as store.h says.
 */
#pragma once

#include "base/arena.h"
#include "intel/tlp.h"
#include "store/store.h"

enum allowance_state {
    ALLOWANCE_ALLOWED = 1,
    ALLOWANCE_WAITING = 2, /* its own marking lets it go; something that it names does not */
    ALLOWANCE_REFUSED = 3, /* asked for, and its own marking says no */
};

struct allowance {
    int64_t audience;
    int64_t id;
    int64_t seq;
    enum allowance_state state;
    int64_t leaf;     /* number of the log's leaf that released it */
    enum tlp highest; /* TLP up to which it was released: a rule's; RED by a person */
    bool held;        /* the audience saw it before it was hidden or taken back */
};

/* Who let it go: what the log's record says. */
struct allowance_asked {
    struct span rule;   /* "rule 3", or "release" by a person */
    struct span actor;  /* account */
    struct span second; /* the second person's, or empty */
};

/* What stands for a version and an audience; `*ret_some` false: nothing was asked. Reads. */
bool allowance_find(struct store *store, int64_t audience, int64_t id, int64_t seq,
                    struct allowance *ret_allowance, bool *ret_some, struct error *err);
bool allowance_asked(struct store *store, const struct allowance *allowance, struct arena *arena,
                     struct allowance_asked *ret_asked, struct error *err);
/* Puts a new one. Where one is there, it only takes over a higher TLP, with who asked. Writes. */
bool allowance_ask(struct store *store, const struct allowance *allowance,
                   const struct allowance_asked *asked, struct error *err);
/* That the audience may have a version which is hidden now; does nothing where nothing was asked.
 * Writes. */
bool allowance_hold(struct store *store, int64_t audience, int64_t id, int64_t seq,
                    struct error *err);
/* Changes state, leaf and `held` of one. Writes. */
bool allowance_set(struct store *store, const struct allowance *allowance, struct error *err);
/* Whether any version of an id is allowed: what a reference to it asks. Reads. */
bool allowance_any(struct store *store, int64_t audience, int64_t id, bool *ret_any,
                   struct error *err);
/* Whether any version of an id waits. Reads. */
bool allowance_waits(struct store *store, int64_t audience, int64_t id, bool *ret_waits,
                     struct error *err);
/* Whether any version that is allowed, and not hidden in the collection, names an id: what a
 * marking definition travels with there. Reads. */
bool allowance_names(struct store *store, int64_t audience, int64_t collection, int64_t id,
                     bool *ret_names, struct error *err);
/* Those of an id, above `after`, at most ALLOWANCES_MAX, by seq. Reads. */
enum { ALLOWANCES_MAX = 64 };
bool allowances_of(struct store *store, int64_t audience, int64_t id, int64_t after,
                   struct allowance *ret_allowances, size_t *ret_count, struct error *err);

/* The audiences for which anything was asked of an id, at most ORGS_MAX, by number.
 * Reads. */
bool allowance_audiences(struct store *store, int64_t id, int64_t *ret_audiences, size_t *ret_count,
                         struct error *err);
