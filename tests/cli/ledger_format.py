"""A reader of ledgers, written from docs/ledger-format.md alone: slow, and it believes nothing."""
import hashlib
import os

COUNTS = "B0 B1 T0 T X0 X A0 A C0 C S0 S B P L U V Z".split()
KINDS = ("value internal token gas mint burn wrap unwrap withdrawal reward genesis l1fee").split()
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


FIXED = {"account": 20, "asset-text": 1, "transaction": 32}


class Segment:
    """One file: `n` its counts, `rows` the numbers of each column, `bytes_of` the raw columns."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.file = file.read()
        self.rows, self.bytes_of, self.widths = {}, {}, []
        assert self.file[:8] == b"TRFLSEG\n"
        assert [self.number(at, 4) for at in (8, 12, 16, 20)] == [1, 2, 29, 0]
        assert self.number(24, 8) == len(self.file)
        assert self.file[176:192] == bytes(16)
        self.n = {name: self.number(32 + 8 * i, 8) for i, name in enumerate(COUNTS)}
        self.checks = 0
        at = 0
        for i, column in enumerate(columns_of(self.n)):
            at = self.read_column(i, *column, at)
        assert at == len(self.file)
        self.head = 2048 + 8 * self.checks
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
        assert hashlib.sha256(data).digest() == self.file[entry + 32:entry + 64]
        self.widths.append(width)
        self.bytes_of[name] = data
        self.rows[name] = [int.from_bytes(data[r * width:(r + 1) * width], "little") for r in range(rows)]
        if name in FIXED:
            assert width == FIXED[name]
        else:
            assert width == width_of(max(self.rows[name], default=0) if largest is None else largest), name
        self.checks += up(len(data), 1 << 20) >> 20
        end = offset + len(data) + 8
        assert self.file[offset + len(data):end] == bytes(8)
        return end

    def keys(self, name):
        size = FIXED[name]
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
        for names in ("T0 T", "X0 X", "A0 A", "C0 C", "S0 S"):
            first, count = names.split()
            assert n[first] == sum(other.n[count] for other in self.segments)
        assert not self.segments or self.segments[-1].n["B1"] < n["B0"]
        self.segments.append(segment)
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
