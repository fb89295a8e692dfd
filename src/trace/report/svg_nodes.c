/* Links and nodes of a panel. */
#include <stdio.h>

#include "text/xml_text.h"
#include "trace/report/svg_panel.h"

enum { NAME_SIZE = 12, AMOUNT_SIZE = 11, TEXT_BYTES_MAX = 8192, SHORT_HEAD = 6, SHORT_TAIL = 4 };

#define INK   "#1b1f24"
#define FAINT "#4a525c"

static const char *const fills[] = {
    [PICTURE_SEED] = "#b23a00",    [PICTURE_PASS] = "#5b6672",       [PICTURE_FOLD] = "#c9d1d9",
    [PICTURE_SERVICE] = "#0b5fa5", [PICTURE_HELD] = "#ffffff",       [PICTURE_FEES] = "#7a7a7a",
    [PICTURE_BURNT] = "#3a3a3a",   [PICTURE_UNRESOLVED] = "#9a6b00",
};

static const char *const link_fills[] = {
    [PICTURE_SEED] = "#8a97a5",    [PICTURE_PASS] = "#8a97a5",       [PICTURE_FOLD] = "#a9b3bd",
    [PICTURE_SERVICE] = "#3f8fd0", [PICTURE_HELD] = "#e0a030",       [PICTURE_FEES] = "#7a7a7a",
    [PICTURE_BURNT] = "#3a3a3a",   [PICTURE_UNRESOLVED] = "#c79a3a",
};

static void put_rect(struct dynbuf *out, int x, int y, int height, const char *rest)
{
    dynbuf_text(out, "<rect x=\"");
    svg_number(out, x);
    dynbuf_text(out, "\" y=\"");
    svg_number(out, y);
    dynbuf_text(out, "\" width=\"");
    svg_number(out, LAYOUT_BAR);
    dynbuf_text(out, "\" height=\"");
    svg_number(out, height);
    dynbuf_format(out, "\" %s/>\n", rest);
}

static void put_point(struct dynbuf *out, int x, int y)
{
    svg_number(out, x);
    dynbuf_char(out, ',');
    svg_number(out, y);
    dynbuf_char(out, ' ');
}

/* A service: a bar with a point to the right. */
static void put_terminal(struct dynbuf *out, int x, int y, int height, const char *fill)
{
    dynbuf_text(out, "<polygon points=\"");
    put_point(out, x, y);
    put_point(out, x + LAYOUT_BAR, y);
    put_point(out, x + 2 * LAYOUT_BAR, y + height / 2);
    put_point(out, x + LAYOUT_BAR, y + height);
    put_point(out, x, y + height);
    dynbuf_format(out, "\" fill=\"%s\"/>\n", fill);
}

void svg_shape(struct dynbuf *out, enum picture_role role, int x, int y, int height)
{
    char look[128];
    snprintf(look, sizeof look, "fill=\"%s\"", fills[role]);
    switch (role) {
    case PICTURE_SEED:
        put_rect(out, x, y, height, look);
        dynbuf_text(out, "<circle cx=\"");
        svg_number(out, x - 9 * PIXEL);
        dynbuf_text(out, "\" cy=\"");
        svg_number(out, y + height / 2);
        dynbuf_format(out, "\" r=\"5\" fill=\"%s\"/>\n", fills[role]);
        return;
    case PICTURE_FOLD:
        put_rect(out, x + 6 * PIXEL, y + 3 * PIXEL, height, "fill=\"#ffffff\" stroke=\"#5b6672\"");
        put_rect(out, x + 3 * PIXEL, y + 3 * PIXEL / 2, height,
                 "fill=\"#ffffff\" stroke=\"#5b6672\"");
        put_rect(out, x, y, height, "fill=\"#c9d1d9\" stroke=\"#5b6672\"");
        return;
    case PICTURE_SERVICE:
        put_terminal(out, x, y, height, fills[role]);
        return;
    case PICTURE_HELD:
        put_rect(out, x, y, height,
                 "fill=\"#fff3d6\" stroke=\"#8a5a00\" stroke-width=\"1.5\" "
                 "stroke-dasharray=\"4 2\"");
        return;
    default:
        put_rect(out, x, y, height, look);
    }
}

static void put_curve(struct dynbuf *out, const struct layout_link *link, int dy)
{
    int half = link->arc ? 26 * PIXEL : (link->to_x - link->from_x) / 2;
    dynbuf_text(out, "<path d=\"M");
    put_point(out, link->from_x, dy + link->from_y);
    dynbuf_char(out, 'C');
    put_point(out, link->from_x + half, dy + link->from_y);
    put_point(out, link->arc ? link->to_x + half : link->to_x - half, dy + link->to_y);
    put_point(out, link->to_x, dy + link->to_y);
    if (link->thickness > 0) {
        dynbuf_char(out, 'L');
        put_point(out, link->to_x, dy + link->to_y + link->thickness);
        dynbuf_char(out, 'C');
        put_point(out, link->to_x - half, dy + link->to_y + link->thickness);
        put_point(out, link->from_x + half, dy + link->from_y + link->thickness);
        put_point(out, link->from_x, dy + link->from_y + link->thickness);
        dynbuf_char(out, 'Z');
    }
}

void svg_links(const struct svg_panel *panel)
{
    struct dynbuf amount;
    dynbuf_init(&amount, TEXT_BYTES_MAX);
    for (size_t i = 0; i < panel->picture->link_count; i++) {
        const struct picture_link *link = &panel->picture->links[i];
        const char *fill = link_fills[panel->picture->nodes[link->to].role];
        bool thin = panel->layout->links[i].thickness < PIXEL / 2;
        struct layout_link drawn = panel->layout->links[i];
        if (thin)
            drawn.thickness = 0;
        put_curve(panel->out, &drawn, svg_main(panel));
        if (drawn.arc)
            dynbuf_text(panel->out, "\" fill=\"none\" stroke=\"#5b6672\" stroke-dasharray=\"3 3\" "
                                    "marker-end=\"url(#to)\"><title>");
        else if (thin)
            dynbuf_format(panel->out,
                          "\" fill=\"none\" stroke=\"%s\" stroke-opacity=\"0.7\" "
                          "stroke-width=\"%s\"><title>",
                          fill, panel->shown->rule->marks ? "1.4" : "0.6");
        else
            dynbuf_format(panel->out, "\" fill=\"%s\" fill-opacity=\"0.45\"><title>", fill);
        dynbuf_clear(&amount);
        svg_amount(panel, &amount, link->amount, true);
        if (amount.failed)
            dynbuf_fail(panel->out, &amount);
        xml_text(panel->out, dynbuf_bytes(&amount));
        if (link->transfers > 0) {
            dynbuf_text(panel->out, ", ");
            dynbuf_count(panel->out, link->transfers, "transfer", "transfers");
        }
        dynbuf_text(panel->out, "</title></path>\n");
    }
    dynbuf_release(&amount);
}

/* A name, or the shortened address or txid. A name that would be cut to what its neighbours are
 * called too gives way to the address; of a service it is cut. */
static bool say_place(const struct svg_panel *panel, const struct trace_place *place, bool cut,
                      int width, struct dynbuf *ret_line, struct dynbuf *ret_title,
                      struct error *err)
{
    struct span name = report_name(panel->request, place);
    struct report_place text;
    bool ok = report_place_open(&text, panel->request, place, err);
    if (ok) {
        struct span said = dynbuf_bytes(text.address.size > 0 ? &text.address : &text.id);
        dynbuf_span(ret_title, name);
        dynbuf_text(ret_title, name.size > 0 ? ", " : "");
        dynbuf_span(ret_title, said);
        if (name.size > 0 && (cut || svg_text_width(name, NAME_SIZE) <= width)) {
            dynbuf_span(ret_line, span_part(name, 0, name.size < 256 ? name.size : 256));
        } else if (said.size <= SHORT_HEAD + SHORT_TAIL) {
            dynbuf_span(ret_line, said);
        } else {
            dynbuf_span(ret_line, span_part(said, 0, SHORT_HEAD));
            dynbuf_text(ret_line, "..");
            dynbuf_span(ret_line, span_part(said, said.size - SHORT_TAIL, said.size));
        }
    }
    report_place_close(&text);
    return ok;
}

/* Who a node is, or how many. `ret_title` gets all of it. */
static bool say_who(const struct svg_panel *panel, const struct picture_node *node,
                    struct dynbuf *ret_line, struct dynbuf *ret_title, struct error *err)
{
    static const char *const rests[] = {
        [PICTURE_FEES] = "fees", [PICTURE_BURNT] = "burnt", [PICTURE_UNRESOLVED] = "unresolved"};
    uint64_t count = node->addresses;
    int width = panel->layout->boxes[node - panel->picture->nodes].label_width;
    const struct graph_words *words = svg_words(panel);
    if (node->role >= PICTURE_FEES) {
        dynbuf_text(ret_line, rests[node->role]);
    } else if (node->role == PICTURE_HELD) {
        dynbuf_text(ret_line, words->held);
        dynbuf_count(ret_line, count, words->holder, words->holders);
    } else if (node->role == PICTURE_FOLD) {
        dynbuf_count(ret_line, count, words->pass, words->passes);
    } else if (node->place == TRACE_NOWHERE) {
        if (node->role == PICTURE_SEED)
            dynbuf_count(ret_line, count, "other seed", "other seeds");
        else
            dynbuf_count(ret_line, count, "other service", "other services");
    } else {
        return say_place(panel, &panel->graph->result->places[node->place],
                         node->role == PICTURE_SERVICE, width, ret_line, ret_title, err);
    }
    dynbuf_span(ret_title, dynbuf_bytes(ret_line));
    return true;
}

/* The first lines of a label and the tooltip; three lines for a fold. */
struct node_label {
    struct dynbuf lines[3], title;
    unsigned count;
};

static bool make_label(const struct svg_panel *panel, const struct picture_node *node,
                       struct node_label *label, struct error *err)
{
    bool marks = panel->shown->rule->marks;
    int width = panel->layout->boxes[node - panel->picture->nodes].label_width;
    label->count = 0;
    if (node->role == PICTURE_FOLD)
        dynbuf_count(&label->lines[label->count++], node->transfers, "transfer", "transfers");
    if (!say_who(panel, node, &label->lines[label->count++], &label->title, err))
        return false;
    struct dynbuf *amount = &label->lines[label->count++];
    if (marks && node->role == PICTURE_SEED) {
        dynbuf_text(amount, "marked");
    } else {
        svg_amount(panel, amount, node->amount, true);
        if (svg_text_width(dynbuf_bytes(amount), AMOUNT_SIZE) > width) {
            dynbuf_clear(amount);
            svg_amount(panel, amount, node->amount, false);
        }
        dynbuf_text(&label->title, ": ");
        svg_amount(panel, &label->title, node->amount, true);
    }
    if (node->transfers > 0) {
        dynbuf_text(&label->title, ", in ");
        dynbuf_count(&label->title, node->transfers, "transfer", "transfers");
    }
    return true;
}

static void put_label(const struct svg_panel *panel, unsigned number,
                      const struct node_label *label)
{
    const struct picture_node *node = &panel->picture->nodes[number];
    const struct layout_box *box = &panel->layout->boxes[number];
    bool seed = node->rank == 0, end = node->rank == 2 * panel->picture->columns + 1;
    int x = seed ? box->x - 20 * PIXEL : end ? box->x + 32 * PIXEL : box->x;
    int y = svg_main(panel) + box->y;
    if (seed || end)
        y += box->height / 2 - 3 * PIXEL;
    else if (node->role == PICTURE_FOLD)
        y += box->height + 16 * PIXEL;
    else
        y -= 19 * PIXEL;
    for (unsigned i = 0; i < label->count; i++) {
        bool amount = i + 1 == label->count;
        struct svg_style style = {amount || node->role == PICTURE_FOLD ? AMOUNT_SIZE : NAME_SIZE,
                                  false, seed ? SVG_END : SVG_START, amount ? FAINT : INK};
        style.bold = !amount && (seed || end);
        svg_text_line(panel->out, x, y, box->label_width, &style, dynbuf_bytes(&label->lines[i]));
        y += 14 * PIXEL;
    }
}

static void put_node(const struct svg_panel *panel, unsigned number, const struct node_label *label)
{
    const struct layout_box *box = &panel->layout->boxes[number];
    dynbuf_text(panel->out, "<g><title>");
    xml_text(panel->out, dynbuf_bytes(&label->title));
    dynbuf_text(panel->out, "</title>\n");
    svg_shape(panel->out, panel->picture->nodes[number].role, box->x, svg_main(panel) + box->y,
              box->height);
    put_label(panel, number, label);
    dynbuf_text(panel->out, "</g>\n");
}

static bool one_node(const struct svg_panel *panel, unsigned number, struct error *err)
{
    struct node_label label = {.count = 0};
    const struct dynbuf *failed = NULL;
    for (int i = 0; i < 3; i++)
        dynbuf_init(&label.lines[i], TEXT_BYTES_MAX);
    dynbuf_init(&label.title, TEXT_BYTES_MAX);
    bool ok = make_label(panel, &panel->picture->nodes[number], &label, err);
    for (int i = 0; i < 3; i++)
        failed = label.lines[i].failed ? &label.lines[i] : failed;
    failed = label.title.failed ? &label.title : failed;
    if (ok && failed != NULL)
        ok = dynbuf_error(failed, "a label", err);
    if (ok)
        put_node(panel, number, &label);
    for (int i = 0; i < 3; i++)
        dynbuf_release(&label.lines[i]);
    dynbuf_release(&label.title);
    return ok;
}

bool svg_nodes(const struct svg_panel *panel, struct error *err)
{
    for (unsigned i = 0; i < panel->picture->node_count; i++)
        if (!one_node(panel, i, err))
            return false;
    return true;
}
