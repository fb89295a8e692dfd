#include "cli/sign_file.h"

#include <sodium.h>

#include "base/hex.h"
#include "cli/means.h"
#include "cli/object_file.h"
#include "intel/check.h"
#include "node/own_word.h"

enum { TELL_DIGITS = 12 };

/* The version that is meant, so far. */
struct meaning {
    const struct sign_asked *asked;
    struct arena arena; /* of the objects with the id */
    struct object object;
    unsigned char content[OBJECT_HASH_BYTES];
    bool some, several; /* contents under one version */
};

static struct span text_or_none(const char *text)
{
    return text == NULL ? (struct span){0} : span_text(text);
}

static bool is_meant(const struct meaning *meaning, const struct object *object,
                     const unsigned char *content)
{
    char hex[2 * OBJECT_HASH_BYTES + 1];
    struct timestamp version;
    hex_encode(hex, content, OBJECT_HASH_BYTES);
    return (meaning->asked->version == NULL ||
            (object->has_version && timestamp_parse(span_text(meaning->asked->version), &version) &&
             timestamp_compare(&version, &object->version) == 0)) &&
           (meaning->asked->content == NULL ||
            span_starts_with(span_text(hex), meaning->asked->content));
}

/* The newest is meant; of two contents that are as new, nobody can say which. */
static void weigh(struct meaning *meaning, const struct object *object,
                  const unsigned char *content)
{
    int order = 1;
    if (meaning->some)
        order = !object->has_version || !meaning->object.has_version
                    ? 0
                    : timestamp_compare(&object->version, &meaning->object.version);
    if (order < 0 || (order == 0 && memcmp(content, meaning->content, OBJECT_HASH_BYTES) == 0))
        return;
    meaning->several = order == 0;
    meaning->some = true;
    meaning->object = *object;
    memcpy(meaning->content, content, OBJECT_HASH_BYTES);
}

/* What cannot be read has no id: a node would not take it either. */
static bool has_id(const struct meaning *meaning, struct span bytes)
{
    struct arena arena;
    struct object object;
    struct error ignored;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool has =
        object_read(bytes, &arena, &object, &ignored) && span_is(object.id, meaning->asked->id);
    arena_release(&arena);
    return has;
}

static bool find(struct meaning *meaning, const struct object_file *file, struct error *err)
{
    for (size_t i = 0; i < file->envelope.count; i++) {
        unsigned char content[OBJECT_HASH_BYTES];
        struct span bytes = file->envelope.objects[i];
        struct object object;
        if (!has_id(meaning, bytes))
            continue;
        if (!object_read(bytes, &meaning->arena, &object, err) ||
            !object_content_hash(&object, content, err))
            return false;
        if (is_meant(meaning, &object, content))
            weigh(meaning, &object, content);
    }
    if (!meaning->some)
        return error_input(err, ERROR_NOT_FOUND, file->path, "no such object or version is in it");
    return !meaning->several ||
           error_input(err, ERROR_CONFLICT, file->path,
                       "it has several contents under this version; expected --content");
}

static bool is_own(const struct config *config, struct span creator)
{
    const struct config_org *own = config_org_named(config, config->member);
    bool is = creator.size == 0; /* then whoever posts it has made it */
    for (size_t i = 0; i < own->identity_count; i++)
        is = is || span_equal(own->identities[i], creator);
    return is;
}

static bool make_word(const struct config *config, struct meaning *meaning,
                      struct object_file *file, struct own_word_asked *asked,
                      struct signed_word *word, struct error *err)
{
    const struct marking_source source = object_file_markings(file);
    const struct object *object = &meaning->object;
    *asked = (struct own_word_asked){
        .kind = meaning->asked->kind,
        .object = object->id,
        .has_version = object->has_version,
        .version = object->version,
        .content = span_of(meaning->content, sizeof meaning->content),
        .creator = object->created_by,
        .own = is_own(config, object->created_by),
        .audience = text_or_none(meaning->asked->to),
        .until = text_or_none(meaning->asked->until),
        .by = text_or_none(meaning->asked->by),
        .now = cli_seconds() * 1000000,
    };
    if (!check_passes(object, &meaning->arena, err) ||
        !marking_of(object, &source, &meaning->arena, &asked->marking, err))
        return false;
    if (asked->marking.defects & DEFECT_UNKNOWN)
        return error_input(err, ERROR_VALUE, file->path,
                           "expected the marking definitions that the object names in it too");
    return own_word_make(config, asked, &meaning->arena, word, err);
}

static bool print(const struct config *config, const struct keys *keys,
                  const struct meaning *meaning, const struct own_word_asked *asked,
                  const struct signed_word *word, struct dynbuf *out, struct error *err)
{
    struct json_writer json;
    struct dynbuf note;
    dynbuf_init(&note, NOTE_BYTES_MAX);
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    bool ok = own_word_members(word, &asked->marking, &json, err) &&
              (meaning->asked->dry || own_word_sign(config, keys, word, &note, err));
    if (!meaning->asked->dry)
        json_string(&json, "note", dynbuf_bytes(&note));
    json_close(&json);
    dynbuf_release(&note);
    return ok && json_writer_finish(&json, "the note", err);
}

static bool sign(const struct config *config, const struct keys *keys, const char *path,
                 const struct sign_asked *asked, struct dynbuf *out, struct error *err)
{
    struct meaning meaning = {.asked = asked};
    struct object_file file;
    struct own_word_asked of;
    struct signed_word word;
    arena_init(&meaning.arena, OBJECT_ARENA_BYTES);
    bool ok = object_file_open(&file, path, err) && object_file_read(&file, err) &&
              find(&meaning, &file, err) && make_word(config, &meaning, &file, &of, &word, err) &&
              object_file_whole(&file, err) && print(config, keys, &meaning, &of, &word, out, err);
    object_file_release(&file);
    arena_release(&meaning.arena);
    return ok;
}

bool sign_file(struct node_answer *ret_answer, const struct words *words, const char *path,
               const struct sign_asked *asked, struct error *err)
{
    struct node_answer answer = {.raw = {.media_type = API_JSON}};
    struct config config = {0};
    struct keys keys = {0};
    const char *home = NULL;
    if (sodium_init() < 0)
        return error_os(err, ERROR_IO, "start", "libsodium", 0);
    dynbuf_init(&answer.raw.body, API_ANSWER_BYTES_MAX);
    arena_init(&answer.arena, CLI_OUTPUT_BYTES_MAX);
    bool ok =
        cli_home(words, &home, err) && config_read(&config, home, err) &&
        keys_read(&keys, home, err) && own_word_check_key(&config, &keys, err) &&
        sign(&config, &keys, path, asked, &answer.raw.body, err) &&
        json_tree_read(dynbuf_bytes(&answer.raw.body), path, &answer.arena, &answer.root, err);
    keys_clear(&keys);
    config_release(&config);
    if (ok)
        *ret_answer = answer;
    else
        node_answer_release(&answer);
    return ok;
}
