"""What a member signs with the key of its home: trefoil share lower, share sign-approval; and what another node does
with it.

    tests/node/signing.py TREFOIL
"""
import hashlib
import json
import os
import re
import tempfile

from asking import check, fails, run, told, write
from leaks_made import TLP, rel_marking
from running import Node, main

TIMES = [f"2026-01-01T00:00:0{second}.000Z" for second in range(10)]
LATER = "2099-01-01T00:00:00Z"
PUBLIC = "/taxii2/public/collections/public/objects/"


def tool(number, markings, version=1, **more):
    return {"type": "tool", "spec_version": "2.1", "id": f"tool--00000000-0000-4000-8000-{number:012x}", "name": "n",
            "created": TIMES[0], "modified": TIMES[version], "object_marking_refs": markings, **more}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def member(home):
    """The lines of a home's node.yaml for its own member."""
    text = read(os.path.join(home, "node.yaml"))
    code = re.search(r"(?m)^member: (\w+)$", text).group(1)
    found = re.search(rf"  - code: {code}\n    name: (.*)\n(    identities:\n      - (\S+)\n    key: \S+\n)", text)
    return found.group(1), found.group(2), found.group(3)


def silent(home, done):
    """The key is in nothing that was said."""
    key = read(os.path.join(home, "keys", "object.key")).strip()
    check(key not in done.stdout + done.stderr, "the key is not told")


def sees(node, one, user):
    status, _, page = node.get(user=user) if user else node.get(PUBLIC, None)
    check(status == 200, f"{user}: {status}")
    return one["id"] in {other["id"] for other in page.get("objects", [])}


def other_home(place):
    """Japan's: its store is not there, as it is on a machine that signs alone."""
    home = os.path.join(place, "jpn")
    made = run(home, "init", "--member", "jpn", "--json")
    check(made.returncode == 0, made.stderr)
    for name in os.listdir(home):
        if name.startswith("store"):
            os.unlink(os.path.join(home, name))
    return home


def posted(node, jpn):
    """An object of ours for jpn and kor, of which Japan is an originator; and the page that has it."""
    rel = rel_marking(["jpn", "kor"], [jpn])
    one = tool(1, [TLP["amber"], rel["id"]])
    status, _, body = node.post(rel, one)
    check(status == 202 and body["failure_count"] == 0, body)
    went = told_either(node.home, "share", "release", one["id"], "--to", "kor")
    check(went["reason"] == "originator" and not sees(node, one, "node-kor"), went)
    status, _, page = node.get()
    check(status == 200, page)
    return one, rel, json.dumps(page)


def told_either(home, *words):
    return json.loads(run(home, *words, "--json").stdout)


def approval(place):
    """Japan signs in its own home, with the object in a file; ours takes the note, and the object goes."""
    home = other_home(place)
    name, lines, jpn = member(home)
    with Node(configure=lambda text: text.replace(f"    name: {name}\n", f"    name: {name}\n{lines}")) as node:
        node.add("analyst")
        node.add("node-kor", "machine", "kor")
        one, rel, page = posted(node, jpn)
        file = write(place, "page.json", page)
        sign = ["share", "sign-approval", one["id"], "--file", file, "--to", "kor", "--until", LATER]
        dry = run(home, *sign, "--dry-run")
        check(dry.returncode == 0 and dry.stderr == "" and "trefoil-approval" not in dry.stdout and
              f"{jpn} approves that {one['id']}, version {TIMES[1]}" in dry.stdout and
              "goes on to member:kor until 2099-01-01T00:00:00.000Z" in dry.stdout, f"said: {dry}")
        done = run(home, *sign)
        check(done.returncode == 0 and done.stdout.startswith("trefoil-approval/v1\n") and
              dry.stdout in done.stderr and "nothing was taken" in done.stderr, f"signed: {done}")
        silent(home, done)
        check(not any(name.startswith("store") for name in os.listdir(home)), "no store was made")
        as_json = told(home, *sign)
        check(as_json["note"] == done.stdout and as_json["by"] == jpn and "new" not in as_json, as_json)
        note = os.path.join(place, "note")
        check(run(home, *sign, "--note", note).stdout == "" and read(note) == done.stdout, "into a file")
        check(told(node.home, "share", "approve", note)["new"] is True, "taken by the other")
        check(sees(node, one, "node-kor"), "it goes on")
        hopeless(place, home, one, rel, file)
        ours = ["share", "sign-approval", one["id"], "--to", "kor", "--until", LATER]
        fails(node.home, 3, ours, "originator")


def hopeless(place, home, one, rel, file):
    def refused(words, *said, code=3):
        done = run(home, "share", "sign-approval", *words)
        check(done.returncode == code and done.stdout == "" and all(text in done.stderr for text in said),
              f"{words}: {done}")
        silent(home, done)

    base = [one["id"], "--file", file]
    refused([*base, "--to", "kor", "--until", "2001-01-01T00:00:00Z"], "until", "to come")
    refused([*base, "--to", "chn", "--until", LATER], "audience")
    refused([*base, "--to", "jpn", "--until", LATER], "own member")
    refused([*base, "--to", "public", "--until", LATER], "does not go there")
    refused([*base, "--to", "kor"], "--until", code=2)
    refused([*base, "--until", LATER], "--to", code=2)
    words = ["--to", "kor", "--until", LATER]
    refused([tool(9, [])["id"], "--file", file, *words], "no such object")
    refused([*base, *words, "--version", TIMES[5]], "no such object")
    refused([*base, *words, "--content", "00000000"], "no such object")
    refused([one["id"], "--file", write(place, "bare.json", json.dumps(one)), *words], "marking definitions")
    refused([one["id"], "--file", write(place, "bad.json", "{"), *words], "bad.json")
    refused([one["id"], "--file", os.path.join(place, "none"), *words], "none", code=4)
    wrong = {**one, "name": 1}
    refused([one["id"], "--file", write(place, "wrong.json", json.dumps({"objects": [rel, wrong]})), *words], "name")
    two = {**one, "name": "other"}
    both = write(place, "both.json", json.dumps({"objects": [rel, one, two, one]}))
    refused([one["id"], "--file", both, *words], "--content")
    digits = told(home, "share", "sign-approval", *base, *words)["content"]
    for path, more in ((both, ["--content", digits[:12]]), (file, ["--version", TIMES[1]])):
        done = told(home, "share", "sign-approval", one["id"], "--file", path, *words, *more)
        check(done["content"] == digits, f"{path}: {done}")
    newer = write(place, "newer.json", json.dumps({"objects": [{**one, "modified": TIMES[3]}, rel, one]}))
    check(told(home, "share", "sign-approval", one["id"], "--file", newer, *words)["version"] == TIMES[3], "the newest")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def lowered(node, number):
    """An object that was GREEN and is CLEAR, which nobody outside gets."""
    one = tool(number, [TLP["clear"]], 2)
    for body in (tool(number, [TLP["green"]]), one):
        check(node.post(body)[0] == 202, "posted")
    went = run(node.home, "share", "release", one["id"], "--to", "public")
    check(went.returncode == 1 and not sees(node, one, None), f"not yet: {went}")
    return one


def lowering(place):
    with Node() as node:
        node.add("analyst")
        one, other = lowered(node, 1), lowered(node, 2)
        dry = run(node.home, "share", "lower", one["id"], "--dry-run")
        check(dry.returncode == 0 and "marked TLP:CLEAR" in dry.stdout and
              "trefoil-lowering" not in dry.stdout and not sees(node, one, None), f"only said: {dry}")
        done = run(node.home, "share", "lower", one["id"])
        check(done.returncode == 0 and done.stdout.startswith("trefoil-lowering/v1\n") and dry.stdout in done.stderr and
              "signed, and taken in here" in done.stderr, f"lowered: {done}")
        silent(node.home, done)
        check(sees(node, one, None) and not sees(node, other, None), "the one goes")
        again = run(node.home, "share", "lower", one["id"], "--version", TIMES[2])
        check(again.stdout == done.stdout and "already" in again.stderr, f"again: {again}")
        check(run(node.home, "share", "approve", write(place, "n", done.stdout)).stdout.endswith("there already\n"),
              "as one that is handed in")
        leaf = told(node.home, "share", "who", one["id"])
        check(any(line["audience"] == "public" and line["sees"] for line in leaf["audiences"]), leaf)
        fails(node.home, 3, ["share", "lower", one["id"], "--version", TIMES[1]], "no lower")
        fails(node.home, 3, ["share", "lower", tool(9, [])["id"]], "no such object")
        fails(node.home, 3, ["share", "lower", other["id"], "--content", "zz"], "content")
        node.stop()
        closed = told(node.home, "share", "lower", other["id"])
        check(closed["new"] is True and closed["marking"] == "TLP:CLEAR" and closed["version"] == TIMES[2], closed)
        node.start()
        check(sees(node, other, None) and node.health()[1]["log"] == "ok", "signed while no node ran")
        store = os.path.join(node.home, "store.sqlite")
        node.stop()
        old = digest(store)
        file = write(place, "o.json", json.dumps(tool(3, [TLP["clear"]])))
        check(run(node.home, "share", "lower", tool(3, [])["id"], "--file", file).returncode == 0, "out of a file")
        check(digest(store) == old, "the store was left alone")
        theirs = json.dumps(tool(3, [TLP["clear"]], created_by_ref="identity--00000000-0000-4000-8000-0000000000b1"))
        fails(node.home, 3, ["share", "lower", tool(3, [])["id"], "--file", write(place, "j.json", theirs)], "lowers it")


def wrong_keys(place):
    """A home whose key others do not know, or may read, signs nothing."""
    home = other_home(place)
    file = write(place, "o.json", json.dumps(tool(3, [TLP["clear"]])))
    words = ["share", "lower", tool(3, [])["id"], "--file", file]
    check(run(home, *words).returncode == 0, "signed")
    key = os.path.join(home, "keys", "object.key")
    os.chmod(key, 0o644)
    fails(home, 3, words, "others may read")
    os.chmod(key, 0o600)
    with open(key, "w", encoding="ascii") as there:
        there.write("A" * 43 + "=\n")
    fails(home, 3, words, "is not that of keys/object.key")
    fails(place, 3, words)


def in_folder(test):
    def act():
        with tempfile.TemporaryDirectory(prefix="trefoil-test-") as place:
            test(place)
    act.__name__ = test.__name__
    return act


main([in_folder(test) for test in (approval, lowering, wrong_keys)])
