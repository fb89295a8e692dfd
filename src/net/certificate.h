/* What a certificate is told by: SHA-256 over its DER, as browsers and openssl show it. Threads:
 * pure functions. */
#pragma once

#include "base/error.h"
#include "base/span.h"

enum { CERTIFICATE_HASH_BYTES = 32 };

void certificate_hash(struct span der, unsigned char ret_hash[CERTIFICATE_HASH_BYTES]);

/* Of a text in PEM with exactly one certificate (RFC 7468, section 5). Errors: syntax. */
bool certificate_hash_pem(struct span pem, unsigned char ret_hash[CERTIFICATE_HASH_BYTES],
                          struct error *err);
