/* The types of STIX 2.1 that the program knows, and which class each is of.
 *
 * Threads: pure functions.
 */
#pragma once

#include "base/span.h"

enum object_class {
    OBJECT_SDO, /* domain object */
    OBJECT_SRO, /* relationship object */
    OBJECT_SCO, /* cyber-observable object */
    OBJECT_MARKING,
    OBJECT_EXTENSION,
    OBJECT_LANGUAGE,
    OBJECT_UNKNOWN, /* a type that neither the standard nor the object itself explains */
};

/* The class of a type of the standard or of the community's extensions; else unknown. */
enum object_class object_class_of(struct span type);

/* The class that an extension's `extension_type` gives a type: new-sdo, new-sro, new-sco. */
enum object_class object_class_of_extension(struct span extension_type);

/* "domain object" and so on. Static. */
const char *object_class_name(enum object_class class);
