/* Signed approvals and lowerings. What is taken depends on the signed words and on whose key signed
 * them alone, never on what is stored: whom it serves, the gate asks when it decides. */
#include "gate/approve.h"
#include "gate/policy.h"
#include "gate/signed_word.h"
#include "gate/version_key.h"
#include "node/api_inside.h"
#include "store/approvals.h"
#include "store/versions.h"

struct approving {
    struct note note;
    struct signed_word word;
    struct approval approval;
    const struct org *org;
    const struct gate_by *by; /* who hands it in */
    struct dynbuf lowerer;
};

/* Whose identity it is, and that their key has signed. */
static bool verify(struct api_request *request, struct approving *at, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    struct store *store = NULL;
    int64_t org = 0;
    if (!reading_take(readers, &store, err))
        return false;
    bool ok = identity_org(store, at->word.by, &org, err);
    reading_give(readers, store);
    at->org = world_org(request->world, org);
    if (!ok)
        return false;
    if (at->org == NULL || at->org->public_key.size != ORG_KEY_BYTES)
        return error_input(err, ERROR_VALUE, "by", "no key is known of whose identity that is");
    return signed_word_verify(&at->note, at->org->name, at->org->public_key, err) ||
           error_prefix(err, "signature");
}

/* All but the object's number. */
static bool fill(struct api_request *request, struct approving *at, struct error *err)
{
    struct approval *approval = &at->approval;
    const struct signed_word *word = &at->word;
    const struct api_field until = {"until", true, word->until};
    const struct stored_audience *audience = NULL;
    *approval = (struct approval){.content = span_of(word->content, sizeof word->content),
                                  .by = word->by,
                                  .until = INT64_MAX,
                                  .signature = at->note.signatures};
    if (!version_key_of_words(word->version, request->call->arena, &approval->version, err))
        return false;
    if (word->kind == SIGNED_LOWERING) {
        lowering_by(at->org->name, &at->lowerer);
        approval->by = dynbuf_bytes(&at->lowerer);
        return !at->lowerer.failed || dynbuf_error(&at->lowerer, "an organisation's name", err);
    }
    if (!api_moment(request, &until, &approval->until, err))
        return false;
    audience = world_audience_parse(request->world, word->audience);
    if (audience == NULL)
        return error_input(err, ERROR_VALUE, "audience", "there is none of these words");
    approval->audience = audience->number;
    return true;
}

/* Handing in the same again, or one that ends no later, changes nothing and is not logged: signed
 * words carry no date, so that an old one cannot be told from a newer one that takes it back. */
static bool put(struct api_request *request, struct approving *at, bool *ret_new, struct error *err)
{
    struct gate_writer *writer = request->call->node->writing.writer;
    bool is_new = false;
    int64_t until = 0;
    if (!identifier_make(writer->store, at->word.object, &at->approval.id, &is_new, err) ||
        !approval_until(writer->store, &at->approval, &until, err))
        return false;
    *ret_new = at->approval.until > until;
    return !*ret_new || gate_approve(writer, &at->approval, at->by, err);
}

static bool take(struct api_request *request, struct approving *at, bool *ret_new,
                 struct error *err)
{
    struct writing *writing = &request->call->node->writing;
    bool is_new = false;
    if (!verify(request, at, err) || !fill(request, at, err) || !writing_begin(writing, err))
        return false;
    bool ok = put(request, at, &is_new, err);
    if (!writing_end(writing, ok, err))
        return false;
    *ret_new = is_new;
    return true;
}

bool api_take_word(struct api_request *request, struct span note, const struct gate_by *by,
                   struct signed_word *ret_word, bool *ret_new, struct error *err)
{
    struct approving at = {.by = by};
    dynbuf_init(&at.lowerer, LOG_VALUE_BYTES_MAX);
    bool ok = note_parse(note, "note", &at.note, err) &&
              signed_word_parse(at.note.text, "note", &at.word, err) &&
              take(request, &at, ret_new, err);
    dynbuf_release(&at.lowerer);
    if (ok)
        *ret_word = at.word;
    return ok;
}

bool api_approve(struct api_request *request, struct error *err)
{
    struct api_field field = {"note", true, {0}};
    const struct gate_by by = {.actor = request->call->who->name};
    struct signed_word word;
    bool is_new = false;
    if (!api_fields(request, &field, 1, err) ||
        !api_take_word(request, field.text, &by, &word, &is_new, err))
        return false;
    struct json_writer *json = api_begin(request, is_new ? 201 : 200);
    json_open_object(json, NULL);
    signed_word_members(&word, json);
    json_bool(json, "new", is_new);
    json_close(json);
    return api_end(request, err);
}
