/* YAML for label packs: a pull reader over libyaml, one token a call, of the subset that JSON could
 * say too.
 *
 *     title: Ransomware                        BEGIN_MAPPING
 *     tags:                                    NAME title, SCALAR Ransomware
 *       - address: '0x00'          gives       NAME tags, BEGIN_SEQUENCE
 *                                              BEGIN_MAPPING, NAME address, SCALAR 0x00,
 *                                              END_MAPPING, END_SEQUENCE, END_MAPPING, END
 *
 * One document of mappings with scalar names, sequences and scalars. Refused, with
 * "name:line:column": anchors and aliases (so nothing can multiply), tags, merge keys, other
 * documents, %TAG, names that are no scalars, a name twice in one mapping, what is not UTF-8, and
 * what base/limits.h calls too deep or too long. None of the published packs uses any of these. A
 * scalar's type is never guessed: dates and numbers stay text, and `plain` tells `null` from
 * `'null'`.
 *
 * Load: label packs, up to tens of megabytes, at about 50 MB/s. Memory: libyaml's buffers,
 * one scalar, the names of open mappings. A text with no document in it ends at once.
 * What hurts: a token's text is good until the next call only.
 * Lifetime: init to release; name and input outlive the reader. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/limits.h"
#include "base/span.h"
#include "text/name_set.h"

enum yaml_kind {
    YAML_BEGIN_MAPPING,
    YAML_NAME, /* its value comes next */
    YAML_END_MAPPING,
    YAML_BEGIN_SEQUENCE,
    YAML_END_SEQUENCE,
    YAML_SCALAR,
    YAML_END, /* of the text, as often as asked */
};

struct yaml_token {
    enum yaml_kind kind;
    struct span text;      /* name, scalar: decoded; else empty */
    bool plain;            /* written without quotes and not as a block */
    uint64_t line, column; /* where it starts, from 1 */
};

struct yaml_level {
    bool is_mapping, has_name; /* has_name: a name was read, its value not yet */
    struct name_scope scope;
};

struct yaml_libyaml;

struct yaml_reader {
    struct yaml_token token; /* the last one */
    const char *name;
    struct span input;

    /* The reader's own: */
    struct yaml_libyaml *libyaml;
    bool failed, document_seen;
    unsigned depth;
    struct yaml_level levels[YAML_DEPTH_MAX];
    struct name_set names;
};

/* Errors: memory; then release is still allowed. */
bool yaml_reader_init(struct yaml_reader *reader, struct span input, const char *name,
                      struct error *err);
void yaml_reader_release(struct yaml_reader *reader);

/* Reads the next token into `token`. After a failure only release is left. Errors: syntax,
 * unsupported, limit, memory. */
bool yaml_next(struct yaml_reader *reader, struct error *err);

/* The next token, which must be of this kind. Errors: also value. */
bool yaml_expect(struct yaml_reader *reader, enum yaml_kind kind, struct error *err);

/* Inside a mapping: the next name, or its end and then `*ret_more` is false. */
bool yaml_next_member(struct yaml_reader *reader, bool *ret_more, struct error *err);

/* Inside a sequence: the first token of the next element, or its end. */
bool yaml_next_element(struct yaml_reader *reader, bool *ret_more, struct error *err);

/* Reads one value, however large, and forgets it. */
bool yaml_skip_value(struct yaml_reader *reader, struct error *err);

/* The rest of the mapping or sequence whose first token was the last one. */
bool yaml_skip_rest(struct yaml_reader *reader, struct error *err);

/* Whether the last token is a scalar that says "nothing": plain and empty, ~ or null. */
bool yaml_is_null(const struct yaml_reader *reader);

/* An error about the last token, with its place. */
bool yaml_error(struct error *err, const struct yaml_reader *reader, enum error_code code,
                const char *format, ...) __attribute__((format(printf, 4, 5)));
