#include "gate/raise.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/limits.h"
#include "gate/anew.h"
#include "intel/rel.h"
#include "log/record.h"
#include "store/overlays.h"
#include "store/versions.h"

static bool check_object(struct span id, struct error *err)
{
    struct span type;
    struct uuid uuid;
    if (!stix_id_parse(id, &type, &uuid))
        return error_input(err, ERROR_VALUE, "id", "expected an identifier of STIX");
    return !span_is(type, "marking-definition") ||
           error_input(err, ERROR_VALUE, "id",
                       "a marking definition goes as what it marks; raise that");
}

static bool check_rel(struct gate_writer *writer, struct span id, struct error *err)
{
    const struct object *definition = NULL;
    struct arena arena;
    struct span type;
    struct uuid uuid;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok =
        (!stix_id_parse(id, &type, &uuid) ||
         definition_find(&writer->definitions, writer->store, id, &arena, &definition, err)) &&
        ((definition != NULL && rel_is(definition->root)) ||
         error_input(err, ERROR_VALUE, "marking",
                     "expected a definition with the extension trefoil-marking that is here"));
    arena_release(&arena);
    return ok;
}

/* A level is kept under its identifier of TLP 2.0. */
static bool check(struct gate_writer *writer, const struct gate_raise *raise, struct span *ret_tlp,
                  struct error *err)
{
    enum tlp level;
    *ret_tlp = raise->tlp;
    if (raise->tlp.size == 0 && raise->rel.size == 0)
        return error_input(err, ERROR_VALUE, "marking", "expected a level of TLP, or a definition");
    if (raise->tlp.size > 0 && !tlp_of(raise->tlp, &level))
        return error_input(err, ERROR_VALUE, "tlp", "expected a level of TLP");
    if (raise->tlp.size > 0)
        *ret_tlp = span_text(tlp_id(level));
    return check_object(raise->id, err) &&
           (raise->rel.size == 0 || check_rel(writer, raise->rel, err));
}

static bool log_it(struct gate_writer *writer, const struct overlay *overlay, const char *rule,
                   const char *act, struct span actor, int64_t *ret_leaf, struct error *err)
{
    struct dynbuf words;
    uint64_t leaf = 0;
    dynbuf_init(&words, LOG_VALUE_BYTES_MAX);
    dynbuf_text(&words, act);
    if (overlay->tlp.size > 0)
        dynbuf_format(&words, " %.*s", (int)overlay->tlp.size, (const char *)overlay->tlp.data);
    if (overlay->rel.size > 0)
        dynbuf_format(&words, " %.*s", (int)overlay->rel.size, (const char *)overlay->rel.data);
    const struct record record = {{
        [RECORD_OBJECT] = overlay->object,
        [RECORD_RULE] = span_text(rule),
        [RECORD_ACTOR] = actor,
        [RECORD_SUBJECT] = dynbuf_bytes(&words),
    }};
    bool ok = words.failed ? dynbuf_error(&words, "an overlay", err)
                           : gate_log(writer, LEAF_POLICY, &record, &leaf, err);
    dynbuf_release(&words);
    *ret_leaf = (int64_t)leaf;
    return ok;
}

/* Counted by account, so that it tells nothing of what others have raised. */
static bool check_room(struct gate_writer *writer, const struct overlay *overlay, struct error *err)
{
    int64_t count = 0;
    return overlays_count_of(writer->store, overlay->id, overlay->by, &count, err) &&
           (count < OVERLAYS_OF_MAX ||
            error_input(err, ERROR_LIMIT, "overlay", "the account has %d of this object already",
                        OVERLAYS_OF_MAX));
}

bool gate_raise(struct gate_writer *writer, const struct gate_raise *raise, int64_t *ret_leaf,
                struct error *err)
{
    struct overlay overlay = {.object = raise->id, .rel = raise->rel, .by = raise->actor};
    bool is_new = false;
    if (!check(writer, raise, &overlay.tlp, err) ||
        !identifier_make(writer->store, raise->id, &overlay.id, &is_new, err) ||
        !check_room(writer, &overlay, err) ||
        !log_it(writer, &overlay, "raise", "set", raise->actor, &overlay.leaf, err))
        return false;
    overlay.made = writer->means.now(writer->means.context);
    if (!overlay_add(writer->store, &overlay, err) || !anew_refresh(writer, overlay.id, err))
        return false;
    *ret_leaf = overlay.leaf;
    return true;
}

enum { RULE_BYTES = 32 };

static bool end(struct gate_writer *writer, const struct overlay *overlay, struct span actor,
                struct error *err)
{
    char rule[RULE_BYTES];
    bool ended = false;
    int64_t leaf = 0;
    snprintf(rule, sizeof rule, "raise %" PRId64, overlay->leaf);
    return log_it(writer, overlay, rule, "ended", actor, &leaf, err) &&
           overlay_end(writer->store, overlay->leaf, &ended, err) &&
           anew_refresh(writer, overlay->id, err);
}

bool gate_raise_end(struct gate_writer *writer, int64_t leaf, struct span actor, bool *ret_some,
                    struct error *err)
{
    struct overlay overlay;
    struct arena arena;
    bool some = false;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok = overlay_find(writer->store, leaf, &arena, &overlay, &some, err) &&
              (!some || end(writer, &overlay, actor, err));
    arena_release(&arena);
    if (ok)
        *ret_some = some;
    return ok;
}
