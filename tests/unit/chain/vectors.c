#include "vectors.h"

#include "base/file.h"
#include "base/hex.h"
#include "run.h"

struct dynbuf vectors_read(const char *name)
{
    struct dynbuf bytes;
    struct error err;
    char path[4096];
    dynbuf_init(&bytes, 1 << 20);
    assert_true(file_path(path, VECTORS, name, &err));
    if (!file_read(&bytes, path, &err))
        fail_msg("%s", err.text);
    return bytes;
}

bool vectors_next(struct span *text, struct span *ret_line)
{
    while (text->size > 0) {
        const unsigned char *end = memchr(text->data, '\n', text->size);
        size_t size = end == NULL ? text->size : (size_t)(end - text->data);
        struct span line = span_part(*text, 0, size);
        *text = span_part(*text, end == NULL ? size : size + 1, text->size);
        if (line.size == 0 || line.data[0] == '#')
            continue;
        *ret_line = line;
        return true;
    }
    return false;
}

bool vectors_word(struct span *line, struct span *ret_word)
{
    size_t from = 0;
    while (from < line->size && line->data[from] == ' ')
        from++;
    size_t to = from;
    while (to < line->size && line->data[to] != ' ')
        to++;
    *ret_word = span_part(*line, from, to);
    *line = span_part(*line, to, line->size);
    return to > from;
}

size_t vectors_bytes(struct span digits, unsigned char *ret_bytes, size_t size)
{
    size_t wrong;
    assert_true(digits.size / 2 <= size && hex_decode(ret_bytes, digits, &wrong));
    return digits.size / 2;
}
