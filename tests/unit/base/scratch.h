/* A folder of its own for a test program, under TMPDIR; gone when the program ends. */
#pragma once

#include <stdbool.h>

/* Its path; makes it at the first call. */
const char *scratch(void);

/* Whether the file holds this text. */
bool scratch_holds(const char *path, const char *wanted);

/* The path of a name in it. Static storage, good for four calls. */
const char *scratch_path(const char *name);
