/* GraphSense actor packs: what the actor ids of tags stand for. */
#pragma once

#include "label/pack.h"
#include "label/rejects.h"

/* Adds the actors of a file: id, label, categories, uri, jurisdictions; `aliases` and `context` are
 * passed over. Errors: as tagpack_read, which calls it. */
bool actorpack_read(struct pack *pack, struct span bytes, const char *name, struct rejects *rejects,
                    struct error *err);
