/* The register as text: a line of JSON a version, and the sum of all. */
#include <stddef.h>

#include "base/limits.h"
#include "base/sum_line.h"
#include "screen/register.h"
#include "text/json_reader.h"
#include "text/json_writer.h"
#include "text/place.h"

enum member_kind { MEMBER_TEXT, MEMBER_HASH, MEMBER_INDEX, MEMBER_NUMBER, MEMBER_BOOL };

struct member {
    const char *name;
    enum member_kind kind;
    size_t offset;
};

#define AT(field) offsetof(struct list_version, field)

static const struct member members[] = {
    {"list", MEMBER_TEXT, AT(list)},
    {"authority", MEMBER_TEXT, AT(authority)},
    {"scope", MEMBER_TEXT, AT(scope)},
    {"form", MEMBER_TEXT, AT(form)},
    {"date", MEMBER_TEXT, AT(date)},
    {"date_from", MEMBER_TEXT, AT(date_from)},
    {"imported", MEMBER_NUMBER, AT(imported)},
    {"sha256", MEMBER_HASH, AT(sha256)},
    {"index", MEMBER_INDEX, AT(index)},
    {"entries", MEMBER_NUMBER, AT(entries)},
    {"addresses", MEMBER_NUMBER, AT(addresses)},
    {"mistyped", MEMBER_NUMBER, AT(mistyped)},
    {"cut", MEMBER_NUMBER, AT(cut)},
    {"left_out", MEMBER_TEXT, AT(left_out)},
    {"absent", MEMBER_TEXT, AT(absent)},
    {"accepted_shrink", MEMBER_BOOL, AT(accepted_shrink)},
    {"warnings", MEMBER_TEXT, AT(warnings)},
    {"refused", MEMBER_TEXT, AT(refused)},
};
enum { MEMBERS = sizeof members / sizeof *members };

static void print_member(struct json_writer *json, const struct member *member, const void *field)
{
    switch (member->kind) {
    case MEMBER_TEXT:
        json_text(json, member->name, *(const char *const *)field);
        break;
    case MEMBER_HASH:
    case MEMBER_INDEX:
        json_text(json, member->name, field);
        break;
    case MEMBER_NUMBER:
        json_u64(json, member->name, *(const uint64_t *)field);
        break;
    case MEMBER_BOOL:
        json_bool(json, member->name, *(const bool *)field);
        break;
    }
}

static void print_version(const struct list_version *version, struct dynbuf *text)
{
    struct json_writer json;
    json_writer_init_compact(&json, text);
    json_open_object(&json, NULL);
    for (size_t i = 0; i < MEMBERS; i++)
        print_member(&json, &members[i], (const char *)version + members[i].offset);
    json_open_array(&json, "files");
    for (size_t i = 0; i < version->file_count; i++) {
        json_open_object(&json, NULL);
        json_text(&json, "name", version->files[i].name);
        json_text(&json, "sha256", version->files[i].sha256);
        json_close(&json);
    }
    json_close(&json);
    json_close(&json);
    dynbuf_char(text, '\n');
}

void list_register_print(const struct list_register *lists, struct dynbuf *ret_text)
{
    dynbuf_text(ret_text, "trefoil-lists 1\n");
    for (size_t i = 0; i < lists->count; i++)
        print_version(&lists->versions[i], ret_text);
    sum_line_put(ret_text);
}

static bool is_hex(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!((text.data[i] >= '0' && text.data[i] <= '9') ||
              (text.data[i] >= 'a' && text.data[i] <= 'f')))
            return false;
    return true;
}

static bool expect_hash(struct json_reader *json, char *ret_hash, struct error *err)
{
    struct span text;
    if (!json_expect_string(json, &text, err))
        return false;
    if (text.size != LIST_SHA256_TEXT_BYTES - 1 || !is_hex(text))
        return json_error(err, json, ERROR_VALUE, "no SHA-256; expected 64 digits");
    memcpy(ret_hash, text.data, text.size);
    ret_hash[text.size] = '\0';
    return true;
}

/* The name of a file that is opened: nothing but what was written may stand there. */
static bool expect_index(struct json_reader *json, char *ret_name, struct error *err)
{
    enum { HASH = LIST_SHA256_TEXT_BYTES - 1, NAME = LIST_INDEX_TEXT_BYTES - 1 };
    struct span text;
    if (!json_expect_string(json, &text, err))
        return false;
    if (text.size > 0 &&
        (text.size != NAME || text.data[HASH] != '-' || !is_hex(span_part(text, 0, HASH)) ||
         !is_hex(span_part(text, HASH + 1, NAME))))
        return json_error(err, json, ERROR_VALUE, "expected the name of an index");
    if (text.size > 0)
        memcpy(ret_name, text.data, text.size);
    ret_name[text.size] = '\0';
    return true;
}

static bool expect_text(struct json_reader *json, struct arena *texts, const char **ret_text,
                        struct error *err)
{
    struct span text;
    if (!json_expect_string(json, &text, err))
        return false;
    if (text.size > 0 && memchr(text.data, 0, text.size) != NULL)
        return json_error(err, json, ERROR_VALUE, "a zero in a text; expected none");
    *ret_text = arena_text(texts, text);
    return *ret_text != NULL || error_memory(err, "the register of lists");
}

static bool parse_member(struct json_reader *json, const struct member *member, void *field,
                         struct arena *texts, struct error *err)
{
    switch (member->kind) {
    case MEMBER_TEXT:
        return expect_text(json, texts, field, err);
    case MEMBER_HASH:
        return expect_hash(json, field, err);
    case MEMBER_INDEX:
        return expect_index(json, field, err);
    case MEMBER_NUMBER:
        return json_expect_u64(json, field, err);
    case MEMBER_BOOL:
        break;
    }
    if (!json_next(json, err))
        return false;
    if (json->token.kind != JSON_TRUE && json->token.kind != JSON_FALSE)
        return json_error(err, json, ERROR_VALUE, "expected true or false");
    *(bool *)field = json->token.kind == JSON_TRUE;
    return true;
}

static bool parse_file(struct json_reader *json, struct arena *texts, struct version_file *file,
                       struct error *err)
{
    bool more, ok = true;
    file->name = "";
    while (ok && (ok = json_next_member(json, &more, err)) && more) {
        if (span_is(json->token.text, "name"))
            ok = expect_text(json, texts, &file->name, err);
        else if (span_is(json->token.text, "sha256"))
            ok = expect_hash(json, file->sha256, err);
        else
            ok = json_skip_value(json, err);
    }
    return ok;
}

static bool parse_files(struct json_reader *json, struct arena *texts, struct list_version *version,
                        struct error *err)
{
    struct version_file *files = arena_array(texts, LIST_FILES_MAX, sizeof *files);
    bool more = true;
    if (files == NULL)
        return error_memory(err, "the register of lists");
    version->files = files;
    if (!json_expect(json, JSON_BEGIN_ARRAY, err))
        return false;
    while (json_next_element(json, &more, err)) {
        if (!more)
            return true;
        if (version->file_count == LIST_FILES_MAX || json->token.kind != JSON_BEGIN_OBJECT)
            return json_error(err, json, ERROR_VALUE, "expected at most %d files", LIST_FILES_MAX);
        if (!parse_file(json, texts, &files[version->file_count++], err))
            return false;
    }
    return false;
}

static bool parse_version(struct json_reader *json, struct list_register *lists, struct error *err)
{
    struct list_version version = {.list = "",
                                   .authority = "",
                                   .scope = "",
                                   .form = "",
                                   .date = "",
                                   .date_from = "",
                                   .left_out = "",
                                   .absent = "",
                                   .warnings = "",
                                   .refused = ""};
    bool more, ok = json_expect(json, JSON_BEGIN_OBJECT, err);
    while (ok && (ok = json_next_member(json, &more, err)) && more) {
        size_t i = 0;
        while (i < MEMBERS && !span_is(json->token.text, members[i].name))
            i++;
        if (i < MEMBERS)
            ok = parse_member(json, &members[i], (char *)&version + members[i].offset,
                              &lists->texts, err);
        else if (span_is(json->token.text, "files"))
            ok = parse_files(json, &lists->texts, &version, err);
        else
            ok = json_skip_value(json, err);
    }
    return ok && json_expect(json, JSON_END, err) && list_register_add(lists, &version, err);
}

static bool parse_lines(struct list_register *lists, struct span text, const char *name,
                        struct error *err)
{
    struct json_reader *json = NULL;
    bool ok = true;
    json = arena_alloc(&lists->texts, sizeof *json);
    if (json == NULL)
        return error_memory(err, "the register of lists");
    for (size_t at = 0; ok && at < text.size;) {
        const unsigned char *feed = memchr(text.data + at, '\n', text.size - at);
        size_t end = feed == NULL ? text.size : (size_t)(feed - text.data);
        json_reader_init(json, span_part(text, at, end), name);
        ok = parse_version(json, lists, err);
        json_reader_release(json);
        at = end + 1;
    }
    return ok;
}

bool list_register_parse(struct list_register *ret_register, struct span text, const char *name,
                         struct error *err)
{
    static const char head[] = "trefoil-lists 1\n";
    struct list_register lists = {.count = 0};
    if (!sum_line_take(text, &text) || !span_starts_with(text, head))
        return error_input(err, ERROR_DAMAGED, place_name(name),
                           "not as it was written; expected the register of lists and its sum");
    arena_init(&lists.texts, LIST_REGISTER_BYTES_MAX);
    text = span_part(text, sizeof head - 1, text.size);
    if (!parse_lines(&lists, text, name, err)) {
        list_register_release(&lists);
        return false;
    }
    *ret_register = lists;
    return true;
}
