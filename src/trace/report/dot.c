/* A trace for Graphviz: one digraph a colour, rule and asset; `dot -Tsvg` draws them. */
#include "base/limits.h"
#include "text/utf8.h"
#include "text/xml_text.h"
#include "trace/report/graph_walk.h"
#include "trace/report/report.h"

/* Between double quotes, also against Graphviz' own escapes (\N, &lt;). */
static void put_quoted(struct dynbuf *out, struct span text)
{
    while (text.size > 0) {
        size_t size = utf8_character(text);
        unsigned char byte = text.data[0];
        if (byte == '"' || byte == '\\')
            dynbuf_format(out, "\\%c", byte);
        else if (byte == '&')
            dynbuf_text(out, "&amp;");
        else if (xml_is_plain(text, size))
            dynbuf_append(out, text.data, size);
        else
            dynbuf_text(out, "\xef\xbf\xbd");
        text = span_part(text, size == 0 ? 1 : size, text.size);
    }
}

static void put_display(struct dynbuf *out, const struct graph_part *part, struct amount amount)
{
    struct dynbuf display;
    dynbuf_init(&display, AMOUNT_DISPLAY_BYTES_MAX);
    amount_display(&display, amount, part->decimals, part->symbol);
    put_quoted(out, dynbuf_bytes(&display));
    if (display.failed)
        dynbuf_fail(out, &display);
    dynbuf_release(&display);
}

static void begin(struct dynbuf *out, const struct graph_part *part)
{
    dynbuf_text(out, "digraph \"");
    put_quoted(out, span_text(part->shown->colour));
    dynbuf_format(out, ", %s, ", part->shown->rule->name);
    put_quoted(out, part->asset_name);
    dynbuf_text(out, "\" {\n  rankdir=LR;\n");
}

static const char *shape_of(const struct graph_node *node)
{
    if (node->transaction)
        return "box, style=filled, fillcolor=gray92";
    switch (node->role[0] == 's' ? node->role[2] : node->role[0]) {
    case 'e':
        return "box, peripheries=2"; /* seed */
    case 'r':
        return "house, orientation=270"; /* service */
    case 'n':
        return "diamond"; /* sink */
    case 'h':
        return "box, style=dashed"; /* holding */
    default:
        return "ellipse";
    }
}

static void node(struct dynbuf *out, const struct graph_part *part, const struct graph_node *node)
{
    dynbuf_format(out, "  \"%s\" [shape=%s, label=\"", node->id, shape_of(node));
    put_quoted(out, node->name);
    dynbuf_text(out, node->name.size > 0 ? "\\n" : "");
    dynbuf_span(out, node->sink               ? span_text(node->id)
                     : node->address.size > 0 ? node->address
                                              : node->place);
    if (!part->shown->rule->marks && !amount_is_zero(node->rests)) {
        dynbuf_text(out, "\\n");
        put_display(out, part, node->rests);
    }
    dynbuf_format(out, "\", comment=\"%s", node->role);
    if (node->address.size > 0 && node->place.size > 0) {
        dynbuf_char(out, ' ');
        dynbuf_span(out, node->place);
    }
    dynbuf_text(out, "\"];\n");
}

static void edge(struct dynbuf *out, const struct graph_part *part, const struct graph_edge *edge)
{
    dynbuf_format(out, "  \"%s\" -> \"%s\" [label=\"", edge->from, edge->to);
    put_display(out, part, edge->amount);
    if (edge->transfers > 1)
        dynbuf_format(out, "\\n%llu transfers", (unsigned long long)edge->transfers);
    dynbuf_format(out, "\", comment=\"%s to %s\"];\n", edge->first, edge->last);
}

static void end(struct dynbuf *out)
{
    dynbuf_text(out, "}\n");
}

bool trace_dot(struct dynbuf *buffer, const struct trace_request *request,
               const struct trace_shown *shown, size_t count, struct error *err)
{
    static const struct graph_form form = {begin, node, edge, end};
    return graph_walk(buffer, &form, request, shown, count, err);
}
