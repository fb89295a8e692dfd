/* The tables that check.c walks: what properties an object of a type has, of which kind, and how
 * they bind each other. One `check_FAMILY.c` a family; the numbers beside tables are sections of
 * STIX 2.1. Only for check*.c.
 *
 * Lists of words are one text with spaces between, as no word of the standard has one.
 */
#pragma once

#include "intel/check.h"

enum kind {
    KIND_STRING,
    KIND_BOOLEAN,
    KIND_INTEGER,  /* within ±(2^53 - 1): 2.8 */
    KIND_COUNT,    /* 0 or more */
    KIND_OBSERVED, /* 1 to 999,999,999 */
    KIND_SIGHTED,  /* 0 to 999,999,999 */
    KIND_PERCENT,  /* 0 to 100 */
    KIND_PORT,
    KIND_FLOAT,
    KIND_POSITIVE, /* a float of 0 or more */
    KIND_LATITUDE,
    KIND_LONGITUDE,
    KIND_TIMESTAMP,
    KIND_MILLISECONDS, /* a timestamp that should have three digits behind the point */
    KIND_LANGUAGE,     /* RFC 5646, its form */
    KIND_HEX,
    KIND_BINARY, /* base64 */
    KIND_HASHES,
    KIND_DICTIONARY,
    KIND_TEXTS,     /* a dictionary of strings */
    KIND_HEADERS,   /* a dictionary of strings, or of lists of them */
    KIND_LISTS,     /* a dictionary of lists of strings */
    KIND_TAGS,      /* a dictionary of strings and integers */
    KIND_INTEGERS,  /* a dictionary of integers */
    KIND_REFERENCE, /* words: types; @sdo, @sco, @sro: all of a class; @any: what is no bundle */
    KIND_ENUM,      /* words: no other */
    KIND_OPEN,      /* words: others are a warning */
    KIND_OBJECT,    /* of the shape */
    KIND_IPV4,      /* from here to KIND_URI: written otherwise where the object is defanged */
    KIND_IPV6,
    KIND_MAC,
    KIND_DOMAIN,
    KIND_EMAIL,
    KIND_URI,
    KIND_CPE,
    KIND_REGISTRY, /* a key of the registry of Windows */
    KIND_MIME,
    KIND_CONTENTS, /* of language-content */
    KIND_OTHER,    /* somebody else looks at it */
};

enum { NEED = 1, LIST = 2 };

struct shape;

struct property {
    const char *name;
    enum kind kind;
    unsigned flags;
    const char *words;
    const struct shape *shape;
};

#define ROW(name, kind, flags)          {name, kind, flags, NULL, NULL}
#define WORDS(name, kind, flags, words) {name, kind, flags, words, NULL}
#define PART(name, flags, shape)        {name, KIND_OBJECT, flags, NULL, shape}

enum rule_kind {
    RULE_NONE,   /* ends a list */
    RULE_ANY_OF, /* `others`: one of them is there */
    RULE_LATER,  /* subject, a time, is later than the other */
    RULE_NOT_EARLIER,
    RULE_NEEDS,      /* with subject stand all others */
    RULE_EXCLUDES,   /* and none of them */
    RULE_TRUE_NEEDS, /* where subject is true */
    RULE_TRUE_EXCLUDES,
    RULE_FALSE_EXCLUDES, /* where subject is false */
};

struct rule {
    enum rule_kind kind;
    const char *subject, *others;
};

struct check;

struct shape {
    const char *name; /* the type, or of an extension its key */
    const struct property *properties;
    size_t count;
    const struct rule *rules;       /* NULL, or to RULE_NONE */
    const char *contributing;       /* of an SCO: what its UUIDv5 is made of; "" for nothing */
    const struct shape *extensions; /* the standard's own, one array to an empty name; or NULL */
    void (*more)(struct check *check, const struct json_value *value); /* what no table can say */
    const char *defined_by; /* of a community's type: the extension that it must name */
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What is found out while one object is checked. */
struct check {
    const struct object *object;
    struct arena *arena;
    struct check_report report;
    struct finding *last;
    size_t kept;
    struct error failure; /* of the environment, when its code is set */
};

void check_error(struct check *check, const struct json_value *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void check_warning(struct check *check, const struct json_value *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether the text is one of the words. */
bool words_have(const char *words, struct span text);

/* Takes the first word off; an empty span at the end. */
struct span words_next(const char **words);

/* One value against a row of a table; the members of an object against a shape; its rules. */
void check_value(struct check *check, const struct property *property,
                 const struct json_value *value);
void check_shape(struct check *check, const struct shape *shape, const struct json_value *object);
void check_rules(struct check *check, const struct rule *rules, const struct json_value *object);

/* The kinds that have rules of their own (check_kinds.c). */
void check_kind(struct check *check, const struct property *property,
                const struct json_value *value);
void check_text(struct check *check, const struct property *property,
                const struct json_value *value);
void check_dictionary(struct check *check, enum kind kind, const struct json_value *value);

bool is_language_tag(struct span text);

/* Custom properties, deprecated but allowed (11.1), and extensions (3.9, 7.3). */
void check_name(struct check *check, const struct json_value *member);
void check_extensions(struct check *check, const struct shape *shape,
                      const struct json_value *extensions);

/* The families: the shape of a type, NULL when it is none of theirs. */
const struct shape *shape_of_sdo(struct span type);
const struct shape *shape_of_sro(struct span type);
const struct shape *shape_of_sco(struct span type);
const struct shape *shape_of_meta(struct span type);
const struct shape *shape_of_community(struct span type);
const struct shape *shape_find(const struct shape *shapes, size_t count, struct span name);

extern const struct shape external_reference_shape, kill_chain_phase_shape;
extern const struct shape file_extensions[], network_extensions[], process_extensions[],
    account_extensions[];

/* A UUIDv5 of an SCO is its own (check_sco_id.c). */
void check_sco_id(struct check *check, const struct shape *shape);
