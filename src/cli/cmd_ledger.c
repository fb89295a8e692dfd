#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "cli/cli.h"
#include "ledger/verify.h"

static void show_column(const struct ledger *ledger, enum segment_column column, uint64_t transfers)
{
    uint64_t bytes = 0, rows = 0;
    for (size_t i = 0; i < ledger->segment_count; i++) {
        bytes += ledger->segments[i]->columns[column].size;
        rows += ledger->segments[i]->columns[column].rows;
    }
    uint64_t hundredths = transfers == 0 ? 0 : bytes * 100 / transfers;
    printf("  %-18s %14llu rows %14llu bytes %6llu.%02llu a transfer\n",
           segment_column_name(column), (unsigned long long)rows, (unsigned long long)bytes,
           (unsigned long long)(hundredths / 100), (unsigned long long)(hundredths % 100));
}

static void show(const struct ledger *ledger)
{
    const struct manifest *manifest = &ledger->manifest;
    uint64_t transfers = ledger_count(ledger, COUNT_TRANSFERS);
    printf("%s, blocks %llu to %llu, generation %llu\n", manifest->chain,
           (unsigned long long)manifest->first_block, (unsigned long long)manifest->last_block,
           (unsigned long long)manifest->generation);
    printf("%llu transfers in %llu transactions, %llu accounts, %llu containers, %llu assets\n",
           (unsigned long long)transfers,
           (unsigned long long)ledger_count(ledger, COUNT_TRANSACTIONS),
           (unsigned long long)ledger_count(ledger, COUNT_ACCOUNTS),
           (unsigned long long)ledger_count(ledger, COUNT_CONTAINERS),
           (unsigned long long)ledger_count(ledger, COUNT_ASSETS));
    for (size_t i = 0; i < manifest->segment_count; i++) {
        char identity[2 * SHA256_BYTES + 1];
        hex_encode(identity, manifest->segments[i].identity, SHA256_BYTES);
        printf("segment %llu to %llu  %s\n", (unsigned long long)manifest->segments[i].first_block,
               (unsigned long long)manifest->segments[i].last_block, identity);
    }
    for (size_t i = 0; i < manifest->file_count; i++)
        printf("file %s\n", manifest->files[i].name);
    for (int column = 0; column < SEGMENT_COLUMNS; column++)
        show_column(ledger, (enum segment_column)column, transfers);
}

static int run(const char *home, int count, char **words)
{
    struct ledger *ledger;
    struct error err;
    const char *chain = NULL;
    bool verify = count > 1 && strcmp(words[1], "verify") == 0;
    if (!verify && (count < 2 || strcmp(words[1], "show") != 0))
        return cli_misuse(&command_ledger, "expected show or verify");
    if (count == 4 && strcmp(words[2], "--chain") == 0)
        chain = words[3];
    else if (count != 2)
        return cli_misuse(&command_ledger, "expected --chain CAIP2 or nothing more");
    if (!cli_open_ledger(&ledger, home, chain, &err))
        return cli_fail(&err);
    bool ok = !verify || ledger_verify(ledger, &err);
    int code = EXIT_DONE;
    if (!ok) {
        code = cli_fail(&err);
        if (!error_is_environment(err.code))
            code = EXIT_NOT_SO;
    } else if (verify) {
        printf("verified: %llu transfers in %zu segments\n",
               (unsigned long long)ledger_count(ledger, COUNT_TRANSFERS), ledger->segment_count);
    } else {
        show(ledger);
    }
    ledger_free(ledger);
    return code;
}

const struct command command_ledger = {"ledger", "show|verify [--chain CAIP2]",
                                       "what the ledger holds, column by column; prove it", run};
