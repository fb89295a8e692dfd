/* What the tests of importers share: a text imported, its objects and losses asked for. */
#pragma once

#include "intel/check.h"
#include "intel/import_attack.h"
#include "intel/import_misp.h"
#include "run.h"

typedef bool import_function(struct import *import, struct span bytes, const char *name,
                             struct error *err);

static struct import import;
static struct error err;

/* Each object has passed the door, and its bytes are what they are again when written canonically:
 * asked of everything that any test here imports. */
static inline void assert_all_pass(void)
{
    for (size_t i = 0; i < import.count; i++) {
        struct object object;
        struct arena arena;
        arena_init(&arena, 1 << 24);
        if (!object_read(import.objects[i].bytes, &arena, &object, &err) ||
            !check_passes(&object, &arena, &err))
            fail_msg("%.*s: %s", (int)import.objects[i].bytes.size,
                     (const char *)import.objects[i].bytes.data, err.text);
        assert_true(span_equal(object.id, import.objects[i].id));
        arena_release(&arena);
    }
}

static inline void take(import_function *function, const char *text)
{
    import_release(&import);
    import_init(&import);
    if (!function(&import, span_text(text), "a test", &err) || !import_finish(&import, &err))
        fail_msg("%s", err.text);
    assert_all_pass();
}

/* The only object of a type, as text. */
static inline const char *object_of(const char *type)
{
    const char *found = NULL;
    for (size_t i = 0; i < import.count; i++)
        if (span_is(stix_id_type(import.objects[i].id), type)) {
            assert_null(found);
            found = (const char *)import.objects[i].bytes.data;
        }
    if (found == NULL)
        fail_msg("no %s", type);
    return found;
}

static inline size_t count_of(const char *type)
{
    size_t count = 0;
    for (size_t i = 0; i < import.count; i++)
        count += span_is(stix_id_type(import.objects[i].id), type);
    return count;
}

static inline void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("%s\nlacks %s", text, part);
}

static inline void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("%s\nhas %s", text, part);
}

/* Exactly one loss has this place, of that, for a reason that begins so. */
static inline void assert_lost(const char *place, const char *what, const char *why)
{
    size_t found = 0;
    for (size_t i = 0; i < import.loss_count; i++)
        found += strcmp(import.losses[i].place, place) == 0 &&
                 span_is(import.losses[i].what, what) &&
                 strncmp(import.losses[i].why, why, strlen(why)) == 0;
    if (found != 1) {
        for (size_t i = 0; i < import.loss_count; i++)
            print_error("%s: %.*s: %s\n", import.losses[i].place, (int)import.losses[i].what.size,
                        (const char *)import.losses[i].what.data, import.losses[i].why);
        fail_msg("%s: %s: %s: %zu times", place, what, why, found);
    }
}
