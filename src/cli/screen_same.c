#include "cli/screen_same.h"

#include <stdlib.h>

#include "text/json_reader.h"

/* Passes members of `now` until one has the name that `was` stands at, or the object ends. */
static bool find_member(const struct json_reader *was, struct json_reader *now, struct error *err)
{
    while (now->token.kind == JSON_NAME &&
           !(was->token.kind == JSON_NAME && span_equal(was->token.text, now->token.text)))
        if (!json_skip_value(now, err) || !json_next(now, err))
            return false;
    return true;
}

static bool walk(struct json_reader *was, struct json_reader *now, bool *ret_same,
                 struct error *err)
{
    do {
        if (!json_next(was, err) || !json_next(now, err))
            return false;
        bool inside = was->token.kind == JSON_NAME || was->token.kind == JSON_END_OBJECT;
        if (inside && !find_member(was, now, err))
            return false;
        *ret_same =
            was->token.kind == now->token.kind && span_equal(was->token.text, now->token.text);
    } while (*ret_same && was->token.kind != JSON_END);
    return true;
}

bool screen_same(struct span was, struct span now, bool *ret_same, struct error *err)
{
    struct json_reader *readers = calloc(2, sizeof *readers);
    if (readers == NULL)
        return error_memory(err, "comparing answers");
    json_reader_init(&readers[0], was, "the receipt's answer");
    json_reader_init(&readers[1], now, "the answer of today");
    bool ok = walk(&readers[0], &readers[1], ret_same, err);
    json_reader_release(&readers[0]);
    json_reader_release(&readers[1]);
    free(readers);
    return ok;
}
