/* The log: heads and hashes for members, records for whom they concern. */
#include <sodium.h>

#include "base/limits.h"
#include "log/lines.h"
#include "log/opening.h"
#include "log/proof.h"
#include "node/api_inside.h"
#include "node/head.h"
#include "store/leaves.h"

static bool no_leaf(struct error *err)
{
    return error_input(err, ERROR_NOT_FOUND, "log", "there is no such leaf");
}

/* An answer that is no JSON. */
static bool answer_bytes(struct api_request *request, const char *media_type, struct span bytes,
                         struct error *err)
{
    struct dynbuf *body = &request->answer->body;
    request->answer->status = 200;
    request->answer->media_type = media_type;
    return dynbuf_span(body, bytes) || dynbuf_error(body, "the answer", err);
}

bool api_checkpoint(struct api_request *request, struct error *err)
{
    struct node *node = request->call->node;
    struct store *store = NULL;
    struct dynbuf note;
    struct checkpoint checkpoint;
    if (!reading_take(&node->readers, &store, err))
        return false;
    dynbuf_init(&note, NOTE_BYTES_MAX);
    bool ok = head_published(node, store, &note, &checkpoint, err) &&
              answer_bytes(request, API_TEXT, dynbuf_bytes(&note), err);
    reading_give(&node->readers, store);
    dynbuf_release(&note);
    return ok;
}

bool api_log_key(struct api_request *request, struct error *err)
{
    struct dynbuf *body = &request->answer->body;
    request->answer->status = 200;
    request->answer->media_type = API_TEXT;
    return (note_key_print(&request->call->node->keys.log.key, body) && dynbuf_char(body, '\n')) ||
           dynbuf_error(body, "the answer", err);
}

/* Hashes of the tree that the published checkpoint speaks of, a beginning of a tile too. */
static bool read_tile(struct api_request *request, struct store *store, const struct tile *tile,
                      struct error *err)
{
    struct log_hash hashes[TILE_WIDTH];
    struct tile_reader reader = leaves_tiles(store);
    struct checkpoint checkpoint = {0};
    struct dynbuf note;
    dynbuf_init(&note, NOTE_BYTES_MAX);
    bool ok = head_published(request->call->node, store, &note, &checkpoint, err);
    uint64_t there = ok ? tile_hashes_at(tile->level, checkpoint.size) : 0;
    dynbuf_release(&note);
    if (ok && (tile->index > there / TILE_WIDTH || tile->index * TILE_WIDTH + tile->width > there))
        return error_input(err, ERROR_NOT_FOUND, "log", "there is no such tile");
    return ok &&
           reader.read(reader.context, tile->level, tile->index, 0, tile->width, hashes, err) &&
           answer_bytes(request, API_BYTES, span_of(hashes, tile->width * sizeof hashes[0]), err);
}

bool api_tile(struct api_request *request, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    char path[TILE_PATH_BYTES];
    struct store *store = NULL;
    struct tile tile;
    struct span name = request->names[0];
    if (name.size + sizeof "tile/" > sizeof path)
        return error_input(err, ERROR_NOT_FOUND, "log", "there is no such tile");
    memcpy(path, "tile/", 5);
    memcpy(path + 5, name.data, name.size);
    if (!tile_parse(span_of(path, name.size + 5), &tile, err) || tile.level >= TILE_LEVELS)
        return error_input(err, ERROR_NOT_FOUND, "log", "there is no such tile");
    if (!reading_take(readers, &store, err))
        return false;
    bool ok = read_tile(request, store, &tile, err);
    reading_give(readers, store);
    return ok;
}

/* A leaf with what it commits to. */
struct opened {
    int64_t number;
    struct stored_leaf stored;
    struct leaf leaf;
    struct record record;
};

static bool read_leaf(struct api_request *request, struct store *store, struct opened *ret_opened,
                      struct error *err)
{
    struct opened opened;
    uint64_t count = 0;
    if (!leaves_count(store, &count, err))
        return false;
    if (!api_number(request->names[0], &opened.number) || (uint64_t)opened.number >= count)
        return no_leaf(err);
    if (!leaves_read(store, (uint64_t)opened.number, request->call->arena, &opened.stored, err) ||
        !leaf_parse(opened.stored.leaf, "leaf", &opened.leaf, err) ||
        !record_parse(opened.stored.record, "record", &opened.record, err))
        return false;
    *ret_opened = opened;
    return true;
}

static bool is_for(struct api_request *request, const struct record *record)
{
    const struct stored_audience *audience =
        world_audience_parse(request->world, record->values[RECORD_AUDIENCE]);
    return audience != NULL && audience->number == request->call->who->caller.audience.number;
}

/* Whom a record concerns: who reads the log; officers, what they see; an audience, that something
 * was released to it which it still sees. */
static bool concerns(struct api_request *request, struct store *store, const struct opened *opened,
                     bool *ret_concerns, struct error *err)
{
    const struct record *record = &opened->record;
    const unsigned may = request->call->who->may;
    struct span object = record->values[RECORD_OBJECT];
    bool officer = (may & MAY_RELEASE) != 0;
    *ret_concerns = (may & MAY_READ_LOG) != 0 ||
                    (officer && object.size == 0 && opened->leaf.kind == LEAF_POLICY);
    if (*ret_concerns || object.size == 0 ||
        (!officer && (opened->leaf.kind != LEAF_RELEASED || !is_for(request, record))))
        return true;
    return api_sees_record(request, store, record, ret_concerns, err);
}

static bool opening_of(const struct opened *opened, struct dynbuf *out, struct error *err)
{
    return opening_print(opened->stored.salt.data, opened->stored.leaf, opened->stored.record, out,
                         err);
}

static bool record_of(struct api_request *request, const struct opened *opened, struct error *err)
{
    struct json_writer *json = api_begin(request, 200);
    struct dynbuf opening;
    dynbuf_init(&opening, PROOF_EXTRA_BYTES_MAX);
    bool ok = opening_of(opened, &opening, err);
    if (ok) {
        json_open_object(json, NULL);
        json_u64(json, "leaf", (uint64_t)opened->number);
        json_text(json, "kind", leaf_kind_name(opened->leaf.kind));
        api_write_moment(json, "time", (int64_t)opened->leaf.time);
        json_open_object(json, "record");
        for (unsigned field = 0; field < RECORD_FIELDS; field++)
            if (opened->record.values[field].size > 0)
                json_string(json, record_field_name(field), opened->record.values[field]);
        json_close(json);
        json_string(json, "opening", dynbuf_bytes(&opening));
        json_close(json);
        ok = api_end(request, err);
    }
    dynbuf_release(&opening);
    return ok;
}

bool api_record(struct api_request *request, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    struct store *store = NULL;
    struct opened opened;
    bool concerned = false;
    if (!reading_take(readers, &store, err))
        return false;
    bool ok = read_leaf(request, store, &opened, err) &&
              concerns(request, store, &opened, &concerned, err) && (concerned || no_leaf(err)) &&
              record_of(request, &opened, err);
    reading_give(readers, store);
    return ok;
}

/* The published head, or, for a leaf that came after it, the head of now. */
static bool head_with(struct api_request *request, struct store *store, uint64_t leaf,
                      struct dynbuf *note, struct checkpoint *ret_checkpoint, struct error *err)
{
    const struct node *node = request->call->node;
    if (!head_published(node, store, note, ret_checkpoint, err))
        return false;
    if (leaf < ret_checkpoint->size)
        return true;
    dynbuf_clear(note);
    return head_sign(node, store, note, ret_checkpoint, err);
}

static bool prove(struct api_request *request, struct store *store, const struct opened *opened,
                  struct span extra, struct error *err)
{
    struct tile_reader reader = leaves_tiles(store);
    struct merkle_source source = tile_source(&reader);
    struct checkpoint checkpoint;
    struct merkle_proof path;
    struct dynbuf note;
    uint64_t leaf = (uint64_t)opened->number;
    dynbuf_init(&note, NOTE_BYTES_MAX);
    bool ok = head_with(request, store, leaf, &note, &checkpoint, err) &&
              merkle_prove_inclusion(&source, leaf, checkpoint.size, &path, err) &&
              log_proof_print(extra, leaf, &path, dynbuf_bytes(&note), &request->answer->body, err);
    dynbuf_release(&note);
    request->answer->status = 200;
    request->answer->media_type = API_TEXT;
    return ok;
}

/* With the opening for whom it concerns; without it the path alone, which the tiles say too. */
static bool answer_proof(struct api_request *request, struct store *store, struct error *err)
{
    struct opened opened;
    struct dynbuf opening;
    bool concerned = false;
    if (!read_leaf(request, store, &opened, err) ||
        !concerns(request, store, &opened, &concerned, err))
        return false;
    if (!concerned && (request->call->who->may & MAY_READ_TREE) == 0)
        return no_leaf(err);
    dynbuf_init(&opening, PROOF_EXTRA_BYTES_MAX);
    bool ok = (!concerned || opening_of(&opened, &opening, err)) &&
              prove(request, store, &opened, dynbuf_bytes(&opening), err);
    dynbuf_release(&opening);
    return ok;
}

bool api_proof(struct api_request *request, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    struct store *store = NULL;
    if (!reading_take(readers, &store, err))
        return false;
    bool ok = answer_proof(request, store, err);
    reading_give(readers, store);
    return ok;
}
