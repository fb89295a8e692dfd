/* What a collection holds for who asks: objects (TAXII 2.1, 5.4), manifest (5.3), one object (5.6),
 * its versions (5.8). One page each, in the order in which it was added. */
#include "base/limits.h"
#include "intel/id.h"
#include "intel/timestamp.h"
#include "share/call.h"
#include "share/media_type.h"
#include "share/problem.h"
#include "text/json_writer.h"

/* The version in TAXII's words: the object's, or of one without, when it was added. */
static void write_version(struct json_writer *json, const char *name,
                          const struct released *released)
{
    struct timestamp time;
    struct dynbuf text;
    char added[TIMESTAMP_MICROS_TEXT_BYTES];
    if (!timestamp_of_key(released_version(released), &time)) {
        timestamp_print_micros(added, released_added(released));
        json_text(json, name, added);
        return;
    }
    dynbuf_init(&text, OBJECT_BYTES_MAX);
    timestamp_write(&text, &time);
    json_string(json, name, dynbuf_bytes(&text));
    if (text.failed)
        dynbuf_fail(json->buffer, &text);
    dynbuf_release(&text);
}

static void write_record(struct json_writer *json, const struct released *released)
{
    char added[TIMESTAMP_MICROS_TEXT_BYTES];
    timestamp_print_micros(added, released_added(released));
    json_open_object(json, NULL);
    json_string(json, "id", released_id(released));
    json_text(json, "date_added", added);
    write_version(json, "version", released);
    json_text(json, "media_type", STIX_MEDIA_TYPE);
    json_close(json);
}

static void write_bare_version(struct json_writer *json, const struct released *released)
{
    write_version(json, NULL, released);
}

/* The head of the answer: whether there is more, and where. */
static void write_more(struct json_writer *json, const struct next_scope *scope,
                       const struct released_page *page)
{
    char token[NEXT_TOKEN_BYTES + 1];
    if (!page->more)
        return;
    next_token_write(token, scope, &page->next);
    json_bool(json, "more", true);
    json_text(json, "next", token);
}

/* Objects go out as they came in. */
static void write_objects(struct dynbuf *body, const struct next_scope *scope,
                          const struct released_page *page)
{
    char token[NEXT_TOKEN_BYTES + 1];
    dynbuf_char(body, '{');
    if (page->more) {
        next_token_write(token, scope, &page->next);
        dynbuf_format(body, "\"more\":true,\"next\":\"%s\"%s", token, page->count > 0 ? "," : "");
    }
    for (size_t i = 0; i < page->count; i++) {
        dynbuf_text(body, i == 0 ? "\"objects\":[" : ",");
        dynbuf_span(body, released_bytes(page->objects[i]));
    }
    dynbuf_text(body, page->count > 0 ? "]}" : "}");
}

static void write_list(struct dynbuf *body, const char *name, const struct next_scope *scope,
                       const struct released_page *page,
                       void (*write)(struct json_writer *json, const struct released *released))
{
    struct json_writer json;
    json_writer_init_compact(&json, body);
    json_open_object(&json, NULL);
    write_more(&json, scope, page);
    if (page->count > 0) {
        json_open_array(&json, name);
        for (size_t i = 0; i < page->count; i++)
            write(&json, page->objects[i]);
        json_close(&json);
    }
    json_close(&json);
}

static void put_date(struct http_response *response, const char *name, int64_t moment)
{
    char added[TIMESTAMP_MICROS_TEXT_BYTES];
    timestamp_print_micros(added, moment);
    http_response_header_text(response, name, added);
}

static void send(struct taxii_call *call, const struct ready_page *ready)
{
    http_response_set(call->response, 200, TAXII_MEDIA_TYPE);
    if (ready->any) {
        put_date(call->response, "X-TAXII-Date-Added-First", ready->first);
        put_date(call->response, "X-TAXII-Date-Added-Last", ready->last);
    }
    http_response_body(call->response, ready->body);
}

/* The audience whose view the caller has in this root. */
static const struct stored_audience *audience_of(const struct taxii_call *call)
{
    return call->public ? world_audience_of(call->world, AUDIENCE_PUBLIC, (struct span){0})
                        : &call->caller->audience;
}

static struct next_scope scope_of(const struct taxii_call *call,
                                  const struct stored_audience *audience)
{
    return (struct next_scope){
        .key = call->taxii->next_key,
        .endpoint = call->route,
        .collection = call->collection->number,
        .audience = audience->number,
        .person = call->public ? (struct span){0} : call->caller->person,
        .query = &call->query,
    };
}

struct found {
    struct view view;
    struct released_page page;
    bool there;
};

/* Reads the page, and, where one object was asked and none came, whether the asker sees any version
 * of it: the same questions for what is hidden and what is not there. */
static bool read_page(struct taxii_call *call, struct store *store, const struct next_scope *scope,
                      struct found *ret_found, struct error *err)
{
    const struct stored_audience *audience = audience_of(call);
    struct released_query any = {
        .ids = &call->object, .id_count = 1, .versions = VERSION_ALL, .limit = 1};
    struct released_page some = {.count = 1};
    if (!view_of(store, call->world, call->collection, audience, scope->person, &ret_found->view,
                 err) ||
        !released_page(store, &ret_found->view, &call->query.released, &call->arena,
                       &ret_found->page, err))
        return false;
    if (call->object.size > 0 && ret_found->page.count == 0 &&
        !released_page(store, &ret_found->view, &any, &call->arena, &some, err))
        return false;
    ret_found->there = some.count > 0;
    return true;
}

/* What the path and `next` add to the query; false when the response is an error already. */
static bool complete_query(struct taxii_call *call, const struct next_scope *scope)
{
    struct taxii_query *query = &call->query;
    struct span type;
    struct uuid uuid;
    if (call->object.size > 0 && !stix_id_parse(call->object, &type, &uuid)) {
        taxii_problem(call->response, 404, NULL);
        return false;
    }
    if (call->object.size > 0) {
        query->released.ids = &call->object;
        query->released.id_count = 1;
    }
    if (query->next.size == 0 || next_token_read(&query->released.after, scope, query->next))
        return true;
    taxii_problem(call->response, 400,
                  "next: expected what `next` of a page with the same matches said");
    return false;
}

enum form { FORM_OBJECTS, FORM_MANIFEST, FORM_VERSIONS };

static bool write_page(enum form form, const struct next_scope *scope,
                       const struct released_page *page, struct http_body **ret_body,
                       struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, TAXII_REQUEST_BYTES_MAX);
    if (form == FORM_OBJECTS)
        write_objects(&text, scope, page);
    else if (form == FORM_MANIFEST)
        write_list(&text, "objects", scope, page, write_record);
    else
        write_list(&text, "versions", scope, page, write_bare_version);
    struct http_body *body = http_body_take(&text);
    bool ok = body != NULL || (text.failed ? dynbuf_error(&text, "a page", err)
                                           : error_memory(err, "writing a page"));
    dynbuf_release(&text);
    if (ok)
        *ret_body = body;
    return ok;
}

/* Asks the store, answers, and keeps the answer. */
static bool read_and_send(struct taxii_call *call, enum form form, const struct next_scope *scope,
                          const unsigned char key[PAGE_KEY_BYTES], struct error *err)
{
    struct taxii *taxii = call->taxii;
    struct page_stamps before;
    struct found found;
    struct ready_page ready = {0};
    struct store *store = NULL;
    if (taxii->cache != NULL)
        before = page_cache_now(taxii->cache);
    if (!reading_take(taxii->readers, &store, err))
        return false;
    bool ok = read_page(call, store, scope, &found, err);
    reading_give(taxii->readers, store);
    if (!ok)
        return false;
    if (!found.there) {
        taxii_problem(call->response, 404, NULL);
        return true;
    }
    if (!write_page(form, scope, &found.page, &ready.body, err))
        return false;
    ready.any = found.page.count > 0;
    ready.first = ready.any ? released_added(found.page.objects[0]) : 0;
    ready.last = ready.any ? released_added(found.page.objects[found.page.count - 1]) : 0;
    send(call, &ready);
    if (taxii->cache != NULL)
        page_cache_put(taxii->cache, key, &found.view, &before, &ready);
    http_body_release(ready.body);
    return true;
}

static bool send_page(struct taxii_call *call, enum form form, struct error *err)
{
    struct next_scope scope = scope_of(call, audience_of(call));
    unsigned char key[PAGE_KEY_BYTES];
    struct ready_page ready;
    if (form == FORM_VERSIONS)
        call->query.released.versions = VERSION_ALL;
    call->query.released.with_bytes = form == FORM_OBJECTS;
    if (!complete_query(call, &scope))
        return true;
    next_scope_hash(key, &scope, call->world->generation);
    if (call->taxii->cache == NULL || !page_cache_find(call->taxii->cache, key, &ready))
        return read_and_send(call, form, &scope, key, err);
    send(call, &ready);
    http_body_release(ready.body);
    return true;
}

bool endpoint_objects(struct taxii_call *call, struct error *err)
{
    return send_page(call, FORM_OBJECTS, err);
}

bool endpoint_object(struct taxii_call *call, struct error *err)
{
    return send_page(call, FORM_OBJECTS, err);
}

bool endpoint_manifest(struct taxii_call *call, struct error *err)
{
    return send_page(call, FORM_MANIFEST, err);
}

bool endpoint_versions(struct taxii_call *call, struct error *err)
{
    return send_page(call, FORM_VERSIONS, err);
}
