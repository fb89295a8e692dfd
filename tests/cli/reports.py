"""The forms of a trace beside the table: CSV, GraphML, DOT, SVG, the explanation's JSON; what they
show adds up to the balance, and hostile labels stay text."""
import csv
import io
import json
import os
import xml.etree.ElementTree as tree

from common import DATA, SOURCE, check, main, run, skip, trace, write
from drawn import GRAPHML, SVG, balance_of_graph, dot_lines, ends_of, picture, told

EXAMPLE = os.path.join(SOURCE, "examples", "harmony-2023")
WORDS = ("--seeds", os.path.join(EXAMPLE, "seeds.txt"),
         "--services", os.path.join(EXAMPLE, "services.csv"))
DEEP = "0x957799e60eb21a874b60d0abe78d6d644e815623"
RULES = ("haircut", "fifo", "lifo", "tiho")


def load(home):
    done = run(home, "ingest", "flows", os.path.join(EXAMPLE, "flows.csv"))
    check(done.returncode == 0, done.stderr)


def csv_adds_up(home):
    load(home)
    rows = list(csv.DictReader(io.StringIO(told(home, *WORDS, "--rule", "all", "--csv"), newline="")))
    check(list(rows[0]) == ["colour", "rule", "asset", "kind", "address", "name", "amount",
                            "amount_display", "total_in", "hops", "id"], "the columns of docs/trace.md")
    for rule in RULES:
        mine = [row for row in rows if row["rule"] == rule]
        parts = sum(int(row["amount"]) for row in mine if row["kind"] != "stolen")
        stolen = [row["amount"] for row in mine if row["kind"] == "stolen"]
        check(stolen == ["7052514727"] and parts == 7052514727, f"csv of {rule}: {parts}")
    marks = [row for row in rows if row["rule"] == "poison"]
    check(len(marks) == 469, "csv of poison: a row an address")
    check(all(row["amount"] == "" for row in marks if row["kind"] == "reached"), "marks are no money")


def graphml(home):
    load(home)
    root = tree.fromstring(told(home, *WORDS, "--rule", "all", "--graphml").encode())
    graphs = root.findall(GRAPHML + "graph")
    check(root.tag == GRAPHML + "graphml" and len(graphs) == 5, "a graph a rule")
    keys = {key.get("id") for key in root.findall(GRAPHML + "key")}
    check({data.get("key") for data in root.iter(GRAPHML + "data")} <= keys, "every key is declared")
    for graph in graphs:
        about = {data.get("key"): data.text for data in graph.findall(GRAPHML + "data")}
        nodes = balance_of_graph(graph, about["rule"] == "poison")
        if about["rule"] == "haircut":
            rests = sum(int(n["rests"]) for n in nodes.values() if n["role"] == "service")
            check(rests == 6170434067 and len(nodes) == 469, "haircut's services and nodes")
        if about["rule"] != "poison":
            check(sum(int(n["origin"]) for n in nodes.values()) == 7052514727, "what started")


def dot(home):
    load(home)
    lines = dot_lines(told(home, *WORDS, "--dot"))
    check(sum(" -> " not in line for line in lines) == 469, "a node an address")


def svg(home):
    load(home)
    for rule in RULES:
        root = picture(home, rule + ".svg", *WORDS, "--rule", rule)
        check(ends_of(root) == (7052514727, 7052514727), f"{rule}: left and right are what was stolen")
    picture(home, "poison.svg", *WORDS, "--rule", "poison")
    picture(home, "all.svg", *WORDS, "--rule", "all")
    os.remove(os.path.join(home, "all.svg"))
    done = run(home, "trace", *WORDS, "--svg", os.path.join(home, "none", "x.svg"))
    link = os.path.join(home, "link.svg")
    os.symlink(os.path.join(home, "fifo.svg"), link)
    refused = run(home, "trace", *WORDS, "--svg", link)
    check(refused.returncode == 3 and os.path.islink(link), "what is no plain file is left alone")
    check(done.returncode == 4 and done.stdout == "", "a folder that is not there: " + done.stderr)


def committed_picture(home):
    load(home)
    done = run(home, "label", "import", os.path.join(EXAMPLE, "labels.csv"))
    check(done.returncode == 0, done.stderr)
    picture(home, "harmony.svg", *WORDS)
    with open(os.path.join(home, "harmony.svg"), "rb") as made, \
            open(os.path.join(SOURCE, "docs", "harmony.svg"), "rb") as kept:
        check(made.read() == kept.read(), "docs/harmony.svg is what the program draws")


def other_thefts(home):
    if not os.path.isdir(DATA):
        skip("pictures of Atomic Wallet and LI.FI: no published data beside the tree")
        return
    for case, stolen in (("atomic-wallet-2023", 1073706452), ("lifi-2024", 968553016)):
        place, folder = os.path.join(home, case), os.path.join(DATA, "heists", case)
        check(run(place, "ingest", "flows", os.path.join(folder, "flows.csv")).returncode == 0, case)
        for rule in RULES:
            root = picture(place, rule + ".svg", "--seeds", os.path.join(folder, "sources.csv"),
                           "--services", os.path.join(folder, "terminals.csv"), "--rule", rule)
            check(ends_of(root) == (stolen, stolen), f"{case}, {rule}: left and right")


HEADER = "chain,block,time,transaction,position,from,to,asset,amount,kind\n"


def address(kind, number_):
    return "0x" + kind * 2 + f"{number_:038x}"


def row(number_, sender, receiver, amount):
    return (f"eip155:1,{number_},{1700000000 + 12 * number_},0x{number_:064x},,{sender},{receiver},"
            f"eip155:1/iso4217:USD,{amount},value\n")


def fan_out(home):
    """One seed, 5,000 receivers, one large among them."""
    seed = address("a", 1)
    rows = [row(i, seed, address("b", i), 1000 + i % 7) for i in range(1, 5001)]
    rows.append(row(5001, seed, address("c", 1), 10 ** 9))
    flows = write(os.path.dirname(home), "fan.csv", HEADER + "".join(rows))
    check(run(home, "ingest", "flows", flows).returncode == 0, "the fan's table")
    root = picture(home, "fan.svg", "--seed", seed)
    seeds, ends = ends_of(root)
    check(seeds == ends == 10 ** 9 + sum(1000 + i % 7 for i in range(1, 5001)), "the fan adds up")
    titles = [node.text for node in root.iter(SVG + "title")]
    check(len(list(root.iter(SVG + "text"))) < 120, "5,000 receivers are folded")
    check(any("addresses" in title and "transfers" in title for title in titles), "and counted")


def nothing_moved(home):
    flows = write(os.path.dirname(home), "still.csv", HEADER + row(1, address("a", 1), address("b", 1), 5)
                  + row(2, address("a", 1), address("c", 1), 7))
    check(run(home, "ingest", "flows", flows).returncode == 0, "the still table")
    root = picture(home, "still.svg", "--seed", address("b", 1) + "@2")
    check(ends_of(root) == (5, 5), "a seed that keeps what it holds")
    picture(home, "late.svg", "--seed", address("b", 1) + "@9")
    picture(home, "late.svg", "--seed", address("b", 1) + "@9", "--rule", "poison")
    lines = dot_lines(told(home, "--seed", address("b", 1) + "@9", "--dot"))
    check(len(lines) == 1 and "0.05 USD" in lines[0], "one node that rests")


HOSTILE = ('<script>alert(1)</script>', '"quoted" \\N \\" end', "'; DROP & <b>", "zero\u200bwidth",
           "\u202egnp.exe", "x" * 10000, "]]>--><!--", "\u4ea4\u6613\u6240 \u00fcber",
           "=HYPERLINK(1),a", "\ud55c\uad6d")


def hostile_labels(home):
    rows, services = [], []
    for i, name in enumerate(HOSTILE):
        rows.append(row(i + 1, address("a", 1), address("d", i), 1000))
        services.append(f"{address('d', i)},{name}")
    folder = os.path.dirname(home)
    flows = write(folder, "hostile.csv", HEADER + "".join(rows))
    named = write(folder, "services.csv", "\n".join(services) + "\n")
    check(run(home, "ingest", "flows", flows).returncode == 0, "the hostile table")
    words = ("--seed", address("a", 1), "--services", named)
    root = picture(home, "hostile.svg", *words)
    check(ends_of(root) == (10000, 10000), "hostile names do not change amounts")
    with open(os.path.join(home, "hostile.svg"), "rb") as file:
        body = file.read()
    check(b"<script" not in body and b"\x07" not in body and b"\x1b" not in body, "no markup of theirs")
    check("\u202e".encode() not in body, "no turned text")
    tree.fromstring(told(home, *words, "--graphml").encode())
    dot_lines(told(home, *words, "--dot"))
    rows = list(csv.DictReader(io.StringIO(told(home, *words, "--csv"), newline="")))
    check("=HYPERLINK(1),a" in [r["name"] for r in rows], "names come back from CSV")
    json.loads(told(home, *words, "--json"))


def why_json(home):
    load(home)
    done = run(home, "why", DEEP, *WORDS, "--json")
    check(done.returncode == 0, done.stderr)
    found = json.loads(done.stdout)
    one = found["explanations"][0]
    check(one["hops"] == 10 and [step["hop"] for step in one["path"]] == list(range(1, 11)), "its hops")
    check(one["path"][0]["from"] == one["seed"] and one["path"][-1]["to"] == DEEP == one["address"],
          "from the seed to the holding")
    check(all(a["to"] == b["from"] and a["block"] <= b["block"]
              for a, b in zip(one["path"], one["path"][1:])), "a chain in ledger order")
    check(one["path"][0]["sent"] == "152000000" and one["amount"] == "1284", "amounts")
    check(found["inputs"]["identity"] == trace(home, *WORDS)["inputs"]["identity"], "the ledger's name")
    by_id = json.loads(run(home, "why", one["id"], *WORDS, "--json").stdout)
    check(by_id["explanations"] == found["explanations"], "a holding by its id")


def one_form(home):
    load(home)
    done = run(home, "trace", *WORDS, "--json", "--csv")
    check(done.returncode == 2 and "--csv" in done.stderr, "two forms at once are wrong use")


main([csv_adds_up, graphml, dot, svg, committed_picture, other_thefts, fan_out, nothing_moved,
      hostile_labels, why_json, one_form])
