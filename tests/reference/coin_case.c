/* coin-case FOLDER SEED|odd: a random chain (or the one of coin_odd.c) as blk files in FOLDER, and
 * on standard output what the reference says of it: one JSON object a line, one line a colour, way
 * of following fees and rule. Addresses are told by their scripts, in hexadecimal digits. */
#include "coin_domain.h"
#include "coin_inside.h"
#include "coin_write.h"

#include "base/hex.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const follows[] = {"stop", "subsidy-first", "fees-first"};
static const char *const seed_kinds[] = {"output", "tx", "address"};

static void print_id(const struct coin_names *names, size_t tx)
{
    unsigned char turned[HASH_BYTES];
    char text[2 * HASH_BYTES + 1];
    for (size_t i = 0; i < HASH_BYTES; i++)
        turned[i] = names->ids[tx][HASH_BYTES - 1 - i];
    hex_encode(text, turned, HASH_BYTES);
    printf("%s", text);
}

static void print_script(int owner)
{
    unsigned char script[128];
    char text[257];
    size_t size = coin_owner_script(owner, script);
    hex_encode(text, script, size);
    printf("\"%s\"", owner == REF_NONE ? "" : text);
}

static void print_amount(const char *name, uint64_t amount)
{
    printf(", \"%s\": \"%" PRIu64 "\"", name, amount);
}

/* The addresses of a set, as a JSON array. */
static void print_set(const char *name, const bool *set, int addresses)
{
    const char *comma = "";
    printf(", \"%s\": [", name);
    for (int a = 0; a < addresses; a++)
        if (set[a]) {
            printf("%s", comma);
            print_script(a);
            comma = ", ";
        }
    printf("]");
}

static void print_seeds(const struct coin_names *names, const struct ref_coin_query *query)
{
    printf(", \"seeds\": [");
    for (size_t s = 0; s < query->seed_count; s++) {
        const struct ref_coin_seed *seed = &query->seeds[s];
        printf("%s{\"kind\": \"%s\"", s == 0 ? "" : ", ", seed_kinds[seed->kind]);
        if (seed->kind == REF_COIN_SEED_ADDRESS) {
            printf(", \"script\": ");
            print_script(seed->address);
            printf(", \"block\": %zu", seed->block);
        } else {
            printf(", \"txid\": \"");
            print_id(names, seed->tx);
            printf("\", \"vout\": %zu", seed->index);
        }
        if (seed->has_cap)
            print_amount("cap", seed->cap);
        printf("}");
    }
    printf("]");
}

static void print_holdings(const struct coin_names *names, const struct ref_coin_chain *chain,
                           const struct ref_coin_result *r)
{
    printf(", \"holdings\": [");
    for (size_t i = 0; i < r->holding_count; i++) {
        const struct ref_coin_holding *h = &r->holdings[i];
        printf("%s{\"id\": \"", i == 0 ? "" : ", ");
        print_id(names, h->tx);
        printf(":%zu\", \"script\": ", h->index);
        print_script(chain->txs[h->tx].outputs[h->index].owner);
        print_amount("amount", h->amount);
        printf(", \"hops\": %d}", h->hops);
    }
    printf("]");
}

static void print_at_services(const struct ref_coin_result *r)
{
    const char *comma = "";
    printf(", \"at_services\": [");
    for (int a = 0; a < r->addresses; a++)
        if (r->service[a] > 0 || r->gross_in[a] > 0) {
            printf("%s{\"script\": ", comma);
            print_script(a);
            print_amount("amount", r->service[a]);
            print_amount("gross_in", r->gross_in[a]);
            print_amount("total_in", r->total_in[a]);
            printf("}");
            comma = ", ";
        }
    printf("]");
}

static void print_case(const struct coin_names *names, const struct ref_coin_chain *chain,
                       const struct ref_coin_query *query, size_t colour)
{
    struct ref_coin_result *r = ref_coin_trace(chain, query);
    printf("{\"colour\": %zu, \"rule\": \"%s\", \"follow\": \"%s\"", colour,
           ref_rule_name(query->rule), follows[query->follow]);
    if (query->until_block != SIZE_MAX)
        printf(", \"until\": %zu", query->until_block);
    print_amount("min", query->min);
    print_seeds(names, query);
    print_set("services", query->is_service, query->addresses);
    print_set("through", query->is_through, query->addresses);
    print_amount("opening", r->opening);
    print_amount("received", r->received);
    print_amount("held", r->held);
    print_amount("fees", r->fees);
    print_amount("burnt", r->burnt);
    print_amount("unresolved", r->unresolved);
    print_set("reached", r->reached, r->addresses);
    print_holdings(names, chain, r);
    print_at_services(r);
    printf("}\n");
    ref_coin_result_free(r);
}

static void print_cases(const struct coin_names *names, struct ref_coin_random *random)
{
    for (size_t c = 0; c < random->colours; c++) {
        struct ref_coin_query *query = &random->query[c];
        for (query->follow = REF_FEES_STOP; query->follow < REF_FOLLOWS; query->follow++)
            for (query->rule = REF_HAIRCUT; query->rule < REF_RULES; query->rule++)
                print_case(names, &random->chain, query, c);
    }
}

int main(int argc, char **argv)
{
    struct ref_coin_random random;
    struct coin_names names;
    struct error err;
    uint64_t seed = 0;
    if (argc != 3) {
        fprintf(stderr, "usage: %s FOLDER SEED|odd\n", argv[0]);
        return 2;
    }
    for (const char *digit = argv[2]; *digit >= '0' && *digit <= '9'; digit++)
        seed = 10 * seed + (uint64_t)(*digit - '0');
    if (strcmp(argv[2], "odd") == 0)
        ref_coin_odd_init(&random);
    else
        ref_coin_random_init(&random, seed, 100);
    ref_coin_check(&random.chain);
    struct chain_place place = {.folder = argv[1], .file_bytes = 1 << 16};
    bool ok = coin_write(&names, &random.chain, &place, &err);
    if (ok) {
        print_cases(&names, &random);
        coin_names_release(&names);
    } else {
        fprintf(stderr, "coin-case: %s\n", err.text);
    }
    ref_coin_random_release(&random);
    return ok ? 0 : 1;
}
