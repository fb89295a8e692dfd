#!/usr/bin/env python3
"""The end of script/demo: puts the Harmony objects into the home's node, releases them, and prints
who gets what, and why, with the proof of one release.

    demo_node.py TREFOIL HOME OBJECTS

Standard library only. The node listens on a free port of this machine and is stopped at the end.
"""

import base64
import json
import os
import subprocess
import sys
import urllib.request

TAXII = "application/taxii+json;version=2.1"
AUDIENCES = ("member:jpn", "member:kor", "desk:market", "public")
DESK = "desks:\n  - name: market\n    title: An exchange\n    home: usa\n"


class Node:
    """The program on a home, as a command and as a server."""

    def __init__(self, program, home):
        self.command = [program, "--home", home]
        self.configuration = os.path.join(home, "node.yaml")
        self.server = None

    def say(self, *words):
        done = subprocess.run([*self.command, *words], stdout=subprocess.PIPE, text=True)
        if done.returncode not in (0, 1):  # 1: the answer is no
            sys.exit(f"demo: trefoil {' '.join(words)}: exit {done.returncode}")
        return done.stdout

    def ask(self, *words):
        return json.loads(self.say(*words, "--json"))

    def configure(self):
        """A free port, and a desk."""
        with open(self.configuration, encoding="utf-8") as f:
            lines = f.read()
        with open(self.configuration, "w", encoding="utf-8") as f:
            f.write(lines.replace(":8443", ":0") + DESK)

    def start(self, events):
        self.server = subprocess.Popen([*self.command, "serve", "--json"], stdout=subprocess.PIPE,
                                       stderr=events, text=True)
        return json.loads(self.server.stdout.readline())

    def stop(self):
        self.server.terminate()
        self.server.wait(timeout=30)


def taxii(url, account, body=None):
    """GET, or POST of a body, as an account that `user add` made."""
    secret = base64.b64encode(f"{account['name']}:{account['password']}".encode()).decode()
    head = {"Accept": TAXII, "Authorization": f"Basic {secret}"}
    if body is not None:
        head["Content-Type"] = TAXII
    with urllib.request.urlopen(urllib.request.Request(url, body, head), timeout=30) as answer:
        return json.load(answer)


def name_of(item):
    for field in ("name", "abstract", "value", "relationship_type"):
        if field in item:
            text = item[field] if len(item[field]) <= 24 else item[field][:22] + "…"
            return f"{item['type']} {text}"
    return item["type"]


def release_all(node, items):
    """Asks for every object and audience; prints the gate's answers. Returns the last release."""
    went = None
    print(f"{'':47}" + "".join(f"{audience:16}" for audience in AUDIENCES))
    for item in items:
        row = f"{name_of(item):47}"
        for audience in AUDIENCES:
            answer = node.ask("share", "release", item["id"], "--to", audience)
            row += f"{'yes' if answer['sees'] else answer['reason']:16}"
            if answer["sees"]:
                went = (item, answer)
        print(row.rstrip())
    return went


def show_clients(api_root, clients):
    """What each gets over TAXII, by its own account."""
    for where, account in clients:
        found = taxii(f"{api_root}collections/{where}/objects/", account).get("objects", [])
        kinds = sorted({item["type"] for item in found})
        print(f"{account['name']:8}{len(found):3} objects of `{where}`: {', '.join(kinds)}")


def prove(node, went, folder):
    item, answer = went
    print(f"{name_of(item)} to {answer['audience']}: leaf {answer['leaf']} of the log\n")
    path = os.path.join(folder, "release.tlog-proof")
    with open(path, "w", encoding="utf-8") as f:
        f.write(node.say("log", "proof", str(answer["leaf"])))
    key = node.say("log", "key").strip()
    print(node.say("log", "verify", path, "--key", key).replace(folder + os.sep, ""), end="")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program, home, path = sys.argv[1:]
    node, folder = Node(program, home), os.path.dirname(home)
    with open(path, "rb") as f:
        envelope = f.read()
    items = json.loads(envelope)["objects"]
    said = [item for item in items if item["type"] != "marking-definition"]
    node.configure()
    with open(os.path.join(folder, "node.log"), "w", encoding="utf-8") as events:
        try:
            url = node.start(events)["api_root"]
            analyst = node.ask("user", "add", "analyst", "--role", "analyst")
            clients = [("members", node.ask("user", "add", "tokyo", "--role", "machine", "--of", "jpn")),
                       ("members", node.ask("user", "add", "seoul", "--role", "machine", "--of", "kor")),
                       ("desks", node.ask("user", "add", "desk", "--role", "liaison", "--of", "market"))]
            status = taxii(f"{url}collections/members/objects/", analyst, envelope)
            print(f"An analyst of {node.ask('init')['member']} has posted {status['success_count']} "
                  f"objects. To whom each may go, and else why not:\n")
            went = release_all(node, said)
            print("\nWhat their own clients get (TAXII 2.1):\n")
            show_clients(url, clients)
            print(f"\nWho can see the {said[-1]['type']}, and why (trefoil share who):\n")
            print(node.say("share", "who", said[-1]["id"]), end="")
            print("\nThe proof of one release (trefoil log proof, log verify):\n")
            prove(node, went, folder)
        finally:
            node.stop()


main()
