/* Backups that are sealed and signed as they should be, with contents that are not: each change is
 * found, in words that name it, and no home stands. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/scratch.h"
#include "forge.h"
#include "gate/raise.h"
#include "intel/tlp.h"
#include "made_home.h"
#include "node/backup.h"
#include "node/restore.h"
#include "store/posted.h"

enum { BYTES_MAX = 16 << 20, MADE = 1764331200 };

static struct error err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s", err.text);                                                              \
    } while (0)

static void change_content(void)
{
    forge_column(forge_find('r', "version", 2), 3)[0] ^= 1;
}
static void change_bytes(void)
{
    unsigned char *bytes = forge_column(forge_find('r', "version", 2), 12);
    char *name = strstr((char *)bytes, "\"name\":\"n2\"");
    assert_non_null(name);
    name[8] = 'm';
}
static void change_key(void)
{
    forge_column(forge_find('r', "version", 2), 2)[3] ^= 1;
}
static void change_order(void) /* the same object, in other bytes */
{
    static const char other[] = "\"spec_version\":\"2.1\",\"type\":\"tool\"";
    unsigned char *bytes = forge_column(forge_find('r', "version", 2), 12);
    assert_memory_equal(bytes + 1, "\"type\":\"tool\"", 13);
    memcpy(bytes + 1, other, sizeof other - 1);
}
static void leave_out_version(void)
{
    forge_find('r', "version", 2)->left_out = true;
}
/* An object version more: the last one under another number and version. */
static void never_logged(void)
{
    struct forge_record *row = forge_again(forge_last_row("version"));
    forge_column(row, 0)[0]++;
    forge_column(row, 2)[18] ^= 1;
}
static void change_type(void)
{
    forge_column(forge_find('r', "version", 2), 9)[0] = 'f';
}
static void break_object(void)
{
    forge_column(forge_find('r', "version", 2), 12)[0] = '[';
}
static void change_identifier(void)
{
    unsigned char *text = forge_column(forge_find('r', "identifier", 3), 1);
    text[8] = text[8] == '1' ? '2' : '1';
}
static void leave_out_leaf(void)
{
    forge_find('r', "leaf", 4)->left_out = true;
}
static void leave_out_last_leaf(void)
{
    forge_last_row("leaf")->left_out = true;
}
static void change_salt(void)
{
    forge_column(forge_find('r', "leaf", 4), 3)[0] ^= 1;
}
static void change_leaf(void)
{
    forge_column(forge_find('r', "leaf", 4), 1)[0] ^= 1;
}
static void change_record(void)
{
    unsigned char *text = forge_column(forge_find('r', "leaf", 4), 4);
    text[forge_little(text - 4) - 2] ^= 1;
}
static void change_tile(void)
{
    forge_column(forge_find('r', "tile", 0), 2)[40] ^= 1;
}
static void leave_out_tile(void)
{
    forge_last_row("tile")->left_out = true;
}
static void move_tile(void)
{
    forge_column(forge_find('r', "tile", 0), 1)[0] = 1;
}
static void lose_shown(void)
{
    forge_column(forge_find('r', "shown", 0), 3)[2] = 1;
}
static void lose_reference(void)
{
    forge_column(forge_find('r', "feed", 0), 2)[0] = 99;
}
static void lose_overlay(void)
{
    forge_column(forge_find('r', "overlay", 0), 1)[2] = 1;
}
static void lose_overlays_leaf(void)
{
    forge_column(forge_find('r', "overlay", 0), 0)[2] = 1;
}
static void lose_posted(void)
{
    forge_column(forge_find('r', "posted", 0), 1)[2] = 1;
}
static void no_such_class(void)
{
    forge_column(forge_find('r', "audience", 0), 1)[0] = 4;
}
static void no_such_standing(void)
{
    forge_column(forge_find('r', "version", 2), 8)[0] = 3;
}
static void after_the_last_year(void)
{
    forge_column(forge_find('r', "account", 0), 7)[7] = 0x7f;
}
static void leave_out_account(void)
{
    forge_find('r', "account", 0)->left_out = true;
}
static void repeat_row(void)
{
    memcpy(forge_plain + forge_find('r', "identifier", 1)->at,
           forge_plain + forge_find('r', "identifier", 0)->at, 9);
}
static void break_row(void)
{
    forge_plain[forge_find('r', "feed", 0)->at] = 't';
}
static void change_checkpoint(void)
{
    struct forge_record *note = forge_find('c', NULL, 0);
    char *digits = strchr((char *)forge_plain + note->at, '\n') + 1;
    digits[0] = digits[0] == '9' ? '8' : (char)(digits[0] + 1);
}
static void miscount(void)
{
    forge_count = false, forge_plain[forge_find('e', "leaf", 0)->at] ^= 1;
}
static void leave_out_end(void)
{
    forge_find('e', "leaf", 0)->left_out = true;
}
static void leave_out_table(void)
{
    forge_find('t', "status", 0)->left_out = forge_find('e', "status", 0)->left_out = true;
}
static void change_table(void)
{
    forge_plain[forge_find('t', "feed", 0)->at] = 'F';
}
static void change_name(void)
{
    memcpy(strstr((char *)forge_plain + forge_find('f', NULL, 1)->at, "keys/"), "keys/../", 8);
}
static void leave_out_config(void)
{
    forge_file("node.yaml")->left_out = true;
}
static void leave_out_log_key(void)
{
    forge_file("keys/log.skey")->left_out = true;
}
static void repeat_config(void)
{
    *forge_file("keys/next") = *forge_file("node.yaml");
}
static void break_config(void)
{
    forge_plain[forge_file("node.yaml")->at + 10] = '{';
}
static void newer_shape(void)
{
    forge_plain[forge_find('h', NULL, 0)->at + 8]++;
}
static void no_head(void)
{
    forge_find('h', NULL, 0)->left_out = true;
}
static void change_sum(void)
{
    forge_sum = false;
    forge_column(forge_find('r', "account", 0), 7)[0] ^=
        1; /* its time: nothing else depends on it */
}
static void no_sum(void)
{
    forge_find('z', NULL, 0)->left_out = true;
}
static void other_signature(void)
{
    forge_signer.secret[0] ^= 1;
}
static void something_behind(void)
{
    forge_behind = "z";
}
static void unknown_kind(void)
{
    forge_find('e', "leaf", 0)->kind = 'x';
}
static void unlike_kind(void)
{
    forge_find('r', "leaf", 0)->kind = 'f';
}

static const struct {
    const char *why; /* part of what is said; NULL: it is good */
    void (*change)(void);
} changes[] = {
    {"version 3 has another content", change_content},
    {"version 3 has another content", change_bytes},
    {"logs an object version that is not there", change_key},
    {"logs an object version that is not there", change_order},
    {"version 3 is missing", leave_out_version},
    {"version 301 was never logged", never_logged},
    {"version 3 stands under an id or a type", change_type},
    {"version 3 is no object", break_object},
    {"stands under an id or a type", change_identifier},
    {"leaf 4 is missing", leave_out_leaf},
    {"tiles of level 0", leave_out_last_leaf},
    {"tiles of level 0", change_salt},
    {"tiles of level 0", change_leaf},
    {"tiles of level 0", change_record},
    {"tiles of level 0", change_tile},
    {"tiles of level 1", leave_out_tile},
    {"tile 1 has no place", move_tile},
    {"shown.seq refer to nothing", lose_shown},
    {"feed.audience refer to nothing", lose_reference},
    {"overlay.id refer to nothing", lose_overlay},
    {"overlay.leaf refer to nothing", lose_overlays_leaf},
    {"posted.seq refer to nothing", lose_posted},
    {"1 of audience.class are none", no_such_class},
    {"1 of version.standing are none", no_such_standing},
    {"1 of account.made are none", after_the_last_year},
    {"version.poster refer to nothing", leave_out_account},
    {"identifier", repeat_row},
    {"feed: a row whose column 1", break_row},
    {"its checkpoint", change_checkpoint},
    {"rows of leaf are missing", miscount},
    {"rows of leaf are missing", leave_out_end},
    {"out of order", leave_out_table},
    {"another table where feed", change_table},
    {"no place in a home", change_name},
    {"without node.yaml", leave_out_config},
    {"without the log's key", leave_out_log_key},
    {"two files named node.yaml", repeat_config},
    {"node.yaml", break_config},
    {"of a store of shape", newer_shape},
    {"out of order", no_head},
    {"not those that were summed up", change_sum},
    {"cut short", no_sum},
    {"signature", other_signature},
    {"records behind its end", something_behind},
    {"no known kind", unknown_kind},
    {"rows of leaf are missing", unlike_kind},
};

static struct span sealed;
static struct note_signer own_signer;

static void forge(void (*change)(void), const char *path)
{
    forge_signer = own_signer;
    forge_sum = forge_count = true;
    forge_behind = NULL;
    forge_open(sealed);
    if (change != NULL)
        change();
    forge_write(path);
}

static bool is_there(const char *path)
{
    struct stat found;
    return lstat(path, &found) == 0;
}

static void each_change_is_found(void **state)
{
    (void)state;
    const char *copy = scratch_path("forged-copy"), *file = scratch_path("forged.backup");
    const struct restore_asked asked = {.file = file, .secret = made_secret, .home = copy};
    struct restore_told told;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        forge(changes[i].change, file);
        if (restore(&asked, &told, &err))
            fail_msg("%zu was taken, expected: %s", i, changes[i].why);
        if (strstr(err.text, changes[i].why) == NULL)
            fail_msg("%zu: %s, expected: %s", i, err.text, changes[i].why);
        assert_false(is_there(copy));
        assert_false(error_is_environment(err.code));
    }
    forge(NULL, file);
    MUST(restore(&asked, &told, &err)); /* forging by itself is no reason to refuse */
    assert_true(is_there(copy));
}

/* An object that is raised here, and was posted in a second collection. */
static void raise_first(struct node *node)
{
    const struct world *world = node->writer.world;
    const struct gate_raise raise = {.id = span_text("tool--00000000-0000-4000-8000-000000000000"),
                                     .tlp = span_text(tlp_id(TLP_RED)),
                                     .actor = span_text("olga")};
    int64_t leaf = 0;
    bool is_new = false;
    MUST(writing_begin(&node->writing, &err));
    bool ok = gate_raise(&node->writer, &raise, &leaf, &err) &&
              posted_add(&node->store, world->collections[1].number, 1, &is_new, &err);
    MUST(writing_end(&node->writing, ok, &err));
}

static void open_sealed(const char *home, const char *file, unsigned objects, struct dynbuf *bytes)
{
    struct backup_told told;
    struct node node;
    made_open(&node, home);
    made_take(&node, 0, objects);
    raise_first(&node);
    own_signer = node.keys.log;
    node_close(&node);
    ensure(backup_write(home, file, MADE, &told, &err) && file_read(bytes, file, &err));
    sealed = dynbuf_bytes(bytes);
}

/* For tests/fuzz: a small backup as it is, and opened. */
static void write_corpus(const char *folder)
{
    struct dynbuf plain;
    dynbuf_init(&plain, BYTES_MAX);
    forge_open(sealed);
    forge_plain_print(&plain);
    ensure(file_replace(folder, "sealed", sealed, &err));
    ensure(file_replace(folder, "records", dynbuf_bytes(&plain), &err));
    dynbuf_release(&plain);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_change_is_found)};
    struct dynbuf bytes;
    int failed = 0;
    made_start();
    dynbuf_init(&bytes, BYTES_MAX);
    open_sealed(made_home("home"), scratch_path("whole.backup"), argc > 1 ? 5 : 300, &bytes);
    if (argc > 1)
        write_corpus(argv[1]);
    else
        failed = RUN_ALL("node forged backups", tests);
    dynbuf_release(&bytes);
    return failed;
}
