"""A reader of ledgers, written from docs/ledger-format.md alone: slow, and it believes nothing."""
import hashlib
import os

COUNTS = "B0 B1 T0 T X0 X A0 A C0 C S0 S B P L U V Z".split()
COIN_COUNTS = "B0 B1 X0 X I0 I O0 O A0 A S L P Z V U W D".split()
KINDS = ("value internal token gas mint burn wrap unwrap withdrawal reward genesis l1fee").split()
LEAF = 1 << 17
DEBITS = {0, 1, 2, 3, 5, 7, 11}
CREDITS = {0, 1, 2, 4, 6, 8, 9, 10}


def up(n, to):
    return (n + to - 1) // to * to


def width_of(value):
    return (value.bit_length() + 7) // 8


def columns_of(n):
    """Name, rows, and the largest number that decides the width; None: the largest there is."""
    sums = up(n["P"], 64) // 64
    return [
        ("from", n["T"], n["C0"] + n["C"]), ("to", n["T"], n["C0"] + n["C"]), ("kind", n["T"], None),
        ("amount", n["T"], None), ("unseen-at", n["U"], n["T"]), ("unseen", n["U"], None),
        ("list-old", n["L"], n["C0"]), ("list-start", n["L"] + n["C"] + 1, n["P"]),
        ("posting", n["P"], 2 * n["T"]), ("start", n["L"], None), ("sum-in", sums, None),
        ("sum-out", sums, None), ("sum-unseen", sums, None),
        ("container-account", n["C"], n["A0"] + n["A"]),
        ("container-asset", n["C"], n["S0"] + n["S"] - 1), ("container-sort", n["C"], n["C"]),
        ("account", n["A"], 20), ("account-sort", n["A"], n["A"]), ("asset-end", n["S"], n["Z"]),
        ("asset-text", n["Z"], 1), ("transaction", n["X"], 32), ("transaction-sort", n["X"], n["X"]),
        ("transaction-first", n["X"] + 1, n["T"]), ("block", n["B"], n["B1"] - n["B0"]),
        ("block-time", n["B"], None), ("block-first", n["B"] + 1, n["X"]),
        ("unseen-sum-asset", n["V"], n["S0"] + n["S"] - 1), ("unseen-sum-block", n["V"], n["B"]),
        ("unseen-sum", n["V"], None)]


def coin_columns_of(n):
    """Likewise; for narrow ones the count of wide rows, as text."""
    blocks = n["B1"] - n["B0"] + 1
    return [
        ("value", n["O"], "V"), ("value-wide-at", n["V"], n["O"]), ("value-wide", n["V"], 8),
        ("owner", n["O"], 5), ("spent", up(n["O"], 192) // 192, 32), ("spender", n["S"], n["I"]),
        ("spends", n["I"], 5), ("inputs", n["X"], "U"), ("inputs-wide-at", n["U"], n["X"]),
        ("inputs-wide", n["U"], 8), ("outputs", n["X"], "W"), ("outputs-wide-at", n["W"], n["X"]),
        ("outputs-wide", n["W"], 8), ("inputs-before", n["X"] // 64 + 1, n["I"]),
        ("outputs-before", n["X"] // 64 + 1, n["O"]), ("input-transaction", n["I"] // 64 + 1, n["X"]),
        ("output-transaction", n["O"] // 64 + 1, n["X"]), ("run-output", n["I"] - n["S"], 5),
        ("run-input", n["I"] - n["S"], n["I"]), ("transaction", n["X"], 32), ("print", n["X"], 4),
        ("print-transaction", n["X"], n["X"]), ("block-transaction", blocks + 1, n["X"]),
        ("median-time", blocks, 4), ("block", blocks, 32), ("header", blocks, 80),
        ("key-end", n["A"], n["Z"]), ("key", n["Z"], 1), ("address-print", n["A"], 5),
        ("print-address", n["A"], n["A"]), ("list-old", n["L"], 5),
        ("list-start", n["L"] + n["A"] + 1, n["P"]), ("posting", n["P"], n["O"]), ("lost", n["D"], 5),
        ("loser", n["D"], n["X"])]


FIXED = {"account": 20, "asset-text": 1, "transaction": 32}
COIN_FIXED = {"value-wide": 8, "owner": 5, "spent": 32, "spends": 5, "inputs-wide": 8, "outputs-wide": 8,
              "run-output": 5, "transaction": 32, "print": 4, "median-time": 4, "block": 32, "header": 80,
              "key": 1, "address-print": 5, "list-old": 5, "lost": 5}
COINS = 1


class Kind:
    """What tells the two kinds apart, by their numbers in the head."""

    def __init__(self, counts, columns, fixed):
        self.counts, self.columns, self.fixed = counts, columns, fixed


KINDS_OF = {COINS: Kind(COIN_COUNTS, coin_columns_of, COIN_FIXED), 2: Kind(COUNTS, columns_of, FIXED)}


def narrow_width(values):
    """The least bytes in all; the smaller width of equals."""
    def cost(width):
        return len(values) * width + 13 * sum(value >= 256 ** width - 1 for value in values)
    return min(range(1, 8), key=cost)


class Segment:
    """One file: `n` its counts, `rows` the numbers of each column, `bytes_of` the raw columns."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.file = file.read()
        self.rows, self.bytes_of, self.widths = {}, {}, []
        assert self.file[:8] == b"TRFLSEG\n"
        self.kind = KINDS_OF[self.number(12, 4)]
        self.n = {name: self.number(32 + 8 * i, 8) for i, name in enumerate(self.kind.counts)}
        columns = self.kind.columns(self.n)
        assert [self.number(at, 4) for at in (8, 16, 20)] == [1, len(columns), 0]
        assert self.number(24, 8) == len(self.file)
        assert self.file[176:192] == bytes(16)
        self.checks = 0
        at = 0
        for i, column in enumerate(columns):
            at = self.read_column(i, *column, at)
        assert at == len(self.file)
        self.head = 192 + 64 * len(columns) + 8 * self.checks
        if self.kind is KINDS_OF[COINS]:
            for name in ("value", "inputs", "outputs"):
                self.widen(name)
        self.identity = hashlib.sha256(self.file[:self.head]).hexdigest()
        assert os.path.basename(path) == self.identity[:32] + ".segment"
        assert self.first == up(self.head, 64)

    def number(self, at, width):
        return int.from_bytes(self.file[at:at + width], "little")

    def read_column(self, i, name, rows, largest, end):
        entry = 192 + 64 * i
        width, offset = self.number(entry + 4, 4), self.number(entry + 16, 8)
        assert self.number(entry, 4) == i + 1 and self.number(entry + 8, 8) == rows
        assert self.number(entry + 24, 8) == self.checks
        if i == 0:
            self.first = offset
        else:
            assert offset == up(end, 64) and self.file[end:offset] == bytes(offset - end)
        data = self.file[offset:offset + rows * width]
        leaves = [hashlib.sha256(data[at:at + LEAF]).digest() for at in range(0, len(data), LEAF)]
        assert hashlib.sha256(b"".join(leaves)).digest() == self.file[entry + 32:entry + 64]
        self.widths.append(width)
        self.bytes_of[name] = data
        self.rows[name] = [int.from_bytes(data[r * width:(r + 1) * width], "little") for r in range(rows)]
        if name in self.kind.fixed:
            assert width == self.kind.fixed[name]
        elif isinstance(largest, str):
            assert 1 <= width <= 7
        else:
            assert width == width_of(max(self.rows[name], default=0) if largest is None else largest), name
        self.checks += up(len(data), 1 << 18) >> 18
        end = offset + len(data) + 8
        assert self.file[offset + len(data):end] == bytes(8)
        return end

    def widen(self, name):
        """Puts the wide rows of a narrow column in, and holds its width against all values."""
        width, values = self.widths[list(self.rows).index(name)], self.rows[name]
        wide = [row for row, value in enumerate(values) if value == 256 ** width - 1]
        assert self.rows[name + "-wide-at"] == wide
        for row, value in zip(wide, self.rows[name + "-wide"]):
            assert value >= values[row]
            values[row] = value
        assert narrow_width(values) == width

    def keys(self, name):
        size = self.kind.fixed[name]
        return [self.bytes_of[name][at:at + size] for at in range(0, len(self.bytes_of[name]), size)]

    def assets(self):
        ends = [0] + self.rows["asset-end"]
        text = self.bytes_of["asset-text"].decode()
        return [text[a:b] for a, b in zip(ends, ends[1:])]


class Ledger:
    """A folder: segments, and everything of them put one behind the other."""

    def __init__(self, folder):
        with open(os.path.join(folder, "manifest"), "rb") as file:
            text = file.read()
        body = text[:text.rindex(b"sum ")]
        assert text == body + b"sum " + hashlib.sha256(body).hexdigest().encode() + b"\n"
        lines = [line.split(" ") for line in body.decode().split("\n")[:-1]]
        assert lines[0] == ["trefoil-ledger", "1"]
        assert [line[0] for line in lines[1:4]] == ["chain", "generation", "covers"]
        self.chain, self.generation = lines[1][1], int(lines[2][1])
        self.first, self.last = int(lines[3][1]), int(lines[3][2])
        self.files = [(line[1], " ".join(line[2:])) for line in lines if line[0] == "file"]
        self.segments = []
        self.accounts, self.assets, self.containers = [], [], []
        for _, a, b, identity in (line for line in lines if line[0] == "segment"):
            segment = Segment(os.path.join(folder, identity[:32] + ".segment"))
            assert segment.identity == identity and (segment.n["B0"], segment.n["B1"]) == (int(a), int(b))
            self.add(segment)

    def add(self, segment):
        n = segment.n
        for first in [name for name in segment.kind.counts[2:] if name.endswith("0")]:
            assert n[first] == sum(other.n[first[0]] for other in self.segments)
        assert not self.segments or self.segments[-1].n["B1"] < n["B0"]
        self.segments.append(segment)
        if segment.kind is KINDS_OF[COINS]:
            return
        self.accounts += ["0x" + key.hex() for key in segment.keys("account")]
        self.assets += segment.assets()
        self.containers += list(zip(segment.rows["container-account"], segment.rows["container-asset"]))

    def transfers(self):
        """Every transfer: height, time, transaction, from, to, asset, amount, kind, unseen."""
        for segment in self.segments:
            r, ids = segment.rows, segment.keys("transaction")
            unseen = dict(zip(r["unseen-at"], r["unseen"]))
            for block, (first, end) in enumerate(zip(r["block-first"], r["block-first"][1:])):
                for tx in range(first, end):
                    for i in range(r["transaction-first"][tx], r["transaction-first"][tx + 1]):
                        sides = [self.containers[c - 1] if c else None for c in (r["from"][i], r["to"][i])]
                        asset = next(side for side in sides if side)[1]
                        assert all(side is None or side[1] == asset for side in sides)
                        names = [self.accounts[side[0]] if side else "" for side in sides]
                        yield (segment.n["B0"] + r["block"][block], r["block-time"][block],
                               "0x" + ids[tx].hex(), *names, self.assets[asset], r["amount"][i],
                               KINDS[r["kind"][i]], unseen.get(i, 0))
