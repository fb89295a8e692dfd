#include "label/label.h"

#include "base/limits.h"
#include "chain/evm_address.h"
#include "label/category.h"
#include "label/confidence.h"
#include "text/utf8.h"

static bool plain_address(struct span text, struct error *err)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= ' ' || text.data[i] >= 0x7f)
            return error_input(err, ERROR_VALUE, NULL,
                               "'%.*s': character %zu: expected an address, ASCII without spaces",
                               text.size > 64 ? 64 : (int)text.size, (const char *)text.data,
                               i + 1);
    if (text.size == 0 || text.size > LABEL_ADDRESS_BYTES_MAX)
        return error_input(err, ERROR_VALUE, NULL,
                           "%zu bytes; expected an address of 1 to %d characters", text.size,
                           LABEL_ADDRESS_BYTES_MAX);
    return true;
}

bool label_address(struct span chain, struct span text, char *ret_address, struct span *ret_text,
                   struct error *err)
{
    unsigned char key[EVM_ADDRESS_BYTES];
    if (!span_starts_with(chain, "eip155:")) {
        if (!plain_address(text, err))
            return false;
        *ret_text = text;
        return true;
    }
    if (!evm_address_parse(text, NULL, key, err))
        return false;
    evm_address_print(key, ret_address);
    *ret_text = span_of(ret_address, EVM_ADDRESS_TEXT_BYTES - 1);
    return true;
}

static bool digits(struct span text, size_t from, size_t to, unsigned *ret_value)
{
    unsigned value = 0;
    for (size_t i = from; i < to; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        value = value * 10 + (unsigned)(text.data[i] - '0');
    }
    *ret_value = value;
    return true;
}

static unsigned days_of(unsigned year, unsigned month)
{
    if (month == 2)
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool label_date(struct span text, struct span *ret_date)
{
    unsigned year, month, day;
    if (text.size == 0) {
        *ret_date = span_of(NULL, 0);
        return true;
    }
    if (text.size < 10 || text.data[4] != '-' || text.data[7] != '-' ||
        (text.size > 10 && text.data[10] != ' ' && text.data[10] != 'T') ||
        !digits(text, 0, 4, &year) || !digits(text, 5, 7, &month) || !digits(text, 8, 10, &day) ||
        month < 1 || month > 12 || day < 1 || day > days_of(year, month))
        return false;
    *ret_date = span_part(text, 0, 10);
    return true;
}

static bool check_text(struct span text, struct error *err)
{
    size_t good = utf8_line(text);
    if (text.size > LABEL_FIELD_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, NULL, "%zu bytes; expected at most %d", text.size,
                           LABEL_FIELD_BYTES_MAX);
    return good == text.size ||
           error_input(err, ERROR_VALUE, NULL, "byte %zu: expected one line of UTF-8", good + 1);
}

static bool check_dates(struct label *label, const char **ret_field, struct error *err)
{
    struct {
        struct span *date;
        const char *name;
    } dates[] = {{&label->lastmod, "lastmod"},
                 {&label->valid_from, "valid_from"},
                 {&label->valid_to, "valid_to"}};
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        *ret_field = dates[i].name;
        if (!label_date(*dates[i].date, dates[i].date))
            return error_input(err, ERROR_VALUE, NULL, "'%.*s': expected a date such as 2023-01-13",
                               dates[i].date->size > 64 ? 64 : (int)dates[i].date->size,
                               (const char *)dates[i].date->data);
    }
    return true;
}

bool label_check(struct label *label, const char **ret_field, struct error *err)
{
    const struct {
        struct span text;
        const char *name;
        bool needed;
    } fields[] = {{label->text, "label", true},     {label->category, "category", false},
                  {label->actor, "actor", false},   {label->confidence, "confidence", false},
                  {label->source, "source", false}, {label->creator, "creator", false},
                  {label->pack, "pack", true}};
    *ret_field = "chain";
    if (!caip2_valid(label->chain))
        return error_input(
            err, ERROR_VALUE, NULL, "'%.*s': expected a CAIP-2 chain such as eip155:1",
            label->chain.size > 64 ? 64 : (int)label->chain.size, (const char *)label->chain.data);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        *ret_field = fields[i].name;
        if (!check_text(fields[i].text, err))
            return false;
        if (fields[i].needed && fields[i].text.size == 0)
            return error_input(err, ERROR_VALUE, NULL, "nothing; expected some text");
    }
    *ret_field = "confidence";
    if (label->confidence.size == 0)
        label->confidence = span_text("unknown");
    unsigned level;
    if (!confidence_level(label->confidence, &level))
        return error_input(err, ERROR_VALUE, NULL, "'%.*s': expected %s",
                           label->confidence.size > 64 ? 64 : (int)label->confidence.size,
                           (const char *)label->confidence.data, confidence_ids());
    label->level = level;
    return check_dates(label, ret_field, err);
}

int label_compare_place(const struct label *a, const struct label *b)
{
    int order = span_compare(a->address, b->address);
    return order != 0 ? order : span_compare(a->chain, b->chain);
}

int label_compare(const struct label *a, const struct label *b)
{
    int order = label_compare_place(a, b);
    if (order != 0)
        return order;
    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    if ((order = span_compare(b->lastmod, a->lastmod)) != 0)
        return order;
    const struct span of_a[] = {a->creator, a->pack,       a->text,       a->category, a->actor,
                                a->source,  a->confidence, a->valid_from, a->valid_to};
    const struct span of_b[] = {b->creator, b->pack,       b->text,       b->category, b->actor,
                                b->source,  b->confidence, b->valid_from, b->valid_to};
    for (size_t i = 0; i < sizeof of_a / sizeof of_a[0]; i++)
        if ((order = span_compare(of_a[i], of_b[i])) != 0)
            return order;
    return (a->pack_number > b->pack_number) - (a->pack_number < b->pack_number);
}

bool label_conflicts(const struct label *a, const struct label *b)
{
    const struct category *of_a = category_of(a->category), *of_b = category_of(b->category);
    if (a->actor.size > 0 && b->actor.size > 0)
        return !span_equal(a->actor, b->actor);
    if (of_a != NULL && of_b != NULL)
        return of_a != of_b;
    return a->actor.size == 0 && b->actor.size == 0 && of_a == NULL && of_b == NULL &&
           !span_equal(a->text, b->text);
}
