#include <stdlib.h>

#include "text/json_writer.h"
#include "trace/report/json_parts.h"
#include "trace/report/overlap.h"
#include "trace/report/part.h"
#include "trace/report/report.h"

struct view {
    struct json_writer *out;
    const struct trace_shown *all, *shown;
    const struct claims *claims;
    const struct report_part *part;
    const struct report_row **rows; /* by address */
};

static void put_amount(const struct view *view, const char *name, struct amount amount)
{
    json_amount(view->out, name, amount, view->part->decimals, view->part->symbol);
}

static void put_services(const struct view *view)
{
    bool marks = view->shown->rule->marks;
    json_open_array(view->out, "services");
    for (size_t i = 0; i < view->part->row_count; i++) {
        const struct report_row *row = view->rows[i];
        if (!row->service)
            continue;
        json_open_object(view->out, NULL);
        json_string(view->out, "service", row->name);
        json_text(view->out, "address", row->address);
        put_amount(view, marks ? "gross_in" : "amount", row->amount);
        if (marks)
            put_amount(view, "total_in", row->total_in);
        json_close(view->out);
    }
    json_close(view->out);
}

static void put_holdings(const struct view *view)
{
    json_open_array(view->out, "holdings");
    for (size_t i = 0; i < view->part->row_count; i++) {
        const struct report_row *row = view->rows[i];
        if (!report_is_held(row, view->shown->rule))
            continue;
        json_open_object(view->out, NULL);
        json_text(view->out, "id", row->id);
        json_text(view->out, "address", row->address);
        json_string(view->out, "asset", view->part->asset);
        put_amount(view, "amount", row->amount);
        json_u64(view->out, "hops", row->hops);
        json_close(view->out);
    }
    json_close(view->out);
}

static void put_balance(const struct view *view)
{
    const struct trace_asset *sums = &view->part->sums;
    struct amount stolen;
    ensure(amount_add(sums->opening, sums->received, &stolen));
    put_amount(view, "stolen", stolen);
    put_amount(view, "opening", sums->opening);
    put_amount(view, "received", sums->received);
    put_amount(view, "converted_in", amount_zero());
    put_amount(view, "held", sums->held);
    put_amount(view, "fees", sums->fees);
    put_amount(view, "burnt", sums->burnt);
    put_amount(view, "unresolved", sums->unresolved);
    put_amount(view, "converted_out", amount_zero());
    put_amount(view, "unseen", sums->unseen);
}

/* Holdings in which several colours lie. */
static void put_overlap(const struct view *view)
{
    json_open_array(view->out, "overlap");
    for (size_t i = 0; i < view->part->row_count; i++) {
        size_t colours;
        const struct report_row *row = view->rows[i];
        const struct claim *claim =
            claims_to(view->claims, view->shown->rule, row->container, &colours);
        if (!report_is_held(row, view->shown->rule) || colours < 2)
            continue;
        json_open_object(view->out, NULL);
        json_text(view->out, "id", row->id);
        json_open_array(view->out, "colours");
        for (; colours > 0; colours--, claim++)
            json_text(view->out, NULL, view->all[claim->shown].colour);
        json_close(view->out);
        json_close(view->out);
    }
    json_close(view->out);
}

static bool put_part(struct view *view, struct error *err)
{
    const struct report_part *part = view->part;
    if (!report_sorted(part, REPORT_BY_ADDRESS, &view->rows, err))
        return false;
    json_open_object(view->out, NULL);
    json_text(view->out, "colour", view->shown->colour);
    json_string(view->out, "asset", part->asset);
    json_text(view->out, "rule", view->shown->rule->name);
    if (!view->shown->rule->marks)
        put_balance(view);
    put_services(view);
    json_u64(view->out, "reached", part->sums.reached);
    json_open_array(view->out, "reached_addresses");
    for (size_t i = 0; i < part->reached_count; i++)
        json_text(view->out, NULL, part->reached[i]);
    json_close(view->out);
    put_holdings(view);
    put_overlap(view);
    json_close(view->out);
    free(view->rows);
    return true;
}

static bool put_result(struct view *view, const struct trace_request *request, struct error *err)
{
    for (uint64_t at = 0;;) {
        struct report_part part;
        bool found;
        if (!report_next_part(request, view->shown, &at, &part, &found, err))
            return false;
        if (!found)
            return true;
        view->part = &part;
        bool ok = put_part(view, err);
        report_part_release(&part);
        if (!ok)
            return false;
    }
}

bool trace_json(struct dynbuf *buffer, const char *version, const struct trace_request *request,
                const struct trace_shown *shown, size_t count, struct error *err)
{
    struct json_writer out;
    struct claims claims;
    struct view view = {.out = &out, .all = shown, .claims = &claims};
    bool ok = claims_init(&claims, shown, count, err);
    if (!ok)
        return false;
    json_writer_init(&out, buffer);
    json_open_object(&out, NULL);
    json_text(&out, "version", version);
    json_inputs(&out, request);
    json_text(&out, "rule", request->rule);
    json_open_array(&out, "results");
    for (view.shown = shown; ok && view.shown < shown + count; view.shown++)
        ok = put_result(&view, request, err);
    json_close(&out);
    json_close(&out);
    claims_release(&claims);
    return ok;
}
