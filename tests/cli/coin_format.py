"""docs/ledger-format.md, the coin kind, proven: a reader written from the page alone meets the ledger of a
made chain, and every number in it is what the page says and what the blocks say.

    coin_format.py TREFOIL MAKE-CHAIN
"""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys

from common import SOURCE, check, main, run
from ledger_format import Ledger

sys.path.insert(0, os.path.join(SOURCE, "tests", "chain"))

from made import Cursor, Transaction, best_chain, double  # noqa: E402

MAKE_CHAIN = os.path.abspath(sys.argv[2])
BURNT = 2 ** 40 - 1


class Chain:
    """The blocks as the page numbers what is in them."""

    def __init__(self, folder):
        self.blocks, _ = best_chain(pathlib.Path(folder))
        self.ids, self.values, self.scripts, self.spends = [], [], [], []
        self.first_input, self.first_output, self.first_transaction = [0], [0], [0]
        made = {}
        for block in self.blocks:
            cursor = Cursor(block)
            cursor.at = 80
            for number in range(cursor.count()):
                tx = Transaction(cursor)
                self.ids.append(tx.txid)
                self.spends += [made[place] for place in tx.inputs] if number > 0 else []
                for index, (value, script) in enumerate(tx.outputs):
                    made[tx.txid, index] = len(self.values)
                    self.values.append(value)
                    self.scripts.append(script)
                self.first_input.append(len(self.spends))
                self.first_output.append(len(self.values))
            self.first_transaction.append(len(self.ids))

    def medians(self):
        times = [int.from_bytes(block[68:72], "little") for block in self.blocks]
        for height in range(len(times)):
            last = sorted(times[max(0, height - 10):height + 1])
            yield last[len(last) // 2]


def all_of(ledger, name):
    return [value for segment in ledger.segments for value in segment.rows[name]]


def keys_of(ledger):
    for segment in ledger.segments:
        ends = [0] + segment.rows["key-end"]
        for begin, end in zip(ends, ends[1:]):
            yield segment.bytes_of["key"][begin:end]


def check_rows(ledger, chain):
    check(all_of(ledger, "value") == chain.values, "values")
    check(all_of(ledger, "spends") == chain.spends, "spends")
    ids = [key for segment in ledger.segments for key in segment.keys("transaction")]
    check(ids == chain.ids, "txids")
    firsts = chain.first_input
    check(all_of(ledger, "inputs") == [b - a for a, b in zip(firsts, firsts[1:])], "inputs")
    firsts = chain.first_output
    check(all_of(ledger, "outputs") == [b - a for a, b in zip(firsts, firsts[1:])], "outputs")
    headers = [key for segment in ledger.segments for key in segment.keys("header")]
    check(headers == [block[:80] for block in chain.blocks], "headers")
    hashes = [key for segment in ledger.segments for key in segment.keys("block")]
    check(hashes == [double(header) for header in headers], "hashes of blocks")
    check(all_of(ledger, "median-time") == list(chain.medians()), "median times")
    check(all_of(ledger, "lost") == [], "nothing is lost")


def check_owners(ledger, chain):
    """Equal scripts, equal owners, in order of first sight; the key lies in the script."""
    keys, numbers, good = list(keys_of(ledger)), {}, True
    for script, owner in zip(chain.scripts, all_of(ledger, "owner")):
        if script[:1] == b"\x6a":
            good = good and owner == BURNT
        elif owner != 0:
            number = numbers.setdefault(script, len(numbers))
            good = good and owner == number + 1 and keys[number][1:] in script
    check(good and len(numbers) == len(keys) and len(set(keys)) == len(keys), "owners and keys")


def check_positions(segment, chain, name):
    n, r = segment.n, segment.rows
    for side, first, thing in (("input", chain.first_input, "I"), ("output", chain.first_output, "O")):
        local = [at - n[thing + "0"] for at in first[n["X0"]:n["X0"] + n["X"] + 1]]
        check(r[side + "s-before"] == local[::64], f"{name}: {side}s-before")
        of = [row for row, (a, b) in enumerate(zip(local, local[1:])) for _ in range(a, b)] + [n["X"]]
        check(r[side + "-transaction"] == of[::64], f"{name}: {side}-transaction")
    first = chain.first_transaction[n["B0"]:n["B1"] + 2]
    check(r["block-transaction"] == [at - n["X0"] for at in first], name + ": block-transaction")


def check_spends(segment, chain, name):
    """Columns spent and spender, and the run, from the inputs of the segment."""
    n, r = segment.n, segment.rows
    mine = sorted((output, i) for i, output in enumerate(chain.spends[n["I0"]:n["I0"] + n["I"]]))
    here = [(output - n["O0"], i) for output, i in mine if output >= n["O0"]]
    check(r["spender"] == [i for _, i in here], name + ": spender")
    bits, rows = sum(1 << output for output, _ in here), []
    for row in range((n["O"] + 191) // 192):
        before = sum(output < 192 * row for output, _ in here)
        rows.append(before | (bits >> 192 * row) % 2 ** 192 << 64)
    check(r["spent"] == rows, name + ": spent")
    older = [(output, i) for output, i in mine if output < n["O0"]]
    check(list(zip(r["run-output"], r["run-input"])) == older, name + ": run")


def check_indices(segment, name):
    n, r = segment.n, segment.rows
    prints = sorted((int.from_bytes(key[:4], "big"), i) for i, key in enumerate(segment.keys("transaction")))
    check(list(zip(r["print"], r["print-transaction"])) == prints, name + ": prints of txids")
    pairs = list(zip(r["address-print"], r["print-address"]))
    check(pairs == sorted(pairs) and sorted(r["print-address"]) == list(range(n["A"])), name + ": of keys")
    lists = {}
    for output, owner in enumerate(r["owner"]):
        if owner not in (0, BURNT):
            lists.setdefault(owner - 1, []).append(output)
    check(r["list-old"] == sorted(owner for owner in lists if owner < n["A0"]), name + ": old lists")
    check(r["posting"] == sum((lists[owner] for owner in sorted(lists)), []), name + ": postings")
    starts, at = [0], 0
    for owner in sorted(lists):
        starts.append(at := at + len(lists[owner]))
    check(r["list-start"] == starts, name + ": list-start")


def check_json(home, ledger, chain):
    shown = json.loads(run(home, "ledger", "show", "--json").stdout)
    wanted = {"chain": ledger.chain, "first_block": 0, "last_block": ledger.last,
              "transactions": len(chain.ids), "inputs": len(chain.spends), "outputs": len(chain.values),
              "addresses": len(list(keys_of(ledger))), "blocks": len(chain.blocks)}
    check({name: shown.get(name) for name in wanted} == wanted, "ledger show --json")
    check("transfers" not in shown and len(shown["columns"]) == 35, "ledger show --json: the coin kind")
    rows = list(csv.reader(run(home, "ledger", "show", "--csv").stdout.splitlines()))
    told = [[c["name"], str(c["rows"]), str(c["bytes"])] for c in shown["columns"]]
    check(rows == [["column", "rows", "bytes"]] + told, "ledger show --csv")
    proof = json.loads(run(home, "ledger", "verify", "--json").stdout)
    check((proof["verified"], proof["transactions"]) == (True, len(chain.ids)), "ledger verify --json")


def check_shown(home, ledger):
    plain = run(home, "ledger", "show").stdout.replace(",", "")
    check(f"covers the whole chain to block {ledger.last}\n" in plain, "ledger show: what it covers")
    for count in "XIOA":
        check(str(sum(segment.n[count] for segment in ledger.segments)) in plain, "ledger show: " + count)
    for column in ledger.segments[0].rows:
        rows = sum(len(segment.rows[column]) for segment in ledger.segments)
        size = sum(len(segment.bytes_of[column]) for segment in ledger.segments)
        line = rf"^ *{column} +{rows} rows +{size} bytes .* a transaction$"
        check(re.search(line, plain, re.MULTILINE), f"ledger show: {line}")


def ranges(last):
    """Which segments there are, from the page."""
    tip = max(0, last + 1 - 144) // 1024 * 1024
    found, at = [], 0
    for bit in reversed(range(10, 40)):
        if tip - at >= 1 << bit:
            found.append((at, at + (1 << bit) - 1))
            at += 1 << bit
    return found + [(tip, last)]


def made_chain(home):
    folder = os.path.join(home, "blocks")
    subprocess.run([MAKE_CHAIN, folder, "transactions", "2600", "block", "2", "unspent", "400", "length", "8"],
                   check=True, stdout=subprocess.DEVNULL)
    done = run(home, "ingest", "blk", "--chain", "regtest", folder)
    check(done.returncode == 0, "ingest blk: " + done.stderr)
    found = [base for base, _, names in os.walk(os.path.join(home, "ledger")) if "manifest" in names]
    ledger, chain = Ledger(found[0]), Chain(folder)
    check((ledger.first, ledger.last) == (0, len(chain.blocks) - 1), "covers the chain")
    told = [(segment.n["B0"], segment.n["B1"]) for segment in ledger.segments]
    check(told == ranges(ledger.last) and len(told) > 2, f"segments {told}")
    check_rows(ledger, chain)
    check_owners(ledger, chain)
    for number, segment in enumerate(ledger.segments):
        name = f"segment {number}"
        check_positions(segment, chain, name)
        check_spends(segment, chain, name)
        check_indices(segment, name)
    check(sum(segment.n["L"] for segment in ledger.segments) > 0, "some lists are old")
    check_shown(home, ledger)
    check_json(home, ledger, chain)
    done = run(home, "ledger", "verify")
    plain = done.stdout.replace(",", "")
    check(plain == f"verified: {len(chain.ids)} transactions in {len(told)} segments\n", "verify: " + plain)
    damage(found[0], ledger)
    done = run(home, "ledger", "verify")
    check(done.returncode == 1 and "column spends" in done.stderr, "damage: " + done.stderr)


def damage(folder, ledger):
    """A bit of a column of the first segment."""
    segment = ledger.segments[0]
    at = segment.file.index(segment.bytes_of["spends"]) + 100
    with open(os.path.join(folder, segment.identity[:32] + ".segment"), "r+b") as file:
        file.seek(at)
        file.write(bytes([segment.file[at] ^ 1]))


main([made_chain])
