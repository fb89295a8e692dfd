/* Signed words of originators and creators about one version of an object: that it may go to an
 * audience (an approval), or that its marking may be lower than before (a lowering). Their
 * signatures were verified before they come here.
 *
 *     stands ─▶ approvals_end, its time has passed ─▶ has ended ─▶ approvals_settled ─▶ done with
 *
 * What has ended stays so, whatever a clock says later. Threads: as store.h says.
 */
#pragma once

#include "base/dynbuf.h"
#include "store/store.h"

struct approval {
    int64_t id;
    struct span version; /* order key */
    struct span content; /* SHA-256 of the object */
    struct span by;   /* an identity; of a lowering, "lowering" and who signed it: "lowering jpn" */
    int64_t audience; /* 0 of a lowering */
    int64_t until;    /* microseconds since 1970; INT64_MAX: no end */
    struct span signature;
};

/* The words for who signed a lowering: "lowering jpn". */
static inline void lowering_by(struct span org, struct dynbuf *out)
{
    dynbuf_text(out, "lowering ");
    dynbuf_span(out, org);
}

/* Puts it, in place of an equal one; where that one has ended, only if this one goes on for longer.
 * One whose time has passed at `now` is done with. Writes. */
bool approval_put(struct store *store, const struct approval *approval, int64_t now,
                  struct error *err);
/* Whether one stands; `until` and `signature` are not looked at. Reads. */
bool approval_stands(struct store *store, const struct approval *like, bool *ret_stands,
                     struct error *err);

/* Until when an equal one holds or held; 0 when there is none. Reads. */
bool approval_until(struct store *store, const struct approval *like, int64_t *ret_until,
                    struct error *err);

/* Ends those whose time has passed at `now`. Writes. */
bool approvals_end(struct store *store, int64_t now, struct error *err);
/* Of one that has ended and is not done with, the object and the audience (0 of a lowering);
 * `*ret_id` 0: there is none. Reads. */
bool approval_ended(struct store *store, int64_t *ret_id, int64_t *ret_audience, struct error *err);
/* Those of an object and audience that have ended are done with. Writes. */
bool approvals_settled(struct store *store, int64_t id, int64_t audience, struct error *err);
/* When the next one ends; INT64_MAX: none does. Reads. */
bool approvals_next(struct store *store, int64_t *ret_next, struct error *err);
