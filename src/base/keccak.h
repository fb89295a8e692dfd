/* Keccak-256 with the padding of the first submission, as Ethereum uses it (not FIPS 202). */
#pragma once

#include "base/span.h"

enum { KECCAK256_BYTES = 32 };

void keccak256(unsigned char *ret_hash, struct span bytes);
