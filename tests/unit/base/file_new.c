/* Files and folders that stand when they are whole: what was there stays until then, what a kill
 * left is taken over, two at a time are refused, and nothing lies aside in the end. */
#include "base/file_new.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/folder_new.h"
#include "base/scratch.h"
#include "run.h"

static struct error err;

static unsigned aside(const char *folder)
{
    DIR *entries = opendir(folder);
    unsigned count = 0;
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        count += entry->d_name[0] == '.' && strstr(entry->d_name, ".new") != NULL;
    closedir(entries);
    return count;
}

static unsigned mode_of(const char *path)
{
    struct stat found;
    assert_int_equal(lstat(path, &found), 0);
    return found.st_mode & 0777;
}

static void a_file(void **state)
{
    (void)state;
    const char *path = scratch_path("one");
    struct file_new file;
    assert_true(file_replace(scratch(), "one", span_text("old"), &err));
    assert_true(file_replace(scratch(), ".one.new", span_text("left by a kill"), &err));
    assert_true(file_new_begin(&file, path, &err));
    assert_true(file_new_put(&file, span_text("a"), &err));
    assert_true(file_new_put(&file, span_text("bc"), &err));
    assert_true(scratch_holds(path, "old"));
    assert_int_equal(file.size, 3);
    assert_true(file_new_end(&file, &err));
    file_new_release(&file);
    assert_true(scratch_holds(path, "abc"));
    assert_int_equal(mode_of(path), 0600);
    assert_true(file_new_begin(&file, path, &err));
    assert_true(file_new_put(&file, span_text("x"), &err));
    file_new_release(&file);
    file_new_release(&file);
    assert_true(scratch_holds(path, "abc"));
    assert_int_equal(aside(scratch()), 0);
}

static void two_files_at_a_time(void **state)
{
    (void)state;
    const char *path = scratch_path("two");
    struct file_new one, two;
    assert_true(file_new_begin(&one, path, &err));
    assert_false(file_new_begin(&two, path, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    file_new_release(&two);
    assert_true(file_new_put(&one, span_text("1"), &err));
    assert_true(file_new_end(&one, &err));
    assert_true(scratch_holds(path, "1"));
}

static void what_is_no_file(void **state)
{
    (void)state;
    struct file_new file;
    char bad[PATH_BYTES_MAX + 8];
    memset(bad, 'a', sizeof bad);
    bad[sizeof bad - 1] = '\0';
    const char *const paths[] = {scratch(), "/dev/null", "", "nowhere/", bad};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_false(file_new_begin(&file, paths[i], &err));
        assert_false(error_is_environment(err.code));
        file_new_release(&file);
    }
    bad[300] = '\0';
    assert_false(file_new_begin(&file, bad, &err)); /* longer than a name may be */
    assert_false(file_new_begin(&file, scratch_path("no/folder"), &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_int_equal(symlink("/etc/passwd", scratch_path("link")), 0);
    assert_false(file_new_begin(&file, scratch_path("link"), &err));
}

static void a_folder(void **state)
{
    (void)state;
    char slashed[PATH_BYTES_MAX];
    const char *path = scratch_path("up/down"), *old = scratch_path("up/.down.new/a/b");
    struct folder_new folder, other;
    snprintf(slashed, sizeof slashed, "%s//", path);
    assert_true(file_make_folder(old, &err));
    assert_true(file_replace(old, "left", span_text("by a kill"), &err));
    assert_true(folder_new_begin(&folder, slashed, &err));
    assert_false(file_replace(old, "left", span_text("gone"), &err));
    assert_false(folder_new_begin(&other, path, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    folder_new_release(&other);
    assert_true(file_replace(folder.aside, "in", span_text("x"), &err));
    assert_int_not_equal(access(path, F_OK), 0);
    assert_true(folder_new_end(&folder, &err));
    folder_new_release(&folder);
    assert_int_equal(mode_of(path), 0700);
    assert_false(folder_new_begin(&folder, path, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    folder_new_release(&folder);
    assert_int_equal(aside(scratch_path("up")), 0);
}

static void a_folder_that_is_given_up(void **state)
{
    (void)state;
    const char *path = scratch_path("given-up");
    char inner[PATH_BYTES_MAX];
    struct folder_new folder;
    assert_true(folder_new_begin(&folder, path, &err));
    assert_true(file_path(inner, folder.aside, "a/b/c", &err));
    assert_true(file_make_folder(inner, &err));
    assert_true(file_replace(inner, "x", span_text("x"), &err));
    folder_new_release(&folder);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(aside(scratch()), 0);
}

/* What came to be there meanwhile stays; an empty folder is nothing. */
static void somebody_was_faster(void **state)
{
    (void)state;
    const char *path = scratch_path("faster");
    struct folder_new folder;
    assert_true(file_make_folder(path, &err));
    assert_true(folder_new_begin(&folder, path, &err));
    assert_true(file_replace(path, "theirs", span_text("x"), &err));
    assert_false(folder_new_end(&folder, &err));
    folder_new_release(&folder);
    assert_int_equal(aside(scratch()), 0);
    assert_int_equal(unlink(scratch_path("faster/theirs")), 0);
    assert_true(folder_new_begin(&folder, path, &err));
    assert_true(folder_new_end(&folder, &err));
}

static void what_is_no_folder(void **state)
{
    (void)state;
    static const char *const paths[] = {"", "/", ".", "..", "a/.."};
    struct folder_new folder;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_false(folder_new_begin(&folder, paths[i], &err));
        assert_false(error_is_environment(err.code));
        folder_new_release(&folder);
    }
    assert_true(file_replace(scratch(), "plain", span_text("x"), &err));
    assert_false(folder_new_begin(&folder, scratch_path("plain"), &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_false(folder_new_begin(&folder, "/dev/null/x", &err));
    assert_int_equal(err.code, ERROR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file),
        cmocka_unit_test(two_files_at_a_time),
        cmocka_unit_test(what_is_no_file),
        cmocka_unit_test(a_folder),
        cmocka_unit_test(a_folder_that_is_given_up),
        cmocka_unit_test(somebody_was_faster),
        cmocka_unit_test(what_is_no_folder),
    };
    return RUN_ALL("file new", tests);
}
