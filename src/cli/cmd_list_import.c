#include <string.h>

#include "cli/cli.h"
#include "cli/list_files.h"
#include "cli/list_lines.h"
#include "cli/means.h"
#include "screen/birth.h"
#include "screen/import.h"
#include "text/json_writer.h"

struct importing {
    struct list_command command;
    struct list_import import;
    struct list_input input;
    struct list_sets sets;
    bool as_json, bad;
    struct dynbuf out, complaints;
    struct json_writer json;
};

static void tell(void *context, const struct list_report *report, const struct error *err)
{
    struct importing *importing = context;
    if (report == NULL) { /* this one stays out */
        dynbuf_format(&importing->complaints, "%s\n", err->text);
        importing->bad = true;
        return;
    }
    const struct list_version *version = &report->version;
    if (version->refused[0] != '\0') {
        importing->bad = true;
        dynbuf_format(&importing->complaints, "%s of %s is refused, the old one stays: %s\n",
                      version->list, version->date, version->refused);
    }
    if (importing->as_json) {
        list_version_json(&importing->json, version);
        return;
    }
    if (version->refused[0] == '\0')
        list_version_line(&importing->out, version, report->already_in);
}

/* What is no list: named and skipped in a folder, an error when it was asked for by name. */
static void tell_strangers(struct importing *importing)
{
    for (size_t i = 0; i < importing->sets.stranger_count; i++) {
        size_t file = importing->sets.strangers[i];
        const char *name = importing->input.files[file].name;
        importing->bad = importing->bad || !importing->input.from_folder[file];
        if (importing->as_json)
            json_text(&importing->json, NULL, name);
        if (!importing->as_json || !importing->input.from_folder[file])
            dynbuf_format(importing->input.from_folder[file] ? &importing->out
                                                             : &importing->complaints,
                          "%s: no list that is known, or a part without its list%s\n", name,
                          importing->input.from_folder[file] ? "; skipped" : "");
    }
}

static bool import_all(struct importing *importing, const char *list, struct error *err)
{
    if (!list_sets_make(&importing->sets, importing->input.files, importing->input.count, list,
                        err))
        return false;
    if (importing->as_json) {
        json_open_object(&importing->json, NULL);
        json_text(&importing->json, "version", TREFOIL_VERSION);
        json_open_array(&importing->json, "lists");
    }
    importing->command.files = importing->input.files;
    bool ok = list_import_sets(&importing->import, &importing->sets, tell, importing, err);
    if (importing->as_json) {
        json_close(&importing->json);
        json_open_array(&importing->json, "skipped");
    }
    tell_strangers(importing);
    if (importing->as_json) {
        json_close(&importing->json);
        json_close(&importing->json);
    }
    return ok && list_input_stands(&importing->input, err) &&
           list_import_commit(&importing->import, err);
}

static bool check_words(const struct words *words, struct list_command *command, struct error *err)
{
    const char *list = words_value(words, "--list");
    command->date = words_value(words, "--date");
    if (command->date != NULL && !day_is(span_text(command->date)))
        return error_input(err, ERROR_USAGE, "--date", "'%s': expected a day, YYYY-MM-DD",
                           command->date);
    if (list != NULL && list_kind_named(list) == NULL)
        return error_input(err, ERROR_USAGE, "--list",
                           "'%s': no list of that name; expected one "
                           "of docs/lists.md, such as ofac-sdn",
                           list);
    int64_t now = 0;
    if (!cli_now(&now, err))
        return false;
    command->now = (uint64_t)now;
    command->accept_shrink = words_has(words, "--accept-shrink");
    return cli_home(words, &command->home, err);
}

static int run(const struct words *words)
{
    struct importing importing = {.as_json = words_has(words, "--json")};
    struct error err;
    if (!check_words(words, &importing.command, &err))
        return cli_fail(&err);
    dynbuf_init(&importing.out, CLI_OUTPUT_BYTES_MAX);
    dynbuf_init(&importing.complaints, CLI_OUTPUT_BYTES_MAX);
    json_writer_init(&importing.json, &importing.out);
    bool ok = list_import_init(&importing.import, &importing.command, &err) &&
              list_input_open(&importing.input, words->plain.words, words->plain.count, &err) &&
              import_all(&importing, words_value(words, "--list"), &err);
    list_input_release(&importing.input);
    list_sets_release(&importing.sets);
    ok = ok && cli_print(&importing.out, "the report", &err); /* once it is in, not before */
    cli_warn(&importing.complaints);
    bool bad = importing.bad;
    dynbuf_release(&importing.out);
    dynbuf_release(&importing.complaints);
    list_import_release(&importing.import);
    if (!ok)
        return cli_fail(&err);
    return bad ? EXIT_WRONG_INPUT : EXIT_DONE;
}

static const struct option options[] = {
    {.name = "--date",
     .value = "DAY",
     .help = "The day on which the list was published, YYYY-MM-DD, for one that does not say it "
             "itself; one that says another day is an error. Without it, eight digits in the "
             "file's name count."},
    {.name = "--list",
     .value = "NAME",
     .help = "Which list it is, instead of what its content says: ofac-sdn, ofac-cons, ofac-addr, "
             "un, jp, kr, eu, opensanctions."},
    {.name = "--accept-shrink",
     .help =
         "Lets in a list that has lost more than ten in a hundred of its entries, or that lacks "
         "one which does not leave it in an ordinary way. It is put on record."},
    {.name = "--json", .help = "Prints the report as JSON; docs/list-json.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil list import --date 2024-05-02 sdn.csv sdn_comments.csv alt.csv add.csv",
     "OFAC's CSV set, which carries no date."},
    {"trefoil list import UN_consolidated.xml shisantouketsu20260305.xlsx",
     "Two lists, recognised by their content."},
    {0},
};

const struct command command_list_import = {
    .name = "list import",
    .about = "versions of sanctions lists into the home",
    .plain = {.name = "FILE",
              .min = 1,
              .many = true,
              .kind = WORD_FILE,
              .help = "A file of a list, or a folder of them; docs/lists.md has the forms. Files "
                      "of one set, such as OFAC's CSV, are one version."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "A list is read whole, checked, and then kept: its bytes as they came, and an index "
            "made of them. One that fails a check is refused with the reason, which is put on "
            "record; the versions before it stay. All that a command lets in is in at once.",
            "Versions may come in any order: what is in force on a day depends on their dates "
            "alone.",
            NULL},
    .examples = examples,
    .run = run,
};
