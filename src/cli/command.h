/* A command as a table: what it is called, which words it takes, and what its manual says. Parsing
 * (words.h), `--help`, the manual pages and the completion of bash all come from it.
 *
 * To add an option: a row in the command's options, and `words_value`, `words_has` or `words_list`
 * where it is used. To add a command: a cmd_*.c with its table, its name in commands.c and, for its
 * manual page, in the meson.build of this folder.
 *
 * All of it is static and never changes; threads may share it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What a word is, for completion. */
enum word_kind {
    WORD_TEXT, /* nothing to offer */
    WORD_FILE,
    WORD_FOLDER,
    WORD_COMMAND,
};

struct option {
    const char *name;    /* "--rule" */
    const char *value;   /* how the help names its value, "RULE"; NULL: the option takes none */
    const char *choices; /* "fifo lifo": the only values, if `kind` is WORD_TEXT; or NULL */
    const char *help;    /* sentences */
    enum word_kind kind; /* of the value */
    bool many;           /* may be given more than once */
    bool needed;         /* the help says so; the command itself asks for it */
};

/* The words of a command that are no options. */
struct plain_words {
    const char *name; /* "FILE", or NULL when the command takes none */
    const char *help;
    enum word_kind kind;
    size_t min;
    bool many; /* any number from `min` on; else `min`, or one where `min` is 0 */
};

struct example {
    const char *line;  /* as typed, without a prompt */
    const char *about; /* a sentence */
};

struct words;

enum { OPTION_TABLES_MAX = 3 };

struct command {
    const char *name;  /* one word or two: "trace", "ledger show" */
    const char *about; /* a line of a list */
    struct plain_words plain;
    const struct option *options[OPTION_TABLES_MAX]; /* tables, each ends with a row of zeros */
    const char *const *paragraphs;                   /* the description; ends with NULL */
    const struct example *examples;                  /* ends with a row of zeros */
    const char *codes; /* what exit code 1 means here; NULL: it does not come */
    int (*run)(const struct words *words);
};

/* The options that every command takes: --home, --quiet, --help. Ends with a row of zeros. */
extern const struct option common_options[];

/* The program itself: the options that may stand before a command's name. Never run. */
extern const struct command command_program;

/* All commands in the order of the list, ends with NULL. */
extern const struct command *const commands[];

/* The command whose whole name these words begin with, and how many words its name has; or NULL. */
const struct command *command_named(int count, char **words, int *ret_used);

/* The nth option of a command, the common ones last; NULL behind them. */
const struct option *command_option(const struct command *command, size_t number);

/* How far apart two words are: letters added, left out, changed or swapped with their neighbour.
 * Words longer than 63 bytes are as far apart as can be. */
unsigned word_distance(const char *a, const char *b);
