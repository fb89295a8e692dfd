/* The line of the progress bar. Apart from the clock and the terminal, so that it can be tested. */
#pragma once

#include "base/progress.h"

enum { PROGRESS_WIDTH_MIN = 20, PROGRESS_WIDTH_MAX = 200 };

/* Writes a line of less than `width` characters (the range above), as terminals wrap a full one:
 * `trace, fifo [####......]  40 %, 400000 of 1000000 transfers, 3 s`. Without room
 * the bar goes first, then the end of the line. */
void progress_line(char *ret_line, size_t width, const char *doing, const struct progress *board,
                   uint64_t seconds);
