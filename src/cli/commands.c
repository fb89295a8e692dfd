#include <string.h>

#include "cli/cli.h"

static const struct option program_options[] = {
    {.name = "--version", .help = "Prints the version."},
    {0},
};

const struct command command_program = {.name = "", .options = {program_options}};

const struct command *const commands[] = {
    &command_init,
    &command_ingest_blk,
    &command_ingest_flows,
    &command_ledger_show,
    &command_ledger_verify,
    &command_label_import,
    &command_label_list,
    &command_label_show,
    &command_list_import,
    &command_list_show,
    &command_list_diff,
    &command_list_gaps,
    &command_log_verify,
    &command_log_prove,
    &command_log_key,
    &command_log_proof,
    &command_object_check,
    &command_object_convert,
    &command_screen_replay, /* before `screen`, whose name it begins with; so below */
    &command_screen,
    &command_trace,
    &command_why,
    &command_serve,
    &command_user_add,
    &command_user_list,
    &command_user_disable,
    &command_user_enable,
    &command_user_password,
    &command_user_token,
    &command_user_certificate,
    &command_share_release,
    &command_share_who,
    &command_share_rule,
    &command_share_raise,
    &command_share_lower,
    &command_share_sign_approval,
    &command_share_approve,
    &command_backup_key,
    &command_backup_verify,
    &command_backup,
    &command_restore_accept,
    &command_restore,
    &command_help,
    NULL,
};

/* Whether the words begin with the name's one or two; how many these are. */
static bool begins_with(const char *name, int count, char **words, int *ret_used)
{
    const char *blank = strchr(name, ' ');
    size_t size = blank == NULL ? strlen(name) : (size_t)(blank - name);
    if (count < 1 || strlen(words[0]) != size || strncmp(words[0], name, size) != 0)
        return false;
    if (blank != NULL && (count < 2 || strcmp(words[1], blank + 1) != 0))
        return false;
    *ret_used = blank == NULL ? 1 : 2;
    return true;
}

const struct command *command_named(int count, char **words, int *ret_used)
{
    for (const struct command *const *at = commands; *at != NULL; at++)
        if (begins_with((*at)->name, count, words, ret_used))
            return *at;
    return NULL;
}
