#include "cli/screen_answer.h"

#include <stdlib.h>
#include <string.h>

#include "cli/exposure_show.h"
#include "cli/label_show.h"
#include "cli/list_lines.h"
#include "text/utf8.h"

static int compare_hits(const void *a, const void *b)
{
    const struct listed *x = *(const struct listed *const *)a,
                        *y = *(const struct listed *const *)b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    return (x->fact > y->fact) - (x->fact < y->fact);
}

/* Each entry once, by the first of its facts that is equal, in the order of the lists. */
static bool find_hits(struct look_up *look_up, struct screen_answer *ret_answer, struct error *err)
{
    const struct listed *listed;
    size_t at = SIZE_MAX, kept = 0;
    ret_answer->hit_count = 0;
    memset(ret_answer->hit, 0, sizeof ret_answer->hit);
    while ((listed = look_up_next(look_up, &ret_answer->question, &at)) != NULL) {
        if (ret_answer->hit_count == HITS_MAX)
            return error_input(err, ERROR_LIMIT, NULL, "more than %d hits of one text", HITS_MAX);
        ret_answer->hits[ret_answer->hit_count++] = listed;
        ret_answer->hit[look_up->roster->sources[listed->source].authority] = true;
    }
    if (ret_answer->hit_count == 0)
        return true;
    qsort(ret_answer->hits, ret_answer->hit_count, sizeof *ret_answer->hits, compare_hits);
    for (size_t i = 0; i < ret_answer->hit_count; i++) {
        const struct listed *hit = ret_answer->hits[i];
        if (kept == 0 || ret_answer->hits[kept - 1]->source != hit->source ||
            ret_answer->hits[kept - 1]->entry != hit->entry)
            ret_answer->hits[kept++] = hit;
    }
    ret_answer->hit_count = kept;
    return true;
}

/* Of an address in the form in which it is compared; of any other text as it stands, as the ledger
 * of a coin chain also knows descriptors, such as pk(...). */
static bool expose(struct screen_sources *sources, struct screen_answer *answer, struct error *err)
{
    struct exposure_rows *rows = sources->exposed;
    bool address = answer->question.kind == QUESTION_ADDRESS;
    answer->exposure = &sources->exposure;
    answer->exposed = NULL;
    if (rows == NULL)
        return true;
    if (!exposure_of(&sources->exposure, address ? answer->question.key : answer->text, rows, err))
        return false;
    answer->exposed = rows->foreign && !address ? NULL : rows;
    return true;
}

bool screen_answer(struct screen_sources *sources, struct span text,
                   struct screen_answer *ret_answer, struct error *err)
{
    struct screen_answer *answer = ret_answer;
    answer->text = text;
    if (!question_of(&sources->look_up, text, &answer->question, err) ||
        !find_hits(&sources->look_up, answer, err))
        return false;
    answer->labels = sources->labelled.labels;
    answer->label_count = answer->question.kind == QUESTION_ADDRESS
                              ? labelled_find(&sources->labelled, answer->question.key,
                                              answer->label_places, ANSWER_LABELS_MAX)
                              : 0;
    return expose(sources, answer, err);
}

/* A text without a letter and a digit is like no name: it is not clear of anything. */
static const char *lacking_of(const struct roster *roster, const struct screen_answer *answer,
                              size_t authority)
{
    if (answer->question.key.size == 0)
        return "nothing to compare";
    return roster->authorities[authority].lacking[answer->question.kind];
}

const char *screen_verdict(const struct roster *roster, const struct screen_answer *answer,
                           size_t authority)
{
    if (answer->hit[authority])
        return "hit";
    return lacking_of(roster, answer, authority)[0] == '\0' ? "clear" : "not_screened";
}

bool screen_any_lacking(const struct roster *roster, const struct screen_answer *answer)
{
    for (size_t i = 0; i < roster->authority_count; i++)
        if (!answer->hit[i] && lacking_of(roster, answer, i)[0] != '\0')
            return true;
    return false;
}

static const struct list_entry *entry_of(const struct roster *roster, const struct listed *hit)
{
    return &roster->sources[hit->source].index.entries[hit->entry];
}

static const char *why(const struct roster *roster, const struct listed *hit)
{
    switch (entry_of(roster, hit)->facts[hit->fact].kind) {
    case FACT_ADDRESS:
        return "listed address";
    case FACT_NAME:
        return "equal name";
    case FACT_WEAK_ALIAS:
        return "equal weak alias";
    case FACT_FORMER_NAME:
        return "equal former name";
    default:
        return "equal alias";
    }
}

const char *screen_warning(const struct screen_answer *answer)
{
    if (answer->question.form == ADDRESS_BROKEN)
        return "the address's checksum fails: it may be mistyped";
    if (answer->question.form == ADDRESS_EVM_MISCASED)
        return "the case of its letters is not that of EIP-55: it may be mistyped";
    return "";
}

static void hit_facts(struct json_writer *json, const char *name, const struct list_entry *entry,
                      enum fact_kind kind)
{
    json_open_array(json, name);
    for (size_t i = 0; i < entry->fact_count; i++)
        if (entry->facts[i].kind == kind)
            json_string(json, NULL, entry->facts[i].text);
    json_close(json);
}

static void hit_json(struct json_writer *json, const struct roster *roster,
                     const struct listed *hit)
{
    const struct roster_source *source = &roster->sources[hit->source];
    const struct list_entry *entry = entry_of(roster, hit);
    json_open_object(json, NULL);
    json_text(json, "authority", source->kind->authority);
    json_text(json, "list", source->version->list);
    json_text(json, "scope", source->version->scope);
    json_string(json, "entry", entry->number);
    json_string(json, "key", entry->key);
    json_text(json, "kind", party_kind_word(entry->kind));
    json_string(json, "name", list_entry_name(entry));
    json_u64(json, "score", 100);
    json_text(json, "why", why(roster, hit));
    json_string(json, "matched", entry->facts[hit->fact].text);
    json_string(json, "label", entry->facts[hit->fact].label);
    hit_facts(json, "programmes", entry, FACT_PROGRAMME);
    hit_facts(json, "effects", entry, FACT_EFFECT);
    json_text(json, "list_date", source->version->date);
    json_text(json, "list_sha256", source->version->sha256);
    json_close(json);
}

/* The programmes of a source that is not the whole of its list. */
static void covers_json(struct json_writer *json, const struct roster_source *source)
{
    struct span last = span_text("");
    json_open_array(json, "covers");
    for (size_t i = 0; i < source->index.count; i++) {
        const struct fact *programme = entry_fact(&source->index.entries[i], FACT_PROGRAMME, 0);
        if (programme == NULL || span_equal(programme->text, last))
            continue;
        last = programme->text; /* keys begin with the programme, so equal ones stand together */
        json_string(json, NULL, last);
    }
    json_close(json);
}

static void authority_json(struct json_writer *json, const struct roster *roster,
                           const struct screen_answer *answer, size_t number)
{
    const struct roster_authority *authority = &roster->authorities[number];
    const char *verdict = screen_verdict(roster, answer, number);
    const char *lacking = lacking_of(roster, answer, number);
    json_open_object(json, NULL);
    json_text(json, "authority", authority->name);
    json_text(json, "verdict", verdict);
    json_text(json, "lacking", lacking);
    json_text(json, "as_of", authority->day);
    json_u64(json, "max_age", authority->max_age);
    json_open_array(json, "lists");
    for (size_t i = 0; i < roster->source_count; i++) {
        const struct roster_source *source = &roster->sources[i];
        if (source->authority != number || !source->counts[answer->question.kind])
            continue;
        json_open_object(json, NULL);
        json_text(json, "list", source->version->list);
        json_text(json, "scope", source->version->scope);
        json_text(json, "date", source->version->date);
        json_text(json, "sha256", source->version->sha256);
        if (source->version->scope[0] != '\0')
            covers_json(json, source);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "notes");
    for (size_t i = 0; i < authority->note_count; i++)
        json_text(json, NULL, authority->notes[i]);
    json_close(json);
    json_close(json);
}

static size_t labels_shown(const struct screen_answer *answer)
{
    return answer->label_count < ANSWER_LABELS_MAX ? answer->label_count : ANSWER_LABELS_MAX;
}

static void labels_json(struct json_writer *json, const struct screen_answer *answer)
{
    if (answer->labels == NULL) {
        json_text(json, "labels", "not looked at");
        return;
    }
    json_open_array(json, "labels");
    for (size_t i = 0; i < labels_shown(answer); i++)
        label_json(json, answer->labels, answer->label_places[i]);
    json_close(json);
    if (answer->label_count > labels_shown(answer))
        json_u64(json, "labels_omitted", answer->label_count - labels_shown(answer));
}

bool screen_answer_json(struct dynbuf *out, const struct roster *roster,
                        const struct screen_answer *answer, const char *version, struct error *err)
{
    struct json_writer json;
    bool address = answer->question.kind == QUESTION_ADDRESS;
    json_writer_init_compact(&json, out);
    json_open_object(&json, NULL);
    json_string(&json, "text", answer->text);
    json_text(&json, "kind", address ? "address" : "name");
    json_text(&json, "match", "exact only");
    json_text(&json, "form", address ? address_form_word(answer->question.form) : "");
    json_text(&json, "warning", screen_warning(answer));
    labels_json(&json, answer);
    if (!exposure_json(&json, answer, version != NULL, err))
        return false;
    json_open_array(&json, "answers");
    for (size_t i = 0; i < roster->authority_count; i++)
        authority_json(&json, roster, answer, i);
    json_close(&json);
    json_open_array(&json, "hits");
    for (size_t i = 0; i < answer->hit_count; i++)
        hit_json(&json, roster, answer->hits[i]);
    json_close(&json);
    if (version != NULL)
        json_text(&json, "version", version);
    json_close(&json);
    return true;
}

/* One printable line of what was asked. */
static void put_asked(struct dynbuf *out, struct span text)
{
    size_t size = utf8_line(text);
    dynbuf_span(out, span_part(text, 0, size));
    dynbuf_text(out, size < text.size ? "..." : "");
}

/* What one authority says, and its hits. */
static void authority_lines(struct dynbuf *out, const struct roster *roster,
                            const struct screen_answer *answer, size_t number)
{
    const struct roster_authority *authority = &roster->authorities[number];
    const char *lacking = lacking_of(roster, answer, number);
    const char *verdict = screen_verdict(roster, answer, number);
    dynbuf_format(out, "  %s as of %s: %s", authority->name, authority->day,
                  verdict[0] == 'n' ? "not screened" : verdict);
    if (strcmp(lacking, "list older than its limit") == 0)
        dynbuf_format(out, " (%s of %u days)\n", lacking, authority->max_age);
    else
        dynbuf_format(out, lacking[0] == '\0' ? "\n" : " (%s)\n", lacking);
    for (size_t j = 0; j < answer->hit_count; j++) {
        const struct roster_source *source = &roster->sources[answer->hits[j]->source];
        const struct list_entry *entry = entry_of(roster, answer->hits[j]);
        const struct fact *effect = entry_fact(entry, FACT_EFFECT, 0);
        if (source->authority != number)
            continue;
        dynbuf_format(out, "    %s of %s, %s", source->version->list, source->version->date,
                      why(roster, answer->hits[j]));
        if (effect != NULL) {
            dynbuf_text(out, ", ");
            put_asked(out, effect->text);
        }
        dynbuf_text(out, ": ");
        list_entry_line(out, entry);
    }
    for (size_t j = 0; j < authority->note_count; j++)
        dynbuf_format(out, "    note: %s\n", authority->notes[j]);
}

static void label_lines(struct dynbuf *out, const struct screen_answer *answer)
{
    if (answer->labels == NULL && answer->question.kind == QUESTION_ADDRESS)
        dynbuf_text(out, "  labels: not looked at\n");
    for (size_t i = 0; i < labels_shown(answer); i++) {
        dynbuf_text(out, "  label: ");
        label_line(out, answer->labels, answer->label_places[i]);
    }
    if (answer->label_count > labels_shown(answer))
        dynbuf_format(out, "  labels: %zu more\n", answer->label_count - labels_shown(answer));
}

bool screen_answer_lines(struct dynbuf *out, const struct roster *roster,
                         const struct screen_answer *answer, struct error *err)
{
    bool address = answer->question.kind == QUESTION_ADDRESS;
    put_asked(out, answer->text);
    dynbuf_format(out, " (%s, exact only%s)\n", address ? "address" : "name",
                  address && answer->exposed == NULL ? "; exposure not asked" : "");
    if (screen_warning(answer)[0] != '\0')
        dynbuf_format(out, "  warning: %s\n", screen_warning(answer));
    label_lines(out, answer);
    if (!exposure_lines(out, answer, err))
        return false;
    for (size_t i = 0; i < roster->authority_count; i++)
        authority_lines(out, roster, answer, i);
    return true;
}
