#include "node/backup_proof.h"

#include "base/limits.h"
#include "intel/object.h"
#include "log/leaf.h"
#include "log/record.h"
#include "store/leaves.h"
#include "store/versions.h"

void backup_proof_init(struct backup_proof *ret_proof, struct store *store)
{
    *ret_proof = (struct backup_proof){.store = store, .logged = {.store = store}};
    arena_init(&ret_proof->arena, OBJECT_ARENA_BYTES);
    for (size_t level = 0; level < TILE_LEVELS; level++) {
        sha256_init(&ret_proof->hashes[level]);
        sha256_init(&ret_proof->stored[level]);
    }
}

void backup_proof_release(struct backup_proof *proof)
{
    arena_release(&proof->arena);
    backup_logged_release(&proof->logged);
}

static bool damaged(struct error *err, const char *what, int64_t number, const char *why)
{
    return error_input(err, ERROR_DAMAGED, "backup", "%s %lld %s", what, (long long)number, why);
}

/* Columns of `version` in dump_tables.c. */
enum { VERSION_SEQ, VERSION_ID, VERSION_CONTENT = 3, VERSION_TYPE = 9, VERSION_BYTES = 12 };

static bool check_version(struct backup_proof *proof,
                          const struct sql_value values[DUMP_COLUMNS_MAX], struct error *err)
{
    struct span bytes = values[VERSION_BYTES].bytes;
    int64_t seq = values[VERSION_SEQ].number;
    unsigned char content[OBJECT_HASH_BYTES];
    struct object object;
    struct span id;
    arena_clear(&proof->arena);
    if (!identifier_text(proof->store, values[VERSION_ID].number, &proof->arena, &id, err) ||
        !object_read(bytes, &proof->arena, &object, err) ||
        !object_content_hash(&object, content, err)) {
        if (!error_is_environment(err->code))
            damaged(err, "version", seq, "is no object, or has no id");
        return false;
    }
    if (!span_equal(span_of(content, sizeof content), values[VERSION_CONTENT].bytes))
        return damaged(err, "version", seq, "has another content than its hash says");
    if (!span_equal(object.id, id) || !span_equal(object.type, values[VERSION_TYPE].bytes))
        return damaged(err, "version", seq, "stands under an id or a type that is not its own");
    return backup_logged_version(&proof->logged, seq, err);
}

enum { LEAF_NUMBER, LEAF_KIND, LEAF_TIME, LEAF_SALT, LEAF_RECORD };

static bool grow(struct backup_proof *proof, struct span leaf, struct error *err)
{
    struct log_hash hash, made[MERKLE_LEVELS];
    size_t count = 0;
    log_hash_leaf(&hash, leaf);
    if (!merkle_append(&proof->tree, &hash, made, &count, err))
        return false;
    for (size_t level = 0; level * TILE_HEIGHT < count; level++)
        sha256_update(&proof->hashes[level], LOG_HASH_BYTES, made[level * TILE_HEIGHT].bytes);
    return true;
}

/* A leaf's bytes follow from its row; that they are those that were logged is told by the tiles. */
static bool grow_by_row(struct backup_proof *proof, const struct sql_value values[DUMP_COLUMNS_MAX],
                        struct error *err)
{
    struct dynbuf bytes;
    dynbuf_init(&bytes, LEAF_BYTES_MAX);
    bool ok =
        leaf_print_of((enum leaf_kind)values[LEAF_KIND].number, (uint64_t)values[LEAF_TIME].number,
                      values[LEAF_SALT].bytes.data, values[LEAF_RECORD].bytes, &bytes, err) &&
        grow(proof, dynbuf_bytes(&bytes), err);
    dynbuf_release(&bytes);
    return ok;
}

static bool check_leaf(struct backup_proof *proof, const struct sql_value values[DUMP_COLUMNS_MAX],
                       struct error *err)
{
    int64_t number = values[LEAF_NUMBER].number, kind = values[LEAF_KIND].number;
    struct record record;
    if ((uint64_t)number != proof->tree.size)
        return damaged(err, "leaf", (int64_t)proof->tree.size, "is missing");
    if (kind < 0 || kind >= LEAF_KINDS || values[LEAF_TIME].number < 0 ||
        values[LEAF_SALT].bytes.size != LEAF_SALT_BYTES ||
        !record_parse(values[LEAF_RECORD].bytes, "backup", &record, err))
        return damaged(err, "leaf", number, "is none, or has no salt or record");
    bool taken = kind == LEAF_RECEIVED || kind == LEAF_IMPORTED;
    return (!taken || backup_logged_leaf(&proof->logged, number, &record, err)) &&
           grow_by_row(proof, values, err);
}

enum { TILE_LEVEL, TILE_NUMBER, TILE_HASHES };

/* A level's tiles come in their order: what they hold, one behind the other, is all hashes of the
 * level, and only the last may be short. */
static bool check_tile(struct backup_proof *proof, const struct sql_value values[DUMP_COLUMNS_MAX],
                       struct error *err)
{
    uint64_t level = (uint64_t)values[TILE_LEVEL].number;
    int64_t number = values[TILE_NUMBER].number;
    struct span hashes = values[TILE_HASHES].bytes;
    if (level >= TILE_LEVELS || (uint64_t)number != proof->tiles[level] || proof->partial[level] ||
        hashes.size == 0 || hashes.size > TILE_BYTES_MAX || hashes.size % LOG_HASH_BYTES != 0)
        return damaged(err, "tile", number, "has no place in the log's tree");
    proof->tiles[level]++;
    proof->partial[level] = hashes.size < TILE_BYTES_MAX;
    sha256_update(&proof->stored[level], hashes.size, hashes.data);
    return true;
}

bool backup_proof_row(struct backup_proof *proof, const struct dump_table *table,
                      const struct sql_value values[DUMP_COLUMNS_MAX], struct error *err)
{
    if (strcmp(table->name, "version") == 0)
        return check_version(proof, values, err);
    if (strcmp(table->name, "leaf") == 0)
        return check_leaf(proof, values, err);
    return strcmp(table->name, "tile") != 0 || check_tile(proof, values, err);
}

/* Rows of a table that refer to what is not there; LOST_IF: those of which that is asked at all. */
#define LOST_IF(ASKED, TABLE, COLUMN, OTHER, KEY)                                                  \
    {TABLE "." COLUMN,                                                                             \
     "SELECT COUNT(*) FROM " TABLE " t WHERE " ASKED " AND NOT EXISTS (SELECT 1 FROM " OTHER       \
     " o WHERE o." KEY " = t." COLUMN ")"}
#define LOST(TABLE, COLUMN, OTHER, KEY) LOST_IF("1 = 1", TABLE, COLUMN, OTHER, KEY)

struct asked_of_all {
    const char *name, *query; /* how many rows are not as they should be */
};

static const struct asked_of_all lost[] = {
    LOST("identity", "org", "org", "number"),
    LOST("feed", "collection", "collection", "number"),
    LOST("feed", "audience", "audience", "number"),
    LOST("account", "org", "org", "number"),
    LOST("token", "account", "account", "number"),
    LOST("certificate", "account", "account", "number"),
    LOST("rule", "audience", "audience", "number"),
    LOST_IF("t.account <> 0", "rule", "account", "account", "number"),
    LOST_IF("t.newest <> 0", "identifier", "newest", "version", "seq"),
    LOST("version", "id", "identifier", "number"),
    LOST("version", "asserter", "org", "number"),
    LOST_IF("t.poster <> 0", "version", "poster", "account", "number"),
    LOST("version", "collection", "collection", "number"),
    LOST("reference", "target", "identifier", "number"),
    LOST("reference", "source", "version", "seq"),
    LOST("allowance", "audience", "audience", "number"),
    LOST("allowance", "id", "identifier", "number"),
    LOST("allowance", "seq", "version", "seq"),
    LOST_IF("t.leaf > 0", "allowance", "leaf", "leaf", "number"),
    LOST("shown", "feed", "feed", "number"),
    LOST("shown", "seq", "version", "seq"),
    LOST("shown", "id", "identifier", "number"),
    LOST("overlay", "leaf", "leaf", "number"),
    LOST("overlay", "id", "identifier", "number"),
    LOST("posted", "collection", "collection", "number"),
    LOST("posted", "seq", "version", "seq"),
    LOST("hidden", "collection", "collection", "number"),
    LOST("hidden", "seq", "version", "seq"),
    LOST("recall", "audience", "audience", "number"),
    LOST("recall", "id", "identifier", "number"),
    LOST("recall", "leaf", "leaf", "number"),
    LOST("approval", "id", "identifier", "number"),
    LOST_IF("t.audience <> 0", "approval", "audience", "audience", "number"),
    LOST("status", "account", "account", "number"),
};

/* Numbers that are none of their kind: whoever reads the store takes them for what they stand for.
 * Moments are from 1970 to 9999, as they are written with years of four digits. */
#define ODD(TABLE, COLUMN, FIRST, LAST)                                                            \
    {TABLE "." COLUMN,                                                                             \
     "SELECT COUNT(*) FROM " TABLE " WHERE " COLUMN " < " FIRST " OR " COLUMN " > " LAST}
#define ODD_NUMBER(TABLE)         ODD(TABLE, "number", "1", "2147483647")
#define ODD_MOMENT(TABLE, COLUMN) ODD(TABLE, COLUMN, "0", "253402300799999999")

static const struct asked_of_all odd[] = {
    ODD_NUMBER("org"),
    ODD("org", "kind", "1", "2"),
    ODD_NUMBER("audience"),
    ODD("audience", "class", "0", "3"),
    ODD_NUMBER("collection"),
    ODD_NUMBER("feed"),
    ODD_MOMENT("feed", "last_added"),
    ODD_NUMBER("account"),
    ODD_MOMENT("account", "made"),
    ODD_MOMENT("token", "made"),
    ODD_MOMENT("certificate", "made"),
    ODD_NUMBER("rule"),
    ODD("rule", "tlp", "0", "4"),
    ODD_MOMENT("rule", "made"),
    ODD_NUMBER("identifier"),
    ODD_MOMENT("version", "received"),
    ODD("version", "standing", "0", "2"),
    ODD("allowance", "state", "1", "3"),
    ODD("allowance", "highest", "0", "4"),
    ODD_MOMENT("shown", "added"),
    ODD("shown", "standing", "0", "2"),
    ODD_MOMENT("overlay", "made"),
    ODD_MOMENT("recall", "made"),
    ODD_MOMENT("recall", "acknowledged"),
    ODD_MOMENT("status", "made"),
};

static bool check_all(struct store *store, const struct asked_of_all *asked, size_t asked_count,
                      const char *what, struct error *err)
{
    for (size_t i = 0; i < asked_count; i++) {
        struct sql_rows rows;
        bool some = false;
        if (!sql_ask_one(store->db, asked[i].query, SQL_NO_VALUES, &rows, &some, err))
            return false;
        int64_t count = some ? sql_get_number(&rows, 0) : 0;
        if (some)
            sql_done(&rows);
        if (count != 0)
            return error_input(err, ERROR_DAMAGED, "backup", "%lld of %s %s", (long long)count,
                               asked[i].name, what);
    }
    return true;
}

static bool check_tiles(struct backup_proof *proof, struct error *err)
{
    for (size_t level = 0; level < TILE_LEVELS; level++) {
        struct log_hash tree, stored;
        sha256_digest(&proof->hashes[level], sizeof tree.bytes, tree.bytes);
        sha256_digest(&proof->stored[level], sizeof stored.bytes, stored.bytes);
        if (!log_hash_equal(&tree, &stored))
            return damaged(err, "tiles of level", (int64_t)level, "are not those of the leaves");
    }
    return true;
}

bool backup_proof_tables(struct backup_proof *proof, struct error *err)
{
    return check_tiles(proof, err) && backup_logged_all(&proof->logged, err) &&
           check_all(proof->store, odd, sizeof odd / sizeof odd[0], "are none", err) &&
           check_all(proof->store, lost, sizeof lost / sizeof lost[0], "refer to nothing", err);
}

static bool open_checkpoint(struct span note, const struct note_key *key,
                            struct checkpoint *ret_checkpoint, struct error *err)
{
    struct note_verdict verdict;
    return checkpoint_open(note, "backup: its checkpoint", key, 1, ret_checkpoint, &verdict, err);
}

bool backup_proof_checkpoint(struct backup_proof *proof, struct span note, struct span older,
                             const struct note_key *key, struct error *err)
{
    struct tile_reader reader = leaves_tiles(proof->store);
    struct merkle_source source = tile_source(&reader);
    struct checkpoint now, before;
    struct merkle_tree tree;
    struct log_hash root;
    if (!open_checkpoint(note, key, &now, err))
        return false;
    merkle_root(&proof->tree, &root);
    if (now.size != proof->tree.size || !log_hash_equal(&now.root, &root))
        return damaged(err, "its log of leaves", (int64_t)proof->tree.size,
                       "is not what its checkpoint signs");
    if (older.size == 0)
        return true;
    if (!open_checkpoint(older, key, &before, err))
        return false;
    if (before.size <= now.size) {
        if (!merkle_load(&source, before.size, &tree, err))
            return false;
        merkle_root(&tree, &root);
    }
    return (before.size <= now.size && log_hash_equal(&before.root, &root)) ||
           damaged(err, "a checkpoint of leaves", (int64_t)before.size, "shows another log");
}
