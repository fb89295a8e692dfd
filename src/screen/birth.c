#include "screen/birth.h"

#include <stdio.h>

#include "text/trim.h"
#include "text/utf8.h"

enum { TOKENS_MAX = 24 };

enum token_kind {
    TOKEN_NUMBER,
    TOKEN_MONTH,
    TOKEN_ABOUT,
    TOKEN_RANGE,
    TOKEN_YEAR_SIGN,
    TOKEN_OTHER
};

struct token {
    enum token_kind kind;
    unsigned number, digits;
};

struct date {
    unsigned year, month, day; /* month and day 0: not known */
};

static const char *const months[12] = {"jan", "feb", "mar", "apr", "may", "jun",
                                       "jul", "aug", "sep", "oct", "nov", "dec"};

static bool is_letter(unsigned char byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static struct token word_token(struct span word)
{
    char lower[4] = {0};
    for (size_t i = 0; i < 3 && i < word.size; i++)
        lower[i] = (char)(word.data[i] | 0x20);
    for (unsigned i = 0; word.size >= 3 && i < 12; i++)
        if (strcmp(lower, months[i]) == 0)
            return (struct token){.kind = TOKEN_MONTH, .number = i + 1};
    if (strcmp(lower, "cir") == 0 || strcmp(lower, "app") == 0 || strcmp(lower, "abo") == 0 ||
        (word.size == 1 && lower[0] == 'c'))
        return (struct token){.kind = TOKEN_ABOUT};
    if ((word.size == 2 && strcmp(lower, "to") == 0) ||
        (word.size == 3 && strcmp(lower, "and") == 0))
        return (struct token){.kind = TOKEN_RANGE};
    return (struct token){.kind = TOKEN_OTHER};
}

/* A digit of either width; 10 for none. */
static unsigned digit_of(struct span text, size_t length)
{
    if (length == 1 && text.data[0] >= '0' && text.data[0] <= '9')
        return text.data[0] - '0';
    if (length == 3 && text.data[0] == 0xef && text.data[1] == 0xbc && text.data[2] >= 0x90 &&
        text.data[2] <= 0x99)
        return text.data[2] - 0x90U;
    return 10;
}

static struct token number_token(struct span *rest)
{
    struct token token = {.kind = TOKEN_NUMBER};
    for (size_t length; (length = utf8_character(*rest)) > 0; token.digits++) {
        unsigned digit = digit_of(*rest, length);
        if (digit > 9 || token.digits == 8)
            break;
        token.number = token.number * 10 + digit;
        *rest = span_part(*rest, length, rest->size);
    }
    return token;
}

static struct token sign_token(struct span text, size_t length)
{
    struct span sign = span_part(text, 0, length);
    if (span_is(sign, "\xe5\xb9\xb4")) /* 年 */
        return (struct token){.kind = TOKEN_YEAR_SIGN};
    if (span_is(sign, "\xe9\xa0\x83")) /* 頃 */
        return (struct token){.kind = TOKEN_ABOUT};
    if (span_is(sign, "\xe3\x81\x8b") || span_is(sign, "\xef\xbd\x9e") || /* か(ら), ～ */
        span_is(sign, "\xe3\x80\x9c") || span_is(sign, "\xe2\x80\x93"))   /* 〜, en dash */
        return (struct token){.kind = TOKEN_RANGE};
    return (struct token){.kind = TOKEN_OTHER};
}

/* Numbers, months and the signs that matter; the rest only parts them. */
static size_t tokens_of(struct span text, struct token *ret_tokens)
{
    size_t count = 0;
    while (text.size > 0 && count < TOKENS_MAX) {
        size_t length = utf8_character(text), word = 0;
        if (length == 0)
            length = 1;
        if (digit_of(text, length) <= 9) {
            ret_tokens[count++] = number_token(&text);
            continue;
        }
        while (word < text.size && is_letter(text.data[word]))
            word++;
        if (word > 0) {
            ret_tokens[count++] = word_token(span_part(text, 0, word));
            text = span_part(text, word, text.size);
            continue;
        }
        struct token sign = sign_token(text, length);
        if (sign.kind == TOKEN_OTHER && text.data[0] == '-' && count > 0 &&
            (ret_tokens[count - 1].digits == 4 || ret_tokens[count - 1].kind == TOKEN_YEAR_SIGN))
            sign.kind = TOKEN_RANGE; /* 1967-1969; in 1972-03-04 a month follows */
        if (sign.kind != TOKEN_OTHER)
            ret_tokens[count++] = sign;
        text = span_part(text, length, text.size);
    }
    return count;
}

static bool is_date(const struct date *date)
{
    static const unsigned char days[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date->year < 1800 || date->year > 2200 || date->month > 12)
        return false;
    if (date->day == 0)
        return true;
    bool leap = (date->year % 4 == 0 && date->year % 100 != 0) || date->year % 400 == 0;
    return date->month > 0 && date->day <= days[date->month - 1] &&
           (date->month != 2 || date->day < 29 || leap);
}

static bool is_short(const struct token *token)
{
    return token->kind == TOKEN_NUMBER && token->digits <= 2 && token->number > 0;
}

/* Year first: 1972-03-04, 1972年3月4日, 1972.3.4, 19720304. Returns how many tokens, 0 for none. */
static size_t year_first(const struct token *tokens, size_t count, struct date *ret)
{
    size_t used = 1;
    if (tokens[0].kind != TOKEN_NUMBER || tokens[0].digits != 4)
        return 0;
    *ret = (struct date){.year = tokens[0].number};
    if (used < count &&
        (tokens[used].kind == TOKEN_YEAR_SIGN ||
         (tokens[used].kind == TOKEN_RANGE && used + 1 < count && is_short(&tokens[used + 1]))))
        used++;
    if (used < count && is_short(&tokens[used])) {
        ret->month = tokens[used++].number;
        if (used < count && is_short(&tokens[used]))
            ret->day = tokens[used++].number;
    }
    if (!is_date(ret)) {
        *ret = (struct date){.year = tokens[0].number};
        used = 1;
    }
    return is_date(ret) ? used : 0;
}

/* Year last: 04 Mar 1972, Mar 1972, March 4 1972, 4.3.1972. */
static size_t year_last(const struct token *tokens, size_t count, struct date *ret)
{
    struct date date = {0};
    size_t used = 0;
    for (; used < count && used < 2; used++) {
        if (tokens[used].kind == TOKEN_MONTH && date.month == 0)
            date.month = tokens[used].number;
        else if (is_short(&tokens[used]) && date.day == 0)
            date.day = tokens[used].number;
        else if (is_short(&tokens[used]) && date.month == 0)
            date.month = tokens[used].number;
        else
            break;
    }
    if (used == 0 || used == count || tokens[used].digits != 4 || date.month == 0)
        return 0;
    date.year = tokens[used++].number;
    if (!is_date(&date))
        return 0;
    *ret = date;
    return used;
}

static size_t date_at(const struct token *tokens, size_t count, struct date *ret)
{
    if (count == 0)
        return 0;
    size_t used = year_first(tokens, count, ret);
    return used > 0 ? used : year_last(tokens, count, ret);
}

static int print(char *text, size_t size, const struct date *date)
{
    if (date->day > 0)
        return snprintf(text, size, "%04u-%02u-%02u", date->year, date->month, date->day);
    if (date->month > 0)
        return snprintf(text, size, "%04u-%02u", date->year, date->month);
    return snprintf(text, size, "%04u", date->year);
}

bool birth_parse(struct span written, char ret_text[BIRTH_TEXT_BYTES])
{
    struct token tokens[TOKENS_MAX];
    size_t count = tokens_of(written, tokens), at = 0, used = 0;
    struct date first = {0}, last = {0};
    bool about = false, range = false;
    char text[64];
    for (; at < count && used == 0; at += used > 0 ? used : 1) {
        about = about || tokens[at].kind == TOKEN_ABOUT;
        used = date_at(tokens + at, count - at, &first);
    }
    if (used == 0)
        return false;
    if (at < count && tokens[at].kind == TOKEN_RANGE) {
        range = date_at(tokens + at + 1, count - at - 1, &last) > 0;
    }
    if (at < count && tokens[at].kind == TOKEN_ABOUT)
        about = true;
    int size = about && !range ? snprintf(text, sizeof text, "~") : 0;
    size += print(text + size, 16, &first);
    if (range) {
        text[size++] = '/';
        size += print(text + size, 16, &last);
    }
    if (size >= BIRTH_TEXT_BYTES)
        return false;
    memcpy(ret_text, text, (size_t)size + 1);
    return true;
}

bool day_is(struct span text)
{
    char day[BIRTH_TEXT_BYTES];
    return text.size == 10 && birth_parse(text, day) && span_is(text, day);
}

bool birth_is_full(struct span text)
{
    return day_is(text);
}

bool day_parse(struct span written, char ret_day[11])
{
    struct token tokens[TOKENS_MAX];
    struct date date;
    size_t count = tokens_of(written, tokens);
    for (size_t at = 0; at < count; at++)
        if (date_at(tokens + at, count - at, &date) > 0 && date.day > 0) {
            char day[32];
            print(day, sizeof day, &date);
            memcpy(ret_day, day, 11);
            return true;
        }
    return false;
}
