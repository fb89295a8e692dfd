#include "trace/report/part.h"

#include <stdlib.h>
#include <string.h>

#include "chain/asset.h"
#include "trace/kind.h"

/* A trace's texts are bounded by its places, not by a budget of their own. */
static const size_t texts_budget = SIZE_MAX;

bool report_next_part(const struct trace_request *request, const struct trace_shown *shown,
                      uint64_t *at, struct report_part *ret_part, bool *ret_found,
                      struct error *err)
{
    struct report_part part = {0};
    bool found = false;
    arena_init(&part.texts, texts_budget);
    bool ok = trace_kind_of(request->ledger)->next_part(request, shown, at, &part, &found, err);
    if (!ok || !found) {
        report_part_release(&part);
    } else {
        asset_display(part.asset, &part.decimals, part.symbol, sizeof part.symbol);
        *ret_part = part;
    }
    if (ok)
        *ret_found = found;
    return ok;
}

void report_part_release(struct report_part *part)
{
    free(part->rows);
    free(part->reached);
    arena_release(&part->texts);
    *part = (struct report_part){0};
}

bool report_part_start(struct report_part *part, size_t rows, size_t reached, struct error *err)
{
    part->rows = calloc(rows + 1, sizeof *part->rows);
    part->reached = calloc(reached + 1, sizeof *part->reached);
    return (part->rows != NULL && part->reached != NULL) || error_memory(err, "reporting a trace");
}

bool report_part_text(struct report_part *part, struct span text, const char **ret_text,
                      struct error *err)
{
    const char *copy = arena_text(&part->texts, text);
    if (copy == NULL)
        return error_memory(err, "reporting a trace");
    *ret_text = copy;
    return true;
}

bool report_is_held(const struct report_row *row, const struct rule *rule)
{
    return !row->service && !rule->marks && !amount_is_zero(row->amount);
}

static int by_address(const void *a, const void *b)
{
    const struct report_row *x = *(const struct report_row *const *)a;
    const struct report_row *y = *(const struct report_row *const *)b;
    int order = strcmp(x->address, y->address);
    return order != 0 ? order : (x->container > y->container) - (x->container < y->container);
}

static int by_amount(const void *a, const void *b)
{
    const struct report_row *x = *(const struct report_row *const *)a;
    const struct report_row *y = *(const struct report_row *const *)b;
    int order = amount_compare(y->amount, x->amount);
    return order != 0 ? order : (x->container > y->container) - (x->container < y->container);
}

bool report_sorted(const struct report_part *part, enum report_order order,
                   const struct report_row ***ret_rows, struct error *err)
{
    const struct report_row **rows = calloc(part->row_count + 1, sizeof *rows);
    if (rows == NULL)
        return error_memory(err, "sorting a trace's places");
    for (size_t i = 0; i < part->row_count; i++)
        rows[i] = &part->rows[i];
    qsort(rows, part->row_count, sizeof *rows, order == REPORT_BY_ADDRESS ? by_address : by_amount);
    *ret_rows = rows;
    return true;
}
