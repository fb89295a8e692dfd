"""What the command-line tests share: run the program in a fresh home, count, end with a line."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1])
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(SOURCE, "..", "shared", "data")
counts = {"passed": 0, "failed": 0, "skipped": 0}


def check(ok, what):
    counts["passed" if ok else "failed"] += 1
    if not ok:
        print("failed:", what)


def skip(what):
    counts["skipped"] += 1
    print("skipped:", what)


def run(home, *words):
    return subprocess.run([PROGRAM, "--home", home, *words], capture_output=True, text=True)


def trace(home, *words):
    done = run(home, "trace", "--json", *words)
    check(done.returncode == 0, f"trace {words}: {done.stderr}")
    return json.loads(done.stdout)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", newline="") as file:
        file.write(text)
    return path


def tree(folder):
    """Every file of a home but the lock, with its bytes."""
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def spent():
    """Seconds of processor that the programs called so far have used: what others run beside is not in it."""
    times = os.times()
    return times.children_user + times.children_system


def holds_open(process, path):
    """Whether a program has a file open, or mapped."""
    path, folder = os.path.realpath(path), f"/proc/{process.pid}"
    try:
        with open(f"{folder}/maps", encoding="utf-8", errors="replace") as maps:
            if any(line.endswith(f" {path}\n") for line in maps):
                return True
        return any(os.readlink(f"{folder}/fd/{name}") == path for name in os.listdir(f"{folder}/fd"))
    except OSError:
        return False


def stopped_at(process, path):
    """Whether a program was stopped while it holds a file open; False: it has ended, or closed it too soon."""
    while process.poll() is None and not holds_open(process, path):
        time.sleep(0.0005)
    process.send_signal(signal.SIGSTOP)  # which looks first whether it has ended
    if process.returncode is not None:
        return False
    found = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WSTOPPED | os.WNOWAIT)
    if found.si_code == os.CLD_STOPPED and holds_open(process, path):
        return True
    process.send_signal(signal.SIGCONT)
    return False


def main(tests):
    folder = tempfile.mkdtemp(prefix="trefoil-test-")
    try:
        for number, test in enumerate(tests):
            place = os.path.join(folder, str(number))
            os.mkdir(place)
            test(place)
    finally:
        shutil.rmtree(folder)
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    sys.exit(1 if counts["failed"] else 0)
