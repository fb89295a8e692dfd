#!/usr/bin/env python3
"""Turns ledgers into inputs of the fuzz targets ledger and ledger_bytes:

    tests/fuzz/make_ledger_corpus.py LEDGER-FOLDER NAME     into corpus/ledger and corpus/ledger_bytes

Those of coin chains: build-test/tests/unit/ledger/make-coins makes small ones. A segment over 8,000 bytes is too
long for ledger_bytes, and left out there.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

from ledger_format import COINS, KINDS_OF, Ledger  # noqa: E402


def forged(ledger):
    """See fuzz_ledger.c. One trace: seed and service by number, no --min, to the end."""
    segments = ledger.segments[:3]
    coin = 128 if segments[0].kind is KINDS_OF[COINS] else 0
    text = bytes([0, 1, 3, 0, 0, coin + len(segments) - 1])
    for segment in segments:
        text += b"".join(segment.n[name].to_bytes(4, "little") for name in segment.kind.counts)
        text += bytes(segment.widths) + b"".join(segment.bytes_of.values())
    return text


def raw(ledger):
    """See fuzz_ledger_bytes.c."""
    segment = ledger.segments[0]
    manifest = (f"trefoil-ledger 1\nchain {ledger.chain}\ngeneration {ledger.generation}\n"
                f"covers {segment.n['B0']} {segment.n['B1']}\n"
                f"segment {segment.n['B0']} {segment.n['B1']} *\nfile {'0' * 64} flows.csv\n").encode()
    return len(manifest).to_bytes(2, "little") + manifest + segment.file


def put(target, name, text):
    folder = os.path.join(HERE, "corpus", target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(text)


def main():
    ledger = Ledger(sys.argv[1])
    put("ledger", sys.argv[2], forged(ledger))
    if len(ledger.segments[0].file) <= 8000:
        put("ledger_bytes", sys.argv[2], raw(ledger))


main()
