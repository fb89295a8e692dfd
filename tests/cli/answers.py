"""What answers of screening carry beside the lists: labels, exposure with its path, age limits; and their receipts."""
import csv
import io
import json
import os
import subprocess
import sys

from common import DATA, SOURCE, check, main, run, skip, write

MAKE_CHAIN = os.path.abspath(sys.argv[2])
LISTED = "0x098b716b8aaf21512996dc57eb0615e2383e2f96"
ETH, MILLI = 10 ** 18, 10 ** 15
OTHER = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"
MIXED = "0x52908400098527886E0F7030069857D2E4169EE7"


def listed_home(place):
    home = os.path.join(place, "home")
    done = run(home, "list", "import", "--date", "2024-09-27",
               write(place, "sanctioned_addresses_ETH.txt", LISTED + "\n"))
    check(done.returncode == 0, done.stderr)
    return home


def asked(home, *words):
    done = run(home, "screen", "--json", "--as-of", "2024-09-28", *words)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def replayed(home):
    done = run(home, "screen", "replay", "--json")
    if done.stdout == "":
        return done.returncode, {"same": -1, "receipts": [], "stderr": done.stderr}
    return done.returncode, json.loads(done.stdout)


def pack(home, place, name, rows):
    text = "chain,address,label,category,confidence,source,creator\n" + "".join(",".join(row) + "\n" for row in rows)
    done = run(home, "label", "import", write(place, name, text))
    check(done.returncode == 0, done.stderr)


def flows(home, place, name, first, moves):
    rows = ["chain,block,time,transaction,position,from,to,asset,amount,kind"]
    for n, (giver, taker, amount) in enumerate(moves, first):
        rows.append(f"eip155:1,{n},2024-01-01T00:{n // 60:02}:{n % 60:02}Z,0x{n:064x},,{giver},{taker},"
                    f"eip155:1/slip44:60,{amount},value")
    done = run(home, "ingest", "flows", write(place, name, "\n".join(rows) + "\n"))
    check(done.returncode == 0, done.stderr)


def labels(place):
    """A label is shown in whatever form its pack writes the address, and changes neither verdict nor exit code."""
    home = listed_home(place)
    code, (before,) = asked(home, MIXED)
    check(code == 0 and before["labels"] == [], str(before["labels"]))
    pack(home, place, "a.csv", [("eip155:1", MIXED, "Desk 9", "exchange", "web_crawl", "https://a.example", "crawler"),
                                ("bip122:000000000019d6689c085ae165831e93",
                                 "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ", "Pool", "miner", "heuristic", "s", "c"),
                                ("ticker:BCH", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "Cash",
                                 "otc", "heuristic", "s", "c"),
                                ("tron:728126428", "41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "Tether", "issuer",
                                 "heuristic", "s", "c"),
                                ("ticker:FOO", OTHER, "Foo", "user", "heuristic", "s", "c"),
                                ("eip155:1", LISTED, "Ronin theft", "service_hack", "forensic", "s", "c")])
    pack(home, place, "b.csv", [("eip155:1", MIXED, "Not a desk", "mixer", "heuristic", "s", "c")])
    forms = {MIXED: "Desk 9", MIXED.lower(): "Desk 9", MIXED[2:].upper(): "Desk 9", "eip155:56:" + MIXED: "Desk 9",
             "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq": "Pool", "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu": "Cash",
             "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a": "Cash", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t": "Tether",
             "41A614F803B6FD780986A42C78EC9C7F77E6DED13C": "Tether", OTHER.lower(): "Foo", LISTED: "Ronin theft"}
    for text, label in forms.items():
        code, (answer,) = asked(home, text)
        shown = [one["label"] for one in answer["labels"]]
        check(shown[:1] == [label] and code == (1 if text == LISTED else 0), f"{text}: {code} {shown}")
    code, (answer,) = asked(home, MIXED)
    check([(one["label"], one["chain"], one["winner"], one["conflict"]) for one in answer["labels"]] ==
          [("Desk 9", "eip155:1", True, False), ("Not a desk", "eip155:1", False, True)], str(answer["labels"]))
    one = answer["labels"][0]
    check((one["source"], one["creator"], one["confidence"], one["kind"]) ==
          ("https://a.example", "crawler", "web_crawl", "exchange") and len(one["pack_sha256"]) == 64, str(one))
    check(answer["answers"] == before["answers"] and answer["hits"] == before["hits"], "labels change no verdict")
    code, (answer,) = asked(home, "Desk 9")
    check(answer["kind"] == "name" and answer["labels"] == [], "a name has no labels")
    lines = run(home, "screen", MIXED, "--as-of", "2024-09-28").stdout
    check("label: Desk 9 [exchange], chain eip155:1, by crawler, source https://a.example, confidence web_crawl (20)"
          in lines, lines)
    batch(home, place, forms)
    kept(home, place)


def batch(home, place, forms):
    """The short way of a batch passes over no label."""
    texts = list(forms) + ["0x" + "12" * 20, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"]
    file = write(place, "batch.txt", "\n".join(texts) + "\n")
    code, answers = asked(home, "--file", file)
    check(code == 1 and [bool(answer["labels"]) for answer in answers] == [True] * len(forms) + [False] * 2, "batch")
    done = run(home, "screen", "--csv", "--file", file, "--as-of", "2024-09-28")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    check([row["text"] for row in rows] == texts and
          rows[0]["labels"] == "Desk 9 [exchange]" and rows[-1]["labels"] == "", done.stdout)
    code, hits = asked(home, "--file", file, "--only-hits")
    check([(answer["text"], len(answer["labels"])) for answer in hits] == [(LISTED, 1)], str(hits))


def kept(home, place):
    """Receipts are given again from the packs of then."""
    asked(home, MIXED, LISTED, "--receipt")
    check(replayed(home)[1]["same"] == 2, "at once")
    pack(home, place, "c.csv", [("eip155:1", MIXED, "The owner", "exchange", "ownership", "s", "c")])
    code, (answer,) = asked(home, MIXED)
    check(answer["labels"][0]["label"] == "The owner", "the new pack counts today")
    code, again = replayed(home)
    check(code == 0 and again["same"] == 2, f"a pack that came since: {again}")
    folder = os.path.join(home, "label")
    packs = sorted(name for name in os.listdir(folder) if name.endswith(".csv"))
    path = [os.path.join(folder, name) for name in packs if "Desk 9" in open(os.path.join(folder, name)).read()][0]
    with open(path, "r+b") as file:
        whole = file.read()
        file.seek(20)
        file.write(b"?")
    done = run(home, "screen", "--json", LISTED, MIXED, "--as-of", "2024-09-28")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    check(done.returncode == 1 and [answer["labels"] for answer in answers] == ["not looked at"] * 2 and
          "labels are not looked at" in done.stderr and answers[0]["hits"], f"a damaged pack: {done}")
    done = run(home, "screen", MIXED, "--csv", "--as-of", "2024-09-28", "--receipt")
    check(done.returncode == 0 and "not looked at" in done.stdout, "nor does its receipt hold any")
    os.remove(path)
    code, again = replayed(home)
    check(code == 1 and [one["same"] for one in again["receipts"]] == [False, False, True] and
          "no pack" in again["receipts"][0]["why"], f"a pack that is gone: {again}")
    with open(path, "wb") as file:
        file.write(whole)
    check(replayed(home)[1]["same"] == 3, "and came back")


def paths(place):
    """The path of a row is that of `why`; of a long one the end."""
    home = listed_home(place)
    names = [f"0x{n + 1:040x}" for n in range(50)]
    flows(home, place, "flows.csv", 10, [(names[n], names[n + 1], ETH) for n in range(45)])
    words = ("--seed", names[0] + "#theft", "--services", "none")
    for name in names[:45:7]:
        for rule in ("haircut", "fifo", "poison"):
            code, (answer,) = asked(home, name, *words, "--rule", rule)
            told = json.loads(run(home, "why", name, *words, "--rule", rule, "--json").stdout)["explanations"]
            (row,), (story,) = answer["exposure"]["rows"], told
            left = max(0, story["hops"] - 32)
            check(row["path"] == story["path"][left:] and row["path_omitted"] == left and
                  row["holding"] == story["id"] and row["from_seed"] == (story["seed"] if left == 0 else ""),
                  f"{name}, {rule}: {row['path_omitted']} of {story['hops']}")
    lines = run(home, "screen", names[45], *words, "--as-of", "2024-09-28").stdout.splitlines()
    check(lines[2] == "      ... 13 hops from a seed, left out" and lines[3].startswith("     14. ") and
          "45 hops" in lines[1] and names[44] + " sent 1.00 ETH to " + names[45] in lines[34], "\n".join(lines))
    check("come from theft under haircut (floor 0.001 ETH); 45 hops" in lines[1] and
          any(line.startswith("  de minimis is what is below the floor by value") and "1/1000" in line and
              "received and never spent" in line for line in lines), "the rules are printed")
    lines = run(home, "screen", names[1], *words, "--as-of", "2024-09-28").stdout.splitlines()
    check(lines[2] == f"      0. {names[0]} is a seed of colour theft" and lines[3].startswith("      1. "), str(lines))


def tables(place):
    """Exposure in CSV: a row a question, in their order."""
    home = listed_home(place)
    seed, other, service, clean, dusty = ("0x" + digit * 40 for digit in "12345")
    flows(home, place, "flows.csv", 10, [(clean, other, 3 * ETH), (seed, other, ETH), (seed, service, ETH),
                                         (seed, dusty, 10)])
    services = write(place, "services.txt", service + ",Desk\n")
    words = ("--seed", seed + "#theft", "--services", services, "--as-of", "2024-09-28", "--csv")
    texts = [other, "0x" + "99" * 20, service, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "Some, One", dusty]
    file = write(place, "texts.csv", "".join(f'"{text}"\n' for text in texts))

    def table(*more):
        rows = list(csv.DictReader(io.StringIO(run(home, "screen", "--file", file, *words, *more).stdout)))
        check([row["text"] for row in rows] == texts, f"{more}: order")
        return rows

    rows = table()
    shown = [[row[name] for name in ("exposure", "colour", "rule", "asset", "exposure_kind", "coloured", "whole",
                                     "floor", "received", "hops", "more_rows")] for row in rows]
    asset = "eip155:1/slip44:60"
    check(shown[0] == ["exposed", "theft", "haircut", asset, "holds", str(ETH), str(4 * ETH), str(MILLI), str(ETH), "1", ""] and
          shown[2] == ["exposed", "theft", "haircut", asset, "service", str(ETH), str(ETH), str(MILLI), str(ETH), "1", ""] and
          shown[5][:5] == ["de_minimis", "theft", "haircut", asset, "holds"], str(shown))
    check([one[0] for one in shown] == ["exposed", "none", "exposed", "other chain", "not asked", "de_minimis"] and
          not any(shown[1][1:] + shown[3][1:] + shown[4][1:]), str(shown))
    rows = table("--rule", "all")
    check(rows[0]["rule"] == "haircut" and rows[0]["more_rows"].count(";") == 3 and
          f"theft poison {asset} marked exposed" in rows[0]["more_rows"] and
          f"theft fifo {asset} holds exposed {ETH} of {4 * ETH}" in rows[0]["more_rows"], rows[0]["more_rows"])
    check(rows[5]["exposure"] == "de_minimis", "a mark alone does not speak for amounts")
    check(table("--rule", "poison")[0]["exposure_kind"] == "marked", "only marks")


def many_assets(place):
    """An address with more assets than an answer has room for ends no batch: what is left out is counted."""
    home = listed_home(place)
    seed, other = "0x" + "1" * 40, "0x" + "2" * 40
    rows = ["chain,block,time,transaction,position,from,to,asset,amount,kind"]
    rows += [f"eip155:1,{n},2024-01-01T00:00:00Z,0x{n:064x},,{seed},{other},eip155:1/erc20:0x{n:040x},5,value"
             for n in range(10, 1044)]
    check(run(home, "ingest", "flows", write(place, "flows.csv", "\n".join(rows) + "\n")).returncode == 0, "ingest")
    words = ("--seed", seed, "--services", "none")
    code, answers = asked(home, other, "0x" + "12" * 20, *words)
    check(code == 0 and len(answers) == 2 and len(answers[0]["exposure"]["rows"]) == 1024 and
          answers[0]["exposure"]["rows_omitted"] == 10 and "rows_omitted" not in answers[1]["exposure"], str(code))
    words += ("--as-of", "2024-09-28")
    check("exposure: 10 rows more" in run(home, "screen", other, *words).stdout, "lines")
    check("; 10 more" in run(home, "screen", other, *words, "--csv").stdout, "CSV")


def exposures_kept(place):
    """A receipt of exposure is given again, whatever came since: blocks, labels, files of seeds and services."""
    home = listed_home(place)
    seed, other, third, service = ("0x" + digit * 40 for digit in "1234")
    flows(home, place, "flows.csv", 10, [(third, other, 3 * ETH), (seed, other, ETH), (seed, service, ETH)])
    pack(home, place, "a.csv", [("eip155:1", service, "Desk 9", "exchange", "web_crawl", "s", "c")])
    seeds = write(place, "seeds.txt", f"# the theft\n{seed}={2 * ETH}#theft\n")
    services = write(place, "services.txt", f"{other},Desk\n")
    questions = ([], ["--services", "none"], ["--services", services], ["--rule", "all", "--floor", "5"],
                 ["--until", "11", "--min", "3", "--through", service])
    for words in questions:
        code, answers = asked(home, other, service, "--seeds", seeds, "--receipt", *words)
        check(code == 0 and answers[0]["exposure"]["rows"], f"{words}: {code}")
    wanted = 2 * len(questions)
    code, again = replayed(home)
    check(code == 0 and again["same"] == wanted, f"at once: {again}")
    inputs = os.path.join(home, "lists", "inputs")
    check(len([name for name in os.listdir(inputs) if name != "lock"]) == len(questions), str(os.listdir(inputs)))
    was = asked(home, other, "--seeds", seeds)[1][0]["exposure"]
    flows(home, place, "more.csv", 20, [(other, third, 2 * ETH), (seed, third, ETH)])
    pack(home, place, "b.csv", [("eip155:1", other, "A desk now", "exchange", "ownership", "s", "c")])
    now = asked(home, other, "--seeds", seeds)[1][0]["exposure"]
    check(now["rows"][0]["kind"] == "service" and was["rows"][0]["kind"] == "holds" and
          now["last_block"] == 21 and now["identity"] != was["identity"], "today's answer is another")
    os.remove(seeds)
    os.remove(services)
    code, again = replayed(home)
    check(code == 0 and again["same"] == wanted, f"a ledger that grew: {again}")
    other_ledger(home, place, wanted)


def other_ledger(home, place, wanted):
    """What cannot be given again says why, receipt by receipt."""
    ledger = os.path.join(home, "ledger")
    os.rename(ledger, ledger + ".away")
    code, again = replayed(home)
    check(code == 1 and again["different"] == wanted, f"no ledger: {again}")
    flows(home, place, "short.csv", 10, [("0x" + "8" * 40, "0x" + "9" * 40, 5)])
    code, again = replayed(home)
    why = {one["why"] for one in again["receipts"]}
    check(code == 1 and again["different"] == wanted and all("expected 10 to" in one for one in why), str(why))
    flows(home, place, "long.csv", 11, [("0x" + "1" * 40, "0x" + "2" * 40, ETH), ("0x" + "8" * 40, "0x" + "9" * 40, 5)])
    code, again = replayed(home)
    check(code == 1 and again["same"] == 1, f"another ledger gives another answer, but that nobody reached it: {again}")
    lines = run(home, "screen", "replay").stdout
    check("another answer" in lines and f"{wanted - 1} with another" in lines, lines)
    folder = os.path.join(home, "lists", "inputs")
    name = sorted(name for name in os.listdir(folder) if name != "lock")[0]
    with open(os.path.join(folder, name), "r+b") as file:
        file.seek(30)
        file.write(b"?")
    done = run(home, "screen", "replay")
    check(done.returncode == 3 and "not those it is named by" in done.stderr, done.stderr)
    os.remove(os.path.join(folder, name))
    check(any("is not there" in one["why"] for one in replayed(home)[1]["receipts"]), "inputs that are gone")


def coins_kept(place):
    """On a coin chain the block at the end is proven, and paths are those of `why`."""
    home = listed_home(place)
    folders = [os.path.join(place, name) for name in ("short", "long", "other")]
    words = ("transactions", "100", "block", "4", "unspent", "100")
    made = [subprocess.run([MAKE_CHAIN, folder, *words, *more], check=True, capture_output=True, text=True).stdout
            for folder, more in zip(folders, (("length", "2"), ("length", "3"), ("length", "3", "seed", "7")))]
    seed = [line.split()[1] for line in made[0].splitlines() if line.startswith("seed ")][0]
    check(run(home, "ingest", "blk", "--chain", "regtest", "--no-pow", folders[0]).returncode == 0, "ingest")
    traced = json.loads(run(home, "trace", "--json", "--seed", seed, "--services", "none", "--rule", "fifo").stdout)["results"][0]
    held = [one["address"] for one in traced["holdings"]][:3]
    passed = [one for one in traced["reached_addresses"] if one and " " not in one and
              one not in [h["address"] for h in traced["holdings"]]][:3]
    given = ("--seed", seed, "--services", "none", "--rule", "fifo")
    code, answers = asked(home, *held, *passed, *given, "--receipt")
    check(len(answers) == 6 and all(answer["exposure"]["no_pow"] for answer in answers), "headers without proof are said")
    for answer in answers:
        told = json.loads(run(home, "why", answer["text"], *given, "--json").stdout)["explanations"]
        for row in answer["exposure"]["rows"]:
            most = max(int(one["amount"]) for one in told)
            (story,) = [one for one in told if one["id"] == row["holding"]]
            left = max(0, story["hops"] - 32)
            check(int(story["amount"]) == most and row["path"] == story["path"][left:] and
                  row["path_omitted"] == left, f"{row['holding']}: {row['path_omitted']}")
    check(replayed(home)[1]["same"] == 6, "at once")
    check(run(home, "ingest", "blk", "--chain", "regtest", "--no-pow", folders[1]).returncode == 0, "more blocks")
    code, again = replayed(home)
    check(code == 0 and again["same"] == 6, f"a chain that grew: {again}")
    os.rename(os.path.join(home, "ledger"), os.path.join(place, "away"))
    check(run(home, "ingest", "blk", "--chain", "regtest", "--no-pow", folders[2]).returncode == 0, "another chain")
    code, again = replayed(home)
    check(code == 1 and again["same"] == 0 and "of the ledger is" in again["receipts"][0]["why"],
          f"another chain: {again}")


def ages(place):
    """Age limits of a home: in a file, in the answer, in the receipt."""
    home = listed_home(place)
    conf = os.path.join(home, "screen.conf")
    clean = "0x" + "12" * 20

    def verdict(*words):
        done = run(home, "screen", "--json", clean, "--as-of", "2024-11-06", *words)  # 40 days behind the list
        if done.stdout == "":
            return done.stderr
        (one,) = json.loads(done.stdout)["answers"]
        return one["verdict"], one["max_age"], done.returncode

    with open(os.path.join(SOURCE, "examples", "screen.conf"), encoding="utf-8") as file:
        write(home, "screen.conf", file.read())
    check(verdict() == ("not_screened", 30, 2), f"the example is the default: {verdict()}")
    for text, wanted in (("max-age US 40\n", 40), ("# all\n\n  max-age   40", 40), ("max-age 9\r\nmax-age\tUS 45\r\n", 45),
                         ("max-age US 41\nmax-age 3\n", 41)):
        write(home, "screen.conf", text)
        check(verdict() == ("clear", wanted, 0), f"{text!r}: {verdict()}")
    check(verdict("--max-age", "10") == ("not_screened", 10, 2), "the command's counts before the file's")
    check(verdict("--max-age", "US=39") == ("not_screened", 39, 2), "by name as well")
    check(verdict("--max-age", "JP=1") == ("clear", 41, 0), "who is not named keeps the file's")
    check(verdict("--receipt") == ("clear", 41, 0), "kept")
    lines = run(home, "screen", clean, "--as-of", "2024-11-06", "--max-age", "3").stdout
    check("not screened (list older than its limit of 3 days)" in lines, lines)
    os.remove(conf)
    check(verdict() == ("not_screened", 30, 2), "without the file")
    check(replayed(home)[1]["same"] == 1, "receipts keep the limits")
    for text, line in (("max-age US\n", 1), ("max-age 1\n\nmax-age XX 3", 3), ("max-age US 1\nmax-age US 2", 2),
                       ("max-age 1\nmax-age 1\n", 2), ("max-age US 3 4", 1), ("maxage 3", 1), ("max-age -3", 1),
                       ("max-age 123456", 1), ("max-age US=3", 1), ("# x\nmax-age 3 # y", 2), ("\0max-age 3", 1)):
        write(home, "screen.conf", text)
        done = run(home, "screen", clean)
        check(done.returncode == 2 and f"screen.conf:{line}: " in done.stderr and done.stdout == "",
              f"{text!r}: {done.returncode} {done.stderr}")


def seedless(place):
    """What only a trace means is not passed over in silence; nothing asked stands in an error."""
    home = listed_home(place)
    for words in (("--until", "3"), ("--rule", "fifo"), ("--floor", "1"), ("--services", "none"), ("--min", "1"),
                  ("--chain", "eip155:1"), ("--through", LISTED), ("--follow-fees", "fees-first")):
        done = run(home, "screen", MIXED, *words)
        check(done.returncode == 2 and words[0] + ": without seeds" in done.stderr and MIXED not in done.stderr,
              f"{words}: {done.stderr}")


def silences(place):
    """No clear that hides what is too old, or what was refused."""
    home = os.path.join(place, "home")
    row = '{0},"{1}",-0- ,"DPRK3",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-\r\n'
    rows = "".join(row.format(n, f"PARTY {n}") for n in range(1, 31))

    def answer(authority, *words):
        done = run(home, "screen", "--json", "Nobody", "--authority", authority, *words)
        (one,) = json.loads(done.stdout)["answers"]
        return one["verdict"], one["lacking"], one["notes"]

    def imported(name, text, *words):
        return run(home, "list", "import", *words, write(place, name, text)).returncode

    check(imported("sdn-2024-01-05.csv", rows + row.format(7, "PARTY 7")) == 3, "an id that stands twice")
    verdict, lacking, notes = answer("US", "--as-of", "2024-01-10")
    check((verdict, lacking) == ("not_screened", "list missing") and "ofac-sdn of 2024-01-05 was refused" in notes[0],
          f"nothing was ever let in, and why: {notes}")
    check(imported("sdn-2024-01-04.csv", rows, "--accept-shrink") == 0, "a list")
    for day in ("06", "07", "08"):
        check(imported(f"sdn-2024-01-{day}.csv", rows[:500]) == 3, "shrinks")
    verdict, lacking, notes = answer("US", "--as-of", "2024-01-10")
    check(verdict == "clear" and [note[:31] for note in notes if "refused" in note] ==
          ["ofac-sdn of 2024-01-08 was refu"], f"the newest: {notes}")
    check(imported("cons_prim.csv", row.format(9641, "A BANK"), "--date", "2023-01-01", "--list", "ofac-cons",
                   "--accept-shrink") == 0, "a consolidated list")
    verdict, lacking, notes = answer("US", "--as-of", "2024-01-10")
    check((verdict, lacking) == ("not_screened", "list older than its limit") and
          "ofac-cons of 2023-01-01 is older than its limit" in notes, f"said: {notes}")
    for text in (". .", "\u3000", "'", "."):
        done = run(home, "screen", "--json", text, "--as-of", "2024-01-10", "--authority", "US")
        (one,) = json.loads(done.stdout)["answers"]
        check(done.returncode == 2 and (one["verdict"], one["lacking"]) == ("not_screened", "nothing to compare"), text)
    eu(home, answer)


def eu(home, answer):
    """Each regulation is a part of the list, with parties of its own."""
    folder = os.path.join(DATA, "sanctions", "eu")
    if not os.path.isdir(folder):
        skip("no published lists beside the tree")
        return
    for name, day in (("32017R1509", "2024-12-17"), ("32019R0796", "2024-06-17")):
        done = run(home, "list", "import", "--date", day, os.path.join(folder, f"eu-journal-{name}.csv"))
        check(done.returncode == 0, done.stderr)
    check(answer("EU", "--as-of", "2024-06-20")[:2] == ("clear", ""), "one part, and fresh")
    check(answer("EU", "--as-of", "2024-12-20")[:2] == ("not_screened", "list older than its limit"), "one is too old")
    check(answer("EU", "--as-of", "2024-12-20", "--max-age", "200")[:2] == ("clear", ""), "within its limit")


main([labels, paths, tables, many_assets, exposures_kept, coins_kept, ages, seedless, silences])
