/* A node's secret keys: made once, for their owner alone, and told from what is none. */
#include "node/keys.h"

#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/scratch.h"
#include "run.h"

static struct error err;
static char home[PATH_BYTES_MAX], folder[PATH_BYTES_MAX];

static int begin(void **state)
{
    (void)state;
    static int number;
    char name[32];
    snprintf(name, sizeof name, "home%d", ++number);
    snprintf(home, sizeof home, "%s", scratch_path(name));
    assert_true(file_make_folder(home, &err));
    return file_path(folder, home, "keys", &err) &&
                   keys_make(home, span_text("trefoil/usa/1"), &err)
               ? 0
               : -1;
}

static void path_of(const char *name, char ret_path[PATH_BYTES_MAX])
{
    assert_true(file_path(ret_path, folder, name, &err));
}

static void made_once(void **state)
{
    struct keys keys, again;
    (void)state;
    assert_true(keys_read(&keys, home, &err));
    assert_string_equal(keys.log.key.name, "trefoil/usa/1");
    assert_int_equal(keys.log.key.type, NOTE_ED25519);
    assert_memory_not_equal(keys.object_seed, keys.next, sizeof keys.next);
    assert_true(keys_make(home, span_text("another"), &err));
    assert_true(keys_read(&again, home, &err));
    assert_memory_equal(keys.object_seed, again.object_seed, sizeof again.object_seed);
    assert_string_equal(again.log.key.name, "trefoil/usa/1");
    keys_clear(&keys);
    assert_true(sodium_is_zero((const unsigned char *)&keys, sizeof keys));
    keys_clear(&again);
}

static void what_is_missing_is_made(void **state)
{
    struct keys keys, again;
    char path[PATH_BYTES_MAX];
    (void)state;
    assert_true(keys_read(&keys, home, &err));
    path_of("next.key", path);
    assert_int_equal(unlink(path), 0);
    assert_false(keys_read(&again, home, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_true(keys_make(home, span_text("another"), &err));
    assert_true(keys_read(&again, home, &err));
    assert_memory_equal(keys.object_public, again.object_public, sizeof again.object_public);
    assert_memory_not_equal(keys.next, again.next, sizeof again.next);
}

static void others_may_not_read(void **state)
{
    static const mode_t modes[] = {0640, 0604, 0620, 0601};
    struct keys keys;
    char path[PATH_BYTES_MAX];
    (void)state;
    path_of("object.key", path);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_int_equal(chmod(path, modes[i]), 0);
        assert_false(keys_read(&keys, home, &err));
        assert_int_equal(err.code, ERROR_VALUE);
    }
    assert_int_equal(chmod(path, 0400), 0);
    assert_true(keys_read(&keys, home, &err));
}

/* No error shows what stands there. */
static void no_keys(void **state)
{
    static const char *const texts[] = {
        "",           "\n",     "SECRETSECRET\n",
        "U0VDUkVU\n", "SECRET", "U0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVU\n",
    };
    static const char *const names[] = {"log.skey", "object.key", "next.key"};
    struct keys keys;
    (void)state;
    for (size_t n = 0; n < 3; n++)
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            char path[PATH_BYTES_MAX];
            path_of(names[n], path);
            assert_true(file_replace_private(folder, names[n], span_text(texts[i]), &err));
            assert_false(keys_read(&keys, home, &err));
            assert_true(err.code == ERROR_VALUE || err.code == ERROR_SYNTAX);
            assert_null(strstr(err.text, "SECRET"));
            assert_null(strstr(err.text, "U0VD"));
            assert_int_equal(unlink(path), 0);
            assert_true(keys_make(home, span_text("trefoil/usa/1"), &err));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(made_once, begin),
        cmocka_unit_test_setup(what_is_missing_is_made, begin),
        cmocka_unit_test_setup(others_may_not_read, begin),
        cmocka_unit_test_setup(no_keys, begin),
    };
    if (sodium_init() < 0)
        return 1;
    return RUN_ALL("node/keys", tests);
}
