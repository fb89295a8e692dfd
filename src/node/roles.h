/* Who may do what: one table, role by role (DESIGN section 9; docs/people.md is the same in words).
 * Nothing else in the program asks for a role.
 *
 * Threads: pure functions.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"

/* Stored with accounts and in release rules: never change a number. */
enum role {
    ROLE_ANALYST = 1,
    ROLE_OFFICER = 2,
    ROLE_LIAISON = 3, /* of a desk */
    ROLE_SECRETARY = 4,
    ROLE_AUDITOR = 5,
    ROLE_ADMINISTRATOR = 6,
    ROLE_MACHINE = 7,  /* of another member or of a desk; of the own member: as an analyst */
    ROLE_OPERATOR = 8, /* nobody's account: who works on the home's files, on the node's machine */
};

/* Whose the account is, as far as it matters. */
enum role_of { ROLE_OF_OWN, ROLE_OF_MEMBER, ROLE_OF_DESK };

/* What may be allowed, or-ed. */
enum may {
    MAY_READ_MEMBERS = 1 << 0,
    MAY_WRITE_MEMBERS = 1 << 1,
    MAY_READ_DESKS = 1 << 2,
    MAY_WRITE_DESKS = 1 << 3,
    MAY_READ_PUBLIC = 1 << 4,
    MAY_RELEASE = 1 << 5,  /* releases, standing rules */
    MAY_APPROVE = 1 << 6,  /* sign approvals and lowerings, hand in those of others */
    MAY_ASK_WHO = 1 << 7,  /* who can see an object, and why */
    MAY_READ_LOG = 1 << 8, /* records of the log */
    MAY_PEOPLE = 1 << 9,   /* accounts, tokens, certificates */
    MAY_BACKUP = 1 << 10,
    MAY_READ_TREE = 1 << 11, /* checkpoints and tiles of the log: hashes */
};

/* "analyst"; NULL for a number that is no role. Static storage. */
const char *role_name(int role);
/* 0: no such role, or one that no account can have. */
int role_parse(struct span name);

/* Whether accounts with this role can be of such an org. */
bool role_fits(int role, enum role_of of);

/* enum may, or-ed; 0 for what the table does not have. */
unsigned role_may(int role, enum role_of of);
