/* Short words for posting into a made world and for looking at what is seen of it. */
#pragma once

#include "made_world.h"

extern struct made_world world;
extern struct arena arena; /* of a test */
extern struct error err;

int posts_begin(void **state);
int posts_end(void **state);

#define ID(number)      "tool--00000000-0000-4000-8000-0000000000" number
#define GROUP(number)   "grouping--00000000-0000-4000-8000-0000000000" number
#define MARK(number)    "marking-definition--00000000-0000-4000-8000-0000000000" number
#define GREEN           "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define CLEAR           "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
#define RED             "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
#define QUOTED(text)    "\"" text "\""
#define TWO(one, other) QUOTED(one) "," QUOTED(other)

/* Takes an object of somebody: `more` is its type's own members; `time` the second of its version.
 */
void take(const char *org, const char *collection, const char *id, const char *time,
          const char *markings, const char *more);
void tool(const char *org, const char *id, const char *time, const char *markings,
          const char *name);
/* A statement, with more members as `more` says. */
void statement(const char *id, const char *time, const char *more);

/* A lowering of a version (its order key) that an org has signed, until a moment. */
void lower(const char *org, const char *id, const char *version, int64_t until);
/* An originator's approval of it for an audience. */
void approve(const char *id, const char *version, const char *by, const char *to, int64_t until);
/* DELETE by the own member; false: there was nothing of its own. */
bool hide(const char *collection, const char *id);
/* A REL TO marking for jpn and kor whose originator is jpn; a RED one for a person of usa. In
 * quotes, with TLP; the definition is taken where `taken`. */
const char *orcon_marking(bool taken);
/* A REL TO marking for "jpn" or "jpn kor", as the others, with GREEN. */
const char *rel_marking(const char *members, bool taken);
const char *red_marking(const char *person, bool taken);
const char *red_marking_to(const char *member, const char *person, bool taken);

struct view view_for(const char *audience, const char *person, const char *collection);
bool sees_in(struct view view, unsigned versions, const char *words);
/* Any version, in the audience's own collection. */
bool sees(const char *audience, const char *words);
/* The number that a question answers. */
int64_t count_of(const char *query);
