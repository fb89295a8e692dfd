#include "cli/cli.h"
#include "cli/label_show.h"

static int run(const struct words *words)
{
    struct label_question question = {
        .address = words->plain.words[0],
        .chain = words_has(words, "--chain") ? words_value(words, "--chain") : "",
        .json = words_has(words, "--json")};
    struct labels *labels = NULL;
    struct dynbuf out;
    struct error err;
    const char *home;
    bool found = false;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    bool ok = cli_home(words, &home, &err) && labels_load(&labels, home, &err) &&
              label_show(&out, labels, &question, &found, &err);
    labels_free(labels);
    if (!ok) {
        dynbuf_release(&out);
        return cli_fail(&err);
    }
    if (!cli_print(&out, "the labels", &err))
        return cli_fail(&err);
    return found ? EXIT_DONE : EXIT_NOT_SO;
}

static const struct option options[] = {
    {.name = "--chain",
     .value = "CAIP2",
     .help = "Labels of this chain only, such as eip155:1; without it, of every chain."},
    {.name = "--json", .help = "Prints JSON; docs/labels.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil label show 0x28C6c06298d514Db089934071355E5743bf21d60", "Whose wallet is it?"},
    {0},
};

const struct command command_label_show = {
    .name = "label show",
    .about = "what the labels say of an address",
    .plain = {.name = "ADDRESS", .min = 1, .help = "Plain or CAIP-10."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "All labels of the address, the one that counts first; those that contradict it are "
            "marked. Each shows who says so, its source, confidence, date and pack, and whether a "
            "trace ends there.",
            NULL},
    .examples = examples,
    .codes = "No label names the address.",
    .run = run,
};
