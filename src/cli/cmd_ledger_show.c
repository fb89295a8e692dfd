#include <stdio.h>

#include "base/hex.h"
#include "cli/cli.h"
#include "ledger/coin/format.h"
#include "ledger/identity.h"
#include "text/csv_writer.h"
#include "text/json_writer.h"

struct counted {
    const char *one, *name;
    int count;
};

/* What is counted of each kind; sizes are told by the first. */
static const struct counted account_counts[] = {
    {"transfer", "transfers", COUNT_TRANSFERS}, {"transaction", "transactions", COUNT_TRANSACTIONS},
    {"account", "accounts", COUNT_ACCOUNTS},    {"container", "containers", COUNT_CONTAINERS},
    {"asset", "assets", COUNT_ASSETS},          {0},
};
static const struct counted coin_counts[] = {
    {"transaction", "transactions", COIN_COUNT_TRANSACTIONS},
    {"input", "inputs", COIN_COUNT_INPUTS},
    {"output", "outputs", COIN_COUNT_OUTPUTS},
    {"address", "addresses", COIN_COUNT_ADDRESSES},
    {0},
};

static bool is_coin(const struct ledger *ledger)
{
    return ledger->kind == &coin_kind;
}

static const struct counted *counts_of(const struct ledger *ledger)
{
    return is_coin(ledger) ? coin_counts : account_counts;
}

/* Each height from the genesis on has a block. */
static uint64_t blocks_of(const struct ledger *ledger)
{
    return ledger->manifest.last_block - ledger->manifest.first_block + 1;
}

struct column_size {
    uint64_t rows, bytes;
};

/* Over all segments. */
static struct column_size column_size(const struct ledger *ledger, int column)
{
    struct column_size size = {0};
    for (size_t i = 0; i < ledger->segment_count; i++) {
        size.bytes += ledger->segments[i]->columns[column].size;
        size.rows += ledger->segments[i]->columns[column].rows;
    }
    return size;
}

/* How much is in it, and what that covers. */
static void text_of_counts(struct dynbuf *out, const struct ledger *ledger)
{
    const struct manifest *manifest = &ledger->manifest;
    for (const struct counted *row = counts_of(ledger); row->one != NULL; row++) {
        const char *between = is_coin(ledger) || row != account_counts + 1 ? ", " : " in ";
        dynbuf_text(out, row == counts_of(ledger) ? "" : between);
        dynbuf_count(out, ledger_count(ledger, row->count), row->one, row->name);
    }
    if (is_coin(ledger)) {
        dynbuf_text(out, ", ");
        dynbuf_count(out, blocks_of(ledger), "block", "blocks");
        dynbuf_format(out, "\ncovers the whole chain to block %llu\n",
                      (unsigned long long)manifest->last_block);
        if (manifest->unproven)
            dynbuf_text(out, "headers were taken without proof of work (--no-pow)\n");
        return;
    }
    dynbuf_text(out, "\ncovers every row of ");
    dynbuf_count(out, manifest->file_count, "flow table", "flow tables");
    dynbuf_text(out, "\n");
}

static void text_of_columns(struct dynbuf *out, const struct ledger *ledger)
{
    const struct counted *whole = counts_of(ledger);
    uint64_t things = ledger_count(ledger, whole->count);
    for (int column = 0; column < ledger->kind->columns; column++) {
        struct column_size size = column_size(ledger, column);
        uint64_t hundredths = things == 0 ? 0 : size.bytes * 100 / things;
        dynbuf_format(out, "  %-18s %14llu rows %14llu bytes %6llu.%02llu a %s\n",
                      ledger->kind->column_name(column), (unsigned long long)size.rows,
                      (unsigned long long)size.bytes, (unsigned long long)(hundredths / 100),
                      (unsigned long long)(hundredths % 100), whole->one);
    }
}

static void text_of(struct dynbuf *out, const struct ledger *ledger)
{
    const struct manifest *manifest = &ledger->manifest;
    char hex[2 * SHA256_BYTES + 1];
    unsigned char identity[SHA256_BYTES];
    dynbuf_format(out, "%s, blocks %llu to %llu, generation %llu\n", manifest->chain,
                  (unsigned long long)manifest->first_block,
                  (unsigned long long)manifest->last_block,
                  (unsigned long long)manifest->generation);
    text_of_counts(out, ledger);
    ledger_identity(manifest, identity);
    hex_encode(hex, identity, SHA256_BYTES);
    dynbuf_format(out, "identity %s\n", hex);
    for (size_t i = 0; i < manifest->segment_count; i++) {
        hex_encode(hex, manifest->segments[i].identity, SHA256_BYTES);
        dynbuf_format(out, "segment %llu to %llu  %s\n",
                      (unsigned long long)manifest->segments[i].first_block,
                      (unsigned long long)manifest->segments[i].last_block, hex);
    }
    for (size_t i = 0; i < manifest->file_count; i++)
        dynbuf_format(out, "file %s\n", manifest->files[i].name);
    text_of_columns(out, ledger);
}

static void json_hash(struct json_writer *json, const char *name, const unsigned char *hash)
{
    char hex[2 * SHA256_BYTES + 1];
    hex_encode(hex, hash, SHA256_BYTES);
    json_text(json, name, hex);
}

static void json_of(struct dynbuf *out, const struct ledger *ledger)
{
    const struct manifest *manifest = &ledger->manifest;
    unsigned char identity[SHA256_BYTES];
    struct json_writer json;
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    json_text(&json, "chain", manifest->chain);
    json_u64(&json, "first_block", manifest->first_block);
    json_u64(&json, "last_block", manifest->last_block);
    json_u64(&json, "generation", manifest->generation);
    ledger_identity(manifest, identity);
    json_hash(&json, "identity", identity);
    for (const struct counted *row = counts_of(ledger); row->one != NULL; row++)
        json_u64(&json, row->name, ledger_count(ledger, row->count));
    if (is_coin(ledger)) {
        json_u64(&json, "blocks", blocks_of(ledger));
        json_bool(&json, "no_pow", manifest->unproven);
    }
    json_open_array(&json, "segments");
    for (size_t i = 0; i < manifest->segment_count; i++) {
        json_open_object(&json, NULL);
        json_u64(&json, "first_block", manifest->segments[i].first_block);
        json_u64(&json, "last_block", manifest->segments[i].last_block);
        json_hash(&json, "identity", manifest->segments[i].identity);
        json_close(&json);
    }
    json_close(&json);
    json_open_array(&json, "files");
    for (size_t i = 0; i < manifest->file_count; i++) {
        json_open_object(&json, NULL);
        json_text(&json, "name", manifest->files[i].name);
        json_hash(&json, "sha256", manifest->files[i].sha256);
        json_close(&json);
    }
    json_close(&json);
    json_open_array(&json, "columns");
    for (int column = 0; column < ledger->kind->columns; column++) {
        struct column_size size = column_size(ledger, column);
        json_open_object(&json, NULL);
        json_text(&json, "name", ledger->kind->column_name(column));
        json_u64(&json, "rows", size.rows);
        json_u64(&json, "bytes", size.bytes);
        json_close(&json);
    }
    json_close(&json);
    json_close(&json);
}

static void put_u64(struct csv_writer *csv, uint64_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    csv_put_text(csv, digits);
}

static void csv_of(struct dynbuf *out, const struct ledger *ledger)
{
    struct csv_writer csv;
    csv_writer_init(&csv, out);
    csv_put_text(&csv, "column");
    csv_put_text(&csv, "rows");
    csv_put_text(&csv, "bytes");
    csv_end(&csv);
    for (int column = 0; column < ledger->kind->columns; column++) {
        struct column_size size = column_size(ledger, column);
        csv_put_text(&csv, ledger->kind->column_name(column));
        put_u64(&csv, size.rows);
        put_u64(&csv, size.bytes);
        csv_end(&csv);
    }
}

static int run(const struct words *words)
{
    struct ledger *ledger;
    struct dynbuf out;
    struct error err;
    if (words_has(words, "--json") && words_has(words, "--csv")) {
        error_input(&err, ERROR_USAGE, "--csv", "not with --json; expected one of them");
        return cli_misuse(words->command, &err);
    }
    if (!cli_open_ledger(&ledger, words, &err))
        return cli_fail(&err);
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    if (words_has(words, "--json"))
        json_of(&out, ledger);
    else if (words_has(words, "--csv"))
        csv_of(&out, ledger);
    else
        text_of(&out, ledger);
    ledger_free(ledger);
    return cli_print(&out, "the ledger", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--chain",
     .value = "CAIP2",
     .help = "Which ledger of the home, such as eip155:1. Needed when it has several."},
    {.name = "--json", .help = "Prints JSON; docs/json.md has the names."},
    {.name = "--csv", .help = "Prints the sizes of the columns as CSV: column, rows, bytes."},
    {0},
};

static const struct example examples[] = {
    {"trefoil ledger show", "What the home's ledger covers, and what its columns weigh."},
    {"trefoil ledger show --json | jq -r .identity",
     "One hash to compare with that of another machine."},
    {0},
};

const struct command command_ledger_show = {
    .name = "ledger show",
    .about = "what a ledger covers and holds, column by column",
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Prints the chain, the blocks that the ledger covers and from which files, how much is "
            "in it, and the rows and bytes of each column.",
            "The identity is one hash of all that the ledger holds: two ledgers of the same rows "
            "have the same, on every machine, however many commands brought the rows. The segments "
            "have identities of their own, which results and evidence name. trefoil ledger verify "
            "proves that the files still hold what the identities say.",
            NULL},
    .examples = examples,
    .run = run,
};
