/* A trace as GraphML (graphml.graphdrawing.org): one graph a colour, rule and asset. */
#include "base/limits.h"
#include "text/xml_text.h"
#include "trace/report/graph_walk.h"
#include "trace/report/report.h"

/* key id, what it is for, type; the name is the id */
static const struct {
    const char *id, *of, *type;
} keys[] = {
    {"colour", "graph", "string"},
    {"rule", "graph", "string"},
    {"asset", "graph", "string"},
    {"role", "node", "string"},
    {"address", "node", "string"},
    {"output", "node", "string"},
    {"transaction", "node", "string"},
    {"name", "node", "string"},
    {"origin", "node", "string"},
    {"in", "node", "string"},
    {"out", "node", "string"},
    {"rests", "node", "string"},
    {"hops", "node", "long"},
    {"amount", "edge", "string"},
    {"amount_display", "edge", "string"},
    {"transfers", "edge", "long"},
    {"first", "edge", "string"},
    {"last", "edge", "string"},
};

static void put_span(struct dynbuf *out, const char *key, struct span text)
{
    dynbuf_format(out, "      <data key=\"%s\">", key);
    xml_text(out, text);
    dynbuf_text(out, "</data>\n");
}

static void put_text(struct dynbuf *out, const char *key, const char *text)
{
    put_span(out, key, span_text(text));
}

static void put_u64(struct dynbuf *out, const char *key, uint64_t value)
{
    dynbuf_format(out, "      <data key=\"%s\">%llu</data>\n", key, (unsigned long long)value);
}

static void put_amount(struct dynbuf *out, const char *key, struct amount amount)
{
    char digits[U256_DECIMAL_BYTES];
    amount_to_decimal(amount, digits);
    put_text(out, key, digits);
}

static void begin(struct dynbuf *out, const struct graph_part *part)
{
    dynbuf_text(out, "  <graph edgedefault=\"directed\">\n");
    put_text(out, "colour", part->shown->colour);
    put_text(out, "rule", part->shown->rule->name);
    put_span(out, "asset", part->asset_name);
}

static void node(struct dynbuf *out, const struct graph_part *part, const struct graph_node *node)
{
    dynbuf_format(out, "    <node id=\"%s\">\n", node->id);
    put_text(out, "role", node->role);
    if (node->address.size > 0)
        put_span(out, "address", node->address);
    if (node->place.size > 0)
        put_span(out, node->transaction ? "transaction" : "output", node->place);
    if (node->name.size > 0)
        put_span(out, "name", node->name);
    if (!part->shown->rule->marks)
        put_amount(out, "origin", node->origin);
    put_amount(out, "in", node->in);
    put_amount(out, "out", node->out);
    if (!part->shown->rule->marks)
        put_amount(out, "rests", node->rests);
    if (!node->sink)
        put_u64(out, "hops", node->hops);
    dynbuf_text(out, "    </node>\n");
}

static void edge(struct dynbuf *out, const struct graph_part *part, const struct graph_edge *edge)
{
    struct dynbuf display;
    dynbuf_format(out, "    <edge source=\"%s\" target=\"%s\">\n", edge->from, edge->to);
    put_amount(out, "amount", edge->amount);
    dynbuf_init(&display, AMOUNT_DISPLAY_BYTES_MAX);
    amount_display(&display, edge->amount, part->decimals, part->symbol);
    put_span(out, "amount_display", dynbuf_bytes(&display));
    if (display.failed)
        dynbuf_fail(out, &display);
    dynbuf_release(&display);
    put_u64(out, "transfers", edge->transfers);
    put_text(out, "first", edge->first);
    put_text(out, "last", edge->last);
    dynbuf_text(out, "    </edge>\n");
}

static void end(struct dynbuf *out)
{
    dynbuf_text(out, "  </graph>\n");
}

bool trace_graphml(struct dynbuf *buffer, const struct trace_request *request,
                   const struct trace_shown *shown, size_t count, struct error *err)
{
    static const struct graph_form form = {begin, node, edge, end};
    dynbuf_text(buffer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
                        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                        "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
                        "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        dynbuf_format(buffer, "  <key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n",
                      keys[i].id, keys[i].of, keys[i].id, keys[i].type);
    bool ok = graph_walk(buffer, &form, request, shown, count, err);
    dynbuf_text(buffer, "</graphml>\n");
    return ok;
}
