#include "chain/caip.h"

enum { LOWER = 1, UPPER = 2, UNDERSCORE = 4, DOT_PERCENT = 8 };

/* A part of a name: the characters it may have and how many. */
struct part {
    unsigned classes;
    size_t least, most;
    const char *what;
};

static const struct part chain_name_space = {LOWER, 3, 8, "a namespace, 3 to 8 of a-z 0-9 -"};
static const struct part chain_reference = {LOWER | UPPER | UNDERSCORE, 1, 32,
                                            "a chain's reference, 1 to 32 of a-z A-Z 0-9 - _"};
static const struct part account_address = {LOWER | UPPER | DOT_PERCENT, 1, 128,
                                            "an address, 1 to 128 of a-z A-Z 0-9 - . %"};
static const struct part asset_name_space = {LOWER, 3, 8,
                                             "an asset's namespace, 3 to 8 of a-z 0-9 -"};
static const struct part asset_reference = {LOWER | UPPER | DOT_PERCENT, 1, 128,
                                            "an asset's reference, 1 to 128 of a-z A-Z 0-9 - . %"};
static const struct part asset_token = {LOWER | UPPER | DOT_PERCENT, 1, 78,
                                        "a token, 1 to 78 of a-z A-Z 0-9 - . %"};

/* Reads from the left; stops for good at the first thing that is wrong. */
struct cursor {
    struct span text;
    size_t at;
    const struct part *wrong; /* what was being read when it went wrong; NULL: all well */
    const char *missing;      /* what should follow that part; NULL: the part itself is wrong */
};

static bool in_part(const struct part *part, unsigned char byte)
{
    if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-')
        return true;
    if (byte >= 'A' && byte <= 'Z')
        return (part->classes & UPPER) != 0;
    if (byte == '_')
        return (part->classes & UNDERSCORE) != 0;
    return (byte == '.' || byte == '%') && (part->classes & DOT_PERCENT) != 0;
}

static struct span take(struct cursor *cursor, const struct part *part)
{
    size_t from = cursor->at;
    if (cursor->wrong != NULL)
        return span_of(NULL, 0);
    while (cursor->at < cursor->text.size && cursor->at - from < part->most &&
           in_part(part, cursor->text.data[cursor->at]))
        cursor->at++;
    if (cursor->at - from < part->least)
        cursor->wrong = part;
    return span_of(cursor->at == from ? NULL : cursor->text.data + from, cursor->at - from);
}

static bool next_is(const struct cursor *cursor, char mark)
{
    return cursor->at < cursor->text.size && cursor->text.data[cursor->at] == (unsigned char)mark;
}

/* The mark that must follow `part`. */
static void take_mark(struct cursor *cursor, char mark, const struct part *part)
{
    if (cursor->wrong != NULL)
        return;
    if (next_is(cursor, mark)) {
        cursor->at++;
        return;
    }
    cursor->wrong = part;
    cursor->missing = mark == ':' ? "':'" : "'/'";
}

static bool take_end(struct cursor *cursor, const struct part *part)
{
    if (cursor->wrong == NULL && cursor->at < cursor->text.size) {
        cursor->wrong = part;
        cursor->missing = "the end";
    }
    return cursor->wrong == NULL;
}

static struct caip2 take_chain(struct cursor *cursor)
{
    struct caip2 chain;
    chain.name_space = take(cursor, &chain_name_space);
    take_mark(cursor, ':', &chain_name_space);
    chain.reference = take(cursor, &chain_reference);
    chain.whole = span_of(cursor->text.data, cursor->at);
    return chain;
}

static bool take_caip2(struct cursor *cursor, struct caip2 *chain)
{
    *chain = take_chain(cursor);
    return take_end(cursor, &chain_reference);
}

static bool take_caip10(struct cursor *cursor, struct caip10 *account)
{
    account->chain = take_chain(cursor);
    take_mark(cursor, ':', &chain_reference);
    account->address = take(cursor, &account_address);
    return take_end(cursor, &account_address);
}

static bool take_caip19(struct cursor *cursor, struct caip19 *asset)
{
    asset->chain = take_chain(cursor);
    take_mark(cursor, '/', &chain_reference);
    asset->name_space = take(cursor, &asset_name_space);
    take_mark(cursor, ':', &asset_name_space);
    asset->reference = take(cursor, &asset_reference);
    asset->token = span_of(NULL, 0);
    if (cursor->wrong != NULL || !next_is(cursor, '/'))
        return take_end(cursor, &asset_reference);
    cursor->at++;
    asset->token = take(cursor, &asset_token);
    return take_end(cursor, &asset_token);
}

static bool fail(const struct cursor *cursor, const char *place, struct error *err)
{
    /* Of an over-long name enough to recognise it. */
    int shown = cursor->text.size > 64 ? 64 : (int)cursor->text.size;
    const char *more = cursor->text.size > 64 ? "..." : "";
    if (cursor->missing == NULL)
        return error_input(err, ERROR_SYNTAX, place, "'%.*s%s': character %zu: expected %s", shown,
                           (const char *)cursor->text.data, more, cursor->at + 1,
                           cursor->wrong->what);
    return error_input(err, ERROR_SYNTAX, place, "'%.*s%s': character %zu: expected %s behind %s",
                       shown, (const char *)cursor->text.data, more, cursor->at + 1,
                       cursor->missing, cursor->wrong->what);
}

bool caip2_parse(struct span text, const char *place, struct caip2 *ret, struct error *err)
{
    struct cursor cursor = {.text = text};
    struct caip2 chain;
    if (!take_caip2(&cursor, &chain))
        return fail(&cursor, place, err);
    *ret = chain;
    return true;
}

bool caip10_parse(struct span text, const char *place, struct caip10 *ret, struct error *err)
{
    struct cursor cursor = {.text = text};
    struct caip10 account;
    if (!take_caip10(&cursor, &account))
        return fail(&cursor, place, err);
    *ret = account;
    return true;
}

bool caip19_parse(struct span text, const char *place, struct caip19 *ret, struct error *err)
{
    struct cursor cursor = {.text = text};
    struct caip19 asset;
    if (!take_caip19(&cursor, &asset))
        return fail(&cursor, place, err);
    *ret = asset;
    return true;
}

bool caip2_print(const struct caip2 *chain, struct dynbuf *buffer)
{
    dynbuf_span(buffer, chain->name_space);
    dynbuf_char(buffer, ':');
    return dynbuf_span(buffer, chain->reference);
}

bool caip10_print(const struct caip10 *account, struct dynbuf *buffer)
{
    caip2_print(&account->chain, buffer);
    dynbuf_char(buffer, ':');
    return dynbuf_span(buffer, account->address);
}

bool caip19_print(const struct caip19 *asset, struct dynbuf *buffer)
{
    caip2_print(&asset->chain, buffer);
    dynbuf_char(buffer, '/');
    dynbuf_span(buffer, asset->name_space);
    dynbuf_char(buffer, ':');
    if (asset->token.size == 0)
        return dynbuf_span(buffer, asset->reference);
    dynbuf_span(buffer, asset->reference);
    dynbuf_char(buffer, '/');
    return dynbuf_span(buffer, asset->token);
}

bool caip2_valid(struct span text)
{
    struct cursor cursor = {.text = text};
    struct caip2 chain;
    return take_caip2(&cursor, &chain);
}

bool caip19_valid(struct span text, struct span *ret_chain)
{
    struct cursor cursor = {.text = text};
    struct caip19 asset;
    if (!take_caip19(&cursor, &asset))
        return false;
    *ret_chain = asset.chain.whole;
    return true;
}
