"""Files of blocks as they come: in any order, broken, behind a key, twice, later, from other chains, branch
by branch. What went in is told by the report, the ledger is that of the same chain in one file."""
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time

from common import DATA, PROGRAM, check, main, run, skip, tree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chain"))
from forge import Chain, busy_chain, frame, name_of, write  # noqa: E402

REAL = os.path.join(DATA, "bitcoin")
REGTEST = "bip122:0f9188f13cb7b2c71f2a335e3a4fc328"
BITCOIN = "bip122:000000000019d6689c085ae165831e93"
KEY = bytes.fromhex("0123456789abcdef")


def ingest(home, *words):
    return run(home, "ingest", "blk", *words)


def answer(home, *words):
    done = ingest(home, "--json", *words)
    check(done.returncode == 0, f"ingest {words}: {done.stderr}")
    return json.loads(done.stdout) if done.returncode == 0 else {}


def has(found, what, **wanted):
    got = {name: found.get(name) for name in wanted}
    check(got == wanted, f"{what}: {got}, expected {wanted}")


def segments(home):
    return {name for name in tree(home) if name.endswith(".segment")}


def same_as_whole(place, what, home, chain):
    """The ledger is the one of the chain from one file, in one command."""
    fresh = os.path.join(place, "whole of " + what)
    answer(fresh, write(os.path.join(place, what + ".whole"), chain.blocks))
    check(segments(home) == segments(fresh) != set(), f"{what}: the segments of an undisturbed ingest")
    done = run(home, "ledger", "verify", "--chain", REGTEST)
    check(done.returncode == 0, f"{what}: verifies: {done.stderr}")


def cannot(place, what, home, words, *wanted, code=3):
    before = tree(home) if os.path.exists(home) else {}
    done = ingest(home, *words)
    check(done.returncode == code, f"{what}: exit code {done.returncode}: {done.stderr!r}")
    for part in wanted:
        check(part in done.stderr, f"{what}: {part!r} in {done.stderr!r}")
    check(done.stderr.count("\n") == 1 and done.stdout == "", f"{what}: one line: {done.stderr!r}")
    check((tree(home) if os.path.exists(home) else {}) == before, f"{what}: the home is as it was")


def orders(place):
    """Shuffled blocks over files and folders, doubled, with other things between them."""
    chain = busy_chain(30)
    mixed = chain.blocks + chain.blocks[:10]
    random.Random(3).shuffle(mixed)
    folder = os.path.join(place, "blocks")
    os.mkdir(folder)
    other = frame(chain.blocks[3], bytes.fromhex("f9beb4d9"))
    write(os.path.join(folder, "blk00001.dat"), mixed[:15], KEY, before=bytes(100), behind=b"\1\2\3")
    write(os.path.join(folder, "blk00000.dat"), mixed[15:], KEY, before=other,
          behind=frame(chain.blocks[5])[:-20])
    write(os.path.join(folder, "xor.dat"), [], before=KEY)
    write(os.path.join(folder, "rev00000.dat"), mixed)
    write(os.path.join(folder, "blk.dat.old"), [], before=b"no block")
    home = os.path.join(place, "home")
    cannot(place, "two magics", home, [folder], "blocks of bitcoin and of regtest; expected --chain", code=2)
    found = answer(home, "--chain", "regtest", folder)
    has(found, "shuffled", blocks=32, last_block=31, tip=chain.tip(), repeated=10, other_chain=1, cut_off=1,
        garbage=1, unconnected=0, beside=0, refused=0)
    same_as_whole(place, "shuffled", home, chain)
    before = tree(home)
    names = [os.path.join(folder, "blk00001.dat"), folder, os.path.join(folder, ".", "blk00000.dat")]
    has(answer(home, "--chain", REGTEST, *names), "again", blocks=0, last_block=31)
    check(tree(home) == before, "again: nothing changes")


def keys(place):
    chain = Chain().grow(5)
    for what, key, written, blocks, code in (("right", KEY, KEY, 6, 0), ("zero", bytes(8), bytes(8), 6, 0),
                                             ("none", None, None, 6, 0), ("short", KEY, KEY[:7], None, 3),
                                             ("long", KEY, KEY + b"\0", None, 3), ("empty", KEY, b"", None, 3),
                                             ("wrong", KEY, KEY[::-1], None, 3), ("not there", KEY, None, None, 3)):
        folder, home = os.path.join(place, what), os.path.join(place, what + " home")
        os.mkdir(folder)
        write(os.path.join(folder, "blk00000.dat"), chain.blocks, key)
        if written is not None:
            write(os.path.join(folder, "xor.dat"), [], before=written)
        if code == 0:
            has(answer(home, folder), f"xor.dat {what}", blocks=blocks, tip=chain.tip(), garbage=0)
        else:
            wanted = "xor.dat: expected a file of 8 bytes" if written is not None and len(written) != 8 else "no block of a known"
            cannot(place, f"xor.dat {what}", home, [folder], wanted)


def gaps(place):
    """Blocks with a hole are unconnected until it is filled; only new files are needed later."""
    chain, home = busy_chain(20), os.path.join(place, "home")
    first, hole, last = (write(os.path.join(place, name), chain.blocks[from_:to])
                         for name, from_, to in (("a.dat", 0, 8), ("b.dat", 8, 12), ("c.dat", 12, 22)))
    has(answer(home, last), "without the genesis", blocks=0, unconnected=10, decoded=10)
    check(segments(home) == set(), "without the genesis: nothing is there")
    has(answer(home, first, last), "with a gap", blocks=8, last_block=7, unconnected=10)
    has(answer(home, hole), "the gap's own file", blocks=4, last_block=11, unconnected=0)
    has(answer(home, last), "the last file", blocks=10, last_block=21, tip=chain.tip())
    same_as_whole(place, "piece by piece", home, chain)


def branches(place):
    """Reorganisations from the files of the new branch alone; equal work: the lowest hash, always."""
    chain, home = busy_chain(20), os.path.join(place, "home")
    answer(home, write(os.path.join(place, "first.dat"), chain.blocks))
    for what, fork, more in (("of one block", 20, 2), ("of ten", 12, 12), ("down to the genesis", 0, 30)):
        better = chain.branch(fork)
        better = busy_chain(more, more, better) if fork else busy_chain(more, more)
        found = answer(home, write(os.path.join(place, "branch.dat"), better.blocks[fork + 1:]))
        has(found, what, taken_back=chain.height - fork, blocks=better.height - fork, tip=better.tip())
        same_as_whole(place, what, home, better)
        chain = better
    worse = busy_chain(3, 77, chain.branch(5))
    before = tree(home)
    has(answer(home, write(os.path.join(place, "worse.dat"), worse.blocks[6:])), "a worse branch",
        blocks=0, taken_back=0, beside=3, tip=chain.tip())
    check(tree(home) == before, "a worse branch: nothing changes")
    ends = [chain.branch(chain.height).grow(1, extra) for extra in range(6)]
    best = min(ends, key=lambda end: name_of(end.blocks[-1])[::-1])
    for turn, order in (("up", ends), ("down", ends[::-1])):
        home = os.path.join(place, "equal " + turn)
        answer(home, write(os.path.join(place, "base.dat"), chain.blocks))
        for end in order:
            found = answer(home, write(os.path.join(place, "end.dat"), end.blocks[-1:]))
        has(found, f"equal work, {turn}", tip=best.tip())
        same_as_whole(place, "equal work " + turn, home, best)


def not_files(place):
    home, empty = os.path.join(place, "home"), os.path.join(place, "empty")
    os.mkdir(empty)
    cannot(place, "an empty folder", home, [empty], "no files of blocks; expected blk00000.dat")
    write(os.path.join(empty, "notes.txt"), [], before=b"hello")
    cannot(place, "a folder of other files", home, [empty], "no files of blocks")
    cannot(place, "no block in a file", home, [os.path.join(empty, "notes.txt")], "no block of a known chain")
    cannot(place, "not there", home, [os.path.join(place, "nowhere")], "nowhere", code=4)
    check(ingest(home).returncode == 2, "no path")
    os.mkfifo(os.path.join(empty, "blk00000.dat"))
    cannot(place, "a pipe in the folder", home, [empty], "blk00000.dat: expected a regular file")
    path = write(os.path.join(place, "good.dat"), Chain().grow(2).blocks)
    cannot(place, "a wrong chain", home, ["--chain", "nocoin", path], "nocoin is no known coin chain", code=2)
    cannot(place, "no proof of work on bitcoin", home, ["--chain", "bitcoin", "--no-pow", path],
           "expected regtest", code=2)
    os.chmod(path, 0)
    if os.geteuid() == 0:
        skip("an unreadable file: root reads all")
    else:
        cannot(place, "unreadable", home, [path], "good.dat", code=4)
    os.chmod(path, 0o600)
    dry = os.path.join(place, "dry")
    has(answer(dry, "--dry-run", path), "a dry run", decoded=3, blocks=0, dry_run=True)
    check(not os.path.exists(dry) or tree(dry) == {}, "a dry run writes nothing")


def two_chains(place):
    """Two ledgers in one home, each brought by its own command."""
    real = os.path.join(REAL, "nbitcoin-blk00000.dat")
    if not os.path.exists(real):
        return skip("two chains in one home: no real blocks here")
    home, path = os.path.join(place, "home"), write(os.path.join(place, "good.dat"), Chain().grow(2).blocks)
    has(answer(home, path), "regtest", blocks=3)
    has(answer(home, real), "bitcoin", blocks=300)
    has(answer(home, real, path, "--chain", "regtest"), "both files", blocks=0, last_block=2, other_chain=300)
    for chain in (REGTEST, BITCOIN):
        done = run(home, "ledger", "verify", "--chain", chain)
        check(done.returncode == 0, f"{chain} verifies: {done.stderr}")
    check(run(home, "ledger", "verify").returncode != 0, "which ledger must be said")


def long_ingest(place):
    """A path whose ingest takes a while, and its chain."""
    chain = busy_chain(4000)
    return write(os.path.join(place, "long.dat"), chain.blocks), chain


def at_once(place):
    """A second writer is told; readers read on; an interrupted ingest goes on; a file that may not grow."""
    path, chain = long_ingest(place)
    home = os.path.join(place, "home")
    answer(home, write(os.path.join(place, "start.dat"), chain.blocks[:100]))
    runs = [subprocess.Popen([PROGRAM, "--home", home, "ingest", "blk", path], stderr=subprocess.PIPE,
                             stdout=subprocess.DEVNULL, text=True) for _ in range(4)]
    while any(one.poll() is None for one in runs):
        done = run(home, "ledger", "verify")
        check(done.returncode == 0, f"a reader beside a writer: {done.stderr}")
    ends = [(one.communicate()[1], one.returncode) for one in runs]
    check(any(code == 0 for _, code in ends), f"one of four gets through: {ends}")
    check(all(code == 0 or (code == 4 and "another process is writing" in text) for text, code in ends),
          f"the others are told: {ends}")
    same_as_whole(place, "four at once", home, chain)
    home = os.path.join(place, "interrupted")
    process = subprocess.Popen([PROGRAM, "--home", home, "ingest", "blk", path], stderr=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL)
    time.sleep(0.03)
    process.send_signal(signal.SIGINT)
    check(process.wait() in (-signal.SIGINT, 0, 130), f"interrupted: {process.returncode}")
    answer(home, path)
    same_as_whole(place, "interrupted", home, chain)
    home = os.path.join(place, "small")
    full = subprocess.run([PROGRAM, "--home", home, "ingest", "blk", path], capture_output=True, text=True,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000)))
    check(full.returncode == 4 and full.stderr.count("\n") == 1, f"a full disk: {full.returncode} {full.stderr!r}")
    answer(home, path)
    same_as_whole(place, "a disk that was full", home, chain)


# What is in each real file, by what is known of it: blocks that go in, or how many reach no genesis, or
# (for blocks without a frame around them, as other programs store them) a refusal.
CONNECTED = {"bitcoinj-first-100k-blocks.dat": 439, "blk00000-first1MiB.dat": 4522, "nbitcoin-blk00000.dat": 300,
             "blocksci-regtest-blk00000.dat": 202, "hcl-genesis.blk": 1, "hcl-multiblock.blk": 1}
LOOSE = {"blk01234-first1.4M.dat": 1, "btcd-277647.dat": 1, "hcl-block176149.blk": 1, "hcl-block2019Jan.blk": 1,
         "hcl-multiblock.blk": 2, "hcl-scriptwitness.blk": 1, "hcl-scriptwitness2.blk": 2, "hcl-version1.blk": 1,
         "hcl-testnet3version4.blk": 1, "hcl-version2.blk": 1, "hcl-version3.blk": 1, "hcl-version4.blk": 1,
         "nbitcoin-blk00001.dat": 300, "btcd-blocks1-256": 255}
BROKEN_OFF = {"blk00000-first1MiB.dat", "blk01234-first1.4M.dat"}


def real_files(place):
    if not os.path.isdir(REAL):
        return skip("real blocks are not here")
    for name in sorted(os.listdir(REAL)):
        path, home = os.path.join(REAL, name), os.path.join(place, name)
        if name == "hcl-multinet.blk":
            cannot(place, name, home, [path], "blocks of bitcoin and of testnet3; expected --chain", code=2)
            # testnet3's genesis is one of the two
            has(answer(home, path, "--chain", "testnet3"), name, unconnected=1, other_chain=1, blocks=1)
            has(answer(home, path, "--chain", "bitcoin"), name, unconnected=1, other_chain=2, blocks=0)
        elif name in CONNECTED or name in LOOSE:
            found = answer(home, path)
            has(found, name, blocks=CONNECTED.get(name, 0), unconnected=LOOSE.get(name, 0), refused=0,
                decoded=LOOSE.get(name, 0), cut_off=int(name in BROKEN_OFF), garbage=0, beside=0)
            done = run(home, "ledger", "verify")
            check(done.returncode == (0 if name in CONNECTED else 3), f"{name}: verify: {done.stderr}")
        elif not name.endswith(".bz2"):
            cannot(place, name, home, [path], "no block of a known chain")
    both = answer(os.path.join(place, "both"), os.path.join(REAL, "nbitcoin-blk00001.dat"),
                  os.path.join(REAL, "nbitcoin-blk00000.dat"))
    has(both, "two files of one chain", blocks=600, last_block=599, unconnected=0)


main([orders, keys, gaps, branches, not_files, two_chains, at_once, real_files])
