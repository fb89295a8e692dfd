#include "ledger/asset_index.h"

#include <pthread.h>
#include <stdlib.h>

#include "ledger/ledger.h"

struct named_asset {
    struct span text;
    uint64_t number;
};

struct asset_index {
    pthread_mutex_t lock;       /* while it is made */
    struct named_asset *assets; /* NULL: nobody has asked yet */
    uint64_t count;
};

bool asset_index_new(struct asset_index **ret_index, struct error *err)
{
    struct asset_index *index = calloc(1, sizeof *index);
    if (index == NULL)
        return error_memory(err, "opening a ledger");
    pthread_mutex_init(&index->lock, NULL);
    *ret_index = index;
    return true;
}

void asset_index_free(struct asset_index *index)
{
    if (index == NULL)
        return;
    pthread_mutex_destroy(&index->lock);
    free(index->assets);
    free(index);
}

void asset_index_clear(struct asset_index *index)
{
    free(index->assets);
    index->assets = NULL;
}

static int by_text(const void *a, const void *b)
{
    const struct named_asset *x = a, *y = b;
    int order = span_compare(x->text, y->text);
    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static bool fill(struct asset_index *index, const struct ledger *ledger, struct error *err)
{
    uint64_t count = ledger_count(ledger, COUNT_ASSETS);
    struct named_asset *assets = calloc(count + 1, sizeof *assets);
    if (assets == NULL)
        return error_memory(err, "looking for an asset");
    for (uint64_t asset = 0; asset < count; asset++) {
        assets[asset].number = asset;
        if (!ledger_asset(ledger, asset, &assets[asset].text, err)) {
            free(assets);
            return false;
        }
    }
    qsort(assets, count, sizeof *assets, by_text);
    index->assets = assets;
    index->count = count;
    return true;
}

static bool is_filled(struct asset_index *index, const struct ledger *ledger, struct error *err)
{
    pthread_mutex_lock(&index->lock);
    bool ok = index->assets != NULL || fill(index, ledger, err);
    pthread_mutex_unlock(&index->lock);
    return ok;
}

bool asset_index_find(struct asset_index *index, const struct ledger *ledger, struct span text,
                      uint64_t *ret_asset, struct error *err)
{
    if (!is_filled(index, ledger, err))
        return false;
    uint64_t from = 0, to = index->count;
    while (from < to) {
        uint64_t middle = from + (to - from) / 2;
        if (span_compare(index->assets[middle].text, text) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    bool found = from < index->count && span_equal(index->assets[from].text, text);
    *ret_asset = found ? index->assets[from].number : LEDGER_NONE;
    return true;
}
