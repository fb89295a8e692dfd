/* How a command on the node's machine reaches it: the API by a Unix socket in the home when a node
 * runs, and by itself on the opened home when none does. Whoever may write into the home is the
 * operator (roles.h); the log names "operator" and the user's number at the system.
 *
 *     command ─▶ control_ask ─┬─ home/control.sock answers ─▶ running node ─▶ api_answer
 *                             └─ nobody there ─▶ node_open ─▶ api_answer ─▶ node_close
 *
 * Form: one JSON object a line, `{"method", "path", "query", "body"}`, answered by a head line
 * `{"status", "media_type", "size"}` and the body. Socket of mode 0600; the peer's user must be the
 * node's own or root (SO_PEERCRED). One connection at a time, CONTROL_SECONDS to ask.
 */
#pragma once

#include "node/api.h"

struct control;

/* Listens in the node's home, answers in a thread of its own. Errors: io. */
bool control_start(struct control **ret_control, struct node *node, struct error *err);
void control_stop(struct control *control); /* takes NULL */

struct control_question {
    enum http_method method;
    struct span path; /* behind "/api/v1" */
    const struct http_pair *query;
    size_t query_count;
    struct span body;
};

/* Errors: as of node_open; io, when a node that runs does not answer. */
bool control_ask(const char *home, const struct control_question *question,
                 struct api_answer *ret_answer, struct error *err);
