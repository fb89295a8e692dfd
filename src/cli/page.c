#include "cli/page.h"

#include <string.h>

enum { WIDTH = 80, INDENT = 4, DEEPER = 8, ENTRY = 16 };

static void blanks(struct dynbuf *out, size_t count)
{
    while (count-- > 0)
        dynbuf_char(out, ' ');
}

static void put_plain(struct dynbuf *out, const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++)
        dynbuf_char(out, word[i] == PAGE_BLANK[0] ? ' ' : word[i]);
}

/* Breaks at blanks; the first line starts at `column`, the others at `indent`. */
static void put_wrapped(struct dynbuf *out, const char *text, size_t column, size_t indent)
{
    bool first = true;
    while (*text != '\0') {
        size_t size = strcspn(text, " ");
        if (!first && column + 1 + size > WIDTH) {
            dynbuf_char(out, '\n');
            blanks(out, indent);
            column = indent;
        } else if (!first) {
            dynbuf_char(out, ' ');
            column++;
        }
        put_plain(out, text, size);
        column += size;
        text += size + (text[size] == ' ');
        first = false;
    }
    dynbuf_char(out, '\n');
}

/* Text for troff: nothing in it may be taken for a request or an escape. */
static void put_troff(struct dynbuf *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        dynbuf_text(out, "\\&");
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            dynbuf_text(out, "\\e");
        else if (*text == '-')
            dynbuf_text(out, "\\-");
        else if (*text == '~')
            dynbuf_text(out, "\\(ti");
        else if (*text == '^')
            dynbuf_text(out, "\\(ha");
        else if (*text == '\'')
            dynbuf_text(out, "\\(aq");
        else if (*text == PAGE_BLANK[0])
            dynbuf_text(out, "\\ ");
        else
            dynbuf_char(out, *text);
    }
    dynbuf_char(out, '\n');
}

/* The name of a manual page has no blanks: trefoil-ledger-show. */
static void put_name(struct dynbuf *out, const char *program, const char *command)
{
    dynbuf_text(out, program);
    if (command[0] != '\0')
        dynbuf_char(out, '-');
    for (; *command != '\0'; command++)
        dynbuf_char(out, *command == ' ' ? '-' : *command);
}

void page_title(const struct page *page, const char *program, const char *command,
                const char *version, const char *about)
{
    if (page->format == PAGE_TEXT) {
        dynbuf_format(page->out, "%s%s%s: %s\n", program, command[0] == '\0' ? "" : " ", command,
                      about);
        return;
    }
    dynbuf_text(page->out, ".TH ");
    put_name(page->out, program, command);
    dynbuf_format(page->out, " 1 \"\" \"trefoil %s\" \"Trefoil\"\n.nh\n.ad l\n.SH NAME\n", version);
    put_name(page->out, program, command);
    dynbuf_text(page->out, " \\- ");
    put_troff(page->out, about);
}

void page_heading(const struct page *page, const char *heading)
{
    dynbuf_format(page->out, page->format == PAGE_TEXT ? "\n%s\n" : ".SH %s\n", heading);
}

void page_paragraph(const struct page *page, const char *text)
{
    if (page->format == PAGE_TEXT) {
        blanks(page->out, INDENT);
        put_wrapped(page->out, text, INDENT, INDENT);
        return;
    }
    dynbuf_text(page->out, ".PP\n");
    put_troff(page->out, text);
}

void page_usage(const struct page *page, const char *name, const char *words)
{
    if (page->format == PAGE_TEXT) {
        blanks(page->out, INDENT);
        dynbuf_format(page->out, "%s%s", name, words[0] == '\0' ? "" : " ");
        put_wrapped(page->out, words, INDENT + strlen(name) + 1, DEEPER);
        return;
    }
    dynbuf_text(page->out, ".PP\n.B ");
    put_troff(page->out, name);
    if (words[0] != '\0')
        put_troff(page->out, words);
}

void page_item(const struct page *page, const char *word, const char *text)
{
    if (page->format == PAGE_TEXT) {
        blanks(page->out, INDENT);
        dynbuf_format(page->out, "%s\n", word);
        blanks(page->out, DEEPER);
        put_wrapped(page->out, text, DEEPER, DEEPER);
        return;
    }
    dynbuf_text(page->out, ".TP\n.B ");
    put_troff(page->out, word);
    put_troff(page->out, text);
}

void page_example(const struct page *page, const char *line, const char *about)
{
    if (page->format == PAGE_TEXT) {
        page_paragraph(page, about);
        blanks(page->out, DEEPER);
        dynbuf_format(page->out, "$ %s\n", line);
        return;
    }
    page_paragraph(page, about);
    dynbuf_text(page->out, ".PP\n.RS 4\n.nf\n$ ");
    put_troff(page->out, line);
    dynbuf_text(page->out, ".fi\n.RE\n");
}

void page_entry(const struct page *page, const char *word, const char *text)
{
    if (page->format == PAGE_MAN) {
        page_item(page, word, text);
        return;
    }
    size_t size = strlen(word) + 2;
    dynbuf_format(page->out, "  %s", word);
    blanks(page->out, size < ENTRY ? ENTRY - size : 1);
    dynbuf_char(page->out, ' ');
    put_wrapped(page->out, text, ENTRY + 1, ENTRY + 1);
}
