#!/usr/bin/env python3
"""Trefoil's door beside the field's own: stix2 and stix2-validator (OASIS).

    tests/interop/stix.py TREFOIL FOLDER [COUNT]

Over one whole object of each type, COUNT of them broken in one place, the published examples beside
the tree, and what stix2 itself writes, with identifiers that it makes. Where one says yes and another
no there is a reason below, or the test fails. FOLDER keeps the environment that they are installed in.
"""

import collections
import copy
import glob
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib")]
import stix_objects  # noqa: E402
import venv  # noqa: E402
from tally import DATA, Tally  # noqa: E402

# A process by itself, in the environment of the peers: objects in, one a line; verdicts out.
PEERS = """
import json, logging, sys, warnings
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import stix2
from stix2validator import ValidationOptions, validate_instance

for line in sys.stdin:
    given = json.loads(line)
    said = [None, None, None]
    try:
        parsed = stix2.parse(json.loads(line), version="2.1", allow_custom=True)
        said[2] = parsed.serialize()
    except Exception as why:
        said[0] = f"{type(why).__name__}: {why}"
    try:
        # "all": no SHOULD. Its MUSTs are always asked.
        found = validate_instance(given, ValidationOptions(version="2.1", disabled="all"))
        said[1] = None if found.is_valid else str(found.errors[0])
    except Exception as why:
        said[1] = f"{type(why).__name__}: {why}"
    print(json.dumps(said), flush=True)
"""

# Where Trefoil takes what the schemas or stix2 refuse: the property, and why.
TAKEN = {
    "path_enc": "which character sets there are is not looked up",
    "name_enc": "which character sets there are is not looked up",
    "lang": "which languages there are is not looked up",
    "languages": "which languages there are is not looked up",
    "contents": "which languages there are is not looked up",
    "external_references": "numbers of CVE and CAPEC are not asked for their form",
    "startup_info": "the members of one system's structure are not known here",
    "exif_tags": "which tags there are is not known here",
    "additional_header_fields": "a header may have come once in a list of one",
    "x509_v3_extensions": "custom properties may stand in a part of an object",
    "definition_type": "a marking of another kind is taken, and denies",
    "labels": "stix2 takes a selector of an empty text for one of nothing",
    "created": "more digits or fewer than three are the same time",
    "modified": "more digits or fewer than three are the same time",
}
# Where it refuses what both take.
REFUSED = {
    "a whole number from": "integers end at 2^53 - 1, and 1.5 is none (2.8)",
    "no bundle": "no reference names a bundle (8)",
    "cyber-observable object": "no reference names a bundle (8)",
    "null;": "JSON's null is no value of STIX",
    "environment_variables": "environment variables are strings (6.13)",
}


def ask_trefoil(program, objects):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"type": "bundle", "id": stix_objects.an_id("bundle"), "objects": objects}, file)
        file.flush()
        done = subprocess.run([program, "object", "check", "--json", file.name], check=False,
                              stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    return json.loads(done.stdout)["files"][0]["objects"]


def ask_peers(python, objects):
    lines = "".join(json.dumps(one) + "\n" for one in objects)
    done = subprocess.run([python, "-W", "ignore", "-c", PEERS], input=lines, text=True, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return [json.loads(line) for line in done.stdout.splitlines()]


def reason(path, ours, said):
    """Why the three differ; None when nobody knows. stix2 alone taking more is its way with custom
    content, the schemas alone taking more their silence on references."""
    library, schemas = said[0] is None, said[1] is None
    if ours["valid"]:
        return next((TAKEN[name] for name in path if name in TAKEN), None)
    if not library or not schemas:
        return "one of the peers agrees"
    text = ours.get("error") or ours["errors"][0]["path"] + ": " + ours["errors"][0]["text"]
    return next((why for words, why in REFUSED.items() if words in text), None)


def compare(tally, program, python, cases):
    """Of (name, path, object)."""
    counts = collections.Counter()
    objects = [case[2] for case in cases]
    for (name, path, _), ours, said in zip(cases, ask_trefoil(program, objects),
                                           ask_peers(python, objects)):
        same = ours["valid"] == (said[0] is None) == (said[1] is None)
        why = "all agree" if same else reason(path, ours, said)
        counts[why] += 1
        tally.check(why is not None, name, f"trefoil: {ours}\nstix2: {said[0]}\nschemas: {said[1]}")
    for why, count in counts.most_common():
        print(f"{count:6} {why}")


def examples():
    for path in sorted(glob.glob(os.path.join(DATA, "stix", "oasis-examples", "*.json"))):
        with open(path, encoding="utf-8") as file:
            whole = json.load(file)
        for one in whole.get("objects", [whole]):
            yield os.path.basename(path) + " " + one["id"], (), one


def made(tally, program, python):
    """What stix2 makes of an SCO without identifier, it makes with one that is taken as its own."""
    without = []
    for one in stix_objects.whole():
        if one["type"] in stix_objects.SCO:
            one = copy.deepcopy(one)
            del one["id"]
            without.append(one)
    with_one = [json.loads(said[2]) for said in ask_peers(python, without)]
    for one, ours in zip(with_one, ask_trefoil(program, with_one)):
        version = one["id"].split("-")[-3][0]
        tally.check(version == ("4" if one["type"] == "process" else "5"), one["id"], "its version")
        tally.check(ours["valid"], "made by stix2: " + one["type"], ours)
        if version == "5":
            one["id"] = one["id"][:-1] + ("0" if one["id"][-1] != "0" else "1")
    for one, ours in zip(with_one, ask_trefoil(program, with_one)):
        if one["type"] != "process":
            tally.check(not ours["valid"], "another's UUIDv5: " + one["type"], ours)


def main():
    program, folder = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 600
    tally = Tally()
    python = venv.python(folder, *venv.STIX)
    if python is None:
        tally.skip("stix2 and stix2-validator", "they cannot be installed here")
        tally.end()
    whole = stix_objects.whole()
    for one, ours, said in zip(whole, ask_trefoil(program, whole), ask_peers(python, whole)):
        tally.check(ours["valid"] and not ours["warnings"], one["type"], ours)
        tally.check(said[0] is None and said[1] is None, one["type"] + " by the peers", said)
    broken = [(f"{one['type']}: {'.'.join(map(str, path))} = {json.dumps(value)}", path, changed)
              for one in whole for path, value, changed in stix_objects.broken(one)]
    compare(tally, program, python, random.Random(1).sample(broken, min(count, len(broken))))
    real = list(examples())
    if real:
        compare(tally, program, python, random.Random(2).sample(real, min(100, len(real))))
    else:
        tally.skip("the published examples", "not beside the tree")
    made(tally, program, python)
    tally.end()


main()
