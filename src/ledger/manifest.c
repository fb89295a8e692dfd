#include "ledger/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/sum_line.h"

enum { FORMAT = 1 };

void manifest_release(struct manifest *manifest)
{
    free(manifest->files);
    *manifest = (struct manifest){0};
}

bool manifest_add_file(struct manifest *manifest, const unsigned char *sha256, const char *name,
                       struct error *err)
{
    struct manifest_file *grown =
        array_grow(manifest->files, &manifest->file_capacity, manifest->file_count + 1,
                   sizeof *grown, MANIFEST_FILES_MAX);
    if (grown == NULL)
        return array_error(manifest->file_count + 1, MANIFEST_FILES_MAX, "files in one ledger",
                           err);
    manifest->files = grown;
    struct manifest_file *file = &grown[manifest->file_count++];
    memcpy(file->sha256, sha256, SHA256_BYTES);
    snprintf(file->name, sizeof file->name, "%s", name);
    for (char *at = file->name; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = '?';
    return true;
}

static void add_hash(struct dynbuf *text, const unsigned char *hash)
{
    char hex[2 * SHA256_BYTES + 1];
    hex_encode(hex, hash, SHA256_BYTES);
    dynbuf_text(text, hex);
}

bool manifest_write(const struct manifest *manifest, const char *folder, struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, MANIFEST_BYTES_MAX);
    dynbuf_format(&text, "trefoil-ledger %d\nchain %s\ngeneration %llu\ncovers %llu %llu\n", FORMAT,
                  manifest->chain, (unsigned long long)manifest->generation,
                  (unsigned long long)manifest->first_block,
                  (unsigned long long)manifest->last_block);
    if (manifest->unproven)
        dynbuf_text(&text, "headers unproven\n");
    for (size_t i = 0; i < manifest->segment_count; i++) {
        dynbuf_format(&text, "segment %llu %llu ",
                      (unsigned long long)manifest->segments[i].first_block,
                      (unsigned long long)manifest->segments[i].last_block);
        add_hash(&text, manifest->segments[i].identity);
        dynbuf_char(&text, '\n');
    }
    for (size_t i = 0; i < manifest->file_count; i++) {
        dynbuf_text(&text, "file ");
        add_hash(&text, manifest->files[i].sha256);
        dynbuf_format(&text, " %s\n", manifest->files[i].name);
    }
    sum_line_put(&text);
    bool ok = text.failed ? dynbuf_error(&text, "manifest", err)
                          : file_replace(folder, "manifest", dynbuf_bytes(&text), err);
    dynbuf_release(&text);
    return ok;
}

/* A cursor over one line: words between single spaces. */
static struct span next_word(struct span *line)
{
    size_t size = 0;
    while (size < line->size && line->data[size] != ' ')
        size++;
    struct span word = span_part(*line, 0, size);
    *line = span_part(*line, size < line->size ? size + 1 : size, line->size);
    return word;
}

static bool word_number(struct span word, uint64_t *ret)
{
    uint64_t value = 0;
    if (word.size == 0 || word.size > 19)
        return false;
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] < '0' || word.data[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(word.data[i] - '0');
    }
    *ret = value;
    return true;
}

static bool word_hash(struct span word, unsigned char *ret_hash)
{
    size_t place;
    return word.size == 2 * SHA256_BYTES && hex_decode(ret_hash, word, &place);
}

static bool read_line(struct manifest *manifest, struct span line, struct error *err)
{
    struct span name = next_word(&line);
    if (span_is(name, "chain") && line.size < MANIFEST_CHAIN_BYTES) {
        memcpy(manifest->chain, line.data, line.size);
        manifest->chain[line.size] = '\0';
        return true;
    }
    if (span_is(name, "generation"))
        return word_number(line, &manifest->generation);
    if (span_is(name, "covers"))
        return word_number(next_word(&line), &manifest->first_block) &&
               word_number(line, &manifest->last_block);
    if (span_is(name, "headers") && span_is(line, "unproven"))
        return manifest->unproven = true;
    if (span_is(name, "segment") && manifest->segment_count < MANIFEST_SEGMENTS_MAX) {
        struct manifest_segment *segment = &manifest->segments[manifest->segment_count++];
        return word_number(next_word(&line), &segment->first_block) &&
               word_number(next_word(&line), &segment->last_block) &&
               word_hash(line, segment->identity);
    }
    if (span_is(name, "file")) {
        unsigned char hash[SHA256_BYTES];
        char file_name[MANIFEST_NAME_BYTES];
        if (!word_hash(next_word(&line), hash) || line.size >= sizeof file_name)
            return false;
        memcpy(file_name, line.data, line.size);
        file_name[line.size] = '\0';
        return manifest_add_file(manifest, hash, file_name, err);
    }
    return false;
}

/* A whole manifest of another format has its number in the first line, as this one. */
static bool is_of_format(struct span line, const char *path, struct error *err)
{
    uint64_t format;
    if (!span_is(next_word(&line), "trefoil-ledger") || !word_number(line, &format) ||
        line.data[0] == '0')
        return false;
    return format == FORMAT || error_input(err, ERROR_UNSUPPORTED, path,
                                           "a ledger of format %llu; expected format %d, the one "
                                           "that this version of trefoil knows",
                                           (unsigned long long)format, FORMAT);
}

static bool parse(struct manifest *manifest, struct span text, const char *path, struct error *err)
{
    size_t at = 0, line_number = 0;
    err->code = ERROR_NONE; /* a line that fails with no error of its own is damaged */
    if (!sum_line_take(text, &text))
        return error_input(err, ERROR_DAMAGED, path,
                           "the last line is not the SHA-256 of those above it");
    while (at < text.size) {
        const unsigned char *stop = memchr(text.data + at, '\n', text.size - at);
        size_t line_end = stop == NULL ? text.size : (size_t)(stop - text.data);
        struct span line = span_part(text, at, line_end);
        bool ok = line_number == 0 ? is_of_format(line, path, err) : read_line(manifest, line, err);
        if (!ok && err->code != ERROR_NONE)
            return false;
        if (!ok)
            return error_input(err, ERROR_DAMAGED, path, "line %zu: expected a manifest line",
                               line_number + 1);
        at = line_end + 1;
        line_number++;
    }
    return true;
}

bool manifest_read(struct manifest *ret_manifest, const char *folder, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct dynbuf text;
    struct manifest manifest = {0};
    if (!file_path(path, folder, "manifest", err))
        return false;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return error_input(err, ERROR_NOT_FOUND, folder, "no ledger here; ingest something first");
    dynbuf_init(&text, MANIFEST_BYTES_MAX);
    bool ok = file_read(&text, path, err) && parse(&manifest, dynbuf_bytes(&text), path, err);
    dynbuf_release(&text);
    if (ok)
        *ret_manifest = manifest;
    else
        manifest_release(&manifest);
    return ok;
}
