/* A trace as a picture: one panel a colour, rule and asset, below each other in one SVG. */

#include "base/limits.h"
#include "chain/asset.h"
#include "text/xml_text.h"
#include "trace/kind.h"
#include "trace/report/report.h"
#include "trace/report/svg_panel.h"

static bool find_symbol(struct svg_panel *panel, struct error *err)
{
    const struct ledger *ledger = panel->request->ledger;
    struct dynbuf name;
    dynbuf_init(&name, ASSET_TEXT_BYTES_MAX);
    bool ok = trace_kind_of(ledger)->asset(ledger, panel->asset->asset, &name, err);
    if (ok)
        asset_display(dynbuf_bytes(&name), &panel->decimals, panel->symbol, sizeof panel->symbol);
    dynbuf_release(&name);
    return ok;
}

static bool put_panel(struct svg_panel *panel, int *height, struct error *err)
{
    struct picture picture;
    struct layout layout;
    if (!find_symbol(panel, err) ||
        !picture_make(panel->graph->flows, panel->graph->result, panel->shown->rule,
                      panel->asset->asset, &picture, err))
        return false;
    bool ok = layout_make(&picture, panel->shown->rule->marks, &layout, err);
    if (ok) {
        panel->picture = &picture;
        panel->layout = &layout;
        panel->top = *height;
        ok = svg_header(panel, err);
        svg_links(panel);
        ok = ok && svg_nodes(panel, err) && svg_axis(panel, err);
        svg_legend(panel);
        *height += svg_panel_height(&layout);
        layout_release(&layout);
    }
    picture_release(&picture);
    return ok;
}

/* A panel for each asset of a result. */
static bool put_result(const struct svg_panel *of_result, int *height, struct error *err)
{
    const struct trace_result *result = of_result->graph->result;
    for (size_t a = 0; a < result->asset_count; a++) {
        struct svg_panel panel = *of_result;
        panel.asset = &result->assets[a];
        if (!panel.asset->seeded)
            continue;
        if (*height > PICTURE_HEIGHT_MAX * PIXEL)
            return error_input(err, ERROR_LIMIT, "the picture",
                               "higher than %d pixels; expected fewer colours, rules or assets",
                               PICTURE_HEIGHT_MAX);
        if (!put_panel(&panel, height, err))
            return false;
    }
    return true;
}

static bool put_panels(struct dynbuf *body, const struct trace_request *request,
                       const struct trace_shown *shown, size_t count, int *height,
                       struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        struct trace_graph graph;
        struct svg_panel panel = {
            .out = body, .request = request, .shown = &shown[i], .graph = &graph};
        if (!trace_kind_of(request->ledger)
                 ->graph(request, &shown[i], GRAPH_FOR_PICTURE, &graph, err))
            return false;
        ok = put_result(&panel, height, err);
        trace_graph_release(&graph);
    }
    return ok;
}

static void put_head(struct dynbuf *buffer, const struct trace_request *request, int height)
{
    dynbuf_text(buffer, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    svg_number(buffer, LAYOUT_WIDTH);
    dynbuf_char(buffer, ' ');
    svg_number(buffer, height);
    dynbuf_text(buffer, "\" width=\"");
    svg_number(buffer, LAYOUT_WIDTH);
    dynbuf_text(buffer, "\" height=\"");
    svg_number(buffer, height);
    dynbuf_text(buffer, "\" role=\"img\" aria-labelledby=\"title desc\" "
                        "font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">\n"
                        "<title id=\"title\">Where stolen value went on ");
    xml_text(buffer, span_text(request->ledger->manifest.chain));
    dynbuf_format(buffer,
                  "</title>\n<desc id=\"desc\">Value flows from the seeds on the left, through %s ",
                  trace_kind_of(request->ledger)->words.passes);
    dynbuf_text(buffer,
                "in order of time, to the services on the right, where it rests. Each "
                "panel's second and third line give its range and its balance; every bar and link "
                "carries its amount.</desc>\n<style>text{paint-order:stroke;stroke:#fff;"
                "stroke-width:2.5px;stroke-linejoin:round;stroke-opacity:.8}</style>\n"
                "<defs><marker id=\"to\" viewBox=\"0 0 6 6\" refX=\"5\" refY=\"3\" "
                "markerWidth=\"6\" markerHeight=\"6\" orient=\"auto\"><path "
                "d=\"M0,0L6,3L0,6Z\" fill=\"#5b6672\"/></marker></defs>\n<rect "
                "width=\"100%\" height=\"100%\" "
                "fill=\"#ffffff\"/>\n");
}

bool trace_svg(struct dynbuf *buffer, const struct trace_request *request,
               const struct trace_shown *shown, size_t count, struct error *err)
{
    struct dynbuf body;
    int height = 0;
    dynbuf_init(&body, buffer->max);
    bool ok = put_panels(&body, request, shown, count, &height, err);
    if (ok) {
        put_head(buffer, request, height);
        dynbuf_span(buffer, dynbuf_bytes(&body));
        dynbuf_text(buffer, "</svg>\n");
        if (body.failed)
            dynbuf_fail(buffer, &body);
    }
    dynbuf_release(&body);
    return ok;
}
