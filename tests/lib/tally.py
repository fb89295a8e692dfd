"""What the test runners share: counting, comparing folders, small tables.

A runner prints what failed as it goes and ends with the line that script/test adds up:
`N passed, M failed[, K skipped]`.
"""

import os
import shutil
import subprocess
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.environ.get("TREFOIL_DATA", os.path.join(ROOT, "..", "shared", "data"))
HARMONY = os.path.join(ROOT, "examples", "harmony-2023")
LOG = os.path.join(ROOT, "tests", "vectors", "log")  # what make-log writes, and proofs
with open(os.path.join(LOG, "log.vkey"), encoding="utf-8") as _key:
    LOG_KEY = _key.read().strip()


class Tally:
    """Counts; may be used from several threads."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self._lock = threading.Lock()

    def ok(self, count=1):
        with self._lock:
            self.passed += count

    def fail(self, name, why):
        with self._lock:
            self.failed += 1
            print(f"FAILED {name}\n  " + "\n  ".join(str(why).rstrip().split("\n")), flush=True)

    def check(self, good, name, why):
        if good:
            self.ok()
        else:
            self.fail(name, why)
        return good

    def skip(self, name, why):
        with self._lock:
            self.skipped += 1
            print(f"skipped {name}: {why}", flush=True)

    def end(self):
        """The last line, and the exit code. Having tested nothing is a failure."""
        if self.passed + self.failed + self.skipped == 0:
            self.fail("this runner", "it found nothing to test")
        line = f"{self.passed} passed, {self.failed} failed"
        print(line + (f", {self.skipped} skipped" if self.skipped else ""), flush=True)
        sys.exit(1 if self.failed else 0)


def run(words, environment=None, cwd=None, timeout=120):
    """Runs a program without a terminal; its bytes out, its text to standard error."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, cwd=cwd, timeout=timeout, check=False,
                          env=None if environment is None else {**os.environ, **environment})
    done.stderr = done.stderr.decode("utf-8", "replace")
    return done


def in_memory():
    """Where a temporary folder is best made of which no test asks that it is on a disk; None: anywhere, as where
    there is little room in memory. For homes made by the thousand: each is synced, and waits for the disk as often."""
    memory = "/dev/shm"
    here = "TMPDIR" not in os.environ and os.access(memory, os.W_OK)
    return memory if here and shutil.disk_usage(memory).free > 1 << 30 else None


def tree(folder):
    """Everything under a folder: path to bytes; a folder itself is None."""
    found = {}
    for at, folders, names in os.walk(folder):
        for name in folders:
            found[os.path.relpath(os.path.join(at, name), folder)] = None
        for name in names:
            path = os.path.join(at, name)
            with open(path, "rb") as f:
                found[os.path.relpath(path, folder)] = f.read()
    return found


def difference(found, wanted):
    """How two trees differ, as text for people; empty when they are the same, byte for byte."""
    lines = []
    for path in sorted(found.keys() | wanted.keys()):
        if path not in found:
            lines.append(f"missing: {path}")
        elif path not in wanted:
            lines.append(f"too much: {path}")
        elif found[path] != wanted[path]:
            lines.append(f"differs: {path}")
    return "\n".join(lines)


def harmony_rows():
    """The header and the rows of the example's table, sorted by block."""
    with open(os.path.join(HARMONY, "flows.csv"), encoding="ascii") as f:
        header, *rows = f.readlines()
    return header, rows


def longer(rows, times):
    """The rows `times` over, each repetition behind the one before, with transactions of its own."""
    columns = [row.split(",") for row in rows]
    span = int(columns[-1][1]) - int(columns[0][1]) + 1
    for again in range(times):
        for cells in columns:
            block = int(cells[1]) + again * span
            hash_ = cells[3][:-6] + f"{again:06x}"
            yield ",".join([cells[0], str(block), *cells[2:3], hash_, *cells[4:]])
