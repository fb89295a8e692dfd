#!/usr/bin/env python3
"""Trefoil's reading of patterns beside stix2-patterns (OASIS), and of regular expressions beside PCRE.

    tests/interop/patterns.py TREFOIL FOLDER [COUNT]

Over a list of good and bad patterns, and COUNT of them broken in a place or two. Where one says yes
and the other no there is a reason below, or the test fails. FOLDER keeps the environment that the
peer is installed in.
"""

import collections
import ctypes
import ctypes.util
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib")]
import stix_patterns  # noqa: E402
import venv  # noqa: E402
from tally import Tally  # noqa: E402

PEER = """
import json, sys
from stix2patterns.validator import run_validator
for line in sys.stdin:
    try:
        said = run_validator(json.loads(line), "2.1")
    except Exception as why:
        said = [f"{type(why).__name__}: {why}"]
    print(json.dumps(said[0] if said else None), flush=True)
"""
TIME = "2020-01-01T00:00:00.000Z"

# Where Trefoil alone refuses: words of its error, and why.
REFUSED = {
    "different types": "one object has one type (9.6)",
    "no name of a type": "no object can have such a type (3.1)",
    "cyber-observable object": "observations are of cyber-observable objects",
    "over 0": "no pattern is fulfilled no times, or within no time (9.5.1)",
    "behind one observation expression": "once each, also behind brackets (9.5.1)",
    "later than START": "nothing happens between a time and an earlier one",
    "a time that exists": "February has no 30th day, and most days no second 60",
    "regular expression": "PCRE refuses it",
    "an IPv4 or IPv6 address": "a subset of no network (9.6)",
    "list of references": "a list has no properties (9.7.3)",
}
# Where it alone takes: words of the peer's error, and why.
TAKEN = {
    "missing square brackets": "a comment may stand before the first bracket",
    "is not a valid": "a set, a part of a hash, an algorithm under another name",
}


def ask_trefoil(program, patterns):
    objects = [{"type": "indicator", "spec_version": "2.1", "created": TIME, "modified": TIME,
                "id": f"indicator--00000000-0000-4000-8000-{number:012x}", "pattern": pattern,
                "pattern_type": "stix", "valid_from": TIME} for number, pattern in enumerate(patterns)]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000",
                   "objects": objects}, file)
        file.flush()
        done = subprocess.run([program, "object", "check", "--json", file.name], check=False,
                              stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    answers = json.loads(done.stdout)["files"][0]["objects"]
    return [one["errors"][0]["text"] if one["errors"] else None for one in answers]


def ask_peer(python, patterns):
    lines = "".join(json.dumps(one) + "\n" for one in patterns)
    done = subprocess.run([python, "-W", "ignore", "-c", PEER], input=lines, text=True, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return [json.loads(line) for line in done.stdout.splitlines()]


def reason(ours, theirs):
    if (ours is None) == (theirs is None):
        return "both take it" if ours is None else "both refuse it"
    said, reasons = (ours, REFUSED) if theirs is None else (theirs, TAKEN)
    return next((why for words, why in reasons.items() if words in said), None)


def compare(tally, program, python, patterns):
    counts = collections.Counter()
    for pattern, ours, theirs in zip(patterns, ask_trefoil(program, patterns),
                                     ask_peer(python, patterns)):
        why = reason(ours, theirs)
        counts[why] += 1
        tally.check(why is not None, pattern, f"trefoil: {ours}\nstix2-patterns: {theirs}")
    for why, count in counts.most_common():
        print(f"{count:6} {why}")


def check_list(tally, program, python):
    """The list says who takes what, so that neither side's change goes unseen."""
    listed = stix_patterns.listed()
    patterns = [pattern for _, pattern in listed]
    for (sign, pattern), ours, theirs in zip(listed, ask_trefoil(program, patterns),
                                             ask_peer(python, patterns)):
        tally.check((ours is None) == (sign in "+t"), "trefoil: " + pattern, ours)
        tally.check((theirs is None) == (sign in "+p"), "stix2-patterns: " + pattern, theirs)


def check_regexes(tally, program, count):
    """What is refused, PCRE refuses."""
    name = ctypes.util.find_library("pcre2-8")
    if name is None:
        tally.skip("regular expressions beside PCRE", "no libpcre2-8 here")
        return
    pcre = ctypes.CDLL(name)
    pcre.pcre2_compile_8.restype = ctypes.c_void_p
    pcre.pcre2_code_free_8.argtypes = [ctypes.c_void_p]
    texts = list(stix_patterns.regexes(count, 3))
    patterns = ["[file:name MATCHES '%s']" % text.replace("\\", "\\\\").replace("'", "\\'")
                for text in texts]
    both = alone = 0
    for text, ours in zip(texts, ask_trefoil(program, patterns)):
        bytes_of = text.encode()
        number, offset = ctypes.c_int(), ctypes.c_size_t()
        code = pcre.pcre2_compile_8(bytes_of, ctypes.c_size_t(len(bytes_of)), 0x00080000,
                                    ctypes.byref(number), ctypes.byref(offset), None)
        if code is not None:
            pcre.pcre2_code_free_8(code)
        tally.check(ours is None or code is None, "PCRE takes " + repr(text), ours)
        both += ours is not None and code is None
        alone += ours is None and code is None
    print(f"{both:6} regular expressions both refuse, {alone} PCRE alone")
    tally.check(both > alone, "most of what PCRE refuses is refused", (both, alone))


def main():
    program, folder = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 2000
    tally = Tally()
    check_regexes(tally, program, count)
    python = venv.python(folder, *venv.STIX)
    if python is None:
        tally.skip("stix2-patterns", "it cannot be installed here")
        tally.end()
    check_list(tally, program, python)
    compare(tally, program, python, list(stix_patterns.broken(count, 1)))
    tally.end()


main()
