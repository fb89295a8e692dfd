/* One panel of an SVG: one colour under one rule in one asset. For the svg_*.c files. */
#pragma once

#include "trace/kind.h"
#include "trace/report/names.h"
#include "trace/report/picture_layout.h"
#include "trace/report/svg_text.h"

enum { SVG_HEADER = 120 * PIXEL, SVG_AXIS = 56 * PIXEL, SVG_LEGEND = 88 * PIXEL };

struct svg_panel {
    struct dynbuf *out;
    const struct trace_request *request;
    const struct trace_shown *shown;
    const struct trace_graph *graph;
    const struct trace_asset *asset;
    const struct picture *picture;
    const struct layout *layout;
    unsigned decimals;
    char symbol[160];
    int top; /* of the panel */
};

static inline const struct graph_words *svg_words(const struct svg_panel *panel)
{
    return &trace_kind_of(panel->request->ledger)->words;
}

/* Where the drawing starts. */
static inline int svg_main(const struct svg_panel *panel)
{
    return panel->top + SVG_HEADER;
}

/* How high the panel is, all in all. */
static inline int svg_panel_height(const struct layout *layout)
{
    return SVG_HEADER + layout->height + SVG_AXIS + SVG_LEGEND;
}

/* The display of an amount, appended to a buffer; without its symbol if so asked. */
void svg_amount(const struct svg_panel *panel, struct dynbuf *buffer, struct amount amount,
                bool symbol);

/* Title, range, balance; time axis; legend. Errors: damaged. */
bool svg_header(const struct svg_panel *panel, struct error *err);
bool svg_axis(const struct svg_panel *panel, struct error *err);
void svg_legend(const struct svg_panel *panel);

/* Links; then bars and their labels. Errors: damaged, memory. */
void svg_links(const struct svg_panel *panel);
bool svg_nodes(const struct svg_panel *panel, struct error *err);

/* A bar in its role's shape; the legend draws them too. Corners in hundredths of a pixel. */
void svg_shape(struct dynbuf *out, enum picture_role role, int x, int y, int height);
