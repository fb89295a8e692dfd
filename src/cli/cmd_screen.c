#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/list_asked.h"
#include "cli/screen_answer.h"
#include "screen/receipt.h"
#include "text/csv_reader.h"
#include "text/trim.h"

enum { FLUSH_BYTES = 1 << 20, EXIT_HIT = 1, EXIT_NOT_SCREENED = 2 };

struct screening {
    struct roster roster;
    struct look_up look_up;
    struct screen_answer *answer;
    struct dynbuf out;
    struct csv_writer csv;
    struct dynbuf receipts; /* lines that are not on disk yet */
    struct dynbuf kept;     /* the answer of one */
    struct receipt receipt; /* what all of this command share */
    char authorities[AUTHORITIES_MAX * 4];
    const char *home;
    bool as_json, as_csv, keeps;
    bool any_hit, any_lacking;
};

/* Writes what there is, so that a batch of any length takes little memory; receipts first. */
static bool flush(struct screening *screening, struct error *err)
{
    if (screening->receipts.failed)
        return dynbuf_error(&screening->receipts, "receipts", err);
    if (screening->receipts.size > 0 &&
        !receipts_append(screening->home, dynbuf_bytes(&screening->receipts), err))
        return false;
    dynbuf_clear(&screening->receipts);
    if (!cli_print(&screening->out, "the answers", err))
        return false;
    dynbuf_init(&screening->out, CLI_OUTPUT_BYTES_MAX);
    return true;
}

static void keep_receipt(struct screening *screening)
{
    struct receipt receipt = screening->receipt;
    dynbuf_clear(&screening->kept);
    screen_answer_json(&screening->kept, &screening->roster, screening->answer, NULL);
    receipt.text = screening->answer->text;
    receipt.answer = dynbuf_bytes(&screening->kept);
    if (screening->kept.failed)
        dynbuf_fail(&screening->receipts, &screening->kept);
    else
        receipt_print(&screening->receipts, &receipt);
}

static bool ask(struct screening *screening, struct span text, struct error *err)
{
    if (!screen_answer(&screening->look_up, text, screening->answer, err))
        return false;
    const struct roster *roster = &screening->roster;
    screening->any_hit = screening->any_hit || screening->answer->hit_count > 0;
    screening->any_lacking =
        screening->any_lacking || screen_any_lacking(roster, screening->answer);
    if (screening->keeps)
        keep_receipt(screening);
    if (screening->as_json) {
        screen_answer_json(&screening->out, roster, screening->answer, TREFOIL_VERSION);
        dynbuf_char(&screening->out, '\n');
    } else if (screening->as_csv)
        screen_answer_csv(&screening->csv, roster, screening->answer);
    else
        screen_answer_lines(&screening->out, roster, screening->answer);
    return (screening->out.size < FLUSH_BYTES && screening->receipts.size < FLUSH_BYTES) ||
           flush(screening, err);
}

/* A question a line; empty lines are none. */
static bool ask_lines(struct screening *screening, struct span rest, struct error *err)
{
    while (rest.size > 0) {
        const unsigned char *feed = memchr(rest.data, '\n', rest.size);
        size_t size = feed == NULL ? rest.size : (size_t)(feed - rest.data);
        struct span line = trim_space(span_part(rest, 0, size));
        rest = span_part(rest, feed == NULL ? size : size + 1, rest.size);
        if (line.size > 0 && !ask(screening, line, err))
            return false;
    }
    return true;
}

/* The first field of each record, in the same order. */
static bool ask_records(struct screening *screening, struct span bytes, const char *name,
                        struct error *err)
{
    struct csv_reader *csv = malloc(sizeof *csv);
    bool any = false, ok = csv != NULL || error_memory(err, "reading questions");
    if (!ok)
        return false;
    csv_init(csv, bytes, name);
    while (ok && (ok = csv_next(csv, &any, err)) && any)
        ok = ask(screening, trim_space(csv->fields[0]), err);
    csv_release(csv);
    free(csv);
    return ok;
}

static bool read_pipe(struct dynbuf *ret_bytes, struct error *err)
{
    char piece[1 << 16];
    ssize_t size;
    while ((size = read(STDIN_FILENO, piece, sizeof piece)) != 0) {
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return error_os(err, ERROR_IO, "read", "standard input", errno);
        if (!dynbuf_append(ret_bytes, piece, (size_t)size))
            return dynbuf_error(ret_bytes, "standard input", err);
    }
    return true;
}

static bool ask_file(struct screening *screening, const char *path, struct error *err)
{
    struct dynbuf bytes;
    dynbuf_init(&bytes, CLI_OUTPUT_BYTES_MAX);
    bool ok = strcmp(path, "-") == 0 ? read_pipe(&bytes, err) : file_read(&bytes, path, err);
    ok = ok && (screening->as_csv ? ask_records(screening, dynbuf_bytes(&bytes), path, err)
                                  : ask_lines(screening, dynbuf_bytes(&bytes), err));
    dynbuf_release(&bytes);
    return ok;
}

static bool take_age(const struct words *words, unsigned *ret_days, struct error *err)
{
    const char *given = words_value(words, "--max-age");
    unsigned days = 0;
    *ret_days = LIST_MAX_AGE_DAYS;
    if (given == NULL)
        return true;
    for (const char *at = given; *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || at - given > 5)
            return error_input(err, ERROR_USAGE, "--max-age", "'%s': expected days", given);
        days = days * 10 + (unsigned)(*at - '0');
    }
    *ret_days = days;
    return given[0] != '\0' || error_input(err, ERROR_USAGE, "--max-age", "expected days");
}

static bool open_lists(struct screening *screening, const struct words *words,
                       struct list_asked *asked, struct error *err)
{
    struct timespec now;
    uint64_t seed;
    struct roster_asked wanted = {.authorities = words_value(words, "--authority"),
                                  .day = words_value(words, "--as-of")};
    clock_gettime(CLOCK_REALTIME, &now);
    if (!list_asked_open(asked, words, err) || !take_age(words, &wanted.max_age, err) ||
        !cli_random(&seed, err))
        return false;
    wanted.home = asked->home;
    wanted.lists = &asked->lists;
    wanted.now = (uint64_t)now.tv_sec;
    wanted.known_at = asked->moment.known_at;
    if (!roster_open(&screening->roster, &wanted, err))
        return false;
    look_up_init(&screening->look_up, &screening->roster, seed);
    for (size_t i = 0, at = 0; i < screening->roster.authority_count; i++)
        at += (size_t)snprintf(screening->authorities + at, sizeof screening->authorities - at,
                               "%s%s", i == 0 ? "" : ",", screening->roster.authorities[i].name);
    screening->home = asked->home;
    screening->receipt =
        (struct receipt){.time = wanted.now,
                         .known_at = wanted.known_at < wanted.now ? wanted.known_at : wanted.now,
                         .max_age = wanted.max_age,
                         .authorities = span_text(screening->authorities),
                         .day = span_text(wanted.day == NULL ? "" : wanted.day),
                         .rule = span_text("exact"),
                         .version = span_text(TREFOIL_VERSION)};
    return true;
}

static bool ask_all(struct screening *screening, const struct words *words, struct error *err)
{
    const char *file = words_value(words, "--file");
    if (words->plain.count == 0 && file == NULL)
        return error_input(err, ERROR_USAGE, "TEXT", "expected an address, a name, or --file");
    if (screening->as_csv) {
        csv_writer_init(&screening->csv, &screening->out);
        screen_csv_header(&screening->csv, &screening->roster);
    }
    for (size_t i = 0; i < words->plain.count; i++)
        if (!ask(screening, span_text(words->plain.words[i]), err))
            return false;
    return (file == NULL || ask_file(screening, file, err)) && flush(screening, err);
}

static int run(const struct words *words)
{
    struct screening screening = {.as_json = words_has(words, "--json"),
                                  .as_csv = words_has(words, "--csv"),
                                  .keeps = words_has(words, "--receipt")};
    struct list_asked asked = {.home = NULL};
    struct error err, unprinted;
    dynbuf_init(&screening.out, CLI_OUTPUT_BYTES_MAX);
    dynbuf_init(&screening.receipts, CLI_OUTPUT_BYTES_MAX);
    dynbuf_init(&screening.kept, CLI_OUTPUT_BYTES_MAX);
    screening.answer = calloc(1, sizeof *screening.answer);
    bool ok = screening.answer != NULL || error_memory(&err, "screening");
    ok = ok && open_lists(&screening, words, &asked, &err) && ask_all(&screening, words, &err);
    if (!cli_print(&screening.out, "the answers", ok ? &err : &unprinted))
        ok = false;
    if (screening.look_up.roster != NULL)
        look_up_release(&screening.look_up);
    roster_close(&screening.roster);
    list_asked_release(&asked);
    free(screening.answer);
    dynbuf_release(&screening.receipts);
    dynbuf_release(&screening.kept);
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
     .help = "How old a list may be on the day before its authority counts as not screened; 30 "
             "without it."},
    {.name = "--receipt",
     .help = "Keeps a receipt of every question: text, answer, lists and their hashes, rule, time. "
             "`trefoil screen replay` asks them all again."},
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
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Every authority answers for itself: hit, clear, or not screened with the reason (no "
            "list, a list older than its limit, remarks that are cut). The exit code is 1 after "
            "any hit, else 2 after an error or where any authority is not screened, else 0.",
            "Addresses match exactly under one form: hexadecimal with or without 0x, bech32 in "
            "any case, CashAddr and Base58, both forms of Tron and of XRP, CAIP-10. Names match "
            "exactly once folded: width, case, punctuation and the order of words do not count. "
            "Nothing is transliterated yet, and every answer says so.",
            NULL},
    .examples = examples,
    .run = run,
};
