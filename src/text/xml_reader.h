/* XML for lists: a pull reader over expat that gives one record a call, as a small tree.
 *
 *     const char *const names[] = {"INDIVIDUAL", "ENTITY", NULL};
 *     if (!xml_reader_init(&xml, bytes, "UN.xml", names, err)) ...
 *     while ((ok = xml_next(&xml, &record, err)) && record != NULL)
 *         use(xml_child_text(record, "FIRST_NAME"));
 *     xml_reader_release(&xml);
 *
 * A record is the outermost element that has one of the names, wherever it stands; everything else
 * is passed over, except the root's attributes. Names stand without their namespace's prefix.
 *
 * Refused, with "name:line:column": what is not well-formed, any document type (so that no entity
 * can be declared: nothing multiplies, nothing is fetched), encodings that expat does not know, and
 * what base/limits.h calls too deep, too long or too large. A caller has seen the good records
 * before a bad byte, so nothing may be kept until NULL has come.
 *
 * Load: lists of up to a hundred megabytes. Memory: one record, and expat's buffers. What hurts: a
 * record is good until the next call only; text around children is joined into one.
 * Lifetime: init to release; name, names and input outlive the reader. Threads: one at a time.
 */
#pragma once

#include "base/arena.h"
#include "base/dynbuf.h"
#include "base/error.h"
#include "base/limits.h"

struct xml_attribute {
    struct span name, value;
    const struct xml_attribute *next;
};

struct xml_node {
    struct span name; /* without a prefix */
    struct span text; /* its own, not that of its children; not trimmed */
    const struct xml_attribute *attributes;
    struct xml_node *first, *last; /* children */
    struct xml_node *next;
    uint64_t line; /* on which its record starts, from 1 */
};

struct xml_expat;

struct xml_reader {
    const char *name;
    struct span input;
    struct xml_node root; /* name and attributes, once the first record has come, or the end */

    /* The reader's own: */
    const char *const *names;
    struct xml_expat *expat;
    size_t fed;
    bool failed, suspended, done;
    struct error why; /* of a failure inside a callback */
    struct arena arena, root_arena;
    unsigned depth, record_depth; /* record_depth: 0 outside a record, else levels inside it */
    struct xml_node *open[XML_DEPTH_MAX];
    size_t text_from[XML_DEPTH_MAX];
    struct dynbuf text;
    struct xml_node *record; /* that was just closed */
};

/* Errors: memory; then release is still allowed. `names` ends with NULL. */
bool xml_reader_init(struct xml_reader *reader, struct span input, const char *name,
                     const char *const *names, struct error *err);
void xml_reader_release(struct xml_reader *reader);

/* Reads the next record; `*ret_record` is NULL at the end. After a failure only release is left.
 * Errors: syntax, unsupported, limit, memory. */
bool xml_next(struct xml_reader *reader, const struct xml_node **ret_record, struct error *err);

/* The first child of this name at or behind `from` (NULL: none); start with `node->first`. */
const struct xml_node *xml_find(const struct xml_node *from, const char *name);

/* The first child of this name, or NULL; of a NULL node NULL. */
const struct xml_node *xml_child(const struct xml_node *node, const char *name);

/* Its text, trimmed of white space; empty when there is none. */
struct span xml_child_text(const struct xml_node *node, const char *name);
struct span xml_text_of(const struct xml_node *node);

/* An attribute's value, or an empty span. */
struct span xml_attribute_of(const struct xml_node *node, const char *name);

/* "name:line" of a node's record into a buffer of TEXT_PLACE_BYTES. */
void xml_place(const struct xml_reader *reader, const struct xml_node *node, char *ret_place);
