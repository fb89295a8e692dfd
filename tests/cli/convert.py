"""Objects converted: forms told apart, files beside a manifest, what is left out and the exit codes; and
over published MISP events, ATT&CK and STIX: all that comes out passes `object check`, the same every time."""
import glob
import hashlib
import json
import os

from common import DATA, check, main, run, skip, write

STIX = os.path.join(DATA, "stix")
UUID = "00000000-0000-4000-8000-00000000000%s"
FORMS = ("stix", "misp", "csv", "rpz", "suricata", "deny")


def event(*attributes, **members):
    whole = {"uuid": UUID % "1", "info": "A theft", "date": "2024-05-01", "timestamp": "1714640400",
             "published": True, "publish_timestamp": "1714640500", "Tag": [{"name": "tlp:green"}],
             "Orgc": {"name": "CERT", "uuid": UUID % "2"},
             "Attribute": [{"uuid": UUID % number, "type": kind, "category": "Other", "value": value, "to_ids": True,
                            "timestamp": "1714640300"} for number, (kind, value) in enumerate(attributes, 3)]}
    whole.update(members)
    return {"Event": whole}


def converted(place, *words):
    done = run(place, "object", "convert", *words)
    check(done.returncode in (0, 1), f"{words}: {done.returncode} {done.stderr}")
    return done


def passes(place, text, what):
    path = write(place, "converted.json", text)
    done = run(place, "object", "check", "--json", path)
    told = json.loads(done.stdout)["files"][0]
    refused = [one for one in told.get("objects", []) if not one["valid"]]
    check(done.returncode == 0 and "objects" in told and not refused, f"{what}: {refused[:3]}")
    return told.get("objects", [])


def one_event_in_every_form(place):
    wallet = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    path = write(place, "event.json", json.dumps(event(("domain", "evil.example"), ("btc", wallet),
                                                       ("ip-dst", "198.51.100.7"))))
    said = {form: converted(place, "--to", form, path) for form in FORMS}
    check(all(done.returncode == 0 for done in said.values()), "exit codes")
    check(said["stix"].stderr == "", said["stix"].stderr)
    check(said["misp"].stderr == "1 object of observed-data: nothing that misp says\n", said["misp"].stderr)
    objects = passes(place, said["stix"].stdout, "the bundle")
    check(len(objects) == 7 and all(one["tlp"] == "TLP:GREEN" for one in objects[1:]), str(objects))
    whole = json.loads(said["misp"].stdout)["Event"]
    check(whole["uuid"] == UUID % "1" and whole["Orgc"]["uuid"] == UUID % "2", str(whole))
    check([one["type"] for one in whole["Attribute"] if one["to_ids"]] == ["domain", "btc", "ip-dst"], str(whole))
    check("\nevil.example CNAME .\n" in said["rpz"].stdout and "$ORIGIN rpz.local.\n" in said["rpz"].stdout, "zone")
    check(said["deny"].stdout == f"{wallet}\n{wallet}\n", said["deny"].stdout)
    check(said["suricata"].stdout.count("\nalert ") == 2 and "198.51.100.7" in said["suricata"].stdout, "rules")
    check(f'indicator--{UUID % "4"}: 1 value that suricata cannot say\n' in said["suricata"].stderr,
          said["suricata"].stderr)
    check("1 object of report: nothing that suricata says\n" in said["suricata"].stderr, said["suricata"].stderr)
    check(len(said["csv"].stdout.splitlines()) == 5, said["csv"].stdout)
    zone = converted(place, "--to", "rpz", "--zone", "Block.Example", path)
    check("$ORIGIN block.example.\n" in zone.stdout, zone.stdout)


def what_is_left_out_is_said(place):
    bad = event(("domain", "evil.example"), ("phone-number", "+1"), ("domain", "\u001b[31m no \u202e name"))
    bad["Event"]["Attribute"][1]["type"] = "x\u001b]0;y"
    bad["Event"]["Attribute"][2]["to_ids"] = False
    path = write(place, "bad.json", json.dumps(bad))
    done = converted(place, "--from", "misp", "--to", "stix", path)
    check(done.returncode == 1, "exit code 1")
    check(f"{path}: Event.Attribute[1]: x?]0;y: left out: nothing here says this type\n" in done.stderr, done.stderr)
    check("Event.Attribute[2]: domain: left out: value: expected a domain name\n" in done.stderr, done.stderr)
    check("\x1b" not in done.stderr, "no control characters")
    done = converted(place, "--to", "rpz", "--json", path)
    told = json.loads(done.stderr)
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    check(told["files"] == [{"file": path, "from": "misp", "sha256": digest, "bytes": os.path.getsize(path),
                             "objects": 3, "left_out": 2}], str(told["files"]))
    check([one["place"] for one in told["left_out"]] == ["Event.Attribute[1]", "Event.Attribute[2]"], str(told))
    check(told["to"] == "rpz" and told["written"] == 1 and told["objects"] == 3, str(told))
    check({one["id"].split("--")[0] for one in told["unsaid"]} == {"identity", "report"}, str(told["unsaid"]))


def a_feed_is_read_by_its_manifest(place):
    texts = {}
    for number, attribute in ("1", "a"), ("2", "b"):
        one = event(("domain", f"a{number}.example"), uuid=UUID % number)
        one["Event"]["Attribute"][0]["uuid"] = UUID % attribute
        texts[UUID % number] = json.dumps(one)
        write(place, f"{UUID % number}.json", texts[UUID % number])
    manifest = {uuid: {"info": "x", "integrity:sha256": hashlib.sha256(text.encode()).hexdigest()}
                for uuid, text in texts.items()}
    path = write(place, "manifest.json", json.dumps(manifest))
    done = converted(place, "--to", "rpz", path)
    check("\na1.example CNAME .\n" in done.stdout and "\na2.example CNAME .\n" in done.stdout, done.stdout)
    check(len(passes(place, converted(place, "--to", "stix", path).stdout, "a feed")) == 5, "the creator comes once")
    manifest[UUID % "1"]["integrity:sha256"] = "0" * 64
    write(place, "manifest.json", json.dumps(manifest))
    done = run(place, "object", "convert", "--to", "stix", path)
    check(done.returncode == 3 and done.stdout == "" and "not the bytes whose SHA-256" in done.stderr, done.stderr)
    os.remove(os.path.join(place, f"{UUID % '1'}.json"))
    done = run(place, "object", "convert", "--to", "stix", path)
    check(done.returncode == 4 and f"{UUID % '1'}.json" in done.stderr, done.stderr)


def wrong_words_and_files(place):
    path = write(place, "event.json", json.dumps(event()))
    bundle = write(place, "bundle.json", '{"type":"bundle","id":"bundle--%s"}' % (UUID % "1"))
    cases = [(["--to", "stix"], 2, "FILE"), ([path], 2, "--to"), (["--to", "pdf", path], 2, "expected one of"),
             (["--to", "rpz", "--zone", "local", path], 2, "--zone"),
             (["--to", "rpz", "--zone", "a.b\n@ IN", path], 2, "--zone"),
             (["--to", "stix", os.path.join(place, "none")], 4, "none"),
             (["--from", "misp", "--to", "stix", bundle], 3, "expected an event of MISP"),
             (["--from", "stix", "--to", "stix", path], 3, "expected a bundle"),
             (["--to", "stix", write(place, "cut.json", '{"Event":{')], 3, "cut.json:1:11")]
    for words, code, said in cases:
        done = run(place, "object", "convert", *words)
        check(done.returncode == code and said in done.stderr and done.stdout == "", f"{words}: {done}")
    check(converted(place, "--to", "stix", bundle).stdout.count("bundle--") == 1, "an empty bundle")


def published(place):
    """STIX 2.0, 2.1 and MISP as others published them; MISP where TREFOIL_MISP names a folder of events."""
    files = sorted(glob.glob(os.path.join(STIX, "attack-*.json")) + glob.glob(os.path.join(STIX, "ics-*.json")) +
                   glob.glob(os.path.join(STIX, "oasis-examples", "*.json")))
    if not files:
        return skip("no published bundles beside the tree")
    for path in files:
        with open(path, encoding="utf-8") as file:
            whole = json.load(file)
        given = {one["id"].lower() for one in whole.get("objects", [whole])}
        done = converted(place, "--to", "stix", path)
        taken = {one["id"].lower() for one in passes(place, done.stdout, path)}
        check(done.returncode == 0 and given == taken, f"{path}: {given ^ taken} {done.stderr[:500]}")
        for form in FORMS:
            first, second = (converted(place, "--to", form, path) for _ in range(2))
            check(form in ("rpz", "misp") or first.stdout == second.stdout, f"{path}: {form} twice")
    return None


def upgraded(place):
    path = os.path.join(STIX, "attack-dprk-groups-stix20-bundle.json")
    if not os.path.exists(path):
        return skip("no bundle of STIX 2.0 beside the tree")
    with open(path, encoding="utf-8") as file:
        before = {one["id"]: one for one in json.load(file)["objects"]}
    after = {one["id"]: one for one in json.loads(converted(place, "--to", "stix", path).stdout)["objects"]}
    check(before.keys() == after.keys(), "the same objects")
    for name, old in before.items():
        new = dict(after[name])
        check(new.pop("spec_version") == "2.1", name)
        if old["type"] == "malware":
            check(new.pop("is_family") is True, name)
        check(new == old, f"{name}: {new} {old}")
    done = run(place, "object", "convert", "--from", "stix", "--to", "stix", path)
    check(done.returncode == 1 and "no spec_version, as in STIX 2.0" in done.stderr, done.stderr[:300])
    return None


main([one_event_in_every_form, what_is_left_out_is_said, a_feed_is_read_by_its_manifest, wrong_words_and_files,
      published, upgraded])
