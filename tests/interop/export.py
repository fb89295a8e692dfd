#!/usr/bin/env python3
"""What is exported, read by others: CSV by Python's csv, the zone by BIND's named-checkzone.

    tests/interop/export.py EXPORT [COUNT]

Over COUNT hostile values; EXPORT is the program of export.c.
"""

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from tally import Tally  # noqa: E402

TIME = "2020-01-01T00:00:00.000Z"
PIECES = ["a", "b.", ".", "example", "-", "_", "xn--", "rpz-ip", "1", "=", "+", "@", ";", ",", "|", "\"", "'",
          "\n", "\r", "\t", " ", "\x00", "\x1b", "\u2028", "\u3000", "\uff1d", "\u00e9", "\ud55c", "\\", "\\x41",
          "$INCLUDE ", "(", ")", "*", "CNAME", "\uff0e", "/"]


def values(count):
    dice = random.Random(4)
    for number in range(count):
        pieces = PIECES[:8] if number % 3 == 0 else PIECES
        yield "".join(dice.choice(pieces) for _ in range(dice.randrange(1, 9)))


def indicator(number, of, value):
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return {"type": "indicator", "spec_version": "2.1", "created": TIME, "modified": TIME,
            "id": f"indicator--00000000-0000-4000-8000-{number:012x}", "pattern_type": "stix",
            "pattern": f"[{of}:value = '{quoted}']", "valid_from": TIME}


def export(program, form, objects):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"objects": objects}, file)
        file.flush()
        done = subprocess.run([program, form, file.name], check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    return done.stdout.decode(), int(done.stderr)


def plain(cell):
    """The value of a cell, as docs/objects.md says."""
    if not cell.startswith("'"):
        return cell
    return re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found.group(1), 16)]),
                  cell[1:].encode()).decode()


def check_csv(tally, program, given):
    text, left_out = export(program, "csv",
                            [indicator(i, "url", value) for i, value in enumerate(given)])
    rows = list(csv.reader(io.StringIO(text, newline="")))
    tally.check(len(rows) == len(given) + 1 == text.count("\n") and left_out == 0, "a line a value",
                (len(rows), len(given), text.count("\n"), left_out))
    for value, row in zip(given, rows[1:]):
        tally.check(len(row) == 6 and plain(row[3]) == value, repr(value), row)
    # A spreadsheet that splits at another sign, and knows quotes only at a cell's beginning.
    for separator in ",;\t|":
        for row in text.splitlines()[1:]:
            for cell in row.split(separator)[1:]:
                start = cell.lstrip("\"' \u3000\u2028")
                if start[:1] in ("=", "+", "-", "@", "\uff1d"):
                    tally.check(separator == "," and cell.startswith('"\''), "a formula", row)


def check_zone(tally, program, given):
    checker = shutil.which("named-checkzone", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if checker is None:
        tally.skip("named-checkzone", "bind9-utils is missing")
        return
    objects = [indicator(i, "domain-name", value) for i, value in enumerate(given)]
    objects += [indicator(len(given) + i, "ipv4-addr", f"198.51.{i}.77/{i}") for i in range(33)]
    zone, left_out = export(program, "rpz", objects)
    lines = zone.splitlines()[4:]
    with tempfile.NamedTemporaryFile("w", suffix=".zone") as file:
        file.write(zone)
        file.flush()
        done = subprocess.run([checker, "-D", "-o", "-", "rpz.example", file.name], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    tally.check(done.returncode == 0, "named-checkzone", done.stderr[:2000])
    read = {line.split()[0] for line in done.stdout.splitlines() if "CNAME" in line}
    wanted = {line.split()[0] + ".rpz.example." for line in lines}
    tally.check(read == wanted, "BIND reads the names that were meant", sorted(read ^ wanted)[:9])
    tally.check(all(line.endswith(" CNAME .") for line in lines), "nothing but CNAME", zone[:2000])
    print(f"{len(wanted)} names, {left_out} values left out")
    tally.check(len(wanted) > 50, "enough names to mean something", len(wanted))


def main():
    program = sys.argv[1]
    given = list(values(int(sys.argv[2]) if len(sys.argv) > 2 else 3000))
    tally = Tally()
    check_csv(tally, program, given)
    check_zone(tally, program, given)
    addresses, left_out = export(program, "deny", [
        indicator(i, "cryptocurrency-wallet", value) for i, value in enumerate(given)])
    lines = addresses.splitlines()
    tally.check(len(lines) + left_out == len(given) and set(lines) <= set(given),
                "a line an address", (len(lines), left_out))
    tally.end()


main()
