/* Whether a regular expression of PCRE (STIX 2.1, 9.6, MATCHES) hangs together: one pass, no
 * library. Only what every version of PCRE refuses is refused, so that all nodes say the same of
 * one object; docs/patterns.md says what is not looked at. */
#include "intel/pattern_parser.h"

struct regex {
    struct span text;
    size_t at;
    size_t groups;   /* that are open */
    bool nothing;    /* nothing stands here yet that could be repeated */
    bool has_ceased; /* from here on other rules hold that are not known here */
    const char *defect;
};

static unsigned char peek(const struct regex *regex, size_t ahead)
{
    return regex->at + ahead < regex->text.size ? regex->text.data[regex->at + ahead] : 0;
}

static bool is_letter(unsigned char byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* To behind the next `end`; to the end of all when there is none, and false. */
static bool skip_to(struct regex *regex, const char *end)
{
    size_t size = strlen(end);
    for (; regex->at < regex->text.size; regex->at++)
        if (span_starts_with(span_part(regex->text, regex->at, regex->text.size), end)) {
            regex->at += size;
            return true;
        }
    return false;
}

/* A backslash and what belongs to it: \x{...} and its like, \Q...\E. */
static void read_escape(struct regex *regex)
{
    if (regex->at + 1 == regex->text.size) {
        regex->defect = "a backslash at its end; expected what it escapes";
        return;
    }
    unsigned char escaped = peek(regex, 1);
    regex->at += 2;
    if (escaped == 'c' && regex->at < regex->text.size)
        regex->at++;
    else if (escaped == 'Q')
        skip_to(regex, "\\E");
    else if (peek(regex, 0) == '{' && memchr("xopPgkNuU", escaped, 9) != NULL)
        skip_to(regex, "}");
}

/* [:alpha:] and its like inside a class. */
static bool skip_named_class(struct regex *regex)
{
    size_t size = 2;
    if (peek(regex, 1) != ':')
        return false;
    while (is_letter(peek(regex, size)) || peek(regex, size) == '^')
        size++;
    if (peek(regex, size) != ':' || peek(regex, size + 1) != ']')
        return false;
    regex->at += size + 2;
    return true;
}

/* From a class's [ to its ]. A range is looked at where two plain characters stand around it. */
static void read_class(struct regex *regex)
{
    int from = -1; /* what a range may begin with */
    regex->at += peek(regex, 1) == '^' ? 2 : 1;
    for (bool is_first = true; regex->at < regex->text.size; is_first = false) {
        unsigned char byte = peek(regex, 0), to = peek(regex, 1);
        if (byte == ']' && !is_first) {
            regex->at++;
            return;
        }
        if (byte == '\\') {
            read_escape(regex);
            from = -1;
        } else if (byte == '[' && skip_named_class(regex)) {
            from = -1;
        } else if (from >= 0 && byte == '-' && to != 0 && to < 0x80 && to != ']' && to != '\\' &&
                   to != '[') {
            if (to < from)
                regex->defect = "a range that ends before it begins; expected it the other way";
            regex->at += 2;
            from = -1;
        } else {
            from = byte < 0x80 ? byte : -1;
            regex->at++;
        }
        if (regex->defect != NULL)
            return;
    }
    regex->defect = "a [ that is not closed; expected ]";
}

/* Digits up to a number that is too large. */
static size_t read_digits(const struct regex *regex, size_t ahead, uint32_t *ret_number)
{
    *ret_number = 0;
    while (peek(regex, ahead) >= '0' && peek(regex, ahead) <= '9') {
        if (*ret_number <= UINT16_MAX)
            *ret_number = *ret_number * 10 + peek(regex, ahead) - '0';
        ahead++;
    }
    return ahead;
}

/* {n}, {n,} or {n,m}; anything else is plain text. */
static void read_braces(struct regex *regex)
{
    uint32_t least, most;
    size_t size = read_digits(regex, 1, &least), from = size;
    most = least;
    bool is_count = size > 1, has_most = false;
    if (is_count && peek(regex, size) == ',') {
        from = size + 1;
        size = read_digits(regex, from, &most);
        has_most = size > from;
    }
    if (!is_count || peek(regex, size) != '}') {
        regex->at++;
        regex->nothing = false;
        return;
    }
    if (regex->nothing)
        regex->defect = "nothing to repeat; expected it before {";
    else if (least > UINT16_MAX || (has_most && most > UINT16_MAX))
        regex->defect = "too many repetitions; expected at most 65535";
    else if (has_most && most < least)
        regex->defect = "repetitions out of order; expected {least,most}";
    regex->at += size + 1;
}

/* Options as (?ix): with x, space and comments are no text, and brackets in comments no brackets.
 */
static void look_for_options(struct regex *regex)
{
    size_t ahead = 2;
    bool extended = false;
    for (; is_letter(peek(regex, ahead)) || memchr("^-", peek(regex, ahead), 2) != NULL; ahead++)
        extended |= peek(regex, ahead) == 'x';
    if (extended && (peek(regex, ahead) == ')' || peek(regex, ahead) == ':'))
        regex->has_ceased = true;
}

static void open_group(struct regex *regex)
{
    regex->nothing = true;
    if (peek(regex, 1) == '*' && is_letter(peek(regex, 2))) {
        regex->nothing = false; /* (*VERB), and assertions by name */
        if (peek(regex, 2) <= 'Z') {
            if (!skip_to(regex, ")"))
                regex->defect = "a ( that is not closed; expected )";
            return;
        }
    } else if (peek(regex, 1) == '?') {
        regex->nothing = false;
        if (peek(regex, 2) == '#') {
            if (!skip_to(regex, ")"))
                regex->defect = "a comment that is not closed; expected )";
            return;
        }
        regex->has_ceased = peek(regex, 2) == 'C' || peek(regex, 2) == '[';
        look_for_options(regex);
        regex->at++;
    }
    regex->groups++;
    regex->at++;
}

static void read_item(struct regex *regex)
{
    unsigned char byte = peek(regex, 0);
    bool repeats = byte == '*' || byte == '+' || byte == '?';
    if (byte == '(') {
        open_group(regex);
        return;
    }
    if (byte == '{') {
        read_braces(regex);
        return;
    }
    if (repeats && regex->nothing) {
        regex->defect = "nothing to repeat; expected it before *, + or ?";
        return;
    }
    if (byte == ')' && regex->groups-- == 0) {
        regex->defect = "a ) too many; expected a ( before it";
        return;
    }
    regex->nothing = byte == '|';
    if (byte == '\\')
        read_escape(regex);
    else if (byte == '[')
        read_class(regex);
    else
        regex->at++;
}

const char *pattern_regex_defect(struct span text)
{
    struct regex regex = {.text = text, .nothing = true};
    while (regex.at < text.size && regex.defect == NULL && !regex.has_ceased)
        read_item(&regex);
    if (regex.defect == NULL && !regex.has_ceased && regex.groups > 0)
        regex.defect = "a ( that is not closed; expected )";
    return regex.defect;
}
