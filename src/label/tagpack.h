/* GraphSense TagPacks and actor packs (YAML).
 *
 *     title: ...          the header: its fields are the tags' where a tag does not have its own,
 *     creator: ...        wherever in the file they stand
 *     tags:
 *     - address: ...      one label
 *
 * Fields used: label, source, currency, network, confidence, lastmod, category, abuse, concepts,
 * actor, address; and creator of the header. Known to GraphSense and passed over: title,
 * description, owner, is_public, is_cluster_definer, context, tag_type. Any other is an error.
 * A tag needs an address: those of transactions (tx_hash) are refused.
 *
 * Load: packs of tens of megabytes, read twice. Threads: one pack a thread.
 */
#pragma once

#include "label/pack.h"
#include "label/rejects.h"

/* Adds the tags, or the actors, of a file to a pack; `name` is the file's. A tag that is none goes
 * to the rejects; YAML that is none, or a bad header, is an error. Errors: syntax, value,
 * unsupported, limit with file:line:column and what was expected; memory. */
bool tagpack_read(struct pack *pack, struct span bytes, const char *name, struct rejects *rejects,
                  struct error *err);
