#include "chain/difficulty_cash.h"

#include "chain/target.h"

enum {
    SPACING = 600,      /* seconds between two blocks */
    DAY = 144,          /* blocks */
    MEDIAN_BLOCKS = 11, /* whose middle time counts as the time of the last */
    SIX_SLOW = 43200,   /* twelve hours for six blocks */
    ANCHOR = 661647,
    ANCHOR_BITS = 0x1804dafe,
    HALF_LIFE = 172800, /* two days */
};

static const int64_t anchor_parent_time = 1605447844;

static struct u256 known_target(uint32_t bits)
{
    struct u256 target;
    ensure(target_from_bits(bits, &target)); /* of a header that was checked */
    return target;
}

static uint32_t within_limit(const struct coin_chain *chain, struct u256 target)
{
    if (u256_compare(target, known_target(chain->limit_bits)) > 0)
        return chain->limit_bits;
    return target_to_bits(target);
}

static uint32_t median_time(const struct header_branch *branch, uint32_t height)
{
    uint32_t times[MEDIAN_BLOCKS];
    for (unsigned i = 0; i < MEDIAN_BLOCKS; i++) {
        uint32_t time = branch->at(branch->context, height - i).time;
        unsigned at = i;
        for (; at > 0 && times[at - 1] > time; at--)
            times[at] = times[at - 1];
        times[at] = time;
    }
    return times[MEDIAN_BLOCKS / 2];
}

static uint32_t emergency(const struct coin_chain *chain, const struct header_branch *branch)
{
    uint32_t bits = branch->at(branch->context, branch->parent).bits;
    if (bits == chain->limit_bits)
        return bits;
    int64_t six =
        (int64_t)median_time(branch, branch->parent) - median_time(branch, branch->parent - 6);
    if (six < SIX_SLOW)
        return bits;
    struct u256 target = known_target(bits), quarter;
    ensure(u256_mul_div(target, u256_from_u64(1), u256_from_u64(4), &quarter) &&
           u256_add(target, quarter, &target));
    return within_limit(chain, target);
}

/* Of a block and the two before it, the one whose time is the middle. */
static uint32_t suitable(const struct header_branch *branch, uint32_t height)
{
    uint32_t order[3] = {height - 2, height - 1, height};
    uint32_t times[3];
    for (unsigned i = 0; i < 3; i++)
        times[2 - i] = branch->at(branch->context, height - i).time;
    static const unsigned swaps[3][2] = {{0, 2}, {0, 1}, {1, 2}};
    for (unsigned i = 0; i < 3; i++) {
        unsigned a = swaps[i][0], b = swaps[i][1];
        if (times[a] <= times[b])
            continue;
        uint32_t time = times[a], at = order[a];
        times[a] = times[b];
        order[a] = order[b];
        times[b] = time;
        order[b] = at;
    }
    return order[1];
}

/* The target that the work of a day, at one block in ten minutes, would have had; the day counts as
 * half a day at least and two at most. */
static uint32_t over_a_day(const struct coin_chain *chain, const struct header_branch *branch)
{
    uint32_t last = suitable(branch, branch->parent);
    uint32_t first = suitable(branch, branch->parent - DAY);
    struct u256 work = u256_zero(), target;
    for (uint32_t height = last; height > first; height--)
        ensure(u256_add(work, target_work(known_target(branch->at(branch->context, height).bits)),
                        &work));
    int64_t took =
        (int64_t)branch->at(branch->context, last).time - branch->at(branch->context, first).time;
    took = took > 2 * DAY * SPACING ? 2 * DAY * SPACING : took;
    took = took < DAY / 2 * SPACING ? DAY / 2 * SPACING : took;
    ensure(u256_mul_div(work, u256_from_u64(SPACING), u256_from_u64((uint64_t)took), &work));
    struct u256 rest; /* 2^256 - work */
    for (int i = 0; i < 4; i++)
        rest.limb[i] = ~work.limb[i];
    if (!u256_add(rest, u256_from_u64(1), &rest) || u256_is_zero(work))
        return chain->limit_bits;
    ensure(u256_mul_div(rest, u256_from_u64(1), work, &target));
    return within_limit(chain, target);
}

static struct u256 power_of_two(unsigned bit)
{
    struct u256 power = u256_zero();
    power.limb[bit / 64] = UINT64_C(1) << bit % 64;
    return power;
}

/* anchor's target * 2^((time since the anchor's parent - 600 s a block) / half-life), by the
 * polynomial of the specification in fixed point. */
static uint32_t asert(const struct coin_chain *chain, const struct header_branch *branch)
{
    int64_t passed = (int64_t)branch->at(branch->context, branch->parent).time - anchor_parent_time;
    int64_t blocks = (int64_t)branch->parent - ANCHOR + 1;
    int64_t exponent = (passed - SPACING * blocks) * 65536 / HALF_LIFE;
    uint64_t part = (uint64_t)exponent & 0xffff;
    int64_t shift = (exponent - (int64_t)part) / 65536 - 16;
    uint64_t factor =
        65536 + ((UINT64_C(195766423245049) * part + UINT64_C(971821376) * part * part +
                  UINT64_C(5127) * part * part * part + (UINT64_C(1) << 47)) >>
                 48);
    const struct u256 one = u256_from_u64(1);
    struct u256 target;
    ensure(u256_mul_div(known_target(ANCHOR_BITS), u256_from_u64(factor), one, &target));
    if (shift <= -256)
        target = u256_zero();
    else if (shift < 0)
        ensure(u256_mul_div(target, one, power_of_two((unsigned)-shift), &target));
    else if (shift >= 256 || !u256_mul_div(target, power_of_two((unsigned)shift), one, &target))
        return chain->limit_bits;
    return within_limit(chain, u256_is_zero(target) ? one : target);
}

uint32_t difficulty_cash(const struct coin_chain *chain, const struct header_branch *branch)
{
    uint32_t height = branch->parent + 1;
    if (height >= CASH_ASERT)
        return asert(chain, branch);
    return height >= CASH_DAY ? over_a_day(chain, branch) : emergency(chain, branch);
}
