/* What a running node does by the clock, and how it knows that it is well. */
#include <stdio.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/file.h"
#include "node/agreement.h"
#include "node/head.h"
#include "node/serving.h"
#include "store/leaves.h"

static const uint64_t second = 1000000;

/* Sets a check, and says it when that is news. */
static void set(struct serving *serving, enum health_check check, enum health_state state,
                const char *text)
{
    struct saying saying;
    if (!health_set(&serving->health, check, state, "%s", text))
        return;
    say_begin(&saying, serving_now(serving), state == HEALTH_OK ? SAY_INFO : SAY_WARNING, "health");
    json_text(&saying.json, "check", health_check_name(check));
    json_text(&saying.json, "status", health_state_name(state));
    if (text[0] != '\0')
        json_text(&saying.json, "text", text);
    say_end(&saying, &serving->means.say);
}

/* Durable, so that a full or read-only disk shows without anybody's POST, and that it is well again
 * shows too. */
static void look_at_store(struct serving *serving)
{
    struct writing *writing = &serving->node->writing;
    char text[HEALTH_TEXT_BYTES];
    struct error err;
    if (!clock_check(serving_now(serving), &err))
        return; /* nothing is written then: the clock's check says so */
    bool ok = writing_begin(writing, &err);
    if (ok) {
        ok = store_beat(&serving->node->store, serving_now(serving), &err);
        ok = writing_end(writing, ok, &err);
    }
    snprintf(text, sizeof text, "it cannot be written (%s): the event store_not_written says why",
             ok ? "" : error_name(err.code));
    if (!ok && health_of(&serving->health, HEALTH_STORE) == HEALTH_OK)
        say_error(&serving->means.say, serving_now(serving), "store_not_written", &err);
    if (ok)
        serving->failing_since = 0;
    else if (serving->failing_since == 0)
        serving->failing_since = serving->means.microseconds();
    set(serving, HEALTH_STORE, ok ? HEALTH_OK : HEALTH_FAILING, ok ? "" : text);
}

static void look_at_disk(struct serving *serving)
{
    char text[HEALTH_TEXT_BYTES];
    struct statvfs disk;
    if (statvfs(serving->node->home, &disk) != 0) {
        set(serving, HEALTH_DISK, HEALTH_DEGRADED, "how much is free cannot be told");
        return;
    }
    uint64_t bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    snprintf(text, sizeof text, "%llu MiB are free", (unsigned long long)(bytes >> 20));
    set(serving, HEALTH_DISK,
        bytes < HEALTH_DISK_BYTES_MIN   ? HEALTH_FAILING
        : bytes < HEALTH_DISK_BYTES_LOW ? HEALTH_DEGRADED
                                        : HEALTH_OK,
        text);
}

static void look_at_certificate(struct serving *serving)
{
    char text[HEALTH_TEXT_BYTES];
    int64_t until = http_server_certificate_until(serving->http);
    int64_t left = until - serving->means.seconds();
    if (until == INT64_MAX) {
        set(serving, HEALTH_CERTIFICATE, HEALTH_OK, "");
        return;
    }
    if (left <= 0)
        snprintf(text, sizeof text, "it has expired");
    else
        snprintf(text, sizeof text, "it holds for %lld more days", (long long)(left / 86400));
    set(serving, HEALTH_CERTIFICATE,
        left <= 0                                         ? HEALTH_FAILING
        : left < (int64_t)HEALTH_CERTIFICATE_DAYS * 86400 ? HEALTH_DEGRADED
                                                          : HEALTH_OK,
        text);
}

/* Moments of what is taken in go on from the last one whatever the clock says; ends of approvals
 * and tokens, and the log's times, do not. */
static void look_at_clock(struct serving *serving)
{
    char text[HEALTH_TEXT_BYTES];
    int64_t now = serving_now(serving);
    int64_t behind = (serving->latest - now) / (int64_t)second;
    struct error err;
    if (!clock_check(now, &err)) {
        set(serving, HEALTH_CLOCK, HEALTH_FAILING,
            "it is not between the years 1970 and 9998: nothing is taken");
        return;
    }
    if (now > serving->latest)
        serving->latest = now;
    if (behind < HEALTH_CLOCK_SECONDS) {
        set(serving, HEALTH_CLOCK, HEALTH_OK, "");
        return;
    }
    snprintf(text, sizeof text, "it went back: %lld s behind what it was", (long long)behind);
    set(serving, HEALTH_CLOCK, HEALTH_DEGRADED, text);
}

static void look_at_journal(struct serving *serving)
{
    struct error err;
    bool was = health_of(&serving->health, HEALTH_JOURNAL) == HEALTH_OK;
    bool ok = journal_flush(&serving->journal, &err);
    if (!ok && was)
        say_error(&serving->means.say, serving_now(serving), "journal_not_written", &err);
    set(serving, HEALTH_JOURNAL, ok ? HEALTH_OK : HEALTH_DEGRADED,
        ok ? "" : "it cannot be written: requests are not in it");
}

static bool count_leaves(struct serving *serving, struct error *err)
{
    struct store *store = NULL;
    if (!reading_take(&serving->node->readers, &store, err))
        return false;
    bool ok = leaves_count(store, &serving->leaves, err);
    reading_give(&serving->node->readers, store);
    serving->metrics.log_leaves = serving->leaves;
    return ok;
}

/* What members keep copies of: once it is in the home, the log can only go on from there. So not in
 * a home that was put in the place of this node's. */
static bool publish(struct serving *serving, struct error *err)
{
    struct node *node = serving->node;
    struct checkpoint checkpoint = {0};
    struct store *store = NULL;
    struct dynbuf note;
    dynbuf_init(&note, NOTE_BYTES_MAX);
    bool ok = reading_take(&node->readers, &store, err);
    if (ok) {
        ok = store_is_there(store, err) && head_sign(node, store, &note, &checkpoint, err);
        reading_give(&node->readers, store);
    }
    ok = ok && file_replace(node->home, "checkpoint", dynbuf_bytes(&note), err);
    dynbuf_release(&note);
    if (!ok)
        return false;
    serving->published = checkpoint.size;
    serving->metrics.checkpoint_leaves = checkpoint.size;
    serving->metrics.checkpoint_time = serving->means.seconds();
    return true;
}

void beat_checkpoint(struct serving *serving)
{
    uint64_t now = serving->means.microseconds();
    char text[HEALTH_TEXT_BYTES];
    struct error err;
    serving->next_checkpoint = now + BEAT_CHECKPOINT_SECONDS * second;
    if (health_of(&serving->health, HEALTH_LOG) != HEALTH_OK)
        return;
    if (count_leaves(serving, &err) &&
        (serving->leaves == serving->published || publish(serving, &err))) {
        set(serving, HEALTH_CHECKPOINT, HEALTH_OK, "");
        serving->behind_since = 0;
        return;
    }
    if (serving->behind_since == 0) {
        serving->behind_since = now;
        say_error(&serving->means.say, serving_now(serving), "checkpoint_not_signed", &err);
    }
    snprintf(text, sizeof text, "none could be signed for %llu s",
             (unsigned long long)((now - serving->behind_since) / second));
    set(serving, HEALTH_CHECKPOINT, HEALTH_DEGRADED, text);
}

/* Approvals that have ended. */
static void expire(struct serving *serving)
{
    int64_t now = serving_now(serving);
    int64_t next = 0;
    struct error err;
    if (writing_expire(&serving->node->writing, &next, &err)) {
        /* Not much later, as approvals come in between. */
        int64_t wait = next - now < 0 ? 0 : next - now;
        uint64_t most = BEAT_EXPIRY_SECONDS * second;
        serving->next_expiry =
            serving->means.microseconds() + ((uint64_t)wait < most ? (uint64_t)wait : most);
        return;
    }
    serving->next_expiry = serving->means.microseconds() + BEAT_HEALTH_SECONDS * second;
    if (health_of(&serving->health, HEALTH_STORE) == HEALTH_OK)
        say_error(&serving->means.say, now, "approvals_not_ended", &err);
}

void beat(struct serving *serving)
{
    struct error ignored;
    uint64_t now = serving->means.microseconds();
    look_at_clock(serving);
    look_at_journal(serving);
    (void)count_leaves(serving, &ignored); /* `store` says it */
    if (now >= serving->next_expiry)
        expire(serving);
    if (now >= serving->next_health) {
        look_at_store(serving);
        look_at_disk(serving);
        look_at_certificate(serving);
        bool ok = health_of(&serving->health, HEALTH_STORE) == HEALTH_OK;
        serving->next_health = now + (ok ? BEAT_HEALTH_SECONDS * second : 0);
    }
    if (now >= serving->next_checkpoint)
        beat_checkpoint(serving);
}

bool beat_start(struct serving *serving, struct error *err)
{
    struct store *store = NULL;
    struct error why;
    if (!reading_take(&serving->node->readers, &store, err))
        return false;
    bool ok = store_last_beat(store, &serving->latest, err);
    reading_give(&serving->node->readers, store);
    serving->metrics.checkpoint_leaves = serving->published = serving->node->published;
    if (ok && !agreement_holds(serving->node, &why)) {
        say_error(&serving->means.say, serving_now(serving), "log_disagrees", &why);
        set(serving, HEALTH_LOG, HEALTH_FAILING,
            "log and store do not agree: nothing is written any more");
    }
    return ok;
}
