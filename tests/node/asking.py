"""What the tests of commands that ask a node share."""

import json
import os
import subprocess

from running import PROGRAM, tally


def check(ok, what):
    tally.check(ok, str(what)[:60], what)


def run(home, *words):
    return subprocess.run([PROGRAM, "--home", home, *words], capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL, timeout=120)


def told(home, *words):
    """What a command that must succeed says as JSON."""
    done = run(home, *words, "--json")
    check(done.returncode == 0 and done.stderr == "", f"{words}: {done.returncode} {done.stderr}")
    return json.loads(done.stdout)


def fails(home, code, words, *said):
    done = run(home, *words)
    check(done.returncode == code and done.stdout == "", f"{words}: {done.returncode} {done.stdout}")
    check(all(text in done.stderr for text in said), f"{words}: {done.stderr}")


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path
