/* A ledger of unknown bytes, opened and used by every reading function there is: each may fail with
 * an ordinary error, none may crash, hang or contradict itself. */
#pragma once

#include "ledger/ledger.h"

/* What a trace over the ledger asks for, from the fuzzer. */
struct ledger_use {
    unsigned char seed, service, min, end;
};

/* Opens the ledger of a folder and reads it. Fails the `fails_at`-th allocation, 0 for none. */
void ledger_use(const char *folder, const struct ledger_use *use, unsigned fails_at);
