#include "cli/words.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    struct words *words;
    const struct command *command;
    size_t *option_of; /* by value read, the number of its option */
    const char **values;
    size_t value_count;
    const char **plain;
    size_t plain_count;
};

static const char *nearest(const char *word, const char *other, unsigned *best, const char *so_far)
{
    unsigned distance = word_distance(word, other);
    if (distance >= *best)
        return so_far;
    *best = distance;
    return other;
}

/* The option that somebody may have meant: at most a third of its letters are others. */
static bool unknown_option(const struct command *command, const char *word, struct error *err)
{
    const char *near = NULL;
    const struct option *option;
    unsigned best = (unsigned)strlen(word) / 3 + 1;
    for (size_t i = 0; (option = command_option(command, i)) != NULL; i++)
        near = nearest(word, option->name, &best, near);
    if (near == NULL)
        return error_input(err, ERROR_USAGE, word, "no such option");
    return error_input(err, ERROR_USAGE, word, "no such option; did you mean %s?", near);
}

static bool wrong_choice(const struct option *option, const char *value, struct error *err)
{
    char listed[256];
    size_t used = 0;
    for (const char *at = option->choices; *at != '\0' && used + 2 < sizeof listed; at++) {
        if (*at == ' ')
            listed[used++] = ',';
        listed[used++] = *at;
    }
    listed[used] = '\0';
    return error_input(err, ERROR_USAGE, option->name, "'%s': expected one of %s", value, listed);
}

static bool is_choice(const char *choices, const char *value)
{
    size_t size = strlen(value);
    for (const char *at = choices; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (size > 0 && strncmp(at, value, size) == 0 && (at[size] == ' ' || at[size] == '\0'))
            return true;
    }
    return false;
}

static bool take_value(struct reading *reading, size_t number, const char *value, struct error *err)
{
    const struct option *option = command_option(reading->command, number);
    if (option->choices != NULL && option->kind == WORD_TEXT && !is_choice(option->choices, value))
        return wrong_choice(option, value, err);
    if (value[0] == '\0')
        return error_input(err, ERROR_USAGE, option->name, "expected %s behind it, not nothing",
                           option->value);
    for (size_t i = 0; !option->many && i < reading->value_count; i++)
        if (reading->option_of[i] == number)
            return error_input(err, ERROR_USAGE, option->name, "given twice; expected once");
    reading->option_of[reading->value_count] = number;
    reading->values[reading->value_count++] = value;
    return true;
}

/* An option, `word`; its value may be the word behind it. Moves `*at` onto what it took. */
static bool take_option(struct reading *reading, int count, char **given, int *at,
                        struct error *err)
{
    const char *word = strcmp(given[*at], "-h") == 0 ? "--help" : given[*at];
    const char *equals = strchr(word, '=');
    size_t size = equals == NULL ? strlen(word) : (size_t)(equals - word), number = 0;
    const struct option *option;
    while ((option = command_option(reading->command, number)) != NULL &&
           !(strlen(option->name) == size && strncmp(option->name, word, size) == 0))
        number++;
    if (option == NULL)
        return unknown_option(reading->command, word, err);
    if (option->value == NULL)
        return equals == NULL ? take_value(reading, number, option->name, err)
                              : error_input(err, ERROR_USAGE, word, "expected %s without a value",
                                            option->name);
    if (equals != NULL)
        return take_value(reading, number, equals + 1, err);
    if (*at + 1 >= count)
        return error_input(err, ERROR_USAGE, option->name, "expected %s behind it", option->value);
    if (strncmp(given[*at + 1], "--", 2) == 0)
        return error_input(err, ERROR_USAGE, option->name, "expected %s behind it, not %s",
                           option->value, given[*at + 1]);
    return take_value(reading, number, given[++*at], err);
}

static bool take_plain(struct reading *reading, const char *word, struct error *err)
{
    const struct plain_words *plain = &reading->command->plain;
    size_t max = plain->name == NULL ? 0 : plain->min > 0 ? plain->min : 1;
    if (plain->name == NULL)
        return error_input(err, ERROR_USAGE, word, "not expected; only options are");
    if (!plain->many && reading->plain_count == max)
        return error_input(err, ERROR_USAGE, word, "one word too many; expected %s alone",
                           plain->name);
    reading->plain[reading->plain_count++] = word;
    return true;
}

static bool take_all(struct reading *reading, int count, char **given, bool before,
                     struct error *err)
{
    bool options = true;
    int at = 0;
    for (; at < count; at++) {
        if (options && strcmp(given[at], "--") == 0) {
            options = false;
        } else if (options && given[at][0] == '-' && given[at][1] != '\0') {
            if (!take_option(reading, count, given, &at, err))
                return false;
        } else if (before) {
            break;
        } else if (!take_plain(reading, given[at], err)) {
            return false;
        }
    }
    reading->words->read = at;
    return true;
}

/* Puts the values of one option side by side, in the order in which they came. */
static void sort_values(const struct reading *reading, const char **sorted)
{
    struct words *words = reading->words;
    for (size_t number = 0; command_option(reading->command, number) != NULL; number++) {
        ensure(number < WORDS_OPTIONS_MAX);
        words->given[number].words = sorted;
        for (size_t i = 0; i < reading->value_count; i++)
            if (reading->option_of[i] == number)
                *sorted++ = reading->values[i];
        words->given[number].count = (size_t)(sorted - words->given[number].words);
    }
}

bool words_read(struct words *words, const struct command *command, int count, char **given,
                bool before, struct error *err)
{
    size_t most = (size_t)count + 1;
    *words = (struct words){.command = command};
    words->memory = calloc(3 * most, sizeof *words->memory);
    size_t *option_of = calloc(most, sizeof *option_of);
    struct reading reading = {.words = words, .command = command, .option_of = option_of};
    bool ok = (words->memory != NULL && option_of != NULL) ||
              error_memory(err, "reading the words of the command");
    if (ok) {
        reading.values = words->memory + most;
        reading.plain = words->memory + 2 * most;
        ok = take_all(&reading, count, given, before, err);
    }
    if (ok) {
        sort_values(&reading, words->memory);
        words->plain = (struct word_list){reading.plain, reading.plain_count};
    }
    free(option_of);
    return ok;
}

void words_release(struct words *words)
{
    free(words->memory);
    words->memory = NULL;
}

bool words_enough(const struct words *words, struct error *err)
{
    const struct plain_words *plain = &words->command->plain;
    return words->plain.count >= plain->min ||
           error_input(err, ERROR_USAGE, "", "expected %s", plain->name);
}

struct word_list words_list(const struct words *words, const char *option)
{
    size_t number = 0;
    const struct option *row;
    while ((row = command_option(words->command, number)) != NULL && strcmp(row->name, option) != 0)
        number++;
    ensure(row != NULL);
    return words->given[number];
}

const char *words_value(const struct words *words, const char *option)
{
    struct word_list list = words_list(words, option);
    return list.count == 0 ? NULL : list.words[0];
}

bool words_has(const struct words *words, const char *option)
{
    return words_list(words, option).count > 0;
}
