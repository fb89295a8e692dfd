"""Traces on regtest chains made by hand. Two coinbases of one txid (BIP-30): seeds by that txid are refused, and
what a trace holds in them is explained all the same. What is said of LIFO is what it does."""
import json
import os
import sys

from common import check, main, run, trace

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chain"))
from forge import Chain, double, pay, shown, size, transaction, write  # noqa: E402

TWICE = transaction([(bytes(32), 0xFFFFFFFF, b"twice")], [(7, pay(1001)), (9, pay(1002))])
TXID = shown(double(TWICE))
OWNER = "mfWxJ45yp2SFn7UciZyNpvDKrzdetgqGDy"  # pay(1001)


def add_twice(chain):
    chain.add(root=double(TWICE), count=size(1), body=TWICE)
    chain.grow(2)


def loaded(home):
    chain = Chain().grow(2)
    add_twice(chain)
    add_twice(chain)
    done = run(home, "ingest", "blk", write(home + ".dat", chain.blocks))
    check(done.returncode == 0, done.stderr)


def told(home, *words):
    done = run(home, "why", "--json", *words)
    check(done.returncode == 0, f"why {words}: {done.stderr}")
    return [(one["id"], one["kind"], one["amount"]) for one in json.loads(done.stdout)["explanations"]]


def every_holding_is_explained(home):
    loaded(home)
    for until, kinds in (("5", ["holding"]), ("8", ["burnt", "holding"])):
        words = ("--seed", OWNER, "--until", until)
        found = trace(home, *words)["results"][0]
        check([one["id"] for one in found["holdings"]] == [TXID + ":0"], f"until {until}: {found['holdings']}")
        check(told(home, *words, TXID + ":0") == [(TXID + ":0", kind, "7") for kind in kinds],
              f"until {until}: each output of that name that is coloured")
    done = run(home, "why", "--seed", OWNER, TXID + ":1")
    check(done.returncode == 3 and "no colour reached it" in done.stderr, done.stderr)
    done = run(home, "why", "--seed", OWNER, TXID + ":2")
    check(done.returncode == 3 and "from 0 to 1 behind the colon" in done.stderr, done.stderr)


def a_seed_must_say_which(home):
    loaded(home)
    for seed in (TXID, TXID + ":0"):
        done = run(home, "trace", "--seed", seed)
        check(done.returncode == 3 and "in blocks 3 and 6; expected an address seed" in done.stderr, done.stderr)


def a_txid_that_is_nearly_one(home):
    """A digit lost, one too many, a wrong one, a block behind it: told as a txid, not as a bad address."""
    loaded(home)
    for text, says in ((TXID[:-1], "63 hexadecimal digits; expected 64, a txid"),
                       (TXID + "0:1", "65 hexadecimal digits; expected 64, a txid"),
                       (TXID[:9] + "O" + TXID[10:] + ":0", "character 10 is no hexadecimal digit; expected 64, a txid"),
                       ("0x" + TXID, "character 2 is no hexadecimal digit; expected 64, a txid"),
                       (TXID + "@3", "a block behind a txid; expected its end, or a colon and an output's index")):
        for words in (("trace", "--seed", text), ("why", "--seed", OWNER, text)):
            done = run(home, *words)
            check(done.returncode == 3 and f"{text}: {says}" in done.stderr, f"{words}: {done.stderr}")
    for text in ("pk(" + "05" * 33 + ")", "raw(" + "6a" * 32 + ")"):
        check("names nobody" in run(home, "trace", "--seed", text).stderr, text)


def lifo_is_told_as_it_cuts(home):
    """The story's sentence about the rule, and what it says done by hand: of 10 coloured and then 40 clean the first
    output, of 15, takes the last 15, the second, of 30, the 25 before it and 5 coloured; 5 are the fee's."""
    chain = Chain()
    chain.add(outputs=[(10, pay(5)), (40, pay(6))])
    moved = transaction([(chain.rewards[1], 0), (chain.rewards[1], 1)], [(15, pay(7)), (30, pay(8))])
    chain.add(txs=[moved])
    run(home, "ingest", "blk", write(home + ".dat", chain.blocks))
    words = ("--rule", "lifo", "--seed", shown(chain.rewards[1]) + ":0")
    found = trace(home, *words)["results"][0]
    check([(one["id"], one["amount"]) for one in found["holdings"]] == [(shown(double(moved)) + ":1", "5")] and
          found["fees"] == "5", f"lifo: {found}")
    said = run(home, "why", *words, shown(double(moved)) + ":1").stdout
    check("cut from the tail: the first output takes the last of them, the fee what is left in front" in said, said)


main([lifo_is_told_as_it_cuts, every_holding_is_explained, a_seed_must_say_which, a_txid_that_is_nearly_one])
