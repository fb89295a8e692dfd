#include "node/backup_logged.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/hex.h"
#include "base/limits.h"
#include "gate/version_key.h"

enum {
    WORD_BITS = 64,
    PAGE_VERSIONS = 8, /* PostgreSQL gives a page of objects at once */
    CHUNK_BYTES = 4 * VERSION_KEY_BYTES_MAX,
};

static bool damaged(struct error *err, const char *what, int64_t number, const char *why)
{
    return error_input(err, ERROR_DAMAGED, "backup", "%s %lld %s", what, (long long)number, why);
}

bool backup_logged_version(struct backup_logged *logged, int64_t seq, struct error *err)
{
    size_t words = (size_t)logged->versions / WORD_BITS + 1;
    if (seq != logged->versions + 1)
        return damaged(err, "version", logged->versions + 1, "is missing");
    uint64_t *grown = array_grow(logged->words, &logged->capacity, words, sizeof *grown,
                                 BACKUP_VERSIONS_MAX / WORD_BITS);
    if (grown == NULL)
        return array_error(words, BACKUP_VERSIONS_MAX / WORD_BITS, "words of versions", err);
    logged->words = grown;
    if (logged->versions % WORD_BITS == 0)
        grown[words - 1] = 0;
    logged->versions++;
    return true;
}

static uint64_t *word_of(const struct backup_logged *logged, int64_t seq, uint64_t *ret_bit)
{
    *ret_bit = (uint64_t)1 << (seq - 1) % WORD_BITS;
    return &logged->words[(seq - 1) / WORD_BITS];
}

static void mark(struct backup_logged *logged, int64_t seq)
{
    uint64_t bit;
    uint64_t *word = word_of(logged, seq, &bit);
    logged->found += (*word & bit) == 0;
    *word |= bit;
}

/* Marks those of one page whose bytes have the hash. `*seq`: behind which, and then the last. */
static bool mark_page(struct backup_logged *logged, const struct record *record,
                      struct span version, int64_t *seq, size_t *rows_read, bool *any,
                      struct error *err)
{
    static const char query[] = "SELECT v.seq, v.bytes FROM identifier i, version v "
                                "WHERE i.text = $1 AND v.id = i.number AND v.version = $2 "
                                "AND v.seq > $3 ORDER BY v.seq LIMIT 8";
    char hex[2 * LOG_HASH_BYTES + 1];
    struct log_hash hash;
    struct sql_rows rows;
    bool some = false, ok;
    *rows_read = 0;
    if (!sql_ask(logged->store->db, query,
                 SQL_VALUES(sql_text(record->values[RECORD_OBJECT]), sql_text(version),
                            sql_number(*seq)),
                 &rows, err))
        return false;
    while ((ok = sql_next(&rows, &some, err)) && some) {
        *seq = sql_get_number(&rows, 0);
        log_hash_of(&hash, sql_get_bytes(&rows, 1));
        hex_encode(hex, hash.bytes, sizeof hash.bytes);
        ++*rows_read;
        if (span_is(record->values[RECORD_HASH], hex)) {
            mark(logged, *seq);
            *any = true;
        }
    }
    sql_done(&rows);
    return ok;
}

static bool mark_all(struct backup_logged *logged, const struct record *record, struct span version,
                     bool *ret_any, struct error *err)
{
    int64_t seq = 0;
    size_t rows = PAGE_VERSIONS;
    *ret_any = false;
    while (rows == PAGE_VERSIONS)
        if (!mark_page(logged, record, version, &seq, &rows, ret_any, err))
            return false;
    return true;
}

bool backup_logged_leaf(struct backup_logged *logged, int64_t number, const struct record *record,
                        struct error *err)
{
    struct arena arena;
    struct span version;
    bool any = false;
    arena_init_chunks(&arena, (size_t)8 * CHUNK_BYTES, CHUNK_BYTES);
    bool named = version_key_of_words(record->values[RECORD_VERSION], &arena, &version, err);
    bool ok = named && mark_all(logged, record, version, &any, err);
    arena_release(&arena);
    if (!named && !error_is_environment(err->code))
        return damaged(err, "leaf", number, "has no version that an object could have");
    return ok && (any || damaged(err, "leaf", number, "logs an object version that is not there"));
}

bool backup_logged_all(const struct backup_logged *logged, struct error *err)
{
    if (logged->found == logged->versions)
        return true;
    for (int64_t seq = 1; seq <= logged->versions; seq++) {
        uint64_t bit;
        if ((*word_of(logged, seq, &bit) & bit) == 0)
            return damaged(err, "version", seq, "was never logged");
    }
    return true;
}

void backup_logged_release(struct backup_logged *logged)
{
    free(logged->words);
    *logged = (struct backup_logged){0};
}
