#!/usr/bin/env python3
"""examples/node/trefoil.service: systemd takes it, and finds it well locked in.

    tests/node/unit.py TREFOIL
"""

import os
import re
import shutil
import subprocess
import tempfile

from running import PROGRAM, ROOT, main, tally

EXPOSURE_MAX = "20"  # tenths of what `systemd-analyze security` calls exposure: "OK"


def run(*words):
    return subprocess.run(words, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def unit():
    if shutil.which("systemd-analyze") is None:
        tally.skip("the unit", "systemd-analyze is not here")
        return
    with open(os.path.join(ROOT, "examples", "node", "trefoil.service"), encoding="utf-8") as file:
        text = file.read()
    # What this machine lacks is not the unit's fault.
    text = re.sub(r"(?m)^Documentation=.*\n", "", text).replace("/usr/local/bin/trefoil", PROGRAM)
    text = text.replace("User=trefoil", "User=daemon").replace("Group=trefoil", "Group=daemon")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "trefoil.service")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        said = run("systemd-analyze", "verify", path)
        tally.check(said.returncode == 0 and said.stdout == "", "systemd takes it", said.stdout)
        said = run("systemd-analyze", "security", "--offline=true", "--threshold=" + EXPOSURE_MAX, path)
        if "unrecognized option" in said.stdout:
            tally.skip("how locked in it is", "an older systemd-analyze")
        else:
            tally.check(said.returncode == 0, "it is locked in", said.stdout[-600:])


main([unit])
