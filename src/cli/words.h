/* The words of one call, read by the table of its command.
 *
 *     trefoil trace --seed A --seed=B --json       values behind a blank or a `=`
 *     trefoil ingest flows --unique -- -strange    `--` ends the options
 *
 * Options and plain words may stand in any order. Nothing is shortened: `--ru` is no option.
 * Lifetime: words_read to words_release; the texts are those of the caller's `words`. Threads: one
 * at a time while reading, then any number.
 */
#pragma once

#include "base/error.h"
#include "cli/command.h"

enum { WORDS_OPTIONS_MAX = 32 };

struct word_list {
    const char *const *words;
    size_t count;
};

struct words {
    const struct command *command;
    struct word_list given[WORDS_OPTIONS_MAX]; /* by command_option; of a flag, its own name */
    struct word_list plain;
    const char **memory;
    int read; /* words taken */
};

/* Reads words behind the command's name. Of a command that takes no plain words and has `before`
 * set, reading stops at the first one: those are the options before a command's name. Errors: usage
 * (names the word, what was expected, and a near name), memory. Release also after a failure. */
bool words_read(struct words *words, const struct command *command, int count, char **given,
                bool before, struct error *err);
void words_release(struct words *words);

/* Asks that enough plain words are there. Errors: usage. Apart, so that --help needs none. */
bool words_enough(const struct words *words, struct error *err);

/* By the option's name, which is in the command's table. */
bool words_has(const struct words *words, const char *option);
const char *words_value(const struct words *words, const char *option); /* NULL: not given */
struct word_list words_list(const struct words *words, const char *option);
