#!/usr/bin/env python3
"""What `trefoil object convert` writes, read by others: rules by a reader of our own, by suricataparser and by
Suricata where it is installed; events by PyMISP; bundles made of events by stix2-validator and misp-stix.

    tests/interop/convert.py TREFOIL FOLDER [COUNT]

Over COUNT hostile values. FOLDER keeps the programs of others; without a network these are skipped.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib")]
import venv as others  # noqa: E402
from tally import Tally  # noqa: E402

TIME = "2020-01-01T00:00:00.000Z"
CORPUS = os.path.join(HERE, "..", "fuzz", "corpus", "misp")
CLIENTS = ("pymisp==2.5.34.4", "misp-stix==2026.10.12", "suricataparser==1.0.0", "stix2-validator==3.3.2")
PIECES = ["a", "b.example", ".", "/", "-", "_", "?", "#", "=", "&", "%41", ";", ":", "\"", "'", "|", "\\", "(", ")",
          "\n", "\r", "\t", " ", "\x00", "\u2028", "\u00e9", "\ud55c", ";)", "sid:1;", "|41|", ",", "@", ":80", "\x7f"]
# What a rule may consist of, in this order.
SHAPES = {
    "dns": ["msg", "dns.query", "dotprefix", "content", "nocase", "endswith", "sid", "rev"],
    "tls": ["msg", "tls.sni", "dotprefix", "content", "nocase", "endswith", "sid", "rev"],
    "http": ["msg", "http.host", "content", "bsize", "http.uri.raw", "content", "bsize", "sid", "rev"],
    "ip": ["msg", "sid", "rev"],
}


def indicator(number, of, value):
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return {"type": "indicator", "spec_version": "2.1", "created": TIME, "modified": TIME,
            "id": f"indicator--00000000-0000-4000-8000-{number:012x}", "pattern_type": "stix",
            "pattern": f"[{of}:value = '{quoted}']", "valid_from": TIME}


def hostile(count):
    dice = random.Random(7)
    for number in range(count):
        text = "".join(dice.choice(PIECES) for _ in range(dice.randrange(1, 7)))
        yield (indicator(number, "url", f"http://b.example{dice.choice(['/', ':8080/', '?', ''])}{text}")
               if number % 2 else indicator(number, "domain-name", f"{dice.choice(['', 'a.'])}{text}"))
    yield indicator(count, "ipv4-addr", "198.51.100.0/24")
    yield indicator(count + 1, "ipv6-addr", "2001:db8::/32")


def convert(program, form, objects):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(objects if isinstance(objects, dict) else {"objects": objects}, file)
        file.flush()
        done = subprocess.run([program, "--home", "/nonexistent", "object", "convert", "--to", form, file.name],
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    return done.stdout.decode()


def options(text):
    """The options of a rule as Suricata's user guide has them: a semicolon ends each, but behind a backslash."""
    found, name, quoted, at = [], "", False, 0
    while at < len(text):
        if text[at] == "\\":
            name += text[at:at + 2]
            at += 2
            continue
        quoted ^= text[at] == '"'
        if text[at] == ";":
            if quoted:
                return None
            key, _, value = name.strip().partition(":")
            found.append((key, value.strip('"')))
            name = ""
        else:
            name += text[at]
        at += 1
    return found if not name.strip() else None


def content(text):
    """Bytes between bars are hexadecimal digits."""
    parts = text.split("|")
    return b"".join(bytes.fromhex(part) if number % 2 else part.encode() for number, part in enumerate(parts))


def check_rule(tally, line, values, sids):
    found = re.fullmatch(r"alert (dns|tls|http|ip) any any (?:->|<>) (\S+) \S+ \((.*)\)", line)
    read = options(found.group(3)) if found else None
    tally.check(read is not None and [name for name, _ in read] == SHAPES[found.group(1)], "a rule's shape", line)
    if read is None:
        return
    of = dict(read)
    name = re.fullmatch(r"trefoil (indicator--[0-9a-f-]{36}) \S+", of["msg"])
    tally.check(name is not None and 1 << 30 <= int(of["sid"]) < 1 << 31 and int(of["rev"]) == 1577836800, "sid", line)
    tally.check(of["sid"] not in sids, "a number of its own", line)
    sids[of["sid"]] = (name.group(1), found.group(1))
    value = values[name.group(1)]
    contents = [content(one) for key, one in read if key == "content"]
    if found.group(1) == "http":
        host, path = contents
        url = re.fullmatch(r"http://([^:/#?]*)(?::\d+)?(/[^#]*)?(?:#.*)?", value, re.DOTALL)
        tally.check(url is not None and path == (url.group(2) or "/").encode() and
                    (not url.group(1).isascii() or host.decode() == url.group(1).lower().rstrip(".")),
                    "a URL's parts", (value, line))
        tally.check([int(one) for key, one in read if key == "bsize"] == [len(host), len(path)], "sizes", line)
    elif found.group(1) in ("dns", "tls"):
        tally.check(re.fullmatch(rb"(\.[a-z0-9_-]+){2,}", contents[0]) is not None, "a name", line)
        if value.isascii():
            tally.check(contents[0].decode() == "." + value.lower().rstrip("."), "its name", (value, line))
    else:
        tally.check(found.group(2) == f"[{value}]", "an address", line)


def check_rules(tally, program, objects):
    text = convert(program, "suricata", objects)
    values = {one["id"]: re.search(r"= '(.*)'\]", one["pattern"], re.DOTALL).group(1).replace("\\'", "'")
              .replace("\\\\", "\\") for one in objects}
    sids, lines = {}, text.splitlines()
    for line in lines:
        check_rule(tally, line, values, sids)
    tally.check(all(32 <= ord(letter) < 127 or letter == "\n" for letter in text), "ASCII", text[:500])
    shuffled = list(objects)
    random.Random(1).shuffle(shuffled)
    tally.check(sorted(lines) == sorted(convert(program, "suricata", shuffled).splitlines()),
                "numbers do not hang on the order", len(lines))
    tally.check(len(lines) > 100, "enough rules to mean something", len(lines))
    check_suricata(tally, text)
    return text


def check_suricata(tally, text):
    checker = shutil.which("suricata", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if checker is None:
        tally.skip("suricata -T", "suricata is missing; its grammar is read by options()")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "trefoil.rules")
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        done = subprocess.run([checker, "-T", "-S", path, "-l", folder], check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
    tally.check(done.returncode == 0 and "error" not in done.stdout.lower(), "suricata -T", done.stdout[-2000:])


CLIENT = r"""
import json, sys, warnings
warnings.simplefilter("ignore")
what, path = sys.argv[1:]
text = open(path, encoding="utf-8").read()
if what == "rules":
    from suricataparser import parse_rules
    print(json.dumps([[one.sid, one.msg] for one in parse_rules(text)]))
elif what == "event":
    from pymisp import MISPEvent
    event = MISPEvent()
    event.load(json.loads(text))
    again = json.loads(event.to_json())
    print(json.dumps({"info": event.info, "uuid": event.uuid, "tags": [one.name for one in event.tags],
                      "attributes": [[one.type, one.value, one.to_ids, one.uuid] for one in event.attributes],
                      "objects": [[one.name, [part.value for part in one.attributes]] for one in event.objects]}))
elif what == "stix":
    from stix2validator import ValidationOptions, validate_string
    told = validate_string(text, ValidationOptions(version="2.1"))
    print(json.dumps([str(one) for result in [told] for one in result.errors]))
else:
    import stix2
    from misp_stix_converter import ExternalSTIX2toMISPParser
    parser = ExternalSTIX2toMISPParser()
    parser.load_stix_bundle(stix2.parse(text, allow_custom=True))
    parser.parse_stix_bundle()
    print(json.dumps({"errors": {key: list(value) for key, value in parser.errors.items()},
                      "values": [one.value for one in parser.misp_event.attributes] +
                                [part.value for one in parser.misp_event.objects for part in one.attributes]}))
"""


def ask(python, what, text):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([python, "-c", CLIENT, what, file.name], check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        return done.stderr[-2000:]
    return json.loads(done.stdout)


def corpus(name):
    with open(os.path.join(CORPUS, name), encoding="utf-8") as file:
        whole = json.load(file)
    return whole if isinstance(whole, dict) else whole[0]


def check_events(tally, program, python):
    for name in ("ids", "observed", "objects", "tags"):
        given = corpus(name)
        told = ask(python, "stix", convert(program, "stix", given))
        # MISP's own hash names are beyond the vocabulary, and short ones are made up here.
        told = [one for one in told if "SSDEEP" not in one] if isinstance(told, list) else told
        tally.check(told == [], f"stix2-validator: {name}", told)
        read = ask(python, "event", convert(program, "misp", given))
        if not isinstance(read, dict):
            tally.check(False, f"PyMISP: {name}", read)
            continue
        event = given["response"][0]["Event"] if "response" in given else given.get("Event", given)
        tally.check(read["info"] == event["info"] and read["uuid"] == event["uuid"], f"PyMISP: {name}", read)
        if name == "ids":
            before = {(one["type"], one["value"]) for one in event["Attribute"]}
            after = {(kind, value) for kind, value, to_ids, _ in read["attributes"] if to_ids}
            same = {"domain", "url", "sha256", "btc", "xmr", "mutex", "yara", "stix2-pattern"}
            tally.check({one for one in before if one[0] in same} <= after, "there and back", before - after)
        if name == "objects":
            tally.check(["coin-address", ["0x098B716B8Aaf21512996dC57EB0615e2383E2f96"]] in read["objects"],
                        "an address of no own type", read["objects"])


def check_misp_stix(tally, program, python):
    values = {"domain": "a.example", "ip-dst": "198.51.100.7", "url": "http://b.example/it's",
              "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "mutex": "m",
              "email-src": "a@c.example"}
    event = {"Event": {"uuid": "00000000-0000-4000-8000-000000000001", "info": "x", "timestamp": "1714640400",
                       "published": True, "Orgc": {"name": "y", "uuid": "00000000-0000-4000-8000-000000000002"},
                       "Attribute": [{"uuid": f"00000000-0000-4000-8000-0000000000{number}", "type": kind,
                                      "value": value, "to_ids": True, "timestamp": "1714640300"}
                                     for number, (kind, value) in enumerate(values.items(), 10)]}}
    told = ask(python, "misp-stix", convert(program, "stix", event))
    tally.check(isinstance(told, dict) and not told["errors"] and set(values.values()) <= set(told["values"]),
                "misp-stix reads the indicators", told)


def main():
    program, folder = sys.argv[1:3]
    objects = list(hostile(int(sys.argv[3]) if len(sys.argv) > 3 else 3000))
    tally = Tally()
    rules = check_rules(tally, program, objects)
    python = others.python(folder, *CLIENTS)
    if python is None:
        tally.skip("PyMISP, misp-stix, suricataparser, stix2-validator", "their registry is out of reach")
    else:
        read = ask(python, "rules", rules)
        tally.check(isinstance(read, list) and len(read) == rules.count("\n") and all(sid for sid, _ in read),
                    "suricataparser", read if isinstance(read, str) else len(read))
        check_events(tally, program, python)
        check_misp_stix(tally, program, python)
    tally.end()


main()
