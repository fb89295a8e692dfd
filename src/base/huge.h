/* Large memory in huge pages: what is read here and there, hundreds of megabytes of it, costs as
 * much in walks through the page tables as in the reads themselves.
 *
 *     like malloc, calloc, realloc; released with free(); small sizes are theirs alone
 *
 * A hint: where the system does not take it nothing is lost. Threads: as malloc.
 */
#pragma once

#include <stddef.h>

void *huge_alloc(size_t bytes);
void *huge_zeroed(size_t count, size_t size);

/* Like huge_zeroed, for what is soon written all over, as a table is: its pages are there at once.
 * Else each place that is looked at before it is written costs two faults, and the second one stops
 * all threads. */
void *huge_table(size_t count, size_t size);

/* For main(), before all else: large memory goes back to the system whenever it is freed. As it
 * comes, malloc does that with the first only, and keeps on its heap what follows, where holes
 * stay: a process that builds one ledger after the other grows. */
void huge_give_back(void);

/* Grows in place or by moving pages, not by copying, where the system can. */
void *huge_realloc(void *memory, size_t bytes);
