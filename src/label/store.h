/* The label packs of a home: files of the folder `label`, each the canonical form of one file that
 * was imported, named by that file's SHA-256.
 *
 *   label/lock                  the one writer's
 *   label/<64 hex>.csv          labels, in the columns of label/csv_form.h, sorted, each once
 *   label/<64 hex>.actors.csv   likewise the actors of an actor pack
 *
 * The last line of a pack is the SHA-256 of those above it (base/sum_line.h), so that one that was
 * cut or changed is found when it is read.
 *
 * A pack never changes: it is written aside, synced and renamed, so that a reader, and a machine
 * that lost power, sees all of it or nothing.
 */
#pragma once

#include "base/limits.h"
#include "label/pack.h"

enum { PACK_SHA256_BYTES = 32, PACK_NAME_BYTES = 2 * PACK_SHA256_BYTES + 16 };

/* `home`/label. Errors: limit. */
bool label_folder(char ret_path[PATH_BYTES_MAX], const char *home, struct error *err);

/* Whether the pack of a file with this SHA-256 is there. Errors: limit, io. */
bool label_store_has(const char *home, const unsigned char *sha256, bool *ret_has,
                     struct error *err);

/* Writes a sorted pack that has labels, or actors, or both, under the lock; does nothing when it is
 * there. Makes the folder. Errors: busy, io, limit, memory. */
bool label_store_put(const char *home, const unsigned char *sha256, const struct pack *pack,
                     struct error *err);
