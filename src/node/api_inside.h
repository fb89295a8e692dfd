/* What the endpoints of the API share. Inside of node/. */
#pragma once

#include "log/leaf.h"
#include "node/api.h"
#include "node/sign_in.h"
#include "store/people.h"
#include "text/json_writer.h"

enum { API_NAMES_MAX = 2 };

struct api_request {
    const struct api_call *call;
    struct api_answer *answer;
    struct span names[API_NAMES_MAX]; /* what stands for the braces in the route's path */
    const struct world *world;        /* held until it is answered */
    struct json_writer json;          /* of the answer */
};

/* Fills the answer, refusals included. False: an error, which becomes an answer by its kind: bad
 * input 400, 404 or 409, a broken environment 500 or 503. */
typedef bool api_endpoint(struct api_request *request, struct error *err);

api_endpoint api_routes, api_me;
api_endpoint api_users, api_user_add, api_user_disable, api_user_enable, api_user_password;
api_endpoint api_token_add, api_token_end, api_certificate_add, api_certificate_end;
api_endpoint api_rules, api_rule_add, api_rule_end;
api_endpoint api_release, api_who, api_approve, api_sign;
api_endpoint api_raises, api_raise, api_raise_end;
api_endpoint api_recalls, api_recall_acknowledge;
api_endpoint api_checkpoint, api_log_key, api_tile, api_proof, api_record;

/* An answer that says no; throws away what was written. Returns true, so that an endpoint may
 * return it. `code` is a stable word, `message` a sentence that holds nothing but the request's
 * own. */
bool api_refuse(struct api_request *request, unsigned status, const char *code,
                const char *message);

/* The same for an error of the environment or of input. */
void api_fail(struct api_request *request, const struct error *err);

/* Begins an answer in JSON; write it to request->json and end with api_end. */
struct json_writer *api_begin(struct api_request *request, unsigned status);
bool api_end(struct api_request *request, struct error *err);
/* 204. Returns true. */
bool api_empty(struct api_request *request);

/* A member of the posted object: all are strings, not empty. */
struct api_field {
    const char *name;
    bool needed;
    struct span text; /* empty: not there */
};

/* Reads the body: one object with these members and no others. Errors: syntax, value, limit,
 * memory. */
bool api_fields(const struct api_request *request, struct api_field *fields, size_t count,
                struct error *err);

/* The value of a name of the query; empty when it is not there. */
struct span api_query(const struct api_request *request, const char *name);

/* A number in a path: digits, no zero first. */
bool api_number(struct span text, int64_t *ret_number);

/* A timestamp of the body in microseconds since 1970. Errors: value, also when it is not later than
 * now. */
bool api_moment(const struct api_request *request, const struct api_field *field,
                int64_t *ret_moment, struct error *err);
void api_write_moment(struct json_writer *json, const char *name, int64_t micros);

static inline int64_t api_now(const struct api_request *request)
{
    const struct gate_means *means = &request->call->node->means;
    return means->now(means->context);
}

/* An audience in words (gate/world.h), or a member's code alone. Errors: value. */
bool api_audience(struct api_request *request, struct span words,
                  const struct stored_audience **ret_audience, struct error *err);
void api_write_audience(struct json_writer *json, const char *name,
                        const struct stored_audience *audience);

/* The order key of a version as it is written; empty for empty. Errors: value, limit, memory. */
bool api_version(struct api_request *request, struct span text, struct span *ret_key,
                 struct error *err);
/* Nothing where the object has none. */
void api_write_version(struct json_writer *json, const char *name, struct span key);

/* An object version as somebody asks for it. */
struct api_asked {
    struct span id;
    struct span version; /* order key; empty: the last one that is seen */
    struct span content; /* first digits of a content's hash, or empty */
};

/* The one that is meant, among those that the asker's view has. The operator, who reads no content,
 * is not looked at: `sees`, and the rest is as asked. */
struct api_seen {
    bool sees;
    struct span version; /* order key */
    struct span content; /* the whole hash, in digits */
};

/* Reads. Errors: conflict, when several contents are meant (the text names those that are seen);
 * limit, damaged, io, memory. */
bool api_see(struct api_request *request, struct store *store, const struct api_asked *asked,
             struct api_seen *ret_seen, struct error *err);

/* Whether the asker sees anything that has this id, in any version. Reads. */
bool api_sees_id(struct api_request *request, struct store *store, struct span id, bool *ret_sees,
                 struct error *err);

/* An overlay as an object of the answer. */
struct overlay;
void api_write_overlay(struct json_writer *json, const struct overlay *overlay);

/* Whether the asker sees the bytes of which a record speaks; false where it speaks of no object.
 * Reads. */
struct record;
bool api_sees_record(struct api_request *request, struct store *store, const struct record *record,
                     bool *ret_sees, struct error *err);

/* A version that is asked about, as far as the asker sees it; `version` as it is written. Errors
 * also: not-found; value. */
bool api_see_asked(struct api_request *request, struct store *store, struct api_asked *asked,
                   struct span version, struct api_seen *ret_seen, struct error *err);

/* Takes a signed approval or lowering, in a transaction of its own; `by` as gate/approve.h has
 * it. `*ret_new` false: one that lasts as long was there already. Errors: syntax, unsupported,
 * value, limit, conflict (the signature), io, memory. */
struct gate_by;
struct signed_word;
bool api_take_word(struct api_request *request, struct span note, const struct gate_by *by,
                   struct signed_word *ret_word, bool *ret_new, struct error *err);

/* What is done to the account that the path names, within a transaction of the writer; logged as
 * `words`. Errors: not-found. */
typedef bool api_account_act(struct store *store, const struct account *account, const void *word,
                             struct error *err);
bool api_on_account(struct api_request *request, const char *words, api_account_act *act,
                    const void *word, struct account *ret_account, struct error *err);

/* Logs an act of the asker, within a transaction of the writer. */
bool api_log(struct api_request *request, enum leaf_kind kind, struct span act, struct span subject,
             struct error *err);
