#!/usr/bin/env python3
"""Makes blocks.csv and payments.csv from a file of Bitcoin's first blocks, in order of height.

    make-table.py BLK [--out FOLDER]

Nothing is kept that follows from something else: see make-blocks.py, which goes the other way.
"""

import argparse
import csv
import hashlib
import os
import struct

LAST = 500
HERE = os.path.dirname(os.path.abspath(__file__))
OPENING = bytes.fromhex("04ffff001d")  # of every coinbase's script: nBits


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        part = self.data[self.at:self.at + size]
        assert len(part) == size, "the file ends early"
        self.at += size
        return part

    def number(self, size):
        return int.from_bytes(self.take(size), "little")

    def count(self):
        first = self.number(1)
        return first if first < 0xfd else self.number(2 << (first - 0xfd))

    def text(self):
        return self.take(self.count())


def read_transaction(reader):
    start = reader.at
    version = reader.number(4)
    spent = [(reader.take(32)[::-1].hex(), reader.number(4), reader.text(), reader.number(4))
             for _ in range(reader.count())]
    made = [(reader.number(8), reader.text()) for _ in range(reader.count())]
    assert (version, reader.number(4), {one[3] for one in spent}) == (1, 0, {0xffffffff})
    name = hashlib.sha256(hashlib.sha256(reader.data[start:reader.at]).digest()).digest()[::-1].hex()
    return name, spent, made


def key_of(script):
    """Every output of these blocks pays to an uncompressed key."""
    assert len(script) == 67 and script[0] == 65 and script[66] == 0xac
    return script[1:66].hex()


def block_row(height, reader):
    magic, _, version, _, _, time, bits, nonce = struct.unpack("<4sII32s32sIII", reader.take(88))
    assert (magic.hex(), version, bits) == ("f9beb4d9", 1, 0x1d00ffff), f"block {height}"
    transactions = [read_transaction(reader) for _ in range(reader.count())]
    _, ((_, _, script, _),), ((value, paid),) = transactions[0]
    assert value == 5_000_000_000 and script.startswith(OPENING)
    size = script[5]
    extra, words = int.from_bytes(script[6:6 + size], "little"), script[6 + size:]
    assert not words or words[0] == len(words) - 1
    return [height, time, nonce, extra, key_of(paid), words[1:].decode("ascii")], transactions[1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("blk")
    parser.add_argument("--out", default=HERE)
    asked = parser.parse_args()
    with open(asked.blk, "rb") as file:
        reader = Reader(file.read())
    blocks, rows = [], []
    for height in range(LAST + 1):
        row, payments = block_row(height, reader)
        blocks.append(row)
        for txid, spent, made in payments:
            rows += [[height, txid, "in", f"{name}:{index}", "", script.hex()]
                     for name, index, script, _ in spent]
            rows += [[height, txid, "out", "", value, key_of(script)] for value, script in made]
    for name, head, table in (
            ("blocks.csv", ["height", "time", "nonce", "extra_nonce", "key", "words"], blocks),
            ("payments.csv", ["height", "txid", "side", "spends", "satoshi", "key_or_script"], rows)):
        with open(os.path.join(asked.out, name), "w", encoding="ascii", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head] + table)


main()
