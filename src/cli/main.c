#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cli.h"
#include "ingest/flows.h"

static const struct command *const commands[] = {&command_init,   &command_ingest, &command_label,
                                                 &command_ledger, &command_trace,  &command_why};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

int cli_fail(const struct error *err)
{
    fprintf(stderr, "trefoil: %s\n", err->text);
    if (err->code == ERROR_USAGE)
        return EXIT_WRONG_USE;
    return error_is_environment(err->code) ? EXIT_WRONG_PLACE : EXIT_WRONG_INPUT;
}

int cli_misuse(const struct command *command, const char *what)
{
    fprintf(stderr, "trefoil %s: %s\nusage: trefoil %s %s\n", command->name, what, command->name,
            command->usage);
    return EXIT_WRONG_USE;
}

void cli_warn(const struct dynbuf *lines)
{
    if (lines->size > 0)
        fprintf(stderr, "%s", lines->data);
}

bool cli_random(uint64_t *ret_value, struct error *err)
{
    return getentropy(ret_value, sizeof *ret_value) == 0 ||
           error_os(err, ERROR_IO, "read", "the system's randomness", errno);
}

/* The only ledger of a home; several are an error that lists them. */
static bool only_ledger(char *ret_folder, const char *home, struct error *err)
{
    char all[PATH_BYTES_MAX], names[512] = "";
    size_t found = 0;
    snprintf(all, sizeof all, "%s/ledger", home);
    DIR *folder = opendir(all);
    if (folder == NULL && errno != ENOENT)
        return error_os(err, ERROR_IO, "look into", all, errno);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", found > 0 ? ", " : "", entry->d_name);
        snprintf(ret_folder, PATH_BYTES_MAX, "%.*s/%s", PATH_BYTES_MAX - 300, all, entry->d_name);
        found++;
    }
    if (folder != NULL)
        closedir(folder);
    if (found == 0)
        return error_input(err, ERROR_NOT_FOUND, home, "no ledger here; ingest something first");
    return found == 1 || error_input(err, ERROR_USAGE, home,
                                     "several ledgers (%s); expected --chain CAIP2", names);
}

bool cli_open_ledger(struct ledger **ret_ledger, const char *home, const char *chain,
                     struct error *err)
{
    char folder[PATH_BYTES_MAX];
    bool ok =
        chain != NULL ? ledger_folder(folder, home, chain, err) : only_ledger(folder, home, err);
    return ok && ledger_open(ret_ledger, folder, err);
}

static int print_help(void)
{
    printf("trefoil " TREFOIL_VERSION ": follows stolen cryptocurrency, exactly\n\n"
           "usage: trefoil [--home FOLDER] COMMAND ...\n\n");
    for (int i = 0; i < COMMANDS; i++)
        printf("  %-8s %s\n           %s\n", commands[i]->name, commands[i]->usage,
               commands[i]->about);
    printf("\nThe home is --home, else TREFOIL_HOME, else ~/.local/share/trefoil.\n"
           "Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 wrong input, 4 disk, memory or "
           "another process.\n");
    return EXIT_DONE;
}

static const char *default_home(char *buffer, size_t size)
{
    const char *home = getenv("TREFOIL_HOME"), *user = getenv("HOME");
    if (home != NULL && home[0] != '\0')
        return home;
    snprintf(buffer, size, "%s/.local/share/trefoil", user != NULL ? user : ".");
    return buffer;
}

static int run_words(int count, char **words)
{
    char buffer[PATH_BYTES_MAX];
    const char *home = default_home(buffer, sizeof buffer);
    int at = 1;
    if (count > 2 && strcmp(words[1], "--home") == 0) {
        home = words[2];
        at = 3;
    }
    if (at >= count || strcmp(words[at], "--help") == 0)
        return print_help();
    if (strcmp(words[at], "--version") == 0) {
        puts("trefoil " TREFOIL_VERSION);
        return EXIT_DONE;
    }
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(words[at], commands[i]->name) == 0)
            return commands[i]->run(home, count - at, words + at);
    fprintf(stderr, "trefoil: '%s' is no command; trefoil --help lists them\n", words[at]);
    return EXIT_WRONG_USE;
}

int main(int count, char **words)
{
    int code = run_words(count, words);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    fprintf(stderr, "trefoil: cannot write the output\n");
    return EXIT_WRONG_PLACE;
}
