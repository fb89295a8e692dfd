/* Takes an envelope in (TAXII 2.1, 5.5): its objects are read and checked before the writer's lock
 * is asked for, then taken in one transaction with their status, marking definitions first. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "gate/take.h"
#include "intel/check.h"
#include "intel/envelope.h"
#include "share/problem.h"
#include "share/status.h"
#include "store/statuses.h"

struct posting {
    struct taxii_call *call;
    struct arena arena; /* of the objects */
    struct envelope envelope;
    struct posted *posted;
    size_t count;
    char status_id[UUID_TEXT_BYTES + 1];
    struct dynbuf body;
};

static const char unnamed[] = "unknown";

/* What has no name of its own is told by its place. */
static bool refuse(struct posting *posting, struct posted *posted, const struct error *why,
                   struct error *err)
{
    struct error placed = *why;
    char place[32];
    if (posted->id.data == (const unsigned char *)unnamed) {
        snprintf(place, sizeof place, "objects[%zu]", (size_t)(posted - posting->posted));
        error_input(&placed, why->code, place, "%s",
                    why->text + (strncmp(why->text, "$: ", 3) == 0 ? 3 : 0));
    }
    posted->failure = arena_text(&posting->arena, span_text(placed.text));
    return posted->failure != NULL || error_memory(err, "reading an envelope");
}

/* What an object that cannot be read calls itself, as far as that can be told. */
static void name_unread(struct posting *posting, struct posted *posted)
{
    const struct json_value *root = NULL;
    struct timestamp time;
    struct error ignored;
    posted->id = span_text(unnamed);
    if (!json_tree_read(posted->bytes, "object", &posting->arena, &root, &ignored))
        return;
    struct span id = json_member_text(root, "id");
    struct span modified = json_member_text(root, "modified");
    struct span created = json_member_text(root, "created");
    if (id.size > 0 && id.size <= STIX_ID_BYTES_MAX)
        posted->id = id;
    if (timestamp_parse(modified, &time))
        posted->version = modified;
    else if (timestamp_parse(created, &time))
        posted->version = created;
}

static bool keep_version(struct posting *posting, struct posted *posted, struct error *err)
{
    struct dynbuf text;
    if (!posted->object.has_version)
        return true;
    dynbuf_init(&text, OBJECT_BYTES_MAX);
    timestamp_write(&text, &posted->object.version);
    const char *copy = text.failed ? NULL : arena_text(&posting->arena, dynbuf_bytes(&text));
    if (copy != NULL)
        posted->version = span_of(copy, text.size);
    dynbuf_release(&text);
    return copy != NULL || error_memory(err, "reading an envelope");
}

static bool read_object(struct posting *posting, struct posted *posted, struct error *err)
{
    struct error why = {0};
    if (!object_read(posted->bytes, &posting->arena, &posted->object, &why)) {
        if (why.code == ERROR_MEMORY)
            return error_memory(err, "reading an envelope");
        name_unread(posting, posted);
        return refuse(posting, posted, &why, err);
    }
    posted->id = posted->object.id;
    posted->is_marking = posted->object.class == OBJECT_MARKING;
    if (!keep_version(posting, posted, err))
        return false;
    if (check_passes(&posted->object, &posting->arena, &why) &&
        offer_make(&posted->offer, &posted->object, &posting->arena, &why))
        return true;
    return why.code == ERROR_MEMORY ? error_memory(err, "checking an envelope")
                                    : refuse(posting, posted, &why, err);
}

static bool read_objects(struct posting *posting, struct error *err)
{
    posting->count = posting->envelope.count;
    posting->posted = arena_array(&posting->arena, posting->count, sizeof *posting->posted);
    if (posting->posted == NULL)
        return error_memory(err, "reading an envelope");
    for (size_t i = 0; i < posting->count; i++) {
        posting->posted[i].bytes = posting->envelope.objects[i];
        if (!read_object(posting, &posting->posted[i], err))
            return false;
    }
    return true;
}

static bool take_one(struct posting *posting, struct taking *taking, struct posted *posted,
                     struct error *err)
{
    struct error why = {0};
    if (take_object(taking, &posted->offer, &why))
        return true;
    if (!error_is_environment(why.code) && why.code != ERROR_DAMAGED)
        return refuse(posting, posted, &why, err);
    *err = why;
    return false;
}

static bool take_all(struct posting *posting, struct taking *taking, struct error *err)
{
    for (int markings = 1; markings >= 0; markings--)
        for (size_t i = 0; i < posting->count; i++) {
            struct posted *posted = &posting->posted[i];
            if (posted->failure == NULL && posted->is_marking == (markings == 1) &&
                !take_one(posting, taking, posted, err))
                return false;
        }
    return taking_end(taking, err);
}

static bool keep_status(struct posting *posting, int64_t now, struct error *err)
{
    struct store *store = posting->call->taxii->writing->writer->store;
    struct span id = span_text(posting->status_id);
    if (!status_write(&posting->body, id, now, posting->posted, posting->count, err))
        return false;
    const struct stored_status status = {.id = id,
                                         .account = posting->call->caller->account,
                                         .made = now,
                                         .body = dynbuf_bytes(&posting->body)};
    return status_expire(store, now - (int64_t)STATUS_SECONDS * 1000000, err) &&
           status_add(store, &status, err);
}

/* The one transaction. */
static bool write_all(struct posting *posting, struct error *err)
{
    struct taxii *taxii = posting->call->taxii;
    const struct caller *caller = posting->call->caller;
    const struct taking_by by = {.account = caller->account,
                                 .name = caller->name,
                                 .org = caller->org,
                                 .role = caller->role,
                                 .collection = posting->call->collection};
    struct taking taking;
    unsigned char chance[UUID_BYTES];
    taxii->means.chance(taxii->means.context, chance, sizeof chance);
    struct uuid uuid = uuid_v4(chance);
    uuid_print(posting->status_id, &uuid);
    if (!writing_begin(taxii->writing, err))
        return false;
    taking_begin(&taking, taxii->writing->writer, &by);
    bool ok = take_all(posting, &taking, err) &&
              keep_status(posting, taxii->means.now(taxii->means.context), err);
    taking_release(&taking);
    return writing_end(taxii->writing, ok, err);
}

static bool post(struct posting *posting, struct error *err)
{
    struct taxii_call *call = posting->call;
    struct error why = {0};
    if (!envelope_read(&posting->envelope, call->request->body, "body", &why)) {
        if (why.code != ERROR_MEMORY)
            taxii_problem(call->response, 400, why.text);
        else
            *err = why;
        return why.code != ERROR_MEMORY;
    }
    /* A bundle is none, but what stix2's TAXIICollectionSink sends. */
    if (posting->envelope.kind == ENVELOPE_OBJECT) {
        taxii_problem(call->response, 400, "body: expected a TAXII envelope");
        return true;
    }
    if (posting->envelope.count > TAXII_POST_OBJECTS_MAX) {
        taxii_problem(call->response, 413, "body: expected at most 4096 objects");
        return true;
    }
    if (!read_objects(posting, err)) {
        if (!posting->arena.over)
            return false;
        taxii_problem(call->response, 413, "body: its objects have too many small parts");
        return true;
    }
    return write_all(posting, err) && call_send(call, 202, &posting->body, err);
}

bool endpoint_post(struct taxii_call *call, struct error *err)
{
    struct posting posting = {.call = call};
    arena_init(&posting.arena,
               TAXII_POST_BYTES_MORE + TAXII_POST_BYTES_EACH * call->request->body.size);
    dynbuf_init(&posting.body, STATUS_BYTES_MAX);
    bool ok = post(&posting, err);
    envelope_release(&posting.envelope);
    dynbuf_release(&posting.body);
    arena_release(&posting.arena);
    return ok;
}
