/*
 * The reference checked by itself, before anything is compared with it.
 *
 * Each function prints what it found to standard output and returns the number of disagreements.
 */
#pragma once

#include <stdint.h>

/* The three thefts under dir (the folder that holds harmony-2023/ and so on) against the numbers
   agreed for them, which were made without this code. Load: 5,000 rows, seconds. */
int ref_check_heists(const char *dir);

/* Small ledgers worked out by hand: order, caps, runs, --min, services, poison. */
int ref_check_cases(void);

/* Laws that hold on every graph, on so many random ones. */
int ref_check_random(uint64_t graphs);

/* Cases of the tiny domain (see domain.h) are traced and must balance. */
int ref_check_domain(int transactions, int rows_per_tx, uint64_t table_stride,
                     uint64_t case_stride);
