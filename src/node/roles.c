#include "node/roles.h"

#include <stddef.h>

enum {
    READS_ALL = MAY_READ_MEMBERS | MAY_READ_DESKS | MAY_READ_PUBLIC,
    ANALYST = READS_ALL | MAY_WRITE_MEMBERS | MAY_WRITE_DESKS | MAY_ASK_WHO | MAY_READ_TREE,
};

/* Row: role; column: whose account. An empty place: no such account. The operator is nobody's. */
static const struct role_row {
    int role;
    const char *name;
    unsigned may[3]; /* by enum role_of */
} rows[] = {
    {ROLE_ANALYST, "analyst", {[ROLE_OF_OWN] = ANALYST}},
    {ROLE_OFFICER, "officer", {[ROLE_OF_OWN] = ANALYST | MAY_RELEASE | MAY_APPROVE}},
    {ROLE_LIAISON, "liaison", {[ROLE_OF_DESK] = MAY_READ_DESKS | MAY_READ_PUBLIC}},
    {ROLE_SECRETARY,
     "secretary",
     {[ROLE_OF_OWN] = MAY_READ_MEMBERS | MAY_READ_PUBLIC | MAY_READ_TREE}},
    {ROLE_AUDITOR, "auditor", {[ROLE_OF_OWN] = MAY_READ_LOG | MAY_READ_TREE}},
    {ROLE_ADMINISTRATOR, "administrator", {[ROLE_OF_OWN] = MAY_PEOPLE | MAY_BACKUP}},
    {ROLE_MACHINE,
     "machine",
     {[ROLE_OF_OWN] = ANALYST,
      [ROLE_OF_MEMBER] = MAY_READ_MEMBERS | MAY_READ_PUBLIC | MAY_READ_TREE,
      [ROLE_OF_DESK] = MAY_READ_DESKS | MAY_READ_PUBLIC}},
    {ROLE_OPERATOR,
     "operator",
     {[ROLE_OF_OWN] = MAY_RELEASE | MAY_APPROVE | MAY_ASK_WHO | MAY_READ_LOG | MAY_PEOPLE |
                      MAY_BACKUP | MAY_READ_TREE}},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static const struct role_row *find(int role)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].role == role)
            return &rows[i];
    return NULL;
}

const char *role_name(int role)
{
    const struct role_row *row = find(role);
    return row == NULL ? NULL : row->name;
}

int role_parse(struct span name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].role != ROLE_OPERATOR && span_is(name, rows[i].name))
            return rows[i].role;
    return 0;
}

unsigned role_may(int role, enum role_of of)
{
    const struct role_row *row = find(role);
    return row == NULL || (unsigned)of > ROLE_OF_DESK ? 0 : row->may[of];
}

bool role_fits(int role, enum role_of of)
{
    return role != ROLE_OPERATOR && role_may(role, of) != 0;
}
