#include "label/rejects.h"

#include "base/limits.h"

void rejects_init(struct rejects *rejects, bool keep_going)
{
    *rejects = (struct rejects){.keep_going = keep_going};
    dynbuf_init(&rejects->lines, REJECTS_BYTES_MAX);
}

void rejects_release(struct rejects *rejects)
{
    dynbuf_release(&rejects->lines);
}

bool rejects_add(struct rejects *rejects, struct span lines, const struct error *why,
                 struct error *err)
{
    if (!rejects->keep_going || error_is_environment(why->code)) {
        *err = *why;
        return false;
    }
    rejects->count++;
    dynbuf_format(&rejects->lines, "# %s\n", why->text);
    dynbuf_span(&rejects->lines, lines);
    if (lines.size == 0 || lines.data[lines.size - 1] != '\n')
        dynbuf_char(&rejects->lines, '\n');
    return !rejects->lines.failed || dynbuf_error(&rejects->lines, "the rejected labels", err);
}
