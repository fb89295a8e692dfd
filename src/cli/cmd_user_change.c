/* What is done to one account in one word: disable, enable, password. */
#include "cli/ask_node.h"

static void tell(struct dynbuf *out, const struct json_value *root)
{
    const struct json_value *disabled = json_member(root, "disabled");
    ask_put(out, root, "name");
    if (disabled != NULL)
        dynbuf_text(out, disabled->truth ? ": disabled\n" : ": enabled\n");
    if (json_member(root, "password") == NULL)
        return;
    dynbuf_text(out, "\npassword ");
    ask_put(out, root, "password");
    dynbuf_text(out, " (shown this once)\n");
}

static int change(const struct words *words, const char *act)
{
    char path[ASK_PATH_BYTES];
    struct node_answer answer;
    struct error err;
    if (!ask_user_path(path, words->plain.words[0], act, NULL, &err))
        return cli_misuse(words->command, &err);
    return ask_node(&answer, words, HTTP_POST, path, NULL, NULL, &err)
               ? ask_print(words, &answer, tell)
               : cli_fail(&err);
}

static int run_disable(const struct words *words)
{
    return change(words, "/disable");
}

static int run_enable(const struct words *words)
{
    return change(words, "/enable");
}

static int run_password(const struct words *words)
{
    return change(words, "/password");
}

#define ACCOUNT_NAME {.name = "NAME", .min = 1, .help = "The account's name."}

static const struct option state_options[] = {
    {.name = "--json", .help = "Prints JSON: name, role, of, person, disabled."},
    {0},
};

static const struct option password_options[] = {
    {.name = "--json", .help = "Prints JSON: name, role, of, person, password."},
    {0},
};

const struct command command_user_disable = {
    .name = "user disable",
    .about = "let an account in no more",
    .plain = ACCOUNT_NAME,
    .options = {state_options},
    .paragraphs =
        (const char *const[]){"From now on neither its password nor its tokens and certificates "
                              "sign in. They come back with trefoil user enable.",
                              NULL},
    .run = run_disable,
};

const struct command command_user_enable = {
    .name = "user enable",
    .about = "let a disabled account in again",
    .plain = ACCOUNT_NAME,
    .options = {state_options},
    .paragraphs = (const char *const[]){"What signed in before the account was disabled does so "
                                        "again.",
                                        NULL},
    .run = run_enable,
};

const struct command command_user_password = {
    .name = "user password",
    .about = "make a new password for an account",
    .plain = ACCOUNT_NAME,
    .options = {password_options},
    .paragraphs =
        (const char *const[]){"Makes a new password and prints it; the old one ends.", NULL},
    .run = run_password,
};
