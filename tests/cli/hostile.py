"""Ingest of hostile flow tables: each is refused with file, line, column and what was expected, and the
ledger stays as it was; or taken as documented."""
import os
import signal
import stat
import subprocess

from common import PROGRAM, check, main, run, skip, spent, stopped_at, trace, tree, write

HEADER = "chain,block,time,transaction,position,from,to,asset,amount,kind\n"
A, B, C = ("0x" + digit * 40 for digit in "123")
MOST = 2 ** 256 - 1


def row(block=1, tx=1, sender=A, receiver=B, amount=5, position="", kind="value", chain="eip155:1",
        when=None, asset="slip44:60"):
    when = block * 12 if when is None else when
    return (f"{chain},{block},{when},0x{tx:064x},{position},{sender},{receiver},"
            f"{chain}/{asset},{amount},{kind}\n")


def ingest(home, *words):
    return run(home, "ingest", "flows", *words)


def started(place):
    """A home with a ledger up to block 1, to see that it stays as it is."""
    home = os.path.join(place, "home")
    if not os.path.exists(home):
        done = ingest(home, write(place, "first.csv", HEADER + row(amount=1)))
        check(done.returncode == 0, "the first table: " + done.stderr)
    return home


def refused(place, what, text, *wanted, code=3, words=()):
    """`text`: the bytes of bad.csv, or a list of paths."""
    home = started(place)
    before = tree(home)
    paths = text
    if not isinstance(text, list):
        paths = [os.path.join(place, "bad.csv")]
        with open(paths[0], "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
    done = ingest(home, *words, *paths)
    check(done.returncode == code, f"{what}: exit code {done.returncode}: {done.stderr[:300]!r}")
    for part in wanted:
        check(part in done.stderr, f"{what}: {part!r} in {done.stderr[:300]!r}")
    check(done.stderr.startswith("trefoil: ") and done.stderr.count("\n") == 1, what + ": one line")
    check(len(done.stderr) < 1200 and done.stdout == "", what + ": a short error, nothing else")
    check(tree(home) == before, what + ": the ledger is as it was")


def taken(place, what, text, transfers):
    """Taken into a home of its own, which verifies; the answer of `trace`."""
    home = os.path.join(place, what.replace(" ", "-"))
    path = os.path.join(place, what.replace(" ", "-") + ".csv")
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    done = ingest(home, path)
    check(done.returncode == 0 and f": {transfers} transfer" in done.stdout,
          f"{what}: {done.stdout!r} {done.stderr!r}")
    check(run(home, "ledger", "verify").returncode == 0, what + ": verifies")
    return home


def text_forms(place):
    """Byte order mark, CRLF, quotes: the same ledger as the plain table."""
    plain = HEADER + row(2, 2) + row(3, 3, B, C)
    want = tree(taken(place, "plain", plain, 2))
    quoted = HEADER + "".join(",".join(f'"{cell}"' for cell in line.split(",")) + "\n"
                              for line in plain.split("\n")[1:-1])
    for what, text in (("bom", "\ufeff" + plain), ("crlf", plain.replace("\n", "\r\n")),
                       ("no last line end", plain[:-1]), ("empty lines", plain.replace("\n", "\n\n")),
                       ("quoted", quoted)):
        found = tree(taken(place, what, text, 2))
        segments = {name: data for name, data in found.items() if name.endswith(".segment")}
        check(segments and segments.items() <= want.items(), what + ": the same segments")


def broken_text(place):
    good = row(2, 2)
    for what, bad, *wanted in (
            ("two marks", "\ufeff\ufeff" + HEADER + good, "bad.csv:1: expected the header"),
            ("a zero", HEADER + good + good.replace("value", "va\0ue"), "bad.csv:3", "a zero byte"),
            ("a zero in a quoted field", HEADER + good.replace("value", '"va\0ue"'), "bad.csv:2", "zero"),
            ("lone carriage return", HEADER + good.replace("\n", "\r" + good), "bad.csv:2", "carriage"),
            ("a line break in a field", HEADER + good.replace("value", '"va\nlue"'),
             "bad.csv:2: column 10 (kind)", "expected value, internal"),
            ("a quote inside", HEADER + good.replace("value", 'va"lue'), "bad.csv:2", "quote"),
            ("behind a quote", HEADER + good.replace("value", '"value"x'), "bad.csv:2", "quote"),
            ("never closed", HEADER + good + good.replace("value", '"value'), "bad.csv:3", "quote"),
            ("a field of 10 MB", HEADER + good.replace("value", "v" * 10_000_000), "bad.csv:2", "long"),
            ("10 MB in quotes", HEADER + good.replace("value", '"' + "v\n" * 5_000_000 + '"'),
             "bad.csv:2", "long"),
            ("9 columns", HEADER + good.replace(",value", ""), "bad.csv:2: 9 columns; expected 10"),
            ("11 columns", HEADER + good.replace("\n", ",\n"), "bad.csv:2: 11 columns; expected 10"),
            ("300 columns", HEADER + good.replace("\n", "," * 300 + "\n"), "bad.csv:2", "columns"),
            ("no UTF-8", HEADER.encode() + good.replace("value", "vXlue").encode().replace(b"X", b"\xff"),
             "bad.csv:2: column 10 (kind)"),
            ("control characters", HEADER + good.replace("value", "\x1b[31mred"), "column 10", "?[31mred"),
            ("an empty file", "", "bad.csv:1: expected the header"),
            ("a header only", HEADER, "no rows; expected some"),
            ("a header twice", HEADER + HEADER, "bad.csv:2: column 1 (chain)"),
            ("no header", good, "bad.csv:1: expected the header")):
        refused(place, what, bad, *wanted)


def bad_values(place):
    for what, bad, *wanted in (
            ("a height below 0", row("-1", when=0), "column 2 (block)", "a block height"),
            ("a height of 19 digits", row(10 ** 18), "column 2 (block)", "a block height"),
            ("a height with a point", row("2.0", when=2), "column 2 (block)"),
            ("no height", row("", when=2), "column 2 (block)"),
            ("a time of 12 digits", row(2, when=10 ** 11), "column 3 (time)", "seconds since 1970"),
            ("before 1970", row(2, when="1969-12-31T23:59:59Z"), "column 3 (time)"),
            ("the year 10000", row(2, when="10000-01-01T00:00:00Z"), "column 3 (time)"),
            ("no such day", row(2, when="2023-02-29T00:00:00Z"), "column 3 (time)"),
            ("a leap second", row(2, when="2016-12-31T23:59:60Z"), "column 3 (time)"),
            ("another zone", row(2, when="2023-01-01T00:00:00+09:00"), "column 3 (time)"),
            ("an amount of 2^256", row(2, amount=MOST + 1), "column 9 (amount)", "below 2^256"),
            ("a negative amount", row(2, amount=-1), "column 9 (amount)"),
            ("an exponent", row(2, amount="1e18"), "column 9 (amount)"),
            ("no amount", row(2, amount=""), "column 9 (amount)"),
            ("a bad checksum", row(2, sender="0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B"[:-1] + "b"),
             "column 6 (from)"),
            ("no sender", row(2, sender=""), "column 6 (from)"),
            ("no receiver of a mint", row(2, receiver="", kind="mint"), "column 7 (to)"),
            ("half a transaction", row(2).replace("0x" + "0" * 10, "0x"), "column 4 (transaction)"),
            ("an asset of another chain", row(2).replace("eip155:1/", "eip155:2/"), "column 8 (asset)"),
            ("an asset too long", row(2, asset="erc20:" + "a" * 500), "column 8 (asset)"),
            ("a position with a sign", row(2, position="+1"), "column 5 (position)"),
            ("a chain to come", row(2, chain="bip122:000000000019d6689c085ae165831e93"),
             "column 1 (chain)", "eip155")):
        refused(place, what, HEADER + bad, "bad.csv:2", *wanted)


def rows_against_each_other(place):
    for what, bad, *wanted in (
            ("two chains", row(2) + row(3, chain="eip155:5"), "bad.csv:3: column 1 (chain)"),
            ("one position twice", row(2, 1, position=4) + row(2, 2, B, C, position=4),
             "bad.csv:3: column 5 (position)", "line 2"),
            ("some positions", row(2, 1, position=4) + row(2, 2, B, C), "position", "block 2"),
            ("a transaction in pieces", row(2, 1, position=1) + row(2, 2, position=2) + row(2, 1, position=3),
             "stand apart"),
            ("two times of a block", row(2, when=24) + row(2, 2, when=25), "bad.csv:3", "two times"),
            ("time backwards in a block", row(2, when=24) + row(2, 2, when=23), "bad.csv:3", "two times"),
            ("a sealed block", row(1, 7), "bad.csv:2: block: 1 is sealed already"),
            ("sums over 2^256", row(2, receiver=C, amount=MOST, kind="mint", sender="") +
             row(3, 3, A, C, 1), "bad.csv:3: amount", "2^256")):
        refused(place, what, HEADER + bad, *wanted)


def ends_of_the_scale(place):
    home = taken(place, "block 0", HEADER + row(0, when=0) + row(0, 2, B, C, when=0), 2)
    check(trace(home, "--seed", A + "@0")["results"][0]["stolen"] == "5", "a seed at block 0")
    high = 2 ** 59
    home = taken(place, "block 2 to the 59", HEADER + row(high - 1, when=7) + row(high, 2, B, C, when=7) +
                 row(10 ** 18 - 1, 3, C, A, when=7), 3)
    check(trace(home, "--seed", f"{B}@{high}")["results"][0]["opening"] == "5", "a seed at 2^59")
    late = HEADER + row(2, when=99999999999) + row(3, 2, B, C, when="9999-12-31T23:59:59Z") + row(4, 3, when=0)
    taken(place, "times far out", late, 3)
    home = taken(place, "the largest amount", HEADER + row(2, amount=MOST, kind="mint", sender=""), 1)
    check(trace(home, "--seed", B)["results"][0]["received"] == str(MOST), "2^256 - 1")
    home = taken(place, "all of it spent", HEADER + row(2, amount=2 ** 254) + row(3, 2, B, C, 2 ** 254), 2)
    for one in trace(home, "--seed", A, "--rule", "all")["results"]:
        if one["rule"] != "poison":
            check(one["held"] == one["stolen"] == str(2 ** 254), "2^254 under " + one["rule"])


def what_is_no_table(place):
    refused(place, "a folder", [place], "expected a regular file")
    pipe = os.path.join(place, "pipe")
    os.mkfifo(pipe)
    refused(place, "a pipe", [pipe], "expected a regular file")
    refused(place, "a device", ["/dev/null"], "expected a regular file")
    refused(place, "no such file", [os.path.join(place, "absent.csv")], "absent.csv", "cannot open", code=4)
    closed = write(place, "closed.csv", HEADER + row(2))
    os.chmod(closed, 0)
    if os.geteuid() == 0 and os.access(closed, os.R_OK):
        skip("an unreadable file: the superuser reads all")
    else:
        refused(place, "an unreadable file", [closed], "closed.csv", "ermission", code=4)
    os.chmod(closed, stat.S_IRUSR | stat.S_IWUSR)
    good, other = write(place, "good.csv", HEADER + row(2)), write(place, "other.csv", HEADER + row(3, 3))
    copy = write(place, "copy.csv", HEADER + row(2))
    refused(place, "a file twice", [good, other, good], "good.csv", "each file once")
    refused(place, "a copy", [good, other, copy], "copy.csv: the same bytes as", "good.csv")
    refused(place, "an old file among new", [good, os.path.join(place, "first.csv")], "already")


def keep_going(place):
    """Every bad row of one table goes to the reject file with its reason; the good rows come in."""
    bad = [row(2, 2).replace(",value", ""), row(2, amount="x"), row(2, kind="gift"), "\x00\n", '"' + row(2),
           row(2, chain="eip155:9").replace("eip155:9/", "eip155:1/")]
    good = [row(2, 2), row(3, 3, B, C), row(4, 4, C, A)]
    path = write(place, "mixed.csv", HEADER + good[0] + "".join(bad[:3]) + good[1] + "".join(bad[3:]) + good[2])
    clean = taken(place, "clean", HEADER + "".join(good), 3)
    os.chdir(place)
    home = os.path.join(place, "kept")
    done = ingest(home, "--keep-going", path)
    check(done.returncode == 0 and f"{len(bad)} rows rejected" in done.stdout, done.stdout + done.stderr)
    with open("trefoil-rejected.csv", newline="") as file:
        told = file.read()
    for number, line in zip((3, 4, 5, 7, 8, 9), bad):
        check(line in told and f"# mixed.csv:{number}" in told, f"rejected: {line!r}")
    one, two = ({k: v for k, v in tree(h).items() if k.endswith(".segment")} for h in (clean, home))
    check(one == two and one, "the ledger is that of the good rows")


def changed_while_read(place):
    """The program is stopped in the middle, the file written to, the program let go on; until it was the middle."""
    lines = HEADER + "".join(row(2 + i, 2 + i) for i in range(120_000))
    for number in range(20):
        again = os.path.join(place, f"again-{number}")
        os.mkdir(again)
        home, path = started(again), write(again, "large.csv", lines)
        before = tree(home)
        with subprocess.Popen([PROGRAM, "--home", home, "ingest", "flows", path], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
            if stopped_at(program, path):
                with open(path, "r+b") as file:
                    file.seek(-2, os.SEEK_END)
                    file.write(b"e")
                program.send_signal(signal.SIGCONT)
            _, told = program.communicate()
        if program.returncode not in (0, 3):  # it had read all; or had not yet looked at the file, and the row is bad
            check(program.returncode == 4 and "large.csv: the file was changed" in told, told)
            check(tree(home) == before, "changed while read: the ledger is as it was")
            return
    check(False, "the program was never caught while it read")


def sums_beyond_the_scale(place):
    """What an account gets over several commands, and what several seeds have, may not pass 2^256."""
    home, half = os.path.join(place, "home"), 2 ** 254 - 1
    one = "".join(row(i, i, A, B, half) + row(i, 100 + i, B, A, half) for i in range(1, 9)).split("\n")
    for i in range(1, 9):
        done = ingest(home, write(place, f"part-{i}.csv", HEADER + "\n".join(one[2 * i - 2:2 * i]) + "\n"))
        check(done.returncode == (0 if i < 4 else 3), f"command {i}: {done.stderr}")
        check(i < 4 or f"part-{i}.csv:3: amount: what comes to" in done.stderr, f"command {i}: {done.stderr}")
        check(run(home, "ledger", "verify").returncode == 0, f"verifies after command {i}")
    done = ingest(os.path.join(place, "another"), write(place, "all.csv", HEADER + "\n".join(one)))
    check(done.returncode == 3 and "all.csv:9: amount" in done.stderr, "at once: " + done.stderr)
    taken(place, "unseen and spent", HEADER + row(1, 1, A, B, MOST), 1)
    minted = HEADER + "".join(row(i, i, "", f"0x{i:040x}", MOST // 2, kind="mint") for i in (1, 2, 3))
    home = taken(place, "minted", minted, 3)
    seeds = [word for i in (1, 2, 3) for word in ("--seed", f"0x{i:040x}")]
    for rule in "haircut", "fifo", "lifo", "tiho":
        done = run(home, "trace", *seeds, "--rule", rule)
        check(done.returncode == 3 and "seeds: what they held" in done.stderr, f"{rule}: {done.stderr}")
    check(trace(home, *seeds, "--rule", "poison")["results"][0]["reached"] == 3, "poison adds nothing up")


def many_assets(place):
    """65,536 in one command and no more; nothing looks at all of them for each of them."""
    rows = [row(2, 2, asset=f"erc20:0x{i:040x}") for i in range(65537)]
    refused(place, "65,537 assets", HEADER + "".join(rows), "expected at most 65536 of them")
    start = spent()
    home = os.path.join(place, "many")
    done = ingest(home, write(place, "many.csv", HEADER + "".join(rows[:60000] * 2)))
    check(done.returncode == 0 and "120000 transfers" in done.stdout, "60,000 assets: " + done.stderr)
    check(spent() - start < 20, "60,000 assets: not row by asset")
    more = [row(3, 3, sender=B, receiver=C, amount=7, asset=f"erc20:0x{i:040x}") for i in range(60000)]
    done = ingest(home, write(place, "more.csv", HEADER + "".join(more)))
    check(done.returncode == 0, "60,000 assets again: " + done.stderr)
    check(run(home, "ledger", "verify").returncode == 0, "60,000 assets verify")
    seeds = write(place, "seeds.txt", "".join(f"{B}/eip155:1/erc20:0x{i:040x}\n" for i in range(60000)))
    for words in (["--seed", B], ["--seeds", seeds, "--rule", "fifo"]):
        found = trace(home, *words)["results"]
        check(len(found) == 60000, f"60,000 assets have a result each, not {len(found)}")
        check(all(one["stolen"] == one["held"] == "10" for one in found), "60,000 assets: stolen")
        check(all(len(one["holdings"]) == 2 for one in found), "60,000 assets: two hold some of each")
    check(len(trace(home, "--seed", B + "#x", "--seed", B + "#y")["results"]) == 120000, "two colours")
    for words in ([], ["--csv"], ["--graphml"], ["--dot"]):
        done = run(home, "trace", "--seed", B, *words)
        check(done.returncode == 0 and done.stdout.count("erc20") + done.stdout.count("stolen") >= 60000,
              f"60,000 assets {words}: {done.stderr}")
    check(spent() - start < 90, "60,000 assets: nothing looks at all for each of them")


def many_files(place):
    """Thousands of files in one command; one that stands among them twice is found."""
    files = [write(place, f"{i}.csv", HEADER + row(i, i)) for i in range(2, 2002)]
    home = os.path.join(place, "many")
    refused(place, "a file twice", files + [write(place, "again.csv", HEADER + row(700, 700))],
            "again.csv: the same bytes as", "700.csv; expected each file once")
    done = ingest(home, *files)
    check(done.returncode == 0 and "2000 transfers" in done.stdout, "2,000 files: " + done.stderr)
    done = ingest(home, *files)
    check(done.stdout.startswith("2000 files are in the ledger already"), "2,000 files again: " + done.stderr)


main([text_forms, broken_text, bad_values, rows_against_each_other, ends_of_the_scale, what_is_no_table,
      sums_beyond_the_scale, many_assets, many_files, keep_going, changed_while_read])
