"""Rules about the house: rooms, includes, headers, what the build knows."""

import os
import re

from source import ROOMS

MONEY_WING = {"chain", "ledger", "ingest", "label", "cluster", "trace", "screen"}
WORD_WING = {"log", "intel", "store", "gate", "share"}
SEE_ALL = {"node", "cli"}
APART = {("respond", "council"), ("council", "respond")}
# Libraries that only one room may talk to.
LIBRARY_ROOMS = {"yaml.h": "text", "expat.h": "text", "zip.h": "text", "unicode/": "text",
                 "sqlite3.h": "store", "libpq-fe.h": "store"}
# Headers of the store that say what an audience may not see: share/ reads through the gate only.
HIDDEN_FROM = {"store/versions.h": "share", "store/shown.h": "share"}
FOR_EVERYONE = {"base/error.h", "base/span.h"}
EVERYONE_SHARE, EVERYONE_FILES = 0.8, 20


def rooms(tree):
    """Every folder of src is a room of the list, holds code, and src/meson.build has the order."""
    for room in tree.rooms_there():
        where = f"src/{room}"
        if room not in ROOMS:
            yield where, 1, "no room of the design", "one of " + " ".join(ROOMS)
        elif not any(file.room == room for file in tree.src):
            yield where, 1, "an empty room", "at least one .c or .h, or no folder"
    build = tree.by_path.get("src/meson.build")
    for number, line in enumerate(build.lines if build else [], 1):
        found = re.match(r"rooms\s*=\s*\[(.*)\]", line)
        named = re.findall(r"'([^']+)'", found.group(1)) if found else []
        known = [room for room in named if room in ROOMS]
        if known != sorted(known, key=ROOMS.index):
            yield build.path, number, "rooms out of order", "the order " + " ".join(ROOMS)


def arrow(room, other):
    """Why `room` may not include `other`, or None."""
    if room == other or room in SEE_ALL:
        return None
    if (room, other) in APART:
        return f"{room}/ and {other}/ do not see each other"
    if room in WORD_WING and other in MONEY_WING:
        return "the two wings meet in respond/ and council/ only"
    if ROOMS.index(other) > ROOMS.index(room):
        return f"only rooms before {room}/ in " + " ".join(ROOMS)
    return None


def layering(tree):
    """No arrow runs back up the list of rooms."""
    for file in tree.src:
        if file.room not in ROOMS:
            continue
        for number, name, quoted in file.includes():
            if not quoted:
                owner = LIBRARY_ROOMS.get(name) or LIBRARY_ROOMS.get(name.split("/")[0] + "/")
                if owner not in (None, file.room):
                    yield file.path, number, f"<{name}> in {file.room}/", f"only in {owner}/"
                continue
            other = name.split("/")[0]
            if "src/" + name not in tree.by_path or other not in ROOMS:
                yield (file.path, number, f'"{name}" is no header of src/',
                       "a path from src/, such as base/span.h")
                continue
            if HIDDEN_FROM.get(name) == file.room:
                yield file.path, number, f'"{name}" in {file.room}/', "gate/released.h, the only way out"
            why = arrow(file.room, other)
            if why:
                yield file.path, number, f"{file.room}/ includes {other}/", why


def cycles(tree):
    """Headers that include each other, in a ring of any length."""
    arrows = {file.path: [(number, "src/" + name) for number, name, quoted in file.includes()
                          if quoted and "src/" + name in tree.by_path]
              for file in tree.src if file.path.endswith(".h")}
    done, told = set(), set()

    def walk(path, way):
        for number, other in arrows.get(path, []):
            if other in way:
                ring = way[way.index(other):]
                if frozenset(ring) not in told:
                    told.add(frozenset(ring))
                    yield path, number, "a ring of headers: " + " > ".join(ring + [other]), "no ring"
            elif other not in done:
                yield from walk(other, way + [other])
        done.add(path)

    for path in sorted(arrows):
        if path not in done:
            yield from walk(path, [path])


def everyones_header(tree):
    """No header that nearly every file includes (errors and spans may)."""
    if len(tree.src) < EVERYONE_FILES:
        return
    users = {}
    for file in tree.src:
        for name in {name for _, name, quoted in file.includes() if quoted}:
            users[name] = users.get(name, 0) + 1
    for name, count in sorted(users.items()):
        if count > EVERYONE_SHARE * len(tree.src) and name not in FOR_EVERYONE:
            yield (f"src/{name}", 1, f"included by {count} of {len(tree.src)} files",
                   f"at most {EVERYONE_SHARE:.0%}: no header that everyone includes")


def pragma_once(tree):
    """A header opens with #pragma once, behind its comment."""
    for file in tree.c:
        if not file.path.endswith(".h"):
            continue
        for number, line in enumerate(file.code, 1):
            if line.strip():
                if line.strip() != "#pragma once":
                    yield file.path, number, "the first line of code is another", "#pragma once"
                break
        else:
            yield file.path, 1, "an empty header", "#pragma once"


def names_source(build, stem):
    """Whether a meson.build names a source: 'stem', 'stem.c', 'room/stem', or 'pre_' + 'stem'."""
    if re.search(rf"(?<![\w-]){re.escape(stem)}(\.c)?(?![\w-])", build):
        return True
    cuts = [at + 1 for at, letter in enumerate(stem) if letter == "_"]
    return any(f"'{stem[:cut]}' +" in build and f"'{stem[cut:]}'" in build for cut in cuts)


def is_python_test(file):
    """One that ends by running a list of tests; others are helpers."""
    return (file.path.startswith("tests/") and file.path.endswith(".py") and
            re.search(r"^main\(\[", file.text, re.MULTILINE) is not None)


def built(tree):
    """Every .c, and every test in Python, is named in a meson.build at or above it."""
    for file in tree.files:
        if not file.path.endswith(".c") and not is_python_test(file):
            continue
        stem = os.path.splitext(os.path.basename(file.path))[0]
        folder, named = os.path.dirname(file.path), False
        while folder and not named:
            build = tree.by_path.get(folder + "/meson.build")
            named = build is not None and names_source(build.text, stem)
            folder = os.path.dirname(folder)
        if not named:
            yield file.path, 1, "in no meson.build, so never compiled or run", "its name in its folder's"


RULES = [rooms, layering, cycles, everyones_header, pragma_once, built]
