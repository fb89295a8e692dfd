#!/usr/bin/env python3
"""The programs that one folder's meson.build defines: name and file, tab between, one a line.

    script/lib/targets.py BUILD-FOLDER SOURCE-FOLDER PREFIX [NAME]

Only those whose name begins with PREFIX; with NAME only that one, with or without its prefix. Exit
code 1, and a line that says so, when there is none.
"""

import json
import os
import subprocess
import sys


def main():
    build, source, prefix = sys.argv[1:4]
    wanted = sys.argv[4] if len(sys.argv) > 4 and sys.argv[4] else None
    said = subprocess.run(["meson", "introspect", "--targets", build], stdout=subprocess.PIPE, check=True)
    found = []
    for target in json.loads(said.stdout):
        name = target["name"]
        at = os.path.relpath(os.path.dirname(target["defined_in"]))
        inside = at == source or at.startswith(source + os.sep)
        if target["type"] == "executable" and inside and name.startswith(prefix):
            found.append((name, target["filename"][0]))
    asked = [(name, path) for name, path in found if wanted in (None, name, name[len(prefix):])]
    for name, path in sorted(asked):
        print(f"{name}\t{os.path.relpath(path)}")
    if not asked:
        names = ", ".join(name[len(prefix):] for name, _ in sorted(found)) or "none"
        print(f"no program '{wanted or prefix + '*'}' in {source}/; there are: {names}", file=sys.stderr)
    return 0 if asked else 1


sys.exit(main())
