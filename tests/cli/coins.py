"""Traces on coin chains: the first spends of Bitcoin's real chain, a regtest chain with every kind of
script, and what the words of the command line may be."""
import csv
import io
import json
import os

from common import DATA, SOURCE, check, main, run, skip, trace, write

RULES = ("haircut", "fifo", "lifo", "tiho", "poison")
MAINNET = os.path.join(DATA, "bitcoin", "blk00000-first1MiB.dat")
REGTEST = os.path.join(DATA, "bitcoin", "blocksci-regtest-blk00000.dat")
EXPECTED = os.path.join(DATA, "bitcoin", "blocksci-regtest-output.json")

# Known to everybody: the reward of block 9, spent in block 170, 10 of it to Hal Finney.
REWARD = "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9"
FIRST = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"
KEY = ("0411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9744464f82e160b"
       "fa9b8b64f9d4c03f999b8643f656b412a3")
FINNEY = ("04ae1a62fe09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1"
          "b7303b8a0626f1baded5c72a704f7e6cd84c")
CHAIN = "bip122:000000000019d6689c085ae165831e93"
MINER = "mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z"  # of the regtest chain: its coinbases pay there
COIN = 100000000
EXAMPLE = os.path.join(SOURCE, "examples", "harmony-2023")


def loaded(home, path):
    if not os.path.exists(path):
        skip(f"{path} is not here")
        return False
    done = run(home, "ingest", "blk", path)
    check(done.returncode == 0, done.stderr)
    return done.returncode == 0


def balances(result):
    part = {name: int(result[name]) for name in
            ("stolen", "opening", "received", "held", "fees", "burnt", "unresolved")}
    services = sum(int(one["amount"]) for one in result["services"])
    held = sum(int(one["amount"]) for one in result["holdings"])
    return (held == part["held"] and part["stolen"] == part["opening"] + part["received"] and
            part["stolen"] == held + services + part["fees"] + part["burnt"] + part["unresolved"])


def amounts(result):
    return {one["id"]: int(one["amount"]) for one in result["holdings"]}


def first_spends(home):
    """Where the 50 of block 9 lie at block 4521: added up by hand from the blocks."""
    if not loaded(home, MAINNET):
        return
    said = trace(home, "--seed", REWARD + ":0", "--rule", "all")
    check(said["inputs"]["chain"] == CHAIN and said["inputs"]["follow_fees"] == "no", "inputs")
    check([one["rule"] for one in said["results"]] == list(RULES), "one result a rule")
    for result in said["results"]:
        check(result["asset"] == CHAIN + "/slip44:0" and result["reached"] == 9, result["rule"])
        if result["rule"] == "poison":
            check(result["holdings"] == [] and "stolen" not in result, "poison is no money")
            continue
        check(balances(result), f"{result['rule']} balances")
        check(sorted(amounts(result).values()) == [n * COIN for n in (1, 10, 10, 11, 18)],
              f"{result['rule']}: {amounts(result)}")
        check(amounts(result).get(FIRST + ":0") == 10 * COIN, "Hal Finney's 10 lie where they came")
    finney = [one for one in said["results"][0]["holdings"] if one["id"] == FIRST + ":0"]
    check([(one["address"], one["hops"], one["amount_display"]) for one in finney] ==
          [(f"pk({FINNEY})", 1, "10.00 BTC")], "an output without an address form is a descriptor")


def seeds_and_bounds(home):
    if not loaded(home, MAINNET):
        return

    def one(*words):
        result = trace(home, *words)["results"][0]
        check(balances(result), f"{words} balances")
        return result
    whole = one("--seed", REWARD)
    check(amounts(whole) == amounts(one("--seed", REWARD + ":0")), "a txid is all its outputs")
    owner = f"pk({KEY})"
    check(int(one("--seed", f"{owner}=700000000")["stolen"]) == 7 * COIN, "a cap in satoshi")
    held = one("--seed", f"{owner}@170", "--until", "170")
    check((held["opening"], held["received"]) == (str(50 * COIN), "0"),
          "an address colours what it has when its block begins; change is coloured already")
    check(amounts(one("--seed", REWARD, "--until", "169")) == {REWARD + ":0": 50 * COIN},
          "--until by height, inclusive")
    by_time = trace(home, "--seed", REWARD, "--until", "2009-01-12T03:30:25Z")
    check(by_time["inputs"]["until"] == 175, "--until by time: block 175's median time past is it")
    check(int(one("--seed", REWARD, "--min", str(2 * COIN))["unresolved"]) == 2 * COIN,
          "--min: the two payments of 1 are followed no further")
    fifo, lifo = (one("--seed", f"{REWARD}:0=1000000000", "--rule", rule) for rule in ("fifo", "lifo"))
    check(amounts(fifo) == {FIRST + ":0": 10 * COIN}, "fifo: the first 10 went to the first output")
    check(FIRST + ":0" not in amounts(lifo), "lifo cuts from the tail")
    two = trace(home, "--seed", f"{REWARD}:0#a", "--seed", f"{FIRST}:1#b")["results"]
    check([one["colour"] for one in two] == ["a", "b"] and
          {one["id"] for one in two[1]["overlap"]} == set(amounts(two[1])), "two colours overlap")


def services(home):
    if not loaded(home, MAINNET):
        return
    path = write(home, "services", f"pk({FINNEY}),Hal Finney\n")
    result = trace(home, "--seed", REWARD, "--services", path)["results"][0]
    check([(one["service"], one["address"], int(one["amount"])) for one in result["services"]] ==
          [("Hal Finney", f"pk({FINNEY})", 10 * COIN)] and balances(result), "a service by descriptor")
    path = write(home, "bad", "0x28c6c06298d514db089934071355e5743bf21d60\n")
    done = run(home, "trace", "--seed", REWARD, "--services", path)
    check(done.returncode == 3 and "bad:1" in done.stderr, done.stderr)
    rows = list(csv.DictReader(io.StringIO(run(
        home, "trace", "--seed", REWARD, "--rule", "all", "--csv").stdout)))
    for rule in RULES[:4]:
        mine = [row for row in rows if row["rule"] == rule]
        parts = sum(int(row["amount"]) for row in mine if row["kind"] != "stolen")
        check(parts == 50 * COIN, f"csv of {rule} adds up")
    table = run(home, "trace", "--seed", REWARD).stdout
    check("50.00 BTC" in table and "balances" in table and "unseen" not in table, "the table")


def errors(home):
    if not loaded(home, MAINNET):
        return
    wrong = [
        (("--seed", REWARD + ":1"), "expected an output from 0 to 0"),
        (("--seed", "00" * 32), "no such transaction"),
        (("--seed", "bcrt1qegh43z47z2rss3kwyeh9jl8lhv754mp28rcu0n"), "bc"),
        (("--seed", "bip122:12a765e31ffd4059bada1e25190f6e98:LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9"),
         "expected an account of bitcoin"),
        (("--seed", "pk(00)"), "public key"),
        (("--seed", f"multi(2,{KEY})"), "at least 2 keys"),
        (("--seed", f"pk({KEY})@"), "block height behind the @"),
        (("--seed", REWARD, "--until", "yesterday"), "--until"),
        (("--seed", REWARD, "--min", "0.5"), "--min"),
        (("--seed", REWARD, "--follow-fees", "never"), "--follow-fees"),
    ]
    for words, says in wrong:
        done = run(home, "trace", *words)
        check(done.returncode in (2, 3) and says in done.stderr and done.stdout == "",
              f"{words}: {done.stderr}")
    unknown = run(home, "trace", "--seed", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")
    check("the ledger does not have it" in unknown.stderr, unknown.stderr)
    for words, says in ((("1" * 5,), "1"), ((REWARD,), "TXID:VOUT"), ((REWARD + ":7",), "0 to 0")):
        done = run(home, "why", "--seed", REWARD, *words)
        check(done.returncode == 3 and says in done.stderr, f"why {words}: {done.stderr}")


def explained(home, seeds, *options):
    """Every holding of every rule has a story that begins at a seed and ends there, each hop at the
    output where the one before it ended."""
    for rule in RULES:
        result = trace(home, *options, "--rule", rule, *seeds)["results"][0]
        if rule != "poison":
            check(balances(result), f"{rule} balances")
        for holding in result["holdings"]:
            done = run(home, "why", "--json", "--rule", rule, *options, *seeds, holding["id"])
            check(done.returncode == 0, done.stderr)
            one, = json.loads(done.stdout)["explanations"]
            at, path = one["seed"], one["path"]
            check((one["amount"], one["hops"], len(path)) ==
                  (holding["amount"], holding["hops"], holding["hops"]), f"{rule} {holding['id']}")
            for hop in path:
                check(hop["from"] == at, f"{rule} {holding['id']}: hop {hop['hop']} begins at {at}")
                at = hop["to"]
                if at != "fee":
                    check(at == f"{hop['transaction']}:{hop['output']}", "an output is of its hop")
            check(at == holding["id"], f"{rule}: the story of {holding['id']} ends at {at}")


def why_first_spends(home):
    if not loaded(home, MAINNET):
        return
    explained(home, ("--seed", REWARD))
    story = run(home, "why", "--seed", REWARD, FIRST + ":0").stdout
    check("2009-01-12T03:30:25Z, block 170" in story and FIRST in story and "10.00 BTC" in story, story)
    both = json.loads(run(home, "why", "--json", "--seed", REWARD, f"pk({FINNEY})").stdout)
    check([one["id"] for one in both["explanations"]] == [FIRST + ":0"], "why ADDRESS")
    spent = json.loads(run(home, "why", "--json", "--seed", REWARD, FIRST + ":1").stdout)
    check([one["kind"] for one in spent["explanations"]] == ["spent"], "why of a spent output")


def told(home, *words):
    result = trace(home, *words)["results"][0]
    check(balances(result), f"{words} balances")
    return result


def regtest(home):
    """A chain of 201 blocks with all kinds of scripts, fees, and one fee that nobody claims."""
    known_at = REGTEST.replace("blk00000.dat", "output.json")
    if not loaded(home, REGTEST) or not os.path.exists(known_at):
        return
    with open(known_at, encoding="utf-8") as file:
        known = json.load(file)
    peeled = known["funding-tx-peeling-chain"]
    fees = {order: told(home, "--seed", peeled, *(("--follow-fees", order) if order else ()))
            for order in (None, "subsidy-first", "fees-first")}
    check(int(fees[None]["fees"]) > 0, "fees stop")
    for order in ("subsidy-first", "fees-first"):
        check(fees[order]["fees"] == "0", f"{order}: no fee rests")
        check(fees[order]["stolen"] == fees[None]["stolen"], f"{order}: the same is stolen")
        explained(home, ("--seed", peeled), "--follow-fees", order)
    story = run(home, "why", "--seed", peeled, "--follow-fees", "fees-first",
                *[one["id"] for one in fees["fees-first"]["holdings"]][-1:]).stdout
    check("hop" in story, story)
    explained(home, ("--seed", peeled))

    multisig = told(home, "--seed", known["raw-multisig-tx"], "--until",
                    str(known["raw-multisig-height"]) if "raw-multisig-height" in known else "201")
    named = [text for text in multisig["reached_addresses"] if text.startswith("multi(")]
    check(len(named) == 1, "a bare multisig is a descriptor")
    if named:
        again = told(home, "--seed", named[0])
        check(int(again["stolen"]) > 0, "and a seed by it")
        upper = run(home, "trace", "--seed", named[0].replace("multi(", "multi(9"))
        check(upper.returncode == 3, "which must have enough keys")

    unclaimed(home, known["block-fee-unclaimed-height"])


def unclaimed(home, height):
    """The coinbase of one block claims less than subsidy and fees: what was coloured of it is burnt,
    with the fees behind the subsidy, as the last of what it leaves."""
    all_coinbases = trace(home, "--seed", MINER, "--until", str(height), "--follow-fees",
                          "subsidy-first")["results"][0]
    check(balances(all_coinbases) and int(all_coinbases["burnt"]) > 0,
          f"what the coinbase of block {height} leaves is burnt")


def two_ledgers(home):
    """A home with a coin ledger and an account ledger: the one that has the seed is meant."""
    if not loaded(home, MAINNET):
        return
    done = run(home, "ingest", "flows", os.path.join(EXAMPLE, "flows.csv"))
    check(done.returncode == 0, done.stderr)
    coin = trace(home, "--seed", REWARD)
    check(coin["inputs"]["chain"] == CHAIN, "a txid of a coin chain")
    account = trace(home, "--seeds", os.path.join(EXAMPLE, "seeds.txt"))
    check(account["inputs"]["chain"] == "eip155:1" and "follow_fees" not in account["inputs"],
          "addresses of an account chain")
    both = run(home, "trace", "--seed", REWARD, "--seeds", os.path.join(EXAMPLE, "seeds.txt"))
    check(both.returncode == 2 and CHAIN in both.stderr and "eip155:1" in both.stderr, both.stderr)
    neither = run(home, "trace", "--seed", "hello")
    check(neither.returncode == 3 and neither.stdout == "", neither.stderr)
    fees = run(home, "trace", "--seeds", os.path.join(EXAMPLE, "seeds.txt"), "--follow-fees",
               "fees-first")
    check(fees.returncode == 2 and "no coin chain" in fees.stderr, fees.stderr)


def published(home):
    """What the makers of the regtest chain wrote down: each address was paid so much, by this
    transaction, at this height."""
    if not loaded(home, REGTEST):
        return
    with open(EXPECTED, encoding="ascii") as file:
        told = json.load(file)
    paid = [name for name in told if name.startswith("address-") and name + "-tx" in told]
    check(len(paid) == 12, f"{len(paid)} addresses are told")
    for name in paid:
        height = told[name + "-height"]
        seed = ("--seed", told[name + "-tx"], "--services", "none")
        at = trace(home, *seed, "--until", str(height))["results"][0]
        check(told[name] in at["reached_addresses"], f"{name}: paid at {height}")
        own = trace(home, "--seed", told[name], "--services", "none")["results"][0]
        check(int(own["received"]) >= told[name + "-value"] * COIN, f"{name}: {own['received']}")
        before = run(home, "trace", *seed, "--until", str(height - 1), "--json")
        check(before.returncode != 0 or
              all(one["reached"] == 0 for one in json.loads(before.stdout)["results"]),
              f"{name}: not before {height}")


main([first_spends, seeds_and_bounds, services, errors, why_first_spends, regtest, published,
      two_ledgers])
