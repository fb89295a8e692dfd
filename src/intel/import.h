/* What comes from elsewhere (MISP, ATT&CK, other people's bundles), as objects of STIX 2.1.
 *
 *     import_init(&import);
 *     if (import_misp(&import, bytes, "event.json", err) && import_finish(&import, err))
 *         for (size_t i = 0; i < import.count; i++)
 *             ... import.objects[i].bytes ...
 *     import_release(&import);
 *
 * Nothing gets in that the door would refuse (intel/check.h): what an importer makes is read and
 * checked like anybody's object, and what does not pass is a loss, with its place and the reason.
 * So is everything that an importer has no word for: what is not in the objects is in the losses.
 *
 * The objects are relayed: their creators are strangers here. `sources` is what the node's import
 * record will say of them (docs/release-rules.md).
 *
 * Load: feeds of thousands of files, bundles of a hundred megabytes. Memory: the objects' bytes
 * twice, under IMPORT_ARENA_BYTES. Lifetime: init to release. Threads: one at a time.
 */
#pragma once

#include "intel/object.h"
#include "text/json_writer.h"

enum import_form {
    IMPORT_STIX,
    IMPORT_MISP,
    IMPORT_ATTACK,
};

/* One file that was read: the evidence of where objects came from. */
struct import_source {
    enum import_form form;
    const char *name;
    unsigned char sha256[OBJECT_HASH_BYTES]; /* of its bytes */
    uint64_t size;
    size_t objects, left_out; /* before import_finish drops repetitions */
};

struct import_object {
    struct span bytes; /* canonical JSON, all digits of numbers kept */
    struct span id;
};

struct import_loss {
    size_t source;     /* in `sources` */
    const char *place; /* a JSON path: `Event.Attribute[3]` */
    struct span what;  /* the type of what was left out, or its identifier; cut where it is longer
                          than one can be; may be empty */
    const char *why;
};

struct import {
    struct import_object *objects;
    size_t count, capacity;
    struct import_loss *losses;
    size_t loss_count, loss_capacity; /* kept: at most IMPORT_LOSSES_MAX */
    size_t left_out;                  /* all of them */
    const char
        *within; /* for importers: where the tree of a place stands; NULL: it is the file's */
    struct import_source *sources;
    size_t source_count, source_capacity;
    struct arena arena, scratch;
};

void import_init(struct import *import);
void import_release(struct import *import);

/* Takes away objects that came more than once, byte for byte; the first stays in its place.
 * Errors: memory. */
bool import_finish(struct import *import, struct error *err);

/* For importers. A file begins: notes it as the source of what follows. Errors: memory, limit. */
bool import_begin(struct import *import, enum import_form form, const char *name, struct span bytes,
                  struct error *err);

/* Takes an object, JSON that the importer wrote or read; an observable without `id` gets its own.
 * `ret_id`, which may be NULL, becomes its identifier, and empty where the object does not pass:
 * that is a loss at `place`, of `what`, and no failure. Errors: memory, limit. */
bool import_add(struct import *import, struct span json, const struct json_value *place,
                struct span what, struct span *ret_id, struct error *err);

/* The same of what was written; what is over a limit does not pass either. */
bool import_add_written(struct import *import, const struct json_writer *json,
                        const struct json_value *place, struct span what, struct span *ret_id,
                        struct error *err);

/* Something is left out. `place` may be NULL: the file. Errors: memory. */
bool import_lose(struct import *import, const struct json_value *place, struct span what,
                 const char *why, struct error *err);

/* "stix", "misp", "attack". Static. */
const char *import_form_name(enum import_form form);
