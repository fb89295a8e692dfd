#include "base/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "run.h"
#include "scratch.h"

static struct error err;

static void replaces_a_file_whole(void **state)
{
    (void)state;
    assert_true(file_replace(scratch(), "one", span_text("first, the longer"), &err));
    assert_true(scratch_holds(scratch_path("one"), "first, the longer"));
    assert_true(file_replace(scratch(), "one", span_text("second"), &err));
    assert_true(scratch_holds(scratch_path("one"), "second"));
    assert_int_equal(access(scratch_path(".one.new"), F_OK), -1); /* nothing is left aside */
    assert_true(file_replace(scratch(), "one", span_of(NULL, 0), &err));
    assert_true(scratch_holds(scratch_path("one"), ""));
}

static void a_replacement_that_fails_leaves_the_old(void **state)
{
    (void)state;
    assert_false(file_replace(scratch_path("absent"), "one", span_text("x"), &err));
    assert_int_equal(err.code, ERROR_IO);
    /* A folder stands where the file should go, so the rename fails. */
    assert_int_equal(mkdir(scratch_path("folder"), 0700), 0);
    assert_int_equal(mkdir(scratch_path("folder/inside"), 0700), 0);
    assert_false(file_replace(scratch(), "folder", span_text("x"), &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_int_equal(access(scratch_path("folder/inside"), F_OK), 0);
    assert_int_equal(access(scratch_path(".folder.new"), F_OK), -1);
}

static void reads_up_to_the_maximum(void **state)
{
    struct dynbuf bytes;
    enum { SIZE = 200000 }; /* several pieces */
    char *text = malloc(SIZE + 1);
    (void)state;
    assert_non_null(text);
    memset(text, 't', SIZE);
    text[SIZE] = '\0';
    assert_true(file_replace(scratch(), "large", span_of(text, SIZE), &err));
    dynbuf_init(&bytes, SIZE);
    assert_true(file_read(&bytes, scratch_path("large"), &err));
    assert_true(span_is(dynbuf_bytes(&bytes), text));
    dynbuf_release(&bytes);
    dynbuf_init(&bytes, SIZE - 1);
    assert_false(file_read(&bytes, scratch_path("large"), &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    dynbuf_release(&bytes);
    dynbuf_init(&bytes, SIZE);
    assert_false(file_read(&bytes, scratch_path("absent"), &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_non_null(strstr(err.text, "absent: cannot open the file: No such file"));
    assert_false(file_read(&bytes, scratch(), &err)); /* a folder */
    assert_int_equal(err.code, ERROR_IO);
    dynbuf_release(&bytes);
    free(text);
}

static void writes_at_a_place(void **state)
{
    int fd = open(scratch_path("places"), O_RDWR | O_CREAT, 0600);
    (void)state;
    assert_true(fd >= 0);
    assert_true(file_write_at(fd, span_text("behind"), 4, "places", &err));
    assert_true(file_write_at(fd, span_text("fore"), 0, "places", &err));
    assert_true(file_write_at(fd, span_of(NULL, 0), 100, "places", &err));
    assert_true(scratch_holds(scratch_path("places"), "forebehind"));
    close(fd);
    assert_false(file_write_at(fd, span_text("x"), 0, "places", &err)); /* closed */
    assert_int_equal(err.code, ERROR_IO);
    assert_non_null(strstr(err.text, "places: cannot write the file"));
}

static void makes_folders_and_those_above(void **state)
{
    struct stat status;
    (void)state;
    for (int twice = 0; twice < 2; twice++)
        assert_true(file_make_folder(scratch_path("a/b//c/"), &err));
    assert_int_equal(stat(scratch_path("a/b/c"), &status), 0);
    assert_true(S_ISDIR(status.st_mode));
    assert_true(file_replace(scratch(), "file", span_text("x"), &err));
    assert_false(file_make_folder(scratch_path("file/below"), &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_false(file_make_folder("", &err));
    assert_int_equal(err.code, ERROR_LIMIT);
}

static void a_path_that_is_too_long_is_refused(void **state)
{
    char path[PATH_BYTES_MAX], name[PATH_BYTES_MAX + 1];
    (void)state;
    assert_true(file_path(path, "a/b", "c", &err));
    assert_string_equal(path, "a/b/c");
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_false(file_path(path, "a", name, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(file_make_folder(name, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    name[PATH_BYTES_MAX - 3] = '\0'; /* "a/" and a zero more: just fits */
    assert_true(file_path(path, "a", name, &err));
    assert_int_equal(strlen(path), PATH_BYTES_MAX - 1);
}

static void one_writer_at_a_time(void **state)
{
    int first, second, status;
    (void)state;
    assert_true(file_lock(&first, scratch(), &err));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        bool busy = !file_lock(&second, scratch(), &err) && err.code == ERROR_BUSY;
        _exit(busy ? 42 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 42);
    close(first);
    assert_true(file_lock(&second, scratch(), &err)); /* the lock goes with its descriptor */
    close(second);
    assert_false(file_lock(&second, scratch_path("absent"), &err));
    assert_int_equal(err.code, ERROR_IO);
}

static void syncs_what_is_there(void **state)
{
    (void)state;
    assert_true(file_sync_folder(scratch(), &err));
    assert_false(file_sync_folder(scratch_path("absent"), &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_false(file_sync_folder(scratch_path("one"), &err)); /* a file */
    assert_non_null(strstr(err.text, "Not a directory"));
    assert_true(file_sync(scratch_path("one"), &err));
    assert_false(file_sync(scratch_path("absent"), &err));
    assert_int_equal(err.code, ERROR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaces_a_file_whole),
        cmocka_unit_test(a_replacement_that_fails_leaves_the_old),
        cmocka_unit_test(reads_up_to_the_maximum),
        cmocka_unit_test(writes_at_a_place),
        cmocka_unit_test(makes_folders_and_those_above),
        cmocka_unit_test(a_path_that_is_too_long_is_refused),
        cmocka_unit_test(one_writer_at_a_time),
        cmocka_unit_test(syncs_what_is_there),
    };
    return RUN_ALL("base/file", tests);
}
