#include "cli/ask_node.h"
#include "cli/object_words.h"

static void tell(struct dynbuf *out, const struct json_value *root)
{
    const struct json_value *sees = json_member(root, "sees");
    const struct json_value *leaf = json_member(root, "leaf");
    bool went = sees != NULL && sees->truth;
    dynbuf_text(out, went ? "released to " : "does not go to ");
    ask_put(out, root, "audience");
    if (leaf != NULL)
        dynbuf_format(out, ", leaf %.*s of the log", (int)leaf->text.size,
                      (const char *)leaf->text.data);
    if (!went) {
        dynbuf_text(out, ": ");
        ask_put(out, root, "text");
        dynbuf_text(out, ". It goes as soon as it may");
    }
    dynbuf_text(out, "\n");
}

static int run(const struct words *words)
{
    const char *members[OBJECT_WORDS_MEMBERS + 3] = {0};
    struct node_answer answer;
    struct dynbuf body;
    struct error err;
    if (words_value(words, "--to") == NULL) {
        error_input(&err, ERROR_USAGE, "--to", "expected behind the command");
        return cli_misuse(words->command, &err);
    }
    object_words(words, members);
    members[OBJECT_WORDS_MEMBERS] = "to";
    members[OBJECT_WORDS_MEMBERS + 1] = words_value(words, "--to");
    dynbuf_init(&body, API_BODY_BYTES_MAX);
    bool ok = ask_body(&body, members, &err) &&
              ask_node(&answer, words, HTTP_POST, "/releases", NULL, &body, &err);
    dynbuf_release(&body);
    if (!ok)
        return cli_fail(&err);
    const struct json_value *sees = json_member(answer.root, "sees");
    bool went = sees != NULL && sees->truth;
    int code = ask_print(words, &answer, tell);
    return code == EXIT_DONE && !went ? EXIT_NOT_SO : code;
}

static const struct option options[] = {
    {.name = "--to",
     .value = "AUDIENCE",
     .needed = true,
     .help = "Whom: public, member:CODE (or the code alone), desk:NAME. Must be given."},
    {.name = "--json",
     .help = "Prints JSON: id, version, audience, sees, reason, text; leaf and proof, when it "
             "went."},
    {0},
};

static const struct example examples[] = {
    {"trefoil share release indicator--9c3f1c5e-0d0b-4c59-9a5b-6f3f5f1f0d11 --to jpn",
     "One object to one member."},
    {0},
};

const struct command command_share_release = {
    .name = "share release",
    .about = "release an object version to an audience",
    .plain = {.name = "ID", .min = 1, .help = "The object's STIX identifier."},
    .options = {options, object_words_options},
    .paragraphs =
        (const char *const[]){
            "Asks the gate to let the version go. What is denied stays asked, and goes as soon as "
            "its marking, what it names and its originators let it (docs/release-rules.md). The "
            "log keeps either.",
            NULL},
    .examples = examples,
    .codes = "It does not go, or not yet; the reason is printed.",
    .run = run,
};
