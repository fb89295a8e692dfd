#include <stdio.h>

#include "cli/ask_node.h"

static int print_text(struct node_answer *answer)
{
    struct dynbuf out;
    struct error err;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    dynbuf_span(&out, dynbuf_bytes(&answer->raw.body));
    node_answer_release(answer);
    return cli_print(&out, "the answer", &err) ? EXIT_DONE : cli_fail(&err);
}

static int run_proof(const struct words *words)
{
    char path[ASK_PATH_BYTES];
    struct node_answer answer;
    struct error err;
    const char *leaf = words->plain.words[0];
    if (strspn(leaf, "0123456789") != strlen(leaf) ||
        snprintf(path, sizeof path, "/log/proofs/%s", leaf) >= ASK_PATH_BYTES) {
        error_input(&err, ERROR_USAGE, leaf, "expected a leaf's number");
        return cli_misuse(words->command, &err);
    }
    return ask_node(&answer, words, HTTP_GET, path, NULL, NULL, &err) ? print_text(&answer)
                                                                      : cli_fail(&err);
}

static int run_key(const struct words *words)
{
    struct node_answer answer;
    struct error err;
    return ask_node(&answer, words, HTTP_GET, "/log/key", NULL, NULL, &err) ? print_text(&answer)
                                                                            : cli_fail(&err);
}

static const struct example proof_examples[] = {
    {"trefoil log proof 12 > release.tlog-proof", "One release, proven."},
    {"trefoil log verify release.tlog-proof --key \"$(trefoil log key)\"", "Offline, by anybody."},
    {0},
};

const struct command command_log_proof = {
    .name = "log proof",
    .about = "prove a leaf of the node's log, with what it says",
    .plain = {.name = "LEAF", .min = 1, .help = "The leaf's number, from 0."},
    .paragraphs =
        (const char *const[]){
            "Prints a tlog-proof (C2SP) that carries the leaf's opening: its salt and its record. "
            "Give it only to whom it concerns.",
            NULL},
    .examples = proof_examples,
    .run = run_proof,
};

const struct command command_log_key = {
    .name = "log key",
    .about = "print the key that the node's log is verified with",
    .paragraphs = (const char *const[]){"Prints the verifier key (C2SP signed-note) of the node's "
                                        "log, for trefoil log verify --key.",
                                        NULL},
    .run = run_key,
};
