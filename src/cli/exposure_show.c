#include "cli/exposure_show.h"

#include "trace/report/json_parts.h"

static const char share[] = "1/1000";
static const char unsolicited_rule[] = "received and never spent";
static const char de_minimis_rule[] =
    "below the floor by value, and below the floor by share or unsolicited";

const char *exposure_verdict(const struct screen_answer *answer, const struct exposure_row *row)
{
    if (row->de_minimis && answer->hit_count == 0)
        return "de_minimis";
    return "exposed";
}

/* What `trefoil why` is to be asked. */
static struct span holding(const struct screen_answer *answer)
{
    return answer->question.kind == QUESTION_ADDRESS
               ? span_of(answer->question.address.text, answer->question.address.size)
               : answer->text;
}

static bool row_json(struct json_writer *json, const struct screen_answer *answer,
                     const struct exposure_row *row, struct error *err)
{
    struct why_out way = {.json = json};
    json_open_object(json, NULL);
    json_text(json, "colour", row->shown->colour);
    json_text(json, "rule", row->shown->rule->name);
    json_string(json, "asset", row->asset);
    json_text(json, "kind", exposure_kind_word(row->kind));
    json_text(json, "verdict", exposure_verdict(answer, row));
    if (row->kind != EXPOSURE_MARKED) {
        json_amount(json, row->kind == EXPOSURE_SERVICE ? "total_in" : "whole", row->whole,
                    row->decimals, row->symbol);
        json_amount(json, "coloured", row->coloured, row->decimals, row->symbol);
        json_amount(json, "received", row->received, row->decimals, row->symbol);
        json_amount(json, "floor", row->floor, row->decimals, row->symbol);
        json_bool(json, "unsolicited", row->unsolicited);
    }
    json_bool(json, "seed", row->seed);
    json_u64(json, "hops", row->hops);
    json_string(json, "why", holding(answer));
    if (!exposure_way(answer->exposure, row, &way, err))
        return false;
    json_close(json);
    return true;
}

bool exposure_json(struct json_writer *json, const struct screen_answer *answer, bool identity,
                   struct error *err)
{
    const struct exposure_rows *rows = answer->exposed;
    if (rows == NULL) {
        json_text(json, "exposure", "not asked");
        return true;
    }
    json_open_object(json, "exposure");
    json_text(json, "chain", rows->chain);
    json_u64(json, "last_block", rows->last_block);
    if (identity)
        json_text(json, "identity", answer->exposure->identity);
    if (rows->unproven)
        json_bool(json, "no_pow", true);
    json_bool(json, "of_this_chain", !rows->foreign);
    json_text(json, "de_minimis", de_minimis_rule);
    json_text(json, "share", share);
    json_text(json, "unsolicited", unsolicited_rule);
    json_open_array(json, "rows");
    for (size_t i = 0; i < rows->count; i++)
        if (!row_json(json, answer, &rows->rows[i], err))
            return false;
    json_close(json);
    if (rows->omitted > 0)
        json_u64(json, "rows_omitted", rows->omitted);
    json_close(json);
    return true;
}

static void put_amount(struct dynbuf *out, const struct exposure_row *row, struct amount amount)
{
    amount_display(out, amount, row->decimals, row->symbol);
}

static void row_line(struct dynbuf *out, const struct screen_answer *answer,
                     const struct exposure_row *row)
{
    bool de_minimis = exposure_verdict(answer, row)[0] == 'd';
    dynbuf_text(out, "  exposure: ");
    if (row->kind == EXPOSURE_MARKED) {
        dynbuf_text(out, "reached by ");
    } else if (row->kind == EXPOSURE_PASSED) {
        dynbuf_text(out, "holds none now; has received ");
        put_amount(out, row, row->received);
        dynbuf_text(out, " from ");
    } else {
        dynbuf_text(out, row->kind == EXPOSURE_SERVICE ? "of " : "of these ");
        put_amount(out, row, row->whole);
        dynbuf_text(out, row->kind == EXPOSURE_SERVICE ? " received here, " : ", ");
        put_amount(out, row, row->coloured);
        dynbuf_text(out, row->kind == EXPOSURE_SERVICE ? " came from " : " come from ");
    }
    dynbuf_format(out, "%s under %s", row->shown->colour, row->shown->rule->name);
    if (row->kind != EXPOSURE_MARKED) {
        dynbuf_text(out, de_minimis ? "; de minimis (below the floor of " : " (floor ");
        put_amount(out, row, row->floor);
        dynbuf_text(out, !de_minimis        ? ")"
                         : row->unsolicited ? ", and unsolicited: received and never spent)"
                                            : ", and below 1/1000 of what it holds)");
    }
    dynbuf_text(out, row->seed ? "; a seed" : "; ");
    if (!row->seed)
        dynbuf_count(out, row->hops, "hop", "hops");
    dynbuf_text(out, "; more: trefoil why ");
    dynbuf_span(out, holding(answer));
    dynbuf_char(out, '\n');
}

bool exposure_lines(struct dynbuf *out, const struct screen_answer *answer, struct error *err)
{
    struct why_out way = {.text = out};
    if (answer->exposed == NULL)
        return true;
    if (answer->exposed->foreign)
        dynbuf_format(out, "  exposure: not computed: no address of %s\n", answer->exposed->chain);
    else if (answer->exposed->count == 0)
        dynbuf_format(out, "  exposure: none on %s to block %llu\n", answer->exposed->chain,
                      (unsigned long long)answer->exposed->last_block);
    for (size_t i = 0; i < answer->exposed->count; i++) {
        row_line(out, answer, &answer->exposed->rows[i]);
        if (!exposure_way(answer->exposure, &answer->exposed->rows[i], &way, err))
            return false;
    }
    if (answer->exposed->omitted > 0)
        dynbuf_format(out, "  exposure: %zu rows more\n", answer->exposed->omitted);
    if (answer->exposed->count > 0)
        dynbuf_format(out, "  de minimis is what is %s: the share %s, unsolicited %s\n",
                      de_minimis_rule, share, unsolicited_rule);
    return true;
}
