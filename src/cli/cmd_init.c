#include "base/file.h"
#include "cli/cli.h"
#include "text/json_writer.h"

static int run(const struct words *words)
{
    struct dynbuf out;
    struct error err;
    const char *home;
    if (!cli_home(words, &home, &err) || !file_make_folder(home, &err))
        return cli_fail(&err);
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    if (words_has(words, "--json")) {
        struct json_writer json;
        json_writer_init(&json, &out);
        json_open_object(&json, NULL);
        json_text(&json, "version", TREFOIL_VERSION);
        json_text(&json, "home", home);
        json_close(&json);
    } else {
        dynbuf_format(&out, "home %s\n", home);
    }
    return cli_print(&out, "the home", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--json", .help = "Prints JSON: home, the folder."},
    {0},
};

static const struct example examples[] = {
    {"trefoil init", "A home where everybody's is."},
    {"trefoil --home case-7 init", "A home of its own for one case."},
    {0},
};

const struct command command_init = {
    .name = "init",
    .about = "make a home",
    .options = {options},
    .paragraphs = (const char *const[]){"Makes the home, and the folders above it that are not "
                                        "there. Only its owner may look into a folder that is made "
                                        "(mode 0700). A home that is there already stays as it is, "
                                        "and is no error.",
                                        NULL},
    .examples = examples,
    .run = run,
};
