#!/usr/bin/env python3
"""Other people's clients against the TAXII server: taxii2-client, stix2's TAXIICollectionStore, and stix2-validator
over all that it serves (OASIS); on both databases.

    tests/share/clients.py TAXII-SERVER FOLDER

FOLDER keeps the environment that they are installed in; skipped where they cannot be had.
"""

import json
import subprocess
import sys

from common import CLEAR, USA, Server, Tally, identity, on_both, tool
import stix_objects
import venv

# A process by itself, in their environment: the server's URL in, what they saw out.
CLIENTS = """
import json, sys
import stix2
import taxii2client.v21 as taxii

url, objects = sys.argv[1], json.loads(sys.argv[2])
seen = {}
server = taxii.Server(url + "/taxii2/", user="own", password="own")
seen["title"], seen["roots"] = server.title, [root.url for root in server.api_roots]
root = server.default
seen["default"], seen["max"] = root.url, root.max_content_length
seen["collections"] = sorted((c.title, c.can_read, c.can_write) for c in root.collections)
members = [c for c in root.collections if c.title == "members"][0]
status = members.add_objects({"objects": objects})
seen["status"] = [status.status, status.success_count, status.failure_count, len(status.successes)]
status.refresh()
seen["again"] = status.success_count
seen["all"] = [o["id"] for o in members.get_objects()["objects"]]
for size in (1, 3):
    pages = [p for p in taxii.as_pages(members.get_objects, per_request=size)]
    seen[f"pages {size}"] = [o["id"] for p in pages for o in p["objects"]]
    pages = [p for p in taxii.as_pages(members.get_manifest, per_request=size, version="all")]
    seen[f"manifest {size}"] = [o["id"] for p in pages for o in p["objects"]]
seen["type"] = [o["id"] for o in members.get_objects(type="malware")["objects"]]
seen["versions"] = members.object_versions(objects[1]["id"])["versions"]
seen["one"] = members.get_object(objects[1]["id"])["objects"][0]["modified"]
members.delete_object(objects[2]["id"])
seen["left"] = [o["id"] for o in members.get_objects()["objects"]]

public = taxii.ApiRoot(url + "/taxii2/public/")
seen["public"] = [(c.title, c.can_read, c.can_write) for c in public.collections]

members = taxii.Collection(members.url, user="own", password="own") # by its id: an alias it refuses
store = stix2.TAXIICollectionStore(members)
made = stix2.Identity(id="identity--00000000-0000-4000-8000-0000000000aa", name="made by stix2",
                      created_by_ref=objects[0]["id"], object_marking_refs=[objects[0]["object_marking_refs"][0]])
store.add(made)
seen["stix2"] = store.get(made.id).name
seen["query"] = [o.id for o in store.query([stix2.Filter("type", "=", "malware")])]
print(json.dumps(seen))
"""

# Objects in, one a line; what their schemas hold against each of them out, or null.
VALIDATOR = """
import json, logging, sys, warnings
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
from stix2validator import ValidationOptions, validate_instance
for line in sys.stdin:
    found = validate_instance(json.loads(line), ValidationOptions(version="2.1", disabled="all"))
    print(json.dumps(None if found.is_valid else str(found.errors[0])))
"""

tally = Tally()


def run(python, program, *words, given=None):
    """The lines of JSON that a program prints; None where it fails."""
    said = subprocess.run([python, "-W", "ignore", "-c", program, *words], input=given, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False, timeout=300)
    if said.returncode != 0:
        tally.fail("clients", said.stderr)
        return None
    return [json.loads(line) for line in said.stdout.splitlines()]


def clients(server, python):
    objects = [identity(), tool(1), tool(2), tool(3, kind="malware"), tool(1, 2)]
    objects[3]["is_family"] = False
    ids = [one["id"] for one in objects]
    said = run(python, CLIENTS, server.url, json.dumps(objects))
    if said is None:
        return
    newest = [ids[0], ids[2], ids[3], ids[1]]
    wanted = {
        "title": "A test server", "default": server.url + "/taxii2/trefoil/", "max": 8 << 20,
        "roots": [server.url + "/taxii2/trefoil/", server.url + "/taxii2/public/"],
        "collections": [["desks", True, True], ["members", True, True]],
        "status": ["complete", 5, 0, 5], "again": 5, "all": newest,
        "pages 1": newest, "pages 3": newest, "manifest 1": ids, "manifest 3": ids, "type": [ids[3]],
        "versions": ["2026-01-01T00:00:01.000Z", "2026-01-01T00:00:02.000Z"], "one": "2026-01-01T00:00:02.000Z",
        "left": [ids[0], ids[3], ids[1]], "public": [["public", True, False]], "stix2": "made by stix2",
        "query": [ids[3]],
    }
    for name, value in wanted.items():
        tally.check(said[0].get(name) == value, name, f"wanted {value!r}, got {said[0].get(name)!r}")


def served(server):
    """All that anybody gets, page by page: who gets how many, and the objects."""
    counts, objects = {}, []
    for user, root, collection in (("own", "trefoil", "members"), ("own", "trefoil", "desks"),
                                   ("jpn", "trefoil", "members"), ("market", "trefoil", "desks"),
                                   (None, "public", "public")):
        path = f"/taxii2/{root}/collections/{collection}/objects/?match%5Bversion%5D=all&limit=7"
        body = {"more": True}
        found = []
        while body.get("more"):
            body = server.ask("GET", path + (f"&next={body['next']}" if "next" in body else ""), user)[2]
            found += body.get("objects", [])
        counts[user, collection] = len(found)
        objects += found
    return counts, objects


def validated(server, python):
    """One whole object of each type, in two collections and released as far as it goes: whatever comes out is STIX."""
    whole = [dict(one, created_by_ref=USA) if "created_by_ref" in one else dict(one) for one in stix_objects.whole()]
    for one in whole:
        if "object_marking_refs" in one:
            one["object_marking_refs"] = [CLEAR]
        one.pop("granular_markings", None)
    before = served(server)[0]
    for path in ("members", "desks"):
        status = server.post(*whole, path=f"/taxii2/trefoil/collections/{path}/objects/")[2]
        tally.check(status["failure_count"] == 0, "whole objects", status.get("failures"))
    server.release(USA, "public")
    for one in whole:
        for audience in ("member:jpn", "desk:market", "public"):
            server.release(one["id"], audience)
    counts, objects = served(server)
    new = {key: count - before[key] for key, count in counts.items()}
    tally.check(new["own", "members"] == new["own", "desks"] == len(whole), "all of them are served", new)
    tally.check(min(new["jpn", "members"], new["market", "desks"], new[None, "public"]) > 10, "many go to others", new)
    said = run(python, VALIDATOR, given="".join(json.dumps(one) + "\n" for one in objects))
    for one, why in zip(objects, said or []):
        tally.check(why is None, one["id"], why)
    tally.check(len(said or []) == len(objects), "validated", f"{len(said or [])} of {len(objects)}")


def both(program, python, *connection):
    with Server(program, *connection) as server:
        clients(server, python)
        validated(server, python)


def main():
    program, folder = sys.argv[1:3]
    python = venv.python(folder, *venv.STIX)
    if python is None:
        tally.skip("clients", "taxii2-client, stix2 and stix2-validator cannot be had here")
    else:
        on_both(both, program, python)
    return tally.end()


sys.exit(main())
