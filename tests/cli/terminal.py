"""The progress bar on a real terminal: there when something takes over two seconds, gone at the end,
and nowhere else.

    tests/cli/terminal.py TREFOIL

A program that is stopped for two seconds has taken over two seconds: the table may be small.
"""
import fcntl
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

sys.dont_write_bytecode = True
from common import PROGRAM, SOURCE, check, main, run

sys.path.insert(0, os.path.join(SOURCE, "tests", "lib"))
from tally import HARMONY, harmony_rows, longer  # noqa: E402

COLUMNS = 70
ERASE = "\r\x1b[K"
STOPPED = 2.3


class Seen:
    """What came to a terminal, with the time of each piece."""

    def __init__(self, master):
        self.master, self.pieces = master, []
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        while True:
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                return
            if not piece:
                return
            self.pieces.append(piece)

    def text(self):
        self.thread.join()
        return b"".join(self.pieces).decode()


def is_begun(process):
    """Whether the bar's thread waits for its time: it is the first one that a program makes."""
    folder = f"/proc/{process.pid}/task"
    try:
        own = min(int(name) for name in os.listdir(folder) if name != str(process.pid))
        with open(f"{folder}/{own}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] == "S"
    except (OSError, ValueError):
        return False


def on_terminal(words, stopped=STOPPED, environment=None, bar=True):
    """Runs with standard error on a terminal; stops the program as soon as it has begun a bar, or, where none is to be,
    a moment after it began."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    process = subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=slave, text=True,
                               env={**os.environ, "TERM": "xterm", **(environment or {})})
    os.close(slave)
    seen = Seen(master)
    if stopped:
        while bar and process.poll() is None and not is_begun(process):
            time.sleep(0.001)
        time.sleep(0 if bar else 0.03)
        process.send_signal(signal.SIGSTOP)
        if process.poll() is None:
            time.sleep(stopped)
            process.send_signal(signal.SIGCONT)
    out = process.stdout.read()
    code = process.wait()
    text = seen.text()
    os.close(master)
    return code, out, text


def caught(home, words):
    """As on_terminal, and the home; once more, from the same one, where a quick program had ended by then."""
    for number in range(20):
        again = f"{home}.{words[0]}-{number}"
        if os.path.exists(home):
            shutil.copytree(home, again)
        done = on_terminal(["--home", again, *words])
        if ERASE in done[2]:
            break
        shutil.rmtree(again)
    return done, again


def table(place):
    header, rows = harmony_rows()
    path = os.path.join(place, "long.csv")
    with open(path, "w", encoding="ascii") as file:
        file.write(header)
        file.writelines(longer(rows, 130))
    return path


def is_bar(text, what):
    """Lines of a bar that are drawn over each other; the last thing is that it is erased."""
    check(text.startswith("\r" + what + ", "), f"{what}: a bar: {text[:200]!r}")
    check(text.endswith(ERASE), f"{what}: erased at the end: {text[-80:]!r}")
    check("\n" not in text, f"{what}: on one line")
    for line in re.split(r"\r|\x1b\[K", text):
        check(len(line) < COLUMNS, f"{what}: {line!r} fits")
    check(re.search(r"\d+ s(\x1b|\r|$)", text) is not None, f"{what}: the seconds")


def bars(place):
    home, path = os.path.join(place, "home"), table(place)
    seeds = ["--seeds", os.path.join(HARMONY, "seeds.txt")]
    (code, out, text), home = caught(home, ["ingest", "flows", path])
    check(code == 0 and "505310 transfers" in out, f"ingest: {code} {out}")
    is_bar(text, "ingest")
    check(re.search(r"reading \[[#.]+\] +\d+ %, [0-9.]+ of \d+\.\d MB", text) is not None,
          f"ingest: bytes: {text[:300]!r}")
    (code, out, text), _ = caught(home, ["ledger", "verify"])
    check(code == 0 and "verified: 505310" in out, f"verify: {code} {out}")
    is_bar(text, "verify")
    (code, out, text), _ = caught(home, ["trace", *seeds, "--rule", "all"])
    check(code == 0 and "stolen" in out, f"trace: {code} {out[:200]}")
    is_bar(text, "trace")
    check(re.search(r"of 505310 transfers", text) is not None, f"trace: transfers: {text[:300]!r}")
    plain = run(home, "trace", *seeds, "--rule", "all")
    check(plain.stdout == out and plain.stderr == "", "the same output without a terminal")
    silent(home)


def silent(home):
    verify = ["--home", home, "ledger", "verify"]
    for words, environment in ((verify + ["--quiet"], None), (["--quiet"] + verify, None),
                               (verify, {"TERM": "dumb"})):
        code, _, text = on_terminal(words, environment=environment, bar=False)
        check(code == 0 and text == "", f"{words} {environment}: nothing: {text!r}")


def quick(place):
    """Nothing is drawn for what is done within two seconds; once more where the machine let it take longer."""
    for number in range(20):
        home = os.path.join(place, f"home-{number}")
        start = time.monotonic()
        done = [(words, on_terminal(["--home", home, *words], stopped=0)) for words in
                (["ingest", "flows", os.path.join(HARMONY, "flows.csv")], ["ledger", "verify"])]
        if time.monotonic() - start < 2:
            break
    for words, (code, _, text) in done:
        check(code == 0 and text == "", f"{words}: nothing: {text!r}")


def error_behind_a_bar(place):
    """The bar is gone before an error is printed."""
    path = table(place)
    with open(path, "a", encoding="ascii") as file:
        file.write("junk\n")
    (code, _, text), _ = caught(os.path.join(place, "home"), ["ingest", "flows", path])
    check(code == 3, f"a bad last row: {code}")
    check(ERASE + "trefoil: long.csv:505312" in text.replace("\r\n", "\n"), f"{text[-300:]!r}")


main([bars, quick, error_behind_a_bar])
