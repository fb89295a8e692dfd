#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/list_asked.h"
#include "cli/means.h"
#include "cli/screen_batch.h"
#include "cli/trace_options.h"

enum { EXIT_HIT = 1, EXIT_NOT_SCREENED = 2 };

/* The home's labels, for every answer. Such as cannot be read are said, and change no answer about
 * lists. */
static bool open_labels(struct screening *screening, struct error *err)
{
    struct screen_sources *sources = &screening->sources;
    struct error why;
    if (labels_load(&sources->labels, screening->home, &why))
        return screen_sources_index(sources, sources->look_up.seed, err);
    if (why.code == ERROR_MEMORY) {
        *err = why;
        return false;
    }
    struct dynbuf said;
    dynbuf_init(&said, 2 * sizeof why.text);
    dynbuf_format(&said, "labels are not looked at: %s\n", why.text);
    cli_warn(&said);
    dynbuf_release(&said);
    return true;
}

/* For receipts. */
static void name_authorities(struct screening *screening)
{
    size_t at = 0, ages = 0;
    for (size_t i = 0; i < screening->roster.authority_count; i++) {
        const struct roster_authority *authority = &screening->roster.authorities[i];
        const char *before = i == 0 ? "" : ",";
        at += (size_t)snprintf(screening->authorities + at, sizeof screening->authorities - at,
                               "%s%s", before, authority->name);
        ages += (size_t)snprintf(screening->max_ages + ages, sizeof screening->max_ages - ages,
                                 "%s%s=%u", before, authority->name, authority->max_age);
    }
}

static bool open_lists(struct screening *screening, const struct words *words,
                       struct list_asked *asked, struct error *err)
{
    int64_t now = 0;
    uint64_t seed;
    char home_max_age[MAX_AGE_BYTES];
    struct roster_asked wanted = {.authorities = words_value(words, "--authority"),
                                  .day = words_value(words, "--as-of"),
                                  .max_age = words_value(words, "--max-age")};
    if (!cli_now(&now, err) || !list_asked_open(asked, words, err) || !cli_random(&seed, err))
        return false;
    if (!max_age_read(home_max_age, asked->home, err))
        return false;
    wanted.home_max_age = home_max_age;
    wanted.home = asked->home;
    wanted.lists = &asked->lists;
    wanted.now = (uint64_t)now;
    wanted.known_at = asked->moment.known_at;
    if (!roster_open(&screening->roster, &wanted, err))
        return false;
    look_up_init(&screening->sources.look_up, &screening->roster, seed);
    name_authorities(screening);
    screening->home = asked->home;
    screening->receipt =
        (struct receipt){.time = wanted.now,
                         .known_at = wanted.known_at < wanted.now ? wanted.known_at : wanted.now,
                         .max_ages = span_text(screening->max_ages),
                         .authorities = span_text(screening->authorities),
                         .day = span_text(wanted.day == NULL ? "" : wanted.day),
                         .rule = span_text("exact"),
                         .version = span_text(TREFOIL_VERSION)};
    return true;
}

/* What only a trace means is not passed over in silence. */
static bool needs_no_seeds(const struct words *words, struct error *err)
{
    static const char *const options[] = {"--rule",        "--services", "--until", "--min",
                                          "--follow-fees", "--chain",    "--floor", "--through"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (words_has(words, options[i]))
            return error_input(err, ERROR_USAGE, options[i],
                               "without seeds; expected --seed SEED or --seeds FILE beside it");
    return true;
}

/* Traces the seeds, where any are given. */
static bool open_exposure(struct screening *screening, const struct words *words,
                          const struct amount *floor, struct error *err)
{
    struct screen_sources *sources = &screening->sources;
    struct trace_words asked = trace_asked(words);
    if (asked.seeds_file == NULL && asked.seed_count == 0)
        return needs_no_seeds(words, err);
    asked.home = screening->home;
    bool ok = cli_open_traced(&sources->request.ledger, words, &asked, err) &&
              screen_sources_resolve(sources, &asked, err);
    cli_warn(&sources->request.notes);
    sources->request.progress = ok ? cli_progress_start(words, "trace") : NULL;
    ok = ok && screen_sources_trace(sources, floor, err);
    cli_progress_stop();
    return ok;
}

/* What receipts name beside the lists, where there is anything. */
static bool keep_inputs(struct screening *screening, const struct amount *floor, struct error *err)
{
    struct screen_sources *sources = &screening->sources;
    struct dynbuf text;
    if (sources->exposed == NULL && sources->labels != NULL && sources->labels->pack_count == 0)
        return true;
    dynbuf_init(&text, INPUTS_BYTES_MAX);
    bool ok = inputs_print(&text, sources->labels,
                           sources->exposed == NULL ? NULL : &sources->request, floor, err) &&
              inputs_keep(screening->home, dynbuf_bytes(&text), screening->inputs, err);
    dynbuf_release(&text);
    screening->receipt.inputs = span_text(screening->inputs);
    return ok;
}

static bool open_inputs(struct screening *screening, const struct words *words, struct error *err)
{
    const char *given = words_value(words, "--floor");
    struct amount floor;
    if (given != NULL && !amount_from_decimal(span_text(given), &floor))
        return error_input(err, ERROR_USAGE, "--floor", "'%s': expected base units", given);
    const struct amount *asked = given == NULL ? NULL : &floor;
    return open_labels(screening, err) && open_exposure(screening, words, asked, err) &&
           (!screening->keeps || keep_inputs(screening, asked, err));
}

static bool ask_all(struct screening *screening, const struct words *words, struct error *err)
{
    const char *file = words_value(words, "--file");
    screening_start(screening);
    if (words->plain.count == 0 && file == NULL)
        return error_input(err, ERROR_USAGE, "TEXT", "expected an address, a name, or --file");
    if (screening->print == SCREEN_CSV) {
        struct csv_writer csv;
        csv_writer_init(&csv, &screening->out);
        screen_csv_header(&csv, &screening->roster, screening->sources.exposed != NULL);
    }
    for (size_t i = 0; i < words->plain.count; i++)
        if (!screening_ask(screening, span_text(words->plain.words[i]), err))
            return false;
    return file == NULL || screening_ask_file(screening, file, err);
}

static enum screen_print print_of(const struct words *words)
{
    if (words_has(words, "--json"))
        return SCREEN_JSON;
    return words_has(words, "--csv") ? SCREEN_CSV : SCREEN_LINES;
}

static int run(const struct words *words)
{
    struct screening screening = {.print = print_of(words),
                                  .only_hits = words_has(words, "--only-hits"),
                                  .keeps = words_has(words, "--receipt")};
    struct list_asked asked = {.home = NULL};
    struct error err, unprinted;
    bool ok = screening_init(&screening, &err) && open_lists(&screening, words, &asked, &err) &&
              open_inputs(&screening, words, &err) && ask_all(&screening, words, &err);
    if (!screening_flush(&screening, ok ? &err : &unprinted))
        ok = false;
    screening_release(&screening);
    list_asked_release(&asked);
    if (!ok)
        cli_fail(&err);
    if (screening.any_hit)
        return EXIT_HIT;
    return !ok || screening.any_lacking ? EXIT_NOT_SCREENED : EXIT_DONE;
}

static const struct option options[] = {
    {.name = "--file",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "Questions, one a line; with --csv the first field of each record. `-` is standard "
             "input."},
    {.name = "--authority",
     .value = "NAMES",
     .help = "Whose lists, such as US,UN,JP,KR,EU (US is OFAC). Without it, every authority of "
             "which this home has ever loaded a list."},
    {.name = "--as-of",
     .value = "DAY",
     .help = "The lists in force on this day, YYYY-MM-DD; without it today, where each authority "
             "is."},
    {.name = "--known-at",
     .value = "TIME",
     .help = "Only what this home had imported by then counts."},
    {.name = "--max-age",
     .value = "DAYS",
     .help =
         "How old a list may be on the day before its authority counts as not screened; 30 "
         "without it. For some alone: US=10,JP=45; for both: 60,US=10. A home's own limits stand "
         "in its file screen.conf; this option counts before them."},
    {.name = "--receipt",
     .help =
         "Keeps a receipt of every question: text, answer, lists, label packs and their hashes, "
         "seeds and options, ledger, rule, time. "
         "`trefoil screen replay` asks them all again."},
    {.name = "--floor",
     .value = "AMOUNT",
     .help =
         "With seeds: in base units, the floor by value below which exposure may be de minimis; "
         "a thousandth of the asset's unit without it."},
    {.name = "--only-hits",
     .help = "Prints only what is a hit; the exit code still speaks of all. The fastest way "
             "through a large file."},
    {.name = "--csv", .help = "Prints CSV, a row a question, in their order."},
    {.name = "--json", .help = "Prints one JSON object a line; docs/list-json.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil screen 0x098B716B8Aaf21512996dC57EB0615e2383E2f96 --authority US", "An address."},
    {"trefoil screen 'KIM, Jong Sik' --as-of 2026-03-05", "A name, as of a day."},
    {"trefoil screen --file deposits.txt --json", "A batch."},
    {0},
};

const struct command command_screen = {
    .name = "screen",
    .about = "is this address, this name listed, by whom, and since when",
    .plain = {.name = "TEXT", .many = true, .help = "An address, or a name."},
    .options = {options, trace_options},
    .paragraphs =
        (const char *const[]){
            "Every authority answers for itself: hit, clear, or not screened with the reason (no "
            "list, a list older than its limit, remarks that are cut). The exit code is 1 after "
            "any hit, else 2 after an error or where any authority is not screened, else 0.",
            "Addresses match exactly under one form: hexadecimal with or without 0x, bech32 in "
            "any case, CashAddr and Base58, both forms of Tron and of XRP, CAIP-10. Names match "
            "exactly once folded: width, case, punctuation and the order of words do not count. "
            "Nothing is transliterated yet, and every answer says so.",
            "With --seeds (or --seed) and the options of trace every address also gets its "
            "exposure: how much of what it holds comes from each colour, under which rule, and the "
            "path, hop by hop. Labels of the home are shown beside an address. Neither changes the "
            "exit code; without seeds exposure is not asked.",
            NULL},
    .examples = examples,
    .run = run,
};
