#!/usr/bin/env python3
"""Makes Bitcoin's blocks 0 to 500 out of blocks.csv and payments.csv, as a file that a node would
have written.

    make-blocks.py [FILE]          default: first-blocks.dat

The tables say only what nothing else follows from. Transactions, their names, the merkle root of
each block and the name of the block before it are worked out here; that every payment then has the
name that payments.csv gives, and the last block the name that the whole world knows, shows that no
figure is wrong.
"""

import collections
import csv
import hashlib
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MARK = bytes.fromhex("f9beb4d9")
BITS = 0x1d00ffff
REWARD = 50 * 100_000_000
LAST = "000000004ff664bfa7d217f6df64c1627089061429408e1da5ef903b8f3c77db"


def twice(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def name(data):
    return twice(data)[::-1].hex()


def text(data):
    assert len(data) < 0xfd  # a length of one byte
    return bytes([len(data)]) + data


def paid_to(key):
    return text(text(bytes.fromhex(key)) + b"\xac")  # push the key, CHECKSIG


def spend(txid, index, script):
    return bytes.fromhex(txid)[::-1] + struct.pack("<I", index) + text(script) + b"\xff" * 4


def transaction(spent, made):
    return (struct.pack("<I", 1) + bytes([len(spent)]) + b"".join(spent) +
            bytes([len(made)]) + b"".join(made) + bytes(4))


def coinbase(row):
    extra = int(row["extra_nonce"])
    size = extra.bit_length() // 8 + 1  # the highest bit is a sign
    script = text(struct.pack("<I", BITS)) + text(extra.to_bytes(size, "little"))
    if row["words"]:
        script += text(row["words"].encode("ascii"))
    return transaction([spend("00" * 32, 0xffffffff, script)],
                       [struct.pack("<Q", REWARD) + paid_to(row["key"])])


def payments():
    """By height, the transactions in order."""
    gathered = collections.defaultdict(lambda: collections.defaultdict(lambda: ([], [])))
    with open(os.path.join(HERE, "payments.csv"), encoding="ascii", newline="") as file:
        for row in csv.DictReader(file):
            spent, made = gathered[int(row["height"])][row["txid"]]
            if row["side"] == "in":
                txid, index = row["spends"].split(":")
                spent.append(spend(txid, int(index), bytes.fromhex(row["key_or_script"])))
            else:
                made.append(struct.pack("<Q", int(row["satoshi"])) + paid_to(row["key_or_script"]))
    found = {}
    for height, rows in gathered.items():
        found[height] = [transaction(*sides) for sides in rows.values()]
        assert [name(one) for one in found[height]] == list(rows), f"a payment of block {height}"
    return found


def merkle_root(transactions):
    names = [twice(one) for one in transactions]
    while len(names) > 1:
        names += names[-1:] * (len(names) % 2)
        names = [twice(a + b) for a, b in zip(names[::2], names[1::2])]
    return names[0]


def main():
    before, paid = bytes(32), payments()
    path = sys.argv[1] if len(sys.argv) > 1 else "first-blocks.dat"
    with open(os.path.join(HERE, "blocks.csv"), encoding="ascii", newline="") as table, \
            open(path, "wb") as out:
        for row in csv.DictReader(table):
            transactions = [coinbase(row)] + paid.get(int(row["height"]), [])
            header = (struct.pack("<I", 1) + before + merkle_root(transactions) +
                      struct.pack("<III", int(row["time"]), BITS, int(row["nonce"])))
            block = header + bytes([len(transactions)]) + b"".join(transactions)
            out.write(MARK + struct.pack("<I", len(block)) + block)
            before = twice(header)
    assert before[::-1].hex() == LAST, "the last block is another one"


main()
