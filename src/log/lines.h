/* Texts of lines, as all files of a log are: each line ends with a newline, numbers and hashes have
 * one way to be written. Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"
#include "log/merkle.h"

/* Takes the next line off the front, without its newline. False, and both as they were: there is no
 * newline any more. */
bool line_take(struct span *rest, struct span *ret_line);

/* The same; the line must begin with the word, which is left out. */
bool line_take_after(struct span *rest, const char *word, struct span *ret_line);

/* The whole text as decimal digits without leading zeros, at most 2^63 - 1. */
bool decimal_parse(struct span text, uint64_t *ret_number);
bool decimal_put(struct dynbuf *out, uint64_t number);

/* A hash in base 64, and as a line of its own. */
bool log_hash_parse(struct span text, struct log_hash *ret_hash);
bool log_hash_line(struct dynbuf *out, const struct log_hash *hash);

/* Hashes, one a line, up to an empty line, which is taken too. False: a line that is no hash, more
 * than `max`, or no empty line; then nothing was taken. */
bool line_take_hashes(struct span *rest, size_t max, struct merkle_proof *ret_proof);
