#include "label/tagpack.h"

#include <stdlib.h>

#include "base/limits.h"
#include "chain/evm_address.h"
#include "label/actorpack.h"
#include "label/chain_name.h"
#include "label/yaml_fields.h"

enum {
    ADDRESS,
    LABEL,
    CURRENCY,
    NETWORK,
    CATEGORY,
    CONCEPTS,
    ABUSE,
    ACTOR,
    CONFIDENCE,
    SOURCE,
    LASTMOD,
    CREATOR,
    KEPT
};

static const char *const header_names[] = {"address",
                                           "label",
                                           "currency",
                                           "network",
                                           "category",
                                           "concepts",
                                           "abuse",
                                           "actor",
                                           "confidence",
                                           "source",
                                           "lastmod",
                                           "creator",
                                           "title",
                                           "description",
                                           "owner",
                                           "is_public",
                                           "is_cluster_definer",
                                           "context",
                                           "tag_type",
                                           NULL};
static const char *const tag_names[] = {
    "address",  "label",      "currency", "network", "category", "concepts",           "abuse",
    "actor",    "confidence", "source",   "lastmod", "creator",  "is_cluster_definer", "context",
    "tag_type", NULL};

struct tagpack {
    struct yaml_reader yaml;
    struct pack *pack;
    struct rejects *rejects;
    const char *name;
    struct span bytes;
    struct arena header_texts, tag_texts;
    struct yaml_fields header, tag;
    bool has_tags, has_actors;
    size_t line_at; /* where line number `line` starts */
    uint64_t line;
};

/* ---- the header ---- */

static bool read_header(struct tagpack *reading, struct error *err)
{
    struct yaml_reader *yaml = &reading->yaml;
    struct yaml_fields *header = &reading->header;
    bool more, ok;
    *header = (struct yaml_fields){.names = header_names, .kept = KEPT};
    if (!yaml_expect(yaml, YAML_BEGIN_MAPPING, err))
        return false;
    header->line = yaml->token.line;
    header->column = yaml->token.column;
    while ((ok = yaml_next_member(yaml, &more, err)) && more) {
        size_t at = yaml_field_named(header, yaml->token.text);
        bool tags = span_is(yaml->token.text, "tags"), actors = span_is(yaml->token.text, "actors");
        reading->has_tags = reading->has_tags || tags;
        reading->has_actors = reading->has_actors || actors;
        if (at == YAML_FIELDS_MAX && !tags && !actors)
            return yaml_error(err, yaml, ERROR_UNSUPPORTED,
                              "'%.*s': expected a field that GraphSense knows",
                              yaml->token.text.size > 64 ? 64 : (int)yaml->token.text.size,
                              (const char *)yaml->token.text.data);
        if (!(at < KEPT
                  ? yaml_field_value(header, &header->values[at], yaml, &reading->header_texts, err)
                  : yaml_skip_value(yaml, err)))
            return false;
    }
    if (ok && header->wrong)
        *err = header->why;
    if (!ok || header->wrong || !yaml_expect(yaml, YAML_END, err))
        return false;
    return reading->has_tags != reading->has_actors ||
           error_input(err, ERROR_VALUE, reading->name, "expected a list of tags, or of actors");
}

/* ---- one tag ---- */

/* The tag's own value, else the header's. */
static struct span value(const struct tagpack *reading, size_t field)
{
    struct span own = reading->tag.values[field].text;
    return own.size > 0 ? own : reading->header.values[field].text;
}

/* Spaces around an address are of the YAML, not of the chain. */
static struct span trimmed(struct span text)
{
    while (text.size > 0 && text.data[text.size - 1] == ' ')
        text.size--;
    while (text.size > 0 && text.data[0] == ' ')
        text = span_part(text, 1, text.size);
    return text;
}

static bool has_word(struct span all, struct span word)
{
    for (size_t from = 0; from < all.size;) {
        const unsigned char *stop = memchr(all.data + from, ';', all.size - from);
        size_t to = stop == NULL ? all.size : (size_t)(stop - all.data);
        if (span_equal(span_part(all, from, to), word))
            return true;
        from = to + 1;
    }
    return false;
}

/* Category, concepts and abuse, each word once, in this order. */
static void gather_words(const struct tagpack *reading, struct dynbuf *words)
{
    static const size_t fields[] = {CATEGORY, CONCEPTS, ABUSE};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct span all = value(reading, fields[i]);
        for (size_t from = 0; from < all.size;) {
            const unsigned char *stop = memchr(all.data + from, ';', all.size - from);
            size_t to = stop == NULL ? all.size : (size_t)(stop - all.data);
            struct span word = trimmed(span_part(all, from, to));
            from = to + 1;
            if (word.size == 0 || has_word(dynbuf_bytes(words), word))
                continue;
            if (words->size > 0)
                dynbuf_char(words, ';');
            dynbuf_span(words, word);
        }
    }
}

/* The field of a tag by the name that a label's member has in the CSV form. */
static size_t field_named(const struct tagpack *reading, const char *name)
{
    if (strcmp(name, "chain") == 0)
        return reading->tag.values[NETWORK].line > 0 ? NETWORK : CURRENCY;
    for (size_t i = 0; i < KEPT; i++)
        if (strcmp(tag_names[i], name) == 0)
            return i;
    return ADDRESS;
}

static bool take_chain(const struct tagpack *reading, struct span address, char *ret_chain,
                       struct error *err)
{
    struct span network = value(reading, NETWORK);
    struct span ticker = network.size > 0 ? network : value(reading, CURRENCY);
    if (chain_of_ticker(trimmed(ticker), address, ret_chain))
        return true;
    error_input(err, ERROR_VALUE, NULL, "'%.*s': expected a currency or network such as BTC",
                ticker.size > 64 ? 64 : (int)ticker.size, (const char *)ticker.data);
    return yaml_fields_error(&reading->tag, network.size > 0 ? NETWORK : CURRENCY, reading->name,
                             err);
}

static bool take_tag(struct tagpack *reading, struct dynbuf *words, struct error *err)
{
    char chain[CAIP2_BYTES_MAX + 1], address[EVM_ADDRESS_TEXT_BYTES];
    const char *field;
    struct span given = trimmed(reading->tag.values[ADDRESS].text);
    if (reading->tag.wrong) {
        *err = reading->tag.why;
        return false;
    }
    gather_words(reading, words);
    if (words->failed)
        return dynbuf_error(words, "the categories of a tag", err);
    if (!take_chain(reading, given, chain, err))
        return false;
    struct label label = {.chain = span_text(chain),
                          .text = value(reading, LABEL),
                          .category = dynbuf_bytes(words),
                          .actor = value(reading, ACTOR),
                          .confidence = value(reading, CONFIDENCE),
                          .source = value(reading, SOURCE),
                          .creator = value(reading, CREATOR),
                          .lastmod = value(reading, LASTMOD),
                          .pack = span_text(reading->name)};
    if (label.source.size == 0)
        label.source = label.pack;
    if (!label_check(&label, &field, err))
        return yaml_fields_error(&reading->tag, field_named(reading, field), reading->name, err);
    if (!label_address(label.chain, given, address, &label.address, err))
        return yaml_fields_error(&reading->tag, ADDRESS, reading->name, err);
    return pack_add(reading->pack, &label, err);
}

/* ---- the tags ---- */

/* The lines from one to before another; lines are asked for in ascending order. */
static struct span lines_of(struct tagpack *reading, uint64_t from, uint64_t to)
{
    struct span all = reading->bytes;
    size_t starts = reading->line_at;
    for (uint64_t wanted = from; reading->line < to && reading->line_at < all.size;) {
        if (reading->line == wanted)
            starts = reading->line_at;
        const unsigned char *feed =
            memchr(all.data + reading->line_at, '\n', all.size - reading->line_at);
        reading->line_at = feed == NULL ? all.size : (size_t)(feed - all.data) + 1;
        reading->line++;
    }
    return span_part(all, starts, reading->line_at);
}

/* One element of the list, whose first token is the last one. */
static bool read_tag(void *context, struct error *err)
{
    struct tagpack *reading = context;
    struct yaml_reader *yaml = &reading->yaml;
    struct yaml_fields *tag = &reading->tag;
    struct dynbuf words;
    struct error why;
    *tag = (struct yaml_fields){.names = tag_names, .kept = KEPT};
    tag->line = yaml->token.line;
    tag->column = yaml->token.column;
    if (yaml->token.kind != YAML_BEGIN_MAPPING) {
        yaml_fields_wrong(tag, yaml, "a tag with an address", yaml->token.text);
        if (yaml->token.kind == YAML_BEGIN_SEQUENCE && !yaml_skip_rest(yaml, err))
            return false;
    } else if (!yaml_fields_read(tag, yaml, &reading->tag_texts, err)) {
        return false;
    }
    dynbuf_init(&words, LABEL_FIELD_BYTES_MAX);
    bool ok = take_tag(reading, &words, &why);
    dynbuf_release(&words);
    arena_release(&reading->tag_texts);
    if (ok)
        return true;
    uint64_t end = yaml->token.line > tag->line ? yaml->token.line : tag->line + 1;
    return rejects_add(reading->rejects, lines_of(reading, tag->line, end), &why, err);
}

static bool read_tags(struct tagpack *reading, struct error *err)
{
    reading->line = 1;
    return yaml_each_of(&reading->yaml, "tags", read_tag, reading, err);
}

static bool read_pass(struct tagpack *reading,
                      bool (*pass)(struct tagpack *reading, struct error *err), struct error *err)
{
    bool ok =
        yaml_reader_init(&reading->yaml, reading->bytes, reading->name, err) && pass(reading, err);
    yaml_reader_release(&reading->yaml);
    return ok;
}

bool tagpack_read(struct pack *pack, struct span bytes, const char *name, struct rejects *rejects,
                  struct error *err)
{
    struct tagpack *reading = calloc(1, sizeof *reading);
    if (reading == NULL)
        return error_memory(err, "reading a pack");
    reading->pack = pack;
    reading->rejects = rejects;
    reading->name = name;
    reading->bytes = bytes;
    arena_init(&reading->header_texts, LABEL_TAG_BYTES_MAX);
    arena_init(&reading->tag_texts, LABEL_TAG_BYTES_MAX);
    bool ok = read_pass(reading, read_header, err);
    if (ok)
        ok = reading->has_tags ? read_pass(reading, read_tags, err)
                               : actorpack_read(pack, bytes, name, rejects, err);
    arena_release(&reading->header_texts);
    arena_release(&reading->tag_texts);
    free(reading);
    return ok;
}
