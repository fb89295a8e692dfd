/* Signed words of originators and creators, as files (docs/release-rules.md): signed notes
 * (log/note.h) by the object key of the member or desk under which the identity is registered; the
 * key's name is that member's code, or the desk's name.
 *
 *     trefoil-approval/v1                              trefoil-lowering/v1
 *     object indicator--9c3f…                          object indicator--9c3f…
 *     version 2026-11-28T11:59:02.114Z                 version 2026-11-28T11:59:02.114Z
 *     content 7d87c5ea75f7…                            content 7d87c5ea75f7…
 *     audience member:kor                              by identity--…
 *     until 2027-01-31T12:00:00.000Z
 *     by identity--…
 *                                                      — usa Base64…
 *     — jpn Base64…
 *
 * An approval: that this version may go on to the audience. A lowering: that its marking may be
 * lower than that of the version before. There is one way to write each.
 *
 * Threads: pure functions. Spans lie in the bytes that were parsed.
 */
#pragma once

#include "intel/object.h"
#include "log/note.h"
#include "text/json_writer.h"

enum signed_kind { SIGNED_APPROVAL, SIGNED_LOWERING };

struct signed_word {
    enum signed_kind kind;
    struct span object;  /* STIX id */
    struct span version; /* `modified` or else `created`, with three digits behind the point or as
                            many more as it needs; "none" of objects that have neither */
    unsigned char content[OBJECT_HASH_BYTES]; /* object_content_hash */
    struct span audience;                     /* of an approval: words of gate/world.h */
    struct span until;                        /* of an approval: a timestamp, written likewise */
    struct span by;                           /* originator or creator: an identity's STIX id */
};

/* Appends the text that is signed. Errors: value, limit, memory. */
bool signed_word_print(const struct signed_word *word, struct dynbuf *out, struct error *err);

/* Of a note's text. Takes exactly what signed_word_print writes. Errors: syntax; unsupported,
 * another version. */
bool signed_word_parse(struct span text, const char *place, struct signed_word *ret_word,
                       struct error *err);

/* Its members, into an object that is open: kind (approval, lowering), object, version (left out
 * where there is none), content, audience, until, by. */
void signed_word_members(const struct signed_word *word, struct json_writer *json);

/* Whether the key, an object key of `org` of 32 bytes, has signed the note whose text the word is.
 * Errors: conflict, when it has not; value (a name that no key can have), limit, memory. */
bool signed_word_verify(const struct note *note, struct span org, struct span public_key,
                        struct error *err);
