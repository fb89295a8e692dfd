"""Three real thefts, to the cent: the figures of the published tables."""
import os

from common import DATA, SOURCE, check, main, run, skip, trace


def result(found, rule):
    return next(one for one in found["results"] if one["rule"] == rule)


def traced(home, case, *words):
    flows = os.path.join(DATA, "heists", case, "flows.csv")
    done = run(home, "ingest", "flows", *words, flows)
    check(done.returncode == 0, done.stderr)
    check(run(home, "ledger", "verify").returncode == 0, "verify " + case)
    return trace(home, "--seeds", os.path.join(DATA, "heists", case, "sources.csv"),
                 "--services", os.path.join(DATA, "heists", case, "terminals.csv"), "--rule", "all")


def balance(one):
    total = sum(int(one[name]) for name in
                ("held", "fees", "burnt", "unresolved", "converted_out"))
    total += sum(int(service["amount"]) for service in one["services"])
    check(int(one["stolen"]) + int(one["converted_in"]) == total, "balance of " + one["rule"])
    check(sum(int(h["amount"]) for h in one["holdings"]) == int(one["held"]), "holdings add up")


def harmony_figures(found):
    at_services = {"haircut": 6170434067, "fifo": 6339302233, "lifo": 6000614582,
                   "tiho": 6856080508}
    for rule, wanted in at_services.items():
        one = result(found, rule)
        balance(one)
        check(one["stolen"] == "7052514727", "stolen " + rule)
        check(one["unseen"] == "4451606577", "unseen " + rule)
        check(sum(int(s["amount"]) for s in one["services"]) == wanted, "services " + rule)
        check(one["reached"] == (469 if rule == "haircut" else 468), "reached " + rule)
    poison = result(found, "poison")
    check(poison["reached"] == 469 and len(poison["services"]) == 11, "poison's reach")
    gross = {s["address"][:6]: (s["gross_in"], s["total_in"]) for s in poison["services"]}
    check(gross["0xcac7"] == ("2106789114", "2106789114"), "HTX 34")
    check(gross["0x28ff"] == ("1961749168", "1961749168"), "HTX 33")
    check(gross["0x28c6"] == ("1409165135", "1409165135"), "Binance 14")
    check(gross["0xbae5"] == ("1655977677", "4213743607"), "HBH 0xbae5")


def harmony(home):
    if not os.path.isdir(DATA):
        skip("harmony: no published data beside the tree")
        return
    harmony_figures(traced(home, "harmony-2023"))


def harmony_unique(home):
    if not os.path.isdir(DATA):
        skip("harmony --unique: no published data beside the tree")
        return
    one = result(traced(home, "harmony-2023", "--unique"), "haircut")
    check(one["unseen"] == "2801587974" and one["stolen"] == "7052514727", "harmony --unique")


def others(home):
    if not os.path.isdir(DATA):
        skip("atomic wallet, LI.FI: no published data beside the tree")
        return
    for case, opening, received, unseen, reached in (
            ("atomic-wallet-2023", 623122882, 450583570, 592985822, 381),
            ("lifi-2024", 968553016, 0, 7689141, 93)):
        found = traced(os.path.join(home, case), case)
        for rule in ("haircut", "fifo", "lifo", "tiho"):
            one = result(found, rule)
            balance(one)
            check(int(one["opening"]) == opening and int(one["received"]) == received, case)
            check(int(one["unseen"]) == unseen, case + " unseen")
        check(result(found, "poison")["reached"] == reached, case + " reached")


def example(home):
    folder = os.path.join(SOURCE, "examples", "harmony-2023")
    check(run(home, "ingest", "flows", os.path.join(folder, "flows.csv")).returncode == 0, "example")
    harmony_figures(trace(home, "--seeds", os.path.join(folder, "seeds.txt"), "--services",
                          os.path.join(folder, "services.csv"), "--rule", "all"))
    words = ("--seeds", os.path.join(folder, "seeds.txt"), "--services",
             os.path.join(folder, "services.csv"))
    told = run(home, "trace", *words).stdout
    check("deepest path: 0x957799e60eb21a874b60d0abe78d6d644e815623, 10 hops" in told, "deepest path")
    why = run(home, "why", "0x957799e60eb21a874b60d0abe78d6d644e815623", *words)
    lines = why.stdout.splitlines()
    check(why.returncode == 0 and len(lines) == 12, "why: a line a hop: " + why.stderr)
    check(all(" sent " in line and "transaction 0x" in line for line in lines[2:]), "why's sentences")
    nobody = run(home, "why", "0x" + "12" * 20, *words)
    check(nobody.returncode == 3 and "no colour reached it" in nobody.stderr, "why of a stranger")


main([harmony, harmony_unique, others, example])
