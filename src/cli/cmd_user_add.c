#include "cli/ask_node.h"

static void tell(struct dynbuf *out, const struct json_value *root)
{
    ask_put(out, root, "name");
    dynbuf_text(out, ": ");
    ask_put(out, root, "role");
    dynbuf_text(out, " of ");
    ask_put(out, root, "of");
    dynbuf_text(out, "\npassword ");
    ask_put(out, root, "password");
    dynbuf_text(out, " (shown this once)\n");
}

static int run(const struct words *words)
{
    const char *const members[] = {
        "name", words->plain.words[0],      "role",   words_value(words, "--role"),
        "of",   words_value(words, "--of"), "person", words_value(words, "--person"),
        NULL,
    };
    struct node_answer answer;
    struct dynbuf body;
    struct error err;
    if (words_value(words, "--role") == NULL) {
        error_input(&err, ERROR_USAGE, "--role", "expected behind the command");
        return cli_misuse(words->command, &err);
    }
    dynbuf_init(&body, API_BODY_BYTES_MAX);
    bool ok = ask_body(&body, members, &err) &&
              ask_node(&answer, words, HTTP_POST, "/users", NULL, &body, &err);
    dynbuf_release(&body);
    return ok ? ask_print(words, &answer, tell) : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--role",
     .value = "ROLE",
     .needed = true,
     .choices = "analyst officer liaison secretary auditor administrator machine",
     .help = "What the account may do; docs/people.md has the table. Must be given."},
    {.name = "--of",
     .value = "NAME",
     .help = "Whose it is: a member's code or a desk's name. Else the own member's."},
    {.name = "--person",
     .value = "ID",
     .help = "The identity by which objects name this person, for TLP:RED."},
    {.name = "--json", .help = "Prints JSON: name, role, of, person, password."},
    {0},
};

static const struct example examples[] = {
    {"trefoil user add akira --role analyst", "One of the own people."},
    {"trefoil user add node-jpn --role machine --of jpn", "Another member's node, which reads."},
    {0},
};

const struct command command_user_add = {
    .name = "user add",
    .about = "make an account at the node",
    .plain = {.name = "NAME",
              .min = 1,
              .help = "Its name: lower-case letters, digits, and in between also '.', '_', '-' and "
                      "'@'. A name is never given twice."},
    .options = {options},
    .paragraphs = (const char *const[]){"Makes an account and prints its password, which the node "
                                        "made and keeps only as a hash. Works while the node runs "
                                        "and while it does not; the log names the operator.",
                                        NULL},
    .examples = examples,
    .run = run,
};
