#include "cli/ask_node.h"

#include <stdio.h>

#include <sodium.h>

#include "cli/means.h"
#include "node/control.h"
#include "store/people.h"

/* Whose fault it is, by the status. */
static bool refused(const struct node_answer *answer, struct error *err)
{
    const unsigned status = answer->raw.status;
    struct span message = json_member_text(json_member(answer->root, "error"), "message");
    if (message.size == 0)
        message = span_text("the node refuses without a word");
    error_input(err,
                status == 404   ? ERROR_NOT_FOUND
                : status == 409 ? ERROR_CONFLICT
                                : ERROR_VALUE,
                "node", "%.*s", (int)message.size, (const char *)message.data);
    if (status >= 500)
        err->code = status == 503 ? ERROR_BUSY : ERROR_IO;
    return false;
}

static bool read_answer(struct node_answer *answer, struct error *err)
{
    struct span body = dynbuf_bytes(&answer->raw.body);
    bool json = answer->raw.media_type != NULL && strcmp(answer->raw.media_type, API_JSON) == 0;
    if (json && !json_tree_read(body, "the node's answer", &answer->arena, &answer->root, err))
        return false;
    return answer->raw.status < 300 || refused(answer, err);
}

bool ask_node(struct node_answer *ret_answer, const struct words *words, enum http_method method,
              const char *path, const char *const *parameters, const struct dynbuf *body,
              struct error *err)
{
    const struct gate_means means = cli_means();
    struct http_pair pairs[HTTP_QUERY_PAIRS_MAX];
    struct node_answer answer = {0};
    struct control_question question = {.method = method, .path = span_text(path), .query = pairs};
    const char *home = NULL;
    for (size_t i = 0; parameters != NULL && parameters[i] != NULL; i += 2)
        if (parameters[i + 1] != NULL)
            pairs[question.query_count++] =
                (struct http_pair){span_text(parameters[i]), span_text(parameters[i + 1])};
    if (body != NULL)
        question.body = dynbuf_bytes(body);
    if (sodium_init() < 0)
        return error_os(err, ERROR_IO, "start", "libsodium", 0);
    if (!cli_home(words, &home, err) || !control_ask(home, &means, &question, &answer.raw, err))
        return false;
    arena_init(&answer.arena, CLI_OUTPUT_BYTES_MAX);
    if (!read_answer(&answer, err)) {
        node_answer_release(&answer);
        return false;
    }
    *ret_answer = answer;
    return true;
}

void node_answer_release(struct node_answer *answer)
{
    if (answer->raw.body.data != NULL)
        sodium_memzero(answer->raw.body.data, answer->raw.body.size);
    dynbuf_release(&answer->raw.body);
    arena_release(&answer->arena);
    *answer = (struct node_answer){0};
}

static bool check_name(const char *name, struct error *err)
{
    return account_name_valid(span_text(name)) ||
           error_input(err, ERROR_USAGE, name,
                       "expected lower-case letters, digits, and in between '.', '_', '-', '@'");
}

bool ask_user_path(char ret_path[ASK_PATH_BYTES], const char *name, const char *act,
                   const char *what, struct error *err)
{
    if (!check_name(name, err) || (what != NULL && !check_name(what, err)))
        return false;
    int size =
        snprintf(ret_path, ASK_PATH_BYTES, "/users/%s%s%s", name, act, what == NULL ? "" : what);
    ensure(size > 0 && size < ASK_PATH_BYTES);
    return true;
}

bool ask_body(struct dynbuf *ret_body, const char *const *members, struct error *err)
{
    struct json_writer json;
    json_writer_init_compact(&json, ret_body);
    json_open_object(&json, NULL);
    for (size_t i = 0; members[i] != NULL; i += 2)
        if (members[i + 1] != NULL)
            json_text(&json, members[i], members[i + 1]);
    json_close(&json);
    return json_writer_finish(&json, "the question", err);
}

int ask_print(const struct words *words, struct node_answer *answer, ask_tell *tell)
{
    struct dynbuf out;
    struct error err;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    if (!words_has(words, "--json"))
        tell(&out, answer->root);
    else if (answer->raw.media_type == NULL)
        dynbuf_text(&out, "{}\n");
    else
        dynbuf_span(&out, dynbuf_bytes(&answer->raw.body));
    node_answer_release(answer);
    return cli_print(&out, "the answer", &err) ? EXIT_DONE : cli_fail(&err);
}

int ask_add(const struct words *words, const char *path, const char *const *members, ask_tell *tell)
{
    struct node_answer answer;
    struct dynbuf body;
    struct error err;
    dynbuf_init(&body, API_BODY_BYTES_MAX);
    bool ok = ask_body(&body, members, &err) &&
              ask_node(&answer, words, HTTP_POST, path, NULL, &body, &err);
    dynbuf_release(&body);
    return ok ? ask_print(words, &answer, tell) : cli_fail(&err);
}

int ask_list(const struct words *words, const char *path, ask_tell *tell)
{
    struct node_answer answer;
    struct error err;
    return ask_node(&answer, words, HTTP_GET, path, NULL, NULL, &err)
               ? ask_print(words, &answer, tell)
               : cli_fail(&err);
}

int ask_end(const struct words *words, const char *path, const char *number, const char *expected,
            ask_tell *tell)
{
    char whole[ASK_PATH_BYTES];
    struct node_answer answer;
    struct error err;
    if (strspn(number, "0123456789") != strlen(number) ||
        snprintf(whole, sizeof whole, "%s/%s", path, number) >= ASK_PATH_BYTES) {
        error_input(&err, ERROR_USAGE, number, "%s", expected);
        return cli_misuse(words->command, &err);
    }
    return ask_node(&answer, words, HTTP_DELETE, whole, NULL, NULL, &err)
               ? ask_print(words, &answer, tell)
               : cli_fail(&err);
}

void ask_put_each(struct dynbuf *out, const struct json_value *root, const char *name,
                  ask_tell *put)
{
    const struct json_value *list = json_member(root, name);
    for (const struct json_value *at = list == NULL ? NULL : list->first; at != NULL; at = at->next)
        put(out, at);
}

void ask_put(struct dynbuf *out, const struct json_value *object, const char *name)
{
    struct span text = json_member_text(object, name);
    dynbuf_span(out, text.size > 0 ? text : span_text("-"));
}

void ask_put_raise(struct dynbuf *out, const struct json_value *overlay)
{
    const struct json_value *leaf = json_member(overlay, "leaf");
    if (json_member(overlay, "tlp") != NULL) {
        dynbuf_text(out, "tlp ");
        ask_put(out, overlay, "tlp");
        dynbuf_text(out, " ");
    }
    if (json_member(overlay, "marking") != NULL) {
        ask_put(out, overlay, "marking");
        dynbuf_text(out, " ");
    }
    dynbuf_text(out, "by ");
    ask_put(out, overlay, "by");
    dynbuf_text(out, " at ");
    ask_put(out, overlay, "made");
    if (leaf != NULL)
        dynbuf_format(out, " (leaf %.*s)", (int)leaf->text.size, (const char *)leaf->text.data);
}
