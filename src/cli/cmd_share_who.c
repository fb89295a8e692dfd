#include "cli/ask_node.h"
#include "cli/object_words.h"

static void put_line(struct dynbuf *out, const struct json_value *verdict)
{
    struct span audience = json_member_text(verdict, "audience");
    const struct json_value *sees = json_member(verdict, "sees");
    const struct json_value *leaf = json_member(verdict, "leaf");
    dynbuf_format(out, "%-24.*s %-4s ", (int)audience.size, (const char *)audience.data,
                  sees != NULL && sees->truth ? "yes" : "no");
    ask_put(out, verdict, "text");
    if (leaf != NULL)
        dynbuf_format(out, " (leaf %.*s)", (int)leaf->text.size, (const char *)leaf->text.data);
    dynbuf_text(out, "\n");
}

static void put_raised(struct dynbuf *out, const struct json_value *overlay)
{
    dynbuf_text(out, "raised here: ");
    ask_put_raise(out, overlay);
    dynbuf_text(out, "\n");
}

static void tell(struct dynbuf *out, const struct json_value *root)
{
    ask_put_each(out, root, "audiences", put_line);
    ask_put_each(out, root, "raised", put_raised);
}

static int run(const struct words *words)
{
    const char *parameters[OBJECT_WORDS_MEMBERS + 1] = {0};
    struct node_answer answer;
    struct error err;
    object_words(words, parameters);
    return ask_node(&answer, words, HTTP_GET, "/who", parameters, NULL, &err)
               ? ask_print(words, &answer, tell)
               : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--json",
     .help = "Prints JSON: id, version; audiences, each with audience, sees, reason, text, and "
             "leaf and proof where a leaf of the log released it; raised, each as `share raise` "
             "prints it."},
    {0},
};

static const struct example examples[] = {
    {"trefoil share who indicator--9c3f1c5e-0d0b-4c59-9a5b-6f3f5f1f0d11",
     "Every audience: yes or no, and why."},
    {0},
};

const struct command command_share_who = {
    .name = "share who",
    .about = "say who can see an object, and why",
    .plain = {.name = "ID", .min = 1, .help = "The object's STIX identifier."},
    .options = {object_words_options, options},
    .paragraphs =
        (const char *const[]){
            "One line an audience: own people, each other member, each desk, the public, and "
            "persons for whom there is something at TLP:RED. The reason is the first that holds "
            "(docs/release-rules.md). Then what raises the object here (`share raise`).",
            NULL},
    .examples = examples,
    .run = run,
};
