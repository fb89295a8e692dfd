#include "log/leaf.h"

#include <nettle/sha2.h>

#include "log/lines.h"

static const char version_line[] = "trefoil-leaf/v1";

/* The words stand in leaves for ever: never change one, add new ones at the end. */
static const char *const names[LEAF_KINDS] = {
    [LEAF_RECEIVED] = "received",
    [LEAF_IMPORTED] = "imported",
    [LEAF_RELEASED] = "released",
    [LEAF_DENIED] = "denied",
    [LEAF_APPROVED] = "approved",
    [LEAF_RECALLED] = "recalled",
    [LEAF_ACKNOWLEDGED] = "acknowledged",
    [LEAF_HIDDEN] = "hidden",
    [LEAF_DECIDED] = "decided",
    [LEAF_POLICY] = "policy",
    [LEAF_KEY] = "key",
    [LEAF_ACCOUNT] = "account",
    [LEAF_CONTINUED] = "continued",
};

const char *leaf_kind_name(enum leaf_kind kind)
{
    ensure(kind < LEAF_KINDS);
    return names[kind];
}

bool leaf_kind_parse(struct span name, enum leaf_kind *ret_kind)
{
    for (unsigned kind = 0; kind < LEAF_KINDS; kind++)
        if (span_is(name, names[kind])) {
            *ret_kind = kind;
            return true;
        }
    return false;
}

void leaf_commit(const unsigned char *salt, struct span record, struct log_hash *ret_commitment)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, LEAF_SALT_BYTES, salt);
    sha256_update(&sha, record.size, record.data);
    sha256_digest(&sha, LOG_HASH_BYTES, ret_commitment->bytes);
}

bool leaf_print(const struct leaf *leaf, struct dynbuf *out, struct error *err)
{
    ensure(leaf->time <= INT64_MAX);
    dynbuf_format(out, "%s\n%s\n%llu\n", version_line, leaf_kind_name(leaf->kind),
                  (unsigned long long)leaf->time);
    return log_hash_line(out, &leaf->commitment) || dynbuf_error(out, "the leaf", err);
}

bool leaf_print_of(enum leaf_kind kind, uint64_t time, const unsigned char *salt,
                   struct span record, struct dynbuf *out, struct error *err)
{
    struct leaf leaf = {.kind = kind, .time = time};
    leaf_commit(salt, record, &leaf.commitment);
    return leaf_print(&leaf, out, err);
}

bool leaf_parse(struct span bytes, const char *place, struct leaf *ret_leaf, struct error *err)
{
    struct leaf leaf;
    struct span rest = bytes, version, kind, time, commitment;
    if (bytes.size > LEAF_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, place, "a leaf of more than %d bytes", LEAF_BYTES_MAX);
    if (!line_take_after(&rest, "trefoil-leaf/", &version) || !line_take(&rest, &kind) ||
        !line_take(&rest, &time) || !decimal_parse(time, &leaf.time) ||
        !line_take(&rest, &commitment) || !log_hash_parse(commitment, &leaf.commitment) ||
        rest.size > 0)
        return error_input(err, ERROR_SYNTAX, place,
                           "expected a leaf: lines of version, kind, time, commitment in base 64");
    if (!span_is(version, "v1") || !leaf_kind_parse(kind, &leaf.kind))
        return error_input(err, ERROR_UNSUPPORTED, place,
                           "a leaf of a version or kind that is not known");
    *ret_leaf = leaf;
    return true;
}
