#include "cli/cli.h"
#include "cli/label_show.h"

static int run(const struct words *words)
{
    struct labels *labels = NULL;
    struct dynbuf out;
    struct error err;
    const char *home;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    bool ok = cli_home(words, &home, &err) && labels_load(&labels, home, &err) &&
              label_list(&out, labels, words_has(words, "--json"), &err);
    labels_free(labels);
    if (!ok) {
        dynbuf_release(&out);
        return cli_fail(&err);
    }
    return cli_print(&out, "the packs", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--json", .help = "Prints JSON; docs/labels.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil label list --json", "Which packs answers of this home rest on."},
    {0},
};

const struct command command_label_list = {
    .name = "label list",
    .about = "the packs of labels in the home",
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "One line a pack: its name, how many labels it has, its date, and the SHA-256 of the "
            "file that it came from.",
            NULL},
    .examples = examples,
    .run = run,
};
