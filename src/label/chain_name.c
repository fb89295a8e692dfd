#include "label/chain_name.h"

#include <stdio.h>

#include "base/hex.h"

#define TRON "tron:0x2b6653dc"

/* Chains as the namespaces of ChainAgnostic name them; a ticker or key may be missing (NULL).
 * Keys are spelt as DefiLlama spells them (kusuma). */
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
    {"eip155:66", NULL, "okexchain"},
    {"eip155:88", NULL, "tomochain"},
    {"eip155:108", NULL, "thundercore"},
    {"eip155:122", NULL, "fuse"},
    {"eip155:128", NULL, "heco"},
    {"eip155:169", NULL, "manta"},
    {"eip155:288", NULL, "boba"},
    {"eip155:324", NULL, "era"},
    {"eip155:820", "CLO", NULL},
    {"eip155:1088", NULL, "metis"},
    {"eip155:1101", NULL, "polygon_zkevm"},
    {"eip155:1116", NULL, "core"},
    {"eip155:1284", NULL, "moonbeam"},
    {"eip155:1285", NULL, "moonriver"},
    {"eip155:5000", NULL, "mantle"},
    {"eip155:8217", NULL, "klaytn"},
    {"eip155:8453", NULL, "base"},
    {"eip155:42161", NULL, "arbitrum"},
    {"eip155:42170", NULL, "arbitrum_nova"},
    {"eip155:42220", NULL, "celo"},
    {"eip155:43114", NULL, "avax"},
    {"eip155:59144", NULL, "linea"},
    {"eip155:81457", NULL, "blast"},
    {"eip155:534352", NULL, "scroll"},
    {"eip155:1313161554", NULL, "aurora"},
    {TRON, "TRX", "tron"},
    {"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "SOL", "solana"},
    {"xrpl:0", "XRP", "ripple"},
    {"stellar:pubnet", "XLM", "stellar"},
    {"algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k", "ALGO", "algorand"},
    {"polkadot:91b171bb158e2d3848fa23a9f1c25182", "DOT", "polkadot"},
    {"polkadot:b0a8d493285c2df73290dfb7e61f870f", "KSM", "kusuma"},
    {"cosmos:cosmoshub-4", "ATOM", "cosmos"},
    {"cosmos:Binance-Chain-Tigris", "BEP2", "binance"},
    {"eosio:aca376f206b8fc25a6ed44dbdc66547c", "EOS", "eos"},
    {"tezos:NetXdQprcVkpaWU", "XTZ", "tezos"},
    {"cip34:1-764824073", "ADA", "cardano"},
    {"fil:f", "FIL", "filecoin"},
    {"near:mainnet", NULL, "near"},
    {"tvm:-239", NULL, "ton"},
    {"aptos:1", NULL, "aptos"},
    {"sui:mainnet", NULL, "sui"},
    {"starknet:SN_MAIN", NULL, "starknet"},
    {"cosmos:celestia", NULL, "celestia"},
    {"cosmos:injective-1", NULL, "injective"},
    {"cosmos:osmosis-1", NULL, "osmosis"},
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
