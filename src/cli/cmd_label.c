#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/label_show.h"
#include "label/import.h"

static const char reject_file[] = "trefoil-rejected-labels.txt";

/* ---- import ---- */

struct importing {
    const char *home;
    bool keep_going;
    struct dynbuf rejected; /* of all files of the command */
};

/* One file: read, then what was rejected is written down, then the pack is in. */
static bool import_file(struct importing *importing, const char *path, struct error *err)
{
    struct label_import import = {.home = importing->home,
                                  .path = path,
                                  .keep_going = importing->keep_going,
                                  .rejected = &importing->rejected};
    unsigned char sha256[PACK_SHA256_BYTES];
    struct label_report report;
    struct pack pack;
    pack_init(&pack);
    bool ok = label_import_read(&pack, &import, sha256, &report, err);
    if (ok && !report.already_in) {
        if (report.rejected > 0)
            ok = file_replace(".", reject_file, dynbuf_bytes(&importing->rejected), err);
        ok = ok && label_store_put(importing->home, sha256, &pack, err);
    }
    pack_release(&pack);
    if (!ok)
        return false;
    printf("%s: ", path);
    if (report.already_in)
        printf("in already; nothing to do\n");
    else if (report.labels > 0)
        printf("%llu labels\n", (unsigned long long)report.labels);
    else
        printf("%llu actors\n", (unsigned long long)report.actors);
    if (!report.already_in && report.rejected > 0)
        printf("%llu rejected into %s\n", (unsigned long long)report.rejected, reject_file);
    return true;
}

static int import(const char *home, int count, char **words)
{
    struct importing importing = {.home = home};
    struct error err;
    int at = 2;
    bool ok = true;
    for (; at < count && words[at][0] == '-'; at++) {
        if (strcmp(words[at], "--keep-going") != 0)
            return cli_misuse(&command_label, "expected --keep-going");
        importing.keep_going = true;
    }
    if (at == count)
        return cli_misuse(&command_label, "expected files");
    dynbuf_init(&importing.rejected, REJECTS_BYTES_MAX);
    for (; ok && at < count; at++)
        ok = import_file(&importing, words[at], &err);
    dynbuf_release(&importing.rejected);
    return ok ? EXIT_DONE : cli_fail(&err);
}

/* ---- show, list ---- */

static int print_answer(const char *home, const struct label_question *question)
{
    struct labels *labels = NULL;
    struct dynbuf buffer;
    struct error err;
    bool found = false;
    dynbuf_init(&buffer, LABEL_ANSWER_BYTES_MAX);
    bool ok = labels_load(&labels, home, &err) &&
              (question->address != NULL ? label_show(&buffer, labels, question, &found, &err)
                                         : label_list(&buffer, labels, question, &found, &err));
    if (ok && buffer.failed)
        ok = dynbuf_error(&buffer, "the answer", &err);
    if (ok && buffer.size > 0)
        fwrite(buffer.data, 1, buffer.size, stdout);
    dynbuf_release(&buffer);
    labels_free(labels);
    if (!ok)
        return cli_fail(&err);
    return found ? EXIT_DONE : EXIT_NOT_SO;
}

static int ask(const char *home, int count, char **words)
{
    bool show = strcmp(words[1], "show") == 0;
    struct label_question question = {.chain = ""};
    for (int at = 2; at < count; at++) {
        if (strcmp(words[at], "--json") == 0)
            question.json = true;
        else if (show && strcmp(words[at], "--chain") == 0 && at + 1 < count)
            question.chain = words[++at];
        else if (show && question.address == NULL && words[at][0] != '-')
            question.address = words[at];
        else
            return cli_misuse(&command_label, "an option is unknown, or lacks its value");
    }
    if (show && question.address == NULL)
        return cli_misuse(&command_label, "expected an address");
    return print_answer(home, &question);
}

static int run(const char *home, int count, char **words)
{
    const char *what = count > 1 ? words[1] : "";
    if (strcmp(what, "import") == 0)
        return import(home, count, words);
    if (strcmp(what, "show") == 0 || strcmp(what, "list") == 0)
        return ask(home, count, words);
    return cli_misuse(&command_label, "expected import, show or list");
}

const struct command command_label = {
    "label",
    "import [--keep-going] FILE... | show ADDRESS [--chain CAIP2] [--json] | list [--json]",
    "who owns an address: packs of labels in, and what they say", run};
