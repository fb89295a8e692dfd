/* What a fuzz target is: one function over bytes, which crashes when something is wrong. Beside
 * fuzz_NAME.c stands the folder corpus/NAME; NAME is a line of meson.build. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Kept on in every build; `ensure` says the line, this also what was wrong there. */
static inline void target_fails(const char *what)
{
    fprintf(stderr, "target: %s\n", what);
    abort();
}
