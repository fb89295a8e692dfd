/* The words of a configuration that are no plain texts. Threads: pure functions. */
#pragma once

#include "node/config.h"

/* "127.0.0.1:8443", "[::1]:8443": a numeric address and a port (0: any that is free). The address
 * without brackets has room for HTTP_ADDRESS_TEXT_BYTES. */
bool config_listen_parse(struct span text, char *ret_address, uint16_t *ret_port,
                         bool *ret_loopback);

/* Lower-case letters and digits, a letter first, 2 to 16: a member's code as markings name it, but
 * for the words of other audiences; of a desk's name hyphens too, and up to 32. */
bool config_code_valid(struct span text);
bool config_desk_valid(struct span text);

/* The STIX id of an identity. */
bool config_identity_valid(struct span text);

/* 32 bytes in base 64. Of the first kind a point of Ed25519's prime-order group. */
bool config_signing_key_parse(struct span text, unsigned char ret_key[32]);
bool config_sealing_key_parse(struct span text, unsigned char ret_key[32]);
