/* What the two databases give to sql.c. Only sql*.c include this. */
#pragma once

#include "store/sql.h"

enum { SQL_QUERIES_MAX = 256 }; /* distinct queries of one connection */

struct sql_backend {
    void (*close)(struct sql *db);
    bool (*script)(struct sql *db, const char *statements, struct error *err);
    bool (*ask)(struct sql *db, const char *query, const struct sql_value *values, size_t count,
                struct sql_rows *ret_rows, struct error *err);
    bool (*next)(struct sql_rows *rows, bool *ret_some, struct error *err);
    void (*done)(struct sql_rows *rows);
    uint64_t (*changed)(const struct sql_rows *rows); /* after the last `next` */
    int64_t (*number)(const struct sql_rows *rows, int column);
    struct span (*bytes)(const struct sql_rows *rows, int column);
    bool (*is_null)(const struct sql_rows *rows, int column);
    bool (*there)(struct sql *db, struct error *err); /* sql_there; NULL: it cannot move */
    const char *begin;
    const char *begin_reading;
    struct sql_words words;
};

/* The head of each backend's connection. */
struct sql {
    const struct sql_backend *backend;
    struct sql_counts counts;
    uint64_t changed;
    bool begun;
    bool spoilt; /* a question of the transaction failed: it can only be rolled back */
    const char *queries[SQL_QUERIES_MAX]; /* open addressing by address */
    void *prepared[SQL_QUERIES_MAX];      /* the backend's own of each */
};

/* The slot of a query: the one it has, or a free one. Aborts when there are too many queries. */
size_t sql_slot(const struct sql *db, const char *query);
