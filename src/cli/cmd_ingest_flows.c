#include "chain/evm_address.h"
#include "cli/cli.h"
#include "ingest/flows.h"
#include "label/store.h"
#include "text/json_writer.h"

#define REJECT_FILE "trefoil-rejected.csv"

/* The labels of a flow table become a pack of the home: they name, and end no trace. */
static bool keep_labels(void *context, const char *chain, const struct flow_file *file,
                        struct error *err)
{
    const struct flows_options *options = context;
    const char *field;
    struct pack pack;
    bool ok = true;
    pack_init(&pack);
    for (size_t i = 0; ok && i < file->label_count; i++) {
        char address[EVM_ADDRESS_TEXT_BYTES];
        evm_address_print(file->labels[i].address, address);
        struct label label = {.chain = span_text(chain),
                              .address = span_text(address),
                              .text = file->labels[i].text,
                              .source = span_text(file->name),
                              .pack = span_text(file->name)};
        ok = label_check(&label, &field, err) || error_prefix(err, file->name);
        ok = ok && pack_add(&pack, &label, err);
    }
    pack_sort(&pack);
    ok = ok && label_store_put(options->home, file->sha256, &pack, err);
    pack_release(&pack);
    return ok;
}

static void text_of(struct dynbuf *out, const struct flows_options *options,
                    const struct flows_report *done)
{
    if (done->files_already_in > 0) {
        dynbuf_count(out, done->files_already_in, "file is", "files are");
        dynbuf_text(out, " in the ledger already; nothing to do\n");
        return;
    }
    dynbuf_format(out, "%s: ", done->chain);
    dynbuf_count(out, done->rows, "transfer", "transfers");
    dynbuf_format(out, ", blocks %llu to %llu%s\n", (unsigned long long)done->first_block,
                  (unsigned long long)done->last_block, options->dry_run ? " (dry run)" : "");
    if (done->equal_rows > 0) {
        dynbuf_count(out, done->equal_rows, "row equals", "rows equal");
        dynbuf_format(out, " another row; %s\n",
                      done->dropped > 0 ? "dropped" : "kept, as no position proves them one");
    }
    if (done->labels > 0) {
        dynbuf_count(out, done->labels, "label of an address", "labels of addresses");
        dynbuf_text(out, options->dry_run ? "\n" : " kept; they name, and end no trace\n");
    }
    if (done->rejected > 0) {
        dynbuf_count(out, done->rejected, "row", "rows");
        dynbuf_format(out, " rejected into %s\n", options->reject_file);
    }
}

static void json_of(struct dynbuf *out, const struct flows_options *options,
                    const struct flows_report *done)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    json_bool(&json, "dry_run", options->dry_run);
    json_u64(&json, "files_in", done->files_in);
    json_u64(&json, "files_already_in", done->files_already_in);
    if (done->files_already_in == 0) {
        json_text(&json, "chain", done->chain);
        json_u64(&json, "first_block", done->first_block);
        json_u64(&json, "last_block", done->last_block);
        json_u64(&json, "rows", done->rows);
        json_u64(&json, "equal_rows", done->equal_rows);
        json_u64(&json, "dropped", done->dropped);
        json_u64(&json, "labels", done->labels);
        json_u64(&json, "rejected", done->rejected);
        if (done->rejected > 0)
            json_text(&json, "reject_file", options->reject_file);
    }
    json_close(&json);
}

static int run(const struct words *words)
{
    struct flows_options options = {.files = words->plain.words,
                                    .file_count = words->plain.count,
                                    .unique = words_has(words, "--unique"),
                                    .dry_run = words_has(words, "--dry-run"),
                                    .reject_file =
                                        words_has(words, "--keep-going") ? REJECT_FILE : NULL,
                                    .labels = keep_labels,
                                    .context = &options};
    struct flows_report done;
    struct dynbuf out;
    struct error err;
    if (!cli_home(words, &options.home, &err) || !cli_random(&options.hash_seed, &err))
        return cli_fail(&err);
    options.progress = cli_progress_start(words, "ingest");
    bool ok = ingest_flows(&options, &done, &err);
    cli_progress_stop();
    if (!ok)
        return cli_fail(&err);
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    if (words_has(words, "--json"))
        json_of(&out, &options, &done);
    else
        text_of(&out, &options, &done);
    return cli_print(&out, "the report", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--unique",
     .help = "Drops rows without a position that equal an earlier row: chain, block, transaction, "
             "from, to, asset and amount. Without it they are two transfers, kept and counted."},
    {.name = "--keep-going",
     .help = "Bad rows go to " REJECT_FILE " in the current folder, each with its reason, and the "
             "others in. Without it the first bad row is an error and nothing goes in."},
    {.name = "--dry-run", .help = "Reads, orders and counts; writes nothing into the home."},
    {.name = "--json", .help = "Prints the report as JSON; docs/json.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil ingest flows --dry-run transfers.csv", "Is the table good, and what is in it?"},
    {"trefoil ingest flows january.csv february.csv", "Both go in, or neither does."},
    {0},
};

const struct command command_ingest_flows = {
    .name = "ingest flows",
    .about = "flow tables (CSV) into the ledger of their chain",
    .plain = {.name = "FILE",
              .min = 1,
              .many = true,
              .kind = WORD_FILE,
              .help = "A flow table: CSV whose header is that of the native form or of the heist "
                      "data; docs/flow-tables.md describes both."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Appends the rows of all files to the ledger of their chain, in the home; makes the "
            "home and the ledger where there is none. All files of one command are in at one "
            "moment, or none is: a command that was killed is simply given again. A file that is "
            "in already is reported and passed over.",
            "Rows need not be sorted; a table that is not takes 32 bytes of memory a row "
            "and is read twice. "
            "Order inside a block is made as docs/flow-tables.md says and never looks at seeds. "
            "Rows at or below the last block of the ledger are an error that names the row.",
            "A bad row is named with file, line and column and with what was expected there.",
            NULL},
    .examples = examples,
    .run = run,
};
