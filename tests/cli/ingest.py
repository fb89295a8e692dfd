"""Ingest: what is refused and where, what is kept, and that two commands make the bytes of one."""
import os

from common import SOURCE, check, main, run, trace, tree, write

HEADER = "chain,block,time,transaction,position,from,to,asset,amount,kind\n"
A, B, C = ("0x" + digit * 40 for digit in "123")


def row(block, tx, sender, receiver, amount, position="", kind="value", asset="eip155:1/slot44:60"):
    return (f"eip155:1,{block},{block * 12},0x{tx:064x},{position},{sender},{receiver},"
            f"{asset.replace('slot44', 'slip44')},{amount},{kind}\n")


def refused(place, text, *wanted):
    done = run(os.path.join(place, "home"), "ingest", "flows", write(place, "bad.csv", text))
    check(done.returncode == 3, f"refused: {text!r}: {done.returncode}")
    check(all(part in done.stderr for part in wanted), f"{wanted} in {done.stderr!r}")
    check(not os.path.exists(os.path.join(place, "home", "ledger", "eip155-1", "manifest")),
          "nothing was written")


def bad_rows(place):
    good = row(1, 1, A, B, 5)
    refused(place, "a,b\n", "bad.csv", "expected the header")
    refused(place, HEADER, "no rows")
    refused(place, HEADER + good + row(1, 2, "0x12", B, 5), "bad.csv:3: column 6 (from)")
    refused(place, HEADER + row(1, 1, A, B, "1.5"), "bad.csv:2: column 9 (amount)", "base units")
    refused(place, HEADER + row(1, 1, A, B, 2 ** 256), "column 9 (amount)")
    refused(place, HEADER + row(1, 1, A, B, 5, kind="gift"), "column 10 (kind)")
    refused(place, HEADER + good.replace("eip155:1,", "tron:1,", 1), "column 1 (chain)")
    refused(place, HEADER + good[:40] + "\n", "bad.csv:2", "columns; expected 10")
    refused(place, HEADER + '"' + good, "bad.csv:2", "quote")
    refused(place, HEADER + row(1, 1, A, B, 5, 1) + row(1, 2, B, C, 5), "position", "block 1")
    refused(place, HEADER + row(1, 1, A, B, 5, 1) + row(1, 2, B, C, 5, 1), "another row")
    refused(place, HEADER + row(1, 1, A, B, 5, 1) + row(1, 2, A, B, 5, 2) + row(1, 1, A, B, 5, 3),
            "stand apart")
    refused(place, "Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD\n"
            f"2023-01-13 20:34:11,1,0x{1:064x},{A},,{B},,1.234\n",
            "bad.csv:2: column 8 (Value_in_USD)", "two decimals")


def keep_going(place):
    path = write(place, "some.csv", HEADER + row(1, 1, A, B, 5) + "junk\n" + row(2, 2, B, C, 5))
    os.chdir(place)
    done = run(os.path.join(place, "home"), "ingest", "flows", "--keep-going", path)
    check(done.returncode == 0 and "1 row rejected" in done.stdout, done.stdout + done.stderr)
    with open("trefoil-rejected.csv") as file:
        check("junk" in file.read(), "the rejected line is kept")


def equal_rows(place):
    text = HEADER + row(1, 1, A, B, 5) * 2
    path = write(place, "equal.csv", text)
    kept = os.path.join(place, "kept")
    unique = os.path.join(place, "unique")
    said = write(place, "said.csv", HEADER + row(1, 1, A, B, 5, 7) * 2)
    check("1 row equals another row; kept" in run(kept, "ingest", "flows", path).stdout, "kept")
    check("dropped" in run(unique, "ingest", "flows", "--unique", path).stdout, "--unique")
    one = trace(kept, "--seed", A)["results"][0]
    check(one["stolen"] == "10", "two transfers")
    check(trace(unique, "--seed", A)["results"][0]["stolen"] == "5", "one transfer")
    positioned = os.path.join(place, "positioned")
    check(run(positioned, "ingest", "flows", said).returncode == 0, "one row said twice")
    check(trace(positioned, "--seed", A)["results"][0]["stolen"] == "5", "a position proves them one")


def two_commands(place):
    with open(os.path.join(SOURCE, "examples", "harmony-2023", "flows.csv")) as file:
        header, *rows = file.read().splitlines(keepends=True)
    first = [r for r in rows if int(r.split(",")[1]) <= 16500000]
    last = rows[len(first):]
    whole = write(place, "whole.csv", header + "".join(reversed(rows)))
    a = write(place, "a.csv", header + "".join(first))
    b = write(place, "b.csv", header + "".join(last))
    homes = [os.path.join(place, name) for name in ("one", "two")]
    in_order = write(place, "order.csv", header + "".join(rows))
    check(run(homes[0], "ingest", "flows", in_order).returncode == 0, "whole")
    check(run(homes[1], "ingest", "flows", a).returncode == 0, "a")
    check(run(homes[1], "ingest", "flows", b).returncode == 0, "b")
    check(run(homes[1], "ledger", "verify").returncode == 0, "verify")
    one, two = ({k: v for k, v in tree(h).items() if k.endswith(".segment")} for h in homes)
    check(one == two and len(one) > 1, "two commands make the segments of one")
    again = run(homes[1], "ingest", "flows", a)
    check(again.returncode == 0 and "already" in again.stdout, "a file already in is passed over")
    late = run(homes[1], "ingest", "flows", whole)
    check(late.returncode == 3 and "sealed already" in late.stderr, "sealed rows: " + late.stderr)


def damage(place):
    home = os.path.join(place, "home")
    source = os.path.join(SOURCE, "examples", "harmony-2023", "flows.csv")
    run(home, "ingest", "flows", source)
    folder = os.path.join(home, "ledger", "eip155-1")
    name = max((n for n in os.listdir(folder) if n.endswith(".segment")),
               key=lambda n: os.path.getsize(os.path.join(folder, n)))
    path = os.path.join(folder, name)
    with open(path, "rb") as file:
        good = bytearray(file.read())
    for place_of_damage in (0, 9, 40, 200, 3000, len(good) // 2, len(good) - 200):
        bad = bytearray(good)
        bad[place_of_damage] ^= 0x40
        with open(path, "wb") as file:
            file.write(bad)
        done = run(home, "ledger", "verify")
        check(done.returncode in (1, 3) and name in done.stderr, f"damage at {place_of_damage}")
    with open(path, "wb") as file:
        file.write(good[:len(good) // 2])
    check(run(home, "ledger", "verify").returncode in (1, 3), "a shortened file")


main([bad_rows, keep_going, equal_rows, two_commands, damage])
