#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/screen_answer.h"
#include "cli/screen_same.h"
#include "screen/max_age.h"
#include "screen/receipt.h"

struct replaying {
    const char *home;
    struct list_register lists;
    struct roster roster;
    struct screen_sources sources;
    struct screen_answer *answer;
    struct receipt last; /* whose roster is open */
    char authorities[64], day[16], max_age[MAX_AGE_BYTES];
    char inputs[INPUTS_HEX]; /* whose labels and exposure are open */
    struct inputs read;      /* the words that a trace points into */
    bool inputs_open;
    struct error lacking; /* why they cannot be had; ERROR_NONE */
    uint64_t seed;
    struct dynbuf now, out;
    struct json_writer json;
    bool as_json, is_open;
    size_t same, different;
};

static void close_roster(struct replaying *replaying)
{
    if (replaying->is_open)
        look_up_release(&replaying->sources.look_up);
    roster_close(&replaying->roster);
    replaying->is_open = false;
}

static bool same_moment(const struct replaying *replaying, const struct receipt *receipt)
{
    const struct receipt *last = &replaying->last;
    return replaying->is_open && last->time == receipt->time &&
           last->known_at == receipt->known_at && span_is(receipt->max_ages, replaying->max_age) &&
           span_is(receipt->authorities, replaying->authorities) &&
           span_is(receipt->day, replaying->day);
}

/* Into an array that is long enough. */
static void keep(char *ret_text, struct span text)
{
    if (text.size > 0)
        memcpy(ret_text, text.data, text.size);
    ret_text[text.size] = '\0';
}

/* What was in force for the receipt, and known then. */
static bool open_roster(struct replaying *replaying, const struct receipt *receipt,
                        struct error *err)
{
    if (same_moment(replaying, receipt))
        return true;
    close_roster(replaying);
    if (receipt->authorities.size >= sizeof replaying->authorities ||
        receipt->day.size >= sizeof replaying->day ||
        receipt->max_ages.size >= sizeof replaying->max_age)
        return error_input(err, ERROR_DAMAGED, "receipts", "no authorities or no day in one");
    keep(replaying->authorities, receipt->authorities);
    keep(replaying->day, receipt->day);
    keep(replaying->max_age, receipt->max_ages);
    struct roster_asked wanted = {.home = replaying->home,
                                  .lists = &replaying->lists,
                                  .authorities = replaying->authorities,
                                  .day = replaying->day[0] == '\0' ? NULL : replaying->day,
                                  .now = receipt->time,
                                  .known_at = receipt->known_at,
                                  .max_age =
                                      replaying->max_age[0] == '\0' ? NULL : replaying->max_age};
    if (!roster_open(&replaying->roster, &wanted, err))
        return false;
    look_up_init(&replaying->sources.look_up, &replaying->roster, replaying->seed);
    replaying->is_open = true;
    replaying->last = *receipt;
    return true;
}

/* The labels and the exposure of the receipt. What the home has no more is no failure of this
 * command: the receipt cannot be given again, and `lacking` says why. */
static bool open_inputs(struct replaying *replaying, const struct receipt *receipt,
                        struct error *err)
{
    struct inputs inputs = {.labels_read = true};
    struct error *why = &replaying->lacking;
    if (replaying->inputs_open && span_is(receipt->inputs, replaying->inputs))
        return true;
    screen_sources_release(&replaying->sources);
    inputs_release(&replaying->read);
    replaying->inputs_open = false;
    if (receipt->inputs.size >= sizeof replaying->inputs)
        return error_input(err, ERROR_DAMAGED, "receipts", "expected the SHA-256 of inputs");
    keep(replaying->inputs, receipt->inputs);
    bool ok =
        receipt->inputs.size == 0 || inputs_read(&inputs, replaying->home, receipt->inputs, why);
    replaying->read = inputs;
    ok = ok && screen_sources_again(&replaying->sources, replaying->home, &replaying->read,
                                    replaying->seed, why);
    if (!ok && (error_is_environment(why->code) || why->code == ERROR_DAMAGED)) {
        *err = *why;
        return false;
    }
    if (ok)
        why->code = ERROR_NONE;
    replaying->inputs_open = true;
    return true;
}

/* Asks again; `*ret_why` is empty where the answer is the same. */
static bool compare(struct replaying *replaying, const struct receipt *receipt,
                    const char **ret_why, struct error *err)
{
    bool same;
    *ret_why = replaying->lacking.text;
    if (replaying->lacking.code != ERROR_NONE)
        return true;
    dynbuf_clear(&replaying->now);
    if (!screen_answer(&replaying->sources, receipt->text, replaying->answer, err) ||
        !screen_answer_json(&replaying->now, &replaying->roster, replaying->answer, NULL, err))
        return false;
    if (replaying->now.failed)
        return dynbuf_error(&replaying->now, "an answer", err);
    if (!screen_same(receipt->answer, dynbuf_bytes(&replaying->now), &same, err))
        return false;
    *ret_why = same ? "" : "another answer";
    return true;
}

static void tell(struct replaying *replaying, const struct receipt *receipt, const char *why)
{
    char moment[MOMENT_BYTES];
    moment_print(receipt->time, moment);
    if (replaying->as_json) {
        struct json_writer *json = &replaying->json;
        json_open_object(json, NULL);
        json_u64(json, "receipt", receipt->number);
        json_text(json, "time", moment);
        json_string(json, "version", receipt->version);
        json_bool(json, "same", why[0] == '\0');
        json_text(json, "why", why);
        json_close(json);
    } else if (why[0] != '\0') {
        dynbuf_format(&replaying->out, "receipt %llu of %s: %s\n",
                      (unsigned long long)receipt->number, moment, why);
    }
}

static bool replay(void *context, const struct receipt *receipt, struct error *err)
{
    struct replaying *replaying = context;
    const char *why;
    if (!open_roster(replaying, receipt, err) || !open_inputs(replaying, receipt, err) ||
        !compare(replaying, receipt, &why, err))
        return false;
    replaying->same += why[0] == '\0';
    replaying->different += why[0] != '\0';
    tell(replaying, receipt, why);
    return true;
}

static bool replay_all(struct replaying *replaying, const struct words *words, struct error *err)
{
    if (!cli_home(words, &replaying->home, err) ||
        !list_register_read(&replaying->lists, replaying->home, err) ||
        !cli_random(&replaying->seed, err))
        return false;
    if (replaying->as_json) {
        json_writer_init(&replaying->json, &replaying->out);
        json_open_object(&replaying->json, NULL);
        json_text(&replaying->json, "version", TREFOIL_VERSION);
        json_open_array(&replaying->json, "receipts");
    }
    if (!receipts_each(replaying->home, replay, replaying, err))
        return false;
    if (replaying->as_json) {
        json_close(&replaying->json);
        json_u64(&replaying->json, "same", replaying->same);
        json_u64(&replaying->json, "different", replaying->different);
        json_close(&replaying->json);
    } else {
        dynbuf_format(&replaying->out, "%zu receipts: %zu with the same answer, %zu with another\n",
                      replaying->same + replaying->different, replaying->same,
                      replaying->different);
    }
    return true;
}

static int run(const struct words *words)
{
    struct replaying replaying = {.as_json = words_has(words, "--json")};
    struct error err;
    dynbuf_init(&replaying.out, CLI_OUTPUT_BYTES_MAX);
    dynbuf_init(&replaying.now, CLI_OUTPUT_BYTES_MAX);
    replaying.answer = calloc(1, sizeof *replaying.answer);
    bool ok = replaying.answer != NULL || error_memory(&err, "screening");
    ok = ok && replay_all(&replaying, words, &err);
    screen_sources_release(&replaying.sources);
    inputs_release(&replaying.read);
    close_roster(&replaying);
    list_register_release(&replaying.lists);
    free(replaying.answer);
    dynbuf_release(&replaying.now);
    if (!ok) {
        dynbuf_release(&replaying.out);
        return cli_fail(&err);
    }
    if (!cli_print(&replaying.out, "the receipts", &err))
        return cli_fail(&err);
    return replaying.different == 0 ? EXIT_DONE : EXIT_NOT_SO;
}

static const struct option options[] = {
    {.name = "--json", .help = "Prints JSON; docs/list-json.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil screen replay", "Whether every receipt still says what it said."},
    {0},
};

const struct command command_screen_replay = {
    .name = "screen replay",
    .about = "asks every kept question again and compares the answers",
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Each receipt is asked again as of its day and as known at its time, so that lists "
            "imported since then change nothing; with the label packs of then, and exposure with "
            "the same seeds and options up to the same block, so that blocks and labels that came "
            "since change nothing either. Exit code 1 when an answer is another.",
            NULL},
    .examples = examples,
    .run = run,
};
