#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "chain/caip.h"
#include "cli/cli.h"
#include "ingest/flows.h"
#include "trace/choice.h"

bool cli_home(const struct words *words, const char **ret_home, struct error *err)
{
    static char buffer[PATH_BYTES_MAX];
    const char *asked = words_value(words, "--home"), *home = getenv("TREFOIL_HOME"),
               *user = getenv("HOME");
    if (asked == NULL && home != NULL && home[0] != '\0')
        asked = home;
    if (asked != NULL) {
        *ret_home = asked;
        return true;
    }
    if (user == NULL || user[0] == '\0')
        return error_input(err, ERROR_USAGE, "home",
                           "nothing names it; expected --home FOLDER, TREFOIL_HOME or HOME");
    *ret_home = buffer;
    return file_path(buffer, user, ".local/share/trefoil", err);
}

enum { LEDGERS_MAX = 64, LEDGER_NAME_BYTES = 64 };

struct ledger_names {
    char names[LEDGERS_MAX][LEDGER_NAME_BYTES];
    size_t count;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool ledger_path(char *ret_folder, const char *home, const char *name, struct error *err)
{
    char all[PATH_BYTES_MAX];
    return file_path(all, home, "ledger", err) && file_path(ret_folder, all, name, err);
}

/* A first ingest that failed leaves a folder in which nothing is sealed. */
static bool is_ledger(const char *home, const char *name)
{
    char folder[PATH_BYTES_MAX], path[PATH_BYTES_MAX];
    struct error ignored;
    struct stat found;
    return strlen(name) < LEDGER_NAME_BYTES && ledger_path(folder, home, name, &ignored) &&
           file_path(path, folder, "manifest", &ignored) && stat(path, &found) == 0;
}

/* The ledgers of a home, by name; at least one. */
static bool list_ledgers(struct ledger_names *list, const char *home, struct error *err)
{
    char all[PATH_BYTES_MAX];
    list->count = 0;
    if (!file_path(all, home, "ledger", err))
        return false;
    DIR *folder = opendir(all);
    if (folder == NULL && errno != ENOENT)
        return error_os(err, ERROR_IO, "look into", all, errno);
    bool ok = true;
    for (struct dirent *entry; ok && folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.' || !is_ledger(home, entry->d_name))
            continue;
        ok = list->count < LEDGERS_MAX ||
             error_input(err, ERROR_LIMIT, all, "expected at most %d ledgers", LEDGERS_MAX);
        if (ok)
            memcpy(list->names[list->count++], entry->d_name, strlen(entry->d_name) + 1);
    }
    if (folder != NULL)
        closedir(folder);
    qsort(list->names, list->count, sizeof list->names[0], by_name);
    if (ok && list->count == 0)
        return error_input(err, ERROR_NOT_FOUND, home, "no ledger here; ingest something first");
    return ok;
}

static bool several(const struct ledger_names *list, const char *home, struct error *err)
{
    char names[LEDGERS_MAX * (LEDGER_NAME_BYTES + 2)] = "";
    size_t used = 0;
    for (size_t i = 0; i < list->count; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
                                 list->names[i]);
    return error_input(err, ERROR_USAGE, home, "several ledgers (%s); expected --chain CAIP2",
                       names);
}

bool cli_open_ledger(struct ledger **ret_ledger, const struct words *words, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    struct ledger_names list;
    const char *home, *chain = words_value(words, "--chain");
    if (!cli_home(words, &home, err))
        return false;
    if (chain != NULL && !caip2_valid(span_text(chain)))
        return error_input(err, ERROR_VALUE, "--chain", "'%s': expected CAIP-2 such as eip155:1",
                           chain);
    if (chain != NULL)
        return ledger_folder(folder, home, chain, err) && ledger_open(ret_ledger, folder, err);
    if (!list_ledgers(&list, home, err))
        return false;
    if (list.count > 1)
        return several(&list, home, err);
    return ledger_path(folder, home, list.names[0], err) && ledger_open(ret_ledger, folder, err);
}

bool cli_open_traced(struct ledger **ret_ledger, const struct words *words,
                     const struct trace_words *asked, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    struct ledger_names list;
    struct ledger *ledgers[LEDGERS_MAX] = {0};
    const char *home;
    size_t chosen = LEDGERS_MAX;
    if (words_value(words, "--chain") != NULL)
        return cli_open_ledger(ret_ledger, words, err);
    bool ok = cli_home(words, &home, err) && list_ledgers(&list, home, err);
    for (size_t i = 0; ok && i < list.count; i++)
        ok = ledger_path(folder, home, list.names[i], err) && ledger_open(&ledgers[i], folder, err);
    ok = ok && (list.count == 1 ? (chosen = 0, true)
                                : trace_choose_ledger(ledgers, list.count, asked, &chosen, err));
    for (size_t i = 0; i < LEDGERS_MAX; i++)
        if (!ok || i != chosen)
            ledger_free(ledgers[i]);
    if (ok)
        *ret_ledger = ledgers[chosen];
    return ok;
}
