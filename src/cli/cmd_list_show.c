#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/list_asked.h"
#include "cli/list_lines.h"

enum { STRETCHES_MAX = 64 };

struct showing {
    const struct list_asked *asked;
    struct dynbuf *out;
    struct json_writer json;
    bool as_json;
    size_t found;
};

static void show_versions(struct showing *showing, const char *list)
{
    const struct list_register *lists = &showing->asked->lists;
    if (showing->as_json)
        json_open_array(&showing->json, "versions");
    for (size_t i = 0; i < lists->count; i++) {
        const struct list_version *version = &lists->versions[i];
        if ((list != NULL && strcmp(version->list, list) != 0) ||
            version->imported > showing->asked->moment.known_at ||
            strcmp(version->date, showing->asked->moment.day) > 0)
            continue;
        showing->found++;
        if (showing->as_json)
            list_version_json(&showing->json, version);
        else
            list_version_line(showing->out, version, false);
    }
    if (showing->as_json)
        json_close(&showing->json);
}

static void date_json(struct json_writer *json, const char *name, const char *date)
{
    if (date == NULL)
        json_no_value(json, name);
    else
        json_text(json, name, date);
}

static void show_stretches(struct showing *showing, const struct list_stretch *stretches,
                           size_t count)
{
    if (showing->as_json)
        json_open_array(&showing->json, "listed");
    for (size_t i = 0; i < count; i++) {
        const struct list_stretch *stretch = &stretches[i];
        if (showing->as_json) {
            json_open_object(&showing->json, NULL);
            date_json(&showing->json, "last_missing", stretch->last_missing);
            date_json(&showing->json, "first_seen", stretch->first_seen);
            date_json(&showing->json, "last_seen", stretch->last_seen);
            date_json(&showing->json, "first_missing", stretch->first_missing);
            json_close(&showing->json);
            continue;
        }
        dynbuf_format(showing->out, "    listed       first seen %s", stretch->first_seen);
        if (stretch->last_missing != NULL)
            dynbuf_format(showing->out, " (missing on %s)", stretch->last_missing);
        dynbuf_format(showing->out, ", last seen %s", stretch->last_seen);
        if (stretch->first_missing != NULL)
            dynbuf_format(showing->out, " (missing from %s)", stretch->first_missing);
        dynbuf_char(showing->out, '\n');
    }
    if (showing->as_json)
        json_close(&showing->json);
}

static void show_entry(struct showing *showing, const struct list_past *past, size_t at,
                       const struct list_entry *entry)
{
    const struct list_register *lists = &showing->asked->lists;
    const struct list_version *version = &lists->versions[past->numbers[at]];
    struct list_stretch stretches[STRETCHES_MAX];
    size_t count = list_stretches(lists, past, entry->key, stretches, STRETCHES_MAX);
    showing->found++;
    if (showing->as_json) {
        json_open_object(&showing->json, NULL);
        json_text(&showing->json, "list", version->list);
        json_text(&showing->json, "authority", version->authority);
        json_text(&showing->json, "scope", version->scope);
        json_text(&showing->json, "date", version->date);
        list_entry_json(&showing->json, entry);
    } else {
        dynbuf_format(showing->out, "%s of %s, %s: ", version->list, version->date,
                      party_kind_word(entry->kind));
        list_entry_line(showing->out, entry);
        list_entry_facts(showing->out, entry);
    }
    show_stretches(showing, stretches, count < STRETCHES_MAX ? count : STRETCHES_MAX);
    if (showing->as_json)
        json_close(&showing->json);
}

/* Every entry with this number or key, as the newest version that has it shows it. */
static void seek_entry(struct showing *showing, const struct list_past *past, struct span word)
{
    for (size_t at = past->count; at-- > 0;) {
        const struct list_index *index = &past->indices[at];
        size_t found = showing->found;
        for (size_t i = 0; i < index->count; i++)
            if (span_equal(index->entries[i].number, word) ||
                span_equal(index->entries[i].key, word))
                show_entry(showing, past, at, &index->entries[i]);
        if (showing->found > found)
            return;
    }
}

/* Whether an earlier version of the register has this list and scope already. */
static bool was_there(const struct list_register *lists, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (strcmp(lists->versions[i].list, lists->versions[number].list) == 0 &&
            strcmp(lists->versions[i].scope, lists->versions[number].scope) == 0)
            return true;
    return false;
}

static bool show_entries(struct showing *showing, const char *word, struct error *err)
{
    const struct list_register *lists = &showing->asked->lists;
    bool ok = true;
    if (showing->as_json)
        json_open_array(&showing->json, "entries");
    for (size_t i = 0; ok && i < lists->count; i++) {
        const struct list_version *version = &lists->versions[i];
        struct list_past past;
        if (was_there(lists, i))
            continue;
        ok = list_past_open(&past, showing->asked->home, lists, version->list, version->scope,
                            &showing->asked->moment, err);
        if (ok)
            seek_entry(showing, &past, span_text(word));
        list_past_close(&past);
    }
    if (showing->as_json)
        json_close(&showing->json);
    return ok;
}

static bool show(const struct words *words, struct list_asked *asked, struct dynbuf *out,
                 bool *ret_found, struct error *err)
{
    struct showing showing = {.asked = asked, .out = out, .as_json = words_has(words, "--json")};
    const char *word = words->plain.count > 0 ? words->plain.words[0] : NULL;
    bool ok = true;
    if (showing.as_json) {
        json_writer_init(&showing.json, out);
        json_open_object(&showing.json, NULL);
        json_text(&showing.json, "version", TREFOIL_VERSION);
    }
    if (word == NULL || list_kind_named(word) != NULL)
        show_versions(&showing, word);
    else
        ok = show_entries(&showing, word, err);
    if (showing.as_json)
        json_close(&showing.json);
    *ret_found = showing.found > 0 || word == NULL;
    if (ok && !*ret_found && !showing.as_json)
        dynbuf_format(out, "%s: no such list, and no entry of that number\n", word);
    return ok;
}

static int run(const struct words *words)
{
    return list_asked_run(words, "the lists", show);
}

static const struct option options[] = {
    {.name = "--as-of",
     .value = "DAY",
     .help = "Only versions published on or before this day, YYYY-MM-DD."},
    {.name = "--known-at",
     .value = "TIME",
     .help = "Only what this home had imported by then, such as 2026-03-05T12:00:00Z, or a day."},
    {.name = "--json", .help = "Prints JSON; docs/list-json.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil list show", "Every version, in the order in which they came."},
    {"trefoil list show KPi.066 --as-of 2026-03-05", "One entry, and since when it is listed."},
    {0},
};

const struct command command_list_show = {
    .name = "list show",
    .about = "the versions of lists in the home, or one entry",
    .plain = {.name = "WORD",
              .help = "A list, such as ofac-sdn: its versions. Anything else is the number or the "
                      "key of an entry: what every list of the home says under it, and from when "
                      "to when. Without it, all versions."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "A version that was refused is shown with the reason. Beginning and end of a listing "
            "are intervals: between the last version without the entry and the first with it.",
            NULL},
    .examples = examples,
    .run = run,
};
