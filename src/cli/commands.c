#include <string.h>

#include "cli/cli.h"
#include "cli/words.h"

const struct option common_options[] = {
    {.name = "--home",
     .value = "FOLDER",
     .kind = WORD_FOLDER,
     .help = "The home: the one folder that holds everything. Else it is $TREFOIL_HOME, else "
             "~/.local/share/trefoil."},
    {.name = "--quiet", .help = "No progress bar."},
    {.name = "--help", .help = "Prints this page."},
    {0},
};

static const struct option program_options[] = {
    {.name = "--version", .help = "Prints the version."},
    {0},
};

const struct command command_program = {.name = "", .options = {program_options}};

const struct command *const commands[] = {
    &command_init,  &command_ingest_flows, &command_ledger_show, &command_ledger_verify,
    &command_trace, &command_why,          &command_help,        NULL,
};

/* Whether the words begin with the name's one or two; how many these are. */
static bool begins_with(const char *name, int count, char **words, int *ret_used)
{
    const char *blank = strchr(name, ' ');
    size_t size = blank == NULL ? strlen(name) : (size_t)(blank - name);
    if (count < 1 || strlen(words[0]) != size || strncmp(words[0], name, size) != 0)
        return false;
    if (blank != NULL && (count < 2 || strcmp(words[1], blank + 1) != 0))
        return false;
    *ret_used = blank == NULL ? 1 : 2;
    return true;
}

const struct command *command_named(int count, char **words, int *ret_used)
{
    for (const struct command *const *at = commands; *at != NULL; at++)
        if (begins_with((*at)->name, count, words, ret_used))
            return *at;
    return NULL;
}

const struct option *command_option(const struct command *command, size_t number)
{
    for (size_t table = 0; table <= OPTION_TABLES_MAX; table++) {
        const struct option *option =
            table == OPTION_TABLES_MAX ? common_options : command->options[table];
        for (; option != NULL && option->name != NULL; option++, number--)
            if (number == 0)
                return option;
    }
    return NULL;
}

enum { WORD_BYTES_MAX = 63 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Damerau and Levenshtein, without a second edit between two swapped letters. */
unsigned word_distance(const char *a, const char *b)
{
    unsigned rows[3][WORD_BYTES_MAX + 1];
    size_t a_size = strlen(a), b_size = strlen(b);
    if (a_size > WORD_BYTES_MAX || b_size > WORD_BYTES_MAX)
        return WORD_BYTES_MAX;
    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a_size; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_size; j++) {
            unsigned changed = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(changed, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[a_size % 3][b_size];
}
