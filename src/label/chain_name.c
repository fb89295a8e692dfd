#include "label/chain_name.h"

#include <stdio.h>

#include "base/hex.h"

#define TRON "tron:0x2b6653dc"

/* Chains as the namespaces of ChainAgnostic name them; a ticker or key may be missing (NULL). */
static const struct {
    const char *chain, *ticker, *llama;
} names[] = {
    {"bip122:000000000019d6689c085ae165831e93", "BTC", "bitcoin"},
    {"bip122:12a765e31ffd4059bada1e25190f6e98", "LTC", "litecoin"},
    {"bip122:000000000000000000651ef99cb9fcbe", "BCH", "bitcoincash"},
    {"bip122:1a91e3dace36e2be3bf030a65679fe82", "DOGE", "doge"},
    {"bip122:00040fe8ec8471911baa1db1266ea15d", "ZEC", "zcash"},
    {"bip122:00000ffd590b1485b3caadc19b22e637", "DASH", "dash"},
    {"eip155:1", "ETH", "ethereum"},
    {"eip155:10", NULL, "optimism"},
    {"eip155:25", NULL, "cronos"},
    {"eip155:30", "RBTC", "rsk"},
    {"eip155:40", "TLOS", NULL},
    {"eip155:50", NULL, "xdc"},
    {"eip155:56", "BSC", "bsc"},
    {"eip155:56", "BEP20", NULL},
    {"eip155:61", "ETC", "ethereumclassic"},
    {"eip155:100", NULL, "xdai"},
    {"eip155:137", "MATIC", "polygon"},
    {"eip155:146", NULL, "sonic"},
    {"eip155:196", NULL, "xlayer"},
    {"eip155:204", NULL, "op_bnb"},
    {"eip155:250", "FTM", "fantom"},
    {"eip155:321", "KCS", "kcc"},
    {"eip155:324", NULL, "era"},
    {"eip155:820", "CLO", NULL},
    {"eip155:5000", NULL, "mantle"},
    {"eip155:8453", NULL, "base"},
    {"eip155:42161", NULL, "arbitrum"},
    {"eip155:42170", NULL, "arbitrum_nova"},
    {"eip155:42220", NULL, "celo"},
    {"eip155:43114", NULL, "avax"},
    {"eip155:59144", NULL, "linea"},
    {"eip155:534352", NULL, "scroll"},
    {TRON, "TRX", "tron"},
    {"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "SOL", "solana"},
    {"xrpl:0", "XRP", "ripple"},
    {"stellar:pubnet", "XLM", "stellar"},
    {"algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k", "ALGO", "algorand"},
    {"polkadot:91b171bb158e2d3848fa23a9f1c25182", "DOT", "polkadot"},
    {"polkadot:b0a8d493285c2df73290dfb7e61f870f", "KSM", "kusama"},
    {"cosmos:cosmoshub-4", "ATOM", "cosmos"},
    {"cosmos:Binance-Chain-Tigris", "BEP2", "binance"},
    {"eosio:aca376f206b8fc25a6ed44dbdc66547c", "EOS", "eos"},
    {"tezos:NetXdQprcVkpaWU", "XTZ", "tezos"},
    {"cip34:1-764824073", "ADA", "cardano"},
    {"fil:f", "FIL", "filecoin"},
    {"near:mainnet", NULL, "near"},
    {"tvm:-239", NULL, "ton"},
};

/* Tickers of tokens and platforms that live on several chains: where an address of EVM form is. */
static const struct {
    const char *ticker, *evm_chain;
} shared[] = {
    {"USDT", "eip155:1"},
    {"USDC", "eip155:1"},
    {"AVAX", "eip155:43114"},
};

bool looks_evm(struct span address)
{
    unsigned char bytes[20];
    size_t wrong;
    return address.size == 42 && span_starts_with(address, "0x") &&
           hex_decode(bytes, span_part(address, 2, 42), &wrong);
}

static bool looks_tron(struct span address)
{
    return address.size == 34 && address.data[0] == 'T';
}

static void give(char ret_chain[CAIP2_BYTES_MAX + 1], const char *chain)
{
    snprintf(ret_chain, CAIP2_BYTES_MAX + 1, "%s", chain);
}

bool chain_of_ticker(struct span ticker, struct span address, char ret_chain[CAIP2_BYTES_MAX + 1])
{
    char own[CAIP2_BYTES_MAX + 1];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].ticker != NULL && span_is(ticker, names[i].ticker)) {
            give(ret_chain, names[i].chain);
            return true;
        }
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
        if (span_is(ticker, shared[i].ticker) && (looks_evm(address) || looks_tron(address))) {
            give(ret_chain, looks_evm(address) ? shared[i].evm_chain : TRON);
            return true;
        }
    int size = snprintf(own, sizeof own, "ticker:%.*s", ticker.size > 40 ? 40 : (int)ticker.size,
                        (const char *)ticker.data);
    if (size < 0 || (size_t)size >= sizeof own || !caip2_valid(span_text(own)))
        return false;
    give(ret_chain, own);
    return true;
}

bool chain_of_llama(struct span key, char ret_chain[CAIP2_BYTES_MAX + 1])
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].llama != NULL && span_is(key, names[i].llama)) {
            give(ret_chain, names[i].chain);
            return true;
        }
    return false;
}
