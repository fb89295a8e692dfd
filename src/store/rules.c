#include "store/rules.h"

#include "base/limits.h"
#include "store/questions.h"

bool rule_add(struct store *store, const struct release_rule *rule, int64_t *ret_number,
              struct error *err)
{
    static const char last[] = "SELECT MAX(number) FROM rule";
    static const char add[] =
        "INSERT INTO rule (number, kind, role, tlp, audience, account, made, ended) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
    int64_t number = 0;
    if (!sql_ask_number(store->db, last, SQL_NO_VALUES, &number, err) ||
        !sql_run(store->db, add,
                 SQL_VALUES(sql_number(++number), sql_text(rule->kind), sql_number(rule->role),
                            sql_number(rule->tlp), sql_number(rule->audience),
                            sql_number(rule->account), sql_number(rule->made)),
                 err))
        return false;
    *ret_number = number;
    return true;
}

bool rule_end(struct store *store, int64_t number, int64_t now, bool *ret_ended, struct error *err)
{
    static const char query[] = "UPDATE rule SET ended = $1 WHERE number = $2 AND ended = 0";
    if (!sql_run(store->db, query, SQL_VALUES(sql_number(now), sql_number(number)), err))
        return false;
    *ret_ended = sql_changed(store->db) > 0;
    return true;
}

bool rules_read(struct store *store, struct arena *arena, struct release_rule **ret_rules,
                size_t *ret_count, struct error *err)
{
    static const char query[] = "SELECT number, role, tlp, audience, account, made, kind "
                                "FROM rule WHERE ended = 0 ORDER BY number";
    struct sql_rows rows;
    size_t count = 0;
    bool some = false;
    struct release_rule *rules = arena_array(arena, RULES_MAX, sizeof *rules);
    if (rules == NULL)
        return error_memory(err, "reading the rules");
    if (!sql_ask(store->db, query, SQL_NO_VALUES, &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    for (; ok && some && count < RULES_MAX; count++) {
        rules[count] = (struct release_rule){
            .number = sql_get_number(&rows, 0),
            .role = sql_get_number(&rows, 1),
            .tlp = sql_get_number(&rows, 2),
            .audience = sql_get_number(&rows, 3),
            .account = sql_get_number(&rows, 4),
            .made = sql_get_number(&rows, 5),
        };
        ok = sql_keep(&rows, 6, arena, &rules[count].kind, err) && sql_next(&rows, &some, err);
    }
    sql_done(&rows);
    if (ok && some)
        return error_input(err, ERROR_LIMIT, "store", "more than %d release rules", RULES_MAX);
    if (!ok)
        return false;
    *ret_rules = rules;
    *ret_count = count;
    return true;
}
