#include "sqlite_reach.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"

static void check(sqlite3 *db, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return;
    fprintf(stderr, "bench: SQLite: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static uint64_t account_of(const struct ledger *ledger, uint64_t container)
{
    struct error err;
    uint64_t account, asset;
    if (container == LEDGER_NONE)
        return UINT32_MAX;
    if (!ledger_container(ledger, container, &account, &asset, &err))
        measure_fail(&err);
    return account;
}

static void load(sqlite3 *db, const struct ledger *ledger, uint64_t first, uint64_t rows)
{
    sqlite3_stmt *insert;
    check(db, sqlite3_exec(db,
                           "BEGIN; CREATE TABLE moves (at INTEGER PRIMARY KEY, sender INTEGER, "
                           "receiver INTEGER); CREATE TABLE seeds (account INTEGER);",
                           NULL, NULL, NULL));
    check(db, sqlite3_prepare_v2(db, "INSERT INTO moves VALUES (?, ?, ?)", -1, &insert, NULL));
    for (uint64_t i = first; i < first + rows && i < ledger_count(ledger, COUNT_TRANSFERS); i++) {
        struct error err;
        struct transfer transfer;
        if (!ledger_transfer(ledger, i, &transfer, &err))
            measure_fail(&err);
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)i);
        sqlite3_bind_int64(insert, 2, (sqlite3_int64)account_of(ledger, transfer.from));
        sqlite3_bind_int64(insert, 3, (sqlite3_int64)account_of(ledger, transfer.to));
        check(db, sqlite3_step(insert));
        check(db, sqlite3_reset(insert));
    }
    sqlite3_finalize(insert);
    check(db, sqlite3_exec(db, "COMMIT; CREATE INDEX by_sender ON moves (sender, at, receiver);",
                           NULL, NULL, NULL));
}

uint64_t sqlite_reach(const struct ledger *ledger, uint64_t first, uint64_t rows,
                      const uint64_t *seeds, size_t seed_count, uint64_t *ret_moves)
{
    static const char query[] =
        "WITH RECURSIVE moved (receiver, at) AS (SELECT account, -1 FROM seeds UNION "
        "SELECT moves.receiver, moves.at FROM moved JOIN moves ON moves.sender = moved.receiver "
        "AND moves.at > moved.at) SELECT count(*) FROM moved";
    sqlite3 *db;
    sqlite3_stmt *ask;
    check(NULL, sqlite3_open(":memory:", &db));
    load(db, ledger, first, rows);
    for (size_t i = 0; i < seed_count; i++) {
        char insert[64];
        snprintf(insert, sizeof insert, "INSERT INTO seeds VALUES (%llu)",
                 (unsigned long long)seeds[i]);
        check(db, sqlite3_exec(db, insert, NULL, NULL, NULL));
    }
    uint64_t start = measure_processor();
    check(db, sqlite3_prepare_v2(db, query, -1, &ask, NULL));
    check(db, sqlite3_step(ask));
    *ret_moves = (uint64_t)sqlite3_column_int64(ask, 0);
    uint64_t time = measure_processor() - start;
    sqlite3_finalize(ask);
    sqlite3_close(db);
    return time;
}
