/* How commands are told which version of an object is meant: ID, --version, --content. */
#pragma once

#include "cli/words.h"

/* The options, as a table of a command whose one plain word is the ID. Ends with a row of zeros. */
extern const struct option object_words_options[];

/* The same as names and values in turn, for a question to the node (ask_node.h). */
enum { OBJECT_WORDS_MEMBERS = 6 };
void object_words(const struct words *words, const char *ret_members[OBJECT_WORDS_MEMBERS]);
