/* Commands that ask the home's node: through its socket when it runs, else on the opened home
 * (node/control.h). The question and its answer are those of the API (docs/api.md).
 *
 *     struct node_answer answer;
 *     if (!ask_node(&answer, words, HTTP_POST, "/rules", NULL, &body, &err)) …
 *     json_member_text(answer.root, "kind");
 *     node_answer_release(&answer);
 */
#pragma once

#include "cli/cli.h"
#include "node/api.h"
#include "text/json_tree.h"
#include "text/json_writer.h"

struct node_answer {
    struct api_answer raw;
    struct arena arena;
    const struct json_value *root; /* of an answer in JSON; else NULL */
};

/* `parameters`: names and values of the query in turn, a NULL value left out, ended by a NULL name;
 * or NULL. `body`: or NULL. What the node refuses is an error with its words. Errors: as of
 * control_ask; value, not-found, conflict. */
bool ask_node(struct node_answer *ret_answer, const struct words *words, enum http_method method,
              const char *path, const char *const *parameters, const struct dynbuf *body,
              struct error *err);
/* Wipes what may be a secret. Takes a zeroed one. */
void node_answer_release(struct node_answer *answer);

/* "/users/NAME" and what follows, as in "/users/NAME/tokens/WHAT"; `what` may be NULL. Errors:
 * usage, of a name that no account, token or certificate has. */
enum { ASK_PATH_BYTES = 256 };
bool ask_user_path(char ret_path[ASK_PATH_BYTES], const char *name, const char *act,
                   const char *what, struct error *err);

/* Members of a posted object: names and values in turn, as above. */
bool ask_body(struct dynbuf *ret_body, const char *const *members, struct error *err);

/* Prints the answer, as the API gave it with --json, else in words; and releases it. Returns the
 * exit code. `root` is NULL where the answer has no body. */
typedef void ask_tell(struct dynbuf *out, const struct json_value *root);
int ask_print(const struct words *words, struct node_answer *answer, ask_tell *tell);

/* What commands with the words add, list and end do: asks, and prints what the node says. Return
 * the exit code. `number` is a word that must be one: `expected` says which. */
int ask_add(const struct words *words, const char *path, const char *const *members,
            ask_tell *tell);
int ask_list(const struct words *words, const char *path, ask_tell *tell);
int ask_end(const struct words *words, const char *path, const char *number, const char *expected,
            ask_tell *tell);
/* Appends each thing of an answer's list. */
void ask_put_each(struct dynbuf *out, const struct json_value *root, const char *name,
                  ask_tell *put);

/* Appends a member's text; "-" where there is none. */
void ask_put(struct dynbuf *out, const struct json_value *object, const char *name);

/* Appends what an overlay says: "tlp red marking-definition--… by olga at 2026-… (leaf 12)". */
void ask_put_raise(struct dynbuf *out, const struct json_value *overlay);
