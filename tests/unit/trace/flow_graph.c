#include "run.h"

#include <stdlib.h>

#include "trace/report/flow_graph.h"
#include "trace/report/picture.h"
#include "trace/report/picture_layout.h"

static void note(struct flow_graph *graph, uint64_t transfer, uint32_t from, uint32_t to,
                 enum transfer_sink sink, uint64_t amount)
{
    struct error err;
    struct trace_move move = {transfer, from, to, sink, amount_from_u64(amount)};
    assert_true(flow_graph_note(graph, &move, &err));
}

static void same(struct amount found, uint64_t wanted)
{
    assert_true(amount_equal(found, amount_from_u64(wanted)));
}

/* Seed 0 sends 60 + 30 to 1, which sends 50 to service 2 and 10 in fees, and 5 back to the seed. */
static void make(struct flow_graph *graph, struct trace_place *places)
{
    note(graph, 10, 0, 1, SINK_NONE, 60);
    note(graph, 11, 0, 1, SINK_NONE, 30);
    note(graph, 12, 1, 2, SINK_NONE, 50);
    note(graph, 13, 1, TRACE_NOWHERE, SINK_FEES, 10);
    note(graph, 14, 1, 0, SINK_NONE, 5);
    note(graph, 15, 1, 1, SINK_NONE, 25);
    places[0] =
        (struct trace_place){.seed = true, .reached = true, .coloured = amount_from_u64(15)};
    places[1] = (struct trace_place){.reached = true, .coloured = amount_from_u64(25)};
    places[2] =
        (struct trace_place){.service = true, .reached = true, .coloured = amount_from_u64(50)};
}

static void test_flows_by_pair(void **state)
{
    struct flow_graph graph = {0};
    struct trace_place places[3];
    (void)state;
    make(&graph, places);
    assert_int_equal(graph.flow_count, 5);
    same(graph.flows[0].amount, 90);
    assert_int_equal(graph.flows[0].count, 2);
    assert_int_equal(graph.flows[0].first, 10);
    assert_int_equal(graph.flows[0].last, 11);
    assert_int_equal(graph.flows[2].sink, SINK_FEES);
    flow_graph_release(&graph);
}

static void test_nodes_balance(void **state)
{
    struct flow_graph graph = {0};
    struct trace_place places[3];
    struct flow_node *nodes;
    struct error err;
    (void)state;
    make(&graph, places);
    struct trace_result result = {.places = places, .place_count = 3};
    assert_true(flow_graph_nodes(&graph, &result, &rule_fifo, &nodes, &err));
    same(nodes[0].origin, 100);
    same(nodes[0].in, 5);
    same(nodes[0].out, 90);
    same(nodes[1].origin, 0);
    same(nodes[1].in, 90); /* what it sent itself is left out */
    same(nodes[1].out, 65);
    same(nodes[2].in, 50);
    assert_int_equal(nodes[1].arrivals, 2);
    assert_int_equal(nodes[1].first_in, 10);
    assert_int_equal(nodes[0].first_at, 10);
    free(nodes);
    flow_graph_release(&graph);
}

static void test_too_large_a_sum(void **state)
{
    struct flow_graph graph = {0};
    struct trace_move move = {1, 0, 1, SINK_NONE, {{{0, 0, 0, UINT64_C(1) << 63}}}};
    struct error err;
    (void)state;
    assert_true(flow_graph_note(&graph, &move, &err));
    assert_false(flow_graph_note(&graph, &move, &err));
    assert_error(err, ERROR_LIMIT, "what moved: a sum between two places passes 2^256");
    flow_graph_release(&graph);
}

static void test_picture(void **state)
{
    struct flow_graph graph = {0};
    struct trace_place places[3];
    struct picture picture;
    struct layout layout;
    struct error err;
    (void)state;
    make(&graph, places);
    struct trace_result result = {.places = places, .place_count = 3};
    assert_true(picture_make(&graph, &result, &rule_fifo, 0, &picture, &err));
    /* seed, pass, service, held, fees; the 5 that went back are counted */
    assert_int_equal(picture.node_count, 5);
    assert_int_equal(picture.columns, 1);
    same(picture.nodes[0].amount, 100);
    same(picture.nodes[2].amount, 50);
    same(picture.nodes[3].amount, 40);
    same(picture.nodes[4].amount, 10);
    same(picture.back, 5);
    assert_int_equal(picture.back_transfers, 1);
    assert_int_equal(picture.first, 10);
    assert_int_equal(picture.last, 14);
    assert_true(layout_make(&picture, false, &layout, &err));
    for (size_t i = 0; i < picture.link_count; i++) {
        assert_true(layout.links[i].from_x < layout.links[i].to_x);
        assert_true(layout.links[i].to_y + layout.links[i].thickness <= layout.height);
    }
    layout_release(&layout);
    picture_release(&picture);
    flow_graph_release(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flows_by_pair), cmocka_unit_test(test_nodes_balance),
        cmocka_unit_test(test_too_large_a_sum), cmocka_unit_test(test_picture)};
    return RUN_ALL("trace/flow_graph", tests);
}
