#include "base/beside.h"

static void *run(void *context)
{
    const struct beside *beside = context;
    beside->work(beside->context);
    return NULL;
}

void beside_start(struct beside *beside, void (*work)(void *context), void *context)
{
    beside->work = work;
    beside->context = context;
    beside->threaded = pthread_create(&beside->thread, NULL, run, beside) == 0;
}

void beside_join(struct beside *beside)
{
    if (beside->threaded)
        pthread_join(beside->thread, NULL);
    else
        beside->work(beside->context);
}
