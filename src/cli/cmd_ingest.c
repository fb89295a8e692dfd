#include <stdio.h>
#include <string.h>

#include "chain/evm_address.h"
#include "cli/cli.h"
#include "ingest/flows.h"
#include "label/store.h"

/* The labels of a flow table become a pack of the home: they name, and end no trace. */
static bool keep_labels(void *context, const char *chain, const struct flow_file *file,
                        struct error *err)
{
    const char *home = context, *field;
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
    ok = ok && label_store_put(home, file->sha256, &pack, err);
    pack_release(&pack);
    return ok;
}

static int report(const struct flows_options *options, const struct flows_report *done)
{
    if (done->files_already_in > 0) {
        printf("%llu files are in the ledger already; nothing to do\n",
               (unsigned long long)done->files_already_in);
        return EXIT_DONE;
    }
    printf("%s: %llu transfers, blocks %llu to %llu%s\n", done->chain,
           (unsigned long long)done->rows, (unsigned long long)done->first_block,
           (unsigned long long)done->last_block, options->dry_run ? " (dry run)" : "");
    if (done->equal_rows > 0)
        printf("%llu rows equal another row; %s\n", (unsigned long long)done->equal_rows,
               done->dropped > 0 ? "dropped" : "kept, as no position proves them one");
    if (done->labels > 0)
        printf("%llu labels of addresses%s\n", (unsigned long long)done->labels,
               options->dry_run ? "" : " kept; they name, and end no trace");
    if (done->rejected > 0)
        printf("%llu rows rejected into %s\n", (unsigned long long)done->rejected,
               options->reject_file);
    return EXIT_DONE;
}

static int run(const char *home, int count, char **words)
{
    struct flows_options options = {.home = home, .labels = keep_labels, .context = (void *)home};
    struct flows_report done;
    struct error err;
    int at = 2;
    if (count < 2 || strcmp(words[1], "flows") != 0)
        return cli_misuse(&command_ingest, "expected flows");
    for (; at < count && words[at][0] == '-'; at++) {
        if (strcmp(words[at], "--unique") == 0)
            options.unique = true;
        else if (strcmp(words[at], "--dry-run") == 0)
            options.dry_run = true;
        else if (strcmp(words[at], "--keep-going") == 0)
            options.reject_file = "trefoil-rejected.csv";
        else
            return cli_misuse(&command_ingest, "expected --unique, --keep-going or --dry-run");
    }
    if (at == count)
        return cli_misuse(&command_ingest, "expected files");
    options.files = (const char *const *)words + at;
    options.file_count = (size_t)(count - at);
    if (!cli_random(&options.hash_seed, &err) || !ingest_flows(&options, &done, &err))
        return cli_fail(&err);
    return report(&options, &done);
}

const struct command command_ingest = {"ingest",
                                       "flows [--unique] [--keep-going] [--dry-run] FILE...",
                                       "flow tables (CSV) into the ledger of their chain", run};
