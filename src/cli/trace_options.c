#include "cli/trace_options.h"

const struct option trace_options[] = {
    {.name = "--seed",
     .value = "SEED",
     .many = true,
     .help =
         "Where stolen value starts: TXID:N, TXID, ADDRESS or ADDRESS@BLOCK, an address perhaps "
         "with /ASSET behind it; then perhaps =AMOUNT, a cap in base units, and #COLOUR. Seeds "
         "without a colour share the one named default."},
    {.name = "--seeds",
     .value = "FILE",
     .kind = WORD_FILE,
     .help = "The same, one a line; blank lines and lines that start with \"# \" are passed over."},
    {.name = "--rule",
     .value = "RULE",
     .choices = "haircut fifo lifo tiho poison all",
     .help = "How coloured value moves through an account; all: side by side. Without it: "
             "haircut."},
    {.name = "--services",
     .value = "WHICH",
     .choices = "labels none",
     .kind = WORD_FILE,
     .help = "At which addresses value comes to rest: those that the home's labels call an "
             "exchange, mixer, bridge, swap pool, issuer, OTC desk or burn address (labels), none, "
             "or a file of ADDRESS or ADDRESS,NAME lines. Without it: labels."},
    {.name = "--through",
     .value = "ADDRESS",
     .many = true,
     .help = "Of these services follow what they send on."},
    {.name = "--until",
     .value = "HEIGHT|TIME",
     .help = "The last block that counts: a height, or a time such as 2023-01-13T20:34:11Z, which "
             "means the last block that is not later."},
    {.name = "--min",
     .value = "AMOUNT",
     .help =
         "In base units: of each colour, account and transaction, less than this is followed no "
         "further and counted under unresolved."},
    {.name = "--follow-fees",
     .value = "ORDER",
     .choices = "subsidy-first fees-first",
     .help = "Coin chains: follow fees to the coinbase of their block, whose inputs are then the "
             "subsidy and the fees in the order of their transactions, the one or the other first. "
             "Without it fees stop."},
    {.name = "--chain",
     .value = "CAIP2",
     .help = "Which ledger of the home, such as eip155:1. Without it: the only one that has the "
             "seeds."},
    {0},
};

static const char *or_else(const char *value, const char *other)
{
    return value == NULL ? other : value;
}

struct trace_words trace_asked(const struct words *words)
{
    struct word_list seeds = words_list(words, "--seed"), through = words_list(words, "--through");
    return (struct trace_words){
        .seeds = seeds.words,
        .seed_count = seeds.count,
        .through = through.words,
        .through_count = through.count,
        .seeds_file = words_value(words, "--seeds"),
        .services = or_else(words_value(words, "--services"), "labels"),
        .until = words_value(words, "--until"),
        .min = words_value(words, "--min"),
        .rule = or_else(words_value(words, "--rule"), "haircut"),
        .follow_fees = words_value(words, "--follow-fees"),
    };
}
