#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "ingest/flows.h"

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

/* The only ledger of a home; several are an error that lists them. */
static bool only_ledger(char *ret_folder, const char *home, struct error *err)
{
    char all[PATH_BYTES_MAX], names[512] = "";
    size_t found = 0;
    if (!file_path(all, home, "ledger", err))
        return false;
    DIR *folder = opendir(all);
    if (folder == NULL && errno != ENOENT)
        return error_os(err, ERROR_IO, "look into", all, errno);
    bool ok = true;
    for (struct dirent *entry; ok && folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", found > 0 ? ", " : "", entry->d_name);
        ok = file_path(ret_folder, all, entry->d_name, err);
        found++;
    }
    if (folder != NULL)
        closedir(folder);
    if (!ok)
        return false;
    if (found == 0)
        return error_input(err, ERROR_NOT_FOUND, home, "no ledger here; ingest something first");
    return found == 1 || error_input(err, ERROR_USAGE, home,
                                     "several ledgers (%s); expected --chain CAIP2", names);
}

bool cli_open_ledger(struct ledger **ret_ledger, const struct words *words, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    const char *home, *chain = words_value(words, "--chain");
    if (!cli_home(words, &home, err))
        return false;
    bool ok =
        chain != NULL ? ledger_folder(folder, home, chain, err) : only_ledger(folder, home, err);
    return ok && ledger_open(ret_ledger, folder, err);
}
