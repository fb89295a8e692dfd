#include "node/health.h"

#include <stdarg.h>
#include <stdio.h>

#include "text/json_writer.h"

void health_init(struct health *health)
{
    *health = (struct health){0};
    pthread_mutex_init(&health->lock, NULL);
}

void health_release(struct health *health)
{
    pthread_mutex_destroy(&health->lock);
}

const char *health_check_name(enum health_check check)
{
    static const char *const names[HEALTH_CHECKS] = {
        [HEALTH_STORE] = "store",           [HEALTH_LOG] = "log",
        [HEALTH_CHECKPOINT] = "checkpoint", [HEALTH_DISK] = "disk",
        [HEALTH_CLOCK] = "clock",           [HEALTH_CERTIFICATE] = "certificate",
        [HEALTH_JOURNAL] = "journal",
    };
    return names[check];
}

const char *health_state_name(enum health_state state)
{
    static const char *const names[] = {
        [HEALTH_OK] = "ok", [HEALTH_DEGRADED] = "degraded", [HEALTH_FAILING] = "failing"};
    return names[state];
}

bool health_set(struct health *health, enum health_check check, enum health_state state,
                const char *format, ...)
{
    va_list words;
    pthread_mutex_lock(&health->lock);
    bool other = health->states[check] != state;
    health->states[check] = state;
    va_start(words, format);
    vsnprintf(health->texts[check], sizeof health->texts[check], format, words);
    va_end(words);
    pthread_mutex_unlock(&health->lock);
    return other;
}

enum health_state health_of(struct health *health, enum health_check check)
{
    pthread_mutex_lock(&health->lock);
    enum health_state state = health->states[check];
    pthread_mutex_unlock(&health->lock);
    return state;
}

enum health_state health_print(struct health *health, struct dynbuf *out)
{
    enum health_state worst = HEALTH_OK;
    struct json_writer json;
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    pthread_mutex_lock(&health->lock);
    for (size_t i = 0; i < HEALTH_CHECKS; i++)
        worst = health->states[i] > worst ? health->states[i] : worst;
    json_text(&json, "status", health_state_name(worst));
    json_open_object(&json, "checks");
    for (size_t i = 0; i < HEALTH_CHECKS; i++) {
        json_open_object(&json, health_check_name((enum health_check)i));
        json_text(&json, "status", health_state_name(health->states[i]));
        if (health->texts[i][0] != '\0')
            json_text(&json, "text", health->texts[i]);
        json_close(&json);
    }
    pthread_mutex_unlock(&health->lock);
    json_close(&json);
    json_close(&json);
    return worst;
}
