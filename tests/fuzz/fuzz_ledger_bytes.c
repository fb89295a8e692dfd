/* Arbitrary bytes as the files of a ledger: size of the manifest (two bytes), the manifest, then
 * the one segment. The manifest's sum is made right, and a line `segment A B *` names the segment
 * by its true identity: else nothing would get behind them. */
#include <nettle/sha2.h>
#include <stdio.h>

#include "base/hex.h"
#include "base/limits.h"
#include "forge.h"
#include "ledger_use.h"
#include "scratch.h"
#include "target.h"

static void hash(struct span bytes, unsigned char *ret_hash)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, bytes.size, bytes.data);
    sha256_digest(&sha, SHA256_BYTES, ret_hash);
}

static void write_file(const char *path, struct span bytes)
{
    FILE *file = fopen(path, "wb");
    ensure(file != NULL && fwrite(bytes.data, 1, bytes.size, file) == bytes.size);
    ensure(fclose(file) == 0);
}

/* Head, table and checks, as far as the bytes go: one check for each 2^20 bytes of a column. */
static void identity_of(struct span segment, unsigned char *ret_identity)
{
    const struct segment_kind *kind =
        segment_kind_numbered(segment.size < 16 ? 0 : le_load(segment.data + 12, 4));
    if (kind == NULL)
        kind = &account_kind;
    uint64_t size = kind->head_bytes + (uint64_t)kind->columns * SEGMENT_ENTRY_BYTES;
    for (uint64_t i = 0; i < (uint64_t)kind->columns; i++) {
        uint64_t at = kind->head_bytes + i * SEGMENT_ENTRY_BYTES;
        if (at + SEGMENT_ENTRY_BYTES > segment.size)
            break;
        uint64_t bytes = (le_load(segment.data + at + 4, 4) & 63) *
                         (le_load(segment.data + at + 8, 8) & 0xffffffff);
        size += 8 * ((bytes + (1 << SEGMENT_CHECK_SHIFT) - 1) >> SEGMENT_CHECK_SHIFT);
    }
    hash(span_part(segment, 0, size < segment.size ? size : segment.size), ret_identity);
}

static void write_manifest(struct span text, const char *identity)
{
    struct dynbuf bytes;
    unsigned char sum[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    dynbuf_init(&bytes, 1 << 20);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '*')
            dynbuf_text(&bytes, identity);
        else
            dynbuf_char(&bytes, (char)text.data[i]);
    ensure(!bytes.failed || bytes.size == 0);
    hash(dynbuf_bytes(&bytes), sum);
    hex_encode(hex, sum, SHA256_BYTES);
    dynbuf_format(&bytes, "sum %s\n", hex);
    write_file(scratch_path("manifest"), dynbuf_bytes(&bytes));
    dynbuf_release(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char last[512];
    unsigned char identity[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1], name[SEGMENT_NAME_BYTES];
    const struct ledger_use use = {0};
    if (size < 2 || size > 1 << 13)
        return 0;
    size_t manifest = (size_t)(data[0] | data[1] << 8);
    manifest = manifest < size - 2 ? manifest : size - 2;
    struct span segment = span_of(data + 2 + manifest, size - 2 - manifest);
    identity_of(segment, identity);
    hex_encode(hex, identity, SHA256_BYTES);
    segment_file_name(name, identity);
    if (last[0] != '\0')
        remove(last);
    snprintf(last, sizeof last, "%s", scratch_path(name));
    write_manifest(span_of(data + 2, manifest), hex);
    write_file(last, segment);
    ledger_use(scratch(), &use, 0);
    return 0;
}
