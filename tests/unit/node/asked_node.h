/* A node in a scratch home, asked through its API without a socket. The own member is usa; keys of
 * usa and jpn are known, kor has none; a desk, market, of usa. */
#pragma once

#include "log/note_key.h"
#include "made_world.h"
#include "node/api.h"
#include "node/control.h"
#include "node/sign_in.h"

#define ASKED_KOR "identity--00000000-0000-4000-8000-0000000000c1"

struct asked_node {
    char home[512];
    struct node node;
    struct arena arena; /* of the last answer and its question */
    struct api_answer answer;
    struct note_signer usa, jpn, other; /* other: a key that nobody vouches for, named "jpn" */
    struct gate_means means;
    int64_t now; /* goes on by a microsecond whenever it is asked */
    uint64_t chance;
};

/* With these accounts: admin, aldo (auditor), ana (analyst), olga and oscar (officers), akira (an
 * analyst, MADE_AKIRA), bot (a machine of usa), jpn-bot, kor-bot, market-bot. */
void asked_node_open(struct asked_node *asked);
void asked_node_close(struct asked_node *asked);

/* Asks as an account, as the operator ("operator") or nobody (""); the target is behind "/api/v1"
 * and may have a query. Returns the status. */
unsigned ask(struct asked_node *asked, const char *name, enum http_method method,
             const char *target, const char *body);
/* Called around the answer, when they are set: for allocations that fail. */
extern void (*ask_before)(void), (*ask_after)(void);
struct span ask_text(const struct asked_node *asked); /* the body of the answer */
bool ask_has(const struct asked_node *asked, const char *text);
/* A member of the answer, by its names with dots ("error.code"); "" when it is no string. */
const char *ask_member(struct asked_node *asked, const char *path);
int64_t ask_number(struct asked_node *asked, const char *path);

/* Takes an object in as an account, in members. */
void ask_post(struct asked_node *asked, const char *name, const char *json);

/* DELETE of all versions of an id in members, as the own member. */
void ask_hide(struct asked_node *asked, const char *id);
/* What the readers' store was asked so far. */
struct sql_counts ask_counts(const struct asked_node *asked);

/* A signed note over the text, as JSON for a body {"note": …}. Lives as long as the arena. */
const char *ask_note(struct asked_node *asked, const struct note_signer *signer, const char *text);
/* SHA-256 of a JSON text's canonical form, in digits. */
const char *ask_content(struct asked_node *asked, const char *json);
