/* The table of rights, against a second one written out cell by cell from the design (sections 8
 * and 9) and from what this node's part asks for. */
#include "node/roles.h"

#include "run.h"

enum { ROLE_LAST = ROLE_OPERATOR + 2, RIGHTS = 12 };

/* The columns, left to right. */
static const enum may columns[RIGHTS] = {
    MAY_READ_MEMBERS, MAY_WRITE_MEMBERS, MAY_READ_DESKS, MAY_WRITE_DESKS,
    MAY_READ_PUBLIC,  MAY_RELEASE,       MAY_APPROVE,    MAY_ASK_WHO,
    MAY_READ_LOG,     MAY_PEOPLE,        MAY_BACKUP,     MAY_READ_TREE,
};

/* x: may. Members: read, write; desks: read, write; public: read; release, approve, ask who; log;
 * people, backup; hashes of the log. Whatever is not here may nothing. */
static const struct {
    const char *name;
    int role;
    enum role_of of;
    const char *cells;
} table[] = {
    {"analyst", ROLE_ANALYST, ROLE_OF_OWN, "xx xx x --x - -- x"},
    {"officer", ROLE_OFFICER, ROLE_OF_OWN, "xx xx x xxx - -- x"},
    {"liaison", ROLE_LIAISON, ROLE_OF_DESK, "-- x- x --- - -- -"},
    {"secretary", ROLE_SECRETARY, ROLE_OF_OWN, "x- -- x --- - -- x"},
    {"auditor", ROLE_AUDITOR, ROLE_OF_OWN, "-- -- - --- x -- x"},
    {"administrator", ROLE_ADMINISTRATOR, ROLE_OF_OWN, "-- -- - --- - xx -"},
    {"machine", ROLE_MACHINE, ROLE_OF_OWN, "xx xx x --x - -- x"},
    {"machine", ROLE_MACHINE, ROLE_OF_MEMBER, "x- -- x --- - -- x"},
    {"machine", ROLE_MACHINE, ROLE_OF_DESK, "-- x- x --- - -- -"},
    {"operator", ROLE_OPERATOR, ROLE_OF_OWN, "-- -- - xxx x xx x"},
};
enum { ROWS = sizeof table / sizeof table[0] };

/* The row's, or -1. */
static int row_of(int role, int of)
{
    for (int i = 0; i < ROWS; i++)
        if (table[i].role == role && (int)table[i].of == of)
            return i;
    return -1;
}

static unsigned wanted(int role, int of)
{
    int row = row_of(role, of);
    unsigned may = 0;
    size_t column = 0;
    for (const char *cell = row < 0 ? "" : table[row].cells; *cell != '\0'; cell++) {
        if (*cell == 'x')
            may |= columns[column];
        column += *cell != ' ';
    }
    assert_true(row < 0 || column == RIGHTS);
    return may;
}

static void every_cell(void **state)
{
    size_t cells = 0;
    (void)state;
    for (int role = -1; role <= ROLE_LAST; role++)
        for (int of = -1; of <= ROLE_OF_DESK + 1; of++)
            for (size_t column = 0; column < RIGHTS; column++, cells++)
                assert_int_equal(role_may(role, (enum role_of)of) & columns[column],
                                 wanted(role, of) & columns[column]);
    assert_true(cells > 500);
    for (int role = -1; role <= ROLE_LAST; role++)
        for (int of = 0; of <= ROLE_OF_DESK; of++)
            assert_int_equal(role_may(role, (enum role_of)of) & ~((1u << RIGHTS) - 1), 0);
}

static void who_can_be_what(void **state)
{
    (void)state;
    for (int role = -1; role <= ROLE_LAST; role++)
        for (int of = -1; of <= ROLE_OF_DESK + 1; of++)
            assert_int_equal(role_fits(role, (enum role_of)of),
                             role != ROLE_OPERATOR && row_of(role, of) >= 0);
}

static void names(void **state)
{
    (void)state;
    for (int i = 0; i < ROWS; i++) {
        assert_string_equal(role_name(table[i].role), table[i].name);
        assert_int_equal(role_parse(span_text(table[i].name)),
                         table[i].role == ROLE_OPERATOR ? 0 : table[i].role);
    }
    assert_null(role_name(0));
    assert_null(role_name(-1));
    assert_null(role_name(ROLE_OPERATOR + 1));
    assert_int_equal(role_parse(span_text("")), 0);
    assert_int_equal(role_parse(span_text("Analyst")), 0);
    assert_int_equal(role_parse(span_text("analyst ")), 0);
}

/* Numbers that stand in stores. */
static void numbers_stay(void **state)
{
    static const char *const in_order[] = {"analyst", "officer",       "liaison", "secretary",
                                           "auditor", "administrator", "machine"};
    (void)state;
    for (int i = 0; i < 7; i++)
        assert_int_equal(role_parse(span_text(in_order[i])), i + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell),
        cmocka_unit_test(who_can_be_what),
        cmocka_unit_test(names),
        cmocka_unit_test(numbers_stay),
    };
    return RUN_ALL("node roles", tests);
}
