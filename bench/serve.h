/* A TAXII server over a store of posted.h, in a process of its own; signing in is a stand-in: a
 * name that is its own password, looked up and never hashed, as a credential is that was verified
 * once and cached. Accounts: own (writes), jpn and kor (read). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "net/tls.h"

/* `cached`: with ready pages. `tls`: NULL for none. Ends the bench when it does not start. */
pid_t serve_start(uint16_t *ret_port, const char *folder, bool cached, const struct tls_files *tls);
