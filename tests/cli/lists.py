"""Sanctions lists: every published file that is at hand, samples of the forms that are not, guards,
what is in force when, differences, and lists that mean harm."""
import glob
import hashlib
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import time

from common import DATA, PROGRAM, SOURCE, check, main, run, skip, stopped_at, tree, write

LISTS = os.path.join(DATA, "sanctions")
SAMPLES = os.path.join(SOURCE, "tests", "vectors", "lists")
ROW = '{0},"{1}",-0- ,"{2}",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,{3}\r\n'


def there():
    if os.path.isdir(LISTS):
        return True
    skip("no published lists beside the tree")
    return False


def imported(home, *words, code=0):
    done = run(home, "list", "import", "--json", *words)
    check(done.returncode == code, f"import {words}: {done.returncode}, expected {code}: {done.stderr}")
    return json.loads(done.stdout)["lists"] if done.stdout else []


def taken(home, *words, code=0):
    """A made list, which has not all that never leaves a published one."""
    return imported(home, "--accept-shrink", *words, code=code)


def entries(home, word, *words):
    done = run(home, "list", "show", "--json", word, *words)
    return json.loads(done.stdout)["entries"] if done.stdout else []


def facts(entry, kind, label=None):
    return [fact["text"] for fact in entry["facts"]
            if fact["fact"] == kind and (label is None or fact["label"] == label)]


def versions(home, *words):
    return json.loads(run(home, "list", "show", "--json", *words).stdout)["versions"]


def diff(home, *words):
    done = run(home, "list", "diff", "--json", *words)
    check(done.returncode == 0, f"diff {words}: {done.stderr}")
    return json.loads(done.stdout)


KINDS = ("name", "alias", "weak_alias", "former_name", "birth", "nationality", "id", "address", "programme",
         "effect", "listed_on", "reference", "remark")


def index_of(home, name, date):
    """The index of a version, read by docs/list-format.md alone: key, number, [(kind, flags, label, text)]."""
    version, = [v for v in versions(home, name) if v["date"] == date]
    path, = glob.glob(os.path.join(home, "lists", "index", version["sha256"] + "-*"))
    with open(path, "rb") as file:
        data = file.read()
    check(path.endswith(f"-{int.from_bytes(data[40:48], 'little'):016x}"), "an index is named by its checksum")
    check(data[:16] == b"trefoil-list 1\n\0", "the magic of an index")
    entries_, facts_, size = struct.unpack("<3Q", data[16:40])
    at_facts = 48 + 32 * entries_
    texts = data[at_facts + 24 * facts_:]
    check(len(texts) == size, "the length of an index")
    found = []
    for number in range(entries_):
        key, key_size, shown, shown_size, _, first, count, _ = struct.unpack_from("<8I", data, 48 + 32 * number)
        facts_of = []
        for fact in range(first, first + count):
            kind, flags, label, label_size, text, text_size = struct.unpack_from("<6I", data, at_facts + 24 * fact)
            facts_of.append((KINDS[kind], flags, texts[label:label + label_size].decode(),
                             texts[text:text + text_size].decode()))
        found.append((texts[key:key + key_size].decode(), texts[shown:shown + shown_size].decode(), facts_of))
    check([entry[0] for entry in found] == sorted((entry[0] for entry in found), key=str.encode), "keys in order")
    return found


def with_programme(index, word):
    return sum(any(word in text for kind, _, _, text in entry[2] if kind == "programme") for entry in index)


def addresses(index):
    return {text.lower() if text.startswith("0x") else text
            for entry in index for kind, _, _, text in entry[2] if kind == "address"}


def published_indices(home):
    """North Korea's, and what the SDN list without its comments shows of the addresses."""
    check(with_programme(index_of(home, "un", "2026-02-27"), "DPRK") == 155, "UN, North Korea")
    jp = index_of(home, "jp", "2026-03-05")
    check(with_programme(jp, "北朝鮮") == 330, "Japan, North Korea")
    check(not any("テロリストトウ" in text for entry in jp for _, _, _, text in entry[2]), "readings are no text")
    listed = addresses(index_of(home, "ofac-addr", "2024-09-27"))
    shown = addresses(index_of(home, "ofac-sdn", "2024-05-02"))
    check(len(listed) == 641 and len(shown) == 280 and shown <= listed,
          f"{len(shown)} addresses shown, {sorted(shown - listed)} of them fragments")


def published_counts(place):
    if not there():
        return
    home = os.path.join(place, "home")
    for words, wanted in (
            ((LISTS + "/un-2026-02",), {"un 2026-02-27": (1003, 0)}),
            ((LISTS + "/un-2025-04",), {"un 2025-04-19": (877, 0)}),
            ((LISTS + "/jp-mof-2026-03",), {"jp 2026-03-05": (2862, 0)}),
            ((LISTS + "/ofac-cons-2025-03",), {"ofac-cons 2025-03-28": (443, 0)}),
            (("--date", "2024-09-27", LISTS + "/addr-2024-09"), {"ofac-addr 2024-09-27": (641, 654)}),
            (("--date", "2025-11-27", LISTS + "/addr-2025-11"), {"ofac-addr 2025-11-27": (743, 756)}),
            (("--date", "2024-05-02", LISTS + "/ofac-2024-05-02/sdn.csv"),
             {"ofac-sdn 2024-05-02": (14973, 288)}),
            (("--date", "2024-12-17", LISTS + "/eu"),
             {"eu32017R1509 2024-12-17": (326, 0), "eu32019R0796 2024-12-17": (38, 0),
              "eu32024R2642 2024-12-17": (100, 0)})):
        found = {f"{v['list']}{v['scope']} {v['date']}": (v["entries"], v["addresses"])
                 for v in imported(home, *words)}
        check(found == wanted, f"{words[-1]}: {found}, expected {wanted}")
    sdn = versions(home, "ofac-sdn")[0]
    check(sdn["remarks_cut"] == 18 and "18 remarks are cut" in sdn["warnings"][0], str(sdn["warnings"]))
    check(sdn["addresses_mistyped"] == 0, "no listed address of 2024 is mistyped")
    published_entries(home)
    published_indices(home)


def published_entries(home):
    kim, = entries(home, "KPi.066")
    check(kim["key"] == "6908643" and kim["name"] == "KIM JONG SIK", str(kim["name"]))
    check(facts(kim, "birth") == ["1967/1969"] and facts(kim, "programme") == ["DPRK"], str(kim))
    check(kim["listed"] == [{"last_missing": None, "first_seen": "2025-04-19",
                             "last_seen": "2026-02-27", "first_missing": None}], str(kim["listed"]))
    park, = entries(home, "17-77")
    check("Park Jin Hyok" in facts(park, "name") and "Pak Jin Hyok" in facts(park, "alias"), str(park))
    check(facts(park, "birth") == ["1984-08-15", "1984-10-18"], str(facts(park, "birth")))
    check(facts(park, "listed_on") == ["2023-09-01"], str(facts(park, "listed_on")))
    check(park["key"].startswith("北朝鮮(協調；個人)|2023-09-01|"), park["key"])
    komid = [entry for entry in entries(home, "14-1") if entry["list"] == "jp"][0]
    check("External Technology General Corporation" in facts(komid, "alias") and
          "チャングァン・シンヨン・コーポレーション" in facts(komid, "alias"), str(facts(komid, "alias")))
    lazarus, = entries(home, "27307")
    check(len(facts(lazarus, "address")) == 8 and "HIDDEN COBRA" in facts(lazarus, "weak_alias"),
          str(lazarus))
    check("WHOIS HACKIN" not in facts(lazarus, "weak_alias"), "a name that is cut is no name")
    tornado, = entries(home, "0xd90e2f925da726b50c4ed8d0fb90ad053324f31b")
    check(tornado["listed"][0]["first_missing"] == "2025-11-27", str(tornado["listed"]))


def tornado_cash(place):
    if not there():
        return
    home = os.path.join(place, "home")
    imported(home, "--date", "2025-11-27", LISTS + "/addr-2025-11")
    imported(home, "--date", "2024-09-27", LISTS + "/addr-2024-09")
    found = diff(home, "ofac-addr@2024-09-27", "ofac-addr@2025-11-27")
    check((len(found["added"]), len(found["removed"])) == (192, 90),
          f"{len(found['added'])} added, {len(found['removed'])} removed")
    removed = {entry["key"] for entry in found["removed"]}
    for address in ("0xd90e2f925da726b50c4ed8d0fb90ad053324f31b",
                    "0xca0840578f57fe71599d29375e16783424023357"):
        check(address in removed, address + " went")
    back = diff(home, "ofac-addr@2025-11-27", "ofac-addr@2024-09-27")
    check((len(back["added"]), len(back["removed"])) == (90, 192), "the other way round")


def any_order(place):
    """Intervals and what is in force are the same in whatever order versions came in."""
    if not there():
        return
    files = sorted(glob.glob(LISTS + "/sdn-history/sdn-20??-??-??.csv"))
    answers = []
    for seed in range(2):
        home = os.path.join(place, str(seed))
        order = files[:4]
        random.Random(seed).shuffle(order)
        for path in order:
            imported(home, "--accept-shrink", path)
        shown = entries(home, "27307") + entries(home, "39585")
        found = diff(home, "ofac-sdn@2022-01-01", "ofac-sdn@2022-12-31")
        answers.append((shown, found["added"], found["removed"], len(found["changed"])))
    check(answers[0] == answers[1], "another order, another answer")
    check(answers[0][0][0]["listed"][0]["first_seen"] == "2021-09-30", str(answers[0][0]))


def sets_of_other_days(place):
    if not there():
        return
    home = os.path.join(place, "home")
    version, = imported(home, "--date", "2024-05-02", LISTS + "/ofac-2024-05-02", LISTS + "/ofac-2026-06")
    check(version["partial"] and "1724 of the 8766" in version["warnings"][0], str(version["warnings"]))
    check((version["left_out"], version["absent"]) == ("aliases places", "comments"), str(version))
    answer = json.loads(run(home, "screen", "--json", "Nobody At All", "--as-of", "2024-05-03").stdout)["answers"][0]
    check((answer["verdict"], answer["lacking"]) == ("not_screened", "aliases left out") and
          "is partial: left out, as of another day: aliases places" in answer["notes"][0], str(answer))
    version, = imported(home, "--date", "2019-06-01", LISTS + "/ofac-2019/sdn.csv",
                        LISTS + "/ofac-2019/alt.csv", LISTS + "/ofac-2019/add.csv")
    check(not version["partial"] and version["remarks_cut"] == 3, str(version))
    imported(home, "--date", "2025-12-01", LISTS + "/ofac-2025-12/alt.csv", code=3)


def shrinkage(place):
    if not there():
        return
    home = os.path.join(place, "home")
    imported(home, LISTS + "/sdn-history/sdn-2023-11-30.csv")
    before = tree(os.path.join(home, "lists", "index"))
    short = ("--date", "2023-12-01", LISTS + "/sdn-history/sdn-2023-11-requoted.csv")
    version, = imported(home, *short, code=3)
    check("more than 10 in a hundred fewer" in version["refused"], version["refused"])
    check(tree(os.path.join(home, "lists", "index")) == before, "a refused list left something")
    check(len(versions(home)) == 2 and versions(home)[1]["refused"], "a refusal is on record")
    version, = imported(home, "--accept-shrink", *short)
    check(version["accepted_shrink"] and version["refused"] is None, str(version))
    check(any("header row" in line for line in version["warnings"]), str(version["warnings"]))


def small(place, name, rows):
    return write(place, name, "".join(ROW.format(*row) for row in rows) + "\x1a")


def guards(place):
    home = os.path.join(place, "home")
    rows = [(str(n), f"PARTY {n}", "DPRK3", "-0- ") for n in range(1, 100)]
    rows += [("306", "BANCO NACIONAL DE CUBA", "CUBA", "-0- "), ("27307", "LAZARUS GROUP", "DPRK3", "-0- ")]
    first = small(place, "sdn-2024-01-01.csv", rows)
    version, = imported(home, first)
    check(version["date"] == "2024-01-01" and version["date_from"] == "name", str(version))
    check(imported(home, first)[0]["entries"] == 101 and len(versions(home)) == 1, "in already")
    lost, = imported(home, small(place, "sdn-2024-01-02.csv", rows[:-1]), code=3)
    check("entry 27307 is not in it" in lost["refused"], lost["refused"])
    other = os.path.join(place, "other")
    none, = imported(other, small(place, "sdn-2024-01-05.csv", rows[:-2]), code=3)
    check("entry 306 is not in it" in none["refused"], "a first version is held against the table too")
    early, = imported(other, small(place, "sdn-2019-09-12.csv", rows[:-1]))
    check(early["refused"] is None, "before the day on which it was listed")
    twice, = imported(home, small(place, "sdn-2024-01-03.csv", rows + rows[:1]), code=3)
    check("the id 1 stands twice" in twice["refused"], twice["refused"])
    imported(home, small(place, "sdn.csv", rows), code=3)  # no date anywhere
    check(len(versions(home)) == 3, "without a date there is nothing to put on record")
    shrunk, = imported(home, small(place, "sdn-2024-01-04.csv", rows[-80:]), code=3)
    check("80 entries, after 101" in shrunk["refused"], shrunk["refused"])
    older, = imported(home, small(place, "sdn-2023-01-04.csv", rows[-80:]))
    check(older["refused"] is None, "shrinkage is measured against the next older version")
    done = run(home, "list", "import", "--date", "2024-02-30", first)
    check(done.returncode == 2, "no such day")
    done = run(home, "list", "import", "--list", "nothing", first)
    check(done.returncode == 2, "no such list")


def remarks(place):
    home = os.path.join(place, "home")
    good = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
    text = ("DOB 04 Mar 1972; alt. DOB circa 1973; nationality Korea, North; Passport 290333974 (Korea, "
            "North) expires 01 Jan 2020; Digital Currency Address - NEWCOIN " + good + "; alt. Digital "
            "Currency Address - XBT 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3; a.k.a. 'THE BIRD'; f.k.a. 'THE "
            "EGG'; Vessel Registration Identification IMO 9172052; UN number KPi.066.")
    full = text[:-1] + "; Linked To: " + "X" * 2000
    path = small(place, "sdn-2024-01-01.csv", [("7", "KIM, Jong Sik", "DPRK3] [SDGT", f'"{text}"'),
                                               ("8", "LONG", "DPRK3", f'"{full[:1000]}"')])
    version, = taken(home, path)
    check((version["remarks_cut"], version["addresses"], version["addresses_mistyped"]) == (1, 4, 2),
          str(version))
    kim, = entries(home, "7")
    check(facts(kim, "birth") == ["1972-03-04", "~1973"], str(facts(kim, "birth")))
    check(facts(kim, "address", "NEWCOIN") == [good], "an asset nobody heard of")
    check(facts(kim, "id", "Passport") == ["290333974"] and facts(kim, "id", "IMO") == ["9172052"],
          str(facts(kim, "id")))
    check(facts(kim, "programme") == ["DPRK3", "SDGT"], str(facts(kim, "programme")))
    check(facts(kim, "weak_alias") == ["THE BIRD"] and facts(kim, "former_name") == ["THE EGG"], str(kim))
    check(facts(kim, "reference") == ["KPi.066"], str(facts(kim, "reference")))
    comments = write(place, "sdn_comments.csv", f'8,"{full[1000:]}; a.k.a. \'BEHIND\'."\r\n\x1a')
    version, = taken(home, "--date", "2024-01-02", path, comments)
    check(version["remarks_cut"] == 0, str(version))
    check(entries(home, "8")[0]["facts"] and facts(entries(home, "8")[0], "weak_alias") ==
          ["THE BIRD", "BEHIND"], "remarks go on in the comments")


def samples(place):
    home = os.path.join(place, "home")
    version, = taken(home, SAMPLES + "/ofac-advanced.xml")
    check((version["list"], version["date"], version["entries"], version["addresses_mistyped"]) ==
          ("ofac-sdn", "2025-06-03", 2, 1), str(version))
    sample, = entries(home, "90001")
    check(sample["kind"] == "person" and facts(sample, "name") == ["SAMPLE Jong Il"], str(sample))
    check(facts(sample, "birth") == ["1971-04-09"] and facts(sample, "nationality") == ["North Korea"] and
          facts(sample, "programme") == ["DPRK3"] and facts(sample, "listed_on") == ["2024-11-02"] and
          facts(sample, "reference") == ["KPi.999"] and facts(sample, "id") == ["290000001"] and
          len(facts(sample, "address", "XBT")) == 2, str(sample))
    check(entries(home, "90002")[0]["kind"] == "vessel" and
          facts(entries(home, "90002")[0], "id", "IMO") == ["8600001"], "the ship")
    version, = taken(home, SAMPLES + "/kr-notice.txt")
    check((version["list"], version["date"], version["entries"]) == ("kr", "2024-06-27", 4), str(version))
    first = [entry for entry in entries(home, "1") if entry["list"] == "kr"][0]
    check(first["key"] == "il jong sample|1971-04-09" and first["kind"] == "person", first["key"])
    check(facts(first, "alias") == ["샘플 종일", "SAMPLE Jong-il", "SAMPEUL, Jong Il"] and
          facts(first, "id") == ["290000001"], str(first))
    version, = taken(home, "--date", "2024-02-01", SAMPLES + "/jp.csv")
    check((version["form"], version["entries"]) == ("jp-csv", 2), str(version))
    park, = entries(home, "17-77")
    check(facts(park, "name") == ["サンプル・ジョンイル", "Sample Jong Il", "Sample Jong Jong-il"] and
          facts(park, "alias") == ["サムプル", "Sampeul Jong Il"] and
          facts(park, "birth") == ["1971-04-09", "~1971"] and facts(park, "id") == ["290000001"], str(park))
    works, = entries(home, "28-5")
    check(works["kind"] == "entity" and facts(works, "remark", "place") == ["Moscow", "Tula"], str(works))
    more_samples(home)


def more_samples(home):
    version, = taken(home, SAMPLES + "/eu-fsf.xml")
    check((version["list"], version["date"], version["entries"]) == ("eu", "2025-02-11", 2), str(version))
    sample, = entries(home, "EU.9000.1")
    check(facts(sample, "reference") == ["KPi.999"] and facts(sample, "weak_alias") == ["NIGHTBIRD"] and
          facts(sample, "birth") == ["1971-04-09"], str(sample))
    check(facts(entries(home, "9001")[0], "id", "IMO") == ["8600001"], "the ship of the remark")
    taken(home, "--date", "2025-02-12", SAMPLES + "/eu-fsf.xml", code=3)  # it says another day
    for name, day, count in (("ftm.json", "2025-06-03", 2), ("targets.simple.csv", "2025-06-04", 2)):
        version, = taken(home, "--date", day, SAMPLES + "/" + name)
        check((version["list"], version["entries"]) == ("opensanctions", count), str(version))
    check(facts(entries(home, "NK-star")[0], "id") == ["8600001"], "targets.simple.csv")
    check(facts(entries(home, "wallet-1")[0], "address") == ["0x098B716B8Aaf21512996dC57EB0615e2383E2f96"],
          "a wallet")


def korean_words(place):
    """A part of a bracket is what its first word says, when that is the whole word."""
    home = os.path.join(place, "home")
    taken(home, write(place, "kr-2024-06-27.txt", "개인 (1명)\n1. KIM A (a.k.a. DOBSON; Imora Trading; DOB 1960)\n"))
    one, = entries(home, "1")
    check(facts(one, "alias") == ["DOBSON", "Imora Trading"] and facts(one, "birth") == ["1960"] and
          not facts(one, "id"), str(one))


def folders(place):
    """A folder: unknown files are named and skipped, .txt and .json of one list are one."""
    home, folder = os.path.join(place, "home"), os.path.join(place, "in")
    os.mkdir(folder)
    address = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
    write(folder, "sanctioned_addresses_XBT.txt", address + ";\"ONE; TWO\"\n")
    write(folder, "sanctioned_addresses_XBT.json", json.dumps([{"address": address, "name": "THREE"}]))
    write(folder, "sanctioned_addresses_USDT.txt", address + "\n0x098B716B8Aaf21512996dC57EB0615e2383E2f96\n")
    write(folder, "notes.md", "# Notes\n")
    done = run(home, "list", "import", "--accept-shrink", "--json", "--date", "2024-01-01", folder)
    report = json.loads(done.stdout)
    check(done.returncode == 0 and [v["entries"] for v in report["lists"]] == [2], done.stdout)
    check([os.path.basename(name) for name in report["skipped"]] == ["notes.md"], str(report["skipped"]))
    entry, = entries(home, address)
    check(facts(entry, "name") == ["THREE", "ONE", "TWO"], str(facts(entry, "name")))
    check([fact["label"] for fact in entry["facts"] if fact["fact"] == "address"] == ["USDT", "XBT"],
          "the asset is a label")
    done = run(home, "list", "import", "--accept-shrink", "--date", "2024-01-01", os.path.join(folder, "notes.md"))
    check(done.returncode == 3, "a file that was asked for by name")


def same_bytes(place):
    """One file as two lists, and one under two names of assets: neither changes what the other says."""
    home = os.path.join(place, "home")
    path = small(place, "sdn-2024-01-01.csv", [("7", "KIM, Jong Sik", "CMIC-EO13959", "-0- ")])
    taken(home, "--list", "ofac-sdn", path)
    taken(home, "--list", "ofac-cons", path)
    effects = {entry["list"]: facts(entry, "effect") for entry in entries(home, "7")}
    check(effects == {"ofac-sdn": ["blocking"], "ofac-cons": ["capital transactions"]}, str(effects))
    for day, asset in (("01", "ARB"), ("02", "BSC")):
        taken(home, "--date", "2024-01-" + day,
              write(place, f"sanctioned_addresses_{asset}.txt", "0x098B716B8Aaf21512996dC57EB0615e2383E2f96\n"))
    for day, asset in (("01", "ARB"), ("02", "BSC")):
        shown, = entries(home, "0x098b716b8aaf21512996dc57eb0615e2383e2f96", "--as-of", "2024-01-" + day)
        check([fact["label"] for fact in shown["facts"] if fact["fact"] == "address"] == [asset], f"{day}: {shown}")
    days = [write(place, f"sanctioned_addresses_{day}.txt", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2\n")
            for day in ("ETH-2024-01-01", "XBT-2024-01-02")]
    taken(home, *days, code=3)
    check(len(versions(home)) == 4, "files of two days are no version")
    report = taken(home, "--date", "2024-01-01", os.path.join(place, "sanctioned_addresses_BSC.txt"))
    check(len(versions(home)) == 5 and report[0]["date"] == "2024-01-01", "another asset is another version")
    check(len(taken(home, "--list", "ofac-sdn", path)) == 1 and len(versions(home)) == 5, "in already")


def killed(place):
    """kill -9 at any moment of a command: what it acknowledged is in, all or nothing of it; and again is whole."""
    paths = [small(place, f"sdn-2024-01-{day:02}.csv", [(str(n), f"PARTY {n} {'X' * 200}", "DPRK3", "-0- ")
                                                       for n in range(2000)]) for day in range(1, 9)]
    quiet = os.path.join(place, "quiet")
    start = time.monotonic()
    taken(quiet, *paths)
    whole, moments = tree(os.path.join(quiet, "lists", "index")), 12
    length = time.monotonic() - start
    met = sum(killed_after(os.path.join(place, str(moment)), paths, length * (moment + 1) / (moments + 1), whole)
              for moment in range(moments))
    while met == 0:  # the machine stood still while the length was measured
        length /= 4
        met += killed_after(os.path.join(place, f"{length}"), paths, length, whole)


def killed_after(home, paths, seconds, whole):
    """Whether the kill met a running import."""
    taken(home, paths[0])
    started = subprocess.Popen([PROGRAM, "--home", home, "list", "import", "--accept-shrink", *paths[1:]],
                               stdout=subprocess.PIPE, text=True)
    time.sleep(seconds)
    started.kill()
    said = started.communicate()[0]
    dates = [v["date"] for v in versions(home)]
    check(len(dates) in (1, 8) and (len(dates) == 8 or not said), f"after {seconds} s: {dates}, after '{said}'")
    check(len(entries(home, "7")) == 1, "what is in answers")
    taken(home, *paths)
    left = {name: data for name, data in tree(os.path.join(home, "lists", "index")).items() if "/." not in name}
    check(len(versions(home)) == 8 and sorted(left.values()) == sorted(whole.values()), "again, it is whole")
    return started.returncode == -signal.SIGKILL


def changing(place):
    """A file that changes while it is read is not a version of anything."""
    rows = "".join(ROW.format(n, f"PARTY {n} {'X' * 900}", "DPRK3", "-0- ") for n in range(20000))
    for number in range(50):  # until it is stopped while it reads
        home, path = os.path.join(place, f"home-{number}"), write(place, "sdn-2024-01-01.csv", rows)
        started = subprocess.Popen([PROGRAM, "--home", home, "list", "import", "--accept-shrink", path],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if stopped_at(started, path):
            with open(path, "r+") as file:
                file.write("1")
            started.send_signal(signal.SIGCONT)
        said = started.communicate()[1]
        if started.returncode != 0:
            break
    check(started.returncode != 0 and "changed while it was read" in said, f"{started.returncode}: {said}")
    check(versions(home) == [], "nothing is in")


UN = ('<CONSOLIDATED_LIST dateGenerated="2026-01-0{0}T00:00:00Z"><INDIVIDUALS>{1}</INDIVIDUALS>'
      '</CONSOLIDATED_LIST>')
PERSON = ('<INDIVIDUAL><DATAID>{0}</DATAID><FIRST_NAME>{1}</FIRST_NAME><REFERENCE_NUMBER>KPi.00{0}'
          '</REFERENCE_NUMBER>{2}</INDIVIDUAL>')


def hostile(place):
    """Each is refused with its reason, and the old list stays."""
    home = os.path.join(place, "home")
    taken(home, write(place, "un.xml", UN.format(1, PERSON.format(1, "A", ""))))
    good = PERSON.format(1, "A", "")
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
    cases = {
        "bomb": (bomb + UN.format(2, PERSON.format(1, "&b;", "")), "a document type"),
        "outside": ("<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + UN.format(2, good), "a document type"),
        "long": (UN.format(2, PERSON.format(1, "A", f"<COMMENTS1>{'x' * (10 << 20)}</COMMENTS1>")),
                 "too long"),
        "twice": (UN.format(2, good + good), "the id 1 stands twice"),
        "nameless": (UN.format(2, PERSON.format(1, "", "")), "an entry without a name"),
        "numberless": (UN.format(2, PERSON.format("", "A", "")), "an entry without its number"),
        "torn": (UN.format(2, good)[:-30], "expected well-formed XML"),
        "nobody": (UN.format(2, ""), "no entry in it"),
    }
    for name, (text, reason) in cases.items():
        done = run(home, "list", "import", "--accept-shrink", "--date", "2026-01-02", write(place, name + ".xml", text))
        check(done.returncode == 3 and reason in done.stderr, f"{name}: {done.returncode} {done.stderr}")
    path = os.path.join(place, "utf8.xml")
    with open(path, "wb") as file:
        file.write(UN.format(2, PERSON.format(1, "@", "")).encode().replace(b"@", b"\xc3("))
    done = run(home, "list", "import", "--accept-shrink", "--date", "2026-01-02", path)
    check(done.returncode == 3 and "not well-formed" in done.stderr, done.stderr)
    hostile_tables(place, home)
    check([v["refused"] is None for v in versions(home)].count(True) == 1, "the old list stays alone")
    check(len(entries(home, "KPi.001")) == 1, "and answers as before")


def hostile_tables(place, home):
    quote = ROW.format("1", "A", "DPRK", '"never closed')
    done = run(home, "list", "import", "--accept-shrink", "--date", "2026-01-02",
               write(place, "quote.csv", ROW.format("2", "B", "DPRK", "-0- ") + quote))
    check(done.returncode == 3 and "quote" in done.stderr, done.stderr)
    done = run(home, "list", "import", "--accept-shrink", "--date", "2026-01-02", write(place, "empty.csv", ""))
    check(done.returncode == 3 and "no list that is known" in done.stderr, done.stderr)
    with open(os.path.join(place, "zip.xlsx"), "wb") as file:
        file.write(b"PK\x03\x04" + b"\0" * 100)
    done = run(home, "list", "import", "--accept-shrink", "--date", "2026-01-02", os.path.join(place, "zip.xlsx"))
    check(done.returncode == 3 and "expected a zip archive" in done.stderr, done.stderr)
    notice = "개인 (2명)\n1. A B (DOB 1960)\n"
    done = run(home, "list", "import", "--accept-shrink", "--date", "2026-01-02", write(place, "kr.txt", notice))
    check(done.returncode == 3 and "heading says 2" in done.stderr, done.stderr)
    done = run(home, "list", "import", "--accept-shrink", "--date", "2026-01-02",
               write(place, "kr2.txt", "개인 (1명)\n1. A B (DOB 1960\n"))
    check(done.returncode == 3 and "not closed" in done.stderr, done.stderr)


def gaps_of(home, *words):
    done = run(home, "list", "gaps", "--json", "--as-of", "2025-06-03", *words)
    check(done.returncode == 0, f"gaps {words}: {done.stderr}")
    return json.loads(done.stdout)


def gaps(place):
    """The sample's person is on four lists by its passport, the UN's number, name and birth date."""
    home = os.path.join(place, "home")
    for words in ((SAMPLES + "/ofac-advanced.xml",), (SAMPLES + "/kr-notice.txt",),
                  (SAMPLES + "/eu-fsf.xml",), ("--date", "2024-02-01", SAMPLES + "/jp.csv")):
        taken(home, *words)
    found = gaps_of(home)
    check({v["list"] for v in found["lists"]} == {"ofac-sdn", "kr", "eu", "jp"}, "all lists in force")
    listed = {gap["name"]: gap for gap in found["gaps"]}
    check("SAMPLE Jong Il" not in listed, "one party that all four list is no gap")
    star = listed["SAMPLE STAR"]
    check((star["listed_by"], star["missing_at"]) == (["US", "EU"], ["KR", "JP"]), str(star))
    check(star["dprk"] and star["at_least"] and star["since"] == "2025-02-11" and
          star["days_open"] == 112, str(star))
    hong = listed["HONG, Gil Dong"]
    check(hong["listed_by"] == ["KR"] and hong["since"] == "2024-06-27" and hong["at_least"], str(hong))
    works = listed["サンプル社"]
    check(not works["dprk"] and not works["at_least"] and works["since"] == "2022-04-12", str(works))
    check([gap["dprk"] for gap in found["gaps"]] == sorted((gap["dprk"] for gap in found["gaps"]),
                                                           reverse=True), "North Korea first")
    verdict = "ofac-sdn:90002 eu:9001"
    apart = {tuple(gap["listed_by"]) for gap in gaps_of(home, "--not-same", verdict)["gaps"]
             if gap["name"] == "SAMPLE STAR"}
    check(apart == {("US",), ("EU",)}, f"a person's split: {apart}")
    check(any({p["key"] for p in pair} == {"90002", "9001"} for pair in gaps_of(home)["candidates"]),
          "their name is a candidate")
    works_key = works["parties"][0]["key"]
    joined = [gap for gap in gaps_of(home, "--same", f"jp:{works_key} eu:9001")["gaps"]
              if gap["listed_by"] == ["EU", "JP"]]
    check(len(joined) == 1 and joined[0]["missing_at"] == ["US", "KR"], "a person's join")
    again = [gap for gap in gaps_of(home, "--same", verdict)["gaps"] if len(gap["parties"]) == 3]
    check(len(again) == 1, "the later word about the same two counts")
    home = os.path.join(place, "quoting")
    taken(home, write(place, "un.xml", UN.format(1, PERSON.format(1, "A", ""))),
          small(place, "sdn-2024-01-01.csv", [("7", "A'S COMPANY", "DPRK3", '"Linked To: A, KPi.001."')]))
    found = json.loads(run(home, "list", "gaps", "--json", "--as-of", "2026-01-02").stdout)
    check(len(found["gaps"]) == 2, "a company that quotes a person's number")
    done = run(home, "list", "gaps", "--same", "one word")
    check(done.returncode == 2 and "LIST:KEY" in done.stderr, done.stderr)


def two_times(place):
    """--known-at leaves out what came later; --as-of what was published later."""
    home = os.path.join(place, "home")
    taken(home, write(place, "un1.xml", UN.format(1, PERSON.format(1, "A", ""))))
    taken(home, write(place, "un2.xml", UN.format(2, PERSON.format(1, "A", "") +
                                                     PERSON.format(2, "B", ""))))
    check([v["date"] for v in versions(home, "--as-of", "2026-01-01")] == ["2026-01-01"], "as of")
    check(len(versions(home, "--known-at", "2020-01-01T00:00:00Z")) == 0, "known at")
    listed, = entries(home, "KPi.002")
    check(listed["listed"] == [{"last_missing": "2026-01-01", "first_seen": "2026-01-02",
                                "last_seen": "2026-01-02", "first_missing": None}], str(listed["listed"]))
    check(run(home, "list", "show", "KPi.002", "--as-of", "2026-01-01").returncode == 1, "not yet")
    check(run(home, "list", "diff", "un@2025-01-01", "un").returncode == 3, "no such version")


def damage(place):
    """What lies in the home is proven when it is opened, and is the same bytes every time."""
    homes = [os.path.join(place, str(n)) for n in range(2)]
    for home in homes:
        taken(home, write(place, "un.xml", UN.format(1, PERSON.format(1, "A", ""))))
    trees = [{name: data for name, data in tree(home).items() if "/index/" in name or "/original/" in name}
             for home in homes]
    check(trees[0] == trees[1] and len(trees[0]) == 2, str([list(t) for t in trees]))
    original, = [data for name, data in trees[0].items() if "/original/" in name]
    check(hashlib.sha256(original).hexdigest() == versions(homes[0])[0]["sha256"], "the bytes as they came")
    index, = glob.glob(homes[0] + "/lists/index/*")
    with open(index, "rb") as file:
        whole = file.read()
    for at in (3, 20, 41, 50, len(whole) - 1):
        with open(index, "wb") as file:
            file.write(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        done = run(homes[0], "list", "show", "KPi.001")
        check(done.returncode == 3 and "expected an index as it was written" in done.stderr,
              f"byte {at}: {done.returncode} {done.stderr}")
    register = os.path.join(homes[1], "lists", "register")
    with open(register) as file:
        text = file.read()
    with open(register, "w") as file:
        file.write(text.replace('"entries":1', '"entries":2'))
    done = run(homes[1], "list", "show")
    check(done.returncode == 3 and "register of lists" in done.stderr, done.stderr)
    shutil.rmtree(os.path.join(homes[1], "lists"))
    check(versions(homes[1]) == [], "no lists, no versions")


main([published_counts, tornado_cash, any_order, sets_of_other_days, shrinkage, guards, remarks, samples,
      korean_words, folders, same_bytes, killed, changing, hostile, gaps, two_times, damage])
