/* A backup of a node that writes, and the home that comes out of it; what is not whole, not for
 * this key, or finds no place, leaves nothing behind. */
#include "node/backup.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/alloc_faults.h"
#include "base/file.h"
#include "base/scratch.h"
#include "made_home.h"
#include "node/restore.h"
#include "node/restored.h"
#include "store/approvals.h"

enum { BYTES_MAX = 64 << 20, MADE = 1764331200 };

static struct error err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s", err.text);                                                              \
    } while (0)

static bool restore_to(const char *file, const char *home, struct restore_told *ret_told)
{
    const struct restore_asked asked = {.file = file, .secret = made_secret, .home = home};
    return restore(&asked, ret_told, &err);
}

static bool is_there(const char *path)
{
    struct stat found;
    return lstat(path, &found) == 0;
}

/* How many entries of the scratch folder begin so. */
static unsigned beginning(const char *start)
{
    DIR *folder = opendir(scratch());
    unsigned count = 0;
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += strncmp(entry->d_name, start, strlen(start)) == 0;
    closedir(folder);
    return count;
}

static void read_back(const char *path, struct dynbuf *ret_bytes)
{
    dynbuf_init(ret_bytes, BYTES_MAX);
    MUST(file_read(ret_bytes, path, &err));
}

static void assert_same_dump(const char *home, const struct dynbuf *wanted)
{
    struct dynbuf bytes;
    dynbuf_init(&bytes, BYTES_MAX);
    made_dump(home, &bytes);
    assert_true(span_equal(dynbuf_bytes(&bytes), dynbuf_bytes(wanted)));
    dynbuf_release(&bytes);
}

/* A lowering is for no audience. */
static void put_lowering(struct node *node)
{
    const struct approval lowering = {
        .id = 1,
        .version = span_text("1"),
        .content = span_text("content"),
        .by = span_text("lowering usa"),
        .until = INT64_MAX,
        .signature = span_text("signature"),
    };
    MUST(writing_begin(&node->writing, &err));
    MUST(approval_put(&node->store, &lowering, 1, &err));
    MUST(writing_end(&node->writing, true, &err));
}

/* What a transaction has not committed is not in it, and the transaction notices nothing. */
static void while_a_node_writes(void **state)
{
    (void)state;
    const char *home = made_home("hot"), *copy = scratch_path("hot-copy");
    const char *file = scratch_path("hot.backup");
    struct backup_told told;
    struct restore_told restored;
    struct dynbuf before;
    struct node node;
    struct stat found;
    dynbuf_init(&before, BYTES_MAX);
    made_open(&node, home);
    made_take(&node, 0, 300);
    put_lowering(&node);
    made_dump(home, &before);
    made_take_open(&node, 300, 320);
    MUST(backup_write(home, file, MADE, &told, &err));
    MUST(writing_end(&node.writing, true, &err));
    assert_int_equal(told.versions, 300);
    assert_int_equal(told.made, MADE);
    assert_true(told.leaves >= 360);
    assert_int_equal(stat(file, &found), 0);
    assert_int_equal(found.st_size, told.bytes);
    assert_int_equal(found.st_mode & 0777, 0600);
    MUST(restore_to(file, copy, &restored));
    assert_same_dump(copy, &before);
    assert_int_equal(restored.backup.versions, 300);
    assert_int_equal(restored.backup.leaves, told.leaves);
    assert_int_equal(restored.backup.rows, told.rows);
    assert_int_equal(restored.backup.made, MADE);
    assert_string_equal(restored.log.name, node.keys.log.key.name);
    node_close(&node);
    assert_int_equal(beginning(".hot"), 0);
    dynbuf_release(&before);
}

/* Files of the home are as they were; a node opens it only when it was accepted, and goes on. */
static void a_restored_home_goes_on(void **state)
{
    (void)state;
    static const char *const names[] = {CONFIG_NAME, "keys/log.skey", "keys/object.key",
                                        "keys/next.key"};
    const char *home = made_home("on"), *copy = scratch_path("on-copy");
    const char *file = scratch_path("on.backup");
    struct backup_told told;
    struct restore_told restored;
    struct node node;
    uint64_t leaves = 0;
    made_open(&node, home);
    made_take(&node, 0, 10);
    const struct gate_means means = node.means;
    node_close(&node);
    MUST(backup_write(home, file, MADE, &told, &err));
    MUST(restore_to(file, copy, &restored));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char one[PATH_BYTES_MAX], other[PATH_BYTES_MAX];
        struct dynbuf a, b;
        MUST(file_path(one, home, names[i], &err) && file_path(other, copy, names[i], &err));
        read_back(one, &a);
        read_back(other, &b);
        assert_true(span_equal(dynbuf_bytes(&a), dynbuf_bytes(&b)));
        dynbuf_release(&a);
        dynbuf_release(&b);
    }
    assert_false(node_open(&node, copy, 1, &means, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    MUST(restored_accept(copy, NULL, 0, &leaves, &err));
    assert_int_equal(leaves, told.leaves);
    assert_false(restored_accept(copy, NULL, 0, &leaves, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    made_open(&node, copy);
    made_take(&node, 10, 20);
    assert_true(node.writer.leaves.tree.size > leaves);
    node_close(&node);
}

/* A checkpoint of a log, as somebody was shown it. */
static void show(struct node *node, struct dynbuf *ret_note)
{
    struct checkpoint checkpoint = {.origin = span_text(node->keys.log.key.name),
                                    .size = node->writer.leaves.tree.size};
    merkle_root(&node->writer.leaves.tree, &checkpoint.root);
    dynbuf_init(ret_note, NOTE_BYTES_MAX);
    MUST(checkpoint_sign(&checkpoint, &node->keys.log, ret_note, &err));
}

/* What others kept decides whether a restored log may go on under its key. */
static void what_others_were_shown(void **state)
{
    (void)state;
    enum { OLDER, SAME, LATER, ANOTHER, NOTES };
    const char *home = made_home("shown"), *copy = scratch_path("shown-copy");
    const char *file = scratch_path("shown.backup");
    struct dynbuf notes[NOTES];
    struct span kept[NOTES];
    struct backup_told told;
    struct restore_told restored;
    struct node node;
    uint64_t leaves = 0;
    made_open(&node, home);
    made_take(&node, 0, 3);
    show(&node, &notes[OLDER]);
    made_take(&node, 3, 9);
    show(&node, &notes[SAME]);
    MUST(backup_write(home, file, MADE, &told, &err));
    made_take(&node, 9, 10);
    show(&node, &notes[LATER]);
    node.writer.leaves.tree.peaks[0].bytes[0] ^= 1;
    node.writer.leaves.tree.size = node.writer.leaves.tree.size / 2;
    show(&node, &notes[ANOTHER]);
    node.writer.stale = true;
    node_close(&node);
    for (size_t i = 0; i < NOTES; i++)
        kept[i] = dynbuf_bytes(&notes[i]);
    MUST(restore_to(file, copy, &restored));
    assert_false(restored_accept(copy, kept, 3, &leaves, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_non_null(strstr(err.text, "without a fork"));
    assert_false(restored_accept(copy, &kept[ANOTHER], 1, &leaves, &err));
    assert_non_null(strstr(err.text, "another log"));
    notes[SAME].data[30] ^= 1;
    assert_false(restored_accept(copy, &kept[SAME], 1, &leaves, &err));
    notes[SAME].data[30] ^= 1;
    assert_false(restored_refuse(copy, &err));
    MUST(restored_accept(copy, kept, 2, &leaves, &err));
    MUST(restored_refuse(copy, &err));
    for (size_t i = 0; i < NOTES; i++)
        dynbuf_release(&notes[i]);
}

static void only_where_it_may(void **state)
{
    (void)state;
    const char *home = made_home("may"), *copy = scratch_path("may-copy");
    const char *file = scratch_path("may.backup");
    unsigned char public[SEAL_KEY_BYTES], secret[SEAL_KEY_BYTES];
    struct restore_asked asked = {.file = file, .secret = secret, .home = copy};
    struct backup_told told;
    struct restore_told restored;
    struct note_key key;
    struct node node;
    char path[PATH_BYTES_MAX];
    made_open(&node, home);
    key = node.keys.log.key;
    node_close(&node);
    assert_false(backup_write(home, scratch(), MADE, &told, &err)); /* a folder */
    assert_false(backup_write(scratch_path("nowhere"), file, MADE, &told, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_false(is_there(file));
    MUST(backup_write(home, file, MADE, &told, &err));
    MUST(backup_write(home, file, MADE, &told, &err)); /* in place of the older one */
    seal_key_make(public, secret);
    assert_false(restore(&asked, &restored, &err));
    assert_error(err, ERROR_VALUE, "backup: made for another key");
    asked.secret = made_secret;
    asked.log_key = &key;
    key.public_key[0] ^= 1;
    assert_false(restore(&asked, &restored, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    key.public_key[0] ^= 1;
    asked.home = home;
    assert_false(restore(&asked, &restored, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    asked.home = copy;
    assert_false(is_there(copy));
    MUST(file_make_folder(copy, &err)); /* an empty one is none */
    MUST(restore(&asked, &restored, &err));
    asked.home = NULL;
    MUST(restore(&asked, &restored, &err));
    assert_int_equal(beginning(".may"), 0);
    MUST(file_path(path, copy, "keys", &err));
    assert_true(is_there(path));
}

/* As a kill leaves it: what lies aside is emptied and used. */
static void what_a_kill_left(void **state)
{
    (void)state;
    const char *home = made_home("killed"), *copy = scratch_path("killed-copy");
    const char *file = scratch_path("killed.backup"), *aside = scratch_path(".killed-copy.new");
    char keys[PATH_BYTES_MAX];
    struct backup_told told;
    struct restore_told restored;
    struct node node;
    made_open(&node, home);
    node_close(&node);
    MUST(file_path(keys, aside, "keys", &err) && file_make_folder(keys, &err));
    MUST(file_replace(keys, "log.skey", span_text("old"), &err));
    MUST(file_replace(aside, "store.sqlite-wal", span_text("old"), &err));
    MUST(file_replace(scratch(), ".killed.backup.new", span_text("longer than what comes"), &err));
    MUST(backup_write(home, file, MADE, &told, &err));
    MUST(restore_to(file, copy, &restored));
    assert_int_equal(beginning(".killed"), 0);
}

/* Each allocation in turn finds no memory. */
static void without_memory(void **state)
{
    (void)state;
    const char *home = made_home("memory"), *copy = scratch_path("memory-copy");
    const char *file = scratch_path("memory.backup");
    struct backup_told told;
    struct restore_told restored;
    struct node node;
    bool ok = false;
    made_open(&node, home);
    made_take(&node, 0, 3);
    node_close(&node);
    for (unsigned nth = 1; !ok; nth++) {
        assert_true(nth < 10000);
        alloc_fail_at(nth);
        ok = backup_write(home, file, MADE, &told, &err);
        alloc_fail_at(0);
        assert_true(ok || err.code == ERROR_MEMORY);
        assert_true(ok || !is_there(file));
    }
    ok = false;
    for (unsigned nth = 1; !ok; nth++) {
        assert_true(nth < 10000);
        alloc_fail_at(nth);
        ok = restore_to(file, copy, &restored);
        alloc_fail_at(0);
        assert_true(ok || err.code == ERROR_MEMORY);
        assert_true(ok || !is_there(copy));
    }
    assert_int_equal(beginning(".memory"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(while_a_node_writes),    cmocka_unit_test(a_restored_home_goes_on),
        cmocka_unit_test(what_others_were_shown), cmocka_unit_test(only_where_it_may),
        cmocka_unit_test(what_a_kill_left),       cmocka_unit_test(without_memory),
    };
    made_start();
    return RUN_ALL("node backup", tests);
}
