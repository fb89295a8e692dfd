/* Questions and answers of the control socket, as bytes. */
#include <stdio.h>

#include "base/limits.h"
#include "node/control_inside.h"
#include "text/json_tree.h"
#include "text/json_writer.h"

void control_address(int folder, struct sockaddr_un *ret_address)
{
    *ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(ret_address->sun_path, sizeof ret_address->sun_path, "/proc/self/fd/%d/%s", folder,
             CONTROL_SOCKET);
}

void control_operator(struct signed_in *ret_who, char ret_name[OPERATOR_NAME_BYTES],
                      struct node *node, uid_t uid)
{
    const struct world *world = worlds_hold(&node->worlds);
    const struct stored_audience *own = world_audience_of(world, AUDIENCE_OWN, (struct span){0});
    snprintf(ret_name, OPERATOR_NAME_BYTES, "operator:%llu", (unsigned long long)uid);
    *ret_who = (struct signed_in){
        .name = span_text(ret_name),
        .role = ROLE_OPERATOR,
        .of = ROLE_OF_OWN,
        .may = role_may(ROLE_OPERATOR, ROLE_OF_OWN),
        .caller = {.name = span_text(ret_name), .org = world->own, .role = ROLE_OPERATOR},
    };
    if (own != NULL)
        ret_who->caller.audience = *own;
    worlds_let_go(&node->worlds, world);
}

void control_answer(struct node *node, uid_t uid, const struct control_question *question,
                    struct api_answer *ret_answer)
{
    struct signed_in who;
    char name[OPERATOR_NAME_BYTES];
    struct arena arena;
    arena_init(&arena, API_REQUEST_BYTES_MAX);
    control_operator(&who, name, node, uid);
    const struct api_call call = {
        .node = node,
        .who = &who,
        .method = question->method,
        .path = question->path,
        .query = question->query,
        .query_count = question->query_count,
        .body = question->body,
        .arena = &arena,
    };
    api_answer(&call, ret_answer);
    arena_release(&arena);
}

bool control_question_write(const struct control_question *question, struct dynbuf *out,
                            struct error *err)
{
    struct json_writer json;
    json_writer_init_compact(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "method", http_method_name(question->method));
    json_string(&json, "path", question->path);
    json_open_object(&json, "query");
    for (size_t i = 0; i < question->query_count; i++) {
        json_name(&json, question->query[i].name);
        json_string(&json, NULL, question->query[i].value);
    }
    json_close(&json);
    json_string(&json, "body", question->body);
    json_close(&json);
    dynbuf_char(out, '\n');
    return json_writer_finish(&json, "the question", err);
}

/* Of those that a question has, all of a kind; no others. */
static bool check_members(const struct json_value *root, const char *const *names, size_t count,
                          struct error *err)
{
    if (root->type != JSON_TYPE_OBJECT || root->count != count)
        return error_input(err, ERROR_VALUE, "line", "expected an object of %zu members", count);
    for (size_t i = 0; i < count; i++)
        if (json_member(root, names[i]) == NULL)
            return error_input(err, ERROR_VALUE, "line", "expected '%s'", names[i]);
    return true;
}

static bool read_method(struct span name, enum http_method *ret_method, struct error *err)
{
    for (int method = HTTP_GET; method < HTTP_OTHER; method++)
        if (span_is(name, http_method_name((enum http_method)method))) {
            *ret_method = (enum http_method)method;
            return true;
        }
    return error_input(err, ERROR_VALUE, "method", "expected one of HTTP");
}

static bool read_query(const struct json_value *query, struct arena *arena,
                       struct control_question *ret_question, struct error *err)
{
    if (query->type != JSON_TYPE_OBJECT || query->count > HTTP_QUERY_PAIRS_MAX)
        return error_input(err, ERROR_VALUE, "query", "expected an object of a few members");
    struct http_pair *pairs = arena_array(arena, query->count, sizeof *pairs);
    size_t count = 0;
    if (pairs == NULL)
        return error_memory(err, "reading a question");
    for (const struct json_value *at = query->first; at != NULL; at = at->next) {
        if (at->type != JSON_TYPE_STRING)
            return error_input(err, ERROR_VALUE, "query", "expected strings");
        pairs[count++] = (struct http_pair){.name = at->name, .value = at->text};
    }
    ret_question->query = pairs;
    ret_question->query_count = count;
    return true;
}

bool control_question_read(struct span line, struct arena *arena,
                           struct control_question *ret_question, struct error *err)
{
    static const char *const names[] = {"method", "path", "query", "body"};
    const struct json_value *root = NULL;
    struct control_question question = {0};
    if (!json_tree_read(line, "line", arena, &root, err) || !check_members(root, names, 4, err) ||
        !read_method(json_member_text(root, "method"), &question.method, err) ||
        !read_query(json_member(root, "query"), arena, &question, err))
        return false;
    question.path = json_member_text(root, "path");
    question.body = json_member_text(root, "body");
    if (question.path.data == NULL || question.body.data == NULL)
        return error_input(err, ERROR_VALUE, "line", "expected strings for path and body");
    *ret_question = question;
    return true;
}

bool control_head_write(const struct api_answer *answer, struct dynbuf *out, struct error *err)
{
    struct json_writer json;
    json_writer_init_compact(&json, out);
    json_open_object(&json, NULL);
    json_u64(&json, "status", answer->status);
    json_text(&json, "media_type", answer->media_type == NULL ? "" : answer->media_type);
    json_u64(&json, "size", answer->body.size);
    json_close(&json);
    dynbuf_char(out, '\n');
    return json_writer_finish(&json, "the answer's head", err);
}

/* Media types are static text: those that the API has. */
static const char *media_type_of(struct span name)
{
    static const char *const types[] = {API_JSON, API_TEXT, API_BYTES};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (span_is(name, types[i]))
            return types[i];
    return NULL;
}

bool control_head_read(struct span line, struct arena *arena, struct api_answer *ret_answer,
                       uint64_t *ret_size, struct error *err)
{
    static const char *const names[] = {"status", "media_type", "size"};
    const struct json_value *root = NULL;
    int64_t status = 0;
    int64_t size = 0;
    if (!json_tree_read(line, "answer", arena, &root, err) || !check_members(root, names, 3, err))
        return false;
    if (!json_value_integer(json_member(root, "status"), &status) || status < 200 || status > 599 ||
        !json_value_integer(json_member(root, "size"), &size) || size < 0 ||
        size > API_ANSWER_BYTES_MAX)
        return error_input(err, ERROR_VALUE, "answer", "expected a status and a size");
    ret_answer->status = (unsigned)status;
    ret_answer->media_type = media_type_of(json_member_text(root, "media_type"));
    *ret_size = (uint64_t)size;
    return true;
}
