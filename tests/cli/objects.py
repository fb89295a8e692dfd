"""Published STIX: what is valid is taken wholly, what is invalid on purpose is refused for its reason;
and a hostile depth, size and width cost little."""
import glob
import json
import os

from common import DATA, check, main, run, skip, spent, write

STIX = os.path.join(DATA, "stix")
EXAMPLES = os.path.join(STIX, "validator-examples")
# What is wrong with each; the others are whole objects. Schemas are no objects at all.
WRONG = {
    "invalid_braces.json": "'<'; expected a value",
    "invalid_comma.json": "'}'; expected a name in quotes",
    "invalid_identity.json": "no modified; expected one in every domain object",
    "invalid_timestamp.json": "modified: earlier than created",
    "x-foo-bar.json": "'a'; expected a name in quotes",
    "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d.json": "$: no id",
    "extension-definition--993ce403-6fdd-4efa-8279-31cf2d91b1c8.json": "expected a bundle, a TAXII",
    "bar.json": "expected a bundle, a TAXII",
    "file.json": "expected a bundle, a TAXII",
    "indicator.json": "expected a bundle, a TAXII",
    "tool.json": "expected a bundle, a TAXII",
    "x-new-observable.json": "expected a bundle, a TAXII",
    "x-new-type.json": "expected a bundle, a TAXII",
}


def asked(place, *files):
    done = run(place, "object", "check", "--json", *files)
    check(done.stderr == "", done.stderr)
    return done.returncode, json.loads(done.stdout)["files"]


def invalid_on_purpose(place):
    if not os.path.isdir(EXAMPLES):
        return skip("no published examples beside the tree")
    for path in sorted(glob.glob(os.path.join(EXAMPLES, "*"))):
        name = os.path.basename(path)
        code, (file,) = asked(place, path)
        if name not in WRONG:
            check(code == 0 and all(one["valid"] for one in file["objects"]), f"{name}: {file}")
            continue
        said = file.get("error") or file["objects"][0].get("error") or str(file["objects"][0])
        check(code == 1 and WRONG[name] in said, f"{name}: {said}")


def valid(place):
    files = sorted(glob.glob(os.path.join(STIX, "oasis-examples", "*.json")) +
                   glob.glob(os.path.join(STIX, "*stix21*.json")))
    if not files:
        return skip("no published bundles beside the tree")
    for path in files:
        with open(path, encoding="utf-8") as file:
            whole = json.load(file)
        count = len(whole.get("objects", [whole]))
        code, (told,) = asked(place, path)
        refused = [one for one in told["objects"] if not one["valid"]]
        check(code == 0 and len(told["objects"]) == count, f"{path}: {refused[:3]}")
    return None


def of_2_0(place):
    path = os.path.join(STIX, "attack-dprk-groups-stix20-bundle.json")
    if not os.path.exists(path):
        return skip("no bundle of STIX 2.0 beside the tree")
    code, (told,) = asked(place, path)
    check(code == 1 and all("STIX 2.0" in one["error"] for one in told["objects"]), "STIX 2.0")
    return None


def hostile(place):
    url = '{"type":"url","id":"url--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","value":"a:b"%s}'
    cases = {
        "deep": url % (',"x_a":' + "[" * 10000 + "]" * 10000),
        "deep object": url % (',"x_a":' + '{"a":' * 10000 + "1" + "}" * 10000),
        "wide": url % "".join(f',"x_{i}":1' for i in range(200000)),
        "references": url % (',"x_refs":[' + ",".join(
            ['"url--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"'] * 100000) + "]"),
        "selectors": url % (',"granular_markings":[{"lang":"ko","selectors":[' +
                            ",".join(['"value"'] * 100000) + "]}]"),
        "markings": url % (',"object_marking_refs":[' + ",".join(
            ['"marking-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"'] * 100000) + "]"),
        "large": url % (',"x_a":"' + "a" * (17 << 20) + '"'),
        "number": url % (',"x_a":' + "1" * (1 << 20)),
        "exponent": url % ',"x_a":1e99999999999999999999',
    }
    taken = {"wide", "references", "markings", "number", "exponent"}
    for name, text in cases.items():
        path = write(place, "hostile.json", '{"objects":[' + text + "," + url % "" + "]}")
        started = spent()
        code, (told,) = asked(place, path)
        seconds = spent() - started
        check(code == (0 if name in taken else 1), f"{name}: {str(told)[:300]}")
        check(seconds < 20, f"{name}: {seconds:.1f} s")
        if "objects" in told:
            check(told["objects"][1]["valid"], f"{name}: the object behind it")


main([invalid_on_purpose, valid, of_2_0, hostile])
