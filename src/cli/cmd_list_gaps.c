#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/list_asked.h"
#include "cli/list_lines.h"
#include "cli/means.h"
#include "screen/gaps.h"

static void authorities_json(struct json_writer *json, const char *name, const struct gaps *gaps,
                             unsigned bits)
{
    json_open_array(json, name);
    for (size_t i = 0; i < gaps->authority_count; i++)
        if (bits >> i & 1)
            json_text(json, NULL, gaps->authorities[i]);
    json_close(json);
}

static void party_json(struct json_writer *json, const struct joined_party *party)
{
    json_open_object(json, NULL);
    json_text(json, "authority", party->kind->authority);
    json_text(json, "list", party->version->list);
    json_string(json, "entry", party->entry->number);
    json_string(json, "key", party->entry->key);
    json_string(json, "name", party_name(party->entry));
    json_close(json);
}

static void gaps_json(struct dynbuf *out, const struct gaps *gaps, const char *day)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    json_text(&json, "as_of", day);
    json_open_array(&json, "lists");
    for (size_t i = 0; i < gaps->source_count; i++)
        list_version_json(&json, gaps->sources[i].version);
    json_close(&json);
    json_open_array(&json, "gaps");
    for (size_t i = 0; i < gaps->count; i++) {
        const struct gap *gap = &gaps->items[i];
        json_open_object(&json, NULL);
        json_string(&json, "name", party_name(gap_party(gaps, gap, 0)->entry));
        json_bool(&json, "dprk", gap->dprk);
        authorities_json(&json, "listed_by", gaps, gap->listed);
        authorities_json(&json, "missing_at", gaps, gap->missing);
        json_text(&json, "since", gap->since);
        json_u64(&json, "days_open", gap->days < 0 ? 0 : (uint64_t)gap->days);
        json_bool(&json, "at_least", gap->at_least);
        json_open_array(&json, "parties");
        for (size_t j = 0; j < gap->count; j++)
            party_json(&json, gap_party(gaps, gap, j));
        json_close(&json);
        json_close(&json);
    }
    json_close(&json);
    json_open_array(&json, "candidates");
    for (size_t i = 0; i < gaps->joining.candidate_count; i++) {
        const struct join_candidate *candidate = &gaps->joining.candidates[i];
        json_open_array(&json, NULL);
        party_json(&json, &gaps->joining.parties[candidate->a]);
        party_json(&json, &gaps->joining.parties[candidate->b]);
        json_close(&json);
    }
    json_close(&json);
    json_close(&json);
}

/* How many are listed by the one and not by the other, of all and of North Korea. */
static void gaps_matrix(struct dynbuf *out, const struct gaps *gaps)
{
    for (size_t a = 0; a < gaps->authority_count; a++)
        for (size_t b = 0; b < gaps->authority_count; b++) {
            size_t all = 0, dprk = 0;
            for (size_t i = 0; a != b && i < gaps->count; i++) {
                bool open = (gaps->items[i].listed >> a & 1) && (gaps->items[i].missing >> b & 1);
                all += open;
                dprk += open && gaps->items[i].dprk;
            }
            if (a != b)
                dynbuf_format(out, "listed by %s, not by %s: %zu, of North Korea %zu\n",
                              gaps->authorities[a], gaps->authorities[b], all, dprk);
        }
}

static void gaps_lines(struct dynbuf *out, const struct gaps *gaps, const char *day)
{
    dynbuf_format(out, "as of %s\n", day);
    gaps_matrix(out, gaps);
    for (size_t i = 0; i < gaps->count; i++) {
        const struct gap *gap = &gaps->items[i];
        dynbuf_format(out, "%s%lld days, listed by", gap->at_least ? "at least " : "",
                      (long long)gap->days);
        for (size_t j = 0; j < gaps->authority_count; j++)
            if (gap->listed >> j & 1)
                dynbuf_format(out, " %s", gaps->authorities[j]);
        dynbuf_text(out, ", not by");
        for (size_t j = 0; j < gaps->authority_count; j++)
            if (gap->missing >> j & 1)
                dynbuf_format(out, " %s", gaps->authorities[j]);
        dynbuf_text(out, ": ");
        list_entry_line(out, gap_party(gaps, gap, 0)->entry);
    }
    dynbuf_format(out, "%zu pairs have an equal name alone: candidates, not joined (--json)\n",
                  gaps->joining.candidate_count);
}

/* "un:6908643" into the list and the key. */
static bool split_party(const char *word, char list[64], struct span *ret_key)
{
    const char *colon = strchr(word, ':');
    if (colon == NULL || (size_t)(colon - word) >= 64 || colon[1] == '\0')
        return false;
    snprintf(list, 64, "%.*s", (int)(colon - word), word);
    *ret_key = span_text(colon + 1);
    return list_kind_named(list) != NULL;
}

/* Every --same and --not-same is put on record: two parties with a blank between. */
static bool take_verdicts(const struct words *words, const char *option, bool same, uint64_t now,
                          const char *home, struct error *err)
{
    struct word_list given = words_list(words, option);
    for (size_t i = 0; i < given.count; i++) {
        const char *word = given.words[i], *blank = strchr(word, ' ');
        char list_a[64], list_b[64];
        struct verdict verdict = {.same = same, .list_a = list_a, .list_b = list_b, .at = now};
        while (blank != NULL && !split_party(blank + 1, list_b, &verdict.key_b))
            blank = strchr(blank + 1, ' '); /* a key may have blanks in it, such as Japan's */
        if (blank == NULL || !split_party(word, list_a, &verdict.key_a) ||
            (const char *)verdict.key_a.data >= blank)
            return error_input(err, ERROR_USAGE, option,
                               "'%s': expected LIST:KEY LIST:KEY in one word", word);
        verdict.key_a.size = (size_t)(blank - (const char *)verdict.key_a.data);
        if (!verdict_add(home, &verdict, err))
            return false;
    }
    return true;
}

static bool show(const struct words *words, struct list_asked *asked, struct dynbuf *out,
                 bool *ret_found, struct error *err)
{
    (void)ret_found;
    struct gaps gaps = {.count = 0};
    int64_t now = 0;
    if (!cli_now(&now, err))
        return false;
    if (words_value(words, "--as-of") == NULL) {
        authority_day("UN", (uint64_t)now, asked->day);
        asked->moment.day = asked->day;
    }
    bool ok = take_verdicts(words, "--same", true, (uint64_t)now, asked->home, err) &&
              take_verdicts(words, "--not-same", false, (uint64_t)now, asked->home, err) &&
              gaps_find(&gaps, asked->home, &asked->lists, &asked->moment, err);
    if (ok && words_has(words, "--json"))
        gaps_json(out, &gaps, asked->day);
    else if (ok)
        gaps_lines(out, &gaps, asked->day);
    gaps_release(&gaps);
    return ok;
}

static int run(const struct words *words)
{
    return list_asked_run(words, "the gaps", show);
}

static const struct option options[] = {
    {.name = "--as-of",
     .value = "DAY",
     .help = "What was in force on this day, YYYY-MM-DD; today without it."},
    {.name = "--known-at",
     .value = "TIME",
     .help = "Only what this home had imported by then counts."},
    {.name = "--same",
     .value = "PARTIES",
     .help = "Puts on record that two entries are one party: 'LIST:KEY LIST:KEY', one word.",
     .many = true},
    {.name = "--not-same",
     .value = "PARTIES",
     .help = "Puts on record that two entries are two parties, whatever they share.",
     .many = true},
    {.name = "--json", .help = "Prints JSON; docs/list-json.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil list gaps --as-of 2026-03-05", "The matrix, and every gap, North Korea's first."},
    {"trefoil list gaps --not-same 'un:6908643 ofac-sdn:12345'", "A person's word, kept."},
    {0},
};

const struct command command_list_gaps = {
    .name = "list gaps",
    .about = "who is listed by one authority and not by another",
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Entries of several lists are one party when they share an IMO number, a passport, a "
            "crypto address or the UN's number, or a name in one script with a whole birth date "
            "and no nationality against it. An equal name alone makes a candidate, which is told "
            "and never joined. What a person says with --same and --not-same beats every rule.",
            "Days are counted from the list's own date of listing; where a list has none, from the "
            "first version in the home that has the entry, and then they are 'at least' so many.",
            NULL},
    .examples = examples,
    .run = run,
};
