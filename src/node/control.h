/* How a command on the node's machine reaches it: the API by a Unix socket in the home when a node
 * runs, and by itself on the opened home when none does. Whoever may write into the home is the
 * operator (roles.h); the log names "operator" and the user's number at the system.
 *
 *     command ─▶ control_ask ─┬─ home/control.sock answers ─▶ running node ─▶ api_answer
 *                             └─ nobody there ─▶ node_open ─▶ api_answer ─▶ node_close
 *
 * Form: a question is one line of JSON, `{"method", "path", "query": {…}, "body"}` with the body as
 * a string; it is answered by a line `{"status", "media_type", "size"}` and so many bytes. One
 * question a connection, one connection at a time, CONTROL_SECONDS to ask and as many to take the
 * answer. The socket has mode 0600 from its first moment; the peer's user must be the node's own or
 * root (SO_PEERCRED), all others are closed without a word.
 *
 * What hurts: the home's path may be longer than a socket's address: it is reached through
 * /proc/self/fd.
 */
#pragma once

#include "node/api.h"

struct control;

/* Listens in the node's home, which this process holds open (a socket that is there is a dead
 * node's), and answers in a thread of its own. Errors: io, memory; conflict, when what is there is
 * no socket. */
bool control_start(struct control **ret_control, struct node *node, struct error *err);
/* Ends what is under way, and takes the socket away. Takes NULL. */
void control_stop(struct control *control);

struct control_question {
    enum http_method method;
    struct span path; /* behind "/api/v1" */
    const struct http_pair *query;
    size_t query_count;
    struct span body;
};

/* The answer's body is the caller's to wipe, where it holds a secret, and to release. `means` are
 * for a node that must be opened. Errors: as of node_open; io, when a node that runs does not
 * answer; damaged, when what it says is no answer; memory. */
bool control_ask(const char *home, const struct gate_means *means,
                 const struct control_question *question, struct api_answer *ret_answer,
                 struct error *err);
