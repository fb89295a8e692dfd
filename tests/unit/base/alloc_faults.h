/* Allocations that fail when a test says so. For programs linked with --wrap=malloc, --wrap=calloc
 * and --wrap=realloc; only calls from our own objects are seen. Threads: one.
 */
#pragma once

/* The `nth` allocation from now returns NULL, those before and behind it are served; 0: none. */
void alloc_fail_at(unsigned nth);

/* Allocations asked for since alloc_fail_at. */
unsigned alloc_count(void);
