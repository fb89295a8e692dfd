"""docs/openapi.yaml against the program: the same routes both ways, and real answers by its schemas.

    tests/node/openapi.py TREFOIL FOLDER

FOLDER keeps the environment of the document's validator; that part is skipped where it cannot be had.
"""
import base64
import hashlib
import json
import os
import re
import subprocess
import sys

import jsonschema
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from asking import check
from running import Node, ROOT, main, tally, tool
import postgres
import venv

DOCUMENT = os.path.join(ROOT, "docs", "openapi.yaml")
with open(DOCUMENT, encoding="utf-8") as file:
    TEXT = file.read()
API = yaml.safe_load(TEXT)
SEEN = set()  # (method, path, status) that were answered and are as the document has them
JPN = "identity--00000000-0000-4000-8000-0000000000b1"


def operations():
    return {(method.upper(), path): operation for path, item in API["paths"].items()
            for method, operation in item.items() if method != "parameters"}


def resolve(value):
    while "$ref" in value:
        found = API
        for name in value["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        value = found
    return value


def faults(schema, value):
    whole = {**schema, "components": API["components"]}
    return [f"{error.json_path}: {error.message}" for error in jsonschema.Draft202012Validator(whole).iter_errors(value)]


def fits(path, pattern):
    shape = re.escape(pattern).replace(r"\{tile\}", ".+")
    return re.fullmatch(re.sub(r"\\\{[a-z0-9]+\\\}", "[^/]+", shape), path) is not None


def ask(node, user, method, path, body=None):
    """Asks, and holds question and answer against the document. Gives the status and the answer."""
    status, fields, answer = node.ask(method, "/api/v1" + path, user, body)
    bare = path.split("?")[0]
    found = [key for key in operations() if key[0] == method and fits(bare, key[1])]
    check(len(found) == 1, f"{method} {bare}: documented as {found}")
    operation = operations()[found[0]]
    if body is not None and status < 300:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        check(not faults(schema, body), f"{method} {path} asks: {faults(schema, body)}")
    known = operation["responses"].get(str(status), operation["responses"]["default"])
    contents = resolve(known).get("content")
    if contents is None:
        check(answer is None and "content-type" not in fields, f"{method} {path}: {status} has a body: {answer}")
    else:
        media = fields["content-type"].split(";")[0]
        check(media in contents, f"{method} {path}: {media} is not in {list(contents)}")
        wrong = faults(contents[media]["schema"], answer)
        check(not wrong, f"{method} {path}: {status}: {wrong} in {answer}")
    SEEN.add((*found[0], str(status)))
    return status, answer


def same_routes():
    with Node() as node:
        _, answer = ask(node, "admin", "GET", "/")
        listed = [(route["method"], route["path"]) for route in answer["routes"]]
        check(len(set(listed)) == len(listed), "each once")
        check(set(listed) == set(operations()), f"{set(listed) ^ set(operations())}")


def document():
    check(API["openapi"].startswith("3.1."), "3.1")
    names = [operation["operationId"] for operation in operations().values()]
    check(len(names) == len(set(names)), "names of operations")
    for text in re.findall(r"\$ref: \"(#/[^\"]*)\"", TEXT):
        check(resolve({"$ref": text}) is not None, text)
    for (method, path), operation in operations().items():
        wanted = set(re.findall(r"\{([a-z0-9]+)\}", path))
        given = [resolve(one) for one in API["paths"][path].get("parameters", []) + operation.get("parameters", [])]
        check({one["name"] for one in given if one["in"] == "path"} == wanted, f"{method} {path}: parameters")
    for name in API["components"]["schemas"]:
        jsonschema.Draft202012Validator.check_schema(API["components"]["schemas"][name])
        check(TEXT.count(f"schemas/{name}\"") > 0, f"{name} is used")


def people(node):
    for name, role, of in (("olga", "officer", None), ("aldo", "auditor", None), ("ana", "analyst", None),
                           ("node-jpn", "machine", "jpn")):
        body = {"name": name, "role": role, **({"of": of} if of else {})}
        node.people[name] = ask(node, "admin", "POST", "/users", body)[1]["password"]
    ask(node, "admin", "POST", "/users", {"name": "olga", "role": "officer"})
    ask(node, "admin", "POST", "/users", {"name": "x"})
    ask(node, "ana", "POST", "/users", {"name": "x", "role": "analyst"})
    ask(node, None, "GET", "/users")
    ask(node, "admin", "POST", "/users", {"name": "rei", "role": "analyst", "person": JPN})
    for act in ("disable", "enable", "password"):
        ask(node, "admin", "POST", f"/users/rei/{act}")
        ask(node, "admin", "POST", f"/users/nobody/{act}")
        ask(node, "olga", "POST", f"/users/rei/{act}")
    for body in ({"name": "pull"}, {"name": "more", "until": "2099-01-01T00:00:00Z"}, {"name": "pull"}, {"name": 1}):
        ask(node, "admin", "POST", "/users/rei/tokens", body)
    ask(node, "admin", "POST", "/users/nobody/tokens", {"name": "pull"})
    ask(node, "admin", "GET", "/users")
    for _ in range(2):
        ask(node, "admin", "DELETE", "/users/rei/tokens/pull")
    ask(node, "ana", "DELETE", "/users/rei/tokens/more")
    sha256 = "0" * 64
    for body in ({"sha256": sha256}, {"pem": "x"}):
        ask(node, "admin", "POST", "/users/rei/certificates", body)
    ask(node, "admin", "POST", "/users/nobody/certificates", {"sha256": sha256})
    ask(node, "admin", "POST", "/users/olga/certificates", {"sha256": sha256})
    for _ in range(2):
        ask(node, "admin", "DELETE", f"/users/rei/certificates/{sha256}")
    ask(node, "admin", "DELETE", "/users/rei/certificates/00")
    for name in ("admin", "olga", "node-jpn", "ana", "rei"):
        ask(node, name if name != "rei" else ("rei", "wrong password here"), "GET", "/me")
    ask(node, None, "GET", "/")


def sharing(node):
    one, other = tool(1), tool(2)
    for thing in (one, other):
        thing.pop("created_by_ref")
    node.post(one, other, user="ana")
    rule = {"kind": "tool", "tlp": "amber+strict", "to": "jpn", "role": "analyst"}
    for body in (rule, rule, {**rule, "tlp": "red"}):
        ask(node, "olga", "POST", "/rules", body)
    ask(node, "ana", "POST", "/rules", rule)
    ask(node, "aldo", "GET", "/rules")
    ask(node, "ana", "GET", "/rules")
    for _ in range(2):
        ask(node, "olga", "DELETE", "/rules/1")
    ask(node, "ana", "DELETE", "/rules/1")
    release = {"id": one["id"], "to": "jpn"}
    for user, body in (("olga", release), ("olga", {**release, "to": "public"}), ("ana", release),
                       ("olga", {**release, "to": "chn"}), ("olga", {**release, "id": tool(9)["id"]})):
        _, answer = ask(node, user, "POST", "/releases", body)
        leaf = answer.get("leaf", 0) if body == release and user == "olga" else leaf
    for user, path in (("ana", f"/who?id={one['id']}"), ("ana", f"/who?id={one['id']}&version={one['modified']}"),
                       ("ana", "/who"), ("ana", "/who?id=x"), ("ana", f"/who?id={tool(9)['id']}"), ("node-jpn", "/who?id=x")):
        ask(node, user, "GET", path)
    return leaf


def recalls(node):
    """What jpn held and may not hold any more: told, acknowledged, gone."""
    one = {name: value for name, value in tool(3).items() if name != "created_by_ref"}
    node.post(one, user="ana")
    check(ask(node, "olga", "POST", "/releases", {"id": one["id"], "to": "jpn"})[1]["sees"], "released")
    check(ask(node, "node-jpn", "GET", "/recalls")[1] == {"recalls": []}, "nothing was recalled")
    node.post({**one, "modified": "2026-06-01T00:00:00.000Z",
               "object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}, user="ana")
    told = ask(node, "node-jpn", "GET", "/recalls")[1]["recalls"]
    check([(recall["id"], "to" in recall) for recall in told] == [(one["id"], False)], f"told: {told}")
    path = f"/recalls/{told[0]['leaf']}/acknowledge"
    for user, wanted in (("ana", 403), ("node-jpn", 204), ("node-jpn", 204)):
        check(ask(node, user, "POST", path)[0] == wanted, f"{user} acknowledges")
    check(ask(node, "node-jpn", "POST", "/recalls/999999/acknowledge")[0] == 404, "one that is not there")
    check(ask(node, "node-jpn", "GET", "/recalls")[1] == {"recalls": []}, "it was acknowledged")
    known = ask(node, "olga", "GET", "/recalls")[1]["recalls"]
    check([(recall["to"], recall["by"]) for recall in known] == [("member:jpn", "node-jpn")], f"known: {known}")
    ask(node, "aldo", "GET", "/recalls")
    ask(node, "ana", "GET", "/recalls")


def raises(node):
    """Raised here: told, in `who` too, taken back."""
    one = {name: value for name, value in tool(4).items() if name != "created_by_ref"}
    node.post(one, user="ana")
    status, made = ask(node, "olga", "POST", "/raises", {"id": one["id"], "tlp": "red"})
    check(status == 201 and made["tlp"] == "red" and made["by"] == "olga", f"{status} {made}")
    check(ask(node, "olga", "GET", "/raises")[1] == {"raises": [made]}, "it stands")
    check(ask(node, "ana", "GET", f"/who?id={one['id']}")[1]["raised"] == [made], "who tells of it")
    ask(node, "olga", "POST", "/raises", {"id": one["id"]})
    ask(node, "ana", "POST", "/raises", {"id": one["id"], "tlp": "red"})
    for user in ("aldo", "ana"):
        ask(node, user, "GET", "/raises")
    for user, wanted in (("ana", 403), ("olga", 204), ("olga", 404)):
        check(ask(node, user, "DELETE", f"/raises/{made['leaf']}")[0] == wanted, f"{user} takes it back")


def variants(node):
    """Two contents under one version: a conflict that says so."""
    address = {"type": "ipv4-addr", "spec_version": "2.1", "id": "ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67",
               "value": "198.51.100.3", "object_marking_refs": tool(1)["object_marking_refs"]}
    node.post(address, user="ana")
    node.post({**address, "defanged": True}, user="ana")
    ask(node, "olga", "POST", "/releases", {"id": address["id"], "to": "jpn"})
    ask(node, "ana", "GET", f"/who?id={address['id']}")


def approvals(node, public, secret):
    def hand_in(text, line=None):
        key = hashlib.sha256(b"jpn\n\x01" + public).digest()[:4]
        line = line or base64.b64encode(key + secret.sign(text.encode())).decode()
        return ask(node, "olga", "POST", "/approvals", {"note": f"{text}\n— jpn {line}\n"})[0]

    content = hashlib.sha256(b"x").hexdigest()
    text = (f"trefoil-approval/v1\nobject {tool(1)['id']}\nversion {tool(1)['modified']}\ncontent {content}\n"
            f"audience member:kor\nuntil 2099-01-01T00:00:00.000Z\nby {JPN}\n")
    lowering = (f"trefoil-lowering/v1\nobject {tool(1)['id']}\nversion none\ncontent {content}\nby {JPN}\n")
    check([hand_in(text), hand_in(text), hand_in(lowering)] == [201, 200, 201], "taken")
    check(hand_in(text, base64.b64encode(b"x" * 68).decode()) == 409, "a signature that is none")
    check(hand_in("trefoil-approval/v1\n") == 400, "nothing that is signed")
    ask(node, "ana", "POST", "/approvals", {"note": "x"})


def signatures(node):
    """Marked lower than before, by its maker's word."""
    one = {name: value for name, value in tool(4).items() if name != "created_by_ref"}
    lower = {**one, "modified": "2026-06-01T00:00:00.000Z",
             "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]}
    node.post(one, lower, user="ana")
    word = {"kind": "lowering", "id": one["id"]}
    answers = [ask(node, "olga", "POST", "/signatures", body) for body in ({**word, "dry": "yes"}, word, word)]
    check([status for status, _ in answers] == [200, 201, 200], f"{answers}")
    check(["note" in answer for _, answer in answers] == [False, True, True], f"{answers}")
    for user, body, status in (("olga", {**word, "id": tool(9)["id"]}, 404), ("ana", word, 403),
                               ("olga", {**word, "version": one["modified"]}, 400),
                               ("olga", {**word, "id": "ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67"}, 409)):
        check(ask(node, user, "POST", "/signatures", body)[0] == status, f"{user} {body}")


def log(node, leaf):
    for user in ("node-jpn", "admin"):
        for path in ("/log/checkpoint", "/log/key", "/log/tile/0/000.p/1", "/log/tile/7/000"):
            ask(node, user, "GET", path)
    for user in ("node-jpn", "aldo", "admin"):
        for path in (f"/log/proofs/{leaf}", f"/log/records/{leaf}", "/log/records/999999", "/log/proofs/999999"):
            ask(node, user, "GET", path)
    for number in range(leaf):
        ask(node, "aldo", "GET", f"/log/records/{number}")
    for status, user in (("401", None), ("403", "node-jpn")):
        for method, path in operations():
            if (method, path, status) not in SEEN and status in operations()[method, path]["responses"]:
                ask(node, user, method, re.sub(r"\{[a-z0-9]+\}", "1", path))


def configured(extra=""):
    """A change of node.yaml that gives Japan an identity and a key, and that key."""
    secret = ed25519.Ed25519PrivateKey.generate()
    public = secret.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def change(text):
        return extra + text.replace("    name: Japan\n", f"    name: Japan\n    identities:\n      - {JPN}\n"
                                                         f"    key: {base64.b64encode(public).decode()}\n")
    return change, public, secret


def ask_all(node, public, secret):
    people(node)
    leaf = sharing(node)
    recalls(node)
    raises(node)
    variants(node)
    approvals(node, public, secret)
    signatures(node)
    log(node, leaf)


def answers():
    change, public, secret = configured()
    with Node(configure=change) as node:
        ask_all(node, public, secret)
    wanted = {(method, path, status) for (method, path), operation in operations().items()
              for status in operation["responses"] if status != "default"}
    check(not wanted - SEEN, f"documented, and not answered here: {sorted(wanted - SEEN)}")


def answers_of_postgresql():
    with postgres.Server() as connection:
        change, public, secret = configured(f"store: {{postgres: \"{connection}\"}}\n")
        with Node() as node:
            node.stop()
            node.configure(change)
            os.unlink(os.path.join(node.home, "checkpoint"))  # of the log that stays behind
            node.people = {"admin": json.loads(node.command("init", "--json").stdout)["password"]}
            node.start()
            ask_all(node, public, secret)


def validator():
    python = venv.python(sys.argv[2], "openapi-spec-validator==0.7.1") if len(sys.argv) > 2 else None
    if python is None:
        tally.skip("the document's validator", "it cannot be had")
        return
    done = subprocess.run([python, "-m", "openapi_spec_validator", DOCUMENT], capture_output=True, text=True,
                          check=False)
    check(done.returncode == 0, done.stdout + done.stderr)


main([document, same_routes, answers, answers_of_postgresql, validator])
