#include "cli/manual.h"

#include <string.h>

#include "cli/cli.h"

enum { TEXT_BYTES_MAX = 1 << 16 };

static const char *const exit_codes[][2] = {
    {"0", "Done."},
    {"1", "The answer is no: ledger verify found damage, label show no label."},
    {"2", "Wrong use: a word of the command is unknown, missing or too many."},
    {"3", "Wrong input: a file, an address, a row; the message says where, and what was expected."},
    {"4", "Wrong place: disk, memory, a folder, another process, output that cannot be written."},
};
enum { EXIT_CODES = sizeof exit_codes / sizeof exit_codes[0] };

static void put_codes(struct page *page, const char *no)
{
    page_heading(page, "EXIT CODES");
    for (size_t i = 0; i < EXIT_CODES; i++)
        if (i != EXIT_NOT_SO || no != NULL)
            page_entry(page, exit_codes[i][0], i == EXIT_NOT_SO ? no : exit_codes[i][1]);
}

static void put_environment(struct page *page)
{
    page_heading(page, "ENVIRONMENT");
    page_item(page, "TREFOIL_HOME", "The home, unless --home names one.");
    page_item(page, "HOME", "Its .local/share/trefoil is the home when nothing else names one.");
    page_item(page, "TERM, NO_COLOR",
              "With TERM=dumb there is no progress bar. Nothing is ever printed in colour, so that "
              "NO_COLOR has nothing to do.");
}

/* "--rule RULE", or "--json". */
static void put_option_name(struct dynbuf *out, const struct option *option, const char *blank)
{
    dynbuf_text(out, option->name);
    if (option->value != NULL)
        dynbuf_format(out, "%s%s", blank, option->value);
}

void manual_usage(struct dynbuf *out, const struct command *command)
{
    const struct option *option;
    bool any = false;
    for (size_t i = 0; (option = command_option(command, i)) != NULL; i++) {
        if (strcmp(option->name, common_options[0].name) == 0)
            break;
        dynbuf_text(out, any ? " " : "");
        dynbuf_text(out, option->needed ? "" : "[");
        put_option_name(out, option, PAGE_BLANK);
        dynbuf_text(out, option->needed ? "" : "]");
        dynbuf_text(out, option->many ? "..." : "");
        any = true;
    }
    if (command->plain.name == NULL)
        return;
    const char *dots = command->plain.many ? "..." : "";
    if (any)
        dynbuf_char(out, ' ');
    dynbuf_format(out, command->plain.min > 0 ? "%s%s" : "[%s]%s", command->plain.name, dots);
}

static void put_options(struct page *page, const struct command *command)
{
    const struct option *option;
    for (size_t i = 0; (option = command_option(command, i)) != NULL; i++) {
        struct dynbuf name, help;
        dynbuf_init(&name, TEXT_BYTES_MAX);
        dynbuf_init(&help, TEXT_BYTES_MAX);
        put_option_name(&name, option, " ");
        dynbuf_text(&help, option->help);
        if (option->many)
            dynbuf_text(&help, " May be given more than once.");
        if (option->choices != NULL && option->kind == WORD_TEXT)
            dynbuf_format(&help, " One of: %s.", option->choices);
        if (name.failed || help.failed)
            dynbuf_fail(page->out, name.failed ? &name : &help);
        else
            page_item(page, name.data, help.data);
        dynbuf_release(&name);
        dynbuf_release(&help);
    }
}

static void put_usage(struct page *page, const struct command *command)
{
    struct dynbuf name, words;
    dynbuf_init(&name, TEXT_BYTES_MAX);
    dynbuf_init(&words, TEXT_BYTES_MAX);
    dynbuf_format(&name, "trefoil %s", command->name);
    manual_usage(&words, command);
    if (name.failed || words.failed)
        dynbuf_fail(page->out, name.failed ? &name : &words);
    else
        page_usage(page, name.data, words.data == NULL ? "" : words.data);
    dynbuf_release(&name);
    dynbuf_release(&words);
}

void manual_command(struct page *page, const struct command *command)
{
    page_title(page, "trefoil", command->name, TREFOIL_VERSION, command->about);
    page_heading(page, "SYNOPSIS");
    put_usage(page, command);
    page_heading(page, "DESCRIPTION");
    for (const char *const *at = command->paragraphs; *at != NULL; at++)
        page_paragraph(page, *at);
    page_heading(page, "OPTIONS");
    if (command->plain.name != NULL)
        page_item(page, command->plain.name, command->plain.help);
    put_options(page, command);
    if (command->examples != NULL)
        page_heading(page, "EXAMPLES");
    for (const struct example *at = command->examples; at != NULL && at->line != NULL; at++)
        page_example(page, at->line, at->about);
    put_codes(page, command->codes);
    put_environment(page);
    page_heading(page, "SEE ALSO");
    page_paragraph(page, "trefoil(1)");
}

void manual_program(struct page *page)
{
    page_title(page, "trefoil", "", TREFOIL_VERSION, "follows stolen cryptocurrency, exactly");
    page_heading(page, "SYNOPSIS");
    page_usage(page, "trefoil", "[--home" PAGE_BLANK "FOLDER] COMMAND [WORD]...");
    page_usage(page, "trefoil", "COMMAND --help");
    page_usage(page, "trefoil", "--version");
    page_heading(page, "COMMANDS");
    for (const struct command *const *at = commands; *at != NULL; at++)
        page_entry(page, (*at)->name, (*at)->about);
    page_heading(page, "DESCRIPTION");
    page_paragraph(page,
                   "Trefoil keeps what a chain says in a ledger of its own, and follows stolen "
                   "value through it under five rules, to the last unit: the same input gives the "
                   "same bytes, on every machine. Answers go to standard output, errors and the "
                   "progress bar to standard error.");
    page_heading(page, "OPTIONS");
    put_options(page, &command_program);
    put_codes(page, exit_codes[EXIT_NOT_SO][1]);
    put_environment(page);
    page_heading(page, "SEE ALSO");
    page_paragraph(page, "trefoil COMMAND --help; the manual page of a command is "
                         "trefoil-COMMAND(1), such as trefoil-ledger-show(1).");
}

bool manual_group(struct page *page, const char *word)
{
    bool any = false;
    size_t size = strlen(word);
    for (const struct command *const *at = commands; *at != NULL; at++) {
        if (strncmp((*at)->name, word, size) != 0 || (*at)->name[size] != ' ')
            continue;
        if (!any)
            dynbuf_format(page->out, "The commands of trefoil %s:\n\n", word);
        page_entry(page, (*at)->name, (*at)->about);
        any = true;
    }
    if (any)
        dynbuf_format(page->out, "\ntrefoil %s COMMAND --help says more.\n", word);
    return any;
}
