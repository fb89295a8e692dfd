/* A media type in the first line, a target in the second, a token in the third: what is taken is
 * within its bounds, the same query gives the same token, and no token is good that was not made.
 */
#include "base/limits.h"
#include "intel/id.h"
#include "net/http_target.h"
#include "share/media_type.h"
#include "share/next_token.h"
#include "target.h"

static const unsigned char key[NEXT_KEY_BYTES] = {7};

static struct span next_line(struct span *text)
{
    size_t size = 0;
    while (size < text->size && text->data[size] != '\n')
        size++;
    struct span line = span_part(*text, 0, size);
    *text = span_part(*text, size < text->size ? size + 1 : size, text->size);
    return line;
}

static bool has(struct span field, char byte)
{
    return field.size > 0 && memchr(field.data, byte, field.size) != NULL;
}

/* What is TAXII as a content is accepted as a range, but for weights and lists. */
static void check_field(struct span field)
{
    bool accepted = media_type_accepted(&field);
    ensure(!media_type_is_taxii(&field) || accepted || has(field, ',') || has(field, 'q') ||
           has(field, 'Q'));
}

static void check_query(const struct taxii_query *query)
{
    const struct released_query *released = &query->released;
    struct uuid uuid;
    struct span type;
    ensure(released->limit >= 1 && released->limit <= PAGE_ROWS_MAX);
    ensure(released->added_after >= 0 && released->versions != 0);
    ensure(released->id_count <= MATCH_VALUES_MAX && released->type_count <= MATCH_VALUES_MAX);
    ensure(released->spec_count <= MATCH_VALUES_MAX);
    ensure(released->version_key_count <= MATCH_VALUES_MAX);
    ensure(!(released->versions & VERSION_KEYS) == (released->version_key_count == 0));
    ensure(!(released->versions & VERSION_ALL) || released->versions == VERSION_ALL);
    for (size_t i = 0; i < released->id_count; i++)
        ensure(stix_id_parse(released->ids[i], &type, &uuid));
    for (size_t i = 0; i < released->type_count; i++)
        ensure(stix_type_valid(released->types[i]));
}

static void check_token(const struct taxii_query *query, struct span token)
{
    const struct next_scope scope = {.key = key, .collection = 1, .audience = 2, .query = query};
    const struct position position = {.added = (int64_t)token.size * 1000003, .feed = 1};
    char text[NEXT_TOKEN_BYTES + 1];
    struct position read;
    ensure(!next_token_read(&read, &scope, token));
    next_token_write(text, &scope, &position);
    ensure(next_token_read(&read, &scope, span_of(text, NEXT_TOKEN_BYTES)));
    ensure(read.added == position.added && read.feed == position.feed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct http_target target;
    struct taxii_query query;
    struct error err = {0};
    struct span text = span_of(data, size);
    struct span field = next_line(&text);
    check_field(field);
    arena_init(&arena, 1 << 22);
    if (http_target_parse(&target, next_line(&text), &arena, &err)) {
        const struct http_request request = {.query = target.query,
                                             .query_count = target.query_count};
        if (taxii_query_read(&query, &request, QUERY_ALL, &arena, &err)) {
            check_query(&query);
            check_token(&query, text);
        } else {
            ensure(err.code == ERROR_VALUE || err.code == ERROR_MEMORY);
        }
    }
    arena_release(&arena);
    return 0;
}
