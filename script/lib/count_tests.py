#!/usr/bin/env python3
"""Counts what `meson test` ran, from its testlog.json, and shows what failed, last.

    script/lib/count_tests.py FOLDER/meson-logs/testlog.json

Of each program: its own last line `N passed, M failed[, K skipped]`, else the counts of cmocka or TAP,
else one. A program that ended badly without having counted a failure is one failure more. Ends with
the sum, in the same form.
"""

import json
import re
import sys

OWN = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
CMOCKA = {"passed": re.compile(r"^\[  PASSED  \] (\d+) test", re.MULTILINE),
          "failed": re.compile(r"^\[  FAILED  \] (\d+) test", re.MULTILINE),
          "skipped": re.compile(r"^\[  SKIPPED \] (\d+) test", re.MULTILINE)}
TAP = re.compile(r"^(ok|not ok)\b([^\n]*)", re.MULTILINE)
SHOWN = 6000  # characters of a failed program's output


def cmocka_counts(said):
    """A program may run several groups, each with its own lines."""
    found = {name: sum(map(int, pattern.findall(said))) for name, pattern in CMOCKA.items()}
    return (found["passed"], found["failed"], found["skipped"]) if any(found.values()) else None


def tap_counts(said):
    lines = TAP.findall(said)
    if not re.search(r"^1\.\.\d+", said, re.MULTILINE) or not lines:
        return None
    skipped = sum("# skip" in rest.lower() for _, rest in lines)
    failed = sum(word == "not ok" and "# skip" not in rest.lower() for word, rest in lines)
    return len(lines) - skipped - failed, failed, skipped


def counts(test, said):
    own = OWN.findall(said)
    if own:
        return tuple(int(number or 0) for number in own[-1])
    return cmocka_counts(said) or tap_counts(said) or \
        {"OK": (1, 0, 0), "SKIP": (0, 0, 1)}.get(test["result"], (0, 0, 0))


def main():
    total, bad = [0, 0, 0], []
    with open(sys.argv[1], encoding="utf-8") as f:
        tests = [json.loads(line) for line in f]
    for test in tests:
        said = test.get("stdout", "") + "\n" + test.get("stderr", "")
        passed, failed, skipped = counts(test, said)
        if test["result"] not in ("OK", "SKIP") and failed == 0:
            failed = 1
        total = [a + b for a, b in zip(total, (passed, failed, skipped))]
        print(f"{test['name']}: {test['result']}, {test['duration']:.1f} s: "
              f"{passed} passed, {failed} failed, {skipped} skipped.")
        if test["result"] not in ("OK", "SKIP"):
            bad.append(f"==== {test['name']}: {test['result']}, {failed} failed\n{said.strip()[-SHOWN:]}")
    if not tests:
        total[1] = 1
        bad.append("meson ran no test")
    for text in bad:
        print(text)
    print(f"{total[0]} passed, {total[1]} failed" + (f", {total[2]} skipped" if total[2] else ""))
    return 1 if total[1] else 0


sys.exit(main())
