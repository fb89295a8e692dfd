/* What the benches share: a table made once, a clock, medians, and how a result is printed. */
#pragma once

#include <stdint.h>

#include "base/error.h"

enum { MEASURE_RUNS = 7 };

/* Nanoseconds of a clock that only goes forward. */
uint64_t measure_now(void);

/* Nanoseconds of processor time that this process has used: for work in one thread. */
uint64_t measure_processor(void);

/* The same of the programs that it has run, system calls included. */
uint64_t measure_children(void);

/* Of MEASURE_RUNS numbers. */
uint64_t measure_median(uint64_t *numbers);

/* How many rows: the first argument, else 10 million. */
uint64_t measure_transfers(int count, char **words);

/* A folder for the bench's files, and the generated table in it, made unless it is there. */
const char *measure_folder(void);
const char *measure_table(uint64_t transfers);

/* Runs a program with its output thrown away; wall time, from before its start to its end. The
 * words end with NULL. An exit code above `most` ends the bench. */
uint64_t measure_command(const char *const *words, int most);

/* Removes a folder with all that is in it, and waits until the disk is done. */
void measure_clear(const char *folder);

/* Ends the program over an error. */
_Noreturn void measure_fail(const struct error *err);
