#include "node/serve.h"

#include <stdlib.h>

#include "node/serving.h"
#include "node/sign_in.h"

enum { STOP_MILLISECONDS = 10000 };
_Static_assert((int)SERVE_READERS >= (int)HTTP_THREADS + 2, "one a thread, the beat, the commands");

uint16_t serve_port(const struct serving *serving)
{
    return http_server_port(serving->http);
}

static void say_listening(const struct serving *serving)
{
    struct saying saying;
    say_begin(&saying, serving_now(serving), SAY_INFO, "listening");
    json_text(&saying.json, "address", serving->node->config.address);
    json_u64(&saying.json, "port", serve_port(serving));
    json_bool(&saying.json, "tls", serving->node->config.certificate != NULL);
    say_end(&saying, &serving->means.say);
}

static void say_plainly(const struct serving *serving, const char *event)
{
    struct saying saying;
    say_begin(&saying, serving_now(serving), SAY_INFO, event);
    say_end(&saying, &serving->means.say);
}

static bool make_sign_in(struct serving *serving, struct error *err)
{
    const struct sign_in_means means = {
        .readers = &serving->node->readers,
        .worlds = &serving->node->worlds,
        .gate = serving->node->means,
        .microseconds = serving->means.microseconds,
        .patient = serving->means.unlimited,
    };
    return sign_in_make(&serving->node->sign_in, &means, err);
}

static bool listen_http(struct serving *serving, struct error *err)
{
    const struct config *node = &serving->node->config;
    const struct tls_files files = {
        .certificate = node->certificate, .key = node->key, .authorities = node->authorities};
    struct http_config config;
    struct http_handler handler = serving_handler;
    struct http_server *http = NULL;
    http_config_init(&config, serving->means.microseconds, serving->means.seconds);
    config.address = node->address;
    config.port = node->port;
    config.tls = node->certificate == NULL ? NULL : &files;
    handler.context = serving;
    bool ok = http_server_start(&http, &config, &handler, err);
    serving->http = http;
    return ok;
}

static void release(struct serving *serving)
{
    control_stop(serving->control);
    sign_in_free(serving->node->sign_in);
    serving->node->sign_in = NULL;
    journal_release(&serving->journal);
    health_release(&serving->health);
    quota_release(&serving->requests);
    free(serving);
}

bool serve_start(struct serving **ret_serving, struct node *node, const struct serve_means *means,
                 struct error *err)
{
    struct serving *serving = calloc(1, sizeof *serving);
    if (serving == NULL)
        return error_memory(err, "starting the node");
    serving->node = node;
    serving->means = *means;
    serving->started = means->seconds();
    health_init(&serving->health);
    quota_init(&serving->requests, RATE_REQUESTS, RATE_SECONDS);
    if (!journal_open(&serving->journal, node->home, err) || !make_sign_in(serving, err) ||
        !beat_start(serving, err) || !control_start(&serving->control, node, err) ||
        !listen_http(serving, err)) {
        release(serving);
        return false;
    }
    say_listening(serving);
    *ret_serving = serving;
    return true;
}

bool serve_beat(struct serving *serving, struct error *err)
{
    beat(serving);
    uint64_t lost =
        serving->failing_since == 0 ? 0 : serving->means.microseconds() - serving->failing_since;
    return serving->node->config.postgres == NULL || lost < BEAT_LOST_SECONDS * UINT64_C(1000000) ||
           error_os(err, ERROR_IO, "write", "the store in PostgreSQL, which is out of reach", 0);
}

void serve_reload(struct serving *serving)
{
    struct error err;
    if (serving->node->config.certificate == NULL)
        say_plainly(serving, "nothing_to_reload");
    else if (http_server_reload(serving->http, &err))
        say_plainly(serving, "certificate_reloaded");
    else
        say_error(&serving->means.say, serving_now(serving), "certificate_not_reloaded", &err);
    serving->next_health = 0;
}

void serve_stop(struct serving *serving)
{
    if (serving == NULL)
        return;
    say_plainly(serving, "stopping");
    http_server_stop(serving->http, STOP_MILLISECONDS);
    control_stop(serving->control);
    serving->control = NULL;
    beat_checkpoint(serving);
    say_plainly(serving, "stopped");
    release(serving);
}
