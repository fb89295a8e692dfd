#include "trace/choice.h"

#include <string.h>

#include "trace/word_file.h"

struct choice {
    struct ledger *const *ledgers;
    size_t count, chosen; /* chosen: `count` until a seed was found */
    size_t readable;      /* the first that could read the first seed; `count` until then */
};

/* Ledgers of different kinds read different words: one that cannot read a seed does not have it. */
enum reading { SEED_UNREAD, SEED_ABSENT, SEED_HERE };

static bool read_seed(const struct ledger *ledger, struct span text, const char *place,
                      enum reading *ret_reading, struct error *ret_why, struct error *err)
{
    struct named_seed seed;
    if (seed_parse(ledger, text, place, &seed, ret_why)) {
        *ret_reading = seed.absent ? SEED_ABSENT : SEED_HERE;
        return true;
    }
    if (ret_why->code != ERROR_NOT_FOUND && ret_why->code != ERROR_VALUE) {
        *err = *ret_why;
        return false;
    }
    *ret_reading = ret_why->code == ERROR_NOT_FOUND ? SEED_ABSENT : SEED_UNREAD;
    return true;
}

/* The ledger that has a seed, or `count`. Errors: what the first ledger says, when none can read
 * it; usage, when two have it. */
static bool find_seed(struct choice *choice, struct span text, const char *place, size_t *ret_here,
                      struct error *err)
{
    size_t here = choice->count, readable = choice->count;
    struct error first, why;
    for (size_t i = 0; i < choice->count; i++) {
        enum reading reading;
        if (!read_seed(choice->ledgers[i], text, place, &reading, &why, err))
            return false;
        if (i == 0)
            first = why;
        if (reading != SEED_UNREAD && readable == choice->count)
            readable = i;
        if (reading != SEED_HERE)
            continue;
        if (here < choice->count)
            return error_input(err, ERROR_USAGE, place,
                               "both %s and %s have it; expected --chain CAIP2, or the chain and a "
                               "colon before the address",
                               choice->ledgers[here]->manifest.chain,
                               choice->ledgers[i]->manifest.chain);
        here = i;
    }
    if (readable == choice->count && strcmp(first.text, why.text) != 0)
        return error_input(err, first.code, NULL, "%s; nor as another ledger reads it: %s",
                           first.text, why.text);
    if (readable == choice->count) {
        *err = first;
        return false;
    }
    if (choice->readable == choice->count)
        choice->readable = readable;
    *ret_here = here;
    return true;
}

static bool weigh_seed(void *context, struct span text, const char *place, struct error *err)
{
    struct choice *choice = context;
    size_t here;
    if (!find_seed(choice, text, place, &here, err))
        return false;
    if (here == choice->count)
        return true;
    if (choice->chosen < choice->count && choice->chosen != here)
        return error_input(err, ERROR_USAGE, place,
                           "%s has it, and %s has a seed before it; expected seeds of one ledger",
                           choice->ledgers[here]->manifest.chain,
                           choice->ledgers[choice->chosen]->manifest.chain);
    choice->chosen = here;
    return true;
}

bool trace_choose_ledger(struct ledger *const *ledgers, size_t count,
                         const struct trace_words *asked, size_t *ret_chosen, struct error *err)
{
    struct choice choice = {.ledgers = ledgers, .count = count, .chosen = count, .readable = count};
    for (size_t i = 0; i < asked->seed_count; i++)
        if (!weigh_seed(&choice, span_text(asked->seeds[i]), asked->seeds[i], err))
            return false;
    if (asked->seeds_file != NULL && !word_file_read(asked->seeds_file, weigh_seed, &choice, err))
        return false;
    *ret_chosen = choice.chosen < count     ? choice.chosen
                  : choice.readable < count ? choice.readable
                                            : 0;
    return true;
}
