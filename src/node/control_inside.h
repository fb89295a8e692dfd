/* What both ends of the control socket share. Inside of node/. */
#pragma once

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include "node/control.h"
#include "node/sign_in.h"

#define CONTROL_SOCKET "control.sock"

enum { OPERATOR_NAME_BYTES = 32 };

/* The address of the socket in an open folder, as long as that is open. */
void control_address(int folder, struct sockaddr_un *ret_address);

/* The operator, as `uid` at the system. The name lies in `ret_name`. */
void control_operator(struct signed_in *ret_who, char ret_name[OPERATOR_NAME_BYTES],
                      struct node *node, uid_t uid);

/* Asks the node of this process. */
void control_answer(struct node *node, uid_t uid, const struct control_question *question,
                    struct api_answer *ret_answer);

/* A question, written and read. Reading errors: syntax, value, limit, memory. */
bool control_question_write(const struct control_question *question, struct dynbuf *out,
                            struct error *err);
bool control_question_read(struct span line, struct arena *arena,
                           struct control_question *ret_question, struct error *err);

/* The line before an answer's body. */
bool control_head_write(const struct api_answer *answer, struct dynbuf *out, struct error *err);
bool control_head_read(struct span line, struct arena *arena, struct api_answer *ret_answer,
                       uint64_t *ret_size, struct error *err);
