#include "block_file.h"

#include "base/dynbuf.h"
#include "base/file.h"
#include "base/limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { FRAME_BYTES = 8, BACKWARDS_BYTES_MAX = 1 << 30 };

struct block_file {
    struct chain_place place;
    char folder[PATH_BYTES_MAX];
    uint64_t limit;
    FILE *stream;     /* NULL: the next block begins a file */
    uint32_t number;  /* of that file */
    uint64_t written; /* to it */
    struct dynbuf frame;
    struct dynbuf kept; /* all frames, when they are written backwards */
};

bool block_file_open(struct block_file **ret_file, const struct chain_place *place,
                     struct error *err)
{
    if (strlen(place->folder) >= PATH_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, place->folder, "a path that long, expected less");
    if (!file_make_folder(place->folder, err))
        return false;
    if (place->has_key &&
        !file_replace(place->folder, "xor.dat", span_of(place->key, XOR_KEY_BYTES), err))
        return false;
    struct block_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return error_memory(err, "making a chain");
    file->place = *place;
    memcpy(file->folder, place->folder, strlen(place->folder) + 1);
    file->limit = place->file_bytes != 0 ? place->file_bytes : UINT64_C(128) << 20;
    dynbuf_init(&file->frame, 1 << 26);
    dynbuf_init(&file->kept, BACKWARDS_BYTES_MAX);
    *ret_file = file;
    return true;
}

static bool end_stream(struct block_file *file, struct error *err)
{
    FILE *stream = file->stream;
    file->stream = NULL;
    if (stream != NULL && fclose(stream) != 0)
        return error_os(err, ERROR_IO, "writing", file->folder, errno);
    return true;
}

/* The stream that a frame of this size goes to. */
static bool choose_stream(struct block_file *file, size_t size, struct error *err)
{
    if (file->stream != NULL && file->written + size > file->limit) {
        if (!end_stream(file, err))
            return false;
        file->number++;
    }
    if (file->stream != NULL)
        return true;
    char name[32], path[PATH_BYTES_MAX];
    snprintf(name, sizeof name, "blk%05u.dat", (unsigned)file->number);
    if (!file_path(path, file->folder, name, err))
        return false;
    file->stream = fopen(path, "wb");
    file->written = 0;
    return file->stream != NULL || error_os(err, ERROR_IO, "making", path, errno);
}

/* Writes the frame, behind the key: byte n of a file meets byte n mod 8 of it. */
static bool put_frame(struct block_file *file, unsigned char *frame, size_t size, struct error *err)
{
    if (!choose_stream(file, size, err))
        return false;
    if (file->place.has_key)
        for (size_t i = 0; i < size; i++)
            frame[i] ^= file->place.key[(file->written + i) % XOR_KEY_BYTES];
    if (fwrite(frame, 1, size, file->stream) != size)
        return error_os(err, ERROR_IO, "writing", file->folder, errno);
    file->written += size;
    return true;
}

bool block_file_add(struct block_file *file, struct span block, struct error *err)
{
    unsigned char head[FRAME_BYTES] = {0xfa, 0xbf, 0xb5, 0xda};
    for (int i = 0; i < 4; i++)
        head[4 + i] = (unsigned char)(block.size >> 8 * i & 0xff);
    struct dynbuf *out = file->place.backwards ? &file->kept : &file->frame;
    if (!file->place.backwards)
        dynbuf_clear(out);
    dynbuf_append(out, head, sizeof head);
    if (!dynbuf_span(out, block))
        return dynbuf_error(out, file->folder, err);
    return file->place.backwards || put_frame(file, (unsigned char *)out->data, out->size, err);
}

/* Writes the frames kept, the last one first. */
static bool put_backwards(struct block_file *file, struct error *err)
{
    unsigned char *kept = (unsigned char *)file->kept.data;
    size_t count = 0, *starts = malloc((file->kept.size / FRAME_BYTES + 1) * sizeof *starts);
    if (starts == NULL)
        return error_memory(err, "turning a chain around");
    for (size_t at = 0; at < file->kept.size; count++) {
        size_t size = 0;
        for (int i = 3; i >= 0; i--)
            size = size << 8 | kept[at + 4 + (size_t)i];
        starts[count] = at;
        at += FRAME_BYTES + size;
    }
    starts[count] = file->kept.size;
    bool ok = true;
    for (size_t i = count; ok && i-- > 0;)
        ok = put_frame(file, kept + starts[i], starts[i + 1] - starts[i], err);
    free(starts);
    return ok;
}

bool block_file_close(struct block_file *file, struct error *err)
{
    if (file == NULL)
        return true;
    bool ok = file->kept.size == 0 || put_backwards(file, err);
    ok = end_stream(file, err) && ok;
    dynbuf_release(&file->frame);
    dynbuf_release(&file->kept);
    free(file);
    return ok;
}
