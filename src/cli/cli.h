/* The command line: one file a subcommand, each a `struct command`. */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"
#include "ledger/ledger.h"

/* Exit codes. */
enum {
    EXIT_DONE = 0,
    EXIT_NOT_SO = 1,      /* the answer is no: verify found damage */
    EXIT_WRONG_USE = 2,   /* the words of the command */
    EXIT_WRONG_INPUT = 3, /* a file, an address, a row */
    EXIT_WRONG_PLACE = 4, /* disk, memory, another process */
};

struct command {
    const char *name;
    const char *usage; /* one line, behind the name */
    const char *about;
    int (*run)(const char *home, int count, char **words);
};

extern const struct command command_init, command_ingest, command_label, command_ledger,
    command_trace, command_why;

/* Prints the error to standard error; returns the exit code that its kind has. */
int cli_fail(const struct error *err);

/* Prints what was wrong with the words, and the usage; returns EXIT_WRONG_USE. */
int cli_misuse(const struct command *command, const char *what);

/* Prints lines that are no errors, such as seeds that the ledger does not have, to standard error.
 */
void cli_warn(const struct dynbuf *lines);

/* Opens the ledger of a chain in a home, or the only one when `chain` is NULL. */
bool cli_open_ledger(struct ledger **ret_ledger, const char *home, const char *chain,
                     struct error *err);

/* Bytes from the system, for hash seeds. */
bool cli_random(uint64_t *ret_value, struct error *err);
