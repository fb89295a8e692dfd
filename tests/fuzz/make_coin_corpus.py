#!/usr/bin/env python3
"""Makes the corpora of the targets of coin chains: coin_block, script, coin_address, block_files.

    tests/fuzz/make_coin_corpus.py        writes tests/fuzz/corpus/NAME/, each file named by its SHA-1

The pieces are the published vectors of tests/vectors, and blocks made here by hand: small, of every
form, right and wrong.
"""

import hashlib
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
VECTORS = os.path.join(HERE, "..", "vectors")


def put(name, data):
    folder = os.path.join(HERE, "corpus", name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, hashlib.sha1(data).hexdigest()), "wb") as file:
        file.write(data)


def vectors(name):
    with open(os.path.join(VECTORS, name), encoding="ascii") as file:
        return [line.split() for line in file if line.strip() and not line.startswith("#")]


def hash256(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def root(ids):
    while len(ids) > 1:
        ids = ids + ids[-1:] * (len(ids) % 2)
        ids = [hash256(ids[i] + ids[i + 1]) for i in range(0, len(ids), 2)]
    return ids[0]


def size(number):
    return bytes([number]) if number < 253 else b"\xfd" + struct.pack("<H", number)


def body(inputs, outputs):
    text = size(len(inputs))
    for txid, index, script in inputs:
        text += txid + struct.pack("<I", index) + size(len(script)) + script + b"\xff" * 4
    text += size(len(outputs))
    for value, script in outputs:
        text += struct.pack("<Q", value) + size(len(script)) + script
    return text


def transaction(inputs, outputs, witnesses=None, flag=b"\0\1"):
    """The whole form, and its txid."""
    inside = body(inputs, outputs)
    txid = hash256(struct.pack("<I", 2) + inside + bytes(4))
    if witnesses is None:
        return struct.pack("<I", 2) + inside + bytes(4), txid
    stacks = b"".join(size(len(stack)) + b"".join(size(len(item)) + item for item in stack)
                      for stack in witnesses)
    return struct.pack("<I", 2) + flag + inside + stacks + bytes(4), txid


def block(transactions):
    header = struct.pack("<I", 4) + bytes(32) + root([txid for _, txid in transactions])
    header += struct.pack("<III", 1700000000, 0x207FFFFF, 0)
    return header + size(len(transactions)) + b"".join(text for text, _ in transactions)


NOTHING = (bytes(32), 0xFFFFFFFF, b"\x51\x51")
PAID = (5000000000, b"\x51")


def blocks():
    coinbase = transaction([NOTHING], [PAID])
    spend = transaction([(b"\x11" * 32, 5, b"")], [(1, b""), (2, b"\x6a")])
    many = transaction([(bytes([i]) * 32, i, b"\x00" * i) for i in range(1, 4)],
                       [(i, b"\x76" * i) for i in range(260)])
    yield block([coinbase])
    yield block([coinbase, spend])
    yield block([coinbase, spend, many])
    yield block([spend])
    yield block([coinbase, coinbase])
    yield block([coinbase, spend]) + b"\0"
    seen = transaction([(b"\x22" * 32, 0, b"")], [(3, b"\x51")], [[b"", b"abc"]])
    plain = block([coinbase, seen])
    yield plain
    promise = hash256(root([bytes(32), hash256(seen[0])]) + bytes(32))
    promised = transaction([NOTHING], [PAID, (0, b"\x6a\x24\xaa\x21\xa9\xed" + promise)],
                           [[bytes(32)]])
    yield block([promised, seen])
    extension = transaction([(b"\x33" * 32, 0, b"")], [(3, b"\x51")], [], b"\0\x08")
    text = extension[0][:-4] + b"\0" + extension[0][-4:]
    yield block([coinbase, (text, extension[1])]) + b"\1extension"
    whole = block([coinbase, spend])
    for at, change in ((80, b"\xff" * 9), (80, b"\xfd\x02\x00"), (85, b"\xfe\xff\xff\xff\xff"),
                       (85, b"\0\1"), (122, b"\xff" * 9), (130, b"\xff" * 8),
                       (148, b"\0\0"), (129, b"\0")):
        yield whole[:at] + change + whole[at + len(change):]
    yield whole[:100]


GENESIS = bytes.fromhex(
    "01000000" + "00" * 32 + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    "dae5494dffff7f2002000000"
    "01" "0100000001" + "00" * 32 + "ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f"
    "32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f7220"
    "62616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962"
    "e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000")
REGTEST, BITCOIN = bytes.fromhex("fabfb5da"), bytes.fromhex("f9beb4d9")


def next_block(previous, tag, work=True):
    """One coinbase on a block, with or without work."""
    text, txid = transaction([(bytes(32), 0xFFFFFFFF, struct.pack("<I", tag))], [PAID])
    nonce = 0
    while True:
        header = struct.pack("<I", 4) + hash256(previous[:80]) + txid
        header += struct.pack("<III", 1700000000 + tag, 0x207FFFFF, nonce)
        if (hash256(header)[31] < 128) == work:
            return header + b"\1" + text
        nonce += 1


def record(text, magic=REGTEST):
    return magic + struct.pack("<I", len(text)) + text


def folder(files, cut=0xFFFF, options=0, key=bytes(8), key_size=8, chain=4):
    return bytes([chain, options, key_size]) + key + struct.pack("<H", cut) + files


def folders():
    chain = [GENESIS]
    for tag in range(1, 6):
        chain.append(next_block(chain[-1], tag))
    whole = b"".join(record(text) for text in chain)
    key = bytes([0x1A, 0x2B, 0, 0x4D, 0x5E, 0x6F, 0x70, 0x81])
    yield folder(whole)
    yield folder(whole[::-1])
    yield folder(b"".join(record(text) for text in chain[::-1]), cut=500)
    yield folder(whole + bytes(1000))
    yield folder(whole + bytes(100), options=6, key=key)
    yield folder(bytes(a ^ key[i % 8] for i, a in enumerate(whole)) + bytes(100), options=2, key=key)
    yield folder(whole, options=2, key_size=7)
    yield folder(whole[:-30])
    yield folder(whole[:400] + b"garbage" + whole[400:])
    yield folder(record(chain[0]) + b"garbage\xfa" + record(chain[1]))
    yield folder(record(chain[0]) + record(chain[0], BITCOIN) + record(chain[1]))
    yield folder(record(chain[0]) + record(chain[2]) + record(chain[2]))
    fork = next_block(chain[2], 77)
    yield folder(whole + record(fork) + record(next_block(fork, 78)))
    forged = next_block(chain[5], 79, work=False)
    yield folder(whole + record(forged) + record(next_block(forged, 80)))
    yield folder(whole + record(forged) + record(next_block(forged, 80)), options=1)
    yield folder(REGTEST + b"\xff\xff\xff\xff" + whole)
    yield folder(REGTEST + b"\x88\x13\0\0" + whole)


def main():
    for text in folders():
        put("block_files", text)
    for text in blocks():
        for chain in (0, 5) if len(text) < 400 else (0,):
            put("coin_block", bytes([chain]) + text)
    for chain, address, script in vectors("coin_address.txt"):
        put("coin_address", address.encode())
        put("script", bytes.fromhex(script))
    for address, script in vectors("witness.txt"):
        put("coin_address", address.encode())
        put("script", bytes.fromhex(script))
    for _, text in vectors("bech32.txt") + vectors("base58.txt"):
        put("coin_address", text.encode())
    key = b"\x21\x02" + b"\x07" * 32
    for script in (key + b"\xac", b"\x41\x04" + b"\x07" * 64 + b"\xac", b"\x51" + key + b"\x51\xae",
                   b"\x52" + key * 3 + b"\x53\xae", b"\x51" + key * 17 + b"\x01\x11\xae", b"\x6a",
                   b"\x6a\x04abcd", b"\x6a\x4c\x02ab", b"\x6a\x4d\x02\x00ab", b"\x6a\x4e\xff", b"",
                   b"\x6a\x61", b"\x00\x13" + b"\x07" * 19):
        put("script", script)


main()
