/* The script that bash sources. It needs nothing of the bash-completion package, so that sourcing
 * it by hand is enough. */
#include <string.h>

#include "cli/manual.h"

static const char head[] =
    "# Completion of trefoil for bash; printed by: trefoil help --bash\n"
    "_trefoil() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local given=() words='' files='' i\n"
    "    if [ \"$word\" = '=' ]; then\n"
    "        word=''\n"
    "    elif [ \"$before\" = '=' ]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    fi\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case ${COMP_WORDS[i]} in\n"
    "        --home) i=$((i + 1)) ;;\n"
    "        -*) ;;\n"
    "        *) given+=(\"${COMP_WORDS[i]}\") ;;\n"
    "        esac\n"
    "    done\n"
    "    case \"${given[0]} ${given[1]} \" in\n";

static const char tail[] =
    "    esac\n"
    "    [ -z \"$files\" ] || compopt -o filenames 2>/dev/null\n"
    "    # shellcheck disable=SC2086\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$words\" $files -- \"$word\")\n"
    "}\n"
    "complete -F _trefoil trefoil\n";

static const char *files_of(enum word_kind kind)
{
    return kind == WORD_FILE ? "-f" : kind == WORD_FOLDER ? "-d" : "''";
}

/* The first words of all commands' names, or all their words, each once. */
static void put_names(struct dynbuf *out, bool all)
{
    for (const struct command *const *at = commands; *at != NULL; at++) {
        size_t size = strcspn((*at)->name, " ");
        bool again = false;
        for (const struct command *const *other = commands; other != at; other++)
            again = again || (strcspn((*other)->name, " ") == size &&
                              strncmp((*other)->name, (*at)->name, size) == 0);
        if (!again)
            dynbuf_format(out, "%.*s ", (int)size, (*at)->name);
        if (all && (*at)->name[size] == ' ')
            dynbuf_format(out, "%s ", (*at)->name + size + 1);
    }
}

/* What may stand behind an option that takes a value. */
static void put_values(struct dynbuf *out, const struct command *command)
{
    const struct option *option;
    dynbuf_text(out, "        case $before in\n");
    for (size_t i = 0; (option = command_option(command, i)) != NULL; i++)
        if (option->value != NULL)
            dynbuf_format(out, "        %s) words='%s' files=%s ;;\n", option->name,
                          option->choices == NULL ? "" : option->choices, files_of(option->kind));
    dynbuf_text(out, "        esac ;;\n");
}

/* The second words of the commands whose first word is this. */
static void put_seconds(struct dynbuf *out, const char *first, size_t size)
{
    for (const struct command *const *at = commands; *at != NULL; at++)
        if (strncmp((*at)->name, first, size) == 0 && (*at)->name[size] == ' ')
            dynbuf_format(out, "%s ", (*at)->name + size + 1);
}

static void put_command(struct dynbuf *out, const struct command *command)
{
    const struct option *option;
    dynbuf_format(out, "    '%s '*)\n        words='", command->name);
    if (command->plain.kind == WORD_COMMAND)
        put_names(out, true);
    put_seconds(out, command->name, strlen(command->name));
    for (size_t i = 0; (option = command_option(command, i)) != NULL; i++)
        dynbuf_format(out, "%s%s", i > 0 ? " " : "", option->name);
    dynbuf_format(out, "' files=%s\n",
                  command->plain.name == NULL ? "''" : files_of(command->plain.kind));
    put_values(out, command);
}

/* The first of a group's commands: "ledger" alone offers the second words of all of them. Where the
 * word alone is a command too, as "screen" is, that one offers them. */
static void put_group(struct dynbuf *out, const struct command *command)
{
    size_t size = strcspn(command->name, " ");
    const struct command *const *at = commands;
    for (; *at != NULL; at++)
        if (strlen((*at)->name) == size && strncmp((*at)->name, command->name, size) == 0)
            return;
    for (at = commands; strncmp((*at)->name, command->name, size + 1) != 0;)
        at++;
    if (*at != command)
        return;
    dynbuf_format(out, "    '%.*s  ') words='", (int)size, command->name);
    put_seconds(out, command->name, size);
    dynbuf_text(out, "--help' ;;\n");
}

void manual_completion(struct dynbuf *out)
{
    dynbuf_text(out, head);
    for (const struct command *const *at = commands; *at != NULL; at++) {
        put_command(out, *at);
        put_group(out, *at);
    }
    dynbuf_text(out, "    '  ')\n        words='");
    put_names(out, false);
    const struct option *option;
    for (size_t i = 0; (option = command_option(&command_program, i)) != NULL; i++)
        dynbuf_format(out, "%s%s", i > 0 ? " " : "", option->name);
    dynbuf_text(out, "' files=''\n");
    put_values(out, &command_program);
    dynbuf_text(out, tail);
}
