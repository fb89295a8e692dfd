#include "cli/ask_node.h"

static void put_certificates(struct dynbuf *out, const struct json_value *certificates)
{
    for (const struct json_value *at = certificates == NULL ? NULL : certificates->first;
         at != NULL; at = at->next) {
        dynbuf_text(out, ", certificate ");
        ask_put(out, at, "sha256");
    }
}

static void put_token(struct dynbuf *out, const struct json_value *token)
{
    dynbuf_text(out, ", token ");
    ask_put(out, token, "name");
    if (json_member(token, "until") != NULL) {
        dynbuf_text(out, " until ");
        ask_put(out, token, "until");
    }
}

static void put_user(struct dynbuf *out, const struct json_value *user)
{
    struct span name = json_member_text(user, "name");
    const struct json_value *disabled = json_member(user, "disabled");
    dynbuf_format(out, "%-24.*s ", (int)name.size, (const char *)name.data);
    ask_put(out, user, "role");
    dynbuf_text(out, " of ");
    ask_put(out, user, "of");
    if (disabled != NULL && disabled->truth)
        dynbuf_text(out, ", disabled");
    ask_put_each(out, user, "tokens", put_token);
    put_certificates(out, json_member(user, "certificates"));
    dynbuf_text(out, "\n");
}

static void tell(struct dynbuf *out, const struct json_value *root)
{
    ask_put_each(out, root, "users", put_user);
}

static int run(const struct words *words)
{
    return ask_list(words, "/users", tell);
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
