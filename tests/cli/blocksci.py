"""BlockSci's own regtest chain and what its tests expect of poison and haircut there, beside ours;
and the smallest chain on which its doubles lose money.

The figures are those of test/blockscipy/test_taint.py, commit 14ccc93 of citp/BlockSci.

    blocksci.py TREFOIL
"""
import json
import os
import sys
import xml.etree.ElementTree as tree

from common import DATA, SOURCE, check, main, run, skip, trace
from drawn import GRAPHML, told

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(SOURCE, "tests", "chain"))
from forge import Chain, double, pay, shown, subsidy, transaction, write as write_blocks  # noqa: E402

CHAIN = os.path.join(DATA, "bitcoin", "blocksci-regtest-blk00000.dat")
NAMES = os.path.join(DATA, "bitcoin", "blocksci-regtest-output.json")
COIN, FEE = 10 ** 8, 10 ** 4
SPLIT, FUND, MAPPING = "taint-split-tx-1", "taint-fund-tx-2", "taint-mapping-fund-tx-2"
ALL = 1000

# Rule, seeds (output 0 of each), blocks behind the first seed's, fees tainted; how many outputs hold
# taint then, all that these are worth, and what of it is tainted.
EXPECTED = [
    ("poison", [SPLIT], 1, False, 1, 3 * COIN - 3 * FEE, None),
    ("poison", [SPLIT], ALL, False, 1, 15 * COIN - 6 * FEE, None),
    ("poison", [SPLIT, FUND], 1, False, 2, 15 * COIN - 5 * FEE, None),
    ("poison", [SPLIT, FUND], ALL, False, 1, 15 * COIN - 6 * FEE, None),
    ("poison", [SPLIT], 1, True, 2, 28 * COIN - FEE, None),
    ("poison", [SPLIT], 2, True, 3, 65 * COIN - 3 * FEE, None),
    ("poison", [SPLIT], ALL, True, 3, 65 * COIN - 3 * FEE, None),
    ("poison", [SPLIT, FUND], 1, True, 3, 40 * COIN - 3 * FEE, None),
    ("poison", [SPLIT, FUND], ALL, True, 3, 65 * COIN - 3 * FEE, None),
    ("poison", [MAPPING], 1, True, 4, 35 * COIN, None),
    ("haircut", [SPLIT], 1, False, 1, 3 * COIN - 3 * FEE, 99986666),
    ("haircut", [SPLIT], ALL, False, 1, 15 * COIN - 6 * FEE, 99985999),
    ("haircut", [SPLIT], 1, True, 2, 28 * COIN - FEE, COIN - FEE),
    ("haircut", [SPLIT], 2, True, 3, 65 * COIN - 3 * FEE, COIN - FEE),
    ("haircut", [SPLIT], ALL, True, 3, 65 * COIN - 3 * FEE, COIN - FEE),
    ("haircut", [SPLIT, FUND], 1, True, 3, 40 * COIN - 3 * FEE, 9 * COIN - FEE),
    ("haircut", [SPLIT, FUND], ALL, True, 3, 65 * COIN - 3 * FEE, 9 * COIN - FEE),
    ("haircut", [MAPPING], 1, True, 4, 35 * COIN, 4 * COIN),
]


def holding(home, *words):
    """The outputs that hold taint at the end: those that nothing leaves; what of each is tainted."""
    root = tree.fromstring(told(home, *words, "--graphml").encode())
    left = {edge.get("source") for edge in root.iter(GRAPHML + "edge")}
    found = {}
    for node in root.iter(GRAPHML + "node"):
        data = {one.get("key"): one.text for one in node.iter(GRAPHML + "data")}
        if "output" in data and node.get("id") not in left:
            found[data["output"]] = int(data.get("rests", 0))
    return found


def worth(home, outputs, *bounds):
    """All that outputs are worth: poison marks an output as a whole, and its graph says the value."""
    root = tree.fromstring(told(home, *bounds, "--rule", "poison", "--graphml").encode())
    values = {}
    for node in root.iter(GRAPHML + "node"):
        data = {one.get("key"): one.text for one in node.iter(GRAPHML + "data")}
        values[data.get("output")] = int(data["in"])
    return sum(values[output] for output in outputs)


def height_of(home, txid):
    """The first height at which a trace of the transaction has something."""
    low, high = 0, 201
    while low < high:
        middle = (low + high) // 2
        result = trace(home, "--seed", txid, "--until", str(middle))["results"][0]
        low, high = (low, middle) if int(result["stolen"]) > 0 else (middle + 1, high)
    return low


def published(home):
    if not os.path.exists(CHAIN):
        skip(f"{CHAIN} is not here")
        return
    with open(NAMES, encoding="ascii") as file:
        names = json.load(file)
    done = run(home, "ingest", "blk", CHAIN)
    check(done.returncode == 0, done.stderr)
    for rule, seeds, blocks, fees, count, value, tainted in EXPECTED:
        words = [word for seed in seeds for word in ("--seed", names[seed] + ":0")]
        words += ["--services", "none", "--until", str(height_of(home, names[seeds[0]]) + blocks)]
        words += ["--follow-fees", "subsidy-first"] if fees else []
        found = holding(home, *words, "--rule", rule)
        what = f"{rule} of {seeds}, {blocks} blocks, fees {fees}"
        check(len(found) == count, f"{what}: {len(found)} outputs, not {count}")
        check(worth(home, found, *words) == value, f"{what}: worth {worth(home, found, *words)}")
        check(tainted is None or sum(found.values()) == tainted, f"{what}: {sum(found.values())}")


def doubles(home):
    """100 satoshi, all tainted, pay 29 and 71 and no fee. As doubles, 29 / 100 * 100 is less than 29,
    and what the outputs lack BlockSci gives to the fee, which is none: a satoshi is gone."""
    check([int(part / 100.0 * 100.0) for part in (29, 71)] == [28, 71], "what BlockSci computes")
    chain = Chain().grow(3)
    first = chain.spend(1, [(100, pay(1)), (subsidy(1) - 100, pay(2))])
    chain.add(txs=[first])
    second = transaction([(double(first), 0)], [(29, pay(3)), (71, pay(4))])
    chain.add(txs=[second])
    path = write_blocks(os.path.join(os.path.dirname(home), "chain.dat"), chain.blocks)
    done = run(home, "ingest", "blk", path)
    check(done.returncode == 0, done.stderr)
    for rule in ("haircut", "fifo", "lifo", "tiho"):
        result = trace(home, "--seed", shown(double(first)) + ":0", "--rule", rule)["results"][0]
        check([int(one["amount"]) for one in result["holdings"]] == [29, 71] and result["fees"] == "0",
              f"{rule}: {result['holdings']}")


main([published, doubles])
