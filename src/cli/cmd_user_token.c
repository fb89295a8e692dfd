#include "cli/ask_node.h"

static void tell(struct dynbuf *out, const struct json_value *root)
{
    if (root == NULL) {
        dynbuf_text(out, "ended\n");
        return;
    }
    dynbuf_text(out, "token ");
    ask_put(out, root, "token");
    dynbuf_text(out, " (shown this once)\n");
}

static int end(const struct words *words, const char *which)
{
    char path[ASK_PATH_BYTES];
    struct node_answer answer;
    struct error err;
    if (!ask_user_path(path, words->plain.words[0], "/tokens/", which, &err))
        return cli_misuse(words->command, &err);
    return ask_node(&answer, words, HTTP_DELETE, path, NULL, NULL, &err)
               ? ask_print(words, &answer, tell)
               : cli_fail(&err);
}

static int make(const struct words *words, const char *name)
{
    const char *const members[] = {"name", name, "until", words_value(words, "--until"), NULL};
    char path[ASK_PATH_BYTES];
    struct node_answer answer;
    struct dynbuf body;
    struct error err;
    if (!ask_user_path(path, words->plain.words[0], "/tokens", NULL, &err))
        return cli_misuse(words->command, &err);
    dynbuf_init(&body, API_BODY_BYTES_MAX);
    bool ok = ask_body(&body, members, &err) &&
              ask_node(&answer, words, HTTP_POST, path, NULL, &body, &err);
    dynbuf_release(&body);
    return ok ? ask_print(words, &answer, tell) : cli_fail(&err);
}

static int run(const struct words *words)
{
    const char *name = words_value(words, "--name");
    const char *ended = words_value(words, "--end");
    struct error err;
    if ((name == NULL) == (ended == NULL)) {
        error_input(&err, ERROR_USAGE, "--name", "expected either --name or --end");
        return cli_misuse(words->command, &err);
    }
    return name == NULL ? end(words, ended) : make(words, name);
}

static const struct option options[] = {
    {.name = "--name", .value = "WORD", .help = "Makes one: what it is for, as a word."},
    {.name = "--until",
     .value = "TIME",
     .help = "When it ends, such as 2027-01-31T12:00:00Z. Else it does not end by itself."},
    {.name = "--end", .value = "WORD", .help = "Ends the one that was made under this word."},
    {.name = "--json", .help = "Prints JSON: name, token, until."},
    {0},
};

static const struct example examples[] = {
    {"trefoil user token node-jpn --name pull --until 2027-01-31T00:00:00Z",
     "For `Authorization: Bearer TOKEN`."},
    {"trefoil user token node-jpn --end pull", "It signs in no more."},
    {0},
};

const struct command command_user_token = {
    .name = "user token",
    .about = "make or end a token of an account",
    .plain = {.name = "NAME", .min = 1, .help = "The account's name."},
    .options = {options},
    .paragraphs = (const char *const[]){"A token signs in as the account without its password. It "
                                        "is printed once; the node keeps a hash.",
                                        NULL},
    .examples = examples,
    .run = run,
};
