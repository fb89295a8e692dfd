/* The own member's signed words: lowerings and approvals. */
#include "base/file.h"
#include "cli/object_words.h"
#include "cli/sign_file.h"

static bool ask(struct node_answer *ret_answer, const struct words *words,
                const struct sign_asked *asked, struct error *err)
{
    const char *file = words_value(words, "--file");
    const char *const members[] = {
        "kind",    asked->kind == SIGNED_APPROVAL ? "approval" : "lowering",
        "id",      asked->id,
        "version", asked->version,
        "content", asked->content,
        "to",      asked->to,
        "until",   asked->until,
        "by",      asked->by,
        "dry",     asked->dry ? "yes" : NULL,
        NULL,
    };
    struct dynbuf body;
    if (file != NULL)
        return sign_file(ret_answer, words, file, asked, err);
    dynbuf_init(&body, API_BODY_BYTES_MAX);
    bool ok = ask_body(&body, members, err) &&
              ask_node(ret_answer, words, HTTP_POST, "/signatures", NULL, &body, err);
    dynbuf_release(&body);
    return ok;
}

/* "identity--… says that tool--…, version …, content 7d87c5ea75f7…, marked TLP:CLEAR, is …" */
static void tell(struct dynbuf *out, const struct json_value *root)
{
    const struct json_value *version = json_member(root, "version");
    bool approval = json_member(root, "audience") != NULL;
    ask_put(out, root, "by");
    dynbuf_text(out, approval ? " approves that " : " says that ");
    ask_put(out, root, "object");
    if (version != NULL) {
        dynbuf_text(out, ", version ");
        ask_put(out, root, "version");
    }
    dynbuf_text(out, ", content ");
    ask_put(out, root, "content");
    dynbuf_text(out, ", marked ");
    ask_put(out, root, "marking");
    if (approval) {
        dynbuf_text(out, ", goes on to ");
        ask_put(out, root, "audience");
        dynbuf_text(out, " until ");
        ask_put(out, root, "until");
        dynbuf_text(out, "\n");
    } else {
        dynbuf_text(out, ", is marked lower than the version before on purpose\n");
    }
}

static void tell_note(struct dynbuf *out, const struct json_value *root)
{
    dynbuf_span(out, json_member_text(root, "note"));
}

static void tell_done(const struct json_value *root)
{
    const struct json_value *is_new = json_member(root, "new");
    struct dynbuf out;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    dynbuf_text(&out, is_new == NULL  ? "signed; nothing was taken in here\n"
                      : is_new->truth ? "signed, and taken in here\n"
                                      : "signed; it was taken in here already\n");
    cli_warn(&out);
    dynbuf_release(&out);
}

static bool say(const struct node_answer *answer, struct error *err)
{
    struct dynbuf out;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    tell(&out, answer->root);
    bool ok = !out.failed || dynbuf_error(&out, "what is signed", err);
    if (ok)
        cli_warn(&out);
    dynbuf_release(&out);
    return ok;
}

static const char *text_of(struct node_answer *answer, const char *name)
{
    struct span text = json_member_text(answer->root, name);
    return text.data == NULL ? NULL : arena_text(&answer->arena, text);
}

/* Signs what was said, whatever governs the object by now. */
static bool sign_said(struct node_answer *said, const struct words *words,
                      const struct sign_asked *asked, struct node_answer *ret_answer,
                      struct error *err)
{
    struct sign_asked again = *asked;
    again.version = text_of(said, "version");
    again.content = text_of(said, "content");
    again.by = asked->kind == SIGNED_APPROVAL ? text_of(said, "by") : NULL;
    again.dry = false;
    return ask(ret_answer, words, &again, err);
}

static bool keep_note(const struct words *words, const struct node_answer *answer,
                      struct error *err)
{
    const char *path = words_value(words, "--note");
    return path == NULL || file_replace_path(path, json_member_text(answer->root, "note"), err);
}

static void tell_nothing(struct dynbuf *out, const struct json_value *root)
{
    (void)out;
    (void)root;
}

static int run(const struct words *words, const struct sign_asked *asked)
{
    struct node_answer said = {0};
    struct node_answer answer = {0};
    struct error err;
    bool json = words_has(words, "--json");
    if (!ask(&said, words, asked, &err))
        return cli_fail(&err);
    if (words_has(words, "--dry-run"))
        return ask_print(words, &said, tell);
    bool ok = (json || say(&said, &err)) && sign_said(&said, words, asked, &answer, &err);
    node_answer_release(&said);
    if (!ok || !keep_note(words, &answer, &err)) {
        node_answer_release(&answer);
        return cli_fail(&err);
    }
    if (!json)
        tell_done(answer.root);
    return ask_print(words, &answer,
                     words_value(words, "--note") == NULL ? tell_note : tell_nothing);
}

/* What both commands are told: first what would be signed. */
static struct sign_asked asked_of(const struct words *words, enum signed_kind kind)
{
    return (struct sign_asked){
        .kind = kind,
        .id = words->plain.words[0],
        .version = words_value(words, "--version"),
        .content = words_value(words, "--content"),
        .dry = true,
    };
}

static int run_lower(const struct words *words)
{
    const struct sign_asked asked = asked_of(words, SIGNED_LOWERING);
    return run(words, &asked);
}

static int run_approval(const struct words *words)
{
    struct sign_asked asked = asked_of(words, SIGNED_APPROVAL);
    struct error err;
    asked.to = words_value(words, "--to");
    asked.until = words_value(words, "--until");
    asked.by = words_value(words, "--by");
    if (asked.to != NULL && asked.until != NULL)
        return run(words, &asked);
    error_input(&err, ERROR_USAGE, asked.to == NULL ? "--to" : "--until",
                "expected behind the command");
    return cli_misuse(words->command, &err);
}

static const struct option approval_options[] = {
    {.name = "--to",
     .value = "AUDIENCE",
     .needed = true,
     .help = "Whom it may go on to: public, member:CODE (or the code alone), desk:NAME. Must be "
             "given."},
    {.name = "--until",
     .value = "TIME",
     .needed = true,
     .help = "When the approval ends, such as 2027-01-31T12:00:00Z. Must be given; nothing takes "
             "an approval back before."},
    {.name = "--by",
     .value = "IDENTITY",
     .help = "Which of the own member's identities approves, where the marking names several."},
    {0},
};

static const struct option sign_options[] = {
    {.name = "--file",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "Takes the object, and the marking definitions that it names, out of a STIX bundle or "
             "a TAXII envelope. Nothing of the home's store is read, and nothing is taken in."},
    {.name = "--note",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "Writes the note there; else it goes to standard output."},
    {.name = "--dry-run", .help = "Says what would be signed, and signs nothing."},
    {.name = "--json",
     .help = "Prints JSON: kind (approval or lowering), object, version, content, audience, until, "
             "by, marking; note and, without --file, new: whether it was not there yet."},
    {0},
};

static const struct example lower_examples[] = {
    {"trefoil share lower indicator--9c3f1c5e-0d0b-4c59-9a5b-6f3f5f1f0d11 --note lowered.note",
     "The newest version is marked lower on purpose: here from now on, and at whom the note is "
     "sent to."},
    {0},
};

static const struct example approval_examples[] = {
    {"trefoil share sign-approval indicator--9c3f1c5e-0d0b-4c59-9a5b-6f3f5f1f0d11 --file page.json "
     "--to kor --until 2027-01-31T12:00:00Z --note for-jpn.note",
     "As an originator, on a machine that has the key alone; Japan hands the note in with share "
     "approve."},
    {0},
};

static const char more[] =
    "What is signed is said on standard error first. The key is keys/object.key of the home, and "
    "the words are one of the home's own member. Without --file the object is one of the home, and "
    "the signed note is taken in at once, as share approve takes one.";

const struct command command_share_lower = {
    .name = "share lower",
    .about = "sign that an own object is marked lower on purpose",
    .plain = {.name = "ID", .min = 1, .help = "The object's STIX identifier."},
    .options = {object_words_options, sign_options},
    .paragraphs =
        (const char *const[]){
            "A version that is marked lower than the one before it goes no further than that one, "
            "until the member that made it has signed so. Other nodes that hold the object need "
            "the note too.",
            more, NULL},
    .examples = lower_examples,
    .run = run_lower,
};

const struct command command_share_sign_approval = {
    .name = "share sign-approval",
    .about = "sign, as an originator, that an object may go on",
    .plain = {.name = "ID", .min = 1, .help = "The object's STIX identifier."},
    .options = {approval_options, object_words_options, sign_options},
    .paragraphs =
        (const char *const[]){
            "What is marked ORCON goes on to an audience only when every originator has approved, "
            "for this version and until a time. The note goes to the member that wants to release "
            "it.",
            more, NULL},
    .examples = approval_examples,
    .run = run_approval,
};
