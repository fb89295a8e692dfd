#include "cli/ask_node.h"

static void put_rule(struct dynbuf *out, const struct json_value *rule)
{
    const struct json_value *number = json_member(rule, "number");
    dynbuf_text(out, "rule ");
    if (number != NULL)
        dynbuf_span(out, number->text);
    dynbuf_text(out, ": ");
    ask_put(out, rule, "kind");
    if (json_member(rule, "role") != NULL) {
        dynbuf_text(out, " of role ");
        ask_put(out, rule, "role");
    }
    dynbuf_text(out, " up to tlp ");
    ask_put(out, rule, "tlp");
    dynbuf_text(out, " to ");
    ask_put(out, rule, "to");
    dynbuf_text(out, "\n");
}

static void tell_ended(struct dynbuf *out, const struct json_value *root)
{
    (void)root;
    dynbuf_text(out, "ended\n");
}

static void tell_all(struct dynbuf *out, const struct json_value *root)
{
    ask_put_each(out, root, "rules", put_rule);
}

static int add(const struct words *words)
{
    const char *const members[] = {
        "kind", words_value(words, "--kind"), "role", words_value(words, "--role"),
        "tlp",  words_value(words, "--tlp"),  "to",   words_value(words, "--to"),
        NULL,
    };
    return ask_add(words, "/rules", members, put_rule);
}

/* The options of add: the first of them that is given, or that is not although it must be. */
static const char *first_option(const struct words *words, bool given)
{
    static const char *const names[] = {"--kind", "--tlp", "--to", "--role"};
    enum { NEEDED = 3 };
    for (size_t i = 0; i < (given ? sizeof names / sizeof names[0] : NEEDED); i++)
        if ((words_value(words, names[i]) != NULL) == given)
            return names[i];
    return NULL;
}

static int run(const struct words *words)
{
    const char *act = words->plain.words[0];
    bool is_add = strcmp(act, "add") == 0, is_end = strcmp(act, "end") == 0;
    const char *wrong = first_option(words, !is_add);
    struct error err;
    if (!is_add && !is_end && strcmp(act, "list") != 0)
        error_input(&err, ERROR_USAGE, act, "expected add, list or end");
    else if (wrong != NULL)
        error_input(&err, ERROR_USAGE, wrong, is_add ? "expected with add" : "goes with add alone");
    else if (words->plain.count != (is_end ? 2 : 1))
        error_input(&err, ERROR_USAGE, act,
                    is_end ? "expected the number of a rule behind it"
                           : "expected no word behind it");
    else
        return is_add   ? add(words)
               : is_end ? ask_end(words, "/rules", words->plain.words[1],
                                  "expected a rule's number", tell_ended)
                        : ask_list(words, "/rules", tell_all);
    return cli_misuse(words->command, &err);
}

static const struct option options[] = {
    {.name = "--kind", .value = "TYPE", .help = "With add: the STIX type that is released."},
    {.name = "--tlp",
     .value = "LEVEL",
     .choices = "clear green amber amber+strict",
     .help = "With add: the highest marking that goes by the rule."},
    {.name = "--to",
     .value = "AUDIENCE",
     .help = "With add: public, member:CODE (or the code alone), desk:NAME."},
    {.name = "--role",
     .value = "ROLE",
     .choices = "analyst officer machine",
     .help = "With add: only what accounts with this role post."},
    {.name = "--json",
     .help = "Prints JSON: number, kind, role, tlp, to, made; of list, rules with these."},
    {0},
};

static const struct example examples[] = {
    {"trefoil share rule add --kind indicator --tlp amber --to jpn",
     "Indicators go to Japan when they are posted, as far as their marking reaches."},
    {"trefoil share rule end 3", "Takes back nothing that went by it."},
    {0},
};

const struct command command_share_rule = {
    .name = "share rule",
    .about = "set, list and end standing release rules",
    .plain = {.name = "add|list|end",
              .min = 1,
              .many = true,
              .help = "What to do; behind end stands the number of a rule."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "A rule releases what is posted from then on, one type to one audience; the gate still "
            "asks the marking and all references. Attributions and requests have no rules, and "
            "what "
            "an account posts does not go by its own. Of equal rules of one account there is one: "
            "add names the one that stands.",
            NULL},
    .examples = examples,
    .run = run,
};
