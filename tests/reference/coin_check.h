/*
 * The coin reference checked by itself. Each function prints what it found to standard output and
 * returns the number of disagreements.
 */
#pragma once

#include <stdint.h>

/* Chains worked out by hand, among them the examples of the literature. */
int ref_coin_check_cases(void);

/* Laws that hold on every chain, on so many random ones. */
int ref_coin_check_random(uint64_t chains);

/* Cases of the tiny domain are traced and must balance; samples 0: of every chain, and owners go
   round; queries 0: every query of each. */
int ref_coin_check_domain(int transactions, uint64_t samples, uint64_t queries);

/* The real CoinJoins under dir: each as a tiny chain, through all rules, with several seeds. */
int ref_coin_check_coinjoins(const char *dir);
