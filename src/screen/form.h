/* The forms in which lists are published: recognised by content, never by a file's name alone.
 * Adding a form is a reader and a row of the table in form.c.
 */
#pragma once

#include "screen/reading.h"

enum list_form {
    FORM_NONE,
    FORM_OFAC_CSV,      /* the main file; its parts come with it */
    FORM_OFAC_CSV_PART, /* a part of a set: aliases, addresses, comments */
    FORM_OFAC_XML,
    FORM_OFAC_ADVANCED,
    FORM_UN_XML,
    FORM_JP_XLSX,
    FORM_JP_CSV,
    FORM_KR_TEXT,
    FORM_EU_CSV,
    FORM_EU_XML,
    FORM_ADDRESSES,
    FORM_FTM,
    FORM_TARGETS,
    LIST_FORMS,
};

/* The form of a file; FORM_NONE: none that is known. Errors: memory. */
bool list_form_of(struct span bytes, enum list_form *ret_form, struct error *err);

/* "ofac-csv". Static storage. */
const char *list_form_word(enum list_form form);

/* Which list a file of the form is by its content: "ofac-sdn", ...; static storage. Errors: memory.
 */
bool list_of_form(enum list_form form, const struct list_file *file, const char **ret_list,
                  struct error *err);

/* What part of the list the file is the whole of: the number of an EU regulation, else empty. The
 * text is BYTES long at most. */
enum { LIST_SCOPE_BYTES = 32 };
void list_scope_of(enum list_form form, struct span bytes, char ret_scope[LIST_SCOPE_BYTES]);

/* Reads all files of the set. `list` is its name. */
bool list_form_read(enum list_form form, const char *list, struct list_reading *reading,
                    struct error *err);
