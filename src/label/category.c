#include "label/category.h"

enum { WORD_BYTES_MAX = 64 };

enum {
    EXCHANGE,
    MIXER,
    BRIDGE,
    POOL,
    ISSUER,
    OTC,
    BURN,
    HOSTED,
    CUSTODIAN,
    DEFI,
    GAMBLING,
    MARKET,
    MINER,
    SERVICE,
    ORGANIZATION,
    USER,
    DONATION,
    VICTIM,
    PERPETRATOR,
    SANCTIONED,
    CATEGORIES
};

static const struct category categories[CATEGORIES] = {
    [EXCHANGE] = {"exchange", true, "a centralised exchange's own wallets"},
    [MIXER] = {"mixer", true, "mixes the value of many so that nobody can follow it"},
    [BRIDGE] = {"bridge", true, "value leaves for another chain here"},
    [POOL] = {"pool", true, "a contract that holds the value of many: swap and lending pools"},
    [ISSUER] = {"issuer", true, "makes and redeems a token"},
    [OTC] = {"otc", true, "a broker or desk over the counter"},
    [BURN] = {"burn", true, "nobody holds the key"},
    [HOSTED] = {"hosted_wallet", false, "one customer's address at a service, such as a deposit"},
    [CUSTODIAN] = {"custodian", false, "keeps keys or takes payments for others"},
    [DEFI] = {"defi", false, "a contract of decentralised finance, not known to hold value"},
    [GAMBLING] = {"gambling", false, "takes bets"},
    [MARKET] = {"market", false, "a market or shop, lawful or not"},
    [MINER] = {"miner", false, "a miner, validator or pool of them"},
    [SERVICE] = {"service", false, "any other service"},
    [ORGANIZATION] = {"organization", false, "a company or public body"},
    [USER] = {"user", false, "a person"},
    [DONATION] = {"donation", false, "takes donations"},
    [VICTIM] = {"victim", false, "somebody who lost it"},
    [PERPETRATOR] = {"perpetrator", false, "theft, ransom, fraud and other abuse"},
    [SANCTIONED] = {"sanctioned", false, "on a list of a government or an issuer"},
};

/* The words, hyphens as underscores. */
static const struct {
    const char *word;
    int category;
} words[] = {
    {"exchange", EXCHANGE},
    {"centralized_exchange", EXCHANGE},
    {"cex", EXCHANGE},
    {"mixer", MIXER},
    {"mixing_service", MIXER},
    {"tumbler", MIXER},
    {"bridge", BRIDGE},
    {"defi_bridge", BRIDGE},
    {"pool", POOL},
    {"swap_pool", POOL},
    {"dex", POOL},
    {"defi_dex", POOL},
    {"defi_lending", POOL},
    {"defi_derivative", POOL},
    {"issuer", ISSUER},
    {"token_issuer", ISSUER},
    {"otc", OTC},
    {"otc_desk", OTC},
    {"otc_broker", OTC},
    {"burn", BURN},
    {"burn_address", BURN},
    {"hosted_wallet", HOSTED},
    {"deposit", HOSTED},
    {"deposit_address", HOSTED},
    {"custodian", CUSTODIAN},
    {"wallet_service", CUSTODIAN},
    {"escrow_wallet", CUSTODIAN},
    {"ico_wallet", CUSTODIAN},
    {"payment_processor", CUSTODIAN},
    {"atm", CUSTODIAN},
    {"defi", DEFI},
    {"smart_contract", DEFI},
    {"gambling", GAMBLING},
    {"market", MARKET},
    {"shop", MARKET},
    {"miner", MINER},
    {"mining_service", MINER},
    {"validator", MINER},
    {"service", SERVICE},
    {"index", SERVICE},
    {"filesharing", SERVICE},
    {"messaging_service", SERVICE},
    {"search_engine", SERVICE},
    {"faucet", SERVICE},
    {"hosting", SERVICE},
    {"vpn", SERVICE},
    {"collectible", SERVICE},
    {"organization", ORGANIZATION},
    {"user", USER},
    {"coinjoin", USER},
    {"donation", DONATION},
    {"victim", VICTIM},
    {"perpetrator", PERPETRATOR},
    {"abuse", PERPETRATOR},
    {"scam", PERPETRATOR},
    {"hacking", PERPETRATOR},
    {"service_hack", PERPETRATOR},
    {"ransomware", PERPETRATOR},
    {"phishing", PERPETRATOR},
    {"social_engineering", PERPETRATOR},
    {"extortion", PERPETRATOR},
    {"sextortion", PERPETRATOR},
    {"ponzi_scheme", PERPETRATOR},
    {"pyramid_scheme", PERPETRATOR},
    {"investment_fraud", PERPETRATOR},
    {"financial_crime", PERPETRATOR},
    {"money_laundering", PERPETRATOR},
    {"payment_card_fraud", PERPETRATOR},
    {"extremism", PERPETRATOR},
    {"terrorism", PERPETRATOR},
    {"sanction", SANCTIONED},
    {"sanctioned", SANCTIONED},
    {"black_list", SANCTIONED},
};

const struct category *category_at(size_t number)
{
    return number < CATEGORIES ? &categories[number] : NULL;
}

const struct category *category_of_word(struct span word)
{
    unsigned char plain[WORD_BYTES_MAX];
    if (word.size == 0 || word.size > sizeof plain)
        return NULL;
    for (size_t i = 0; i < word.size; i++) {
        unsigned char byte = word.data[i];
        plain[i] = byte == '-'                  ? '_'
                   : byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte - 'A' + 'a')
                                                : byte;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (span_is(span_of(plain, word.size), words[i].word))
            return &categories[words[i].category];
    return NULL;
}

const struct category *category_of(struct span all)
{
    const struct category *first = NULL;
    for (size_t from = 0; from < all.size;) {
        const unsigned char *stop = memchr(all.data + from, ';', all.size - from);
        size_t to = stop == NULL ? all.size : (size_t)(stop - all.data);
        const struct category *found = category_of_word(span_part(all, from, to));
        if (found != NULL && found->ends)
            return found;
        if (first == NULL)
            first = found;
        from = to + 1;
    }
    return first;
}
