/* The access journal: lines of JSON, whatever is in a name; long files turn; nothing is torn. */
#include "node/journal.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/scratch.h"
#include "run.h"
#include "text/json_reader.h"

static struct error err;
static char home[PATH_BYTES_MAX];
static struct journal journal;

static int begin(void **state)
{
    (void)state;
    static int number;
    char name[32];
    snprintf(name, sizeof name, "home%d", ++number);
    snprintf(home, sizeof home, "%s", scratch_path(name));
    assert_true(file_make_folder(home, &err));
    return journal_open(&journal, home, &err) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    journal_release(&journal);
    return 0;
}

static struct journal_line line_of(const char *account)
{
    return (struct journal_line){.now = 1,
                                 .peer = "192.0.2.7",
                                 .method = "GET",
                                 .route = "/x",
                                 .account = span_text(account),
                                 .status = 200,
                                 .bytes = 3,
                                 .micros = 4};
}

static void path_of(const char *name, char ret_path[PATH_BYTES_MAX])
{
    char folder[PATH_BYTES_MAX];
    assert_true(file_path(folder, home, "journal", &err) &&
                file_path(ret_path, folder, name, &err));
}

/* The lines of a file, each of them JSON. */
static size_t count_lines(const char *name)
{
    char path[PATH_BYTES_MAX];
    struct dynbuf bytes;
    size_t count = 0;
    path_of(name, path);
    dynbuf_init(&bytes, 64 << 20);
    assert_true(file_read(&bytes, path, &err));
    struct span rest = dynbuf_bytes(&bytes);
    while (rest.size > 0) {
        struct json_reader json;
        size_t size = 0;
        while (size < rest.size && rest.data[size] != '\n')
            size++;
        assert_true(size < rest.size);
        json_reader_init(&json, span_part(rest, 0, size), "line");
        assert_true(json_skip_value(&json, &err) && json_expect(&json, JSON_END, &err));
        json_reader_release(&json);
        rest = span_part(rest, size + 1, rest.size);
        count++;
    }
    dynbuf_release(&bytes);
    return count;
}

static void any_name(void **state)
{
    const struct journal_line odd = line_of("a\"\\\n\x01\xff"), nobody = line_of("");
    (void)state;
    journal_put(&journal, &odd);
    journal_put(&journal, &nobody);
    assert_true(journal_flush(&journal, &err));
    assert_int_equal(count_lines("access"), 2);
    assert_int_equal(journal.dropped, 0);
}

static void goes_on(void **state)
{
    const struct journal_line line = line_of("ann");
    (void)state;
    journal_put(&journal, &line);
    journal_release(&journal);
    assert_true(journal_open(&journal, home, &err));
    journal_put(&journal, &line);
    assert_true(journal_flush(&journal, &err));
    assert_int_equal(count_lines("access"), 2);
}

static void turns(void **state)
{
    const struct journal_line line = line_of("ann");
    char oldest[PATH_BYTES_MAX];
    size_t kept = 0;
    (void)state;
    path_of("access.8", oldest);
    while (access(oldest, F_OK) != 0)
        for (int i = 0; i < 10000; i++)
            journal_put(&journal, &line);
    assert_true(journal_flush(&journal, &err));
    for (int age = 1; age <= JOURNAL_FILES; age++) {
        char name[32];
        snprintf(name, sizeof name, "access.%d", age);
        kept += count_lines(name);
    }
    assert_true(kept > 300000);
    path_of("access.9", oldest);
    assert_int_not_equal(access(oldest, F_OK), 0);
    assert_int_equal(journal.dropped, 0);
}

/* A disk on which no more than a part of what waits has room. */
static void no_room(void **state)
{
    const struct journal_line line = line_of("ann");
    struct rlimit before;
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    journal_put(&journal, &line);
    assert_true(journal_flush(&journal, &err));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {200, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    journal_put(&journal, &line);
    journal_put(&journal, &line);
    bool flushed = journal_flush(&journal, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(flushed);
    assert_int_equal(err.code, ERROR_IO);
    assert_true(journal.failing && journal.dropped == 2);
    assert_int_equal(count_lines("access"), 1);
    journal_put(&journal, &line);
    assert_true(journal_flush(&journal, &err));
    assert_false(journal.failing);
    assert_int_equal(count_lines("access"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(any_name, begin, end),
        cmocka_unit_test_setup_teardown(goes_on, begin, end),
        cmocka_unit_test_setup_teardown(turns, begin, end),
        cmocka_unit_test_setup_teardown(no_room, begin, end),
    };
    return RUN_ALL("node/journal", tests);
}
