#include "cli/cli.h"
#include "ingest/blocks.h"
#include "text/json_writer.h"

static void passed_text(struct dynbuf *out, const struct blocks_passed *passed, const char *one,
                        const char *many)
{
    if (passed->count == 0)
        return;
    dynbuf_count(out, passed->count, one, many);
    dynbuf_text(out, " passed over, ");
    dynbuf_count(out, passed->bytes, "byte", "bytes");
    dynbuf_format(out, "; the first: %s\n", passed->first);
}

static void ledger_text(struct dynbuf *out, const struct blocks_report *done)
{
    char tip[HASH256_TEXT_BYTES];
    hash256_print(done->tip, tip);
    dynbuf_format(out, "%s: ", done->chain->name);
    dynbuf_count(out, done->blocks, "new block", "new blocks");
    dynbuf_format(out, ", up to %llu (%s)\n", (unsigned long long)done->last_block, tip);
    dynbuf_count(out, done->transactions, "transaction", "transactions");
    dynbuf_text(out, ", ");
    dynbuf_count(out, done->inputs, "input", "inputs");
    dynbuf_text(out, ", ");
    dynbuf_count(out, done->outputs, "output", "outputs");
    dynbuf_text(out, ", ");
    dynbuf_count(out, done->addresses, "address", "addresses");
    dynbuf_text(out, "\n");
    if (done->taken_back == 0)
        return;
    dynbuf_text(out, "a better branch: ");
    dynbuf_count(out, done->taken_back, "block", "blocks");
    dynbuf_format(out, " from %llu on taken back\n", (unsigned long long)done->first_new);
}

static void text_of(struct dynbuf *out, const struct blocks_options *options,
                    const struct blocks_report *done)
{
    if (options->dry_run) {
        dynbuf_format(out, "%s: ", done->chain->name);
        dynbuf_count(out, done->decoded, "block", "blocks");
        dynbuf_text(out, " decoded and checked (dry run)\n");
    } else if (done->empty)
        dynbuf_format(out, "%s: no block reaches the genesis, nothing went in\n",
                      done->chain->name);
    if (!done->empty)
        ledger_text(out, done);
    if (done->first_bad.code != ERROR_NONE)
        dynbuf_format(out, "not the most work, but the most that is valid: %s\n",
                      done->first_bad.text);
    if (done->unproven)
        dynbuf_text(out, "headers were taken without proof of work (--no-pow)\n");
    if (done->unconnected > 0)
        dynbuf_format(out, "%llu unconnected: no way from them to the genesis\n",
                      (unsigned long long)done->unconnected);
    if (done->beside > 0)
        dynbuf_format(out, "%llu on branches that are not the best\n",
                      (unsigned long long)done->beside);
    if (done->refused > 0)
        dynbuf_format(out, "%llu refused; the first: %s\n", (unsigned long long)done->refused,
                      done->first_refused.text);
    passed_text(out, &done->other_chain, "block of another chain", "blocks of other chains");
    passed_text(out, &done->cut_off, "block that its file cuts off",
                "blocks that their files cut off");
    passed_text(out, &done->garbage, "piece between blocks that is none",
                "pieces between blocks that are none");
}

static void json_of(struct dynbuf *out, const struct blocks_options *options,
                    const struct blocks_report *done)
{
    struct json_writer json;
    char tip[HASH256_TEXT_BYTES];
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    json_text(&json, "chain", done->chain->caip2);
    json_text(&json, "name", done->chain->name);
    json_bool(&json, "dry_run", options->dry_run);
    json_bool(&json, "no_pow", done->unproven);
    json_u64(&json, "blocks", done->blocks);
    json_u64(&json, "taken_back", done->taken_back);
    if (!done->empty) {
        hash256_print(done->tip, tip);
        json_u64(&json, "last_block", done->last_block);
        json_text(&json, "tip", tip);
        json_u64(&json, "transactions", done->transactions);
        json_u64(&json, "inputs", done->inputs);
        json_u64(&json, "outputs", done->outputs);
        json_u64(&json, "addresses", done->addresses);
    }
    json_u64(&json, "decoded", done->decoded);
    json_u64(&json, "repeated", done->repeated);
    json_u64(&json, "unconnected", done->unconnected);
    json_u64(&json, "beside", done->beside);
    json_u64(&json, "refused", done->refused);
    if (done->refused > 0)
        json_text(&json, "first_refused", done->first_refused.text);
    if (done->first_bad.code != ERROR_NONE)
        json_text(&json, "first_bad", done->first_bad.text);
    json_u64(&json, "other_chain", done->other_chain.count);
    json_u64(&json, "cut_off", done->cut_off.count);
    json_u64(&json, "garbage", done->garbage.count);
    json_close(&json);
}

static int run(const struct words *words)
{
    struct blocks_options options = {.chain = words_value(words, "--chain"),
                                     .paths = words->plain.words,
                                     .path_count = words->plain.count,
                                     .no_work = words_has(words, "--no-pow"),
                                     .dry_run = words_has(words, "--dry-run")};
    struct blocks_report done;
    struct dynbuf out;
    struct error err;
    if (!cli_home(words, &options.home, &err) || !cli_random(&options.seed, &err))
        return cli_fail(&err);
    options.progress = cli_progress_start(words, "ingest");
    bool ok = ingest_blocks(&options, &done, &err);
    cli_progress_stop();
    if (!ok)
        return cli_fail(&err);
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    if (words_has(words, "--json"))
        json_of(&out, &options, &done);
    else
        text_of(&out, &options, &done);
    if (!cli_print(&out, "the report", &err))
        return cli_fail(&err);
    return options.dry_run && done.refused > 0 ? EXIT_NOT_SO : EXIT_DONE;
}

static const struct option options[] = {
    {.name = "--chain",
     .value = "CHAIN",
     .help = "Which chain's blocks are meant: a name such as bitcoin, testnet4, regtest or "
             "litecoin, or its CAIP-2 name. Needed for files with blocks of several, and for "
             "Bitcoin Cash, whose files cannot be told from Bitcoin's."},
    {.name = "--dry-run",
     .help = "Decodes and checks every block, connected or not; writes nothing into the home."},
    {.name = "--no-pow",
     .help = "Takes headers whose hash does not meet their target: regtest only, and named in "
             "every result."},
    {.name = "--json", .help = "Prints the report as JSON; docs/json.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil ingest blk ~/.bitcoin/blocks",
     "The chain that a Bitcoin Core node has; later the same command brings what is new."},
    {"trefoil ingest blk --dry-run blk01234.dat", "Are the blocks whole?"},
    {0},
};

const struct command command_ingest_blk = {
    .name = "ingest blk",
    .about = "files of blocks into the ledger of their coin chain",
    .plain = {.name = "PATH",
              .min = 1,
              .many = true,
              .kind = WORD_FILE,
              .help = "A file of blocks, or a folder whose blk*.dat are meant; xor.dat beside "
                      "them is used."},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Finds the branch with the most proven work and brings its new blocks into the ledger, "
            "in the home; makes the home and the ledger where there is none. Blocks may lie in "
            "any order; files may have gaps, blocks of other chains and a cut end, which are "
            "counted and told. A command that was killed is simply given again and goes on from "
            "what was saved. A better branch takes blocks of the ledger back.",
            "Every block is decoded and checked: its form, its merkle root, its witness "
            "commitment, and that every input spends an output that is there and unspent. "
            "Scripts and signatures are not checked. docs/coin-chains.md has the details.",
            "Blocks that reach no genesis are decoded and checked too, and counted as "
            "unconnected; the ledger does not get them.",
            NULL},
    .examples = examples,
    .codes = "A dry run refused a block or a header; the report says where.",
    .run = run,
};
