"""Trefoil's log held against a second implementation, both ways: Go's sumdb packages verify what
Trefoil wrote, Trefoil verifies what they wrote, and both refuse what somebody changed.

    run.py TREFOIL MAKE-LOG PEER
"""
import os
import shutil
import subprocess
import sys
import tempfile

TREFOIL, MAKE_LOG, PEER = (os.path.abspath(word) for word in sys.argv[1:4])
SIZES = [(1, 0), (2, 1), (5, 4), (255, 3), (256, 200), (257, 256), (512, 255), (1000, 777), (66000, 65537)]
counts = {"passed": 0, "failed": 0}


def check(ok, what):
    counts["passed" if ok else "failed"] += 1
    if not ok:
        print("failed:", what)


def run(*words):
    return subprocess.run(words, capture_output=True)


def text(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def keys(folder):
    return text(folder, "log.vkey"), text(folder, "witness.vkey")


def trefoil_verify(vkeys, *words):
    return run(TREFOIL, "log", "verify", *words, *(word for key in vkeys for word in ("--key", key)))


def prove(folder, name, *words):
    done = run(TREFOIL, "log", "prove", os.path.join(folder, "log"), *words)
    check(done.returncode == 0, f"log prove {words}: {done.stderr}")
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(done.stdout)
    return path


def theirs_of_ours(folder, size, old):
    """What Trefoil wrote, verified by the other one."""
    check(run(MAKE_LOG, folder, str(size), str(old)).returncode == 0, f"make-log {size}")
    vkeys = keys(folder)
    done = run(PEER, "verify", os.path.join(folder, "log"), *vkeys)
    check(done.returncode == 0, f"peer verify {size}: {done.stderr}")
    for index in {0, old, size - 1}:
        leaf = os.path.join(folder, f"leaf-{index}")
        plain = prove(folder, f"plain-{index}", str(index))
        opened = prove(folder, f"opened-{index}", str(index), "--opening",
                       os.path.join(folder, f"opening-{index}"))
        for proof in (plain, opened):
            done = run(PEER, "proof", proof, leaf, *vkeys)
            check(done.returncode == 0, f"peer proof {proof}: {done.stderr}")
    if old > 0:
        growth = prove(folder, "growth", "--from", str(old))
        done = run(PEER, "growth", growth, os.path.join(folder, "old"), *vkeys)
        check(done.returncode == 0, f"peer growth {old} {size}: {done.stderr}")


def ours_of_theirs(folder, size, old):
    """What the other one wrote, verified by Trefoil."""
    check(run(PEER, "make", folder, str(size), str(max(old, 1))).returncode == 0, f"peer make {size}")
    old, vkeys, log = max(old, 1), keys(folder), os.path.join(folder, "log")
    done = trefoil_verify(vkeys, log, "--old", os.path.join(folder, "old"))
    check(done.returncode == 0 and b"cosigned  other.example/witness at 2025-11-28T12:01:40Z" in done.stdout,
          f"log verify {size}: {done.stdout} {done.stderr}")
    done = trefoil_verify(vkeys, os.path.join(folder, "growth"), "--old", os.path.join(folder, "old"))
    check(done.returncode == 0, f"log verify growth {old} {size}: {done.stderr}")
    for index in {0, size - 1}:
        proof = os.path.join(folder, f"proof-{index}")
        done = trefoil_verify(vkeys, proof, "--leaf", os.path.join(folder, f"leaf-{index}"))
        check(done.returncode == 0, f"log verify {proof}: {done.stderr}")
        with open(proof, "rb") as file:
            ours = prove(folder, "ours", str(index))
            check(open(ours, "rb").read() == file.read(), f"the same proof of {index} in {size}")


def refuses(done, who, what):
    check(done.returncode == 1, f"{who} took {what}: {done.stdout} {done.stderr}")


def flip(path, at):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def both_refuse(folder):
    """Each file of a log changed in one bit at a few places, and each proof."""
    run(MAKE_LOG, folder, "300", "290")
    vkeys, log = keys(folder), os.path.join(folder, "log")
    paths = [os.path.join(base, name) for base, _, names in os.walk(log) for name in names]
    for path in paths:
        size = os.path.getsize(path)
        for at in sorted({0, size // 3, size // 2, size - 2}):
            flip(path, at)
            what = f"{os.path.relpath(path, folder)} changed at {at}"
            refuses(trefoil_verify(vkeys, log), "Trefoil", what)
            # The other one asks that each of its keys has signed; a changed name is a missing one.
            refuses(run(PEER, "verify", log, *vkeys), "the peer", what)
            flip(path, at)
    check(trefoil_verify(vkeys, log).returncode == 0, "as it was")
    proof, leaf = prove(folder, "proof", "290"), os.path.join(folder, "leaf-290")
    growth, old = prove(folder, "growth", "--from", "290"), os.path.join(folder, "old")
    for path, theirs, ours in ((proof, ["proof", proof, leaf], [proof, "--leaf", leaf]),
                               (growth, ["growth", growth, old], [growth, "--old", old])):
        with open(path, "rb") as file:
            data = file.read()
        # The number, a hash of the proof, the size and a signature of the checkpoint.
        for at in (data.index(b"290"), data.index(b"\n\n") - 9, data.index(b"\n300\n") + 1,
                   data.index(b"\xe2\x80\x94 ") + 40):
            flip(path, at)
            refuses(trefoil_verify(vkeys, *ours), "Trefoil", f"{path} changed at {at}")
            refuses(run(PEER, *theirs, *vkeys), "the peer", f"{path} changed at {at}")
            flip(path, at)


def keys_both_ways(folder):
    """A secret key written by one is read by the other."""
    ours, theirs = os.path.join(folder, "ours"), os.path.join(folder, "theirs")
    run(MAKE_LOG, ours, "3", "1")
    run(PEER, "make", theirs, "3", "1")
    done = run(PEER, "make", os.path.join(folder, "a"), "3", "1", text(ours, "log.skey"))
    check(done.returncode == 0, f"their log with our key: {done.stderr}")
    done = trefoil_verify([text(ours, "log.vkey")], os.path.join(folder, "a", "log"))
    check(done.returncode == 0, f"their log with our key: {done.stderr}")
    done = run(MAKE_LOG, os.path.join(folder, "b"), "3", "1", "3", text(theirs, "log.skey"))
    check(done.returncode == 0, f"our log with their key: {done.stderr}")
    done = run(PEER, "verify", os.path.join(folder, "b", "log"), text(theirs, "log.vkey"))
    check(done.returncode == 0, f"our log with their key: {done.stderr}")


def main():
    folder = tempfile.mkdtemp(prefix="trefoil-test-")
    try:
        for size, old in SIZES:
            theirs_of_ours(os.path.join(folder, f"ours-{size}"), size, old)
            ours_of_theirs(os.path.join(folder, f"theirs-{size}"), size, old)
        both_refuse(os.path.join(folder, "changed"))
        keys_both_ways(folder)
    finally:
        shutil.rmtree(folder)
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] else 0


sys.exit(main())
