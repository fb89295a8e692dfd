#!/usr/bin/env python3
"""Is a folder of blk files a valid regtest chain? A second opinion on bench/chain, in other words.

    made.py FOLDER [--taint TXID]      checks one; exit 1 and the place when it is not
    made.py FOLDER --repeats           likewise, but a coinbase may repeat an earlier one's bytes
    made.py --test MAKE-CHAIN COIN-CASE   makes several and checks them; the line for script/test

With --taint also: how many transactions a haircut from all outputs of TXID reaches.
Load: 1.7 million transactions in a minute or two, in memory.
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

MAGIC = bytes.fromhex("fabfb5da")
TARGET = 0x7FFFFF << 8 * 29
GENESIS = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"


def double(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def shown(name):
    return name[::-1].hex()


class Wrong(Exception):
    """The chain is not valid; says where."""


def must(holds, *what):
    if not holds:
        raise Wrong(" ".join(str(word) for word in what))


class Cursor:
    """Reads numbers and lists out of one block."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        must(self.at + size <= len(self.data), "a block that ends early")
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "little")

    def count(self):
        first = self.number(1)
        if first < 0xFD:
            return first
        wide = self.number(1 << (first - 0xFC))
        must(wide >= (0xFD, 0x10000, 0x100000000)[first - 0xFD], "a count longer than needed")
        return wide


class Transaction:
    """`inputs` are (txid, index), `outputs` (value, script)."""

    def __init__(self, cursor):
        start = cursor.at
        version = cursor.take(4)
        has_witness = cursor.data[cursor.at] == 0
        if has_witness:
            must(cursor.take(2) == b"\0\1", "marker and flag")
        core = cursor.at
        self.inputs, self.scripts = [], []
        for _ in range(cursor.count()):
            self.inputs.append((cursor.take(32), cursor.number(4)))
            self.scripts.append(cursor.take(cursor.count()))
            cursor.take(4)
        self.outputs = []
        for _ in range(cursor.count()):
            value = cursor.number(8)
            self.outputs.append((value, cursor.take(cursor.count())))
        core = cursor.data[core:cursor.at]
        if has_witness:
            items = [[cursor.take(cursor.count()) for _ in range(cursor.count())]
                     for _ in self.inputs]
            must(any(items), "a witness without an item")
            self.reserved = items[0][:1]
        end = cursor.take(4)
        self.txid = double(version + core + end)
        self.wtxid = double(cursor.data[start:cursor.at])
        self.has_witness = has_witness


def merkle(row):
    while len(row) > 1:
        if len(row) % 2:
            row = row + row[-1:]
        row = [double(row[i] + row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def blocks(folder):
    """The blocks of all files, in the order of the files."""
    key = folder / "xor.dat"
    key = key.read_bytes() if key.exists() else b""
    for path in sorted(folder.glob("blk*.dat")):
        data = path.read_bytes()
        if key:
            long_key = (key * (len(data) // 8 + 1))[:len(data)]
            data = (int.from_bytes(data, "little") ^
                    int.from_bytes(long_key, "little")).to_bytes(len(data), "little")
        at = 0
        while at < len(data):
            must(data[at:at + 4] == MAGIC, path.name, at, "no magic")
            size = int.from_bytes(data[at + 4:at + 8], "little")
            must(at + 8 + size <= len(data), path.name, at, "a file that ends early")
            yield data[at + 8:at + 8 + size]
            at += 8 + size


def best_chain(folder):
    """Blocks from the first to the tip of the longest branch, and how many others there are."""
    found = {}
    for block in blocks(folder):
        name = double(block[:80])
        must(int.from_bytes(name, "little") <= TARGET, shown(name), "no proof of work")
        must(block[72:76] == bytes.fromhex("ffff7f20"), shown(name), "bits")
        found[name] = block
    height = {}
    for name in found:
        way = []
        while name in found and name not in height:
            way.append(name)
            name = found[name][4:36]
        must(name in height or name == bytes(32), shown(way[-1] if way else name), "not connected")
        for step in reversed(way):
            height[step] = height.get(found[step][4:36], -1) + 1
    top = max(height, key=height.get)
    chain = []
    name = top
    while name in found:
        chain.append(found[name])
        name = found[name][4:36]
    must(shown(double(chain[-1][:80])) == GENESIS, "the first block is another")
    return chain[::-1], len(found) - len(chain)


def check_roots(block, transactions, height):
    must(merkle([tx.txid for tx in transactions]) == block[36:68], height, "merkle root")
    if not any(tx.has_witness for tx in transactions):
        return
    root = merkle([bytes(32)] + [tx.wtxid for tx in transactions[1:]])
    script = b"\x6a\x24\xaa\x21\xa9\xed" + double(root + transactions[0].reserved[0])
    found = [s for _, s in transactions[0].outputs if s[:6] == script[:6]]
    must(found and found[-1] == script, height, "witness commitment")


def height_script(height):
    if height <= 16:
        return bytes([0x50 + height])
    size = height.bit_length() // 8 + 1
    return bytes([size]) + height.to_bytes(size, "little")


class Walk:
    """The unspent outputs: (txid, index) to (value, height or -1, tainted)."""

    def __init__(self, taint, repeats):
        self.unspent, self.taint, self.repeats = {}, taint, repeats
        self.reached = self.transactions = self.inputs = self.outputs = 0

    def spend(self, tx, height):
        total = tainted = 0
        for place in tx.inputs:
            must(place in self.unspent, height, shown(tx.txid), "spends what is not there")
            value, born, part = self.unspent.pop(place)
            must(born < 0 or height - born >= 100, height, shown(tx.txid), "spends too early")
            total += value
            tainted += part
        self.reached += tainted > 0
        return total, tainted

    def add(self, tx, born, total, tainted):
        placed = 0
        seed = tx.txid == self.taint
        for i, (value, script) in enumerate(tx.outputs):
            part = value if seed else 0
            if tainted:
                part = tainted * (placed + value) // total - tainted * placed // total
            placed += value
            if script[:1] != b"\x6a":
                twice = (tx.txid, i) in self.unspent
                must(not twice or (self.repeats and born >= 0), shown(tx.txid), "exists twice")
                self.unspent[tx.txid, i] = (value, born, part)
        return placed

    def block(self, block, height):
        cursor = Cursor(block)
        cursor.at = 80
        transactions = [Transaction(cursor) for _ in range(cursor.count())]
        must(cursor.at == len(block), height, "bytes behind the block")
        check_roots(block, transactions, height)
        fees = 0
        for tx in transactions[1:]:
            total, tainted = self.spend(tx, height)
            placed = self.add(tx, -1, total, tainted)
            must(placed <= total, height, shown(tx.txid), "makes value")
            fees += total - placed
        self.count(transactions)
        self.coinbase(transactions[0], height, fees)

    def coinbase(self, tx, height, fees):
        must(tx.inputs == [(bytes(32), 0xFFFFFFFF)], height, "no coinbase")
        must(2 <= len(tx.scripts[0]) <= 100, height, "size of the coinbase's script")
        if height == 0:
            return
        must(self.repeats or tx.scripts[0].startswith(height_script(height)), height,
             "no height (BIP 34)")
        claimed = self.add(tx, height, 0, 0)
        must(claimed <= (5000000000 >> height // 150) + fees, height, "claims too much")

    def count(self, transactions):
        self.transactions += len(transactions)
        self.inputs += sum(len(tx.inputs) for tx in transactions)
        self.outputs += sum(len(tx.outputs) for tx in transactions)


def check(folder, taint=None, repeats=False):
    chain, others = best_chain(pathlib.Path(folder))
    walk = Walk(bytes.fromhex(taint)[::-1] if taint else None, repeats)
    for height, block in enumerate(chain):
        walk.block(block, height)
    return {"height": len(chain) - 1, "transactions": walk.transactions, "inputs": walk.inputs,
            "outputs": walk.outputs, "unspent": len(walk.unspent), "stale": others,
            "tip": shown(double(chain[-1][:80])), "tainted": walk.reached}


def made(make_chain, folder, *words):
    """Makes a chain; what the maker says of it, as a dictionary."""
    said = subprocess.run([make_chain, folder, *words], check=True, capture_output=True, text=True)
    return dict(line.split() for line in said.stdout.splitlines())


def same(made_chain, found):
    """Maker and checker agree; for the maker the last 100 rewards are not unspent yet."""
    counts = ["height"] if found["stale"] else ["height", "transactions", "inputs", "outputs"]
    return (made_chain["tip"] == found["tip"] and
            all(int(made_chain[name]) == found[name] for name in counts) and
            int(made_chain["unspent"]) + 2 * 100 == found["unspent"])


SHAPES = [
    ["transactions", "3000", "block", "100", "unspent", "2000"],
    ["transactions", "500", "length", "5", "block", "50", "unspent", "300", "underclaim", "3"],
    ["transactions", "300", "block", "7", "seed", "9", "key", "0123456789abcdef", "file", "9999"],
    ["transactions", "300", "block", "20", "sibling", "2", "backwards", "1", "file", "20000"],
]


def good_shape(make_chain, folder, words):
    return same(made(make_chain, folder, *words), check(folder))


def case(coin_case, folder, seed):
    """What the reference says of a case, each line an object."""
    said = subprocess.run([coin_case, folder, seed], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


def good_case(coin_case, folder, seed):
    """The chain is valid, and each line balances once more."""
    lines = case(coin_case, folder, seed)
    check(folder, repeats=True)
    for line in lines:
        ended = sum(int(line[name]) for name in ("held", "fees", "burnt", "unresolved"))
        ended += sum(int(service["amount"]) for service in line["at_services"])
        if line["rule"] != "poison" and int(line["opening"]) + int(line["received"]) != ended:
            return False
    return len(lines) > 0 and (seed != "odd" or good_odd(lines))


def sums(lines, colour, rule, follow):
    found, = (line for line in lines if
              (line["colour"], line["rule"], line["follow"]) == (colour, rule, follow))
    return [int(found[name]) / 10**8 for name in ("received", "held", "fees", "burnt")]


def good_odd(lines):
    """By hand, in BTC. Colour 0: a fee of 1 lies behind a subsidy of 50, and 50.4 are claimed.
    Colour 1: 50 twice, the first is buried. Colour 2: 30 twice, likewise."""
    return (sums(lines, 0, "fifo", "stop") == [50, 49, 1, 0] and
            sums(lines, 0, "fifo", "subsidy-first") == [50, 49.4, 0, 0.6] and
            sums(lines, 0, "fifo", "fees-first") == [50, 50, 0, 0] and
            sums(lines, 0, "lifo", "subsidy-first") == [50, 50, 0, 0] and
            sums(lines, 0, "tiho", "fees-first") == [50, 50, 0, 0] and
            sums(lines, 0, "haircut", "fees-first") == [50, 49.98823529, 0, 0.01176471] and
            sums(lines, 1, "lifo", "stop") == [100, 50, 0, 50] and
            sums(lines, 2, "haircut", "stop") == [60, 30, 0, 30])


def test(make_chain, coin_case):
    passed = failed = 0
    tries = [(good_shape, make_chain, words) for words in SHAPES]
    tries += [(good_case, coin_case, seed) for seed in ["odd", *map(str, range(1, 21))]]
    for good, program, words in tries:
        with tempfile.TemporaryDirectory() as folder:
            why = "wrong numbers"
            try:
                right = good(program, folder, words)
            except Wrong as wrong:
                right, why = False, wrong
            if not right:
                print("made.py:", words, "gives", why)
            passed += right
            failed += not right
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def main(words):
    if len(words) == 3 and words[0] == "--test":
        return test(words[1], words[2])
    if not words:
        print(__doc__)
        return 2
    taint = words[2] if len(words) > 2 else None
    try:
        for name, value in check(words[0], taint, "--repeats" in words).items():
            print(name, value)
    except Wrong as why:
        print("made.py:", why)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
