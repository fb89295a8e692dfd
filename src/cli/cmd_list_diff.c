#include "cli/cli.h"
#include "cli/list_asked.h"
#include "cli/list_lines.h"
#include "screen/difference.h"

struct showing {
    const struct list_index *before, *after;
    struct dynbuf *out;
    struct json_writer json;
    size_t counts[3];
};

static enum difference_kind kind_of(const struct list_entry *old, const struct list_entry *new)
{
    return old == NULL ? DIFFERENCE_ADDED : new == NULL ? DIFFERENCE_REMOVED : DIFFERENCE_CHANGED;
}

static void count(struct showing *showing)
{
    struct difference walk = {0};
    const struct list_entry *old, *new;
    while (difference_next(&walk, showing->before, showing->after, &old, &new))
        showing->counts[kind_of(old, new)]++;
}

static bool has_fact(const struct list_entry *entry, const struct fact *fact)
{
    for (size_t i = 0; i < entry->fact_count; i++)
        if (entry->facts[i].kind == fact->kind && span_equal(entry->facts[i].text, fact->text) &&
            span_equal(entry->facts[i].label, fact->label))
            return true;
    return false;
}

/* The facts of `entry` that `other` does not have. */
static void facts_json(struct showing *showing, const char *name, const struct list_entry *entry,
                       const struct list_entry *other)
{
    struct json_writer *json = &showing->json;
    json_open_array(json, name);
    for (size_t i = 0; i < entry->fact_count; i++) {
        const struct fact *fact = &entry->facts[i];
        if (has_fact(other, fact))
            continue;
        json_open_object(json, NULL);
        json_text(json, "fact", fact_kind_word(fact->kind));
        json_string(json, "label", fact->label);
        json_string(json, "text", fact->text);
        json_close(json);
    }
    json_close(json);
}

static void entry_json(struct showing *showing, const struct list_entry *old,
                       const struct list_entry *new)
{
    const struct list_entry *entry = new != NULL ? new : old;
    struct json_writer *json = &showing->json;
    json_open_object(json, NULL);
    json_string(json, "key", entry->key);
    json_string(json, "entry", entry->number);
    json_text(json, "kind", party_kind_word(entry->kind));
    json_string(json, "name", list_entry_name(entry));
    if (old != NULL && new != NULL) {
        facts_json(showing, "facts_added", new, old);
        facts_json(showing, "facts_removed", old, new);
    }
    json_close(json);
}

static void show_json(struct showing *showing, const struct list_version *a,
                      const struct list_version *b)
{
    static const char *const names[] = {"added", "removed", "changed"};
    struct json_writer *json = &showing->json;
    json_writer_init(json, showing->out);
    json_open_object(json, NULL);
    json_text(json, "version", TREFOIL_VERSION);
    json_open_array(json, "between");
    list_version_json(json, a);
    list_version_json(json, b);
    json_close(json);
    for (enum difference_kind kind = DIFFERENCE_ADDED; kind <= DIFFERENCE_CHANGED; kind++) {
        struct difference walk = {0};
        const struct list_entry *old, *new;
        json_open_array(json, names[kind]);
        while (difference_next(&walk, showing->before, showing->after, &old, &new))
            if (kind_of(old, new) == kind)
                entry_json(showing, old, new);
        json_close(json);
    }
    json_close(json);
}

static void show_lines(struct showing *showing)
{
    struct difference walk = {0};
    const struct list_entry *old, *new;
    dynbuf_format(showing->out, "%zu added, %zu removed, %zu changed\n", showing->counts[0],
                  showing->counts[1], showing->counts[2]);
    while (difference_next(&walk, showing->before, showing->after, &old, &new)) {
        dynbuf_text(showing->out, old == NULL ? "+ " : new == NULL ? "- " : "* ");
        list_entry_line(showing->out, new != NULL ? new : old);
    }
}

static bool show(const struct words *words, struct list_asked *asked, struct dynbuf *out,
                 bool *ret_found, struct error *err)
{
    (void)ret_found;
    const struct list_version *a = list_asked_version(asked, words->plain.words[0], err);
    const struct list_version *b =
        a == NULL ? NULL : list_asked_version(asked, words->plain.words[1], err);
    struct list_index before = {.count = 0}, after = {.count = 0};
    if (a == NULL || b == NULL)
        return false;
    bool ok = list_version_open(&before, asked->home, a, err) &&
              list_version_open(&after, asked->home, b, err);
    struct showing showing = {.before = &before, .after = &after, .out = out};
    if (ok && words_has(words, "--json")) {
        show_json(&showing, a, b);
    } else if (ok) {
        count(&showing);
        show_lines(&showing);
    }
    list_index_close(&before);
    list_index_close(&after);
    return ok;
}

static int run(const struct words *words)
{
    return list_asked_run(words, "the difference", show);
}

static const struct option options[] = {
    {.name = "--as-of",
     .value = "DAY",
     .help = "For a version named without a day: the one in force on this day."},
    {.name = "--known-at",
     .value = "TIME",
     .help = "Only what this home had imported by then counts."},
    {.name = "--json", .help = "Prints JSON; docs/list-json.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil list diff ofac-addr@2024-09-27 ofac-addr@2025-11-27",
     "Which addresses came and which went."},
    {0},
};

const struct command command_list_diff = {
    .name = "list diff",
    .about = "what changed between two versions of a list",
    .plain = {.name = "VERSION",
              .min = 2,
              .help =
                  "LIST@DAY (the version in force on that day), LIST (the newest), or the first "
                  "eight or more digits of a version's SHA-256."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Entries are the same when their keys are: numbers that a list gives anew with every "
            "version are no change. A changed entry has other facts: a name, a date, an address.",
            NULL},
    .examples = examples,
    .run = run,
};
