/* Manifests: what is written reads back; any other byte is damage, with its line. */
#include "ledger/manifest.h"

#include <nettle/sha2.h>

#include "base/file.h"
#include "base/hex.h"
#include "run.h"
#include "scratch.h"

static struct error err;

static void write_text(const char *body)
{
    struct dynbuf text;
    struct sha256_ctx sha;
    unsigned char sum[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    sha256_init(&sha);
    sha256_update(&sha, strlen(body), (const uint8_t *)body);
    sha256_digest(&sha, sizeof sum, sum);
    hex_encode(hex, sum, sizeof sum);
    dynbuf_init(&text, 1 << 20);
    assert_true(dynbuf_format(&text, "%ssum %s\n", body, hex));
    assert_true(file_replace(scratch(), "manifest", dynbuf_bytes(&text), &err));
    dynbuf_release(&text);
}

static bool reads(struct manifest *ret_manifest)
{
    return manifest_read(ret_manifest, scratch(), &err);
}

static void written_and_read(void **state)
{
    struct manifest manifest = {.chain = "eip155:1", .generation = 9, .first_block = 3};
    struct manifest found;
    unsigned char hash[SHA256_BYTES];
    (void)state;
    manifest.last_block = 70000;
    manifest.unproven = true;
    for (uint64_t i = 0; i < 5; i++) {
        struct manifest_segment *segment = &manifest.segments[manifest.segment_count++];
        *segment = (struct manifest_segment){1024 * i, 1024 * i + 1023, {(unsigned char)i}};
    }
    memset(hash, 0xab, sizeof hash);
    assert_true(manifest_add_file(&manifest, hash, "a name with blanks.csv", &err));
    assert_true(manifest_add_file(&manifest, hash, "line\nfeed\x7f", &err));
    assert_true(manifest_write(&manifest, scratch(), &err) && reads(&found));
    assert_string_equal(found.chain, "eip155:1");
    assert_true(found.generation == 9 && found.first_block == 3 && found.last_block == 70000);
    assert_true(found.unproven);
    assert_int_equal(found.segment_count, 5);
    assert_memory_equal(found.segments, manifest.segments, 5 * sizeof manifest.segments[0]);
    assert_int_equal(found.file_count, 2);
    assert_string_equal(found.files[0].name, "a name with blanks.csv");
    assert_string_equal(found.files[1].name, "line?feed?");
    assert_memory_equal(found.files[1].sha256, hash, sizeof hash);
    manifest_release(&found);
    manifest_release(&manifest);
    manifest_release(&manifest);
}

static void a_name_too_long_is_cut(void **state)
{
    struct manifest manifest = {.chain = "eip155:1"}, found;
    unsigned char hash[SHA256_BYTES] = {0};
    char name[1000];
    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_true(manifest_add_file(&manifest, hash, name, &err));
    assert_true(manifest_write(&manifest, scratch(), &err) && reads(&found));
    assert_int_equal(strlen(found.files[0].name), MANIFEST_NAME_BYTES - 1);
    manifest_release(&found);
    manifest_release(&manifest);
}

static void no_manifest_is_no_ledger(void **state)
{
    struct manifest found = {.generation = 77};
    (void)state;
    assert_false(manifest_read(&found, scratch_path("empty"), &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_int_equal(found.generation, 77); /* untouched */
}

static void every_byte_counts(void **state)
{
    struct manifest manifest = {.chain = "eip155:1", .generation = 9}, found;
    struct dynbuf bytes;
    (void)state;
    dynbuf_init(&bytes, 1 << 16);
    assert_true(manifest_write(&manifest, scratch(), &err));
    assert_true(file_read(&bytes, scratch_path("manifest"), &err));
    for (size_t at = 0; at + 1 < bytes.size; at++) { /* the last is the line's end */
        bytes.data[at] ^= 2;
        assert_true(file_replace(scratch(), "manifest", dynbuf_bytes(&bytes), &err));
        assert_false(reads(&found));
        assert_int_equal(err.code, ERROR_DAMAGED);
        bytes.data[at] ^= 2;
    }
    for (size_t size = 0; size < bytes.size; size++) {
        assert_true(file_replace(scratch(), "manifest", span_of(bytes.data, size), &err));
        assert_false(reads(&found));
    }
    dynbuf_release(&bytes);
}

#define HASH "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f"
#define HEAD "trefoil-ledger 1\nchain eip155:1\ngeneration 1\n"

static void lines_that_are_none(void **state)
{
    const struct {
        const char *text, *wrong;
    } cases[] = {
        {"", NULL},
        {"trefoil-ledge 1\n", "line 1"},
        {"trefoil-ledger 01\n", "line 1"},
        {"trefoil-ledger two\n", "line 1"},
        {HEAD "covers 1\n", "line 4"},
        {HEAD "covers 1 x\n", "line 4"},
        {HEAD "covers 1 -1\n", "line 4"},
        {HEAD "covers 1 18446744073709551615\n", "line 4"},
        {HEAD "covers 1 2 3\n", "line 4"},
        {HEAD "covers  1 2\n", "line 4"},
        {HEAD "segment 1 2 abc\n", "line 4"},
        {HEAD "segment 1 2 " HASH "0\n", "line 4"},
        {HEAD "segment 1 " HASH "\n", "line 4"},
        {HEAD "file " HASH "\nfile abc name\n", "line 5"},
        {HEAD "other 1\n", "line 4"},
        {HEAD "\n", "line 4"},
        {"trefoil-ledger 1\nchain a234567890123456789012345678901234567890123456789\n", "line 2"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct manifest found;
        write_text(cases[i].text);
        if (cases[i].wrong == NULL)
            continue;
        assert_false(reads(&found));
        assert_int_equal(err.code, ERROR_DAMAGED);
        assert_non_null(strstr(err.text, cases[i].wrong));
    }
}

/* Whatever its other lines are: who has an older program is told that, and not of damage. */
static void a_newer_format_is_said(void **state)
{
    struct manifest found;
    (void)state;
    write_text("trefoil-ledger 2\nchains eip155:1 eip155:10\n");
    assert_false(reads(&found));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
    assert_non_null(strstr(err.text, "a ledger of format 2; expected format 1"));
}

static void no_more_segments_than_there_is_room(void **state)
{
    static char body[16384];
    struct manifest found;
    (void)state;
    for (int segments = MANIFEST_SEGMENTS_MAX; segments <= MANIFEST_SEGMENTS_MAX + 1; segments++) {
        size_t size = (size_t)snprintf(body, sizeof body, HEAD);
        for (int i = 0; i < segments; i++)
            size +=
                (size_t)snprintf(body + size, sizeof body - size, "segment %d %d " HASH "\n", i, i);
        write_text(body);
        assert_int_equal(reads(&found), segments == MANIFEST_SEGMENTS_MAX);
        if (segments == MANIFEST_SEGMENTS_MAX)
            manifest_release(&found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read),
        cmocka_unit_test(a_name_too_long_is_cut),
        cmocka_unit_test(no_manifest_is_no_ledger),
        cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(lines_that_are_none),
        cmocka_unit_test(a_newer_format_is_said),
        cmocka_unit_test(no_more_segments_than_there_is_room),
    };
    return RUN_ALL("ledger/manifest", tests);
}
