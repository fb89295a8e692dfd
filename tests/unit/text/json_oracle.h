/* Our JSON reader beside libjansson, which is an oracle for tests and nothing else: do both read
 * the same out of a text? Only this file's .c may include jansson.h, whose names clash with ours.
 */
#pragma once

#include "base/span.h"

enum oracle_answer {
    ORACLE_BOTH_TAKE, /* and see the same structure, strings and numbers */
    ORACLE_BOTH_REFUSE,
    ORACLE_KNOWN, /* one refuses, for a reason that is known: see json_oracle.c */
    ORACLE_DIFFER,
};

/* `ret_why` holds 256 bytes and says what differs. */
enum oracle_answer json_oracle(struct span text, char *ret_why);
