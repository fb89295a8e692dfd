#include "base/file_batch.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "run.h"
#include "scratch.h"

static struct error err;

static ino_t inode_of(const char *path)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    return found.st_ino;
}

static void more_files_than_may_be_open(void **state)
{
    struct file_batch batch = {.count = 0};
    char name[16];
    (void)state;
    assert_int_equal(mkdir(scratch_path("other"), 0700), 0);
    for (int i = 0; i < FILE_BATCH_OPEN_MAX + 9; i++) {
        snprintf(name, sizeof name, "f%d", i);
        assert_true(file_batch_put(&batch, i % 2 == 0 ? scratch() : scratch_path("other"), name,
                                   span_text(name), &err));
        assert_true(batch.count <= FILE_BATCH_OPEN_MAX);
    }
    assert_int_equal(batch.folder_count, 2);
    assert_true(file_batch_sync(&batch, &err));
    assert_int_equal(batch.count, 0);
    assert_true(scratch_holds(scratch_path("f0"), "f0"));
    assert_true(scratch_holds(scratch_path("other/f71"), "f71"));
    assert_int_equal(access(scratch_path(".f0.new"), F_OK), -1);
    file_batch_release(&batch);
}

static void what_is_there_stays_and_what_is_torn_goes(void **state)
{
    struct file_batch batch = {.count = 0};
    (void)state;
    assert_true(file_batch_put(&batch, scratch(), "content", span_text("whole"), &err));
    ino_t first = inode_of(scratch_path("content"));
    assert_true(file_batch_put(&batch, scratch(), "content", span_text("whole"), &err));
    assert_int_equal(inode_of(scratch_path("content")), first);
    assert_int_equal(truncate(scratch_path("content"), 2), 0);
    assert_true(file_batch_put(&batch, scratch(), "content", span_text("whole"), &err));
    assert_true(scratch_holds(scratch_path("content"), "whole"));
    assert_true(file_batch_put(&batch, scratch(), "empty", span_of(NULL, 0), &err));
    assert_true(scratch_holds(scratch_path("empty"), ""));
    file_batch_release(&batch); /* without a sync */
    assert_int_equal(batch.count, 0);
    assert_true(file_batch_sync(&batch, &err));
}

static void failures_leave_nothing(void **state)
{
    struct file_batch batch = {.count = 0};
    (void)state;
    assert_false(file_batch_put(&batch, scratch_path("absent"), "one", span_text("x"), &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_int_equal(mkdir(scratch_path("folder"), 0700), 0); /* where the file should go */
    assert_false(file_batch_put(&batch, scratch(), "folder", span_text("x"), &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_int_equal(access(scratch_path(".folder.new"), F_OK), -1);
    assert_int_equal(batch.count, 0);
    assert_true(file_batch_put(&batch, scratch_path("other"), "one", span_text("x"), &err));
    assert_int_equal(rename(scratch_path("other"), scratch_path("moved")), 0);
    assert_false(file_batch_sync(&batch, &err)); /* its name cannot be made durable */
    assert_int_equal(err.code, ERROR_IO);
    file_batch_release(&batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_files_than_may_be_open),
        cmocka_unit_test(what_is_there_stays_and_what_is_torn_goes),
        cmocka_unit_test(failures_leave_nothing),
    };
    return RUN_ALL("base/file_batch", tests);
}
