/* Files inside a zip archive that lies in memory, over libzip: for xlsx.
 *
 * Nothing is believed of what the archive says about itself: a member is inflated into a buffer
 * with a maximum, all members together into ZIP_TOTAL_BYTES_MAX, none by more than ZIP_RATIO_MAX.
 * Refused: encrypted members, other methods than stored and deflated, a wrong checksum, more than
 * ZIP_MEMBERS_MAX members.
 *
 * Lifetime: init to release; the input and its name outlive the reader. Threads: one at a time.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"

struct zip_libzip;

struct zip_reader {
    const char *name;
    struct zip_libzip *libzip;
    uint64_t inflated; /* so far, of all members */
};

/* Errors: syntax (no zip archive), limit, memory; then release is still allowed. */
bool zip_reader_init(struct zip_reader *reader, struct span input, const char *name,
                     struct error *err);
void zip_reader_release(struct zip_reader *reader);

/* Whether a member of this name is there. */
bool zip_has(struct zip_reader *reader, const char *member);

/* Appends a member to `ret_bytes`, whose maximum bounds it too. Errors: not_found, unsupported,
 * syntax, limit, memory. */
bool zip_read(struct zip_reader *reader, const char *member, struct dynbuf *ret_bytes,
              struct error *err);
