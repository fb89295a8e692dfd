#include "cli/object_words.h"

#include <string.h>

const struct option object_words_options[] = {
    {.name = "--version",
     .value = "TIME",
     .help = "The version, by its `modified`. Else the one that governs the object."},
    {.name = "--content",
     .value = "DIGITS",
     .help = "Where several contents stand under one version: the first digits of one's SHA-256, "
             "which the error names."},
    {0},
};

void object_words(const struct words *words, const char *ret_members[OBJECT_WORDS_MEMBERS])
{
    const char *const members[OBJECT_WORDS_MEMBERS] = {
        "id",      words->plain.words[0],           "version", words_value(words, "--version"),
        "content", words_value(words, "--content"),
    };
    memcpy(ret_members, members, sizeof members);
}
