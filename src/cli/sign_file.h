/* Signing for an object out of a file, with the key of the home and nothing of its store
 * (node/own_word.h). */
#pragma once

#include "cli/ask_node.h"
#include "gate/signed_word.h"

/* What is asked; texts or NULL, as in the command's words. */
struct sign_asked {
    enum signed_kind kind;
    const char *id, *version, *content; /* `content`: first digits of the hash */
    const char *to, *until, *by;
    bool dry; /* nothing is signed */
};

/* Answers as the node's /signatures does, but that nothing is taken: there is no `new`. Release it
 * with node_answer_release. Errors: those of the home's configuration and keys, of the file, and of
 * own_word_make; not-found, when the file has no such version; conflict, when it has several. */
bool sign_file(struct node_answer *ret_answer, const struct words *words, const char *path,
               const struct sign_asked *asked, struct error *err);
