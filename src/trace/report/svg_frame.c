/* What stands around the drawing of a panel: title, balance, time axis, legend. */
#include "ingest/flow_time.h"
#include "trace/report/svg_panel.h"

enum { MARGIN = 20 * PIXEL, INSIDE = LAYOUT_WIDTH - 2 * MARGIN, LINE_BYTES_MAX = 4096 };

static const struct svg_style title_style = {20, true, SVG_START, "#1b1f24"};
static const struct svg_style text_style = {13, false, SVG_START, "#1b1f24"};
static const struct svg_style small_style = {11, false, SVG_START, "#4a525c"};

void svg_amount(const struct svg_panel *panel, struct dynbuf *buffer, struct amount amount,
                bool symbol)
{
    amount_display(buffer, amount, panel->decimals, symbol ? panel->symbol : "");
}

/* Writes a line and empties it for the next one. */
static void flush(const struct svg_panel *panel, struct dynbuf *line, int y,
                  const struct svg_style *style)
{
    svg_text_line(panel->out, MARGIN, y, INSIDE, style, dynbuf_bytes(line));
    if (line->failed)
        dynbuf_fail(panel->out, line);
    dynbuf_clear(line);
}

static bool put_time(const struct svg_panel *panel, struct dynbuf *line, uint64_t transfer,
                     const char *format, struct error *err)
{
    const struct ledger *ledger = panel->request->ledger;
    char time[FLOW_TIME_BYTES];
    uint64_t seconds;
    if (!trace_kind_of(ledger)->time(ledger, transfer, &seconds, err))
        return false;
    flow_time_print(seconds, time);
    time[10] = time[16] = '\0';
    dynbuf_format(line, format, time, time + 11);
    return true;
}

static bool put_range(const struct svg_panel *panel, struct dynbuf *line, struct error *err)
{
    const struct manifest *manifest = &panel->request->ledger->manifest;
    unsigned long long last =
        panel->request->has_until ? panel->request->until : manifest->last_block;
    dynbuf_format(line, "%s, blocks %llu to %llu", manifest->chain,
                  (unsigned long long)manifest->first_block, last);
    if (manifest->unproven)
        dynbuf_text(line, "; headers without proof of work");
    if (panel->picture->first == LEDGER_NONE)
        return dynbuf_text(line, "; nothing moved"), true;
    return put_time(panel, line, panel->picture->first, "; moved from %s %s", err) &&
           put_time(panel, line, panel->picture->last, " to %s %s UTC", err);
}

/* The balance, wrapped; poison has none. */
static void put_balance(const struct svg_panel *panel, struct dynbuf *line)
{
    const struct trace_asset *asset = panel->asset;
    struct amount stolen;
    struct {
        const char *name;
        struct amount amount;
        bool always;
    } parts[] = {{" = at services ", asset->services, true},
                 {" + held elsewhere ", asset->held, true},
                 {" + fees ", asset->fees, false},
                 {" + burnt ", asset->burnt, false},
                 {" + unresolved ", asset->unresolved, false}};
    int y = panel->top + 78 * PIXEL;
    if (panel->shown->rule->marks) {
        dynbuf_text(line, "Marks only: what touched coloured value, not how much of it is stolen. "
                          "Links have no width, and nothing adds up.");
        flush(panel, line, y, &text_style);
        return;
    }
    ensure(amount_add(asset->opening, asset->received, &stolen));
    dynbuf_text(line, "stolen ");
    svg_amount(panel, line, stolen, true);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!parts[i].always && amount_is_zero(parts[i].amount))
            continue;
        if (svg_text_width(dynbuf_bytes(line), text_style.size) > INSIDE * 3 / 5) {
            flush(panel, line, y, &text_style);
            y += 17 * PIXEL;
        }
        dynbuf_text(line, parts[i].name);
        svg_amount(panel, line, parts[i].amount, true);
    }
    flush(panel, line, y, &text_style);
}

bool svg_header(const struct svg_panel *panel, struct error *err)
{
    struct dynbuf line;
    dynbuf_init(&line, LINE_BYTES_MAX);
    dynbuf_format(&line, "Where the value of colour \xe2\x80\x9c%s\xe2\x80\x9d went, rule %s",
                  panel->shown->colour, panel->shown->rule->name);
    flush(panel, &line, panel->top + 34 * PIXEL, &title_style);
    bool ok = put_range(panel, &line, err);
    flush(panel, &line, panel->top + 57 * PIXEL, &text_style);
    if (ok)
        put_balance(panel, &line);
    dynbuf_release(&line);
    return ok;
}

static void put_tick(const struct svg_panel *panel, int x, int y)
{
    dynbuf_text(panel->out, "<path d=\"M");
    svg_number(panel->out, x);
    dynbuf_char(panel->out, ',');
    svg_number(panel->out, y);
    dynbuf_text(panel->out, "v6\" stroke=\"#4a525c\" fill=\"none\"/>\n");
}

/* One line beside a tick; empties it. */
static void put_beside(const struct svg_panel *panel, struct dynbuf *line, int x, int y)
{
    svg_text_line(panel->out, x, y, 110 * PIXEL, &small_style, dynbuf_bytes(line));
    if (line->failed)
        dynbuf_fail(panel->out, line);
    dynbuf_clear(line);
}

static bool put_date(const struct svg_panel *panel, struct dynbuf *line, int x, int y,
                     uint64_t transfer, struct error *err)
{
    put_tick(panel, x, y);
    if (!put_time(panel, line, transfer, "%s", err))
        return false;
    put_beside(panel, line, x, y + 19 * PIXEL);
    if (!put_time(panel, line, transfer, "%.0s%s UTC", err))
        return false;
    put_beside(panel, line, x, y + 32 * PIXEL);
    return true;
}

/* Each column says when it begins; the last tick is the last transfer drawn. */
bool svg_axis(const struct svg_panel *panel, struct error *err)
{
    const struct picture *picture = panel->picture;
    int y = svg_main(panel) + panel->layout->height + 14 * PIXEL;
    struct dynbuf line;
    if (picture->first == LEDGER_NONE)
        return true;
    dynbuf_init(&line, LINE_BYTES_MAX);
    dynbuf_text(panel->out, "<path d=\"M");
    svg_number(panel->out, LAYOUT_SEED_X);
    dynbuf_char(panel->out, ',');
    svg_number(panel->out, y);
    dynbuf_text(panel->out, "H");
    svg_number(panel->out, LAYOUT_WIDTH - MARGIN);
    dynbuf_text(panel->out, "\" stroke=\"#4a525c\" fill=\"none\"/>\n");
    svg_text_line(panel->out, MARGIN, y + 4 * PIXEL, LAYOUT_SEED_X - 2 * MARGIN, &small_style,
                  span_text("time (UTC)"));
    bool ok = put_date(panel, &line, LAYOUT_END_X, y, picture->last, err);
    for (unsigned i = 0; ok && i < picture->columns; i++)
        if (picture->column_first[i] != LEDGER_NONE)
            ok = put_date(panel, &line, layout_column_x(picture, i), y, picture->column_first[i],
                          err);
    dynbuf_release(&line);
    return ok;
}

void svg_legend(const struct svg_panel *panel)
{
    const struct {
        enum picture_role role;
        const char *text;
        int width;
    } entries[] = {{PICTURE_SEED, "seed: started here", 178},
                   {PICTURE_PASS, svg_words(panel)->legend, 216},
                   {PICTURE_FOLD, "small transfers, counted together", 256},
                   {PICTURE_SERVICE, "service: rests there", 180},
                   {PICTURE_HELD, "held elsewhere", 140}};
    int x = 34 * PIXEL, y = svg_main(panel) + panel->layout->height + SVG_AXIS + 20 * PIXEL;
    struct dynbuf line;
    dynbuf_init(&line, LINE_BYTES_MAX);
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (panel->shown->rule->marks && entries[i].role == PICTURE_HELD)
            continue;
        svg_shape(panel->out, entries[i].role, x, y, 12 * PIXEL);
        svg_text_line(panel->out, x + 30 * PIXEL, y + 11 * PIXEL, (entries[i].width - 30) * PIXEL,
                      &small_style, span_text(entries[i].text));
        x += entries[i].width * PIXEL;
    }
    dynbuf_format(
        &line,
        "%sDashed: between two of one column. Columns are in order of time, not to "
        "scale.",
        panel->shown->rule->marks ? "" : "Widths are to scale; hairlines are too small for it. ");
    flush(panel, &line, y + 35 * PIXEL, &small_style);
    if (panel->picture->back_transfers > 0) {
        dynbuf_text(&line, "Not drawn: ");
        dynbuf_count(&line, panel->picture->back_transfers, "transfer of ", "transfers of ");
        svg_amount(panel, &line, panel->picture->back, true);
        dynbuf_format(&line, " %s.", svg_words(panel)->back);
        flush(panel, &line, y + 51 * PIXEL, &small_style);
    }
    dynbuf_release(&line);
}
