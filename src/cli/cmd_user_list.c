#include "cli/ask_node.h"

static void put_certificates(struct dynbuf *out, const struct json_value *certificates)
{
    for (const struct json_value *at = certificates == NULL ? NULL : certificates->first;
         at != NULL; at = at->next) {
        dynbuf_text(out, ", certificate ");
        ask_put(out, at, "sha256");
    }
}

static void put_state(struct dynbuf *out, const struct json_value *user)
{
    const struct json_value *disabled = json_member(user, "disabled");
    const struct json_value *tokens = json_member(user, "tokens");
    if (disabled != NULL && disabled->truth)
        dynbuf_text(out, ", disabled");
    for (const struct json_value *at = tokens == NULL ? NULL : tokens->first; at != NULL;
         at = at->next) {
        dynbuf_text(out, ", token ");
        ask_put(out, at, "name");
        if (json_member(at, "until") != NULL) {
            dynbuf_text(out, " until ");
            ask_put(out, at, "until");
        }
    }
    put_certificates(out, json_member(user, "certificates"));
    dynbuf_text(out, "\n");
}

static void tell(struct dynbuf *out, const struct json_value *root)
{
    const struct json_value *users = json_member(root, "users");
    for (const struct json_value *at = users == NULL ? NULL : users->first; at != NULL;
         at = at->next) {
        struct span name = json_member_text(at, "name");
        dynbuf_format(out, "%-24.*s ", (int)name.size, (const char *)name.data);
        ask_put(out, at, "role");
        dynbuf_text(out, " of ");
        ask_put(out, at, "of");
        put_state(out, at);
    }
}

static int run(const struct words *words)
{
    struct node_answer answer;
    struct error err;
    return ask_node(&answer, words, HTTP_GET, "/users", NULL, NULL, &err)
               ? ask_print(words, &answer, tell)
               : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--json",
     .help = "Prints JSON: users, each with name, role, of, person, disabled, made, tokens, each "
             "with name, made, until, and certificates, each with sha256, made."},
    {0},
};

const struct command command_user_list = {
    .name = "user list",
    .about = "list the accounts of the node",
    .options = {options},
    .paragraphs =
        (const char *const[]){"Lists all accounts by name, disabled ones too: none is ever "
                              "removed, as the log names them.",
                              NULL},
    .run = run,
};
