#include "text/json_tree.h"

#include <stdio.h>

#include "base/checked.h"
#include "text/utf8.h"

struct builder {
    struct json_reader reader;
    struct arena *arena;
    struct json_value *open, *newest; /* newest: the child of `open` that was added last */
    struct json_value *root;
};

/* A string without escapes stands in the source; one with escapes only until the next token. */
static bool keep_text(struct builder *builder, struct span *ret_text)
{
    const struct json_token *token = &builder->reader.token;
    *ret_text = token->text;
    if (token->text.size == 0)
        return true;
    if (token->text.data == builder->reader.input.data + token->from + 1 ||
        token->kind == JSON_NUMBER)
        return true;
    ret_text->data = (unsigned char *)arena_text(builder->arena, token->text);
    return ret_text->data != NULL;
}

static bool add(struct builder *builder, struct span name, struct json_value **ret_value)
{
    struct json_value *value = arena_alloc(builder->arena, sizeof *value);
    if (value == NULL)
        return false;
    value->name = name;
    value->parent = builder->open;
    if (builder->open == NULL)
        builder->root = value;
    else if (builder->newest == NULL)
        builder->open->first = value;
    else
        builder->newest->next = value;
    if (builder->open != NULL)
        builder->open->count++;
    builder->newest = value;
    *ret_value = value;
    return true;
}

static bool fill(struct builder *builder, struct json_value *value)
{
    const struct json_token *token = &builder->reader.token;
    value->source = span_part(builder->reader.input, token->from, token->to);
    switch (token->kind) {
    case JSON_BEGIN_OBJECT:
    case JSON_BEGIN_ARRAY:
        value->type = token->kind == JSON_BEGIN_OBJECT ? JSON_TYPE_OBJECT : JSON_TYPE_ARRAY;
        builder->open = value;
        builder->newest = NULL;
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        value->type = JSON_TYPE_BOOL;
        value->truth = token->kind == JSON_TRUE;
        return true;
    case JSON_NULL:
        value->type = JSON_TYPE_NULL;
        return true;
    default:
        value->type = token->kind == JSON_STRING ? JSON_TYPE_STRING : JSON_TYPE_NUMBER;
        return keep_text(builder, &value->text);
    }
}

static void close(struct builder *builder)
{
    struct json_value *closed = builder->open;
    closed->source.size =
        (size_t)(builder->reader.input.data + builder->reader.token.to - closed->source.data);
    builder->newest = closed;
    builder->open = (struct json_value *)closed->parent; /* made here, as all of the tree */
}

static bool build(struct builder *builder, struct error *err)
{
    struct span name = span_of(NULL, 0);
    while (json_next(&builder->reader, err)) {
        struct json_value *value;
        bool kept = true;
        switch (builder->reader.token.kind) {
        case JSON_END:
            return true;
        case JSON_NAME:
            kept = keep_text(builder, &name);
            break;
        case JSON_END_OBJECT:
        case JSON_END_ARRAY:
            close(builder);
            break;
        default:
            kept = add(builder, name, &value) && fill(builder, value);
            name = span_of(NULL, 0);
        }
        if (!kept)
            return error_memory(err, "reading JSON");
    }
    return false;
}

bool json_tree_read(struct span bytes, const char *name, struct arena *arena,
                    const struct json_value **ret_root, struct error *err)
{
    struct builder builder = {.arena = arena};
    json_reader_init(&builder.reader, bytes, name);
    bool ok = build(&builder, err);
    json_reader_release(&builder.reader);
    if (ok)
        *ret_root = builder.root;
    return ok;
}

const struct json_value *json_member_span(const struct json_value *value, struct span name)
{
    if (value == NULL || value->type != JSON_TYPE_OBJECT)
        return NULL;
    const struct json_value *member = value->first;
    while (member != NULL && !span_equal(member->name, name))
        member = member->next;
    return member;
}

const struct json_value *json_member(const struct json_value *value, const char *name)
{
    return json_member_span(value, span_text(name));
}

struct span json_member_text(const struct json_value *value, const char *name)
{
    const struct json_value *member = json_member(value, name);
    return member != NULL && member->type == JSON_TYPE_STRING ? member->text : span_of(NULL, 0);
}

const struct json_value *json_walk(const struct json_value *root, const struct json_value *at)
{
    if (at->first != NULL)
        return at->first;
    while (at != root && at->next == NULL)
        at = at->parent;
    return at == root ? NULL : at->next;
}

bool json_value_integer(const struct json_value *value, int64_t *ret_integer)
{
    struct span text = value->text;
    uint64_t number = 0;
    if (value->type != JSON_TYPE_NUMBER)
        return false;
    bool minus = text.data[0] == '-';
    for (size_t i = minus; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9' || !checked_mul_u64(number, 10, &number) ||
            !checked_add_u64(number, (uint64_t)(text.data[i] - '0'), &number))
            return false;
    if (number > INT64_MAX)
        return false;
    *ret_integer = minus ? -(int64_t)number : (int64_t)number;
    return true;
}

const char *json_type_name(enum json_type type)
{
    static const char *const names[] = {
        [JSON_TYPE_OBJECT] = "an object", [JSON_TYPE_ARRAY] = "an array",
        [JSON_TYPE_STRING] = "a string",  [JSON_TYPE_NUMBER] = "a number",
        [JSON_TYPE_BOOL] = "a boolean",   [JSON_TYPE_NULL] = "null",
    };
    return names[type];
}

static bool is_word(struct span name)
{
    for (size_t i = 0; i < name.size; i++) {
        unsigned char byte = name.data[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (!letter && byte != '_' && byte != '-' && (i == 0 || byte < '0' || byte > '9'))
            return false;
    }
    return name.size > 0;
}

/* One step of a path, `[3]` or `.name` or `["a name"]`; returns its size. */
enum { STEP_BYTES = 128 };
static size_t step(char ret_step[STEP_BYTES], const struct json_value *value)
{
    int size;
    if (value->parent->type == JSON_TYPE_ARRAY) {
        size_t index = 0;
        for (const struct json_value *at = value->parent->first; at != value; at = at->next)
            index++;
        size = snprintf(ret_step, STEP_BYTES, "[%zu]", index);
    } else {
        bool word = is_word(value->name);
        size_t shown = value->name.size < 100 ? value->name.size : 100;
        const char *form = !word ? "[\"%.*s\"]" : value->parent->parent == NULL ? "%.*s" : ".%.*s";
        size = snprintf(ret_step, STEP_BYTES, form, (int)shown, (const char *)value->name.data);
    }
    for (size_t at = 0; at < (size_t)size;) {
        at += utf8_line(span_of(ret_step + at, (size_t)size - at));
        if (at < (size_t)size)
            ret_step[at++] = '?';
    }
    return (size_t)size;
}

void json_path(char ret_path[JSON_PATH_BYTES], const struct json_value *value)
{
    char path[JSON_PATH_BYTES], one[STEP_BYTES];
    size_t from = sizeof path - 1;
    path[from] = 0;
    for (; value->parent != NULL; value = value->parent) {
        size_t size = step(one, value);
        if (size + 3 > from) {
            memcpy(path + from - 3, "...", 3);
            from -= 3;
            break;
        }
        memcpy(path + from - size, one, size);
        from -= size;
    }
    memcpy(ret_path, path + from, sizeof path - from);
    if (ret_path[0] == 0)
        memcpy(ret_path, "$", 2);
}
