#include "store/people.h"

#include "base/limits.h"
#include "store/questions.h"

static bool alphanumeric(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool account_name_valid(struct span name)
{
    if (name.size == 0 || name.size > ACCOUNT_NAME_BYTES_MAX || !alphanumeric(name.data[0]) ||
        !alphanumeric(name.data[name.size - 1]))
        return false;
    for (size_t i = 0; i < name.size; i++) {
        unsigned char c = name.data[i];
        if (!alphanumeric(c) && c != '.' && c != '_' && c != '-' && c != '@')
            return false;
    }
    return true;
}

static bool check_name(const char *what, struct span name, struct error *err)
{
    return account_name_valid(name) ||
           error_input(err, ERROR_VALUE, what,
                       "a name is 1 to %d of a-z, 0-9 and, in between, '. _ - @'",
                       ACCOUNT_NAME_BYTES_MAX);
}

/* Whether one more of them may be added. */
static bool check_room(int64_t count, int64_t max, const char *what, struct error *err)
{
    return count < max || error_input(err, ERROR_LIMIT, "store", "there are %lld %s already",
                                      (long long)max, what);
}

bool account_add(struct store *store, const struct account *account, int64_t *ret_number,
                 struct error *err)
{
    static const char last[] = "SELECT MAX(number) FROM account";
    static const char find[] = "SELECT number FROM account WHERE name = $1";
    static const char add[] =
        "INSERT INTO account (number, name, role, org, person, password, disabled, made) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    int64_t number = 0;
    int64_t same = 0;
    if (!check_name("account", account->name, err) ||
        !sql_ask_number(store->db, find, SQL_VALUES(sql_text(account->name)), &same, err) ||
        !sql_ask_number(store->db, last, SQL_NO_VALUES, &number, err))
        return false;
    if (same != 0)
        return error_input(err, ERROR_CONFLICT, "account", "the name '%.*s' is taken",
                           (int)account->name.size, (const char *)account->name.data);
    if (!check_room(number, ACCOUNTS_MAX, "accounts", err) ||
        !sql_run(store->db, add,
                 SQL_VALUES(sql_number(++number), sql_text(account->name),
                            sql_number(account->role), sql_number(account->org),
                            sql_text(account->person), sql_text(account->password),
                            sql_number(account->disabled), sql_number(account->made)),
                 err))
        return false;
    *ret_number = number;
    return true;
}

#define ACCOUNT_COLUMNS                                                                            \
    "SELECT number, role, org, disabled, made, name, person, password FROM account "

static bool take_account(const struct sql_rows *rows, struct arena *arena,
                         struct account *ret_account, struct error *err)
{
    *ret_account = (struct account){
        .number = sql_get_number(rows, 0),
        .role = sql_get_number(rows, 1),
        .org = sql_get_number(rows, 2),
        .disabled = sql_get_number(rows, 3) != 0,
        .made = sql_get_number(rows, 4),
    };
    return sql_keep(rows, 5, arena, &ret_account->name, err) &&
           sql_keep(rows, 6, arena, &ret_account->person, err) &&
           sql_keep(rows, 7, arena, &ret_account->password, err);
}

static bool read_one(struct store *store, const char *query, struct sql_value value,
                     struct arena *arena, struct account *ret_account, bool *ret_some,
                     struct error *err)
{
    struct sql_rows rows;
    struct account account = {0};
    bool some = false;
    if (!sql_ask_one(store->db, query, SQL_VALUES(value), &rows, &some, err))
        return false;
    if (some) {
        bool ok = take_account(&rows, arena, &account, err);
        sql_done(&rows);
        if (!ok)
            return false;
        *ret_account = account;
    }
    *ret_some = some;
    return true;
}

bool account_named(struct store *store, struct span name, struct arena *arena,
                   struct account *ret_account, bool *ret_some, struct error *err)
{
    static const char query[] = ACCOUNT_COLUMNS "WHERE name = $1";
    if (account_name_valid(name))
        return read_one(store, query, sql_text(name), arena, ret_account, ret_some, err);
    *ret_some = false;
    return true;
}

bool account_read(struct store *store, int64_t number, struct arena *arena,
                  struct account *ret_account, bool *ret_some, struct error *err)
{
    static const char query[] = ACCOUNT_COLUMNS "WHERE number = $1";
    return read_one(store, query, sql_number(number), arena, ret_account, ret_some, err);
}

bool accounts_read(struct store *store, struct arena *arena, struct account **ret_accounts,
                   size_t *ret_count, struct error *err)
{
    static const char last[] = "SELECT MAX(number) FROM account";
    static const char query[] = ACCOUNT_COLUMNS "WHERE number <= $1 ORDER BY name";
    struct sql_rows rows;
    size_t count = 0;
    bool some = false;
    int64_t room = 0;
    if (!sql_ask_number(store->db, last, SQL_NO_VALUES, &room, err))
        return false;
    struct account *accounts = arena_array(arena, (size_t)room + 1, sizeof *accounts);
    if (accounts == NULL)
        return error_memory(err, "reading the accounts");
    if (!sql_ask(store->db, query, SQL_VALUES(sql_number(room)), &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    for (; ok && some && count < (size_t)room; count++)
        ok = take_account(&rows, arena, &accounts[count], err) && sql_next(&rows, &some, err);
    sql_done(&rows);
    if (!ok)
        return false;
    *ret_accounts = accounts;
    *ret_count = count;
    return true;
}

/* A statement about one row at most: whether there was one. */
static bool run_one(struct store *store, const char *query, const struct sql_value *values,
                    size_t count, bool *ret_some, struct error *err)
{
    if (!sql_run(store->db, query, values, count, err))
        return false;
    *ret_some = sql_changed(store->db) > 0;
    return true;
}

bool account_disable(struct store *store, int64_t number, bool disabled, bool *ret_some,
                     struct error *err)
{
    static const char query[] = "UPDATE account SET disabled = $1 WHERE number = $2";
    return run_one(store, query, SQL_VALUES(sql_number(disabled), sql_number(number)), ret_some,
                   err);
}

bool account_set_password(struct store *store, int64_t number, struct span password, bool *ret_some,
                          struct error *err)
{
    static const char query[] = "UPDATE account SET password = $1 WHERE number = $2";
    return run_one(store, query, SQL_VALUES(sql_text(password), sql_number(number)), ret_some, err);
}

bool token_put(struct store *store, const struct account_token *token, struct error *err)
{
    static const char drop[] = "DELETE FROM token WHERE account = $1 AND until <= $2";
    static const char count[] = "SELECT COUNT(*) FROM token WHERE account = $1";
    static const char same[] = "SELECT COUNT(*) FROM token WHERE account = $1 AND name = $2";
    static const char add[] =
        "INSERT INTO token (hash, account, name, made, until) VALUES ($1, $2, $3, $4, $5)";
    struct sql_value account = sql_number(token->account);
    int64_t all = 0;
    int64_t named = 0;
    ensure(token->hash.size == PEOPLE_HASH_BYTES);
    if (!check_name("token", token->name, err) ||
        !sql_run(store->db, drop, SQL_VALUES(account, sql_number(token->made)), err) ||
        !sql_ask_number(store->db, count, SQL_VALUES(account), &all, err) ||
        !sql_ask_number(store->db, same, SQL_VALUES(account, sql_text(token->name)), &named, err))
        return false;
    if (named != 0)
        return error_input(err, ERROR_CONFLICT, "token", "the account has one of that name");
    return check_room(all, TOKENS_MAX, "tokens of this account", err) &&
           sql_run(store->db, add,
                   SQL_VALUES(sql_bytes(token->hash), account, sql_text(token->name),
                              sql_number(token->made), sql_number(token->until)),
                   err);
}

bool token_account(struct store *store, struct span hash, int64_t now, int64_t *ret_account,
                   int64_t *ret_until, struct error *err)
{
    static const char query[] = "SELECT account, until FROM token WHERE hash = $1 AND until > $2";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(store->db, query, SQL_VALUES(sql_bytes(hash), sql_number(now)), &rows, &some,
                     err))
        return false;
    *ret_account = some ? sql_get_number(&rows, 0) : 0;
    *ret_until = some ? sql_get_number(&rows, 1) : 0;
    if (some)
        sql_done(&rows);
    return true;
}

static bool take_token(const struct sql_rows *rows, struct arena *arena,
                       struct account_token *ret_token, struct error *err)
{
    *ret_token = (struct account_token){
        .account = sql_get_number(rows, 0),
        .made = sql_get_number(rows, 1),
        .until = sql_get_number(rows, 2),
    };
    return sql_keep(rows, 3, arena, &ret_token->hash, err) &&
           sql_keep(rows, 4, arena, &ret_token->name, err);
}

bool tokens_read(struct store *store, int64_t account, struct arena *arena,
                 struct account_token **ret_tokens, size_t *ret_count, struct error *err)
{
    static const char query[] = "SELECT account, made, until, hash, name FROM token "
                                "WHERE account = $1 ORDER BY name";
    struct sql_rows rows;
    size_t count = 0;
    bool some = false;
    struct account_token *tokens = arena_array(arena, TOKENS_MAX, sizeof *tokens);
    if (tokens == NULL)
        return error_memory(err, "reading tokens");
    if (!sql_ask(store->db, query, SQL_VALUES(sql_number(account)), &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    for (; ok && some && count < TOKENS_MAX; count++)
        ok = take_token(&rows, arena, &tokens[count], err) && sql_next(&rows, &some, err);
    sql_done(&rows);
    if (!ok)
        return false;
    *ret_tokens = tokens;
    *ret_count = count;
    return true;
}

bool token_end(struct store *store, int64_t account, struct span name, bool *ret_ended,
               struct error *err)
{
    static const char query[] = "DELETE FROM token WHERE account = $1 AND name = $2";
    return run_one(store, query, SQL_VALUES(sql_number(account), sql_text(name)), ret_ended, err);
}

bool certificate_put(struct store *store, struct span hash, int64_t account, int64_t made,
                     struct error *err)
{
    static const char query[] = "INSERT INTO certificate (hash, account, made) VALUES ($1, $2, $3) "
                                "ON CONFLICT (hash) DO UPDATE SET made = excluded.made";
    static const char count[] = "SELECT COUNT(*) FROM certificate";
    int64_t all = 0;
    int64_t whose = 0;
    ensure(hash.size == PEOPLE_HASH_BYTES);
    if (!certificate_account(store, hash, &whose, err) ||
        !sql_ask_number(store->db, count, SQL_NO_VALUES, &all, err))
        return false;
    if (whose != 0 && whose != account)
        return error_input(err, ERROR_CONFLICT, "certificate",
                           "it signs in as another account; expected it to be ended there first");
    return (whose != 0 || check_room(all, CERTIFICATES_MAX, "certificates", err)) &&
           sql_run(store->db, query,
                   SQL_VALUES(sql_bytes(hash), sql_number(account), sql_number(made)), err);
}

bool certificates_read(struct store *store, struct arena *arena,
                       struct account_certificate **ret_certificates, size_t *ret_count,
                       struct error *err)
{
    static const char count[] = "SELECT COUNT(*) FROM certificate";
    static const char query[] =
        "SELECT account, made, hash FROM certificate ORDER BY account, hash";
    struct sql_rows rows;
    int64_t all = 0;
    size_t read = 0;
    bool some = false;
    if (!sql_ask_number(store->db, count, SQL_NO_VALUES, &all, err))
        return false;
    struct account_certificate *certificates =
        arena_array(arena, (size_t)all, sizeof *certificates);
    if (certificates == NULL)
        return error_memory(err, "reading certificates");
    if (!sql_ask(store->db, query, SQL_NO_VALUES, &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    for (; ok && some && read < (size_t)all; read++) {
        certificates[read].account = sql_get_number(&rows, 0);
        certificates[read].made = sql_get_number(&rows, 1);
        ok =
            sql_keep(&rows, 2, arena, &certificates[read].hash, err) && sql_next(&rows, &some, err);
    }
    sql_done(&rows);
    if (!ok)
        return false;
    *ret_certificates = certificates;
    *ret_count = read;
    return true;
}

bool certificate_account(struct store *store, struct span hash, int64_t *ret_account,
                         struct error *err)
{
    static const char query[] = "SELECT account FROM certificate WHERE hash = $1";
    return sql_ask_number(store->db, query, SQL_VALUES(sql_bytes(hash)), ret_account, err);
}

bool certificate_end(struct store *store, struct span hash, int64_t account, bool *ret_ended,
                     struct error *err)
{
    static const char query[] = "DELETE FROM certificate WHERE hash = $1 AND account = $2";
    return run_one(store, query, SQL_VALUES(sql_bytes(hash), sql_number(account)), ret_ended, err);
}
