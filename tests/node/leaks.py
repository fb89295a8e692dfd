#!/usr/bin/env python3
"""Random worlds in a real node: after every round everybody asks for everything, and no answer has a byte of what its
asker may not see, by a model of its own (leaks_model.py); what is hidden is answered as what is absent.

    tests/node/leaks.py TREFOIL [--worlds N] [--rounds N] [--seed N] [--must-leak]
        [--postgres]

With --postgres the store is in a server of the test's own. With --must-leak the program has a gate that lets everything out, and the test passes when it finds that.
"""

import argparse
import glob
import json
import os
import re
import sys
import urllib.parse
import uuid

from running import Node, tally, until
import postgres
from leaks_made import TLP
from leaks_model import OTHERS
from leaks_world import ACCOUNTS, JPN, PERSON, WRITERS, World, key_text, new_key, path_of, root_of

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
OPTIONS = argparse.ArgumentParser()
OPTIONS.add_argument("program")
OPTIONS.add_argument("--worlds", type=int, default=2)
OPTIONS.add_argument("--rounds", type=int, default=5)
OPTIONS.add_argument("--seed", type=int, default=1)
OPTIONS.add_argument("--must-leak", action="store_true")
OPTIONS.add_argument("--postgres", action="store_true")
asked = OPTIONS.parse_args()
leaks = []


def quoted(text):
    return urllib.parse.quote(text, safe="")


def leak(what, why):
    leaks.append(what)
    if not asked.must_leak:
        tally.fail(what, why)


class Audit:
    """What one account is shown in one round."""

    def __init__(self, world, user):
        self.world, self.user = world, user
        _, _, self.audience, self.reads = ACCOUNTS[user]
        model = world.model
        self.public = model.going("public")
        if self.audience == "own":
            self.view = model.owned(PERSON if user == "anna" else None)
        else:
            self.view = model.going(self.audience) if self.audience else []
        seen = self.view + self.public
        ids = {one.id for one in seen} | {ref for one in seen for ref in world.names_of(one)}
        versions = {one.version for one in seen}
        self.forbidden = []
        for one in model.contents:
            if one in seen:
                continue
            words = [one.secret, one.hash[:12]] if not one.definition else []
            words += [one.id.split("--")[1]] if one.id not in ids else []
            if not one.definition and one.version and one.version not in versions:
                words += [one.version[:-1]]
            self.forbidden += [(word, one) for word in words]

    def ask(self, method, path, body=None, but=()):
        """`but`: words that the asker has said, and the answer may repeat."""
        text, status, inner = self.world.ask(method, path, self.user, body)
        for word, one in self.forbidden:
            if word in text and word not in but:
                leak(f"{self.user}: {method} {path}", f"{word} of {one.body}\nin {text[:2000]}")
        tally.ok()
        try:
            return status, json.loads(inner)
        except ValueError:
            return status, None

    # What there is to ask.

    def wanted(self, collection):
        """What the asker has in a collection. Own people have what was posted there, others what went to them; a
        definition is where something that carries it is."""
        there = [one for one in (self.public if collection == "public" else self.view) if collection not in one.hidden
                 and (self.audience != "own" or collection in one.there | {"public"})]
        carried = {name for one in there for name in self.world.names_of(one)}
        if collection == "public" or self.audience != "own":
            there = [one for one in there if not one.definition or one.id in carried]
        return {(one.id, one.version, one.secret) for one in there}

    def listing(self, collection):
        """All of it, exactly, and through pages of one."""
        wanted = self.wanted(collection)
        path = path_of(collection, "objects") + "?match%5Bversion%5D=all"
        status, page = self.ask("GET", path)
        may = collection == "public" or collection in self.reads
        if not may:
            if not asked.must_leak:
                tally.check(status == (404 if self.user else 401), f"{self.user}: no right in {collection}", status)
            return
        got = {(one["id"], one.get("modified", one.get("created")), self.world.secret_of(one))
               for one in page.get("objects", [])}
        if got - wanted:
            leak(f"{self.user}: {collection} has more", self.world.explain(got - wanted, self.audience))
        elif not asked.must_leak:
            tally.check(got == wanted, f"{self.user}: {collection} has less",
                        self.world.explain(wanted - got, self.audience))
        for what in ("objects", "manifest"):
            path = path_of(collection, what) + "?match%5Bversion%5D=all&limit=1"
            more = ""
            for _ in range(12):
                _, page = self.ask("GET", path + more)
                if not page or not page.get("more"):
                    break
                more = "&next=" + quoted(page["next"])
                self.world.tokens.add((path, more))

    def recalls(self):
        """Whoever holds what may not go any more is told its identifier, and nobody else is."""
        model = self.world.model
        wanted = model.to_know(self.audience) if self.audience in model.recalled else set()
        if self.user == "aud":  # who is told of acknowledged ones as well
            but = {one.id.split("--")[1] for held in model.held.values() for one in held}
        else:
            but = {id_.split("--")[1] for id_ in wanted}
        status, told = self.ask("GET", "/api/v1/recalls", None, but)
        got = {one["id"] for one in told["recalls"]} if self.audience in model.recalled else set()
        if got - wanted:
            leak(f"{self.user}: recalls", f"{got - wanted}")
        elif not asked.must_leak:
            tally.check(got == wanted, f"{self.user}: recalls are missing", f"{status} {wanted - got}")

    def raises(self):
        """An officer is told of those that it has set, and of those of what it sees; an auditor of all."""
        if self.user not in ("olga", "otto", "aud"):
            self.ask("GET", "/api/v1/raises")
            return
        told = [one for one in self.world.model.raises if self.user in (one[3], "aud")]
        _, answer = self.ask("GET", "/api/v1/raises", None,
                             {id_.split("--")[1] for one in told for id_ in (one[0], *one[1])})
        seen = {id_ for collection in (*self.reads, "public") for id_, _, _ in self.wanted(collection)}
        wanted = {(one[0], one[2]) for one in self.world.model.raises if one in told or one[0] in seen}
        if not asked.must_leak:
            got = {(one["id"], one["leaf"]) for one in answer["raises"]}
            tally.check(got == wanted, f"{self.user}: raises", f"more {got - wanted}, less {wanted - got}")

    def everything(self):
        world = self.world
        self.recalls()
        self.raises()
        for path in ("/taxii2/", "/taxii2/trefoil/", "/taxii2/public/", "/api/v1/", "/api/v1/me", "/api/v1/users",
                     "/api/v1/rules", "/api/v1/log/checkpoint", "/api/v1/log/key", "/api/v1/log/tile/0/000.p/1",
                     "/api/v1/log/tile/1/000.p/1", "/metrics", "/healthz", "/elsewhere", "/taxii2/other/"):
            for method in ("GET", "HEAD", "OPTIONS"):
                self.ask(method, path)
        for collection in ("members", "desks", "public"):
            self.listing(collection)
            for path in (root_of(collection) + "collections/", path_of(collection)):
                self.ask("GET", path)
            for query in ("", "?limit=2", "?match%5Btype%5D=tool", "?match%5Bversion%5D=first",
                          "?match%5Bspec_version%5D=2.1", "?limit=x", "?next=x", "?added_after=2026-01-01T00:00:00Z"):
                for what in ("objects", "manifest"):
                    self.ask("GET", path_of(collection, what) + query)
            self.ask("HEAD", path_of(collection, "objects"))
        for path, more in world.some(world.tokens, 6):
            self.ask("GET", path + more)
        for user, status, said in world.some(world.statuses, 4):
            self.ask("GET", f"/taxii2/trefoil/status/{status}/", None, said if user == self.user else ())
        for one in world.some(world.model.contents, 10):
            self.one(one)
        but = {one.id.split("--")[1] for one in world.model.contents} | {one.version[:-1] for one in
                                                                    world.model.contents if one.version}
        if self.user == "aud":  # reads the records: ids, versions and hashes of bytes, but no words
            but |= {one.hash[:12] for one in world.model.contents}
        for leaf in world.some(range(world.leaves()), 12):
            for what in ("records", "proofs"):
                self.ask("GET", f"/api/v1/log/{what}/{leaf}", None, but if self.user == "aud" else ())

    def one(self, one):
        """All that can be asked by the name of one object and version."""
        said = (one.id.split("--")[1], (one.version or "-")[:-1], one.hash[:12])
        id_, version = quoted(one.id), quoted(one.version or "2026-01-01T00:00:00Z")
        for collection in ("members", "desks", "public"):
            objects, manifest = path_of(collection, "objects"), path_of(collection, "manifest")
            for path in (f"{objects}{id_}/", f"{objects}{id_}/?match%5Bversion%5D=all", f"{objects}{id_}/versions/",
                         f"{objects}?match%5Bid%5D={id_}", f"{objects}?match%5Bversion%5D={version}",
                         f"{manifest}?match%5Bid%5D={id_}&match%5Bversion%5D=all",
                         f"{objects}{id_}/?match%5Bversion%5D={version}"):
                self.ask("GET", path)
        for path in (f"/api/v1/who?id={id_}", f"/api/v1/who?id={id_}&version={version}",
                     f"/api/v1/who?id={id_}&content={one.hash[:8]}"):
            self.ask("GET", path, None, said)

    # Hidden is as absent.

    def pairs(self):
        """Each hidden thing, and one of the same kind that is nowhere, over all methods, filters and paths."""
        world, shown = self.world, {one.id for one in self.view + self.public}
        versions = {one.version for one in self.view + self.public}  # one of these is asked for by everybody
        hidden = [one for one in world.model.contents if one.id not in shown and not one.definition
                  and (one.variant or one.version not in versions)]
        for one in world.some(hidden, 2):
            other, time = world.maker.new_id(one.body["type"]), world.maker.moment()
            version = one.version or time
            for form in self.forms():
                mine = self.normal(form, one.id, version)
                absent = self.normal(form, other, time)
                if mine != absent:
                    leak(f"{self.user}: hidden {form}", f"{one.body}\n{mine}\n{absent}")
                tally.ok()
        for _, _, leaf, _ in world.some([one for one in world.model.raises if self.user not in (one[3], "aud")
                                         and one[0] not in shown], 2):
            mine, absent = (self.world.ask("DELETE", f"/api/v1/raises/{number}", self.user)[0] for number in
                            (leaf, 99999999))
            if mine != absent:
                leak(f"{self.user}: what raises something hidden", f"{mine}\n{absent}")
            tally.ok()
        for user, status, _ in world.some([one for one in world.statuses if one[0] != self.user], 2):
            for method in METHODS:
                form = method, "/taxii2/trefoil/status/ID/", {} if method in ("POST", "PUT") else None
                mine, absent = (self.normal(form, id_, "-") for id_ in (status, str(uuid.uuid4())))
                if mine != absent:
                    leak(f"{self.user}: status of {user}", f"{mine}\n{absent}")
                tally.ok()

    def posts(self):
        """A POST under a hidden identifier, with the same, an older and a newer version, is as one under a new one.
        Changes the world behind the model's back: the last thing to do."""
        hidden = [one for one in self.world.model.contents
                  if one.version and not one.definition and one.id not in {other.id for other in self.view}]
        for one in self.world.some(hidden, 1):
            self.posted(one, self.world.maker.new_id(one.body["type"]))

    def posted(self, one, other):
        made = re.compile(r'"id":"[-0-9a-f]{36}"|"request_timestamp":"[^"]*"|[-0-9a-f]{36}')
        for version in (one.version, "2021-01-01T00:00:00.001Z", "2027-01-01T00:00:00.001Z"):
            told = []
            for id_ in (one.id, other):
                body = {**one.body, "id": id_, "modified": version, "object_marking_refs": [TLP["green"]]}
                text, _, _ = self.world.ask("POST", path_of("members", "objects"), self.user, {"objects": [body]})
                told.append(made.sub("MADE", text.replace(id_, "ID")))
            if told[0] != told[1]:
                leak(f"{self.user}: POST under a hidden id", "\n".join(told))
            tally.ok()

    @staticmethod
    def forms():
        for collection in ("members", "desks", "public"):
            objects, manifest = path_of(collection, "objects"), path_of(collection, "manifest")
            for method in METHODS:
                for rest in ("ID/", "ID", "ID/versions/", "ID/?match%5Bversion%5D=VERSION"):
                    yield method, objects + rest, {} if method in ("POST", "PUT") else None
            for path in (objects, manifest):
                for query in ("?match%5Bid%5D=ID", "?match%5Bversion%5D=VERSION", "?match%5Bid%5D=ID&limit=1",
                              "?match%5Bid%5D=ID&match%5Bversion%5D=all", "?match%5Bid%5D=ID&match%5Bversion%5D=first",
                              "?match%5Bid%5D=ID&added_after=2020-01-01T00:00:00Z", "?match%5Bid%5D=ID&next=x"):
                    yield "GET", path + query, None
                    yield "HEAD", path + query, None
        for method in METHODS:
            for query in ("", "&version=VERSION", "&content=00"):
                yield method, "/api/v1/who?id=ID" + query, {} if method in ("POST", "PUT") else None
        for to in ("jpn", "public", "chn"):
            yield "POST", "/api/v1/releases", {"id": "ID", "to": to}
            yield "POST", "/api/v1/releases", {"id": "ID", "to": to, "version": "VERSION"}
        yield "POST", "/api/v1/raises", {"id": "ID", "tlp": "clear"}  # which does nothing

    def normal(self, form, id_, version):
        method, path, body = form
        path = path.replace("ID", quoted(id_)).replace("VERSION", quoted(version))
        if body is not None:
            body = json.loads(json.dumps(body).replace('"ID"', f'"{id_}"').replace("VERSION", version))
        text, _, _ = self.world.ask(method, path, self.user, body)
        if path == "/api/v1/raises":  # the log grows, time goes on
            text = re.sub(r'(?i)("leaf": |"made": "|content-length: )[-0-9:.TZ]+', r"\1", text)
        return text.replace(id_, "ID").replace(version, "VERSION")


def kept_outside(world):
    """Journal, events, metrics: nothing of any object at all, whoever asked."""
    text = world.node.said()
    for path in glob.glob(os.path.join(world.node.home, "journal", "*")):
        with open(path, encoding="utf-8") as file:
            text += file.read()
    for path in ("/metrics", "/healthz"):
        text += world.ask("GET", path, None)[0]
    for one in world.model.contents:
        words = (one.secret, one.id.split("--")[1], one.hash[:12], (one.version or one.secret)[:-1])
        if any(word in text for word in words):
            leak("journal, events or metrics", f"{one.body}")
    tally.check(len(text) > 1000, "there is a journal", text)


def world_of(seed, store=""):
    print(f"world of seed {seed}", flush=True)
    key = new_key()
    with Node(configure=lambda text: with_orgs(text, key) + store) as node:
        if store:
            node.init_again()
        world = World(node, seed, key)
        world.define()
        for number in range(asked.rounds):
            for _ in range(20 if number else 60):
                world.act()
            for user in ACCOUNTS:
                Audit(world, user).everything()
            if leaks and asked.must_leak:
                return
        for user in ACCOUNTS:
            Audit(world, user).pairs()
        for user in WRITERS:
            Audit(world, user).posts()
        journal = os.path.join(node.home, "journal", "access")
        until(lambda: os.path.getsize(journal) > 0)
        kept_outside(world)
        went = {to: len(world.model.going(to)) for to in OTHERS}
        print(f"  {len(world.model.contents)} contents, {world.leaves()} leaves; go: {went}; recalled:"
              f" {sum(map(len, world.model.recalled.values()))}", flush=True)


def with_orgs(text, key):
    """The configuration with an identity and a key of jpn, and a desk."""
    return text.replace("    name: Japan\n", f"    name: Japan\n    identities:\n      - {JPN}\n    key: {key_text(key)}\n") + (
        "desks:\n  - name: first-exchange\n    title: The First Exchange\n    home: usa\n")


def main():
    for seed in range(asked.seed, asked.seed + asked.worlds):
        try:
            if asked.postgres:
                with postgres.Server() as connection:
                    world_of(seed, f"store:\n  postgres: {connection}\n")
            else:
                world_of(seed)
        except Exception as error:  # noqa: BLE001: one broken world must not hide the others
            import traceback
            tally.fail(f"seed {seed}", "".join(traceback.format_exception(error)))
        if asked.must_leak and leaks:
            break
    if asked.must_leak:
        tally.check(leaks, "a gate that is cut open is found out", "it was not")
    tally.end()


sys.exit(main())
