#include "log/opening.h"

#include <sodium.h>

#include "base/base64.h"
#include "log/lines.h"

static const char version_line[] = "trefoil-opening/v1\n";

enum { LEAF_LINES = 4 };

bool opening_print(const unsigned char *salt, struct span leaf, struct span record,
                   struct dynbuf *out, struct error *err)
{
    dynbuf_text(out, version_line);
    base64_put(out, span_of(salt, LEAF_SALT_BYTES));
    dynbuf_char(out, '\n');
    dynbuf_span(out, leaf);
    return dynbuf_span(out, record) || dynbuf_error(out, "the opening", err);
}

static bool take_salt(struct span *rest, unsigned char *ret_salt)
{
    unsigned char salt[LEAF_SALT_BYTES];
    struct span line;
    size_t size;
    bool ok = line_take(rest, &line) && base64_decode(line, salt, sizeof salt, &size) &&
              size == sizeof salt;
    if (ok)
        memcpy(ret_salt, salt, sizeof salt);
    sodium_memzero(salt, sizeof salt);
    return ok;
}

/* Where the lines of the leaf end: all of the rest when there are fewer. */
static struct span take_leaf(struct span *rest)
{
    struct span whole = *rest, line;
    for (unsigned i = 0; i < LEAF_LINES && line_take(rest, &line); i++)
        continue;
    return span_part(whole, 0, whole.size - rest->size);
}

bool opening_parse(struct span bytes, const char *place, struct opening *ret_opening,
                   struct error *err)
{
    struct opening opening;
    struct log_hash commitment;
    struct span rest = bytes, version;
    if (!line_take_after(&rest, "trefoil-opening/", &version))
        return error_input(err, ERROR_SYNTAX, place, "expected an opening: trefoil-opening/v1");
    if (!span_is(version, "v1"))
        return error_input(err, ERROR_UNSUPPORTED, place,
                           "an opening of a version that is not known");
    bool ok = take_salt(&rest, opening.salt) ||
              error_input(err, ERROR_SYNTAX, place, "expected the salt, 32 bytes in base 64");
    opening.leaf_bytes = take_leaf(&rest);
    opening.record_bytes = rest;
    ok = ok && leaf_parse(opening.leaf_bytes, place, &opening.leaf, err) &&
         record_parse(rest, place, &opening.record, err);
    if (ok) {
        leaf_commit(opening.salt, rest, &commitment);
        ok = log_hash_equal(&commitment, &opening.leaf.commitment) ||
             error_input(err, ERROR_CONFLICT, place,
                         "the leaf does not commit to this salt and record");
    }
    if (ok)
        *ret_opening = opening;
    sodium_memzero(opening.salt, sizeof opening.salt);
    return ok;
}
