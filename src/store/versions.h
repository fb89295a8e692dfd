/* Object versions as they came, the ids that they have and name, and who names whom.
 *
 * A version is kept once per (id, version, asserter, content) and never changed; only its standing
 * is. Ids are numbered, so that a million references take eight bytes each. Versions are told by
 * their order key: the STIX timestamp without its Z and without zeros at the end of its fraction,
 * whose byte order is the order of time.
 *
 * Threads: as store.h says. Bytes that come back are copies in the caller's arena.
 */
#pragma once

#include "base/arena.h"
#include "store/store.h"

enum standing {
    STANDING_WHOLE = 0,
    STANDING_FORK = 1, /* another content has the same id and version: evidence, never current */
    STANDING_LATE = 2, /* came after its object was revoked, or was not its creator's to make */
};

struct version {
    int64_t seq; /* in order of arrival, from 1 */
    int64_t id;  /* number of its identifier */
    struct span version;
    struct span content; /* SHA-256, 32 bytes: equal for equal objects */
    int64_t asserter;    /* number of the org that put it here */
    int64_t poster;      /* number of the account */
    int64_t collection;  /* number of the one where it was posted first */
    int64_t received;    /* microseconds since 1970 */
    enum standing standing;
    struct span type;
    struct span spec;  /* spec_version */
    struct span facts; /* what the gate needs of it (gate/facts.h) */
    struct span bytes; /* as received */
};

/* The number of an id; 0 when nothing has or names it. Reads. Errors: io. */
bool identifier_find(struct store *store, struct span id, int64_t *ret_number, struct error *err);
/* The same, and gives it one; `*ret_new`: it had none, so that nothing in the store knows it.
 * Writes.
 */
bool identifier_make(struct store *store, struct span id, int64_t *ret_number, bool *ret_new,
                     struct error *err);
/* Its text; not-found when there is none. Reads. */
bool identifier_text(struct store *store, int64_t number, struct arena *arena,
                     struct span *ret_text, struct error *err);
/* The version that governs an id, or 0. */
bool identifier_newest(struct store *store, int64_t number, int64_t *ret_seq, struct error *err);
bool identifier_set_newest(struct store *store, int64_t number, int64_t seq, struct error *err);

/* Adds a version and gives it its seq (`version->seq` is not looked at). Writes. Errors: conflict
 * when that very version is there, io. */
bool version_add(struct store *store, const struct version *version, int64_t *ret_seq,
                 struct error *err);
/* The seq of an equal version of the same asserter; 0 when there is none. Reads. */
bool version_find(struct store *store, const struct version *like, int64_t *ret_seq,
                  struct error *err);
/* Another one under the same id and version, whoever put it here, or 0. Reads. */
bool version_find_other(struct store *store, const struct version *like, int64_t *ret_seq,
                        struct error *err);
/* How many versions an id has; how many of one asserter. Reads. */
bool versions_count(struct store *store, int64_t id, int64_t *ret_count, struct error *err);
bool versions_count_of(struct store *store, int64_t id, int64_t asserter, int64_t *ret_count,
                       struct error *err);
bool version_set_standing(struct store *store, int64_t seq, enum standing standing,
                          struct error *err);
bool version_set_facts(struct store *store, int64_t seq, struct span facts, struct error *err);

/* Reads a version; without its bytes unless `with_bytes`. Errors: not-found, memory, io. */
bool version_read(struct store *store, int64_t seq, bool with_bytes, struct arena *arena,
                  struct version *ret_version, struct error *err);
/* All of an id, without their bytes, in no order: one question. Errors: memory, io. */
bool versions_read(struct store *store, int64_t id, struct arena *arena,
                   struct version **ret_versions, size_t *ret_count, struct error *err);
/* The id of a version; 0 when there is none. Reads. */
bool version_id(struct store *store, int64_t seq, int64_t *ret_id, struct error *err);
/* The last order key of an id; empty when it has no versions. Reads. */
bool version_last(struct store *store, int64_t id, struct arena *arena, struct span *ret_version,
                  struct error *err);
/* The different contents under an order key, from `from` to `to` of them (hashes, both included),
 * in order: those of the best standing that there is, at most CONTENTS_MAX. Reads. */
enum { CONTENTS_MAX = 9, CONTENT_BYTES = 32 };
struct content_range {
    unsigned char from[CONTENT_BYTES], to[CONTENT_BYTES];
};
bool version_contents(struct store *store, int64_t id, struct span version,
                      const struct content_range *range, struct arena *arena,
                      struct span ret_contents[CONTENTS_MAX], size_t *ret_count, struct error *err);

/* Sorted numbers, a page at a time: those above `after`, at most SEQS_MAX, `*ret_count` of them. */
enum { SEQS_MAX = 256 };
bool versions_of(struct store *store, int64_t id, int64_t after, int64_t *ret_seqs,
                 size_t *ret_count, struct error *err);
/* Those of one content under one order key. */
bool versions_alike(struct store *store, int64_t id, struct span version, struct span content,
                    int64_t after, int64_t *ret_seqs, size_t *ret_count, struct error *err);
/* Calls `act` for each version that names an id, in the order of arrival, until it fails. What is
 * added behind the place that the walk has reached is walked too. */
bool references_each(struct store *store, int64_t target,
                     bool (*act)(void *context, int64_t seq, struct error *err), void *context,
                     struct error *err);
/* That a version names an id, once each, or names it no more. Writes. */
bool reference_add(struct store *store, int64_t target, int64_t source, struct error *err);
bool reference_drop(struct store *store, int64_t target, int64_t source, struct error *err);
