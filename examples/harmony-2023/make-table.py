#!/usr/bin/env python3
"""Make the Harmony example from the public dataset it rests on.

    make-table.py FLOWS SOURCES TERMINALS [--out DIR]

FLOWS, SOURCES and TERMINALS are the three files of the case in the public dataset (README.md names
it and its commit): `HB/HB.csv`, `HB/source addresses.csv`, `HB/terminal addresses.csv`. Writes
flows.csv, seeds.txt, services.csv and labels.csv into DIR (default: the folder of this script) and
prints the figures that README.md quotes. The same input gives the same bytes, whatever the locale,
time zone or hash seed.

Nothing is written unless all of the input is sound; an error names file, line, column and what was
expected. Only the Python standard library is needed, and no number passes through a float.
"""

import argparse
import collections
import csv
import datetime
import io
import os
import re
import sys

HEADER_IN = "Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD".split(",")
HEADER_OUT = "chain,block,time,transaction,position,from,to,asset,amount,kind".split(",")
HEADER_LABELS = "chain,address,label,category,confidence,source,lastmod,actor".split(",")

CHAIN = "eip155:1"
ASSET = "eip155:1/iso4217:USD"
DECIMALS = 2
KIND = "value"

COMMIT = "371b2ef28fb00766aaad8b43b37e407cd7f2989e"
DATASET = "https://github.com/AnonymousMFTracer/dataset/tree/" + COMMIT + "/HB"
DATASET_DATE = "2025-04-11"

# Better evidence than the dataset for four service addresses: who else says so in public, and when.
# Two were published by the exchange itself (that it is theirs; the number in the name is the block
# explorer's), two stand in the explorer's list of exchanges. Read in GraphSense's public TagPacks.
EVIDENCE = {
    "0x28c6c06298d514db089934071355e5743bf21d60": (
        "service_data",
        "https://www.binance.com/en/blog/community/"
        "our-commitment-to-transparency-2895840147147652626",
        "2022-11-16",
    ),
    "0xcac725bef4f114f728cbcfd744a731c2a463c3fc": (
        "service_data",
        "https://www.huobi.com/support/en-us/detail/24922606430831",
        "2022-11-16",
    ),
    "0x28ffe35688ffffd0659aee2e34778b0ae4e193ad": (
        "web_crawl",
        "https://etherscan.io/accounts/label/exchange",
        "2023-08-16",
    ),
    "0xa7efae728d2936e78bda97dc267687568dd593f3": (
        "web_crawl",
        "https://etherscan.io/accounts/label/exchange",
        "2023-08-16",
    ),
}

# What a label of the dataset says, in our words. {n} is the number in it, {a} the first four hex
# digits of the labelled address itself (one of the dataset's own short forms has them wrong). `HBH`
# abbreviates `Harmony Bridge Hacker`; `SRC` marks the sources; `CRC`, `done` and the counters are
# working notes that the dataset does not explain, and are left out.
# Columns: pattern, label, category, confidence, actor. Confidence: `forensic` is GraphSense's id
# for reports and papers, `heuristic` for deposit addresses, which are inferred from how they are
# swept, `web_crawl` for names after a block explorer's. Actors are ids of the GraphSense actor
# pack, for exchanges only: the dataset is no authority on who the thieves are.
HACKER = "Harmony Bridge Hacker"
RULES = [
    (HACKER + r" (?P<n>\d+)", HACKER + " {n}", "", "forensic", ""),
    (HACKER + r" (?P<n>\d+) SRC", HACKER + " {n} (source)", "", "forensic", ""),
    (r"HBH (?P<n>\d+) SRC \d+ done", HACKER + " {n} (source)", "", "forensic", ""),
    (r"HBH (?P<n>\d+) CRC \d+ done", HACKER + " {n}", "", "forensic", ""),
    (r"HBH 0x5f62 CRC \d+ done", HACKER + " 0x{a}", "", "forensic", ""),
    (r"HBH 0x1272 CRC", HACKER + " 0x{a}", "", "forensic", ""),
    (HACKER + r" Contract fad8", HACKER + " contract 0x{a}", "", "forensic", ""),
    (r"HBH 0xbae5 CRC", "HBH 0x{a} (unidentified)", "", "forensic", ""),
    (r"HBH Terminus", "0x{a} (unidentified end point)", "", "forensic", ""),
    (r"Huobi_Deposit_0x\w{4}", "HTX (Huobi) deposit 0x{a}", "hosted_wallet", "heuristic", "huobi"),
    (r"OKX_Deposit_0x\w{4}", "OKX deposit 0x{a}", "hosted_wallet", "heuristic", "okex"),
    (r"Binance_Deposit_0x\w{4}", "Binance deposit 0x{a}", "hosted_wallet", "heuristic", "binance"),
    (r"HTX (?P<n>\d+)", "HTX (Huobi) {n}", "exchange", "web_crawl", "huobi"),
    (r"OKX (?P<n>\d+)", "OKX {n}", "exchange", "web_crawl", "okex"),
    (r"OKX: Hot Wallet", "OKX hot wallet", "exchange", "web_crawl", "okex"),
    (r"Binance (?P<n>\d+)", "Binance {n}", "exchange", "web_crawl", "binance"),
]

Row = collections.namedtuple("Row", "block time transaction sender receiver cents")


class BadInput(Exception):
    """Input that is not what it should be: file, line, column, expected, found."""

    def __init__(self, path, line, column, expected, found):
        super().__init__(f"{path}:{line}: {column}: expected {expected}, found {found!r}")


class Place:
    """Where a field stands, so that each check can name it."""

    def __init__(self, path, line):
        self.path, self.line = path, line

    def match(self, column, pattern, text, expected):
        if not re.fullmatch(pattern, text, re.ASCII):
            raise BadInput(self.path, self.line, column, expected, text)
        return text


def utc_time(place, text):
    """`2023-01-13 20:34:11` to `2023-01-13T20:34:11Z`; it is UTC (README.md says why)."""
    expected = "a time YYYY-MM-DD hh:mm:ss"
    place.match("Timestamp", r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text, expected)
    try:
        datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        raise BadInput(place.path, place.line, "Timestamp", expected, text) from None
    return text.replace(" ", "T") + "Z"


def cents(place, text):
    """`200991.7` to 20099170, exactly; a third decimal is an error even if it is a zero."""
    column = "Value_in_USD"
    place.match(column, r"\d+(\.\d+)?", text, "a plain decimal number, not negative")
    whole, _, fraction = text.partition(".")
    if len(fraction) > DECIMALS:
        raise BadInput(place.path, place.line, column, f"at most {DECIMALS} decimals", text)
    return int(whole + fraction.ljust(DECIMALS, "0"))


def address(place, column, text):
    return place.match(column, r"0x[0-9a-f]{40}", text, "0x and 40 lower-case hex digits")


def agree(known, place, column, key, value):
    """One value a key: one label an address, one time a block, one block a transaction."""
    if known.setdefault(key, value) != value:
        raise BadInput(place.path, place.line, column, f"{known[key]!r} as before for {key}", value)


def read_flows(path):
    """Rows in the order of the file, and the dataset's label of every address (or empty)."""
    rows, labels, times, blocks = [], {}, {}, {}
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        if header != HEADER_IN:
            raise BadInput(path, 1, "header", ",".join(HEADER_IN), ",".join(header))
        for field in reader:
            place = Place(path, reader.line_num)
            if len(field) != len(HEADER_IN):
                expected = f"{len(HEADER_IN)} fields"
                raise BadInput(path, place.line, "row", expected, f"{len(field)} fields")
            time, block, transaction, sender, sender_label, receiver, receiver_label, value = field
            row = Row(
                int(place.match("Block", r"0|[1-9]\d{0,17}", block, "a block number")),
                utc_time(place, time),
                place.match("Tx_hash", r"0x[0-9a-f]{64}", transaction, "0x and 64 hex digits"),
                address(place, "From", sender),
                address(place, "To", receiver),
                cents(place, value),
            )
            agree(labels, place, "From_label", row.sender, sender_label)
            agree(labels, place, "To_label", row.receiver, receiver_label)
            agree(times, place, "Timestamp", row.block, row.time)
            agree(blocks, place, "Block", row.transaction, row.block)
            rows.append(row)
    return rows, labels


def read_addresses(path):
    """One address a line, no header, in the order of the file; twice the same is an error."""
    found = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            text = line.strip()
            place = Place(path, number)
            address(place, "address", text)
            if text in found:
                raise BadInput(path, number, "address", "each address once", text)
            found.append(text)
    return found


def own_label(label, of):
    """(label, category, confidence, actor) in our words for a label of the dataset."""
    for pattern, text, category, confidence, actor in RULES:
        match = re.fullmatch(pattern, label, re.ASCII)
        if match:
            return text.format(a=of[2:6], **match.groupdict()), category, confidence, actor
    raise SystemExit(f"make-table.py: no rule in RULES for the label {label!r} of {of}")


def csv_text(rows, header=None, comment=""):
    out = io.StringIO()
    out.write(comment)
    writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def flows_csv(rows):
    """Sorted by block; the sort is stable, so the order within a block stays that of the source."""
    table = [
        (CHAIN, r.block, r.time, r.transaction, "", r.sender, r.receiver, ASSET, r.cents, KIND)
        for r in sorted(rows, key=lambda row: row.block)
    ]
    return csv_text(table, HEADER_OUT)


def seeds_txt(sources):
    count = len(sources)
    comment = f"# Harmony 2023: the {count} addresses where the trace starts (see README.md)\n"
    return comment + "".join(source + "\n" for source in sources)


def services_csv(terminals, labels):
    """Where the trace ends. A terminal that never occurs in the table has no label, so no name."""
    table = []
    for terminal in terminals:
        label = labels.get(terminal, "")
        name = own_label(label, terminal)[0] if label else f"0x{terminal[2:6]} (unidentified)"
        table.append((terminal, name))
    comment = f"# Harmony 2023: the {len(terminals)} addresses where it ends (see README.md)\n"
    return csv_text(table, comment=comment)


def labels_csv(labels):
    table = []
    for of in sorted(labels):
        if not labels[of]:
            continue
        text, category, confidence, actor = own_label(labels[of], of)
        confidence, source, date = EVIDENCE.get(of, (confidence, DATASET, DATASET_DATE))
        table.append((CHAIN, of, text, category, confidence, source, date, actor))
    return csv_text(table, HEADER_LABELS)


def dollars(amount):
    return f"{amount // 100:,}.{amount % 100:02d}"


def look_alikes(addresses):
    """Pairs that differ in at most two digits: no accident on a chain, so a slip in a table."""
    close = []
    for place, one in enumerate(addresses):
        for other in addresses[place + 1 :]:
            if sum(a != b for a, b in zip(one, other)) <= 2:
                close.append(f"{one} {other}")
    return close


def figures_equal(rows):
    """How many rows equal another, and the pair (from, to) that has the most of them."""
    counts = collections.Counter(rows)
    repeats = collections.Counter()
    for row, count in counts.items():
        repeats[row.sender, row.receiver] += count - 1
    (sender, receiver), most = max(repeats.items(), key=lambda item: (item[1], item[0]))
    of_pair = [row for row in rows if (row.sender, row.receiver) == (sender, receiver)]
    extra = sum(row.cents * (count - 1) for row, count in counts.items())
    extra_pair = sum(row.cents for row in of_pair) - sum(row.cents for row in set(of_pair))
    yield f"rows equal to another: {len(rows) - len(counts)}, {dollars(extra)} USD"
    for times, distinct in sorted(collections.Counter(counts.values()).items()):
        yield f"  distinct rows that occur {times}x: {distinct:,}"
    yield f"  from one pair: {most}, {dollars(extra_pair)} USD: {sender} -> {receiver}"
    yield f"  rows of that pair: {len(of_pair)}, distinct: {len(set(of_pair))}"


def figures(rows, labels, sources, terminals):
    """Lines of `name: value`: what README.md quotes."""
    start, end = min(rows, key=lambda row: row.block), max(rows, key=lambda row: row.block)
    per_block = collections.Counter(row.block for row in rows)
    shared = sum(count > 1 for count in per_block.values())
    labelled = sum(1 for label in labels.values() if label)
    yield f"rows: {len(rows):,}"
    yield f"transactions: {len({row.transaction for row in rows}):,}"
    yield f"addresses: {len(labels)}, of which {labelled} labelled"
    yield f"blocks: {len(per_block):,}, of which {shared} with two rows or more"
    yield f"first: block {start.block}, {start.time}"
    yield f"last: block {end.block}, {end.time}"
    yield f"sum of all rows: {dollars(sum(row.cents for row in rows))} USD"
    out = sum(row.cents for row in rows if row.sender in sources)
    yield f"out of the sources: {dollars(out)} USD"
    yield from figures_equal(rows)
    yield f"sources that occur: {sum(source in labels for source in sources)} of {len(sources)}"
    yield f"terminals that occur: {sum(t in labels for t in terminals)} of {len(terminals)}"
    for terminal in terminals:
        if terminal not in labels:
            yield f"  never: {terminal}"
    for pair in look_alikes(sorted(labels)):
        yield f"look-alikes: {pair}"


def main():
    parser = argparse.ArgumentParser(description="Make the Harmony example's tables.")
    parser.add_argument("flows", help="the dataset's HB.csv")
    parser.add_argument("sources", help="its list of source addresses")
    parser.add_argument("terminals", help="its list of terminal addresses")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--out", default=here, help="the folder to write to")
    options = parser.parse_args()
    try:
        rows, labels = read_flows(options.flows)
        sources, terminals = read_addresses(options.sources), read_addresses(options.terminals)
    except (BadInput, csv.Error, OSError, UnicodeDecodeError) as error:
        sys.exit(f"make-table.py: {error}")
    files = {
        "flows.csv": flows_csv(rows),
        "seeds.txt": seeds_txt(sources),
        "services.csv": services_csv(terminals, labels),
        "labels.csv": labels_csv(labels),
    }
    for name, text in files.items():
        with open(os.path.join(options.out, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
    print("\n".join(figures(rows, labels, set(sources), terminals)))


if __name__ == "__main__":
    main()
