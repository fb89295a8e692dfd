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

#define EVENT "3b6a8fd5-63a1-4a3c-8f43-5b9f0e2f7a10"
#define ORG   "9d2b7c11-0a52-4a0e-9c77-2f9f3b1d6e55"
#define ONE   "11111111-1111-4111-8111-111111111111"
#define TWO   "22222222-2222-4222-8222-222222222222"
#define THREE "33333333-3333-4333-8333-333333333333"
#define CLEAR "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
#define GREEN "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define AMBER "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"

/* An event with these members more. */
static inline const char *event_text(const char *members)
{
    static char text[16384];
    snprintf(text, sizeof text,
             "{\"Event\":{\"uuid\":\"" EVENT "\",\"info\":\"A theft\",\"date\":\"2024-05-01\","
             "\"timestamp\":\"1714640400\",\"published\":true,\"publish_timestamp\":\"1714640500\","
             "\"threat_level_id\":\"1\",\"analysis\":\"2\","
             "\"Orgc\":{\"name\":\"CERT\",\"uuid\":\"" ORG "\"}%s%s}}",
             members[0] == 0 ? "" : ",", members);
    return text;
}
