#include "share/media_type.h"

#include <strings.h>

/* What a range or type is to TAXII 2.1, from the least exact to the most. */
enum closeness { FOREIGN, ALL_TYPES, ALL_OF_APPLICATION, ANY_VERSION, EXACT };

static struct span trim(struct span text)
{
    while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
        text = span_part(text, 1, text.size);
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
        text.size--;
    return text;
}

static bool same_word(struct span text, const char *word)
{
    return text.size == strlen(word) && strncasecmp((const char *)text.data, word, text.size) == 0;
}

/* Cuts the text before the first `stop` that no quotes enclose. */
static struct span cut(struct span *text, unsigned char stop)
{
    size_t size = 0;
    bool quoted = false;
    for (; size < text->size && (quoted || text->data[size] != stop); size++) {
        if (quoted && text->data[size] == '\\' && size + 1 < text->size)
            size++;
        else if (text->data[size] == '"')
            quoted = !quoted;
    }
    struct span part = span_part(*text, 0, size);
    *text = span_part(*text, size < text->size ? size + 1 : size, text->size);
    return trim(part);
}

static struct span unquoted(struct span value)
{
    if (value.size >= 2 && value.data[0] == '"' && value.data[value.size - 1] == '"')
        return span_part(value, 1, value.size - 1);
    return value;
}

/* A weight is nothing when all its digits are zeros. */
static bool weighs(struct span value)
{
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] >= '1' && value.data[i] <= '9')
            return true;
    return false;
}

/* One range with its parameters; `*ret_weighs` false: at weight 0. */
static enum closeness closeness_of(struct span range, bool *ret_weighs)
{
    struct span type = cut(&range, ';');
    enum closeness closeness = same_word(type, "application/taxii+json") ? ANY_VERSION
                               : same_word(type, "application/*")        ? ALL_OF_APPLICATION
                               : same_word(type, "*/*")                  ? ALL_TYPES
                                                                         : FOREIGN;
    *ret_weighs = true;
    while (range.size > 0) {
        struct span value = cut(&range, ';');
        struct span name = cut(&value, '=');
        value = unquoted(trim(value));
        if (same_word(name, "q"))
            *ret_weighs = weighs(value);
        else if (same_word(name, "version") && closeness == ANY_VERSION)
            closeness = span_is(value, "2.1") ? EXACT : FOREIGN;
    }
    return closeness;
}

bool media_type_accepted(const struct span *accept)
{
    struct span rest = accept == NULL ? (struct span){0} : *accept;
    enum closeness closest = FOREIGN;
    bool accepted = false;
    while (rest.size > 0) {
        bool weighs_some = false;
        enum closeness closeness = closeness_of(cut(&rest, ','), &weighs_some);
        if (closeness > closest || (closeness == closest && weighs_some)) {
            accepted = closeness != FOREIGN && weighs_some;
            closest = closeness;
        }
    }
    return accepted;
}

bool media_type_is_taxii(const struct span *content_type)
{
    bool weighs_some = false;
    return content_type != NULL && closeness_of(*content_type, &weighs_some) >= ANY_VERSION;
}
