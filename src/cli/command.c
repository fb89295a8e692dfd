#include "cli/command.h"

#include <string.h>

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
