/* What accounts sign in with besides a password: tokens and certificates. */
#include <stdio.h>

#include <sodium.h>

#include "base/hex.h"
#include "base/limits.h"
#include "log/merkle.h"
#include "net/certificate.h"
#include "node/api_inside.h"

struct new_token {
    struct account_token token;
    unsigned char hash[PEOPLE_HASH_BYTES];
    char text[SECRET_TEXT_BYTES + 1];
};

static bool read_token(struct api_request *request, struct new_token *ret_new, struct error *err)
{
    struct api_field fields[] = {{"name", true, {0}}, {"until", false, {0}}};
    struct log_hash hash;
    int64_t until = INT64_MAX;
    if (!api_fields(request, fields, 2, err) ||
        (fields[1].text.size > 0 && !api_moment(request, &fields[1], &until, err)))
        return false;
    if (!account_name_valid(fields[0].text))
        return error_input(err, ERROR_VALUE, "name", "expected a word as of an account's name");
    secret_make(ret_new->text);
    log_hash_of(&hash, span_text(ret_new->text));
    memcpy(ret_new->hash, hash.bytes, sizeof ret_new->hash);
    ret_new->token = (struct account_token){.hash = span_of(ret_new->hash, sizeof ret_new->hash),
                                            .name = fields[0].text,
                                            .made = api_now(request),
                                            .until = until};
    return true;
}

static bool put_token(struct store *store, const struct account *account, const void *word,
                      struct error *err)
{
    struct account_token token = *(const struct account_token *)word;
    token.account = account->number;
    return token_put(store, &token, err);
}

/* What the log says of an act: the word of a token, or the hash of a certificate. */
enum { ACT_BYTES = 32 + ACCOUNT_NAME_BYTES_MAX };
_Static_assert((int)ACCOUNT_NAME_BYTES_MAX >= 2 * (int)CERTIFICATE_HASH_BYTES, "either fits");

static const char *act_on(char ret_words[ACT_BYTES], const char *act, struct span what)
{
    snprintf(ret_words, ACT_BYTES, "%s: %.*s", act, (int)what.size, (const char *)what.data);
    return ret_words;
}

bool api_token_add(struct api_request *request, struct error *err)
{
    struct new_token new;
    struct account account;
    char words[ACT_BYTES];
    bool ok = read_token(request, &new, err) &&
              api_on_account(request, act_on(words, "token added", new.token.name), put_token,
                             &new.token, &account, err);
    if (ok) {
        struct json_writer *json = api_begin(request, 201);
        json_open_object(json, NULL);
        json_string(json, "name", new.token.name);
        json_text(json, "token", new.text);
        if (new.token.until != INT64_MAX)
            api_write_moment(json, "until", new.token.until);
        json_close(json);
        ok = api_end(request, err);
    }
    sodium_memzero(&new, sizeof new);
    return ok;
}

static bool end_token(struct store *store, const struct account *account, const void *word,
                      struct error *err)
{
    const struct span *name = word;
    bool ended = false;
    return token_end(store, account->number, *name, &ended, err) &&
           (ended || error_input(err, ERROR_NOT_FOUND, "token", "there is none of this name"));
}

bool api_token_end(struct api_request *request, struct error *err)
{
    struct account account;
    char words[ACT_BYTES];
    struct span *name = &request->names[1];
    if (!account_name_valid(*name))
        return error_input(err, ERROR_NOT_FOUND, "token", "there is none of this name");
    return api_on_account(request, act_on(words, "token ended", *name), end_token, name, &account,
                          err) &&
           api_empty(request);
}

struct certificate_put {
    unsigned char hash[CERTIFICATE_HASH_BYTES];
    int64_t made;
};

static bool read_hash(struct span digits, unsigned char ret_hash[CERTIFICATE_HASH_BYTES],
                      struct error *err)
{
    size_t place = 0;
    return (digits.size == 2 * CERTIFICATE_HASH_BYTES && hex_decode(ret_hash, digits, &place)) ||
           error_input(err, ERROR_VALUE, "sha256", "expected 64 digits of base 16");
}

static bool read_certificate(struct api_request *request, struct certificate_put *ret_put,
                             struct error *err)
{
    struct api_field fields[] = {{"pem", false, {0}}, {"sha256", false, {0}}};
    if (!api_fields(request, fields, 2, err))
        return false;
    if ((fields[0].text.size > 0) == (fields[1].text.size > 0))
        return error_input(err, ERROR_VALUE, "body", "expected either 'pem' or 'sha256'");
    ret_put->made = api_now(request);
    if (fields[0].text.size > 0)
        return certificate_hash_pem(fields[0].text, ret_put->hash, err);
    return read_hash(fields[1].text, ret_put->hash, err);
}

static bool put_certificate(struct store *store, const struct account *account, const void *word,
                            struct error *err)
{
    const struct certificate_put *put = word;
    return certificate_put(store, span_of(put->hash, sizeof put->hash), account->number, put->made,
                           err);
}

bool api_certificate_add(struct api_request *request, struct error *err)
{
    struct certificate_put put;
    struct account account;
    char hex[2 * CERTIFICATE_HASH_BYTES + 1];
    char words[ACT_BYTES];
    if (!read_certificate(request, &put, err))
        return false;
    hex_encode(hex, put.hash, sizeof put.hash);
    act_on(words, "certificate added", span_text(hex));
    if (!api_on_account(request, words, put_certificate, &put, &account, err))
        return false;
    struct json_writer *json = api_begin(request, 201);
    json_open_object(json, NULL);
    json_string(json, "name", account.name);
    json_text(json, "sha256", hex);
    json_close(json);
    return api_end(request, err);
}

static bool end_certificate(struct store *store, const struct account *account, const void *word,
                            struct error *err)
{
    const struct certificate_put *put = word;
    bool ended = false;
    return certificate_end(store, span_of(put->hash, sizeof put->hash), account->number, &ended,
                           err) &&
           (ended || error_input(err, ERROR_NOT_FOUND, "certificate", "the account has none such"));
}

bool api_certificate_end(struct api_request *request, struct error *err)
{
    struct certificate_put put;
    struct account account;
    char words[ACT_BYTES];
    return read_hash(request->names[1], put.hash, err) &&
           api_on_account(request, act_on(words, "certificate ended", request->names[1]),
                          end_certificate, &put, &account, err) &&
           api_empty(request);
}
