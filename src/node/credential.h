/* What a request shows in its Authorization field, read and not yet believed.
 *
 *     Basic   base64(NAME ":" PASSWORD)    RFC 7617: UTF-8, no control characters, the first colon
 *     Bearer  TOKEN                        RFC 6750, 2.1
 *
 * Anything else is CREDENTIAL_WRONG: another scheme, two of them, no base 64 in its one form
 * (base/base64.h), no colon, more than CREDENTIAL_BYTES_MAX.
 *
 * Lifetime: `secret` of a token lies in the field, all else in the credential, which does not move
 * and is wiped when it is done with. Threads: pure functions.
 */
#pragma once

#include "base/limits.h"
#include "base/span.h"

enum credential_kind {
    CREDENTIAL_NOTHING,
    CREDENTIAL_PASSWORD,
    CREDENTIAL_TOKEN,
    CREDENTIAL_CERTIFICATE, /* not in the field: sign_in.c */
    CREDENTIAL_WRONG,
};

struct credential {
    enum credential_kind kind;
    struct span name;   /* of a password; any text without a colon */
    struct span secret; /* password, token */
    unsigned char decoded[CREDENTIAL_BYTES_MAX];
};

void credential_read(struct credential *ret_credential, struct span field);
void credential_wipe(struct credential *credential);
