/* Raising for oneself: overlays. Whatever is here, and whoever sees it, setting one is answered the
 * same; which there are is told to who has set them, to who sees the object, and to who reads the
 * log. */
#include "gate/raise.h"
#include "node/api_inside.h"
#include "store/overlays.h"

static const char *const levels[] = {[TLP_CLEAR] = "clear",
                                     [TLP_GREEN] = "green",
                                     [TLP_AMBER] = "amber",
                                     [TLP_AMBER_STRICT] = "amber+strict",
                                     [TLP_RED] = "red"};
enum { LEVELS = sizeof levels / sizeof levels[0] };

static bool read_level(struct span word, struct span *ret_id, struct error *err)
{
    enum tlp level;
    *ret_id = word;
    if (word.size == 0 || tlp_of(word, &level))
        return true;
    for (size_t i = 0; i < LEVELS; i++)
        if (span_is(word, levels[i])) {
            *ret_id = span_text(tlp_id((enum tlp)i));
            return true;
        }
    return error_input(err, ERROR_VALUE, "tlp",
                       "expected clear, green, amber, amber+strict, red or an identifier of TLP");
}

void api_write_overlay(struct json_writer *json, const struct overlay *overlay)
{
    enum tlp level;
    json_open_object(json, NULL);
    json_u64(json, "leaf", (uint64_t)overlay->leaf);
    json_string(json, "id", overlay->object);
    if (tlp_of(overlay->tlp, &level))
        json_text(json, "tlp", levels[level]);
    if (overlay->rel.size > 0)
        json_string(json, "marking", overlay->rel);
    api_write_moment(json, "made", overlay->made);
    json_string(json, "by", overlay->by);
    json_close(json);
}

/* Looks at the object in any case, so that it costs the same whoever asks about whose. */
static bool is_told(struct api_request *request, struct store *store, const struct overlay *overlay,
                    bool *ret_told, struct error *err)
{
    const struct signed_in *who = request->call->who;
    bool sees = false;
    if (!api_sees_id(request, store, overlay->object, &sees, err))
        return false;
    *ret_told = sees || (who->may & MAY_READ_LOG) != 0 || span_equal(who->name, overlay->by);
    return true;
}

bool api_raises(struct api_request *request, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    struct overlay *overlays = NULL;
    struct store *store = NULL;
    size_t count = 0;
    if (!reading_take(readers, &store, err))
        return false;
    struct json_writer *json = api_begin(request, 200);
    json_open_object(json, NULL);
    json_open_array(json, "raises");
    bool ok = overlays_read(store, 0, request->call->arena, &overlays, &count, err);
    for (size_t i = 0; ok && i < count; i++) {
        bool told = false;
        ok = is_told(request, store, &overlays[i], &told, err);
        if (ok && told)
            api_write_overlay(json, &overlays[i]);
    }
    reading_give(readers, store);
    json_close(json);
    json_close(json);
    return ok && api_end(request, err);
}

enum { RAISE_ID, RAISE_TLP, RAISE_MARKING, RAISE_FIELDS };

/* A definition that the asker does not see is none, as one that is not here. */
static bool see_marking(struct api_request *request, struct span id, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    struct store *store = NULL;
    struct span type;
    struct uuid uuid;
    bool sees = false;
    if (id.size == 0)
        return true;
    if (stix_id_parse(id, &type, &uuid)) {
        if (!reading_take(readers, &store, err))
            return false;
        bool ok = api_sees_id(request, store, id, &sees, err);
        reading_give(readers, store);
        if (!ok)
            return false;
    }
    return sees || error_input(err, ERROR_VALUE, "marking",
                               "expected a definition with the extension trefoil-marking that is "
                               "here");
}

bool api_raise(struct api_request *request, struct error *err)
{
    struct writing *writing = &request->call->node->writing;
    struct api_field fields[RAISE_FIELDS] = {
        {"id", true, {0}}, {"tlp", false, {0}}, {"marking", false, {0}}};
    struct gate_raise raise = {.actor = request->call->who->name};
    struct overlay overlay = {0};
    bool some = false;
    if (!api_fields(request, fields, RAISE_FIELDS, err) ||
        !read_level(fields[RAISE_TLP].text, &raise.tlp, err) ||
        !see_marking(request, fields[RAISE_MARKING].text, err) || !writing_begin(writing, err))
        return false;
    raise.id = fields[RAISE_ID].text;
    raise.rel = fields[RAISE_MARKING].text;
    bool ok = gate_raise(writing->writer, &raise, &overlay.leaf, err) &&
              overlay_find(writing->writer->store, overlay.leaf, request->call->arena, &overlay,
                           &some, err);
    if (!writing_end(writing, ok, err))
        return false;
    ensure(some);
    api_write_overlay(api_begin(request, 201), &overlay);
    return api_end(request, err);
}

/* One that is not told to the asker is not there. */
static bool find(struct api_request *request, int64_t leaf, bool *ret_told, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    struct overlay overlay = {0};
    struct store *store = NULL;
    bool some = false;
    if (!reading_take(readers, &store, err))
        return false;
    bool ok = overlay_find(store, leaf, request->call->arena, &overlay, &some, err) &&
              is_told(request, store, &overlay, ret_told, err);
    reading_give(readers, store);
    *ret_told = *ret_told && some;
    return ok;
}

bool api_raise_end(struct api_request *request, struct error *err)
{
    struct writing *writing = &request->call->node->writing;
    int64_t leaf = 0;
    bool told = false;
    bool ended = false;
    if (api_number(request->names[0], &leaf)) {
        if (!find(request, leaf, &told, err) || (told && !writing_begin(writing, err)))
            return false;
        bool ok =
            !told || gate_raise_end(writing->writer, leaf, request->call->who->name, &ended, err);
        if (told && !writing_end(writing, ok, err))
            return false;
    }
    return ended ? api_empty(request)
                 : error_input(err, ERROR_NOT_FOUND, "raise", "there is none of this number");
}
