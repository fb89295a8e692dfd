/* A TAXII server over a store of posted.h, in a process of its own; signing in is a stand-in: a
 * name that is its own password, looked up and never hashed, as a credential is that was verified
 * once and cached. Accounts: own (writes), jpn and kor (read). */
#pragma once

#include <stdint.h>
#include <sys/types.h>

/* Without ready pages and without TLS. Ends the bench when it does not start. */
pid_t serve_start(uint16_t *ret_port, const char *folder);
