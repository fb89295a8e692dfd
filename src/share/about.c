/* What there is: discovery (TAXII 2.1, 4.1), an API root (4.2), collections (5.1, 5.2). */
#include "base/limits.h"
#include "share/call.h"
#include "share/media_type.h"
#include "share/problem.h"
#include "text/json_writer.h"

enum { ABOUT_BYTES_MAX = 1 << 20 };

static bool send_json(struct taxii_call *call,
                      void (*write)(struct taxii_call *call, struct json_writer *json),
                      struct error *err)
{
    struct dynbuf body;
    struct json_writer json;
    dynbuf_init(&body, ABOUT_BYTES_MAX);
    json_writer_init_compact(&json, &body);
    json_open_object(&json, NULL);
    write(call, &json);
    json_close(&json);
    bool ok = call_send(call, 200, &body, err);
    dynbuf_release(&body);
    return ok;
}

static void write_discovery(struct taxii_call *call, struct json_writer *json)
{
    json_text(json, "title", call->taxii->title);
    json_text(json, "default", "/taxii2/trefoil/");
    json_open_array(json, "api_roots");
    json_text(json, NULL, "/taxii2/trefoil/");
    json_text(json, NULL, "/taxii2/public/");
    json_close(json);
}

static void write_root(struct taxii_call *call, struct json_writer *json)
{
    json_text(json, "title", call->taxii->title);
    json_text(json, "description",
              call->public ? "What is released to the public." : "For members and desks.");
    json_open_array(json, "versions");
    json_text(json, NULL, TAXII_MEDIA_TYPE);
    json_close(json);
    json_u64(json, "max_content_length", TAXII_BODY_BYTES_MAX);
}

static void write_members(struct json_writer *json, const struct collection *collection,
                          struct collection_right right)
{
    json_string(json, "id", collection->id);
    json_string(json, "title", collection->alias);
    json_string(json, "alias", collection->alias);
    json_bool(json, "can_read", right.can_read);
    json_bool(json, "can_write", right.can_write);
    json_open_array(json, "media_types");
    json_text(json, NULL, STIX_MEDIA_TYPE);
    json_close(json);
}

/* Those in which the caller may do anything; without any the list is left out (TAXII knows no empty
 * ones). */
static void write_collections(struct taxii_call *call, struct json_writer *json)
{
    const struct world *world = call->world;
    bool any = false;
    for (size_t i = 0; i < world->collection_count; i++) {
        struct collection_right right = call_right(call, &world->collections[i]);
        if (!right.can_read && !right.can_write)
            continue;
        if (!any)
            json_open_array(json, "collections");
        any = true;
        json_open_object(json, NULL);
        write_members(json, &world->collections[i], right);
        json_close(json);
    }
    if (any)
        json_close(json);
}

static void write_collection(struct taxii_call *call, struct json_writer *json)
{
    write_members(json, call->collection, call->right);
}

bool endpoint_discovery(struct taxii_call *call, struct error *err)
{
    return send_json(call, write_discovery, err);
}

bool endpoint_root(struct taxii_call *call, struct error *err)
{
    return send_json(call, write_root, err);
}

bool endpoint_collections(struct taxii_call *call, struct error *err)
{
    return send_json(call, write_collections, err);
}

bool endpoint_collection(struct taxii_call *call, struct error *err)
{
    return send_json(call, write_collection, err);
}
