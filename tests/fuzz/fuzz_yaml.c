/* The YAML reader: whatever comes, what it says hangs together. */
#include "text/yaml_reader.h"

#include "target.h"
#include "text/utf8.h"

/* Brackets close what they opened, names and values take turns in mappings. */
struct shape {
    char open[YAML_DEPTH_MAX];
    bool named[YAML_DEPTH_MAX];
    unsigned depth;
};

static void begin_value(struct shape *shape)
{
    if (shape->depth == 0 || shape->open[shape->depth - 1] == '[')
        return;
    ensure(shape->named[shape->depth - 1]);
    shape->named[shape->depth - 1] = false;
}

static void follow(struct shape *shape, enum yaml_kind kind)
{
    switch (kind) {
    case YAML_BEGIN_MAPPING:
    case YAML_BEGIN_SEQUENCE:
        begin_value(shape);
        ensure(shape->depth < YAML_DEPTH_MAX);
        shape->named[shape->depth] = false;
        shape->open[shape->depth++] = kind == YAML_BEGIN_MAPPING ? '{' : '[';
        break;
    case YAML_END_MAPPING:
    case YAML_END_SEQUENCE:
        ensure(shape->depth > 0 && !shape->named[shape->depth - 1]);
        shape->depth--;
        ensure(shape->open[shape->depth] == (kind == YAML_END_MAPPING ? '{' : '['));
        break;
    case YAML_NAME:
        ensure(shape->depth > 0 && shape->open[shape->depth - 1] == '{');
        ensure(!shape->named[shape->depth - 1]);
        shape->named[shape->depth - 1] = true;
        break;
    case YAML_SCALAR:
        begin_value(shape);
        break;
    case YAML_END:
        ensure(shape->depth == 0);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct yaml_reader yaml;
    struct shape shape = {.depth = 0};
    struct error err = {0};
    uint64_t line = 1, lines = size + 2;
    bool ok = yaml_reader_init(&yaml, span_of(data, size), "text", &err);
    while (ok && (ok = yaml_next(&yaml, &err))) {
        const struct yaml_token *token = &yaml.token;
        follow(&shape, token->kind);
        ensure(token->line >= line && token->line <= lines && token->column >= 1);
        ensure(utf8_valid(token->text) == token->text.size);
        line = token->line;
        if (token->kind == YAML_END)
            break;
    }
    ensure(ok || (err.code != ERROR_NONE && !error_is_environment(err.code)));
    yaml_reader_release(&yaml);
    return 0;
}
