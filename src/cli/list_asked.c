#include "cli/list_asked.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "screen/birth.h"

void list_asked_release(struct list_asked *asked)
{
    list_register_release(&asked->lists);
}

bool list_asked_open(struct list_asked *asked, const struct words *words, struct error *err)
{
    const char *day = words_value(words, "--as-of"), *known = words_value(words, "--known-at");
    *asked = (struct list_asked){.moment = {.known_at = UINT64_MAX}};
    if (day != NULL && !day_is(span_text(day)))
        return error_input(err, ERROR_USAGE, "--as-of", "'%s': expected a day, YYYY-MM-DD", day);
    if (known != NULL && !moment_parse(span_text(known), &asked->moment.known_at))
        return error_input(err, ERROR_USAGE, "--known-at",
                           "'%s': expected a time such as 2026-03-05T12:00:00Z, or a day", known);
    snprintf(asked->day, sizeof asked->day, "%s", day == NULL ? "9999-12-31" : day);
    asked->moment.day = asked->day;
    return cli_home(words, &asked->home, err) &&
           list_register_read(&asked->lists, asked->home, err);
}

static const struct list_version *by_hash(const struct list_asked *asked, const char *word)
{
    const struct list_version *found = NULL;
    size_t size = strlen(word);
    for (size_t i = 0; size >= 8 && i < asked->lists.count; i++) {
        const struct list_version *version = &asked->lists.versions[i];
        if (version->refused[0] == '\0' && strncmp(version->sha256, word, size) == 0)
            found = version;
    }
    return found;
}

const struct list_version *list_asked_version(const struct list_asked *asked, const char *word,
                                              struct error *err)
{
    char list[64], scope[64] = "", day[11];
    const char *at = strchr(word, '@'), *slash = strchr(word, '/');
    size_t end = at == NULL ? strlen(word) : (size_t)(at - word), name = end;
    struct list_moment moment = asked->moment;
    const struct list_version *found = by_hash(asked, word);
    if (found != NULL)
        return found;
    if (slash != NULL && (size_t)(slash - word) < end) {
        name = (size_t)(slash - word);
        snprintf(scope, sizeof scope, "%.*s", (int)(end - name - 1), slash + 1);
    }
    snprintf(list, sizeof list, "%.*s", (int)(name < 60 ? name : 60), word);
    if (at != NULL) {
        if (!day_is(span_text(at + 1))) {
            error_input(err, ERROR_USAGE, word, "expected LIST@YYYY-MM-DD");
            return NULL;
        }
        memcpy(day, at + 1, sizeof day);
        moment.day = day;
    }
    found = list_in_force(&asked->lists, list, scope, &moment);
    if (found == NULL)
        error_input(err, ERROR_NOT_FOUND, word,
                    "the home has no such version; expected LIST@DAY, LIST, or the first digits of "
                    "a version's SHA-256 (trefoil list show)");
    return found;
}

int list_asked_run(const struct words *words, const char *what, list_asked_show *show)
{
    struct list_asked asked;
    struct dynbuf out;
    struct error err;
    bool found = true;
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    bool ok = list_asked_open(&asked, words, &err) && show(words, &asked, &out, &found, &err);
    list_asked_release(&asked);
    ok = ok && cli_print(&out, what, &err);
    dynbuf_release(&out);
    if (!ok)
        return cli_fail(&err);
    return found ? EXIT_DONE : EXIT_NOT_SO;
}
