#include "text/json_canonical.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "text/json_number.h"
#include "text/json_writer.h"

/* An object that is being written: where its sorted members begin in the pile, and the next one. */
struct level {
    const struct json_value *container;
    size_t from, at;
    const struct json_value *element; /* of an array: the next one */
};

struct canonical {
    struct json_writer writer;
    enum json_canonical_form form;
    const struct json_value **pile;
    size_t count, capacity;
    struct level levels[JSON_DEPTH_MAX];
    unsigned depth;
};

/* In UTF-8 the bytes sort as the characters do; in UTF-16 what is above U+FFFF, whose first byte is
 * F0 or more, starts with a surrogate and so stands before U+E000 to U+FFFF, first bytes EE, EF. */
static unsigned order_of(unsigned char byte)
{
    return byte < 0xee ? byte : byte < 0xf0 ? byte + 0x10u : byte - 0x02u;
}

int json_name_order(struct span one, struct span other)
{
    size_t shared = one.size < other.size ? one.size : other.size, at = 0;
    while (at < shared && one.data[at] == other.data[at])
        at++;
    if (at == shared)
        return (one.size > other.size) - (one.size < other.size);
    unsigned a = order_of(one.data[at]), b = order_of(other.data[at]);
    return (a > b) - (a < b);
}

static int compare_members(const void *one, const void *other)
{
    return json_name_order((*(const struct json_value *const *)one)->name,
                           (*(const struct json_value *const *)other)->name);
}

static bool begin_object(struct canonical *canonical, const struct json_value *object,
                         struct error *err)
{
    size_t need = canonical->count + object->count;
    const struct json_value **grown =
        array_grow(canonical->pile, &canonical->capacity, need, sizeof *grown, NAMES_OPEN_MAX);
    if (grown == NULL)
        return array_error(need, NAMES_OPEN_MAX, "names", err);
    canonical->pile = grown;
    struct level *level = &canonical->levels[canonical->depth++];
    *level = (struct level){.container = object, .from = canonical->count, .at = canonical->count};
    for (const struct json_value *member = object->first; member != NULL; member = member->next)
        grown[canonical->count++] = member;
    if (object->count > 1)
        qsort(grown + level->from, object->count, sizeof *grown, compare_members);
    json_open_object(&canonical->writer, NULL);
    return true;
}

static bool write_number(struct canonical *canonical, const struct json_value *value,
                         struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, JSON_STRING_BYTES_MAX);
    bool ok =
        json_number_write(&text, value->text, canonical->form == JSON_CANONICAL_RFC_8785, err);
    if (ok) {
        json_number(&canonical->writer, NULL, dynbuf_bytes(&text));
    } else {
        char path[JSON_PATH_BYTES];
        json_path(path, value);
        error_prefix(err, path);
    }
    dynbuf_release(&text);
    return ok;
}

static bool write_value(struct canonical *canonical, const struct json_value *value,
                        struct error *err)
{
    switch (value->type) {
    case JSON_TYPE_OBJECT:
        return begin_object(canonical, value, err);
    case JSON_TYPE_ARRAY:
        canonical->levels[canonical->depth++] =
            (struct level){.container = value, .element = value->first};
        json_open_array(&canonical->writer, NULL);
        return true;
    case JSON_TYPE_STRING:
        json_string(&canonical->writer, NULL, value->text);
        return true;
    case JSON_TYPE_NUMBER:
        return write_number(canonical, value, err);
    case JSON_TYPE_BOOL:
        json_bool(&canonical->writer, NULL, value->truth);
        return true;
    case JSON_TYPE_NULL:
        json_no_value(&canonical->writer, NULL);
        return true;
    }
    return true;
}

/* The next member or element of the container that was opened last; NULL at its end. */
static const struct json_value *next_of(struct canonical *canonical, struct level *level)
{
    if (level->container->type == JSON_TYPE_OBJECT) {
        if (level->at == level->from + level->container->count) {
            canonical->count = level->from;
            return NULL;
        }
        const struct json_value *member = canonical->pile[level->at++];
        json_name(&canonical->writer, member->name);
        return member;
    }
    const struct json_value *element = level->element;
    if (element != NULL)
        level->element = element->next;
    return element;
}

bool json_canonical(struct dynbuf *buffer, const struct json_value *value,
                    enum json_canonical_form form, struct error *err)
{
    struct canonical canonical = {.form = form};
    json_writer_init_compact(&canonical.writer, buffer);
    bool ok = write_value(&canonical, value, err);
    while (ok && canonical.depth > 0) {
        const struct json_value *next = next_of(&canonical, &canonical.levels[canonical.depth - 1]);
        if (next != NULL) {
            ok = write_value(&canonical, next, err);
        } else {
            canonical.depth--;
            json_close(&canonical.writer);
        }
    }
    free(canonical.pile);
    return ok;
}

bool json_same(const struct json_value *one, const struct json_value *other, bool *ret_same,
               struct error *err)
{
    struct dynbuf first, second;
    dynbuf_init(&first, JSON_CANONICAL_BYTES_MAX);
    dynbuf_init(&second, JSON_CANONICAL_BYTES_MAX);
    bool ok = json_canonical(&first, one, JSON_CANONICAL_EXACT, err) &&
              json_canonical(&second, other, JSON_CANONICAL_EXACT, err);
    if (ok && (first.failed || second.failed))
        ok = dynbuf_error(first.failed ? &first : &second, "canonical JSON", err);
    if (ok)
        *ret_same = span_equal(dynbuf_bytes(&first), dynbuf_bytes(&second));
    dynbuf_release(&first);
    dynbuf_release(&second);
    return ok;
}
