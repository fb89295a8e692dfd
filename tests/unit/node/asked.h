/* The asked node of a test program: one, opened and closed around each of its tests. */
#pragma once

#include "asked_node.h"

extern struct asked_node asked;
int asked_begin(void **state);
int asked_end(void **state);
/* A text with two words in it; lives until the next question. */
const char *ask_format(const char *text, const char *one, const char *other);
