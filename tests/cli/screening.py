"""Screening: every authority answers for itself, as of a day, in whatever form an address is written."""
import csv
import io
import json
import os
import subprocess

from common import DATA, PROGRAM, SOURCE, check, main, run, skip, write

LISTS = os.path.join(DATA, "sanctions")
SAMPLES = os.path.join(SOURCE, "tests", "vectors", "lists")
ROW = '{0},"{1}",-0- ,"DPRK3",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,{2}\r\n'
LAZARUS = "0x098B716B8Aaf21512996dC57EB0615e2383E2f96"


def there():
    if os.path.isdir(LISTS):
        return True
    skip("no published lists beside the tree")
    return False


def imported(home, *words):
    done = run(home, "list", "import", *words)
    check(done.returncode == 0, f"import {words}: {done.stderr}")


def taken(home, *words):
    """A made list, which has not all that never leaves a published one."""
    imported(home, "--accept-shrink", *words)


def asked(home, *words):
    done = run(home, "screen", "--json", *words)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def verdicts(answer):
    return {a["authority"]: (a["verdict"], a["lacking"]) for a in answer["answers"]}


def tornado_cash(place):
    """Hits on the list of 2024, clear on that of 2025; the two addresses of the LI.FI table among them."""
    if not there():
        return
    home = os.path.join(place, "home")
    imported(home, "--date", "2025-11-27", LISTS + "/addr-2025-11")
    imported(home, "--date", "2024-09-27", LISTS + "/addr-2024-09")
    for address in ("0xd90e2f925da726b50c4ed8d0fb90ad053324f31b",
                    "0xca0840578f57fe71599d29375e16783424023357"):
        code, (answer,) = asked(home, address, "--as-of", "2024-09-27")
        check(code == 1 and verdicts(answer) == {"US": ("hit", "")}, f"{address}: {answer['answers']}")
        check(answer["hits"][0]["list"] == "ofac-addr" and answer["hits"][0]["effects"] == ["blocking"],
              str(answer["hits"]))
        code, (answer,) = asked(home, address, "--as-of", "2025-11-27")
        check(code == 0 and verdicts(answer) == {"US": ("clear", "")}, f"{address}: {answer['answers']}")
        code, (answer,) = asked(home, address, "--as-of", "2024-09-26")
        check(code == 2 and verdicts(answer) == {"US": ("not_screened", "list missing")}, "before it all")
        code, (answer,) = asked(home, address, "--as-of", "2025-10-30")
        check(code == 1 and verdicts(answer)["US"][0] == "hit", "a hit on an old list is a hit")
    code, (answer,) = asked(home, "0x" + "12" * 20, "--as-of", "2025-10-30")
    check(code == 2 and verdicts(answer)["US"] == ("not_screened", "list older than its limit"), str(code))
    code, (answer,) = asked(home, "0x" + "12" * 20, "--as-of", "2025-10-30", "--max-age", "1000")
    check(code == 0, "a limit of one's own")
    for age, wanted in (("US=1000", 0), ("JP=1000", 2), ("5,US=1000", 0), ("1000,US=5", 2), ("1000,JP=5", 0)):
        code, (answer,) = asked(home, "0x" + "12" * 20, "--as-of", "2025-10-30", "--max-age", age, "--receipt")
        check(code == wanted, f"--max-age {age}: {code}")
    check(run(home, "screen", "replay").returncode == 0, "receipts keep the limits")
    for age in ("", "US", "US=", "XX=3", "US=3;JP=4", "123456", "US=-1"):
        done = run(home, "screen", "0x00", "--max-age", age)
        check(done.returncode == 2 and "--max-age" in done.stderr, f"--max-age '{age}': {done.stderr}")
    superseded(home)


def superseded(home):
    """An address list supersedes the addresses of older lists of parties, not of newer whole ones."""
    tornado = "0xd90e2f925da726b50c4ed8d0fb90ad053324f31b"
    home_sdn = "sdn-2024-10-01.csv"
    folder = os.path.dirname(home)
    address = f'"Digital Currency Address - ETH {tornado}."'
    taken(home, write(folder, home_sdn, ROW.format(1, "TORNADO", address)))
    code, (answer,) = asked(home, tornado, "--as-of", "2024-10-02")
    check(code == 1 and answer["hits"][0]["list"] == "ofac-sdn", "the newer whole list decides")
    code, (answer,) = asked(home, tornado, "--as-of", "2025-11-27")
    check(code == 0, "the address list of 2025 supersedes it")
    code, (answer,) = asked(home, LAZARUS, "--as-of", "2024-10-02")
    check(code == 0, "and it supersedes the address list of 2024")


def real_names(place):
    if not there():
        return
    home = os.path.join(place, "home")
    imported(home, LISTS + "/un-2026-02", LISTS + "/jp-mof-2026-03")
    imported(home, "--date", "2026-03-01", LISTS + "/ofac-2024-05-02")
    code, (answer,) = asked(home, "jong-sik KIM", "--as-of", "2026-03-05")
    found = {(hit["authority"], hit["entry"]) for hit in answer["hits"]}
    check(code == 1 and {("UN", "KPi.066"), ("JP", "15-66"), ("US", "23214")} <= found, str(found))
    check(answer["match"] == "exact only" and answer["kind"] == "name", str(answer["match"]))
    code, (answer,) = asked(home, "パク・ジンヒョク", "--authority", "JP,UN", "--as-of", "2026-03-05")
    check(verdicts(answer) == {"UN": ("clear", ""), "JP": ("hit", "")}, str(answer["answers"]))
    check(answer["hits"][0]["entry"] == "17-77" and answer["hits"][0]["score"] == 100 and
          answer["hits"][0]["effects"] == ["capital transactions"], str(answer["hits"]))
    code, (answer,) = asked(home, "0x" + "12" * 20, "--as-of", "2026-03-05")
    check(code == 2 and verdicts(answer)["US"] == ("not_screened", "remarks cut") and
          verdicts(answer)["UN"] == ("clear", ""), str(answer["answers"]))
    code, (answer,) = asked(home, "Nobody At All", "--as-of", "2026-03-05")
    check(code == 0, "cut remarks do not touch names")
    notes = [a["notes"] for a in answer["answers"] if a["authority"] == "US"]
    check(notes == [["ofac-sdn of 2026-03-01 came without its file of aliases"]], str(notes))


def spellings(place):
    """One key in all the forms in which it is written, and what is not it."""
    home, folder = os.path.join(place, "home"), os.path.join(place, "in")
    os.mkdir(folder)
    listed = {"ETH": LAZARUS, "XBT": "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ",
              "BCH": "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
              "TRX": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "XRP": "rGWrZyQqhTp9Xu7G5Pkayo7bXjH4k4QYpf"}
    for asset, address in listed.items():
        write(folder, f"sanctioned_addresses_{asset}.txt", address + "\n")
    imported(home, "--date", "2024-09-27", folder)
    same = [LAZARUS.lower(), LAZARUS[2:], "0X" + LAZARUS[2:].upper(), "eip155:1:" + LAZARUS,
            "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            "bip122:000000000019d6689c085ae165831e93:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A",
            "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "41a614f803b6fd780986a42c78ec9c7f77e6ded13c",
            "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "XVLhHMPHU98es4dbozjVtdWzVrDjtV5fdx1mHp98tDMoQXb"]
    for text in same:
        code, (answer,) = asked(home, text, "--as-of", "2024-09-27")
        check(code == 1 and answer["kind"] == "address", f"{text}: {code} {answer['form']}")
    other = ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "tR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
             "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"]
    for text in other:
        code, (answer,) = asked(home, text, "--as-of", "2024-09-27")
        check(code in (0, 2) and not answer["hits"], f"{text}: {code}")
    code, (answer,) = asked(home, LAZARUS[:-1] + LAZARUS[-1].swapcase() if LAZARUS[-1].isalpha() else
                            LAZARUS.replace("B", "b", 1), "--as-of", "2024-09-27")
    check(code == 1 and "EIP-55" in answer["warning"], "a mismatch of EIP-55 is a warning")
    code, (answer,) = asked(home, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", "--as-of", "2024-09-27")
    check("checksum fails" in answer["warning"] and answer["kind"] == "address", answer["warning"])


def batches(place):
    home, folder = os.path.join(place, "home"), os.path.join(place, "in")
    os.mkdir(folder)
    write(folder, "sanctioned_addresses_ETH.txt", LAZARUS + "\n")
    imported(home, "--date", "2024-09-27", folder)
    texts = [LAZARUS, "0x" + "12" * 20, "Some, One", LAZARUS.lower()]
    path = write(place, "q.txt", "\n".join(texts) + "\n")
    code, answers = asked(home, "--file", path, "--as-of", "2024-09-27")
    check([a["text"] for a in answers] == texts and code == 1, "the order of the questions")
    table = write(place, "q.csv", "".join(f'"{text}",x\n' for text in texts))
    done = run(home, "screen", "--file", table, "--csv", "--as-of", "2024-09-27")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    check([row["text"] for row in rows] == texts and
          [row["US"] for row in rows] == ["hit", "clear", "not_screened", "hit"], done.stdout)
    piped = subprocess.run([PROGRAM, "--home", home, "screen", "--file", "-", "--json", "--as-of",
                            "2024-09-27"], input="\n".join(texts), capture_output=True, text=True)
    check(len(piped.stdout.splitlines()) == 4 and piped.returncode == 1, piped.stderr)


def short_ways(place):
    """A batch passes most texts by a sieve: the same answers as the long way, which receipts take."""
    if not there():
        return
    home = os.path.join(place, "home")
    folder = LISTS + "/addr-2025-11"
    imported(home, "--date", "2025-11-27", folder)
    lines = []
    for name in sorted(os.listdir(folder)):
        if name.endswith(".txt"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                lines += [line.split(";")[0].strip() for line in file if line.strip()]
    tron = "41" + "12" * 20
    evm = [line for line in lines if line.startswith("0x")]
    lines += [line[2:] for line in evm] + [line.upper() for line in lines] + [line.lower() for line in lines]
    lines += [line[:-1] + "z" for line in lines] + ["eip155:1:" + line for line in evm]
    lines += [tron, "0x" + "12" * 20, "0X" + "AB" * 20, "0x" + "aB" * 20, "ab" * 20, "Q" * 42, "X" * 47, "Kim Jong Un",
              "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "ONEWORDOFMANYLETTERSANDNOMORE", "0x-" + "1" * 39]
    file = write(place, "batch.txt", "\n".join(lines) + "\n")
    words = ["--as-of", "2025-11-28", "--file", file, "--authority", "US,UN"]
    for form in (["--json"], ["--csv"], []):
        short, long = run(home, "screen", *words, *form), run(home, "screen", "--receipt", *words, *form)
        check(short.returncode == long.returncode == 1 and short.stdout == long.stdout, f"{form}: differs")
    code, answers = asked(home, *words)
    code, hits = asked(home, *words, "--only-hits")
    check(code == 1 and hits == [answer for answer in answers if answer["hits"]], "only hits")
    check(len(hits) > 3 * len(evm) and len(hits) < len(answers), f"{len(hits)} of {len(answers)}")
    code, hits = asked(home, "0x" + "12" * 20, "--as-of", "2025-11-28", "--only-hits")
    check(code == 0 and hits == [], "none")
    code, hits = asked(home, "0x" + "12" * 20, "--as-of", "2024-11-28", "--only-hits")
    check(code == 2 and hits == [], "not screened, though nothing is printed")


def exposure(place):
    """By amount, as the trace has it; dust that was mailed is de minimis, unless the address is listed or spent it."""
    home = os.path.join(place, "home")
    seed, mixed, mailed, dusty, spent, listed = ("0x" + digit * 40 for digit in "123456")
    clean, other = "0x" + "9" * 40, "0x" + "8" * 40
    eth, milli = 10 ** 18, 10 ** 15
    moves = [(clean, mixed, 3 * eth), (seed, mixed, eth), (seed, mailed, milli - 1), (seed, spent, milli - 1),
             (spent, other, milli - 1), (clean, dusty, eth), (seed, dusty, milli // 2), (dusty, other, milli),
             (seed, listed, milli - 1)]
    rows = ["chain,block,time,transaction,position,from,to,asset,amount,kind"]
    for n, (giver, taker, amount) in enumerate(moves):
        rows.append(f"eip155:1,{n + 10},2024-01-01T00:00:{n:02}Z,0x{n + 1:064x},,{giver},{taker},eip155:1/slip44:60,"
                    f"{amount},value")
    done = run(home, "ingest", "flows", write(place, "flows.csv", "\n".join(rows) + "\n"))
    check(done.returncode == 0, done.stderr)
    taken(home, "--date", "2024-09-27", write(place, "sanctioned_addresses_ETH.txt", listed + "\n"))
    words = ("--as-of", "2024-09-28", "--seed", seed + "#theft", "--services", "none")

    def row(address, *more):
        code, (answer,) = asked(home, address, *words, *more)
        check(code == (1 if address == listed else 0), f"{address}: exposure changes no exit code: {code}")
        (one,) = answer["exposure"]["rows"]
        return one

    one = row(mixed)
    check((one["whole"], one["coloured"], one["verdict"]) == (str(4 * eth), str(eth), "exposed"), str(one))
    check((one["colour"], one["rule"], one["kind"], one["hops"]) == ("theft", "haircut", "holds", 1), str(one))
    traced = run(home, "trace", "--json", "--seed", seed + "#theft", "--services", "none")
    held = {h["address"]: h["amount"] for h in json.loads(traced.stdout)["results"][0]["holdings"]}
    check(held[mixed] == one["coloured"] and held[mailed] == row(mailed)["coloured"], str(held))
    one = row(mailed)
    check(one["verdict"] == "de_minimis" and one["unsolicited"] and one["floor"] == str(milli), str(one))
    check(row(mailed, "--floor", str(milli - 1))["verdict"] == "exposed", "at the floor")
    one = row(spent)
    check((one["kind"], one["received"], one["verdict"]) == ("passed", str(milli - 1), "exposed"), str(one))
    one = row(dusty)
    check(one["verdict"] == "de_minimis" and not one["unsolicited"], f"below the share: {one}")
    check(row(dusty, "--rule", "tiho")["kind"] == "passed", "another rule, another answer")
    check(row(listed)["verdict"] == "exposed", "listed: never de minimis")
    check(row(seed)["seed"] and row(seed, "--rule", "poison")["kind"] == "marked", "the seed")
    code, (answer,) = asked(home, clean, *words, "--until", "11")
    check(code == 0 and answer["exposure"]["rows"] == [], "nobody has sent it any by then")
    code, (answer,) = asked(home, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", *words)
    check(answer["exposure"]["of_this_chain"] is False, str(answer["exposure"]))
    code, (answer,) = asked(home, mixed, "--as-of", "2024-09-28")
    check(answer["exposure"] == "not asked", "without seeds")
    lines = run(home, "screen", mixed, *words).stdout
    check("of these 4.00 ETH, 1.00 ETH come from theft under haircut (floor 0.001 ETH); 1 hop" in lines, lines)


def exits(place):
    home = os.path.join(place, "home")
    check(run(home, "screen", LAZARUS).returncode == 2, "no lists at all")
    rows = "".join(ROW.format(n, f"PARTY {n}", "-0- ") for n in range(1, 31))
    taken(home, write(place, "sdn-2024-01-01.csv", rows))
    code, (answer,) = asked(home, "party 7", "--as-of", "2024-01-10")
    check(code == 1 and answer["hits"][0]["entry"] == "7", str(answer["hits"]))
    code, (answer,) = asked(home, "party 77", "--as-of", "2024-01-10", "--authority", "US,JP")
    check(code == 2 and verdicts(answer) == {"US": ("clear", ""), "JP": ("not_screened", "list missing")},
          str(answer["answers"]))
    check(run(home, "screen", "x", "--authority", "US,XX").returncode == 2, "no such authority")
    check(run(home, "screen").returncode == 2, "nothing asked")
    run(home, "list", "import", write(place, "sdn-2024-01-05.csv", rows[:500]))  # shrinks: refused
    code, (answer,) = asked(home, "party 77", "--as-of", "2024-01-10")
    check(code == 0 and "ofac-sdn of 2024-01-05 was refused" in answer["answers"][0]["notes"][1],
          str(answer["answers"]))
    code, (answer,) = asked(home, "party 7", "--as-of", "2024-01-10", "--known-at", "2020-01-01")
    check(code == 2 and verdicts(answer)["US"] == ("not_screened", "list missing"), "not known then")


def receipts(place):
    """A receipt gives the same answer when it is asked again, whatever was imported since."""
    home = os.path.join(place, "home")
    rows = "".join(ROW.format(n, f"PARTY {n}", "-0- ") for n in range(1, 31))
    taken(home, write(place, "sdn-2024-01-01.csv", rows))
    done = run(home, "screen", "replay")
    check(done.returncode == 0 and done.stdout.startswith("0 receipts"), done.stdout + done.stderr)
    code, answers = asked(home, "--receipt", "party 7", "party 77", "0x" + "12" * 20, "--as-of", "2024-01-10")
    check(code == 1 and len(answers) == 3, str(code))
    asked(home, "--receipt", "party 8", "--authority", "UN,US")
    done = run(home, "screen", "replay", "--json")
    again = json.loads(done.stdout)
    check(done.returncode == 0 and again["same"] == 4 and again["different"] == 0, done.stdout)
    path = os.path.join(home, "lists", "receipts")
    with open(path, "rb") as file:
        whole = file.read()
    check(whole.count(b"\n") == 4 and b"sha256" in whole, "a line a question, with the lists' hashes")
    with open(path, "ab") as file:
        file.write(whole[:100])  # the power went
    check(json.loads(run(home, "screen", "replay", "--json").stdout)["same"] == 4, "a torn line is none")
    asked(home, "--receipt", "party 9", "--as-of", "2024-01-10")
    check(json.loads(run(home, "screen", "replay", "--json").stdout)["same"] == 5, "and does no harm")
    with open(path, "r+b") as file:
        file.seek(200)
        file.write(b"?")
    done = run(home, "screen", "replay")
    check(done.returncode == 3 and "receipts:1: not as it was written" in done.stderr, done.stderr)


def scopes(place):
    """A regulation is not the whole list: the answer names what it covers."""
    if not there():
        return
    home = os.path.join(place, "home")
    imported(home, "--date", "2024-12-17", LISTS + "/eu/eu-journal-32019R0796.csv")
    _, (answer,) = asked(home, "Nobody", "--as-of", "2024-12-20")
    shown = answer["answers"][0]["lists"]
    check([(one["scope"], one["covers"]) for one in shown] == [("32019R0796", ["EU-CYB"])], str(shown))
    imported(home, "--date", "2024-09-01", LISTS + "/eu/eu-journal-32017R1509.csv")
    code, (answer,) = asked(home, "Nobody", "--as-of", "2024-12-20")
    check(code == 2 and verdicts(answer) == {"EU": ("not_screened", "list older than its limit")},
          "a regulation that is too old is not made good by a newer one")


main([tornado_cash, real_names, spellings, batches, exits, short_ways, exposure, receipts, scopes])
