/* The manual: a page for the program, a page a command, and the words that bash completes. All of
 * it from the tables of command.h. Append to the buffer; a full one shows in `out->failed`.
 */
#pragma once

#include "cli/command.h"
#include "cli/page.h"

/* The page of the program; its name is "trefoil". */
void manual_program(struct page *page);

void manual_command(struct page *page, const struct command *command);

/* The commands whose names begin with one word, such as `ledger`. False when there are none. */
bool manual_group(struct page *page, const char *word);

/* "[--rule RULE] FILE...", blanks inside brackets as PAGE_BLANK. */
void manual_usage(struct dynbuf *out, const struct command *command);

/* A script for bash that completes commands, options, choices and files. */
void manual_completion(struct dynbuf *out);
