/* Definitions of markings, markings from them and random ones, for the tests of markings. */
#pragma once

#include "intel/marking.h"
#include "intel/rel.h"
#include "run.h"

#define MARKING(id) "marking-definition--" id
#define PERSON_A    "identity--00000000-0000-4000-8000-00000000000a"
#define PERSON_B    "identity--00000000-0000-4000-8000-00000000000b"
#define STATEMENT   MARKING("00000000-0000-4000-8000-000000000001")
#define STRANGE     MARKING("00000000-0000-4000-8000-000000000002")
#define NOWHERE     MARKING("00000000-0000-4000-8000-000000000003")
#define TLP1_AMBER  MARKING("f88d31f6-486f-44da-b317-01333bde0b82")
#define TLP1_WHITE  MARKING("613f2e26-407d-48c7-9eca-b8e91df99dc9")

extern struct arena arena; /* until the next begin */
extern struct error err;
extern const struct marking_source source; /* of what was defined since begin */
extern const char *const made_members[3];
extern const char *const made_persons[2];

void begin(void);
/* Begins, and defines STATEMENT and STRANGE. */
void define_others(void);
/* Sets as words with spaces between, "ALL" of REL too; `pap` may be NULL. The id. */
const char *define_rel(const char *rel, const char *orcon, const char *pap, const char *persons);

/* The marking of a tool with these object_marking_refs, and one granular marking or NULL. */
struct marking marking_from(const char *const *ids, size_t count, const char *granular);
/* Any that marking_of could give. */
struct marking random_marking(void);
struct marking join(const struct marking *one, const struct marking *other);

void assert_written(const struct marking *marking, const char *want);
void assert_same(const struct marking *one, const struct marking *other);
