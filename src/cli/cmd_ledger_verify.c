#include "base/hex.h"
#include "cli/cli.h"
#include "ledger/coin/format.h"
#include "ledger/identity.h"
#include "ledger/verify.h"
#include "text/json_writer.h"

static bool is_coin(const struct ledger *ledger)
{
    return ledger->kind == &coin_kind;
}

static uint64_t transactions(const struct ledger *ledger)
{
    return ledger_count(ledger, COIN_COUNT_TRANSACTIONS);
}

/* `damage` is what verify said, or NULL. */
static void json_of(struct dynbuf *out, const struct ledger *ledger, const char *damage)
{
    unsigned char identity[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    struct json_writer json;
    ledger_identity(&ledger->manifest, identity);
    hex_encode(hex, identity, SHA256_BYTES);
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    json_text(&json, "chain", ledger->manifest.chain);
    json_u64(&json, "first_block", ledger->manifest.first_block);
    json_u64(&json, "last_block", ledger->manifest.last_block);
    json_text(&json, "identity", hex);
    if (is_coin(ledger))
        json_u64(&json, "transactions", transactions(ledger));
    else
        json_u64(&json, "transfers", ledger_count(ledger, COUNT_TRANSFERS));
    json_u64(&json, "segments", ledger->segment_count);
    json_bool(&json, "verified", damage == NULL);
    if (damage != NULL)
        json_text(&json, "damage", damage);
    json_close(&json);
}

static void text_of(struct dynbuf *out, const struct ledger *ledger)
{
    dynbuf_text(out, "verified: ");
    if (is_coin(ledger))
        dynbuf_count(out, transactions(ledger), "transaction in ", "transactions in ");
    else
        dynbuf_count(out, ledger_count(ledger, COUNT_TRANSFERS), "transfer in ", "transfers in ");
    dynbuf_count(out, ledger->segment_count, "segment\n", "segments\n");
}

static int run(const struct words *words)
{
    struct ledger *ledger;
    struct dynbuf out;
    struct error err, damage;
    if (!cli_open_ledger(&ledger, words, &err))
        return cli_fail(&err);
    struct progress *progress = cli_progress_start(words, "verify");
    bool ok = ledger_verify(ledger, progress, &damage);
    cli_progress_stop();
    bool no = !ok && !error_is_environment(damage.code);
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    if (words_has(words, "--json") && (ok || no))
        json_of(&out, ledger, ok ? NULL : damage.text);
    else if (ok)
        text_of(&out, ledger);
    ledger_free(ledger);
    int code = ok ? EXIT_DONE : cli_fail(&damage);
    if (!cli_print(&out, "the proof", &err))
        return cli_fail(&err);
    return no ? EXIT_NOT_SO : code;
}

static const struct option options[] = {
    {.name = "--chain",
     .value = "CAIP2",
     .help = "Which ledger of the home, such as eip155:1. Needed when it has several."},
    {.name = "--json",
     .help = "Prints JSON, also when there is damage; docs/json.md has the "
             "names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil ledger verify", "Before an answer goes to court, or after a disk was replaced."},
    {0},
};

const struct command command_ledger_verify = {
    .name = "ledger verify",
    .about = "prove a ledger: every byte, every balance, every index",
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Reads every byte and compares it with the hashes made when it was sealed. Then, of "
            "an account chain, computes every balance, unseen lot and running sum anew from the "
            "transfers alone, walks all postings, and looks every account up in its index; memory: "
            "32 bytes an account and asset.",
            "Of a coin chain: the links, hashes, merkle roots and median times of all headers from "
            "the genesis on; that each input spends an output that is there, once, and nobody pays "
            "more than that; every count, position, owner, list and index. "
            "docs/ledger-format.md says what cannot be proven without the blocks.",
            "The first damage is named with its segment, column and row.", NULL},
    .examples = examples,
    .codes = "The ledger is damaged; standard error says where.",
    .run = run,
};
