#include "text/xml_reader.h"

#include <expat.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/place.h"
#include "text/trim.h"

enum { CHUNK_BYTES = 1 << 16 };

struct xml_expat {
    XML_Parser parser;
};

/* expat 2.9 deprecates the names that 2.5, Debian 12's, has alone. */
static uint64_t line_here(XML_Parser parser)
{
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 9
    return XML_GetCurrentLineNumber64(parser);
#else
    return XML_GetCurrentLineNumber(parser);
#endif
}

static uint64_t column_here(XML_Parser parser)
{
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 9
    return XML_GetCurrentColumnNumber64(parser);
#else
    return XML_GetCurrentColumnNumber(parser);
#endif
}

static void place_here(const struct xml_reader *reader, char place[TEXT_PLACE_BYTES])
{
    XML_Parser parser = reader->expat->parser;
    snprintf(place, TEXT_PLACE_BYTES, "%s:%" PRIu64 ":%" PRIu64, place_name(reader->name),
             line_here(parser), column_here(parser) + 1);
}

/* Stops the parse from inside a callback. */
static void stop(struct xml_reader *reader)
{
    reader->failed = true;
    XML_StopParser(reader->expat->parser, XML_FALSE);
}

static void refuse(struct xml_reader *reader, enum error_code code, const char *what)
{
    char place[TEXT_PLACE_BYTES];
    if (reader->failed)
        return;
    place_here(reader, place);
    error_input(&reader->why, code, place, "%s", what);
    stop(reader);
}

static void out_of_memory(struct xml_reader *reader)
{
    const struct arena *arena = &reader->arena;
    if (arena->held + (1 << 16) >= arena->budget)
        refuse(reader, ERROR_LIMIT, "a record that is too large");
    else if (!reader->failed) {
        error_memory(&reader->why, "reading XML");
        stop(reader);
    }
}

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

static bool is_record(const struct xml_reader *reader, const char *name)
{
    for (const char *const *known = reader->names; *known != NULL; known++)
        if (strcmp(*known, name) == 0)
            return true;
    return false;
}

static bool copy_text(struct arena *arena, const char *text, struct span *ret_copy)
{
    struct span bytes = span_text(text);
    const char *copy = arena_text(arena, bytes);
    if (copy != NULL)
        *ret_copy = span_of(copy, bytes.size);
    return copy != NULL;
}

static bool copy_attributes(struct arena *arena, const XML_Char **attributes, struct xml_node *node)
{
    for (; *attributes != NULL; attributes += 2) {
        struct xml_attribute *copy = arena_alloc(arena, sizeof *copy);
        if (copy == NULL || !copy_text(arena, local_name(attributes[0]), &copy->name) ||
            !copy_text(arena, attributes[1], &copy->value))
            return false;
        copy->next = node->attributes;
        node->attributes = copy;
    }
    return true;
}

static void open_node(struct xml_reader *reader, const char *name, const XML_Char **attributes)
{
    struct xml_node *node = arena_alloc(&reader->arena, sizeof *node);
    if (node == NULL || !copy_text(&reader->arena, name, &node->name) ||
        !copy_attributes(&reader->arena, attributes, node)) {
        out_of_memory(reader);
        return;
    }
    unsigned level = reader->record_depth++;
    node->line = level == 0 ? line_here(reader->expat->parser)
                            : reader->open[0]->line; /* expat counts lines from call to call */
    reader->open[level] = node;
    reader->text_from[level] = reader->text.size;
    if (level == 0)
        return;
    struct xml_node *parent = reader->open[level - 1];
    if (parent->last == NULL)
        parent->first = node;
    else
        parent->last->next = node;
    parent->last = node;
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_reader *reader = user;
    if (reader->failed)
        return;
    if (++reader->depth > XML_DEPTH_MAX) {
        refuse(reader, ERROR_LIMIT, "too many elements in one another");
        return;
    }
    if (reader->depth == 1 &&
        (!copy_text(&reader->root_arena, local_name(name), &reader->root.name) ||
         !copy_attributes(&reader->root_arena, attributes, &reader->root))) {
        out_of_memory(reader);
        return;
    }
    if (reader->record_depth > 0 || is_record(reader, local_name(name)))
        open_node(reader, local_name(name), attributes);
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    struct xml_reader *reader = user;
    (void)name;
    if (reader->failed)
        return;
    reader->depth--;
    if (reader->record_depth == 0)
        return;
    unsigned level = --reader->record_depth;
    struct xml_node *node = reader->open[level];
    size_t from = reader->text_from[level];
    if (reader->text.size > from) {
        struct span text = span_part(dynbuf_bytes(&reader->text), from, reader->text.size);
        const char *copy = arena_text(&reader->arena, text);
        if (copy == NULL) {
            out_of_memory(reader);
            return;
        }
        node->text = span_of(copy, text.size);
        reader->text.size = from;
    }
    if (level > 0)
        return;
    reader->record = node;
    XML_StopParser(reader->expat->parser, XML_TRUE);
}

static void XMLCALL on_text(void *user, const XML_Char *text, int size)
{
    struct xml_reader *reader = user;
    if (reader->failed || reader->record_depth == 0)
        return;
    if (dynbuf_append(&reader->text, text, (size_t)size))
        return;
    if (reader->text.no_memory)
        out_of_memory(reader);
    else
        refuse(reader, ERROR_LIMIT, "a text that is too long");
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    refuse(user, ERROR_UNSUPPORTED, "a document type; expected none, as lists have none");
}

bool xml_reader_init(struct xml_reader *reader, struct span input, const char *name,
                     const char *const *names, struct error *err)
{
    *reader = (struct xml_reader){.name = name, .input = input, .names = names};
    arena_init(&reader->arena, XML_RECORD_BYTES_MAX);
    arena_init(&reader->root_arena, XML_RECORD_BYTES_MAX);
    dynbuf_init(&reader->text, XML_TEXT_BYTES_MAX);
    reader->expat = calloc(1, sizeof *reader->expat);
    XML_Parser parser = reader->expat == NULL ? NULL : XML_ParserCreate(NULL);
    if (parser == NULL) {
        free(reader->expat);
        reader->expat = NULL;
        reader->failed = true;
        return error_memory(err, "starting to read XML");
    }
    reader->expat->parser = parser;
    XML_SetUserData(parser, reader);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER);
    return true;
}

void xml_reader_release(struct xml_reader *reader)
{
    if (reader->expat != NULL)
        XML_ParserFree(reader->expat->parser);
    free(reader->expat);
    reader->expat = NULL;
    arena_release(&reader->arena);
    arena_release(&reader->root_arena);
    dynbuf_release(&reader->text);
}

static bool fail(struct xml_reader *reader, struct error *err)
{
    enum XML_Error code = XML_GetErrorCode(reader->expat->parser);
    char place[TEXT_PLACE_BYTES];
    if (reader->failed) { /* by a callback, which said why */
        *err = reader->why;
        return false;
    }
    reader->failed = true;
    if (code == XML_ERROR_NO_MEMORY)
        return error_memory(err, "reading XML");
    place_here(reader, place);
    return error_input(err, ERROR_SYNTAX, place, "%s; expected well-formed XML",
                       XML_ErrorString(code));
}

/* Feeds the parser until a record is whole or the input ends. */
static enum XML_Status go_on(struct xml_reader *reader)
{
    XML_Parser parser = reader->expat->parser;
    enum XML_Status status = XML_STATUS_OK;
    if (reader->suspended)
        status = XML_ResumeParser(parser);
    reader->suspended = false;
    while (status == XML_STATUS_OK && !reader->done) {
        size_t left = reader->input.size - reader->fed;
        size_t size = left < CHUNK_BYTES ? left : CHUNK_BYTES;
        const char *bytes = size == 0 ? "" : (const char *)reader->input.data + reader->fed;
        reader->fed += size;
        reader->done = reader->fed == reader->input.size;
        status = XML_Parse(parser, bytes, (int)size, reader->done);
    }
    return status;
}

bool xml_next(struct xml_reader *reader, const struct xml_node **ret_record, struct error *err)
{
    ensure(reader->expat != NULL && !reader->failed);
    reader->record = NULL;
    arena_clear(&reader->arena);
    dynbuf_clear(&reader->text);
    enum XML_Status status = go_on(reader);
    if (status == XML_STATUS_ERROR || reader->failed)
        return fail(reader, err);
    reader->suspended = status == XML_STATUS_SUSPENDED;
    *ret_record = reader->record;
    return true;
}

const struct xml_node *xml_find(const struct xml_node *from, const char *name)
{
    for (; from != NULL; from = from->next)
        if (span_is(from->name, name))
            return from;
    return NULL;
}

const struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
    return node == NULL ? NULL : xml_find(node->first, name);
}

struct span xml_text_of(const struct xml_node *node)
{
    return node == NULL ? span_text("") : trim_space(node->text);
}

struct span xml_child_text(const struct xml_node *node, const char *name)
{
    return xml_text_of(xml_child(node, name));
}

struct span xml_attribute_of(const struct xml_node *node, const char *name)
{
    const struct xml_attribute *at = node == NULL ? NULL : node->attributes;
    for (; at != NULL; at = at->next)
        if (span_is(at->name, name))
            return at->value;
    return span_text("");
}

void xml_place(const struct xml_reader *reader, const struct xml_node *node, char *ret_place)
{
    snprintf(ret_place, TEXT_PLACE_BYTES, "%s:%llu", place_name(reader->name),
             (unsigned long long)node->line);
}
