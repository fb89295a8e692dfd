"""trefoil share …: rules, releases, who sees what, signed approvals; and the log's proof of a release.

    tests/node/share.py TREFOIL
"""
import base64
import hashlib
import json
import os
import subprocess
import tempfile
import threading

from asking import check, fails, run, told, write
from running import Node, PROGRAM, main, tally

GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
CLEAR = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
TIME = "2026-01-01T00:00:00.000Z"


def tool(number, marking=GREEN, kind="tool", **more):
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--00000000-0000-4000-8000-{number:012x}", "name": "n",
            "created": TIME, "modified": TIME, "object_marking_refs": [marking], **more}


def seen(node, name):
    status, _, page = node.get(user=name)
    check(status == 200, f"{name}: {status}")
    return {one["id"] for one in page.get("objects", [])}


def post(node, *objects):
    status, _, body = node.post(*objects)
    check(status == 202 and body["failure_count"] == 0, f"posted: {body}")


def acts(node):
    home = node.home
    one, other = tool(1), tool(2, marking=CLEAR)
    post(node, one, other)
    done = run(home, "share", "release", one["id"], "--to", "public")
    check(done.returncode == 1 and "marking does not reach" in done.stdout, f"{done.returncode} {done.stdout}")
    went = told(home, "share", "release", one["id"], "--to", "jpn")
    check(went["sees"] and went["audience"] == "member:jpn" and went["version"] == "2026-01-01T00:00:00.000Z", f"{went}")
    check(one["id"] in seen(node, "node-jpn") and other["id"] not in seen(node, "node-jpn"), "what jpn sees")
    who = {line["audience"]: line for line in told(home, "share", "who", one["id"])["audiences"]}
    check(who["own"]["sees"] and who["member:jpn"]["sees"] and not who["member:kor"]["sees"], f"who: {who}")
    check(who["member:kor"]["reason"] == "not-released" and who["member:jpn"]["leaf"] == went["leaf"], f"who: {who}")
    text = run(home, "share", "who", one["id"]).stdout
    check("member:jpn               yes" in text and f"(leaf {went['leaf']})" in text, text)
    fails(home, 3, ["share", "release", one["id"], "--to", "chn"], "audience")
    fails(home, 3, ["share", "release", tool(9)["id"], "--to", "jpn"], "no such object")
    fails(home, 3, ["share", "release", one["id"], "--version", TIME.replace("00.000", "59"), "--to", "jpn"])
    fails(home, 3, ["share", "who", "a b"], "expected type--UUID")
    fails(home, 2, ["share", "release", one["id"]], "--to")
    return one, went


def proven(home, place, leaf):
    done = run(home, "log", "proof", str(leaf))
    check(done.returncode == 0, f"log proof: {done.stderr}")
    proof = write(place, "proof", done.stdout)
    key = run(home, "log", "key").stdout.strip()
    checked = subprocess.run([PROGRAM, "log", "verify", proof, "--key", key, "--json"], capture_output=True, text=True,
                             check=False)
    result = json.loads(checked.stdout)["results"][0]
    check(checked.returncode == 0 and result["verified"], f"log verify: {checked.stdout}")
    check(result["record"]["audience"] == "member:jpn" and result["leaf"]["kind"] == "released", f"{result}")
    check(result["record"]["actor"] == f"operator:{os.getuid()}", f"{result['record']}")
    fails(home, 3, ["log", "proof", "999999"], "no such leaf")
    fails(home, 2, ["log", "proof", "x"], "number")


def with_node(place):
    with Node() as node:
        node.add("analyst")
        node.add("node-jpn", "machine", "jpn")
        _, went = acts(node)
        proven(node.home, place, went["leaf"])
        node.stop()
        proven(node.home, place, went["leaf"])


def rules(_place):
    with Node() as node:
        node.add("analyst")
        node.add("node-jpn", "machine", "jpn")
        made = told(node.home, "share", "rule", "add", "--kind", "tool", "--tlp", "green", "--to", "jpn")
        check(made["number"] == 1 and made["to"] == "member:jpn", f"{made}")
        again = told(node.home, "share", "rule", "add", "--kind", "tool", "--tlp", "green", "--to", "member:jpn")
        check(again == made, f"an equal one: {again}")
        check(len(told(node.home, "share", "rule", "list")["rules"]) == 1, "which stands once")
        post(node, tool(1), tool(2, kind="malware", is_family=False))
        check(seen(node, "node-jpn") == {tool(1)["id"]}, "by the rule, at once")
        check("rule 1: tool up to tlp green to member:jpn" in run(node.home, "share", "rule", "list").stdout, "list")
        check(told(node.home, "share", "rule", "end", "1") == {}, "ended")
        post(node, tool(3))
        check(seen(node, "node-jpn") == {tool(1)["id"]}, "what went stays, nothing more goes")
        fails(node.home, 3, ["share", "rule", "end", "1"], "in force")
        fails(node.home, 3, ["share", "rule", "add", "--kind", "x-request", "--tlp", "green", "--to", "jpn"], "kind")
        for words in (["add", "--kind", "tool"], ["end"], ["list", "1"], ["end", "1", "--to", "jpn"], ["put"]):
            fails(node.home, 2, ["share", "rule", *words])


def raises(_place):
    with Node() as node:
        node.add("analyst")
        node.add("node-jpn", "machine", "jpn")
        home, one = node.home, tool(1)
        post(node, one, tool(2))
        for thing in (one, tool(2)):
            check(told(home, "share", "release", thing["id"], "--to", "jpn")["sees"], "released")
        made = told(home, "share", "raise", "add", one["id"], "--tlp", "red")
        check(made["tlp"] == "red" and made["id"] == one["id"] and made["by"] == f"operator:{os.getuid()}", f"{made}")
        check(seen(node, "node-jpn") == {tool(2)["id"]}, "raised, at once")
        check([recall["id"] for recall in node.ask("GET", "/api/v1/recalls", "node-jpn")[2]["recalls"]] == [one["id"]],
              "and recalled")
        line = f"raised here: tlp red by operator:{os.getuid()} at "
        text = run(home, "share", "who", one["id"]).stdout
        check(line in text and f"(leaf {made['leaf']})" in text and "member:jpn               no" in text, text)
        check(told(home, "share", "who", one["id"])["raised"] == [made], "who, as JSON")
        check(f"{one['id']} {line}" in run(home, "share", "raise", "list").stdout, "list")
        check(told(home, "share", "raise", "end", str(made["leaf"])) == {}, "taken back")
        check(seen(node, "node-jpn") == {one["id"], tool(2)["id"]}, "as before")
        fails(home, 3, ["share", "raise", "end", str(made["leaf"])], "none of this number")
        fails(home, 3, ["share", "raise", "add", one["id"], "--marking", GREEN], "trefoil-marking")
        check(told(home, "share", "raise", "add", tool(9)["id"], "--tlp", "red")["id"] == tool(9)["id"], "not here yet")
        for words in (["add", one["id"]], ["add", "--tlp", "red"], ["end"], ["end", "x"], ["list", "1"],
                      ["add", one["id"], "--tlp", "purple"], ["end", "1", "--tlp", "red"], ["put"]):
            fails(home, 2, ["share", "raise", *words])


def persons(_place):
    """An officer does not release what they posted; another one does."""
    with Node() as node:
        for name in ("olga", "oscar"):
            node.add(name, "officer")
        node.post(tool(1), user="olga")
        body = {"id": tool(1)["id"], "to": "jpn"}
        status, _, answer = node.ask("POST", "/api/v1/releases", "olga", body)
        check(status == 403 and answer["error"]["code"] == "persons", f"own act: {status} {answer}")
        status, _, answer = node.ask("POST", "/api/v1/releases", "oscar", body)
        check(status == 200 and answer["sees"], f"another's: {status} {answer}")


def approvals(place):
    """A note signed with another library, by a member whose key node.yaml names."""
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        tally.skip("python3-cryptography", "is missing")
        return
    secret = ed25519.Ed25519PrivateKey.generate()
    public = secret.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    jpn = "identity--00000000-0000-4000-8000-0000000000b1"

    def configure(text):
        return text.replace("    name: Japan\n", f"    name: Japan\n    identities:\n      - {jpn}\n"
                                                 f"    key: {base64.b64encode(public).decode()}\n")

    def note(text):
        key = hashlib.sha256(b"jpn\n\x01" + public).digest()[:4]
        line = base64.b64encode(key + secret.sign(text.encode())).decode()
        return f"{text}\n— jpn {line}\n"

    with Node(configure=configure) as node:
        content = hashlib.sha256(b"x").hexdigest()
        text = (f"trefoil-approval/v1\nobject {tool(1)['id']}\nversion {TIME}\ncontent {content}\n"
                f"audience member:kor\nuntil 2099-01-01T00:00:00.000Z\nby {jpn}\n")
        good = write(place, "good", note(text))
        check(told(node.home, "share", "approve", good)["new"] is True, "taken")
        check("was there already" in run(node.home, "share", "approve", good).stdout, "again")
        bad = write(place, "bad", note(text).replace("member:kor", "member:jpn"))
        fails(node.home, 3, ["share", "approve", bad], "signature")
        fails(node.home, 3, ["share", "approve", write(place, "plain", text)], "note")
        fails(node.home, 4, ["share", "approve", os.path.join(place, "none")])


def fetch(node, folder, path):
    """One file of the log, as a member gets it."""
    connection = node.connect()
    login = base64.b64encode(f"node-jpn:{node.people['node-jpn']}".encode()).decode()
    connection.request("GET", "/api/v1/log/" + path, headers={"Authorization": "Basic " + login})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    check(answer.status == 200, f"{path}: {answer.status}")
    at = os.path.join(folder, path)
    os.makedirs(os.path.dirname(at), exist_ok=True)
    with open(at, "wb") as file:
        file.write(body)
    return body


def tiles(size):
    """Those of a tree of so many leaves."""
    level = 0
    while size > 0:
        for number in range(size // 256):
            yield f"tile/{level}/{number:03}"
        if size % 256:
            yield f"tile/{level}/{size // 256:03}.p/{size % 256}"
        size //= 256
        level += 1


def copied(place):
    """A member copies the log by its tiles, and all of it verifies."""
    with Node() as node:
        node.add("analyst")
        node.add("node-jpn", "machine", "jpn")
        post(node, *[tool(number) for number in range(1, 600)])
        node.stop()  # which signs a checkpoint
        node.start()
        folder = os.path.join(place, "log")
        size = int(fetch(node, folder, "checkpoint").split(b"\n")[1])
        check(size > 600, f"{size} leaves")
        for path in tiles(size):
            fetch(node, folder, path)
        key = run(node.home, "log", "key").stdout.strip()
        done = subprocess.run([PROGRAM, "log", "verify", folder, "--key", key], capture_output=True, text=True, check=False)
        check(done.returncode == 0 and f"{size} leaves" in done.stdout, done.stdout + done.stderr)


def together(_place):
    """Commands, clients and posts at one time: each is done once, and the log holds all of it."""
    with Node() as node:
        node.add("analyst")
        node.add("olga", "officer")
        post(node, *[tool(number) for number in range(1, 41)])
        faults = []

        kinds = ("malware", "tool", "note", "report", "indicator", "campaign", "grouping", "opinion")

        def act(number):
            try:
                name = f"u{number}"
                if run(node.home, "user", "add", name, "--role", "analyst").returncode:
                    faults.append(f"{name} by command")
                for again in range(4):
                    one = tool(4 * number + again + 1)["id"]
                    status, _, answer = node.ask("POST", "/api/v1/releases", "olga", {"id": one, "to": "jpn"})
                    if status != 200 or not answer["sees"]:
                        faults.append(f"{one}: {status} {answer}")
                    if node.post(tool(1000 + 4 * number + again))[0] != 202:
                        faults.append("a post")
                    status, _, answer = node.ask("POST", "/api/v1/rules", "olga",
                                                 {"kind": kinds[number], "tlp": "clear", "to": "kor"})
                    if status != 201 or node.ask("DELETE", f"/api/v1/rules/{answer['number']}", "olga")[0] != 204:
                        faults.append(f"a rule: {status} {answer}")
                    if node.ask("GET", f"/api/v1/who?id={one}", "analyst")[0] != 200:
                        faults.append(f"who sees {one}")
            except Exception as error:  # noqa: BLE001: told below
                faults.append(repr(error))

        threads = [threading.Thread(target=act, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        check(not faults, faults[:5])
        users = {user["name"] for user in told(node.home, "user", "list")["users"]}
        check({f"u{number}" for number in range(8)} <= users, f"{users}")
        check(told(node.home, "share", "rule", "list") == {"rules": []}, "no rule is left")
        node.stop()
        node.start()
        check(node.health()[1]["log"] == "ok", "log and store agree")


def in_folder(test):
    def act():
        with tempfile.TemporaryDirectory(prefix="trefoil-test-") as place:
            test(place)
    act.__name__ = test.__name__
    return act


main([in_folder(test) for test in (with_node, rules, raises, persons, approvals, copied, together)])
