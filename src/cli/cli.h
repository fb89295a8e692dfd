/* The command line: one file a command, each a table (command.h) and a function. What the commands
 * share: exit codes, errors, output, the home, the progress bar.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/progress.h"
#include "cli/words.h"
#include "ledger/ledger.h"

/* Exit codes; docs/command-line.md. */
enum {
    EXIT_DONE = 0,
    EXIT_NOT_SO = 1,      /* the answer is no: damage, or nothing known */
    EXIT_WRONG_USE = 2,   /* the words of the command */
    EXIT_WRONG_INPUT = 3, /* a file, an address, a row */
    EXIT_WRONG_PLACE = 4, /* disk, memory, another process */
};

extern const struct command command_backup, command_backup_key, command_backup_verify,
    command_restore, command_restore_accept;
extern const struct command command_help, command_ingest_blk, command_ingest_flows, command_init,
    command_label_import, command_label_list, command_label_show, command_ledger_show,
    command_ledger_verify, command_list_diff, command_list_gaps, command_list_import,
    command_list_show, command_log_prove, command_log_verify, command_object_check,
    command_object_convert, command_screen, command_screen_replay, command_serve, command_trace,
    command_why, command_user_add, command_user_list, command_user_disable, command_user_enable,
    command_user_password, command_user_token, command_user_certificate, command_share_release,
    command_share_who, command_share_rule, command_share_raise, command_share_approve,
    command_share_lower, command_share_sign_approval, command_log_key, command_log_proof;

/* Prints the error to standard error; returns the exit code that its kind has. */
int cli_fail(const struct error *err);

/* The same for words that a command cannot take; says where its help is. `command` may be NULL. */
int cli_misuse(const struct command *command, const struct error *err);

/* Prints lines that are no errors, such as seeds that the ledger does not have, to standard error.
 */
void cli_warn(const struct dynbuf *lines);

/* Prints a buffer to standard output and releases it. False when the buffer has failed; output that
 * cannot be written is found at the end, by main. */
bool cli_print(struct dynbuf *buffer, const char *what, struct error *err);

/* The folder that --home, TREFOIL_HOME or HOME names. The text lives as long as the words. Errors:
 * usage, when none does. */
bool cli_home(const struct words *words, const char **ret_home, struct error *err);

/* Opens the ledger that --home and --chain name; the home's only one without --chain. */
bool cli_open_ledger(struct ledger **ret_ledger, const struct words *words, struct error *err);

/* The same for a trace: of several ledgers without --chain, the only one that has the seeds. */
struct trace_words;
bool cli_open_traced(struct ledger **ret_ledger, const struct words *words,
                     const struct trace_words *asked, struct error *err);

/* Bytes from the system, for hash seeds. */
bool cli_random(uint64_t *ret_value, struct error *err);

/* A progress bar on standard error while something runs; `doing` says what ("trace"). NULL when
 * nobody would see it: not a terminal, TERM=dumb, --quiet. Stop it before anything is printed. */
struct progress *cli_progress_start(const struct words *words, const char *doing);
void cli_progress_stop(void);
