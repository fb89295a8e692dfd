/* Pseudo-random numbers, the same in every run: splitmix64 (Steele, Lea, Flood, 2014). */
#pragma once

#include <stdint.h>

/* The next number; `*state` starts at any. */
static inline uint64_t random_from(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* The next one of a sequence that the whole program shares. */
static inline uint64_t random_next(void)
{
    static uint64_t state = 1;
    return random_from(&state);
}
