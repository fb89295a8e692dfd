#include "base/file.h"
#include "cli/ask_node.h"

enum { NOTE_FILE_BYTES_MAX = 16 << 10 };

static void tell(struct dynbuf *out, const struct json_value *root)
{
    const struct json_value *is_new = json_member(root, "new");
    ask_put(out, root, "kind");
    dynbuf_text(out, " of ");
    ask_put(out, root, "object");
    if (json_member(root, "audience") != NULL) {
        dynbuf_text(out, " for ");
        ask_put(out, root, "audience");
        dynbuf_text(out, " until ");
        ask_put(out, root, "until");
    }
    dynbuf_text(out, is_new != NULL && is_new->truth ? ": taken\n" : ": was there already\n");
}

static int run(const struct words *words)
{
    struct node_answer answer;
    struct dynbuf note;
    struct dynbuf body;
    struct error err;
    dynbuf_init(&note, NOTE_FILE_BYTES_MAX);
    dynbuf_init(&body, API_BODY_BYTES_MAX);
    bool ok = file_read(&note, words->plain.words[0], &err);
    if (ok) {
        const char *const members[] = {"note", note.data == NULL ? "" : note.data, NULL};
        ok = ask_body(&body, members, &err) &&
             ask_node(&answer, words, HTTP_POST, "/approvals", NULL, &body, &err);
    }
    dynbuf_release(&note);
    dynbuf_release(&body);
    return ok ? ask_print(words, &answer, tell) : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--json",
     .help = "Prints JSON: kind (approval or lowering), object, version, audience, until, by, and "
             "new, whether it was not there yet."},
    {0},
};

static const struct example examples[] = {
    {"trefoil share approve from-jpn.note", "Japan approves that its object goes on to Korea."},
    {0},
};

const struct command command_share_approve = {
    .name = "share approve",
    .about = "take a signed approval or lowering",
    .plain = {.name = "FILE",
              .min = 1,
              .kind = WORD_FILE,
              .help = "The signed note (docs/release-rules.md)."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "An originator's approval lets one object version, marked ORCON, go on to one audience "
            "until a time. A creator's lowering lets its object be marked lower than before. Whose "
            "key must have signed says node.yaml.",
            NULL},
    .examples = examples,
    .run = run,
};
