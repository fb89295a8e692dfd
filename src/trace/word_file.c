#include "trace/word_file.h"

#include <stdio.h>
#include <string.h>

#include "base/dynbuf.h"
#include "base/file.h"
#include "base/limits.h"

bool word_file_read(const char *path, word_taker *take, void *context, struct error *err)
{
    struct dynbuf bytes;
    size_t number = 0;
    dynbuf_init(&bytes, SMALL_FILE_BYTES_MAX);
    bool ok = file_read(&bytes, path, err);
    struct span rest = dynbuf_bytes(&bytes);
    if (ok && span_starts_with(rest, "\xEF\xBB\xBF"))
        rest = span_part(rest, 3, rest.size);
    while (ok && rest.size > 0) {
        char place[PATH_BYTES_MAX];
        const unsigned char *stop = memchr(rest.data, '\n', rest.size);
        size_t size = stop == NULL ? rest.size : (size_t)(stop - rest.data);
        struct span line = span_part(rest, 0, size);
        rest = span_part(rest, stop == NULL ? size : size + 1, rest.size);
        while (line.size > 0 &&
               (line.data[line.size - 1] == '\r' || line.data[line.size - 1] == ' '))
            line.size--;
        snprintf(place, sizeof place, "%s:%zu", path, ++number);
        if (line.size > 0 && !span_starts_with(line, "# "))
            ok = take(context, line, place, err);
    }
    dynbuf_release(&bytes);
    return ok;
}
