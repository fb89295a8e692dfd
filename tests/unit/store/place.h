/* A fresh store for a test: in SQLite, in a folder of its own, or, when the program was called with
 * a connection string, in that PostgreSQL database, which is emptied first.
 */
#pragma once

#include "run.h"
#include "store/versions.h"

/* Looks at the words of the program: `postgres CONNECTION`, or none. */
void place_choose(int argc, char **argv);
bool place_is_postgres(void);

/* A place without anything in it. Static storage, until the next call. */
const struct store_place *place_fresh(void);

/* A fresh store, open for writing and begun. */
void place_open(struct store *ret_store);
/* Adds a whole version of a tool, with everything else of it made up; its seq. */
int64_t place_version(struct store *store, const char *id, const char *version,
                      unsigned char content);
/* Commits and begins again. */
void place_commit(struct store *store);
