#!/usr/bin/env python3
"""Runs a test program that has a deliberate fault in it: passes when the program fails.

    tests/lib/must_fail.py PROGRAM WORD…
"""

import subprocess
import sys

said = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
found = said.returncode != 0
print(f"{int(found)} passed, {int(not found)} failed")
sys.exit(not found)
