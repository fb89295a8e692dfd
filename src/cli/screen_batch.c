#include "cli/screen_batch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "cli/cli.h"
#include "text/csv_reader.h"
#include "text/trim.h"

enum { FLUSH_BYTES = 1 << 18 };

bool screening_init(struct screening *screening, struct error *err)
{
    dynbuf_init(&screening->out, CLI_OUTPUT_BYTES_MAX);
    dynbuf_init(&screening->receipts, CLI_OUTPUT_BYTES_MAX);
    dynbuf_init(&screening->kept, CLI_OUTPUT_BYTES_MAX);
    screening->answer = calloc(1, sizeof *screening->answer);
    return screening->answer != NULL || error_memory(err, "screening");
}

void screening_release(struct screening *screening)
{
    screen_sources_release(&screening->sources);
    sieve_release(&screening->sieve);
    screen_tails_release(&screening->tails);
    if (screening->sources.look_up.roster != NULL)
        look_up_release(&screening->sources.look_up);
    roster_close(&screening->roster);
    free(screening->answer);
    dynbuf_release(&screening->out);
    dynbuf_release(&screening->receipts);
    dynbuf_release(&screening->kept);
}

void screening_start(struct screening *screening)
{
    const struct roster *roster = &screening->roster;
    /* Hits alone need no labels of other addresses. */
    sieve_init(&screening->sieve, &screening->sources.look_up,
               screening->only_hits ? NULL : &screening->sources.labelled);
    screen_tails_init(&screening->tails, roster, screening->print,
                      screening->sources.exposed != NULL);
    for (size_t kind = 0; kind < QUESTION_KINDS; kind++)
        for (size_t i = 0; i < roster->authority_count; i++)
            if (roster->authorities[i].lacking[kind][0] != '\0')
                screening->lacks[kind] = true;
}

bool screening_flush(struct screening *screening, struct error *err)
{
    struct dynbuf *out = &screening->out;
    if (screening->receipts.failed)
        return dynbuf_error(&screening->receipts, "receipts", err);
    if (screening->receipts.size > 0 &&
        !receipts_append(screening->home, dynbuf_bytes(&screening->receipts), err))
        return false;
    dynbuf_clear(&screening->receipts);
    if (out->failed)
        return dynbuf_error(out, "the answers", err);
    if (out->size > 0)
        fwrite(out->data, 1, out->size, stdout);
    dynbuf_clear(out);
    return true;
}

static bool keep_receipt(struct screening *screening, struct error *err)
{
    struct receipt receipt = screening->receipt;
    dynbuf_clear(&screening->kept);
    if (!screen_answer_json(&screening->kept, &screening->roster, screening->answer, NULL, err))
        return false;
    receipt.text = screening->answer->text;
    receipt.answer = dynbuf_bytes(&screening->kept);
    if (screening->kept.failed)
        dynbuf_fail(&screening->receipts, &screening->kept);
    else
        receipt_print(&screening->receipts, &receipt);
    return true;
}

/* What the sieve says is listed nowhere, told in the shortest way; `*ret_told` is false where the
 * long one is needed. */
static bool tell_clear(struct screening *screening, struct span text, bool *ret_told,
                       struct error *err)
{
    struct screen_answer *answer = screening->answer;
    enum address_form form;
    bool clear;
    *ret_told = false;
    if (screening->keeps || screening->sources.exposed != NULL)
        return true;
    if (!sieve_clears(&screening->sieve, text, &clear, &form, err))
        return false;
    if (!clear ||
        (form == ADDRESS_UNKNOWN && (!screening->only_hits || screening->lacks[QUESTION_ADDRESS] !=
                                                                  screening->lacks[QUESTION_NAME])))
        return true;
    *ret_told = true;
    screening->any_lacking = screening->any_lacking || screening->lacks[QUESTION_ADDRESS];
    if (screening->only_hits)
        return true;
    answer->text = text;
    answer->hit_count = 0;
    memset(answer->hit, 0, sizeof answer->hit);
    answer->question.kind = QUESTION_ADDRESS;
    answer->question.form = form;
    answer->question.key = text;
    answer->labels = screening->sources.labels;
    answer->label_count = 0;
    return screen_print_clear(&screening->tails, &screening->out, answer, err);
}

static bool tell(struct screening *screening, struct span text, struct error *err)
{
    if (!screen_answer(&screening->sources, text, screening->answer, err))
        return false;
    bool hit = screening->answer->hit_count > 0;
    screening->any_hit = screening->any_hit || hit;
    screening->any_lacking =
        screening->any_lacking || screen_any_lacking(&screening->roster, screening->answer);
    if (screening->keeps && !keep_receipt(screening, err))
        return false;
    return (!hit && screening->only_hits) ||
           screen_print(&screening->tails, &screening->out, screening->answer, err);
}

bool screening_ask(struct screening *screening, struct span text, struct error *err)
{
    bool told;
    if (!tell_clear(screening, text, &told, err) || (!told && !tell(screening, text, err)))
        return false;
    bool full = screening->out.size >= FLUSH_BYTES || screening->receipts.size >= FLUSH_BYTES;
    return !full || screening_flush(screening, err);
}

/* A question a line; empty lines are none. */
static bool ask_lines(struct screening *screening, struct span rest, struct error *err)
{
    while (rest.size > 0) {
        const unsigned char *feed = memchr(rest.data, '\n', rest.size);
        size_t size = feed == NULL ? rest.size : (size_t)(feed - rest.data);
        struct span line = trim_space(span_part(rest, 0, size));
        rest = span_part(rest, feed == NULL ? size : size + 1, rest.size);
        if (line.size > 0 && !screening_ask(screening, line, err))
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
        ok = screening_ask(screening, trim_space(csv->fields[0]), err);
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

static bool ask_bytes(struct screening *screening, struct span bytes, const char *name,
                      struct error *err)
{
    return screening->print == SCREEN_CSV ? ask_records(screening, bytes, name, err)
                                          : ask_lines(screening, bytes, err);
}

/* A map spares the copy of a file of a hundred million lines. */
static bool ask_map(struct screening *screening, const char *path, struct error *err)
{
    struct map map;
    if (!map_open(&map, path, err))
        return false;
    bool ok = ask_bytes(screening, map.bytes, path, err);
    if (ok && map_damaged(&map))
        ok = error_os(err, ERROR_IO, "read", path, EIO);
    map_close(&map);
    return ok;
}

bool screening_ask_file(struct screening *screening, const char *path, struct error *err)
{
    struct dynbuf bytes;
    struct stat found;
    if (strcmp(path, "-") != 0 && stat(path, &found) == 0 && S_ISREG(found.st_mode))
        return ask_map(screening, path, err);
    dynbuf_init(&bytes, CLI_OUTPUT_BYTES_MAX);
    bool ok = strcmp(path, "-") == 0 ? read_pipe(&bytes, err) : file_read(&bytes, path, err);
    ok = ok && ask_bytes(screening, dynbuf_bytes(&bytes), path, err);
    dynbuf_release(&bytes);
    return ok;
}
