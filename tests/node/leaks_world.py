"""A node with people in it, what they do there at random, and the model of it, for leaks.py."""

import base64
import hashlib
import http.client
import json
import os
import random
import re

from running import PATIENCE, TAXII, tally
from leaks_made import CREATED, Maker, TLP
from leaks_model import CLEAR, COLLECTION, GREEN, AMBER, STRICT, Content, Model, OTHERS, named

try:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519
except ImportError:
    tally.skip("python3-cryptography", "is missing")
    tally.end()

JPN = "identity--00000000-0000-4000-8000-0000000000b1"
PERSON = "identity--00000000-0000-4000-8000-0000000000c1"
STRANGER = "identity--00000000-0000-4000-8000-0000000000d1"
# Name: role, organisation, audience, collections that it reads.
ACCOUNTS = {
    "anna": ("analyst", None, "own", ("members", "desks")), "boris": ("analyst", None, "own", ("members", "desks")),
    "olga": ("officer", None, "own", ("members", "desks")), "otto": ("officer", None, "own", ("members", "desks")),
    "sena": ("secretary", None, "own", ("members",)),
    "own-machine": ("machine", None, "own", ("members", "desks")), "aud": ("auditor", None, None, ()),
    "adam": ("administrator", None, None, ()), "node-jpn": ("machine", "jpn", "member:jpn", ("members",)),
    "node-kor": ("machine", "kor", "member:kor", ("members",)),
    "desk-node": ("machine", "first-exchange", "desk:first-exchange", ("desks",)),
    "lia": ("liaison", "first-exchange", "desk:first-exchange", ("desks",)), None: (None, None, None, ()),
}
WRITERS = ("anna", "boris", "olga", "own-machine")

def root_of(collection):
    return f"/taxii2/{'public' if collection == 'public' else 'trefoil'}/"


def path_of(collection, *rest):
    return root_of(collection) + "/".join(("collections", collection, *rest)) + "/"


def pair_of(secret):
    return secret, secret.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def new_key():
    """A member's object key: secret and public."""
    return pair_of(ed25519.Ed25519PrivateKey.generate())


def key_text(pair):
    return base64.b64encode(pair[1]).decode()


class World:
    def __init__(self, node, seed, jpn):
        self.node, self.chance = node, random.Random(seed)
        self.asking = random.Random(seed)  # apart: what is asked changes nothing of what happens
        with open(os.path.join(node.home, "keys", "object.key"), encoding="ascii") as file:
            usa = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(file.read()))
        self.keys = {"usa": pair_of(usa), "jpn": jpn}
        with open(os.path.join(node.home, "node.yaml"), encoding="utf-8") as file:
            usa = re.search(r"identity--[-0-9a-f]+", file.read()).group()
        self.model = Model(usa, [JPN])
        self.maker = Maker(self.chance, usa, JPN, PERSON)
        self.usa, self.rules, self.statuses, self.lines, self.tokens = usa, {}, [], {}, set()
        for name, (role, of, _, _) in ACCOUNTS.items():
            if name:
                body = {"name": name, "role": role, **({"of": of} if of else {}), **({"person": PERSON} if name == "anna" else {})}
                node.people[name] = node.ask("POST", "/api/v1/users", "admin", body)[2]["password"]

    # Questions.

    def ask(self, method, path, user, body=None):
        """The whole answer but for its date, as one text; and its body."""
        headers = {"Accept": TAXII}
        if user:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{self.node.people[user]}".encode()).decode()
        if body is not None:
            headers["Content-Type"] = TAXII if path.startswith("/taxii2") else "application/json"
            body = json.dumps(body)
        line = self.lines.setdefault(user, http.client.HTTPConnection("127.0.0.1", self.node.port, timeout=PATIENCE))
        for again in (True, False):
            try:
                line.request(method, path, body, headers)
                answer = line.getresponse()
                break
            except (http.client.HTTPException, ConnectionError):
                line.close()
                if not again:
                    raise
        text = answer.read().decode("latin-1")
        fields = "".join(f"{name}: {value}\n" for name, value in answer.getheaders() if name.lower() != "date")
        return f"{answer.status} {answer.reason}\n{fields}\n{text}", answer.status, text

    def told(self, method, path, user, body=None, good=(200, 201, 202, 204)):
        _, status, text = self.ask(method, path, user, body)
        if status not in good:
            raise RuntimeError(f"{method} {path} {user} {body}: {status} {text}")
        return status, json.loads(text) if text else None

    def some(self, things, count):
        things = sorted(things, key=str) if isinstance(things, set) else list(things)
        return self.asking.sample(things, min(count, len(things)))

    def leaves(self):
        return int(self.node.metric("trefoil_log_leaves"))

    def names_of(self, one):
        """What somebody who has a content has read of others' names."""
        yield from (target for _, target in named(one.body))
        for word in one.body.get("extensions", {}).values():
            yield from (*word.get("orcon", ()), *word.get("persons", ()))

    def secret_of(self, body):
        one = self.model.find(body)
        return one.secret if one else body["id"]

    def explain(self, things, audience):
        """What was looked for, with all that the model knows of the objects, for whoever has to understand it."""
        lines = []
        for id_, version, secret in sorted(things, key=str):
            lines.append(f"{id_} {version} {secret}")
            carriers = [one for one in self.model.contents if id_ in dict.fromkeys(self.names_of(one))]
            for one in self.model.of(id_) + [one for one in carriers if self.model.of(id_)[0].definition]:
                lines.append(f"   {one.number} {one.body}\n     {self.model.effective(one)} said {self.model.said(one)}"
                             f" raised {[say for say in self.model.raises if say[0] == one.id]} whole {self.model.whole(one)}"
                             f" asked {one.asked} ruled {one.ruled} approved {one.approved} lowered {one.lowered}"
                             f" there {one.there} hidden {one.hidden} alone {audience in OTHERS and self.model.alone(one, audience)}")
        return "\n".join(lines[:60])

    # Acts.

    def post(self, body, secret, user=None, collection=None):
        return self.envelope([(body, secret)], user, collection)

    def envelope(self, made, user=None, collection=None):
        user = user or self.chance.choice(WRITERS)
        collection = collection or self.chance.choice(("members", "desks"))
        _, status = self.told("POST", path_of(collection, "objects"), user, {"objects": [body for body, _ in made]})
        if status["failure_count"]:
            raise RuntimeError(f"{made}: {status}")
        said = {word for body, _ in made for word in (body["id"].split("--")[1], body.get("modified", "-")[:-1])}
        self.statuses.append((user, status["id"], said))
        return [self.posted(body, secret, user, collection) for body, secret in made][0]

    def posted(self, body, secret, user, collection):
        one = self.model.find(body)
        if one is None:
            one = Content(body, secret, len(self.model.contents))
            self.model.contents.append(one)
        one.posters.add(user)
        one.there.add(collection)
        one.hidden.discard(collection)
        if user != "olga":  # nothing goes by a rule that its poster set
            self.model.posted(one, ACCOUNTS[user][0])
        return one

    def define(self):
        for body in self.maker.definitions:
            for collection in ("members", "desks"):
                self.post(body, body.get("definition", {}).get("statement", body["id"]), "boris", collection)
        body = {"type": "identity", "spec_version": "2.1", "id": self.usa, "identity_class": "organization",
                "created": CREATED, "modified": self.maker.moment(), "object_marking_refs": [TLP["clear"]]}
        secret = "w" + self.maker.digits(16)
        one = self.post({**body, "name": secret}, secret, "boris", "members")
        for to in OTHERS:
            self.told("POST", "/api/v1/releases", "olga", {"id": self.usa, "to": to})
            one.asked.add(to)
        for kind in ("tool", "grouping", "domain-name"):
            self.post(*self.maker.object(self.maker.new_id(kind)))
        self.model.acted()

    def any(self, wanted=lambda one: True):
        return self.chance.choice([one for one in self.model.contents if not one.definition and wanted(one)] or [None])

    def new(self):
        by = self.chance.choice((None, None, None, None, self.usa, JPN, JPN, STRANGER))
        self.post(*self.maker.object(created_by=by))

    def version(self):
        """Another content of something: newer, older, raised, lowered, a variant, rarely a fork or a revocation."""
        one = self.any(lambda one: not one.body.get("revoked") and (one.id != self.usa or self.chance.random() < 0.05))
        kind = self.chance.random()
        version = one.version if kind < 0.15 and not one.variant else None
        body, secret = self.maker.object(one.id, one.body.get("created_by_ref"), version)
        if kind > 0.9 and not one.variant:
            body["revoked"] = True
        self.post(body, secret)

    def at_once(self):
        """Two versions in one envelope: the first may go by a rule, and the second takes it back before anybody saw it."""
        kind = self.chance.choice([rule["kind"] for rule in self.rules.values()] or ["tool"])
        low, high = [TLP[self.chance.choice(("clear", "green"))]], [TLP["red"]]
        body, secret = self.maker.object(self.maker.new_id(kind), None, "2025-03-01T00:00:00.001Z", low)
        self.envelope([(body, secret), self.maker.object(body["id"], None, self.later(), high)])

    def raised(self):
        """A higher version of what goes to somebody."""
        going = [one for went in self.model.went.values() for one in went if not one.variant and one.id != self.usa]
        if going:
            one = self.chance.choice(going)
            self.post(*self.maker.object(one.id, one.body.get("created_by_ref"), self.later(), [TLP["red"]]))

    def later(self):
        return self.maker.moment().replace("2025-", "2026-")

    def again(self):
        one = self.any()
        self.post(one.body, one.secret)

    def release(self):
        """By an officer, or by the operator's command; mostly of what may go."""
        to = self.chance.choice(OTHERS)
        likely = self.chance.random() < 0.85
        one = self.any(lambda one: not likely or (self.model.effective(self.model.newest(one)).reaches(to)
                                                  and not self.model.relayed(one) and to not in one.asked)) or self.any()
        if self.chance.random() < 0.07:
            words = ["share", "release", one.id, "--to", to, "--content", one.hash]
            done = self.node.command(*words, *(["--version", one.version] if one.version else []), "--json", check=False)
            if done.returncode in (0, 1) and done.stdout:
                one.asked.add(to)
            return
        body = {"id": one.id, "to": to, "content": one.hash, **({"version": one.version} if one.version else {})}
        status, _ = self.told("POST", "/api/v1/releases", "olga", body, (200, 403, 404))
        if status == 200:
            one.asked.add(to)

    def hide(self):
        one, user = self.any(), self.chance.choice(WRITERS)
        collection = self.chance.choice(("members", "desks"))
        status, _ = self.told("DELETE", path_of(collection, "objects", one.id), user, None, (200, 404))
        own = [other for other in self.model.of(one.id) if not self.model.relayed(other)]
        shown = [other for to in OTHERS if COLLECTION[to] == collection for other in self.model.going(to)]
        there = [other for other in own if collection not in other.hidden and (
            collection in other.there or (not other.definition and other in shown))]
        if bool(there) != (status == 200):
            raise RuntimeError(f"DELETE {one.id} in {collection}: {status}, {[other.body for other in there]}")
        for other in there:
            other.hidden.add(collection)

    def rule(self):
        if self.rules and self.chance.random() < 0.3:
            number = self.chance.choice(sorted(self.rules))
            self.told("DELETE", f"/api/v1/rules/{number}", "olga")
            self.model.rules.remove(self.rules.pop(number))
            return
        level = self.chance.choice(("clear", "green", "amber", "amber+strict"))
        body = {"kind": self.chance.choice(("tool", "grouping", "domain-name")), "tlp": level,
                "to": self.chance.choice(OTHERS), **self.chance.choice(({}, {"role": "analyst"}))}
        _, made = self.told("POST", "/api/v1/rules", "olga", body)
        number = {"clear": CLEAR, "green": GREEN, "amber": AMBER, "amber+strict": STRICT}[level]
        if made["number"] in self.rules:
            return  # an equal one stands
        self.rules[made["number"]] = {**body, "tlp": number, "role": body.get("role")}
        self.model.rules.append(self.rules[made["number"]])

    def sign(self):
        """An approval of jpn, or a lowering of the own member."""
        orcon = self.any(lambda one: self.model.effective(one).orcon - {self.usa})
        one, to = self.any(lambda one: not one.variant), self.chance.choice(OTHERS)
        lines = [f"trefoil-lowering/v1\nobject {one.id}\nversion {one.version}\ncontent {one.hash}\nby {self.usa}\n"]
        code = "usa"
        if orcon and self.chance.random() < 0.6:
            one, code = orcon, "jpn"
            lines = [f"trefoil-approval/v1\nobject {one.id}\nversion {one.version or 'none'}\ncontent {one.hash}\n"
                     f"audience {to}\nuntil 2099-01-01T00:00:00.000Z\nby {JPN}\n"]
        secret, public = self.keys[code]
        key = hashlib.sha256(code.encode() + b"\n\x01" + public).digest()[:4]
        mark = base64.b64encode(key + secret.sign(lines[0].encode())).decode()
        self.told("POST", "/api/v1/approvals", "olga", {"note": f"{lines[0]}\n— {code} {mark}\n"})
        if code == "jpn":
            one.approved.add((to, JPN))
        elif not self.model.relayed(one):
            one.lowered = True

    def acknowledge(self):
        user = self.chance.choice(("node-jpn", "node-kor", "desk-node", "lia"))
        _, told = self.told("GET", "/api/v1/recalls", user)
        for recall in told["recalls"][:1]:
            self.told("POST", f"/api/v1/recalls/{recall['leaf']}/acknowledge", user)
            self.model.recalled[ACCOUNTS[user][2]].discard(recall["id"])

    def overlay(self):
        """An overlay by an officer, or by the operator's command, on anything, also on what is nowhere or not for
        them; or one is taken back by who has set it."""
        raises, by = self.model.raises, self.chance.choice(("olga", "otto", "operator"))
        if raises and self.chance.random() < 0.45:
            one = raises.pop(self.chance.randrange(len(raises)))
            if one[3] in ACCOUNTS:
                self.told("DELETE", f"/api/v1/raises/{one[2]}", one[3], None, (204,))
            else:
                self.node.command("share", "raise", "end", str(one[2]))
            return
        id_ = self.any().id if self.chance.random() < 0.9 else self.maker.target("identity")
        if id_ == self.usa and self.chance.random() < 0.8:
            return
        level = self.chance.choice((None, None, "clear", "green", "amber", "amber+strict", "red"))
        rel = self.chance.choice((None, "jpn", "both", "desk", "orcon", "ours", "person", "pap"))
        if not level and not rel:
            return
        asked = {"id": id_, **({"tlp": level} if level else {}), **({"marking": self.maker.rel[rel]} if rel else {})}
        if by in ACCOUNTS:
            made = self.told("POST", "/api/v1/raises", by, asked, (201,))[1]
        else:
            words = [word for name in ("tlp", "marking") if name in asked for word in (f"--{name}", asked[name])]
            made = json.loads(self.node.command("share", "raise", "add", id_, *words, "--json").stdout)
        words = [TLP[{"amber+strict": "strict"}.get(level, level)]] if level else []
        raises.append((id_, words + ([self.maker.rel[rel]] if rel else []), made["leaf"], by))

    def act(self):
        acts = {self.new: 10, self.version: 7, self.again: 2, self.release: 20, self.hide: 1, self.rule: 1, self.sign: 4,
                self.acknowledge: 1, self.at_once: 2, self.raised: 1, self.overlay: 4}
        self.chance.choices(list(acts), list(acts.values()))[0]()
        self.model.acted()
