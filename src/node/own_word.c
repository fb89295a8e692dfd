#include "node/own_word.h"

#include "base/limits.h"

enum { WORD_BYTES_MAX = 4096 };

static bool refuse(struct error *err, const char *place, const char *why)
{
    return error_input(err, ERROR_VALUE, place, "%s", why);
}

static bool has(const struct span *names, size_t count, struct span name)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal(names[i], name))
            return true;
    return false;
}

static bool keep(struct dynbuf *text, struct arena *arena, struct span *ret_text, struct error *err)
{
    if (text->failed)
        return dynbuf_error(text, "what is signed", err);
    const char *copy = arena_text(arena, dynbuf_bytes(text));
    if (copy == NULL)
        return error_memory(err, "reading what is signed");
    *ret_text = span_of(copy, text->size);
    return true;
}

/* A time in the one form in which it is signed. */
static bool write_time(const struct timestamp *time, struct arena *arena, struct span *ret_text,
                       struct error *err)
{
    struct dynbuf out;
    dynbuf_init(&out, WORD_BYTES_MAX);
    timestamp_write(&out, time);
    bool ok = keep(&out, arena, ret_text, err);
    dynbuf_release(&out);
    return ok;
}

/* Whom the marking names is let in by name, as the gate does (docs/release-rules.md). */
static bool check_reach(const struct marking *marking, const struct audience *audience,
                        struct error *err)
{
    enum reach reach = marking_reaches(marking, audience);
    return reach == REACH_YES || (reach == REACH_NO_PERSON && marking->persons.count > 0) ||
           error_input(err, ERROR_VALUE, "audience",
                       "the object does not go there, approved or not: %s", reach_text(reach));
}

/* `*ret_code`: of a member. */
static bool find_audience(const struct config *config, struct span words,
                          struct audience *ret_audience, struct error *err)
{
    struct span name = words;
    enum org_kind kind = ORG_MEMBER;
    *ret_audience = (struct audience){.class = AUDIENCE_PUBLIC};
    if (span_is(words, "public"))
        return true;
    if (span_starts_with(words, "desk:")) {
        kind = ORG_DESK;
        name = span_part(words, strlen("desk:"), words.size);
    } else if (span_starts_with(words, "member:")) {
        name = span_part(words, strlen("member:"), words.size);
    }
    const struct config_org *org = config_org_named(config, name);
    if (org == NULL || org->kind != kind)
        return refuse(err, "audience",
                      "expected public, member:CODE or desk:NAME of those in node.yaml");
    if (span_equal(name, config->member))
        return refuse(err, "audience", "the own member sees what it approves");
    *ret_audience = (struct audience){.class = kind == ORG_DESK ? AUDIENCE_DESK : AUDIENCE_MEMBER,
                                      .member = name};
    return true;
}

static bool take_audience(const struct config *config, const struct own_word_asked *asked,
                          struct arena *arena, struct signed_word *word, struct error *err)
{
    struct audience audience;
    struct dynbuf out;
    if (!find_audience(config, asked->audience, &audience, err) ||
        !check_reach(&asked->marking, &audience, err))
        return false;
    dynbuf_init(&out, WORD_BYTES_MAX);
    if (audience.class == AUDIENCE_MEMBER && !span_starts_with(asked->audience, "member:"))
        dynbuf_text(&out, "member:");
    dynbuf_span(&out, asked->audience);
    bool ok = keep(&out, arena, &word->audience, err);
    dynbuf_release(&out);
    return ok;
}

static bool take_until(const struct own_word_asked *asked, struct arena *arena,
                       struct signed_word *word, struct error *err)
{
    struct timestamp until;
    if (!timestamp_parse(asked->until, &until))
        return refuse(err, "until", "expected a time such as 2027-01-31T12:00:00Z");
    if (timestamp_micros(&until) <= asked->now)
        return refuse(err, "until", "expected a time to come");
    return write_time(&until, arena, &word->until, err);
}

/* The own identity that the marking names as an originator. */
static bool take_originator(const struct config_org *own, const struct own_word_asked *asked,
                            struct signed_word *word, struct error *err)
{
    const struct marking_set *orcon = &asked->marking.orcon;
    size_t count = 0;
    for (size_t i = 0; i < orcon->count; i++) {
        if (!has(own->identities, own->identity_count, orcon->names[i]) ||
            (asked->by.size > 0 && !span_equal(asked->by, orcon->names[i])))
            continue;
        word->by = orcon->names[i];
        count++;
    }
    if (orcon->count == 0)
        return refuse(err, "object",
                      "its marking names no originator, so that nobody needs approve");
    if (count == 0)
        return refuse(err, "by",
                      "expected an originator whom the marking names, of the own member");
    return count == 1 ||
           refuse(err, "by", "several of the own member are originators; expected one of them");
}

/* Its creator, when that is an own identity; else the one that speaks for the own member. */
static bool take_creator(const struct config_org *own, const struct own_word_asked *asked,
                         struct signed_word *word, struct error *err)
{
    if (!asked->own)
        return refuse(err, "object", "only the member that made it lowers it");
    if (!asked->has_version)
        return refuse(err, "object", "it has no versions, of which one could be lower");
    if (own->identity_count == 0)
        return refuse(err, CONFIG_NAME, "the own member has no identity");
    word->by = has(own->identities, own->identity_count, asked->creator) ? asked->creator
                                                                         : own->identities[0];
    return true;
}

bool own_word_make(const struct config *config, const struct own_word_asked *asked,
                   struct arena *arena, struct signed_word *ret_word, struct error *err)
{
    const struct config_org *own = config_org_named(config, config->member);
    struct signed_word word = {
        .kind = asked->kind, .object = asked->object, .version = span_text("none")};
    ensure(asked->content.size == OBJECT_HASH_BYTES);
    memcpy(word.content, asked->content.data, OBJECT_HASH_BYTES);
    if (asked->has_version && !write_time(&asked->version, arena, &word.version, err))
        return false;
    bool ok = asked->kind == SIGNED_LOWERING
                  ? take_creator(own, asked, &word, err)
                  : take_originator(own, asked, &word, err) &&
                        take_audience(config, asked, arena, &word, err) &&
                        take_until(asked, arena, &word, err);
    if (ok)
        *ret_word = word;
    return ok;
}

bool own_word_sign(const struct config *config, const struct keys *keys,
                   const struct signed_word *word, struct dynbuf *out, struct error *err)
{
    struct note_signer signer;
    struct dynbuf text;
    if (!note_signer_make(&signer, config->member, NOTE_ED25519, keys->object_seed, err))
        return false;
    dynbuf_init(&text, NOTE_BYTES_MAX);
    bool ok =
        signed_word_print(word, &text, err) && note_sign(&signer, dynbuf_bytes(&text), out, err);
    note_signer_clear(&signer);
    dynbuf_release(&text);
    return ok;
}

bool own_word_members(const struct signed_word *word, const struct marking *marking,
                      struct json_writer *json, struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, API_ANSWER_BYTES_MAX);
    marking_write(&text, marking);
    signed_word_members(word, json);
    json_string(json, "marking", dynbuf_bytes(&text));
    bool ok = !text.failed || dynbuf_error(&text, "a marking", err);
    dynbuf_release(&text);
    return ok;
}

bool own_word_check_key(const struct config *config, const struct keys *keys, struct error *err)
{
    const struct config_org *own = config_org_named(config, config->member);
    return !own->has_key || memcmp(own->key, keys->object_public, sizeof own->key) == 0 ||
           error_input(err, ERROR_VALUE, CONFIG_NAME,
                       "the key of '%.*s' is not that of keys/object.key", (int)own->name.size,
                       (const char *)own->name.data);
}
