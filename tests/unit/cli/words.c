/* The words of a call against a small table of its own. */
#include "cli/words.h"

#include "run.h"

static const struct option table[] = {
    {.name = "--flag"},
    {.name = "--one", .value = "VALUE"},
    {.name = "--many", .value = "VALUE", .many = true},
    {.name = "--pick", .value = "WORD", .choices = "red green"},
    {.name = "--open", .value = "WHICH", .choices = "none", .kind = WORD_FILE},
    {0},
};
static const struct command command = {
    .name = "test", .options = {table}, .plain = {.name = "FILE", .min = 1, .many = true}};
static const struct command bare = {.name = "bare", .options = {table}};

enum { GIVEN_MAX = 16, BUFFER_BYTES = 512 };

/* Cuts a line at blanks, in place; `''` is an empty word. */
static int cut(char *line, char **ret_words)
{
    int count = 0;
    for (char *at = line; *at != '\0'; count++) {
        assert_true(count < GIVEN_MAX);
        ret_words[count] = at;
        at += strcspn(at, " ");
        if (*at == ' ')
            *at++ = '\0';
        if (strcmp(ret_words[count], "''") == 0)
            ret_words[count][0] = '\0';
    }
    return count;
}

static bool reads(struct words *words, const struct command *by, const char *line, char *buffer,
                  struct error *err)
{
    char *given[GIVEN_MAX];
    assert_true(snprintf(buffer, BUFFER_BYTES, "%s", line) < BUFFER_BYTES);
    return words_read(words, by, cut(buffer, given), given, false, err);
}

static void refused(const struct command *by, const char *line, const char *why)
{
    struct words words;
    struct error err;
    char buffer[BUFFER_BYTES];
    assert_false(reads(&words, by, line, buffer, &err) && words_enough(&words, &err));
    assert_error(err, ERROR_USAGE, why);
    words_release(&words);
}

static void values_in_both_forms(void **state)
{
    struct words words;
    struct error err;
    char buffer[BUFFER_BYTES];
    (void)state;
    assert_true(
        reads(&words, &command, "a --many 1 --one=x=y b --many=2 --flag --many 3 -", buffer, &err));
    assert_string_equal(words_value(&words, "--one"), "x=y");
    assert_true(words_has(&words, "--flag"));
    assert_false(words_has(&words, "--pick"));
    assert_null(words_value(&words, "--pick"));
    struct word_list many = words_list(&words, "--many");
    assert_int_equal(many.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(many.words[i][0], (char)('1' + (int)i));
    assert_int_equal(words.plain.count, 3);
    assert_string_equal(words.plain.words[1], "b");
    assert_string_equal(words.plain.words[2], "-");
    words_release(&words);
}

static void two_dashes_end_the_options(void **state)
{
    struct words words;
    struct error err;
    char buffer[BUFFER_BYTES];
    (void)state;
    assert_true(reads(&words, &command, "--flag -- --flag -- --odd", buffer, &err));
    assert_int_equal(words.plain.count, 3);
    assert_string_equal(words.plain.words[0], "--flag");
    assert_string_equal(words.plain.words[1], "--");
    words_release(&words);
}

static void choices(void **state)
{
    struct words words;
    struct error err;
    char buffer[BUFFER_BYTES];
    (void)state;
    assert_true(reads(&words, &command, "f --pick green --open other.csv", buffer, &err));
    assert_string_equal(words_value(&words, "--pick"), "green");
    assert_string_equal(words_value(&words, "--open"), "other.csv");
    words_release(&words);
    refused(&command, "f --pick gree", "--pick: 'gree': expected one of red, green");
    refused(&command, "f --pick ''", "--pick: '': expected one of red, green");
    refused(&command, "f --pick=greenred", "--pick: 'greenred': expected one of red, green");
}

static void misuse(void **state)
{
    (void)state;
    refused(&command, "f --onn x", "--onn: no such option; did you mean --one?");
    refused(&command, "f --noe", "--noe: no such option; did you mean --one?");
    refused(&command, "f --frobnicate", "--frobnicate: no such option");
    refused(&command, "f -x", "-x: no such option");
    refused(&command, "f --fla", "--fla: no such option; did you mean --flag?");
    refused(&command, "f --one", "--one: expected VALUE behind it");
    refused(&command, "f --one --flag", "--one: expected VALUE behind it, not --flag");
    refused(&command, "f --one=", "--one: expected VALUE behind it, not nothing");
    refused(&command, "f --one ''", "--one: expected VALUE behind it, not nothing");
    refused(&command, "f --one a --one=b", "--one: given twice; expected once");
    refused(&command, "f --flag --flag", "--flag: given twice; expected once");
    refused(&command, "f --flag=yes", "--flag=yes: expected --flag without a value");
    refused(&command, "--flag", "expected FILE");
    refused(&bare, "--flag word", "word: not expected; only options are");
}

/* The options before a command's name; its own words are left for it. */
static void stops_before_the_command(void **state)
{
    char *given[] = {"--one", "v", "name", "--unknown"};
    struct words words;
    struct error err;
    (void)state;
    assert_true(words_read(&words, &bare, 4, given, true, &err));
    assert_int_equal(words.read, 2);
    assert_string_equal(words_value(&words, "--one"), "v");
    words_release(&words);
}

static void distances(void **state)
{
    char longest[80];
    (void)state;
    assert_int_equal(word_distance("", ""), 0);
    assert_int_equal(word_distance("", "abc"), 3);
    assert_int_equal(word_distance("abc", ""), 3);
    assert_int_equal(word_distance("trace", "trace"), 0);
    assert_int_equal(word_distance("traec", "trace"), 1);
    assert_int_equal(word_distance("kitten", "sitting"), 3);
    assert_int_equal(word_distance("ca", "abc"), 3);
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(word_distance(longest, longest), 63);
    longest[63] = '\0';
    assert_int_equal(word_distance(longest, longest), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_in_both_forms),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(choices),
        cmocka_unit_test(misuse),
        cmocka_unit_test(stops_before_the_command),
        cmocka_unit_test(distances),
    };
    return RUN_ALL("words", tests);
}
