"""Logs as folders, and proofs from them: what verifies, what does not and why, and how it is told.

    tests/cli/log.py TREFOIL MAKE-LOG
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys

from common import PROGRAM, SOURCE, check, main, tree

MAKE_LOG = os.path.abspath(sys.argv[2])


# Of another log: made with Go's sumdb/note from a seed of zeros.
OTHER_SKEY = "PRIVATE+KEY+other.example/log+225cf77b+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
OTHER_KEY = "other.example/log+225cf77b+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"


def text(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def write(text_or_bytes, *path):
    name = os.path.join(*path)
    with open(name, "wb") as file:
        file.write(text_or_bytes if isinstance(text_or_bytes, bytes) else text_or_bytes.encode())
    return name


class Log:
    """A log of `size` leaves in a folder of its own, with its keys and an older checkpoint."""

    def __init__(self, folder, size=300, old=290, *more):
        os.makedirs(folder, exist_ok=True)
        done = subprocess.run([MAKE_LOG, folder, str(size), str(old), *map(str, more)], check=False)
        check(done.returncode == 0, f"make-log {size}")
        self.folder = folder
        self.log, self.old = os.path.join(folder, "log"), os.path.join(folder, "old")
        self.key, self.witness = text(folder, "log.vkey"), text(folder, "witness.vkey")

    def path(self, name):
        return os.path.join(self.folder, name)

    def prove(self, name, *words):
        done = trefoil("prove", self.log, *words)
        check(done.returncode == 0 and done.stderr == "", f"prove {words}: {done.stderr}")
        return write(done.stdout, self.folder, name)


def trefoil(verb, *words):
    """Without a home, and without one to be found."""
    return subprocess.run([PROGRAM, "log", verb, *words], capture_output=True, text=True, check=False,
                          env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"})


def verify(log, *words, keys=None):
    keys = [log.key, log.witness] if keys is None else keys
    return trefoil("verify", *words, *(word for key in keys for word in ("--key", key)))


def verified(done, what):
    check(done.returncode == 0 and done.stderr == "", f"{what}: {done.returncode} {done.stderr}")
    return done.stdout


def refused(done, what, *wanted, code=1):
    check(done.returncode == code, f"{what}: exit code {done.returncode}: {done.stderr}")
    for part in wanted:
        check(part in done.stderr, f"{what}: {part!r} in {done.stderr!r}")
    check(done.stdout == "", f"{what}: {done.stdout!r}")


def a_log(place):
    """What is said of a log that verifies, as text and as JSON; the head is the checkpoint's."""
    log = Log(place)
    head = text(log.log, "checkpoint").splitlines()[2]
    said = verified(verify(log, log.log, "--old", log.old), "a log")
    root = subprocess.run(["base64", "-d"], input=head.encode(), capture_output=True, check=True).stdout.hex()
    check(said == f"{log.log}: verified\n"
          "  log       trefoil.example/usa, 300 leaves\n"
          f"  head      {root}\n"
          "  signed    trefoil.example/usa\n"
          "  cosigned  trefoil.example/kor/witness at 2025-11-28T12:01:40Z\n"
          "  grew      from 290\n", f"said: {said}")
    answer = json.loads(verified(verify(log, log.log, "--old", log.old, "--json"), "as JSON"))
    check(answer["results"] == [{
        "path": log.log, "matter": "folder", "verified": True, "origin": "trefoil.example/usa", "size": 300,
        "root": root, "signed": [{"name": "trefoil.example/usa"}],
        "cosigned": [{"name": "trefoil.example/kor/witness", "time": 1764331300}], "old_size": 290,
    }], f"JSON: {answer}")
    said = verified(verify(log, log.log, keys=[log.key]), "without the witness's key")
    check("cosigned" not in said and "grew" not in said, said)
    said = verified(verify(log, os.path.join(log.log, "checkpoint"), log.log), "two paths")
    check(said.count(": verified\n") == 2, said)


def sizes(place):
    """Around the borders of tiles; the first hash is that of the leaf that was given out."""
    for size in (1, 2, 255, 256, 257, 511, 512, 65536, 65537):
        log = Log(os.path.join(place, str(size)), size, size // 2)
        verified(verify(log, log.log, "--old", log.old), f"{size} leaves")
        proof = log.prove("proof", str(size - 1))
        verified(verify(log, proof, "--leaf", log.path(f"leaf-{size - 1}")), f"the last of {size}")
        leaf = b"\0" + text(log.folder, "leaf-0").encode()
        with open(os.path.join(log.log, "tile/0/000" + (f".p/{size}" if size < 256 else "")), "rb") as tile:
            check(tile.read(32) == hashlib.sha256(leaf).digest(), f"the first hash of {size}")


def bytes_that_stay(place):
    """A log that was written once is written and proven in the same bytes: others keep them."""
    kept = os.path.join(SOURCE, "tests", "vectors", "log")
    log = Log(place, 5, 3)
    log.prove("growth", "--from", "3")
    log.prove("4.tlog-proof", "4", "--opening", log.path("opening-4"))
    os.remove(log.path("log.skey"))
    check(tree(place) == tree(kept), "as in tests/vectors/log")
    verified(verify(log, *(os.path.join(kept, name) for name in ("log", "growth", "4.tlog-proof", "old")),
                    "--old", os.path.join(kept, "old")), "what was kept")


def who_is_believed(place):
    log = Log(place)
    refused(trefoil("verify", log.log), "no key", "trefoil log verify: --key: needed", code=2)
    refused(verify(log, log.log, keys=["nonsense"]), "a key that is none", "--key: expected a key", code=3)
    changed = log.key.replace("usa", "jpn")
    refused(verify(log, log.log, keys=[changed]), "another name", "--key: the id in it is", code=3)
    refused(verify(log, log.log, keys=[log.witness]), "only a witness",
            "no key named as the log's origin, trefoil.example/usa, has signed it")
    # A line of the witness whose signature is another: the whole checkpoint is refused, by those who know it.
    path = os.path.join(log.log, "checkpoint")
    lines = text(path).splitlines(True)
    name, last = lines[-1].rsplit(" ", 1)
    lines[-1] = name + " " + last[:60] + ("B" if last[60] == "A" else "A") + last[61:]
    write("".join(lines), path)
    refused(verify(log, log.log), "a wrong cosignature", "the signature of trefoil.example/kor/witness is wrong")
    verified(verify(log, log.log, keys=[log.key]), "a wrong cosignature of somebody unknown")


def flipped(path, at):
    with open(path, "rb") as file:
        data = bytearray(file.read())
    data[at] ^= 1
    write(bytes(data), path)


def damage(place):
    """Each way in which a tile can be wrong is named with its tile."""
    log = Log(place, 66000, 65000)
    tile = os.path.join(log.log, "tile")
    cases = {
        "0/017": ("tile/1/000: hash 17 is not that of the tile below it", 5000),
        "0/257.p/208": ("the first 66000 leaves have another head", 100),
        "1/000": ("tile/1/000: hash 3 is not that of the tile below it", 3 * 32),
        "1/001.p/1": ("tile/1/001.p/1: hash 0 is not that of the tile below it", 0),
        "2/000.p/1": ("tile/2/000.p/1: hash 0 is not that of the tile below it", 31),
    }
    for name, (wanted, at) in cases.items():
        path = os.path.join(tile, name)
        flipped(path, at)
        refused(verify(log, log.log), f"{name} changed", wanted)
        flipped(path, at)
    path = os.path.join(tile, "0/100")
    with open(path, "rb") as file:
        data = file.read()
    write(data[:-1], path)
    refused(verify(log, log.log), "a byte is missing", "tile/0/100: 8191 bytes, expected 8192")
    write(data + b"x", path)
    refused(verify(log, log.log), "a byte too many", "tile/0/100")
    os.remove(path)
    refused(verify(log, log.log), "a tile is missing", "tile/0/100 is not there, and the log has it")
    refused(trefoil("prove", log.log, str(100 * 256)), "no proof without it", "tile/0/100 is not there", code=3)
    write(data, path)
    flipped(path, 64)
    refused(trefoil("prove", log.log, str(100 * 256)), "no proof of a damaged one",
            "proof: it does not lead to the head of the log", code=3)
    flipped(path, 64)
    verified(verify(log, log.log), "as it was")


def a_full_tile_for_a_partial_one(place):
    """A log that has grown may keep only the full tile."""
    small, large = Log(os.path.join(place, "small"), 300, 1), Log(os.path.join(place, "large"), 512, 1)
    shutil.rmtree(os.path.join(small.log, "tile/0/001.p"))
    shutil.copy(os.path.join(large.log, "tile/0/001"), os.path.join(small.log, "tile/0/001"))
    verified(verify(small, small.log), "with the full tile")


def a_rewritten_log(place):
    """The same key signs another history: each by itself verifies, the two together do not."""
    log, fork = Log(os.path.join(place, "a")), Log(os.path.join(place, "b"), 320, 290, 200)
    verified(verify(fork, fork.log, "--old", fork.old), "the other history by itself")
    refused(verify(fork, fork.log, "--old", log.old), "rewritten",
            "the first 290 leaves have another head than the checkpoint says")
    growth = fork.prove("growth", "--from", "290")
    refused(verify(fork, growth, "--old", log.old), "its proof", "it does not lead to the head of the log")
    verified(verify(fork, growth, "--old", fork.old), "its proof for itself")
    last = fork.prove("last", "319", "--opening", fork.path("opening-319"))
    said = verified(verify(fork, last), "a leaf of the other history")
    check("  leaf      319\n  hidden 9223372036854 seconds after 1970\n" in said, said)
    later = Log(os.path.join(place, "c"), 280, 100)
    refused(verify(later, later.log, "--old", log.old), "shortened", "the log had 290 leaves and now says 280")
    other = Log(os.path.join(place, "e"), 300, 290, 300, OTHER_SKEY)
    refused(verify(log, log.log, "--old", other.old, keys=[log.key, OTHER_KEY]), "another log's old checkpoint",
            "--old: it is of another log")
    refused(verify(log, log.log, "--old", other.old), "an old checkpoint of somebody unknown",
            "--old: note: no key that is known has signed it")
    # What was there before leaf 200 is in both.
    early = Log(os.path.join(place, "d"), 201, 200)
    verified(verify(fork, fork.log, "--old", early.old), "the history before")


def proofs(place):
    log = Log(place)
    plain = log.prove("plain", "290")
    opened = log.prove("opened", "290", "--opening", log.path("opening-290"))
    refused(verify(log, plain), "which leaf", "it does not say which leaf; expected --leaf or --opening")
    said = verified(verify(log, plain, "--leaf", log.path("leaf-290")), "with the leaf")
    check(said.endswith("  leaf      290\n"), said)
    for words in ([plain, "--opening", log.path("opening-290")], [opened]):
        said = verified(verify(log, *words), "with the opening")
        check(said.endswith("  leaf      290\n  approved at 2025-11-28T12:00:00Z\n"
                            "  audience  member:kor\n  actor     person-290\n"), said)
    answer = json.loads(verified(verify(log, opened, "--json"), "as JSON"))["results"][0]
    check(answer["index"] == 290 and answer["leaf"] == {"kind": "approved", "time": 1764331200000290}
          and answer["record"] == {"audience": "member:kor", "actor": "person-290"}, f"{answer}")
    refused(verify(log, plain, "--opening", log.path("opening-0")), "another leaf's opening",
            "it does not lead to the head of the log")
    refused(verify(log, plain, "--leaf", log.path("leaf-0")), "another leaf")
    changed = write(text(opened).replace("index 290", "index 291"), place, "changed")
    refused(verify(log, changed), "another index")
    answer = verify(log, changed, opened, "--json")
    results = json.loads(answer.stdout)["results"]
    check(answer.returncode == 1 and answer.stderr == "" and [r["verified"] for r in results] == [False, True]
          and "does not lead" in results[0]["problem"] and "origin" not in results[0], f"{answer}")


def what_cannot_be_proven(place):
    log = Log(place)
    refused(trefoil("prove", log.log, "300"), "behind the end", "no leaf 300 in a log of 300", code=3)
    refused(trefoil("prove", log.log, "--from", "301"), "from behind the end", "more than the log's 300", code=3)
    refused(trefoil("prove", log.log), "neither", "expected FOLDER INDEX, or FOLDER --from SIZE", code=2)
    refused(trefoil("prove", log.log, "1", "--from", "1"), "both", "expected FOLDER INDEX", code=2)
    refused(trefoil("prove", log.log, "1", "2"), "two", "expected FOLDER INDEX", code=2)
    refused(trefoil("prove", log.log, "01"), "a number that is none", "INDEX: '01', expected a number", code=2)
    refused(trefoil("prove", log.log, "--from", "-1"), "below nothing", "--from: '-1', expected a number", code=2)
    refused(trefoil("prove", log.log, "--from", "5", "--opening", log.path("opening-0")), "growth of a leaf",
            "a proof of growth has no leaf", code=2)
    refused(trefoil("prove", log.log, "5", "--opening", log.path("opening-0")), "another leaf's opening",
            "it does not lead to the head", code=3)
    refused(trefoil("prove", log.log, "0", "--opening", log.path("leaf-0")), "no opening",
            "--opening: expected an opening", code=3)
    refused(trefoil("prove", place, "0"), "no log", "checkpoint: not there, so this is no log", code=3)
    answer = json.loads(trefoil("prove", log.log, "3", "--json").stdout)
    check(answer["index"] == 3 and answer["size"] == 300 and len(answer["hashes"]) == 9
          and all(len(h) == 64 for h in answer["hashes"]) and answer["checkpoint"] == text(log.log, "checkpoint"),
          f"{answer}")
    answer = json.loads(trefoil("prove", log.log, "--from", "256", "--json").stdout)
    check(answer["from"] == 256 and "index" not in answer and len(answer["hashes"]) == 1, f"{answer}")
    for old in ("0", "300"):
        check(text(log.prove("growth", "--from", old)).startswith(f"old {old}\n\n"), f"from {old}: no hashes")


def what_is_no_file_of_a_log(place):
    log = Log(place)
    growth = log.prove("growth", "--from", "290")
    refused(verify(log, growth), "growth from what", "it proves growth from a checkpoint; expected --old")
    refused(verify(log, log.prove("other", "--from", "289"), "--old", log.old), "another size",
            "it begins at 289 leaves, --old has 290")
    refused(verify(log, os.path.join(place, "nothing")), "not there", "nothing", code=4)
    refused(verify(log, write("", place, "empty")), "empty", "expected a note")
    refused(verify(log, write(b"\0" * 100, place, "zeros")), "zeros", "a note is UTF-8")
    refused(verify(log, write(b"\x1b[2J\n\n\xe2\x80\x94 a AAAAAAA=\n", place, "escape")), "escape", "a note is")
    refused(verify(log, write(b"x" * (5 << 20), place, "large")), "large", "more than 4194304 bytes")
    refused(verify(log, place), "a folder that is no log", "not there, so this is no log")
    refused(verify(log, log.log, "--old", os.path.join(place, "nothing")), "no old", "nothing", code=4)
    refused(verify(log, log.log, "--old", log.path("log.vkey")), "old is no checkpoint", "--old: expected a note")


main([a_log, sizes, bytes_that_stay, who_is_believed, damage, a_full_tile_for_a_partial_one, a_rewritten_log, proofs,
      what_cannot_be_proven, what_is_no_file_of_a_log])
