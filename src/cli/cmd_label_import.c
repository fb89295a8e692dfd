#include "base/file.h"
#include "cli/cli.h"
#include "label/import.h"
#include "text/json_writer.h"

#define REJECT_FILE "trefoil-rejected-labels.txt"

struct importing {
    const char *home;
    bool keep_going;
    bool as_json;
    struct dynbuf rejected; /* of all files of the command */
    struct dynbuf out;
    struct json_writer json;
};

static void tell(struct importing *importing, const char *path, const struct label_report *report)
{
    struct dynbuf *out = &importing->out;
    if (importing->as_json) {
        struct json_writer *json = &importing->json;
        json_open_object(json, NULL);
        json_text(json, "file", path);
        json_bool(json, "already_in", report->already_in);
        json_u64(json, "labels", report->labels);
        json_u64(json, "actors", report->actors);
        json_u64(json, "rejected", report->rejected);
        json_close(json);
        return;
    }
    dynbuf_format(out, "%s: ", path);
    if (report->already_in)
        dynbuf_text(out, "in already; nothing to do\n");
    else if (report->labels > 0)
        dynbuf_count(out, report->labels, "label\n", "labels\n");
    else
        dynbuf_count(out, report->actors, "actor\n", "actors\n");
    if (!report->already_in && report->rejected > 0)
        dynbuf_format(out, "%llu rejected into " REJECT_FILE "\n",
                      (unsigned long long)report->rejected);
}

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
            ok = file_replace(".", REJECT_FILE, dynbuf_bytes(&importing->rejected), err);
        ok = ok && label_store_put(importing->home, sha256, &pack, err);
    }
    pack_release(&pack);
    if (ok)
        tell(importing, path, &report);
    return ok;
}

static void open_report(struct importing *importing)
{
    dynbuf_init(&importing->out, CLI_OUTPUT_BYTES_MAX);
    if (!importing->as_json)
        return;
    json_writer_init(&importing->json, &importing->out);
    json_open_object(&importing->json, NULL);
    json_text(&importing->json, "version", TREFOIL_VERSION);
    json_open_array(&importing->json, "files");
}

static int run(const struct words *words)
{
    struct importing importing = {.keep_going = words_has(words, "--keep-going"),
                                  .as_json = words_has(words, "--json")};
    struct error err, unprinted;
    if (!cli_home(words, &importing.home, &err))
        return cli_fail(&err);
    bool ok = true;
    dynbuf_init(&importing.rejected, REJECTS_BYTES_MAX);
    open_report(&importing);
    for (size_t i = 0; ok && i < words->plain.count; i++)
        ok = import_file(&importing, words->plain.words[i], &err);
    dynbuf_release(&importing.rejected);
    if (importing.as_json) { /* also after a failure: what stands there is in */
        json_close(&importing.json);
        json_close(&importing.json);
    }
    if (!cli_print(&importing.out, "the report", ok ? &err : &unprinted))
        ok = false;
    return ok ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--keep-going",
     .help = "Bad rows and tags go to " REJECT_FILE " in the current folder, each with its reason, "
             "and the others in. Without it the first bad one is an error and its file stays out."},
    {.name = "--json", .help = "Prints the report as JSON; docs/labels.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil label import exchanges.yaml", "A GraphSense TagPack."},
    {"trefoil label import --keep-going labels.csv", "The own form; bad rows aside."},
    {0},
};

const struct command command_label_import = {
    .name = "label import",
    .about = "packs of labels into the home: who owns an address",
    .plain = {.name = "FILE",
              .min = 1,
              .many = true,
              .kind = WORD_FILE,
              .help = "A pack: GraphSense TagPack or actor pack (YAML), the own CSV, DefiLlama's "
                      "CSV or Etherscan labels (JSON); docs/labels.md describes them."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Each file becomes one pack of the home, named by the SHA-256 of the file; one that is "
            "in already is reported and passed over. Files are in one by one: what was in before "
            "an error stays.",
            "Every label keeps who says so, its source, confidence and date. Labels that "
            "contradict each other are all kept; docs/labels.md says which one counts.",
            NULL},
    .examples = examples,
    .run = run,
};
