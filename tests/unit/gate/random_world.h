/* What random.c makes of its worlds: objects in JSON, REL TO markings, and what to print about a
 * difference. */
#pragma once

#include "made_world.h"
#include "oracle.h"

enum { MARKINGS = 13 };

struct made_marking {
    struct mark mark;
    const char *tlp; /* none: no TLP marking */
    const char *rel; /* none: no REL TO marking; "?": an unknown one */
};

extern struct made_world world;
extern struct error err;
extern const struct made_marking markings[MARKINGS];
extern size_t marked_with[ALL_VERSIONS];
extern const char *const collections[COLLECTIONS];
extern const char *const audiences[AUDIENCES];

void id_text(char ret_text[64], unsigned id);
void version_text(char ret_text[64], unsigned order);
/* Of "CGASR". */
const char *tlp_of_letter(char letter);
/* The REL TO marking of some words; taken into the store when it is first met. */
struct span rel_of(const char *words, struct arena *arena);
void take_version(const struct version_made *version, size_t number, unsigned collection);
/* The world, for whoever has to understand a difference. */
void dump(unsigned audience);
