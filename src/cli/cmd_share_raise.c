#include "cli/ask_node.h"

static void put_raise(struct dynbuf *out, const struct json_value *overlay)
{
    ask_put(out, overlay, "id");
    dynbuf_text(out, " raised here: ");
    ask_put_raise(out, overlay);
    dynbuf_text(out, "\n");
}

static void tell_ended(struct dynbuf *out, const struct json_value *root)
{
    (void)root;
    dynbuf_text(out, "taken back\n");
}

static void tell_all(struct dynbuf *out, const struct json_value *root)
{
    ask_put_each(out, root, "raises", put_raise);
}

static int add(const struct words *words)
{
    const char *const members[] = {
        "id",      words->plain.words[1],           "tlp", words_value(words, "--tlp"),
        "marking", words_value(words, "--marking"), NULL,
    };
    return ask_add(words, "/raises", members, put_raise);
}

static int run(const struct words *words)
{
    const char *act = words->plain.words[0];
    size_t count = words->plain.count;
    bool marked = words_value(words, "--tlp") != NULL || words_value(words, "--marking") != NULL;
    struct error err;
    if (strcmp(act, "add") == 0 && count == 2 && marked)
        return add(words);
    if (strcmp(act, "list") == 0 && count == 1 && !marked)
        return ask_list(words, "/raises", tell_all);
    if (strcmp(act, "end") == 0 && count == 2 && !marked)
        return ask_end(words, "/raises", words->plain.words[1],
                       "expected the number of the leaf that raised it", tell_ended);
    error_input(&err, ERROR_USAGE, "words",
                "expected add ID with --tlp LEVEL, --marking ID or both, list, or end LEAF");
    return cli_misuse(words->command, &err);
}

static const struct option options[] = {
    {.name = "--tlp",
     .value = "LEVEL",
     .choices = "clear green amber amber+strict red",
     .help = "With add: the level of TLP that it has here at least."},
    {.name = "--marking",
     .value = "ID",
     .help = "With add: a marking definition with the extension trefoil-marking, which the node "
             "must have: whom it goes to, who must approve, the persons at TLP:RED."},
    {.name = "--json",
     .help = "Prints JSON: leaf, id, tlp, marking, made, by; of list, raises with these."},
    {0},
};

static const struct example examples[] = {
    {"trefoil share raise add indicator--9c3f1c5e-0d0b-4c59-9a5b-6f3f5f1f0d11 --tlp red",
     "Goes to nobody any more from here; who held it is told."},
    {"trefoil share raise end 12", "Takes back what leaf 12 of the log has raised."},
    {0},
};

const struct command command_share_raise = {
    .name = "share raise",
    .about = "raise the marking of an object, on this node only",
    .plain = {.name = "WORD",
              .min = 1,
              .many = true,
              .help = "add and an object's STIX identifier, list, or end and a leaf's number."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "From then on every version of the object, those to come too, counts as marked with "
            "this as well, for own people and for all others. It can only raise. The object is not "
            "changed, and nobody else is told of it. Whether the object is here is not asked.",
            "AMBER and above go to nobody where neither the object nor --marking says to whom; RED "
            "to no person where neither names one. Each raise stands by itself: one does not "
            "complete another (docs/release-rules.md).",
            NULL},
    .examples = examples,
    .run = run,
};
