#include "trace/choice.h"

#include <string.h>

#include "trace/word_file.h"

struct choice {
    struct ledger *const *ledgers;
    size_t count, chosen; /* chosen: `count` until a seed was found */
};

static bool has_seed(const struct ledger *ledger, struct span text, const char *place,
                     bool *ret_has, struct error *err)
{
    struct named_seed seed;
    struct error why;
    bool ok = seed_parse(ledger, text, place, &seed, &why);
    if (!ok && why.code != ERROR_NOT_FOUND) {
        *err = why;
        return false;
    }
    *ret_has = ok && !seed.absent;
    return true;
}

static bool weigh_seed(void *context, struct span text, const char *place, struct error *err)
{
    struct choice *choice = context;
    size_t here = choice->count;
    for (size_t i = 0; i < choice->count; i++) {
        bool has = false;
        if (!has_seed(choice->ledgers[i], text, place, &has, err))
            return false;
        if (has && here < choice->count)
            return error_input(err, ERROR_USAGE, place,
                               "both %s and %s have it; expected --chain CAIP2, or the chain and a "
                               "colon before the address",
                               choice->ledgers[here]->manifest.chain,
                               choice->ledgers[i]->manifest.chain);
        here = has ? i : here;
    }
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
    struct choice choice = {.ledgers = ledgers, .count = count, .chosen = count};
    for (size_t i = 0; i < asked->seed_count; i++)
        if (!weigh_seed(&choice, span_text(asked->seeds[i]), asked->seeds[i], err))
            return false;
    if (asked->seeds_file != NULL && !word_file_read(asked->seeds_file, weigh_seed, &choice, err))
        return false;
    *ret_chosen = choice.chosen < count ? choice.chosen : 0;
    return true;
}
