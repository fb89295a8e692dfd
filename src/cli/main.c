#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/huge.h"
#include "cli/cli.h"
#include "cli/manual.h"

int cli_fail(const struct error *err)
{
    fprintf(stderr, "trefoil: %s\n", err->text);
    if (err->code == ERROR_USAGE)
        return EXIT_WRONG_USE;
    return error_is_environment(err->code) ? EXIT_WRONG_PLACE : EXIT_WRONG_INPUT;
}

int cli_misuse(const struct command *command, const struct error *err)
{
    const char *name = command == NULL ? "" : command->name, *blank = name[0] == '\0' ? "" : " ";
    if (err->code != ERROR_USAGE)
        return cli_fail(err);
    fprintf(stderr, "trefoil%s%s: %s\n", blank, name, err->text);
    fprintf(stderr, "trefoil%s%s --help says what may be given\n", blank, name);
    return EXIT_WRONG_USE;
}

void cli_warn(const struct dynbuf *lines)
{
    if (lines->size > 0)
        fprintf(stderr, "%s", lines->data);
}

bool cli_print(struct dynbuf *buffer, const char *what, struct error *err)
{
    bool ok = !buffer->failed || dynbuf_error(buffer, what, err);
    if (ok && buffer->size > 0)
        fwrite(buffer->data, 1, buffer->size, stdout);
    dynbuf_release(buffer);
    return ok;
}

bool cli_random(uint64_t *ret_value, struct error *err)
{
    return getentropy(ret_value, sizeof *ret_value) == 0 ||
           error_os(err, ERROR_IO, "read", "the system's randomness", errno);
}

static int print_page(const struct command *command, const char *group)
{
    struct dynbuf out;
    struct error err;
    struct page page = {.out = &out, .format = PAGE_TEXT};
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    if (command != NULL)
        manual_command(&page, command);
    else if (group == NULL || !manual_group(&page, group))
        manual_program(&page);
    return cli_print(&out, "the help", &err) ? EXIT_DONE : cli_fail(&err);
}

/* Options that stood before the command's name count as if they stood behind it. */
static bool adopt(struct words *words, const struct words *before, struct error *err)
{
    for (const struct option *option = common_options; option->name != NULL; option++) {
        struct word_list list = words_list(before, option->name);
        size_t number = 0;
        if (list.count == 0)
            continue;
        while (command_option(words->command, number) != option)
            number++;
        if (words->given[number].count > 0)
            return error_input(err, ERROR_USAGE, option->name, "given twice; expected once");
        words->given[number] = list;
    }
    return true;
}

static int run_command(const struct command *command, const struct words *before, int count,
                       char **given)
{
    struct words words;
    struct error err;
    int code;
    bool ok = words_read(&words, command, count, given, false, &err) && adopt(&words, before, &err);
    if (ok && words_has(&words, "--help"))
        code = print_page(command, NULL);
    else if (ok && words_enough(&words, &err))
        code = command->run(&words);
    else
        code = cli_misuse(command, &err);
    words_release(&words);
    return code;
}

/* The command whose name somebody may have meant, or NULL. */
static const char *near_command(const char *typed)
{
    const char *near = NULL;
    unsigned best = (unsigned)strlen(typed) / 3 + 1;
    for (const struct command *const *at = commands; *at != NULL; at++) {
        unsigned distance = word_distance(typed, (*at)->name);
        if (distance < best) {
            best = distance;
            near = (*at)->name;
        }
    }
    return near;
}

static bool is_group(const char *word)
{
    size_t size = strlen(word);
    for (const struct command *const *at = commands; *at != NULL; at++)
        if (strncmp((*at)->name, word, size) == 0 && (*at)->name[size] == ' ')
            return true;
    return false;
}

/* The words name no command: none at all, a group of commands, or a slip. */
static int no_command(const struct words *before, int count, char **given)
{
    bool group = count > 0 && is_group(given[0]);
    const char *near, *second = count > 1 ? given[1] : "";
    char typed[256];
    struct error err;
    if (count == 0)
        return print_page(NULL, NULL);
    if (group && (words_has(before, "--help") || strcmp(second, "--help") == 0))
        return print_page(NULL, given[0]);
    snprintf(typed, sizeof typed, "%s%s%s", given[0], group && count > 1 ? " " : "",
             group ? second : "");
    near = near_command(typed);
    if (near != NULL)
        error_input(&err, ERROR_USAGE, "", "'%s' is no command; did you mean %s?", typed, near);
    else
        error_input(&err, ERROR_USAGE, "", "'%s' is no command; trefoil%s%s --help lists them",
                    typed, group ? " " : "", group ? given[0] : "");
    return cli_fail(&err);
}

static int print_version(void)
{
    puts("trefoil " TREFOIL_VERSION);
    return EXIT_DONE;
}

static int run_words(int count, char **given)
{
    struct words before;
    struct error err;
    int used, code;
    if (!words_read(&before, &command_program, count, given, true, &err)) {
        words_release(&before);
        return cli_misuse(NULL, &err);
    }
    count -= before.read;
    given += before.read;
    const struct command *command = command_named(count, given, &used);
    if (words_has(&before, "--version"))
        code = print_version();
    else if (command != NULL)
        code = run_command(command, &before, count - used, given + used);
    else
        code = no_command(&before, count, given);
    words_release(&before);
    return code;
}

/* A file that is opened must not become standard output: its number is taken, and writing fails. */
static void fill_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

/* Nobody reads any more, as in `trefoil trace | head -1`: that is the reader's choice, no error. */
static bool reader_left(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

/* Memory holds keys, passwords, what others marked: no crash writes it to a disk. Who looks for a
 * bug raises the limit again in a debugger. */
static void leave_no_core(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        (void)setrlimit(RLIMIT_CORE, &limit);
    }
}

int main(int count, char **words)
{
    leave_no_core();
    huge_give_back();
    fill_streams();
    /* A pipe without a reader, a file at its size limit: errors of writing, not the end. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    int code = run_words(count - 1, words + 1);
    if ((fflush(stdout) == 0 && !ferror(stdout)) || reader_left())
        return code;
    fprintf(stderr, "trefoil: cannot write the output\n");
    return EXIT_WRONG_PLACE;
}
