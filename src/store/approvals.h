/* Signed words of originators and creators about one version of an object: that it may go to an
 * audience (an approval), or that its marking may be lower than before (a lowering). Their
 * signatures were verified before they come here. Threads: as store.h says.
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

/* Puts it, in place of an equal one. Writes. */
bool approval_put(struct store *store, const struct approval *approval, struct error *err);
/* Whether one stands at `now`; `until` and `signature` are not looked at. Reads. */
bool approval_stands(struct store *store, const struct approval *like, int64_t now,
                     bool *ret_stands, struct error *err);
