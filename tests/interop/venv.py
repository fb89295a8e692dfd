"""Other people's programs, from their registry, in an environment of their own.

    python = venv.python(FOLDER, *venv.STIX)     the path of its Python, or None

The folder is made once and kept; versions are named, so that the answers stay. Tests that need the
same one at the same time wait for it. None: they cannot be had here, because there is no network or
no venv; the caller says so and skips.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

# Of all tests of STIX and TAXII, as an environment of its own for each takes ten seconds to make.
STIX = ("taxii2-client==2.3.0", "stix2==3.0.2", "stix2-validator==3.3.2", "stix2-patterns==2.1.2")


def python(folder, *requirements):
    name = hashlib.sha256("\n".join(sorted(requirements)).encode()).hexdigest()[:16]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name + ".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return made(os.path.join(folder, name), requirements)


def made(place, requirements):
    program = os.path.join(place, "bin", "python")
    if os.path.exists(os.path.join(place, "complete")):
        return program
    shutil.rmtree(place, ignore_errors=True)
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    for words in ([sys.executable, "-m", "venv", place],
                  [program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile",
                   *requirements]):
        done = subprocess.run(words, check=False, text=True, **quiet)
        if done.returncode != 0:
            print(done.stderr.strip(), file=sys.stderr)
            shutil.rmtree(place, ignore_errors=True)
            return None
    with open(os.path.join(place, "complete"), "w", encoding="ascii"):
        pass
    return program
