#include "cli/page.h"

#include <string.h>

enum { WIDTH = 80, TROFF_WIDTH = 78, INDENT = 4, DEEPER = 8, ENTRY = 18, PAGE_BLANK_BYTE = 1 };

static void blanks(struct dynbuf *out, size_t count)
{
    while (count-- > 0)
        dynbuf_char(out, ' ');
}

static void put_plain(struct dynbuf *out, const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++)
        dynbuf_char(out, word[i] == PAGE_BLANK_BYTE ? ' ' : word[i]);
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

/* What stands for a byte in troff; NULL: itself. */
static const char *escape_of(char byte)
{
    static const char *const escapes[128] = {
        ['\\'] = "\\e",  ['-'] = "\\-",    ['~'] = "\\(ti",          ['^'] = "\\(ha",
        ['`'] = "\\(ga", ['\''] = "\\(aq", [PAGE_BLANK_BYTE] = "\\ "};
    return (unsigned char)byte < 128 ? escapes[(unsigned char)byte] : NULL;
}

static size_t troff_width(const char *word, size_t size)
{
    size_t width = 0;
    for (size_t i = 0; i < size; i++)
        width += escape_of(word[i]) == NULL ? 1 : strlen(escape_of(word[i]));
    return width;
}

/* A word for troff: nothing in it may be taken for a request or an escape. Returns its length. */
static size_t put_troff_word(struct dynbuf *out, const char *word, size_t size, bool first)
{
    size_t before = out->size;
    if (first && size > 0 && (word[0] == '.' || word[0] == '\''))
        dynbuf_text(out, "\\&");
    for (size_t i = 0; i < size; i++) {
        const char *escape = escape_of(word[i]);
        if (escape != NULL)
            dynbuf_text(out, escape);
        else
            dynbuf_char(out, word[i]);
    }
    return out->failed ? 0 : out->size - before;
}

/* Text for troff, in lines of the source that are not too long. */
static void put_troff(struct dynbuf *out, const char *text)
{
    size_t column = 0;
    while (*text != '\0') {
        size_t size = strcspn(text, " ");
        bool first = column == 0 || column + troff_width(text, size) > TROFF_WIDTH;
        if (column > 0) {
            dynbuf_char(out, first ? '\n' : ' ');
            column = first ? 0 : column + 1;
        }
        column += put_troff_word(out, text, size, first);
        text += size + (text[size] == ' ');
    }
    dynbuf_char(out, '\n');
}

/* One line for troff, such as what stands behind a request. */
static void put_troff_line(struct dynbuf *out, const char *text)
{
    put_troff_word(out, text, strlen(text), true);
    dynbuf_char(out, '\n');
}

/* The name of a manual page has no blanks: trefoil-ledger-show. */
static void put_name(struct dynbuf *out, const char *program, const char *command, bool upper)
{
    const char *parts[] = {program, command[0] == '\0' ? "" : "-", command};
    for (size_t i = 0; i < 3; i++)
        for (const char *at = parts[i]; *at != '\0'; at++)
            dynbuf_char(out, *at == ' '                          ? '-'
                             : upper && *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A')
                                                                 : *at);
}

void page_title(struct page *page, const char *program, const char *command, const char *version,
                const char *about)
{
    if (page->format == PAGE_TEXT) {
        dynbuf_format(page->out, "%s%s%s: %s\n", program, command[0] == '\0' ? "" : " ", command,
                      about);
        return;
    }
    dynbuf_text(page->out, ".TH ");
    put_name(page->out, program, command, true);
    dynbuf_format(page->out, " 1 \"\" \"trefoil %s\" \"Trefoil\"\n.nh\n.ad l\n.SH NAME\n", version);
    put_name(page->out, program, command, false);
    dynbuf_text(page->out, " \\- ");
    put_troff_line(page->out, about);
}

void page_heading(struct page *page, const char *heading)
{
    dynbuf_format(page->out, page->format == PAGE_TEXT ? "\n%s\n" : ".SH %s\n", heading);
    page->opened = true;
}

/* A paragraph of its own; the first under a heading is one without more. */
static void begin_paragraph(struct page *page)
{
    if (!page->opened)
        dynbuf_text(page->out, page->format == PAGE_TEXT ? "\n" : ".PP\n");
    page->opened = false;
}

void page_paragraph(struct page *page, const char *text)
{
    begin_paragraph(page);
    if (page->format == PAGE_TEXT) {
        blanks(page->out, INDENT);
        put_wrapped(page->out, text, INDENT, INDENT);
        return;
    }
    put_troff(page->out, text);
}

void page_usage(struct page *page, const char *name, const char *words)
{
    if (page->format == PAGE_MAN)
        begin_paragraph(page);
    if (page->format == PAGE_TEXT) {
        blanks(page->out, INDENT);
        dynbuf_format(page->out, "%s%s", name, words[0] == '\0' ? "" : " ");
        put_wrapped(page->out, words, INDENT + strlen(name) + 1, DEEPER);
        return;
    }
    dynbuf_text(page->out, ".B ");
    put_troff_line(page->out, name);
    if (words[0] != '\0')
        put_troff(page->out, words);
}

void page_item(struct page *page, const char *word, const char *text)
{
    page->opened = false;
    if (page->format == PAGE_TEXT) {
        blanks(page->out, INDENT);
        dynbuf_format(page->out, "%s\n", word);
        blanks(page->out, DEEPER);
        put_wrapped(page->out, text, DEEPER, DEEPER);
        return;
    }
    dynbuf_text(page->out, ".TP\n.B ");
    put_troff_line(page->out, word);
    put_troff(page->out, text);
}

void page_example(struct page *page, const char *line, const char *about)
{
    if (page->format == PAGE_TEXT) {
        page_paragraph(page, about);
        blanks(page->out, DEEPER);
        dynbuf_format(page->out, "$ %s\n", line);
        return;
    }
    page_paragraph(page, about);
    dynbuf_text(page->out, ".PP\n.RS 4\n.nf\n$ ");
    put_troff_line(page->out, line);
    dynbuf_text(page->out, ".fi\n.RE\n");
}

void page_entry(struct page *page, const char *word, const char *text)
{
    if (page->format == PAGE_MAN) {
        page_item(page, word, text);
        return;
    }
    size_t size = strlen(word) + INDENT;
    blanks(page->out, INDENT);
    dynbuf_text(page->out, word);
    blanks(page->out, size < ENTRY ? ENTRY - size : 1);
    dynbuf_char(page->out, ' ');
    put_wrapped(page->out, text, ENTRY + 1, ENTRY + 1);
}
