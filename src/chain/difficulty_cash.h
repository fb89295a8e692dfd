/* The three rules that followed Bitcoin's on Bitcoin Cash; difficulty.h is what others call.
 *
 *     from 478,559   emergency: a fifth easier when the last six blocks took twelve hours
 *     from 504,032   cw-144: the work of a day over its time
 *     from 661,648   ASERT (aserti3-2d): the schedule since an anchor, half-life two days
 *
 * Threads: pure functions.
 */
#pragma once

#include "chain/difficulty.h"

enum {
    CASH_EMERGENCY = 478559, /* the first block of each rule */
    CASH_DAY = 504032,
    CASH_ASERT = 661648,
};

/* For a block from CASH_EMERGENCY on that is no multiple of 2016 below CASH_DAY. */
uint32_t difficulty_cash(const struct coin_chain *chain, const struct header_branch *branch);
