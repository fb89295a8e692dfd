/* A page of a manual, as text for a terminal (80 columns) or as the source of a man page (man(7)).
 * Threads: one at a time. A full buffer shows in `out->failed` at the end.
 */
#pragma once

#include "base/dynbuf.h"

/* A blank at which a line is not broken. */
#define PAGE_BLANK "\1"

enum page_format { PAGE_TEXT, PAGE_MAN };

struct page {
    struct dynbuf *out;
    enum page_format format;
    bool opened; /* a heading stands, nothing under it yet */
};

/* The head of a page: the program, its command ("ledger show" or ""), a line on what it is. */
void page_title(struct page *page, const char *program, const char *command, const char *version,
                const char *about);

void page_heading(struct page *page, const char *heading);
void page_paragraph(struct page *page, const char *text);

/* How a command is typed: its name, and the words behind it. */
void page_usage(struct page *page, const char *name, const char *words);

/* What a word means: the word, and sentences under it. */
void page_item(struct page *page, const char *word, const char *text);

/* A line as typed, and a sentence on it. */
void page_example(struct page *page, const char *line, const char *about);

/* A line of a list: a word, and a few words behind it. */
void page_entry(struct page *page, const char *word, const char *text);
