"""Pulls as the platforms of the field make them, over TLS from the program itself: all pages first, then what is new since.

    tests/node/pulls.py TREFOIL FOLDER

OpenCTI's TAXII 2 connector and MISP's TAXII servers are written anew here as far as they speak to a server, their oddities
included; a third client follows X-TAXII-Date-Added-Last. FOLDER keeps the environment of taxii2-client, on which two of
them stand; those are skipped where it cannot be had.
"""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import time

from asking import check, told, write
from certificates import PLACE, clean_environment, configured, made, path, showing
from running import Node, OBJECTS, PATIENCE, TAXII, main, tally
import common
import venv

AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"

# One process over all runs, as the connector is. Each line is a run: `added_after` in; ids and number of requests out.
# It leaves added_after out as soon as it has a `next`, and never forgets that `next`: the first page of its next run is
# asked with the last `next` of this one and a new added_after.
OPENCTI = """
import json, sys
import taxii2client.v21 as taxii
from requests.auth import AuthBase, HTTPBasicAuth

class Field(AuthBase):
    def __init__(self, name, value):
        self.field = {name: value}
    def __call__(self, request):
        request.headers.update(self.field)
        return request

url, root, title, login, limit = json.loads(sys.argv[1])
auth = Field(*login["field"]) if "field" in login else HTTPBasicAuth(*login["basic"])
kept = {"limit": limit} if limit else {}
for line in sys.stdin:
    kept["added_after"], asked, got = json.loads(line), 0, []
    try:
        server = taxii.Server(url, auth=auth, verify=True, cert=login.get("cert"))
        found = [one for one in server.api_roots if one.url.split("/")[-2] == root][0]
        members = [one for one in found.collections if one.title == title][0]
        while True:
            page = members.get_objects(**kept)
            asked += 1
            got += page.get("objects", [])
            if page.get("more") is not True:
                break
            kept.pop("added_after", None)
            kept["next"] = page["next"]
        print(json.dumps({"ids": [one["id"] for one in got], "asked": asked}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)}), flush=True)
"""

# MISP pushes as much as max_content_length allows, as bytes, to a URL without a slash at its end, and does not wait.
MISP_PUSH = """
import json, sys
from base64 import b64decode
import taxii2client
from requests.auth import HTTPBasicAuth

base, root, collection, key, objects = json.loads(sys.argv[1])
auth = HTTPBasicAuth(*b64decode(key).split(b":"))
with taxii2client.ApiRoot(f"{base}/{root}", auth=auth) as api_root:
    limit = api_root.max_content_length
body = json.dumps({"objects": objects}).encode()
with taxii2client.Collection(f"{base}/{root}/collections/{collection}", auth=auth) as members:
    status = members.add_objects(body, wait_for_completion=False)
print(json.dumps([limit, status.status, status.success_count, status.failure_count]))
"""


def thing(number, second=1, kind="tool", **more):
    """The own member's, as it has no creator of its own."""
    made_so = {**common.tool(number, second, kind), **more}
    return {name: value for name, value in made_so.items() if name != "created_by_ref"}


def names(*numbers, kind="tool"):
    return [thing(number, kind=kind)["id"] for number in numbers]


def serving():
    node = Node(configure=configured)
    node.context = showing(None)
    node.add("analyst")
    node.add("tokyo", "machine", "jpn")
    told(node.home, "user", "certificate", "tokyo", path("tokyo.pem"))
    told(node.home, "share", "rule", "add", "--kind", "tool", "--tlp", "green", "--to", "jpn")
    node.url = f"https://127.0.0.1:{node.port}"
    return node


def post(node, *objects):
    status, _, body = node.post(*objects)
    check(status == 202 and body["failure_count"] == 0, f"posted: {body}")


def stocked(node):
    """Japan sees seven tools at once; a tool that is marked too high and a malware without a release are there as well."""
    post(node, thing(8, object_marking_refs=[AMBER]), thing(9, kind="malware", is_family=False))
    post(node, *map(thing, range(1, 8)))


def lower(node):
    """Tool 8 a second time, lower, with the word of its creator."""
    from cryptography.hazmat.primitives.asymmetric import ed25519
    with open(os.path.join(node.home, "keys", "object.key"), encoding="ascii") as file:
        key = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(file.read()))
    with open(os.path.join(node.home, "node.yaml"), encoding="utf-8") as file:
        text = file.read()
    own, public = re.search(r"identity--[-0-9a-f]+", text).group(), re.search(r"key: (\S+=)\n", text).group(1)
    new = thing(8, second=2)
    content = hashlib.sha256(json.dumps(new, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    words = f"trefoil-lowering/v1\nobject {new['id']}\nversion {new['modified']}\ncontent {content}\nby {own}\n"
    name = hashlib.sha256(b"usa\n\x01" + base64.b64decode(public)).digest()[:4]
    note = f"{words}\n— usa {base64.b64encode(name + key.sign(words.encode())).decode()}\n"
    told(node.home, "share", "approve", write(PLACE, "lowering", note))
    post(node, new)
    told(node.home, "share", "release", new["id"], "--to", "jpn")


# What happens between pulls, and what of it Japan is to get then: what was made long before the last pull and comes within
# its reach only now must come too.
def release(node):
    told(node.home, "share", "release", *names(9, kind="malware"), "--to", "jpn")


STEPS = (("nothing", lambda node: None, []),
         ("a release of what was there", release, names(9, kind="malware")),
         ("a lowering of what was there", lower, names(8)),
         ("a new version and many new objects", lambda node: post(node, thing(2, 2), *map(thing, range(11, 18))),
          names(2, *range(11, 18))))


class Connector:
    """OpenCTI's: it asks for what was added since the second in which its last run began."""

    def __init__(self, python, node, login, limit=3):
        environment = {**clean_environment(), "REQUESTS_CA_BUNDLE": path("authority.pem")}
        words = json.dumps([f"{node.url}/taxii2/", "trefoil", "members", login, limit])
        self.process = subprocess.Popen([python, "-W", "ignore", "-c", OPENCTI, words], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=environment)
        self.since = "2020-01-01T00:00:00.000000Z"

    def pull(self):
        began = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime())
        self.process.stdin.write(json.dumps(self.since) + "\n")
        self.process.stdin.flush()
        self.since = began
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def both(name):
    """One file of a certificate and its key, as the connector takes them."""
    with open(path(name + ".pem"), encoding="ascii") as one, open(path(name + ".key"), encoding="ascii") as two:
        return write(PLACE, name + "-both.pem", one.read() + two.read())


def next_second():
    """What came in the second in which a run begins comes again with the next run."""
    time.sleep(1.1)


def opencti():
    python = venv.python(sys.argv[2], *venv.STIX)
    if python is None:
        tally.skip("OpenCTI's pull", "taxii2-client cannot be had here")
        return
    with serving() as node:
        stocked(node)
        token = told(node.home, "user", "token", "tokyo", "--name", "pull")["token"]
        pair = both("tokyo")
        password = ["tokyo", node.people["tokyo"]]
        good = {"by password": {"basic": password}, "by certificate": {"field": ["X-None", "none"], "cert": pair},
                "by token": {"field": ["Authorization", f"Bearer {token}"]}}
        for name, login in good.items():
            with Connector(python, node, login) as connector:
                got = connector.pull()
                tally.check(got == {"ids": names(*range(1, 8)), "asked": 3}, f"{name}: all pages", got)
        # With a certificate alone the connector still sends a Basic field, of nobody, and the field counts.
        with Connector(python, node, {"basic": [None, None], "cert": pair}) as connector:
            got = connector.pull()
            tally.check("401" in got.get("error", ""), "a certificate beside a field of nobody", got)
        with Connector(python, node, {"basic": password}) as small, \
                Connector(python, node, {"basic": password}, None) as whole:
            next_second()
            for connector in (small, whole):
                got = connector.pull()
                tally.check(got.get("ids") == names(*range(1, 8)), "first of all", got)
            for what, act, wanted in STEPS:
                act(node)
                next_second()
                for connector, size in ((small, 3), (whole, 1000)):
                    got = connector.pull()
                    requests = max(1, -(-len(wanted) // size))
                    tally.check(got == {"ids": wanted, "asked": requests}, f"{what}, limit {size}", got)


def misp_ask(node, key, uri, **query):
    """As MISP asks: the scheme in lower case, a Content-Type on a GET, parameters without a value left out."""
    connection = node.connect()
    text = "&".join(f"{name}={value}" for name, value in query.items() if value is not None)
    connection.request("GET", uri + (f"?{text}" if text else ""), headers={
        "Accept": TAXII, "Content-type": TAXII, "Authorization": f"basic {key}", "Connection": "close"})
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    check(answer.status == 200, f"MISP: {uri}: {answer.status} {body}")
    return body


def misp_pull(node, key, root, collection):
    found, next_, pages = [], None, 0
    while pages == 0 or next_:
        page = misp_ask(node, key, f"/{root}/collections/{collection}/objects/", limit=50, next=next_)
        found += [one["id"] for one in page.get("objects", [])]
        next_, pages = page.get("next"), pages + 1
    return found, pages


def misp():
    with serving() as node:
        many = [thing(number) for number in range(1, 121)]
        post(node, *many)
        for user in ("analyst", "tokyo"):
            key = base64.b64encode(f"{user}:{node.people[user]}".encode()).decode()
            roots = [one.strip("/").split("/")[-1] for one in misp_ask(node, key, "/taxii2/")["api_roots"]]
            tally.check(roots == ["trefoil", "public"], f"{user}: roots by their last words", roots)
            titles = {one["title"]: one["id"] for one in misp_ask(node, key, "/taxii2/trefoil/collections/")["collections"]}
            for name in (titles["members"], "members"):
                got = misp_pull(node, key, "taxii2/trefoil", name)
                tally.check(got == (names(*range(1, 121)), 3), f"{user}: {name}", got)
            one = misp_ask(node, key, f"/taxii2/trefoil/collections/members/objects/{many[4]['id']}/")
            tally.check(one["objects"] == [many[4]], f"{user}: one object", one)
        misp_pushes(node, titles["members"])


def misp_pushes(node, members):
    python = venv.python(sys.argv[2], *venv.STIX)
    if python is None:
        tally.skip("MISP's push", "taxii2-client cannot be had here")
        return
    key = base64.b64encode(f"analyst:{node.people['analyst']}".encode()).decode()
    words = json.dumps([node.url, "taxii2/trefoil", members, key, [thing(number) for number in range(201, 211)]])
    said = subprocess.run([python, "-W", "ignore", "-c", MISP_PUSH, words], text=True, check=False, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**clean_environment(), "REQUESTS_CA_BUNDLE": path("authority.pem")})
    tally.check(said.returncode == 0 and json.loads(said.stdout) == [8 << 20, "complete", 10, 0], "MISP's push",
                said.stdout + said.stderr)
    tally.check(node.get(OBJECTS + names(210)[0] + "/", "tokyo")[0] == 200, "and on to Japan by the rule", said.stdout)


def by_its_dates():
    """The newest X-TAXII-Date-Added-Last is where the next pull begins: nothing comes twice, nothing is missed."""
    with serving() as node:
        stocked(node)
        last = {}

        def pull(path_):
            found, query = [], {"limit": "3", **({"added_after": last[path_]} if path_ in last else {})}
            while True:
                text = "&".join(f"{name}={value}" for name, value in query.items())
                status, fields, page = node.get(f"{path_}?{text}", "tokyo")
                check(status == 200, f"{text}: {status} {page}")
                found += [one["id"] for one in page.get("objects", [])]
                tally.check(("x-taxii-date-added-last" in fields) == ("objects" in page), "dates with objects alone", fields)
                last[path_] = fields.get("x-taxii-date-added-last", last.get(path_))
                if not page.get("more"):
                    return found
                query["next"] = page["next"]

        for way in (OBJECTS, OBJECTS.replace("/objects/", "/manifest/")):
            tally.check(pull(way) == names(*range(1, 8)), "first of all", last)
        for what, act, wanted in STEPS:
            act(node)
            for way in last:
                got = pull(way)
                tally.check(got == wanted, f"{what}: {way}", got)


for name_, authority, usage_ in (("authority", None, None), ("node", "authority", "serverAuth"),
                                 ("tokyo", "authority", "clientAuth")):
    made(name_, authority, usage=usage_)
main([opencti, misp, by_its_dates])
