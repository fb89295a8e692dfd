"""Blocks that are not as they should be: each is refused with the file, the byte and the block, and what
was in the ledger stays; or is taken as documented."""
import json
import os
import struct
import sys

from common import check, main, run, tree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chain"))
from forge import (COIN, Chain, coinbase, double, frame, long_size, merkle, name_of, pay,  # noqa: E402
                   shown, size, subsidy, transaction, write)

HONEST = 6  # height of the honest chain
MOST = 21_000_000 * COIN


def ingest(home, *words):
    return run(home, "ingest", "blk", *words)


def answer(home, *words):
    done = ingest(home, "--json", *words)
    check(done.returncode == 0, f"ingest {words}: {done.stderr}")
    return json.loads(done.stdout) if done.returncode == 0 else {}


def honest():
    """Rewards alone, but for the last block, which spends that of block 1."""
    chain = Chain().grow(HONEST - 1)
    chain.add(txs=[chain.spend(1)])
    return chain


def started(place):
    """A home with the honest chain, and that chain."""
    home, chain = os.path.join(place, "home"), honest()
    if not os.path.exists(home):
        found = answer(home, write(os.path.join(place, "honest.dat"), chain.blocks))
        check(found.get("last_block") == HONEST and found["tip"] == chain.tip(), "the honest chain")
    return home, chain


def verifies(home, what):
    done = run(home, "ledger", "verify")
    check(done.returncode == 0, f"{what}: verifies: {done.stderr}")


def refused(place, what, chain, *wanted, only=None):
    """The best branch has a bad last block; then a better one of good blocks goes in."""
    home, first = started(place)
    before = tree(home)
    path = os.path.join(place, "bad.dat")
    new = chain.blocks[1:] if only is None else only
    write(path, new)
    at = sum(len(frame(block)) for block in new[:-1]) + 8
    done = ingest(home, path)
    check(done.returncode == 3, f"{what}: exit code {done.returncode}: {done.stderr!r} {done.stdout!r}")
    for part in (f"bad.dat: byte {at}: block {chain.height}", *wanted):
        check(part in done.stderr, f"{what}: {part!r} in {done.stderr[:500]!r}")
    check(done.stderr.startswith("trefoil: ") and done.stderr.count("\n") == 1 and done.stdout == "",
          f"{what}: one line: {done.stderr!r}")
    check(tree(home) == before, f"{what}: the ledger is as it was")


def on_top(first=None):
    """A branch off block 2 that has more work than the honest chain once one more block is on it."""
    return (first or honest()).branch(2).grow(HONEST - 2, extra=99)


def bad_bodies(place):
    """Bytes that are no block, in the last block of the best branch."""
    reward = coinbase(HONEST + 1, [(50 * COIN, pay(7))])
    root = double(reward)
    head, tail = reward[:4], reward[-4:]
    inputs = reward[5:5 + 41 + 13]
    for what, body, count, *wanted in (
            ("a longer size than needed, of transactions", reward, long_size(1), "number of transactions"),
            ("2^64-1 transactions", reward, long_size((1 << 64) - 1), "number of transactions"),
            ("no transactions", b"", b"\0", "no transactions"),
            ("two transactions and one there", reward, b"\x02", "number of transactions is 2"),
            ("three transactions and one there", reward + bytes(90), b"\x03", "transaction 1"),
            ("bytes behind", reward + b"\0", b"\x01", "bytes behind the last transaction"),
            ("a longer size than needed, of inputs", head + long_size(1) + reward[5:], b"\x01",
             "number of inputs"),
            ("2^64-1 inputs", head + long_size((1 << 64) - 1) + reward[5:], b"\x01", "number of inputs"),
            ("no inputs", head + b"\0\2" + reward[6:], b"\x01", "no inputs"),
            ("4 billion outputs", head + b"\x01" + inputs + size((1 << 32) - 1) + reward[60:], b"\x01",
             "number of outputs"),
            ("2^64-1 outputs", head + b"\x01" + inputs + long_size((1 << 64) - 1), b"\x01",
             "number of outputs"),
            ("no outputs", head + b"\x01" + inputs + b"\0" + tail, b"\x01", "no outputs"),
            ("a script of 2^64-1 bytes", head + b"\x01" + reward[5:41] + long_size((1 << 64) - 1) + bytes(60),
             b"\x01", "input's script"),
            ("a block that ends in its transaction", reward[:50], b"\x01", "number of transactions is 1"),
            ("no lock time", reward[:-4], b"\x01", "lock time"),
            ("a witness form without witness", head + b"\0\1" + reward[4:-4] + b"\0" + tail, b"\x01",
             "witness")):
        chain = on_top()
        chain.add(root=root, body=body, count=count)
        refused(place, what, chain, *wanted)


def bad_values(place):
    for what, outputs, *wanted in (
            ("a negative value", [(-1, pay(1))], "value -1"),
            ("more than all coins", [(MOST + 1, pay(1))], f"value {MOST + 1}"),
            ("the least number", [(1 << 63, pay(1))], "value -9223372036854775808"),
            ("a sum above all coins", [(MOST, pay(1)), (1, pay(2))], "sum"),
            ("a sum past 2^64", [(MOST, pay(1))] * 9000, "sum")):
        chain = on_top()
        chain.add(outputs=outputs)
        refused(place, what, chain, *wanted)
        chain = on_top()
        bad = transaction([(chain.rewards[1], 0)], outputs)
        chain.add(txs=[bad])
        refused(place, what + ", not in the coinbase", chain, *wanted)


def bad_coins(place):
    """Blocks that decode, and do not connect."""
    chain = on_top()
    spend = chain.spend(1)
    next_ = transaction([(double(spend), 0)], [(COIN, pay(5)), (COIN, pay(6))])
    many = transaction([(chain.rewards[1], 0), (chain.rewards[2], 0)], [(100 * COIN, pay(5))])
    own = chain.branch(chain.height)
    own.add()
    one, subsidy_now = "transaction 1 ", subsidy(HONEST + 1)
    for what, words, *wanted in (
            ("an unknown output", {"txs": [transaction([(b"\7" * 32, 0)], [(1, pay(1))])]}, one,
             f"input 0 spends {'07' * 32}:0, which is not there, or is spent; expected an unspent output"),
            ("an index behind the last", {"txs": [transaction([(chain.rewards[1], 1)], [(1, pay(1))])]},
             one, "not there"),
            ("index 2^32-1", {"txs": [transaction([(chain.rewards[1], 0xFFFFFFFF)], [(1, pay(1))])]},
             one, "not there"),
            ("the genesis' reward", {"txs": [transaction([(chain.rewards[0], 0)], [(1, pay(1))])]},
             one, "not there"),
            ("spent twice in a block", {"txs": [spend, transaction([(chain.rewards[1], 0)], [(1, pay(1))])]},
             "transaction 2 ", "spent"),
            ("spent twice in a transaction", {"txs": [transaction([(chain.rewards[1], 0)] * 2,
                                                                  [(1, pay(1))])]}, one,
             f"input 1 spends {shown(chain.rewards[1])}:0, "),
            ("spent before it is there", {"txs": [next_, spend]}, one, "not there"),
            ("the same transaction twice", {"txs": [spend, spend]}, "transaction 2 ", "spent"),
            ("its own output", {"txs": [transaction([(double(spend), 0)], [(1, pay(1))])]}, one, "not there"),
            ("more paid than spent", {"txs": [chain.spend(1, [(50 * COIN + 1, pay(1))])]}, one,
             f"it pays {50 * COIN + 1}; expected at most {50 * COIN}, what its inputs hold"),
            ("more paid than two inputs hold", {"txs": [many, transaction(
                [(double(many), 0)], [(100 * COIN + 1, pay(1))])]}, "transaction 2 ",
             f"it pays {100 * COIN + 1}; expected at most {100 * COIN}"),
            ("a coinbase that claims too much", {"claim": subsidy_now + 1}, "transaction 0 ",
             f"claims {subsidy_now + 1}; expected at most {subsidy_now}, subsidy and fees"),
            ("a coinbase that claims more than the fees",
             {"claim": subsidy_now + 2, "txs": [chain.spend(1, [(50 * COIN - 1, pay(1))])]},
             "transaction 0 ", f"claims {subsidy_now + 2}; expected at most {subsidy_now + 1}, "),
            ("a second coinbase", {"txs": [coinbase(HONEST + 1, [(0, pay(1))], 3)]},
             "spends nothing, as only the first"),
            ("the reward of its own block",
             {"txs": [transaction([(own.rewards[-1], 0)], [(1, pay(1))])]}, one, "its own block")):
        bad = chain.branch(chain.height)
        bad.add(**words)
        refused(place, what, bad, *wanted)
    off = chain.branch(chain.height)  # the ledger's own block 6 has spent it, this branch has not
    off.add(txs=[spend])
    across = honest().branch(2)
    across.add(txs=[spend])
    across.grow(HONEST - 3, extra=5)
    across.add(txs=[transaction([(across.rewards[1], 0)], [(1, pay(1))])])
    refused(place, "spent in two blocks", across, one, "spent")
    again = honest()
    again.add(txs=[transaction([(again.rewards[1], 0)], [(1, pay(1))])])
    refused(place, "spent in the ledger and in a new block", again, one, "spent", only=again.blocks[-1:])
    home, _ = started(place)
    found = answer(home, write(os.path.join(place, "off.dat"), off.blocks[3:]))
    check(found.get("tip") == off.tip() and found["taken_back"] == HONEST - 2,
          f"what only the lost branch spent can be spent: {found}")
    verifies(home, "after a reorganisation")


def bad_roots(place):
    """Wrong merkle root; then the branch that is better than both goes in."""
    chain = on_top()
    chain.add(root=b"\5" * 32)
    refused(place, "a wrong merkle root", chain, "merkle")
    home, first = started(place)
    middle = on_top()
    middle.blocks[4] = middle.blocks[4][:-1] + b"\1"  # a lock time
    middle.grow(1, extra=99)
    before = tree(home)
    done = ingest(home, write(os.path.join(place, "middle.dat"), middle.blocks[3:]))
    check(done.returncode == 3 and "middle.dat" in done.stderr and "block 4" in done.stderr and
          "merkle" in done.stderr, f"a wrong root in the middle: {done.stderr!r}")
    check(tree(home) == before, "a wrong root in the middle: the ledger is as it was")
    twice = on_top()  # CVE-2012-2459: the last transactions once more, the same root
    txs = [twice.spend(1), twice.spend(2)]
    reward = coinbase(HONEST + 1, [(subsidy(HONEST + 1), pay(HONEST + 1))])
    root = merkle([double(tx) for tx in (reward, *txs)])
    twice.add(txs=[*txs, txs[-1]])
    check(twice.blocks[-1][36:68] == root, "the root of the doubled transactions is the same")
    refused(place, "doubled transactions", twice, "CVE-2012-2459")
    better = honest().grow(3, extra=4)
    found = answer(home, write(os.path.join(place, "better.dat"), better.blocks[HONEST + 1:]))
    check(found.get("tip") == better.tip() and found["blocks"] == 3 and found["taken_back"] == 0,
          f"a better honest branch: {found}")
    verifies(home, "a better honest branch")


def wrong_body(block):
    """Another body under the same good header: the last byte but four of its coinbase's script."""
    return block[:-10] + bytes([block[-10] ^ 1]) + block[-9:]


def segments(home):
    """The ledger without its manifest, which counts the commands."""
    return {name: data for name, data in tree(home).items() if not name.endswith("manifest")}


def valid_branch(place, what, blocks, good, wrong, most=False, **wanted):
    """Of these blocks those of `good` go in, into no ledger and into the honest one; the same ledger
    as from them alone. `wrong` is the first block whose body is no good, by height. `most`: the branch has the most
    work all the same, as the files have that block once more."""
    path = write(os.path.join(place, "mixed.dat"), blocks)
    alone = os.path.join(place, what.replace(" ", "-"))
    answer(alone, write(os.path.join(place, "good.dat"), good.blocks))
    for first in (None, honest()):
        home = f"{alone}-{'empty' if first is None else 'honest'}"
        if first is not None:
            answer(home, write(os.path.join(place, "honest.dat"), first.blocks))
        found = answer(home, path)
        check(found.get("tip") == good.tip(), f"{what}: the tip: {found}")
        why = found.get("first_refused", "")
        check("mixed.dat: byte " in why and f": block {wrong}: " in why, f"{what}: what was wrong: {found}")
        check(found.get("first_bad") == (None if most else why), f"{what}: what was left: {found}")
        check(all(found[name] == value for name, value in wanted.items()), f"{what}: {wanted}: {found}")
        taken = 0 if first is None else HONEST - 2
        check((found["blocks"], found["taken_back"]) == (good.height + 1 - (3 if taken else 0), taken),
              f"{what}: the counts: {found}")
        verifies(home, what)
        again = answer(home, path)
        check((again["blocks"], again["taken_back"], again["tip"]) == (0, 0, good.tip()),
              f"{what}: the same command again: {again}")
        check(segments(home) == segments(alone), f"{what}: the same segments")
    said = ingest(os.path.join(place, what + "text"), path).stdout
    check(("not the most work, but the most that is valid: " in said) != most, f"{what}: said: {said}")


def next_best(place):
    """The branch with the most work has a wrong block: the best of those that are valid goes in."""
    best, next_, third = (honest().branch(2).grow(count, extra) for count, extra in ((7, 5), (6, 6), (5, 7)))
    bad = best.blocks[:7] + [wrong_body(best.blocks[7])] + best.blocks[8:]
    valid_branch(place, "one", next_.blocks[3:] + bad, next_, 7, refused=1, unconnected=2)
    worse = next_.blocks[3:7] + [wrong_body(next_.blocks[7])] + next_.blocks[8:]
    valid_branch(place, "two", worse + bad + third.blocks[3:], third, 7, refused=2, unconnected=3)
    both = best.blocks[:7] + [wrong_body(best.blocks[7])] + best.blocks[7:]
    valid_branch(place, "another copy", both, best, 7, most=True, refused=1, unconnected=0)
    both = best.blocks[:7] + [wrong_body(best.blocks[7]), wrong_body(best.blocks[7])] + best.blocks[7:]
    valid_branch(place, "a third copy", both, best, 7, most=True, refused=2, unconnected=0)
    home = os.path.join(place, "none")
    done = ingest(home, write(os.path.join(place, "mixed.dat"), bad + third.blocks[3:4]))
    check(done.returncode == 3 and "block 7: " in done.stderr and done.stdout == "",
          f"a shorter branch is none: {done.stderr}")


def a_dry_run_answers(place):
    """Are the blocks whole? What is wrong is also told by the exit code, connected or not."""
    home, first = os.path.join(place, "dry"), honest()
    for what, blocks, code in (("whole", first.blocks, 0), ("whole, unconnected", first.blocks[2:], 0),
                               ("a wrong body", first.blocks[:4] + [wrong_body(first.blocks[4])], 1),
                               ("a wrong body, unconnected", [wrong_body(first.blocks[4])], 1)):
        done = ingest(home, "--dry-run", write(os.path.join(place, "dry.dat"), blocks))
        check(done.returncode == code and f"{len(blocks)} block" in done.stdout and
              ("1 refused; the first: " in done.stdout) == (code == 1), f"{what}: {done}")


def bytes_of_no_block(place):
    """Files without one block of any chain are an error, also where the chain was named: a folder's xor.dat is missing."""
    home, first = os.path.join(place, "xor"), honest()
    path = write(os.path.join(place, "xored.dat"), first.blocks, key=bytes(range(1, 9)))
    for words in ((), ("--chain", "regtest"), ("--dry-run", "--chain", "regtest")):
        done = ingest(home, *words, path)
        check(done.returncode == 3 and "no block of a known chain; expected" in done.stderr and
              "xor.dat" in done.stderr, f"{words}: {done}")
    one = write(os.path.join(place, "one.dat"), first.blocks, behind=b"x")
    said = ingest(home, one).stdout
    check(" passed over, 1 byte; the first: " in said, said)


def forged_headers(place):
    """More blocks without work, or by other rules: refused and counted, the honest chain stands."""
    home, first = started(place)
    before = tree(home)
    forged = first.branch(2)
    for _ in range(20):
        forged.add(proven=False, extra=1)
    easy = first.branch(HONEST)
    easy.add(bits=0x1F7FFFFF, proven=False)
    zero, huge, negative = (first.branch(HONEST) for _ in range(3))
    for chain, bits in ((zero, 0), (huge, 0x21010000), (negative, 0x20800001)):
        chain.blocks.append(struct.pack("<I", 4) + name_of(chain.blocks[-1]) + b"\1" * 32 +
                            struct.pack("<III", 1296688602 + 9999, bits, 0) + chain.blocks[-1][80:])
    early = first.branch(HONEST)
    early.add(time=1296688602)  # at or below the median of those before
    for what, chain, from_, wanted in (
            ("a longer chain without work", forged, 3, ""),
            ("another target", easy, HONEST + 1, ""),
            ("a target of zero", zero, HONEST + 1, ""),
            ("a target above the limit", huge, HONEST + 1, ""),
            ("a negative target", negative, HONEST + 1, ""),
            ("a time that is not above the median", early, HONEST + 1, "median")):
        path = write(os.path.join(place, "forged.dat"), chain.blocks[from_:])
        for words in ([path], [path, os.path.join(place, "honest.dat")]):
            found = answer(home, *words)
            check(found.get("refused", 0) >= 1 and found["blocks"] == 0 and found["tip"] == first.tip(),
                  f"{what}: {found}")
            check("forged.dat: byte 8: " in found.get("first_refused", "") and
                  wanted in found["first_refused"], f"{what}: the place: {found}")
        check(tree(home) == before, f"{what}: the ledger is as it was")
    fresh = os.path.join(place, "fresh")
    found = answer(fresh, write(os.path.join(place, "all.dat"), forged.blocks + first.blocks[3:]))
    check(found.get("tip") == first.tip() and found["blocks"] == HONEST + 1,
          f"both in one file: {found}")


def no_work(place):
    """Taken with --no-pow, and said by everything from then on; not by a ledger without it."""
    home, chain = started(place)
    sure = json.loads(run(home, "ledger", "show", "--json").stdout)
    check(sure["no_pow"] is False, "a proven ledger")
    before = tree(home)
    path = write(os.path.join(place, "forged.dat"), chain.branch(HONEST).blocks)
    check(answer(home, "--no-pow", path)["no_pow"] is False and tree(home) == before,
          "nothing new came without work")
    for _ in range(3):
        chain.add(proven=False)
    forged = write(os.path.join(place, "forged.dat"), chain.blocks[HONEST + 1:])
    dry = answer(os.path.join(place, "dry"), "--no-pow", "--dry-run", forged)
    check(dry.get("no_pow") is True, f"a dry run: {dry}")
    found = answer(home, "--no-pow", forged)
    check(found.get("no_pow") is True and found["blocks"] == 3, f"blocks without work: {found}")
    chain.add()
    found = answer(home, write(os.path.join(place, "proven.dat"), chain.blocks[-1:]))
    check(found.get("no_pow") is True and found["blocks"] == 1, f"a proven block behind them: {found}")
    said = "headers were taken without proof of work (--no-pow)\n"
    check(said in ingest(home, forged).stdout, "ingest says it")
    check(said in run(home, "ledger", "show").stdout, "ledger show says it")
    check(json.loads(run(home, "ledger", "show", "--json").stdout)["no_pow"] is True, "its JSON says it")
    seed = ["--services", "none", "--seed", f"{shown(chain.rewards[2])}:0"]
    check(said in run(home, "trace", *seed).stdout, "trace says it")
    check(json.loads(run(home, "trace", "--json", *seed).stdout)["inputs"]["no_pow"] is True, "its JSON says it")
    verifies(home, "without work")


def long_name(place):
    """A path so long that it is cut at its front: byte, block and transaction are told all the same."""
    chain = on_top()
    chain.add(txs=[transaction([(b"\7" * 32, 0)], [(1, pay(1))])])
    deep = os.path.join(place, *["d" * 200] * 4)
    os.makedirs(deep)
    home, _ = started(place)
    done = ingest(home, write(os.path.join(deep, "bad.dat"), chain.blocks[3:]))
    at = sum(len(frame(block)) for block in chain.blocks[3:-1]) + 8
    for part in (f"bad.dat: byte {at}: block {chain.height}: transaction 1 (", "not there"):
        check(part in done.stderr, f"a long path: {part!r} in {done.stderr!r}")


main([bad_bodies, bad_values, bad_coins, bad_roots, next_best, a_dry_run_answers,
      bytes_of_no_block, forged_headers, no_work, long_name])
