#include "chain/difficulty.h"

#include <inttypes.h>

#include "chain/difficulty_cash.h"
#include "chain/target.h"

enum {
    PERIOD = 2016,          /* blocks between two targets */
    TWO_WEEKS = 1209600,    /* seconds that they should take */
    LITECOIN_SPAN = 302400, /* three and a half days */
    DOGECOIN_PERIOD = 240,  /* below DigiShield */
    DOGECOIN_SPAN = 14400,  /* four hours */
    DOGECOIN_SPACING = 60,  /* with DigiShield, where each block is a period */
    DOGECOIN_SHIELD = 145000,
    LATE = 1200, /* seconds after which a testnet takes the easiest target */
    WARP = 600,  /* BIP-94 */
};

static struct header_point point_at(const struct header_branch *branch, uint32_t height)
{
    return branch->at(branch->context, height);
}

static struct u256 known_target(uint32_t bits)
{
    struct u256 target;
    ensure(target_from_bits(bits, &target)); /* of a header that was checked */
    return target;
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* floor(target * took / span), at most the chain's limit, in compact form. */
static uint32_t scaled(const struct coin_chain *chain, struct u256 target, int64_t took,
                       int64_t span)
{
    struct u256 limit = known_target(chain->limit_bits);
    struct u256 next;
    if (!u256_mul_div(target, u256_from_u64((uint64_t)took), u256_from_u64((uint64_t)span),
                      &next) ||
        u256_compare(next, limit) > 0)
        return chain->limit_bits;
    return target_to_bits(next);
}

/* A period of the parent's that ends with it: its last block against its first (Bitcoin's famous
 * one block too few). BIP-94 starts from the first block's target, which no late block made easy.
 */
static uint32_t bitcoin_period(const struct coin_chain *chain, const struct header_branch *branch)
{
    struct header_point last = point_at(branch, branch->parent);
    struct header_point first = point_at(branch, branch->parent + 1 - PERIOD);
    int64_t took = clamp((int64_t)last.time - first.time, TWO_WEEKS / 4, (int64_t)TWO_WEEKS * 4);
    uint32_t from = chain->retarget == RETARGET_TESTNET4 ? first.bits : last.bits;
    return scaled(chain, known_target(from), took, TWO_WEEKS);
}

/* Inside a period of a testnet: the easiest for a late block, else as the last that was not late.
 */
static uint32_t testnet_inside(const struct coin_chain *chain, const struct header_branch *branch,
                               uint32_t time)
{
    uint32_t height = branch->parent;
    struct header_point point = point_at(branch, height);
    if ((int64_t)time > (int64_t)point.time + LATE)
        return chain->limit_bits;
    while (height % PERIOD != 0 && point.bits == chain->limit_bits)
        point = point_at(branch, --height);
    return point.bits;
}

/* Litecoin's and Dogecoin's periods: from the last block of the one before, so that no time is left
 * out; the first period has no block before it. */
static int64_t whole_period(const struct header_branch *branch, uint32_t period)
{
    uint32_t back = branch->parent + 1 == period ? period - 1 : period;
    return (int64_t)point_at(branch, branch->parent).time -
           point_at(branch, branch->parent - back).time;
}

/* Litecoin halves the target before and doubles it after where the product would have more than 256
 * bits, and loses a bit by it. */
static uint32_t litecoin_period(const struct coin_chain *chain, const struct header_branch *branch)
{
    struct u256 target = known_target(point_at(branch, branch->parent).bits);
    int64_t took = clamp(whole_period(branch, PERIOD), LITECOIN_SPAN / 4, LITECOIN_SPAN * 4);
    struct u256 next;
    if ((target.limb[3] & UINT64_C(0xfffff80000000000)) == 0)
        return scaled(chain, target, took, LITECOIN_SPAN);
    ensure(
        u256_mul_div(target, u256_from_u64(1), u256_from_u64(2), &target) &&
        u256_mul_div(target, u256_from_u64((uint64_t)took), u256_from_u64(LITECOIN_SPAN), &next) &&
        u256_add(next, next, &next));
    return scaled(chain, next, 1, 1);
}

static uint32_t dogecoin(const struct coin_chain *chain, const struct header_branch *branch)
{
    uint32_t height = branch->parent + 1;
    struct header_point last = point_at(branch, branch->parent);
    if (height >= DOGECOIN_SHIELD) { /* an eighth of the deviation, at most a quarter or a half */
        int64_t took = (int64_t)last.time - point_at(branch, branch->parent - 1).time;
        took = DOGECOIN_SPACING + (took - DOGECOIN_SPACING) / 8;
        took = clamp(took, DOGECOIN_SPACING - DOGECOIN_SPACING / 4,
                     DOGECOIN_SPACING + DOGECOIN_SPACING / 2);
        return scaled(chain, known_target(last.bits), took, DOGECOIN_SPACING);
    }
    if (height % DOGECOIN_PERIOD != 0)
        return last.bits;
    int64_t least = DOGECOIN_SPAN / (height > 10000 ? 4 : height > 5000 ? 8 : 16);
    int64_t took = clamp(whole_period(branch, DOGECOIN_PERIOD), least, (int64_t)DOGECOIN_SPAN * 4);
    return scaled(chain, known_target(last.bits), took, DOGECOIN_SPAN);
}

uint32_t difficulty_next(const struct coin_chain *chain, const struct header_branch *branch,
                         uint32_t time)
{
    uint32_t height = branch->parent + 1;
    bool testnet = chain->retarget == RETARGET_TESTNET3 || chain->retarget == RETARGET_TESTNET4;
    if (chain->retarget == RETARGET_DOGECOIN)
        return dogecoin(chain, branch);
    if (chain->retarget == RETARGET_CASH && height >= CASH_DAY)
        return difficulty_cash(chain, branch);
    if (chain->retarget != RETARGET_NEVER && height % PERIOD == 0)
        return chain->retarget == RETARGET_LITECOIN ? litecoin_period(chain, branch)
                                                    : bitcoin_period(chain, branch);
    if (testnet)
        return testnet_inside(chain, branch, time);
    if (chain->retarget == RETARGET_CASH && height >= CASH_EMERGENCY)
        return difficulty_cash(chain, branch);
    return point_at(branch, branch->parent).bits;
}

bool difficulty_check(const struct coin_chain *chain, const struct header_branch *branch,
                      struct header_point next, const char *place, struct error *err)
{
    uint32_t height = branch->parent + 1;
    uint32_t expected = difficulty_next(chain, branch, next.time);
    if (next.bits != expected)
        return error_input(err, ERROR_VALUE, place,
                           "nBits 0x%08x at height %" PRIu32 "; expected 0x%08x by the rule of %s",
                           next.bits, height, expected, chain->name);
    if (chain->retarget != RETARGET_TESTNET4 || height % PERIOD != 0)
        return true;
    uint32_t before = point_at(branch, branch->parent).time;
    if ((int64_t)next.time < (int64_t)before - WARP)
        return error_input(err, ERROR_VALUE, place,
                           "time %" PRIu32 " at height %" PRIu32
                           "; expected at most %d s before its parent's, %" PRIu32 " (BIP-94)",
                           next.time, height, WARP, before);
    return true;
}
