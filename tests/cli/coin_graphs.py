"""What a trace of a coin chain draws: outputs and transactions in GraphML and DOT, a picture of
transactions; every node balances, every sum is that of the trace, and the pictures render.

    coin_graphs.py TREFOIL MAKE-CHAIN
"""
import collections
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as tree

from common import DATA, SOURCE, check, main, run, skip, trace, write
from drawn import GRAPHML, SVG, balance_of_graph, dot_lines, ends_of, picture, told

MAKE_CHAIN = os.path.abspath(sys.argv[2])
EXAMPLE = os.path.join(SOURCE, "examples", "bitcoin-2009")
REGTEST = os.path.join(DATA, "bitcoin", "blocksci-regtest-blk00000.dat")
REWARD = "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9"
FIRST = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"
FINNEY = ("04ae1a62fe09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1"
          "b7303b8a0626f1baded5c72a704f7e6cd84c")
PEELED = "1186d90130e2c3fca0ce30472cbaccff65d263699c13df4f2a5e7fc160259ffa"  # of the regtest chain
MINER = "mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z"
RULES = ("haircut", "fifo", "lifo", "tiho", "poison")
COIN = 10 ** 8


def first_blocks(home):
    path = os.path.join(os.path.dirname(home), "first-blocks.dat")
    made = subprocess.run([sys.executable, os.path.join(EXAMPLE, "make-blocks.py"), path], check=False)
    done = run(home, "ingest", "blk", path)
    check(made.returncode == 0 and done.returncode == 0, done.stderr)


def graphs_of(home, *words):
    root = tree.fromstring(told(home, *words, "--graphml").encode())
    keys = {key.get("id") for key in root.findall(GRAPHML + "key")}
    check({data.get("key") for data in root.iter(GRAPHML + "data")} <= keys, "every key is declared")
    found = []
    for graph in root.findall(GRAPHML + "graph"):
        about = {data.get("key"): data.text for data in graph.findall(GRAPHML + "data")}
        nodes = balance_of_graph(graph, about["rule"] == "poison")
        edges = [(edge.get("source"), edge.get("target")) for edge in graph.iter(GRAPHML + "edge")]
        found.append((about["rule"], nodes, edges))
    return found


def part(result, name):
    return int(result.get(name, 0))


def same_sums(nodes, result, what):
    """The graph holds what the trace says, output by output, service by service, sink by sink."""
    held = {node["output"]: int(node["rests"]) for node in nodes.values()
            if "output" in node and node["role"] != "service" and int(node["rests"]) > 0}
    check(held == {one["id"]: int(one["amount"]) for one in result["holdings"]}, f"{what}: holdings")
    services = collections.Counter()
    for node in nodes.values():
        if node["role"] == "service":
            services[node["address"]] += int(node["rests"])
    check(services == {one["address"]: int(one["amount"]) for one in result["services"]
                       if int(one["amount"]) > 0}, f"{what}: services")
    for sink in ("fees", "burnt", "unresolved"):
        rests = int(nodes[sink]["rests"]) if sink in nodes else 0
        check(rests == part(result, sink), f"{what}: {sink}")
    started = sum(int(node.get("origin", 0)) for node in nodes.values())
    check(started == part(result, "stolen"), f"{what}: {started} started")
    check(all(int(node["origin"]) == 0 for node in nodes.values()
              if node["role"] in ("transaction", "service", "sink")), f"{what}: only seeds start")


def conserves(home, what, *words):
    """Every rule: nodes balance, sums are the trace's, the picture's two sides are what was stolen."""
    results = {one["rule"]: one for one in trace(home, *words, "--rule", "all")["results"]}
    graphs = graphs_of(home, *words, "--rule", "all")
    check([rule for rule, _, _ in graphs] == list(RULES), f"{what}: a graph a rule")
    for rule, nodes, edges in graphs:
        kinds = {name: "transaction" in node for name, node in nodes.items()}
        bad = [edge for edge in edges if not kinds[edge[0]] and not kinds[edge[1]]
               and nodes[edge[1]]["role"] != "sink"]
        check(not bad, f"{what}, {rule}: an output goes through a transaction: {bad[:3]}")
        if rule == "poison":
            continue
        same_sums(nodes, results[rule], f"{what}, {rule}")
        root = picture(home, f"{rule}.svg", *words, "--rule", rule)
        stolen = part(results[rule], "stolen")
        check(ends_of(root) == (stolen, stolen), f"{what}, {rule}: {ends_of(root)} is not {stolen}")
    picture(home, "poison.svg", *words, "--rule", "poison")
    dot_lines(told(home, *words, "--rule", "all", "--dot"))


def first_payments(home):
    first_blocks(home)
    services = write(home, "services", f"pk({FINNEY}),Hal Finney\n")
    ((_, nodes, edges),) = graphs_of(home, "--seed", REWARD + ":0", "--services", services)
    roles = collections.Counter(node["role"] for node in nodes.values())
    check(roles == {"transaction": 8, "seed": 1, "service": 1, "holding": 4, "pass-through": 8} and
          len(edges) == 22, f"{roles}, {len(edges)} edges")
    (finney,) = [node for node in nodes.values() if node["role"] == "service"]
    check((finney["name"], finney["address"], finney["output"], finney["hops"], finney["rests"]) ==
          ("Hal Finney", f"pk({FINNEY})", FIRST + ":0", "1", str(10 * COIN)), str(finney))
    (first,) = [node for node in nodes.values() if node.get("transaction") == FIRST]
    check(first == {"role": "transaction", "transaction": FIRST, "origin": "0", "in": str(50 * COIN),
                    "out": str(50 * COIN), "rests": "0", "hops": "1"}, str(first))
    conserves(home, "first payments", "--seed", REWARD + ":0", "--services", services)
    conserves(home, "a part", "--seed", REWARD + ":0=1000000000")
    lines = dot_lines(told(home, "--seed", REWARD + ":0", "--services", services, "--dot"))
    check(sum("house" in line and "Hal Finney" in line for line in lines) == 1 and
          sum(FIRST + '", comment="transaction"' in line for line in lines) == 1, "DOT marks what is what")


def committed_picture(home):
    first_blocks(home)
    picture(home, "first-spends.svg", "--seed", REWARD + ":0")
    with open(os.path.join(home, "first-spends.svg"), "rb") as made, \
            open(os.path.join(SOURCE, "docs", "bitcoin-2009.svg"), "rb") as kept:
        check(made.read() == kept.read(), "docs/bitcoin-2009.svg is what the program draws")


def render(home):
    """A program of others reads the picture."""
    first_blocks(home)
    if shutil.which("rsvg-convert") is None:
        skip("rendering: no rsvg-convert here")
        return
    for rule in RULES:
        path = os.path.join(home, rule + ".svg")
        told(home, "--seed", REWARD + ":0", "--rule", rule, "--svg", path)
        done = subprocess.run(["rsvg-convert", path], capture_output=True, check=False)
        check(done.returncode == 0 and done.stdout.startswith(b"\x89PNG") and done.stderr == b"",
              f"{rule}: {done.stderr[:200]}")


def all_scripts(home):
    """A chain with every kind of script, fees, an OP_RETURN and a reward that leaves some."""
    if not os.path.exists(REGTEST):
        skip(f"{REGTEST} is not here")
        return
    done = run(home, "ingest", "blk", REGTEST)
    check(done.returncode == 0, done.stderr)
    services = write(home, "services", "mkZ9Np6JVYyHC35zEdfUXdM6rwrMKPpTZa,Exchange\n"
                     "muJKkgEiFx6Ws5vcRRtNyaSM96D95X8kRj\n")
    words = ("--seed", MINER + "@100", "--services", services)
    conserves(home, "a miner's coins", *words)
    for order in ("subsidy-first", "fees-first"):
        conserves(home, order, "--seed", MINER + "=12345678901", "--follow-fees", order)
    conserves(home, "--min", "--seed", PEELED, "--min", "10000000")
    conserves(home, "--until", *words, "--until", "150")
    root = picture(home, "peeled.svg", "--seed", PEELED)
    titles = [node.text for node in root.iter(SVG + "title")]
    check(any(title.startswith("held in ") and "output" in title for title in titles), "what is held")
    ranks = {group.find(SVG + "rect").get("x") for group in root.iter(SVG + "g")
             if group.find(SVG + "rect") is not None and group.find(SVG + "circle") is None}
    check(len(ranks) > 5, "a chain of payments stands in columns of its own")
    unmoved = graphs_of(home, "--seed", MINER + "@201", "--until", "201")
    check(all(node["role"] == "seed" for node in unmoved[0][1].values()), "what never moved is there")
    conserves(home, "nothing moved", "--seed", MINER + "@201", "--until", "201")


def many(home):
    """Thousands of transactions are folded; a second run draws the same bytes."""
    folder = os.path.join(os.path.dirname(home), "blocks")
    made = subprocess.run([MAKE_CHAIN, folder, "transactions", "4000", "block", "8", "unspent", "2000"],
                          check=True, capture_output=True, text=True).stdout
    seed = [line.split()[1] for line in made.splitlines() if line.startswith("seed ")][0]
    done = run(home, "ingest", "blk", "--chain", "regtest", folder)
    check(done.returncode == 0, done.stderr)
    conserves(home, "a made chain", "--seed", seed)
    root = picture(home, "many.svg", "--seed", seed)
    titles = [node.text for node in root.iter(SVG + "title")]
    check(any("transactions" in title and "transfers" in title for title in titles), "folds count")
    check(len(list(root.iter(SVG + "text"))) < 120, "most is folded")
    again = [told(home, "--seed", seed, "--rule", "all", form) for form in ("--dot", "--graphml") * 2]
    check(again[:2] == again[2:], "the same bytes twice")


main([first_payments, committed_picture, render, all_scripts, many])
