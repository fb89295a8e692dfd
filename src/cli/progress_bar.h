/* The line of the progress bar. Apart from the clock and the terminal, so that it can be tested. */
#pragma once

#include "base/progress.h"

/* Writes a line of at most `width` characters (20 to 200) and a zero:
 * `trace, fifo [####......]  40 %, 400000 of 1000000 transfers, 3 s`. Without room the bar goes
 * first, then the end of the line. */
void progress_line(char *ret_line, size_t width, const char *doing, const struct progress *board,
                   uint64_t seconds);
