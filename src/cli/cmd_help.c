#include <string.h>

#include "cli/cli.h"
#include "cli/manual.h"

static bool put_page(struct page *page, const struct word_list asked, struct error *err)
{
    char *words[2] = {NULL, NULL};
    const struct command *command;
    int used;
    for (size_t i = 0; i < asked.count && i < 2; i++)
        words[i] = (char *)asked.words[i];
    if (asked.count == 0) {
        manual_program(page);
        return true;
    }
    command = command_named(asked.count > 1 ? 2 : 1, words, &used);
    if (command != NULL && (size_t)used == asked.count) {
        manual_command(page, command);
        return true;
    }
    return (asked.count == 1 && page->format == PAGE_TEXT && manual_group(page, asked.words[0])) ||
           error_input(err, ERROR_USAGE, asked.words[0],
                       "no such command; trefoil --help lists "
                       "them");
}

static int run(const struct words *words)
{
    struct dynbuf out;
    struct error err;
    struct page page = {.out = &out, .format = words_has(words, "--man") ? PAGE_MAN : PAGE_TEXT};
    bool ok = true;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    if (words_has(words, "--bash"))
        manual_completion(&out);
    else
        ok = put_page(&page, words->plain, &err);
    if (!ok) {
        dynbuf_release(&out);
        return cli_misuse(words->command, &err);
    }
    return cli_print(&out, "the help", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--man", .help = "Prints the source of the manual page, for man(1), instead."},
    {.name = "--bash", .help = "Prints the script that completes words in bash instead."},
    {0},
};

static const struct example examples[] = {
    {"trefoil help ledger show", "What a command is for and which words it takes."},
    {"eval \"$(trefoil help --bash)\"", "Completion in the bash that runs now."},
    {0},
};

const struct command command_help = {
    .name = "help",
    .about = "the manual of the program or of one command",
    .plain = {.name = "COMMAND",
              .many = true,
              .kind = WORD_COMMAND,
              .help = "A command's name, of one word or two. Without it: the program."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Prints the same as trefoil COMMAND --help. The manual pages, the completion and the "
            "help come from the table by which the words of a command are read, so that none of "
            "them can say what the program does not do.",
            NULL},
    .examples = examples,
    .run = run,
};
