"""docs/ledger-format.md, proven: a reader written from it alone meets real ledgers, and every number in
them is what the page says and what the table says."""
import csv
import os
import random
import re

from common import DATA, SOURCE, check, main, run, skip, write
from ledger_format import CREDITS, DEBITS, KINDS, Ledger

HEADER = "chain,block,time,transaction,position,from,to,asset,amount,kind\n"


def folder_of(home):
    return os.path.join(home, "ledger", "eip155-1")


def postings_of(ledger):
    """By container, naive: (transfer, arrival, amount, unseen) in ledger order."""
    found = [[] for _ in ledger.containers]
    number = 0
    for segment in ledger.segments:
        r = segment.rows
        unseen = dict(zip(r["unseen-at"], r["unseen"]))
        for i in range(segment.n["T"]):
            if r["kind"][i] in DEBITS:
                found[r["from"][i] - 1].append((number, False, r["amount"][i], unseen.get(i, 0)))
            if r["kind"][i] in CREDITS:
                found[r["to"][i] - 1].append((number, True, r["amount"][i], 0))
            number += 1
    return found


def check_lists(ledger, name):
    """Posting lists, starts and running sums of every segment against the naive ones."""
    naive = postings_of(ledger)
    held = [0] * len(ledger.containers)
    for segment in ledger.segments:
        n, r = segment.n, segment.rows
        lists = r["list-old"] + list(range(n["C0"], n["C0"] + n["C"]))
        check(r["list-old"] == sorted(set(r["list-old"])), name + ": list-old ascends")
        good = len(lists) + 1 == len(r["list-start"]) and r["list-start"][-1] == n["P"]
        for place, container in enumerate(lists):
            mine = [p for p in naive[container] if n["T0"] <= p[0] < n["T0"] + n["T"]]
            first, end = r["list-start"][place:place + 2]
            good = good and r["posting"][first:end] == [2 * (p[0] - n["T0"]) + p[1] for p in mine]
            if place < n["L"]:
                good = good and mine != [] and r["start"][place] == held[container]
            sums = [0, 0, 0]
            for at, (_, arrival, amount, unseen) in zip(range(first, end), mine):
                if at % 64 == 0:
                    told = [r[column][at // 64] for column in ("sum-in", "sum-out", "sum-unseen")]
                    good = good and told == sums
                if not arrival:
                    good = good and unseen == max(0, amount - held[container] - sums[0] - sums[2] + sums[1])
                sums[0 if arrival else 1] += amount
                sums[2] += unseen
            held[container] += sums[0] + sums[2] - sums[1]
        check(good, name + ": posting lists")


def check_indices(ledger, name):
    sums = {}
    for segment in ledger.segments:
        n, r = segment.n, segment.rows
        new = list(range(n["C"]))
        pairs = list(zip(r["container-account"], r["container-asset"]))
        check(r["container-sort"] == sorted(new, key=lambda c: pairs[c]), name + ": container-sort")
        for column in ("account", "transaction"):
            keys = segment.keys(column)
            order = sorted(range(len(keys)), key=lambda i: (keys[i], i))
            check(r[column + "-sort"] == order, f"{name}: {column}-sort")
        check(r["block"] == sorted(set(r["block"])), name + ": blocks ascend")
        for column, last in (("transaction-first", n["T"]), ("block-first", n["X"])):
            rises = r[column] == sorted(set(r[column]))
            check(rises and r[column][0] == 0 and r[column][-1] == last, f"{name}: {column}")
        check(sum_rows(ledger, segment, sums) == list(zip(
            r["unseen-sum-asset"], r["unseen-sum-block"], r["unseen-sum"])), name + ": sums of unseen")


def sum_rows(ledger, segment, sums):
    """The rows of the sums of unseen lots, from the lots; `sums` goes on from segment to segment."""
    r, made = segment.rows, {}
    for at, amount in zip(r["unseen-at"], r["unseen"]):
        tx = max(i for i, first in enumerate(r["transaction-first"]) if first <= at)
        block = max(i for i, first in enumerate(r["block-first"]) if first <= tx)
        asset = ledger.containers[r["from"][at] - 1][1]
        made[asset, block] = made.get((asset, block), 0) + amount
    rows = []
    for asset, block in sorted(made):
        sums[asset] = sums.get(asset, 0) + made[asset, block]
        rows.append((asset, block, sums[asset]))
    return rows


def check_shown(home, ledger, name):
    shown = run(home, "ledger", "show")
    check(shown.returncode == 0 and ledger.chain in shown.stdout, name + ": ledger show")
    transfers = sum(segment.n["T"] for segment in ledger.segments)
    plain = shown.stdout.replace(",", "")
    for number in (transfers, len(ledger.accounts), ledger.first, ledger.last):
        check(str(number) in plain, f"{name}: ledger show has {number}")
    for segment in ledger.segments:
        check(segment.identity[:16] in shown.stdout, name + ": ledger show names its segments")
    for column in ledger.segments[0].rows:
        rows = sum(len(segment.rows[column]) for segment in ledger.segments)
        size = sum(len(segment.bytes_of[column]) for segment in ledger.segments)
        line = rf"^ *{column} +{rows} rows +{size} bytes"
        check(re.search(line, plain, re.MULTILINE), f"{name}: ledger show: {line}")


def check_rows(ledger, rows, name):
    """What is in the ledger is what was in the table."""
    told = sorted(row[:8] for row in ledger.transfers())
    check(told == sorted(rows), name + ": the rows of the table")


def harmony(home):
    path = os.path.join(SOURCE, "examples", "harmony-2023", "flows.csv")
    check(run(home, "ingest", "flows", path).returncode == 0, "harmony")
    ledger = Ledger(folder_of(home))
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    check(len(ledger.segments) > 1 and len(ledger.files) == 1, "harmony: segments and files")
    check([row[2] for row in ledger.transfers()].count(rows[0]["transaction"]) >= 1, "its first row")
    check(sum(row[6] for row in ledger.transfers()) == sum(int(r["amount"]) for r in rows), "its sum")
    check(sum(row[8] for row in ledger.transfers()) >= 4451606577, "its unseen lots")
    for test in (check_lists, check_indices):
        test(ledger, "harmony")
    check_shown(home, ledger, "harmony")


def random_rows(state):
    for i in range(4000):
        block = 900 + i // 3 * 2
        kind = state.randrange(len(KINDS)) if state.random() < 0.4 else 0
        hot = state.random() < 0.3
        sides = ["0x%040x" % (1 if hot else state.randrange(1, 60) * 7919) for _ in range(2)]
        sides = [side if moves else "" for side, moves in
                 zip(sides, (kind in DEBITS, kind in CREDITS))]
        yield (block, block * 12, "0x%064x" % (i // 2 * 2654435761), *sides,
               "eip155:1/erc20:0x%040x" % state.randrange(3),
               state.randrange(2 ** state.randrange(1, 200)), KINDS[kind])


def made_up(home):
    """Every kind, three assets, a hot account, wide amounts, segments by two commands."""
    rows = list(random_rows(random.Random(7)))
    for number, part in enumerate((rows[:2500], rows[2500:])):
        part = [row for row in part if number == 0 or row[0] > rows[2499][0]]
        text = HEADER + "".join(f"eip155:1,{b},{t},{tx},,{f},{to},{asset},{amount},{kind}\n"
                                for b, t, tx, f, to, asset, amount, kind in part)
        done = run(home, "ingest", "flows", write(home, f"{number}.csv", text))
        check(done.returncode == 0, "made up: " + done.stderr)
    ledger = Ledger(folder_of(home))
    late = {row[0] for row in rows[2500:]} - {rows[2499][0]}
    check_rows(ledger, rows[:2500] + [row for row in rows[2500:] if row[0] in late], "made up")
    check(ledger.generation == 2 and len(ledger.segments) > 1, "made up: two generations")
    check(any(segment.n["L"] > 0 for segment in ledger.segments), "made up: old lists")
    check(max(len(p) for p in postings_of(ledger)) > 200, "made up: a hot container")
    for test in (check_lists, check_indices):
        test(ledger, "made up")
    check_shown(home, ledger, "made up")
    check(run(home, "ledger", "verify").returncode == 0, "made up: verify")


def lifi(home):
    path = os.path.join(DATA, "heists", "lifi-2024", "flows.csv")
    if not os.path.exists(path):
        skip("LI.FI: no published data beside the tree")
        return
    check(run(home, "ingest", "flows", path).returncode == 0, "LI.FI")
    ledger = Ledger(folder_of(home))
    with open(path, newline="") as file:
        rows = [(int(r["Block"]), r["Tx_hash"].lower(), r["From"].lower(), r["To"].lower())
                for r in csv.DictReader(file)]
    told = [(row[0], row[2], row[3], row[4]) for row in ledger.transfers()]
    check(sorted(told) == sorted(rows), "LI.FI: the rows of the table")
    check_lists(ledger, "LI.FI")


main([harmony, made_up, lifi])
