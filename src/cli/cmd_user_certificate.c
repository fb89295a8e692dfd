#include "base/file.h"
#include "cli/ask_node.h"

enum { PEM_BYTES_MAX = 32 << 10 };

static void tell(struct dynbuf *out, const struct json_value *root)
{
    if (root == NULL) {
        dynbuf_text(out, "ended\n");
        return;
    }
    ask_put(out, root, "name");
    dynbuf_text(out, ": certificate ");
    ask_put(out, root, "sha256");
    dynbuf_text(out, "\n");
}

static int end(const struct words *words, const char *which)
{
    char path[ASK_PATH_BYTES];
    struct node_answer answer;
    struct error err;
    if (!ask_user_path(path, words->plain.words[0], "/certificates/", which, &err))
        return cli_misuse(words->command, &err);
    return ask_node(&answer, words, HTTP_DELETE, path, NULL, NULL, &err)
               ? ask_print(words, &answer, tell)
               : cli_fail(&err);
}

static bool put(struct node_answer *ret_answer, const struct words *words, const char *path,
                struct error *err)
{
    struct dynbuf pem;
    struct dynbuf body;
    dynbuf_init(&pem, PEM_BYTES_MAX);
    dynbuf_init(&body, API_BODY_BYTES_MAX);
    bool ok = file_read(&pem, words->plain.words[1], err);
    if (ok) {
        const char *const members[] = {"pem", pem.data == NULL ? "" : pem.data, NULL};
        ok = ask_body(&body, members, err) &&
             ask_node(ret_answer, words, HTTP_POST, path, NULL, &body, err);
    }
    dynbuf_release(&pem);
    dynbuf_release(&body);
    return ok;
}

static int run(const struct words *words)
{
    char path[ASK_PATH_BYTES];
    struct node_answer answer;
    struct error err;
    const char *ended = words_value(words, "--end");
    if (words->plain.count != (ended == NULL ? 2 : 1)) {
        error_input(&err, ERROR_USAGE, "words", "expected NAME FILE, or NAME --end SHA256");
        return cli_misuse(words->command, &err);
    }
    if (ended != NULL)
        return end(words, ended);
    if (!ask_user_path(path, words->plain.words[0], "/certificates", NULL, &err))
        return cli_misuse(words->command, &err);
    return put(&answer, words, path, &err) ? ask_print(words, &answer, tell) : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--end",
     .value = "SHA256",
     .help = "Instead of FILE: the certificate with this hash signs in no more."},
    {.name = "--json", .help = "Prints JSON: name, sha256."},
    {0},
};

static const struct example examples[] = {
    {"trefoil user certificate node-jpn jpn.pem", "Signs in with its certificate from now on."},
    {0},
};

const struct command command_user_certificate = {
    .name = "user certificate",
    .about = "let a client's certificate sign in as an account",
    .plain = {.name = "WORD",
              .min = 1,
              .many = true,
              .kind = WORD_FILE,
              .help = "The account's name; then a file with one certificate in PEM, unless --end "
                      "is given."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "A client that shows the certificate over TLS signs in as the account, once the "
            "authorities that node.yaml names have made it. It is known by the SHA-256 of its DER; "
            "a certificate signs in as one account.",
            NULL},
    .examples = examples,
    .run = run,
};
