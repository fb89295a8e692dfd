#include "store/dump.h"

#define COUNT(text) (sizeof(text) - 1)

/* Pages are small where a row may be large: PostgreSQL gives a page at once. */
#define TABLE(NAME, KINDS, COLUMNS, VALUES, KEYS, KEY, KEY_VALUES, PAGE)                           \
    {                                                                                              \
        .name = NAME,                                                                              \
        .columns = COLUMNS,                                                                        \
        .kinds = KINDS,                                                                            \
        .keys = (KEYS),                                                                            \
        .count = COUNT(KINDS),                                                                     \
        .first = "SELECT " COLUMNS " FROM " NAME " ORDER BY " KEY " LIMIT " PAGE,                  \
        .next = "SELECT " COLUMNS " FROM " NAME " WHERE (" KEY ") > (" KEY_VALUES                  \
                ") ORDER BY " KEY " LIMIT " PAGE,                                                  \
        .insert = "INSERT INTO " NAME " (" COLUMNS ") VALUES (" VALUES ")",                        \
    }
#define V1   "$1"
#define V2   V1 ", $2"
#define V3   V2 ", $3"
#define V4   V3 ", $4"
#define V5   V4 ", $5"
#define V6   V5 ", $6"
#define V8   V6 ", $7, $8"
#define V9   V8 ", $9"
#define V10  V9 ", $10"
#define V13  V10 ", $11, $12, $13"
#define MANY "512"
#define FEW  "8"

/* `fact` is not among them: its rows (shape, beat) tell of a store, not of what is in it. */
static const struct dump_table tables[] = {
    TABLE("org", "nntB", "number, kind, name, public_key", V4, 1, "number", V1, MANY),
    TABLE("identity", "tn", "id, org", V2, 1, "id", V1, MANY),
    TABLE("audience", "nnt", "number, class, name", V3, 1, "number", V1, MANY),
    TABLE("collection", "ntt", "number, alias, id", V3, 1, "number", V1, MANY),
    TABLE("feed", "nnnn", "number, collection, audience, last_added", V4, 1, "number", V1, MANY),
    TABLE("account", "ntnnttnn", "number, name, role, org, person, password, disabled, made", V8, 1,
          "number", V1, MANY),
    TABLE("token", "bntnn", "hash, account, name, made, until", V5, 1, "hash", V1, MANY),
    TABLE("certificate", "bnn", "hash, account, made", V3, 1, "hash", V1, MANY),
    TABLE("rule", "ntnnnnnn", "number, kind, role, tlp, audience, account, made, ended", V8, 1,
          "number", V1, MANY),
    TABLE("identifier", "ntn", "number, text, newest", V3, 1, "number", V1, MANY),
    TABLE("version", "nntbnnnnnttbb",
          "seq, id, version, content, asserter, poster, collection, received, standing, type, spec,"
          " facts, bytes",
          V13, 1, "seq", V1, FEW),
    TABLE("reference", "nn", "target, source", V2, 2, "target, source", V2, MANY),
    TABLE("leaf", "nnnbb", "number, kind, time, salt, record", V5, 1, "number", V1, MANY),
    TABLE("tile", "nnb", "level, number, hashes", V3, 2, "level, number", V2, MANY),
    TABLE("allowance", "nnnntttnnn",
          "audience, id, seq, state, rule, actor, second, leaf, highest, held", V10, 3,
          "audience, id, seq", V3, MANY),
    TABLE("shown", "nnnnntttnn", "feed, last, added, seq, id, version, type, spec, standing, first",
          V10, 3, "feed, last, added", V3, MANY),
    TABLE("overlay", "nnttnt", "leaf, id, tlp, rel, made, account", V6, 1, "leaf", V1, MANY),
    TABLE("posted", "nn", "collection, seq", V2, 2, "collection, seq", V2, MANY),
    TABLE("hidden", "nn", "collection, seq", V2, 2, "collection, seq", V2, MANY),
    TABLE("recall", "nnnnnt", "leaf, audience, id, made, acknowledged, account", V6, 1, "leaf", V1,
          MANY),
    TABLE("approval", "ntbtnnnb",
          "id, version, content, originator, audience, until, ended, signature", V8, 5,
          "id, version, content, originator, audience", V5, MANY),
    TABLE("status", "tnnb", "id, account, made, body", V4, 1, "id", V1, FEW),
};

const struct dump_table *dump_table(size_t number)
{
    return number < sizeof tables / sizeof tables[0] ? &tables[number] : NULL;
}

unsigned dump_shape(void)
{
    return 1;
}
