/* Ids about which is decided anew, for each audience for which a release of one of them was ever
 * asked. Only gate/ includes this.
 *
 *     struct anew anew = {.writer = writer};
 *     … anew_touch(&anew, id, err) …        what is zero of it is ready for use
 *     anew_settle(&anew, err); anew_release(&anew);
 */
#pragma once

#include "gate/id_set.h"
#include "gate/writer.h"

struct anew {
    struct gate_writer *writer;
    struct id_set ids;
    struct id_set audiences;
};

/* Does nothing for an id of which nothing was ever asked. Reads. Errors: limit, memory, io. */
bool anew_touch(struct anew *anew, int64_t id, struct error *err);
/* Writes. Errors: as of settle. */
bool anew_settle(struct anew *anew, struct error *err);
void anew_release(struct anew *anew);

/* What the versions of an object are marked with, in their order, and then about it, after a
 * lowering or an overlay. Writes. Errors: as of settle. */
bool anew_refresh(struct gate_writer *writer, int64_t id, struct error *err);
