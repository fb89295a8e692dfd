#include "store/leaves.h"

#include "store/questions.h"

/* Reads the hashes of one tile; a tile that is not there has none. */
static bool read_tile(struct store *store, unsigned level, uint64_t index,
                      struct log_hash ret_hashes[TILE_WIDTH], size_t *ret_count, struct error *err)
{
    static const char query[] = "SELECT hashes FROM tile WHERE level = $1 AND number = $2";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(store->db, query,
                     SQL_VALUES(sql_number((int64_t)level), sql_number((int64_t)index)), &rows,
                     &some, err))
        return false;
    if (!some) {
        *ret_count = 0;
        return true;
    }
    struct span hashes = sql_get_bytes(&rows, 0);
    bool fits = hashes.size <= TILE_BYTES_MAX && hashes.size % LOG_HASH_BYTES == 0;
    if (fits)
        memcpy(ret_hashes, hashes.data, hashes.size);
    *ret_count = hashes.size / LOG_HASH_BYTES;
    sql_done(&rows);
    return fits || error_input(err, ERROR_DAMAGED, "store", "tile %u/%llu has %zu bytes", level,
                               (unsigned long long)index, hashes.size);
}

static bool write_tile(struct store *store, unsigned level, uint64_t index,
                       const struct log_hash *hashes, size_t count, struct error *err)
{
    static const char query[] =
        "INSERT INTO tile (level, number, hashes) VALUES ($1, $2, $3) "
        "ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes";
    return sql_run(store->db, query,
                   SQL_VALUES(sql_number((int64_t)level), sql_number((int64_t)index),
                              sql_bytes(span_of(hashes, count * LOG_HASH_BYTES))),
                   err);
}

static bool read_hashes(void *context, unsigned level, uint64_t index, unsigned first,
                        unsigned count, struct log_hash *ret_hashes, struct error *err)
{
    struct log_hash tile[TILE_WIDTH];
    size_t have = 0;
    if (!read_tile(context, level, index, tile, &have, err))
        return false;
    if (first > have || count > have - first)
        return error_input(err, ERROR_DAMAGED, "store",
                           "tile %u/%llu has %zu hashes; expected %u from %u", level,
                           (unsigned long long)index, have, count, first);
    memcpy(ret_hashes, tile + first, count * sizeof *tile);
    return true;
}

struct tile_reader leaves_tiles(struct store *store)
{
    return (struct tile_reader){.read = read_hashes, .context = store};
}

bool leaves_count(struct store *store, uint64_t *ret_count, struct error *err)
{
    static const char query[] = "SELECT MAX(number) + 1 FROM leaf";
    int64_t count = 0;
    if (!sql_ask_number(store->db, query, SQL_NO_VALUES, &count, err))
        return false;
    *ret_count = (uint64_t)count;
    return true;
}

bool leaves_load(struct store *store, struct leaves *ret_leaves, struct error *err)
{
    uint64_t size = 0;
    struct tile_reader reader = leaves_tiles(store);
    struct merkle_source source = tile_source(&reader);
    memset(ret_leaves, 0, sizeof *ret_leaves);
    if (!leaves_count(store, &size, err) || !merkle_load(&source, size, &ret_leaves->tree, err))
        return false;
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        uint64_t hashes = tile_hashes_at(level, size);
        size_t have = 0;
        if (!read_tile(store, level, hashes / TILE_WIDTH, ret_leaves->tail[level], &have, err))
            return false;
        if (have != hashes % TILE_WIDTH)
            return error_input(err, ERROR_DAMAGED, "store",
                               "the log has %llu leaves, but its tile at level %u %zu hashes",
                               (unsigned long long)size, level, have);
    }
    return true;
}

/* Puts the hash of the `index`th subtree of a tile level at the end of its tile; a tile that is
 * full with it is stored. */
static bool put_hash(struct store *store, struct leaves *leaves, unsigned level, uint64_t index,
                     const struct log_hash *hash, struct error *err)
{
    size_t at = index % TILE_WIDTH;
    leaves->tail[level][at] = *hash;
    leaves->grown[level] = at + 1 < TILE_WIDTH;
    return leaves->grown[level] ||
           write_tile(store, level, index / TILE_WIDTH, leaves->tail[level], TILE_WIDTH, err);
}

static bool hash_leaf(enum leaf_kind kind, uint64_t time, const unsigned char *salt,
                      struct span record, struct log_hash *ret_hash, struct error *err)
{
    struct dynbuf bytes;
    dynbuf_init(&bytes, LEAF_BYTES_MAX);
    bool ok = leaf_print_of(kind, time, salt, record, &bytes, err);
    if (ok)
        log_hash_leaf(ret_hash, dynbuf_bytes(&bytes));
    dynbuf_release(&bytes);
    return ok;
}

bool leaves_append(struct store *store, struct leaves *leaves, enum leaf_kind kind, uint64_t time,
                   const unsigned char *salt, struct span record, uint64_t *ret_number,
                   struct error *err)
{
    static const char query[] =
        "INSERT INTO leaf (number, kind, time, salt, record) VALUES ($1, $2, $3, $4, $5)";
    struct log_hash hash;
    struct log_hash made[MERKLE_LEVELS];
    size_t count = 0;
    uint64_t number = leaves->tree.size;
    if (!hash_leaf(kind, time, salt, record, &hash, err) ||
        !merkle_append(&leaves->tree, &hash, made, &count, err))
        return false;
    for (unsigned level = 0; level * TILE_HEIGHT < count; level++)
        if (!put_hash(store, leaves, level, (leaves->tree.size >> level * TILE_HEIGHT) - 1,
                      &made[level * TILE_HEIGHT], err))
            return false;
    if (!sql_run(store->db, query,
                 SQL_VALUES(sql_number((int64_t)number), sql_number(kind),
                            sql_number((int64_t)time), sql_bytes(span_of(salt, LEAF_SALT_BYTES)),
                            sql_bytes(record)),
                 err))
        return false;
    *ret_number = number;
    return true;
}

bool leaves_flush(struct store *store, struct leaves *leaves, struct error *err)
{
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        uint64_t hashes = tile_hashes_at(level, leaves->tree.size);
        if (!leaves->grown[level])
            continue;
        if (!write_tile(store, level, hashes / TILE_WIDTH, leaves->tail[level], hashes % TILE_WIDTH,
                        err))
            return false;
        leaves->grown[level] = false;
    }
    return true;
}

/* Its bytes follow from what is stored. */
static bool remake(int64_t kind, int64_t time, struct arena *arena, struct stored_leaf *leaf,
                   struct error *err)
{
    struct dynbuf bytes;
    if (kind < 0 || kind >= LEAF_KINDS || time < 0 || leaf->salt.size != LEAF_SALT_BYTES)
        return error_input(err, ERROR_DAMAGED, "store",
                           "a leaf of kind %lld at %lld with a salt of %zu bytes", (long long)kind,
                           (long long)time, leaf->salt.size);
    dynbuf_init(&bytes, LEAF_BYTES_MAX);
    bool ok = leaf_print_of((enum leaf_kind)kind, (uint64_t)time, leaf->salt.data, leaf->record,
                            &bytes, err);
    const char *copy = ok ? arena_text(arena, dynbuf_bytes(&bytes)) : NULL;
    leaf->leaf = span_of(copy, bytes.size);
    dynbuf_release(&bytes);
    return ok && (copy != NULL || error_memory(err, "reading the log"));
}

bool leaves_read(struct store *store, uint64_t number, struct arena *arena,
                 struct stored_leaf *ret_leaf, struct error *err)
{
    static const char query[] = "SELECT kind, time, salt, record FROM leaf WHERE number = $1";
    struct sql_rows rows;
    struct stored_leaf leaf;
    bool some = false;
    if (!sql_ask_one(store->db, query, SQL_VALUES(sql_number((int64_t)number)), &rows, &some, err))
        return false;
    if (!some)
        return error_input(err, ERROR_NOT_FOUND, "log", "no leaf has the number %llu",
                           (unsigned long long)number);
    int64_t kind = sql_get_number(&rows, 0);
    int64_t time = sql_get_number(&rows, 1);
    bool ok =
        sql_keep(&rows, 2, arena, &leaf.salt, err) && sql_keep(&rows, 3, arena, &leaf.record, err);
    sql_done(&rows);
    ok = ok && remake(kind, time, arena, &leaf, err);
    if (ok)
        *ret_leaf = leaf;
    return ok;
}
