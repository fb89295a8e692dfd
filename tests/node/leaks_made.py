"""Random objects under random markings, for leaks.py: everything from one seeded generator."""

import uuid

from leaks_model import EXTENSION, canonical

TLP = {"clear": "94868c89-83c2-464b-929b-a1a8aa3c8487", "green": "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
       "amber": "55d920b0-5e8b-4f79-9ee9-91f868d9b421", "strict": "939a9414-2ddd-4d32-a0cd-375ea402b003",
       "red": "e828b379-4e03-4974-9ac4-e53a884c97c1", "white1": "613f2e26-407d-48c7-9eca-b8e91df99dc9",
       "green1": "34098fce-860f-48ae-8e50-ebd3cc5e41da"}
TLP = {name: "marking-definition--" + value for name, value in TLP.items()}
CREATED = "2020-01-01T00:00:00.000Z"
KINDS = ("tool", "tool", "grouping", "grouping", "grouping", "relationship", "note", "x-strange", "domain-name")


def rel_marking(rel, orcon=(), persons=(), pap=None):
    word = {"extension_type": "property-extension", "rel": sorted(rel) if isinstance(rel, (set, list)) else rel}
    if orcon:
        word["orcon"] = sorted(orcon)
    if persons:
        word["persons"] = sorted(persons)
    if pap:
        word["pap"] = pap
    id_ = uuid.uuid5(uuid.UUID(EXTENSION.split("--")[1]), canonical(word))
    return {"type": "marking-definition", "spec_version": "2.1", "id": f"marking-definition--{id_}",
            "created": "2026-01-01T00:00:00.000Z", "extensions": {EXTENSION: word}}


class Maker:
    def __init__(self, chance, usa, jpn, person):
        self.chance, self.usa, self.jpn = chance, usa, jpn
        self.ids = [usa]    # of objects that were posted, and what is often named
        self.promised = []  # named before they are there
        unknown = self.new_id("marking-definition")
        statement = {"type": "marking-definition", "spec_version": "2.1", "id": self.new_id("marking-definition"),
                     "created": "2026-01-01T00:00:00.000Z", "definition_type": "statement",
                     "definition": {"statement": "w" + self.digits(16)}}
        rels = {name: rel_marking(*words) for name, words in {
            "jpn": [["jpn"]], "both": [["jpn", "kor"]], "desk": [["DESK", "jpn"]], "kor": [["kor"]], "none": ["NONE"],
            "orcon": [["jpn", "kor"], [jpn]], "ours": [["DESK", "jpn", "kor", "usa"], [usa]],
            "person": [["jpn", "usa"], (), [person]], "pap": ["ALL", (), (), "RED"]}.items()}
        self.definitions = [*rels.values(), statement]
        rel = self.rel = {name: one["id"] for name, one in rels.items()}
        self.markings = [[TLP[one] for one in ("clear",)]] * 4 + [[TLP["green"]]] * 4 + [
            [TLP["white1"]], [TLP["green1"]], [TLP["clear"], rel["pap"]], [TLP["clear"], rel["kor"]],
            [TLP["green"], rel["both"]], [TLP["green"], rel["orcon"]], [TLP["green"], rel["orcon"]],
            [TLP["amber"], rel["jpn"]], [TLP["amber"], rel["both"]], [TLP["amber"], rel["desk"]],
            [TLP["amber"], rel["desk"]], [TLP["amber"], rel["ours"]], [TLP["amber"]], [TLP["amber"], rel["none"]],
            [TLP["strict"], rel["jpn"]], [TLP["strict"], rel["desk"]], [TLP["strict"]],
            [TLP["red"], rel["person"]], [TLP["red"], rel["person"]], [TLP["red"], rel["jpn"]], [TLP["red"]],
            [], [rel["jpn"]], [TLP["clear"], unknown], [TLP["clear"], statement["id"]],
            [TLP["clear"], TLP["green"]], [TLP["green"], rel["jpn"], rel["kor"]]]
        self.granular = [TLP["green"], TLP["amber"], rel["jpn"], rel["orcon"], unknown, statement["id"]]

    def digits(self, count):
        return "".join(self.chance.choice("0123456789abcdef") for _ in range(count))

    def new_id(self, kind):
        return f"{kind}--{uuid.UUID(int=self.chance.getrandbits(128), version=4)}"

    def moment(self):
        pick = self.chance.randint
        return (f"2025-{pick(1, 12):02}-{pick(1, 28):02}T{pick(0, 23):02}:{pick(0, 59):02}:{pick(0, 59):02}"
                f".{pick(100000, 999999) // 10 * 10 + pick(1, 9)}Z")

    def target(self, but="-"):
        """Something to name: mostly what is there, sometimes what comes later or never."""
        if self.chance.random() < 0.9:
            return self.chance.choice([one for one in self.ids if not one.startswith(but)])
        self.promised.append(self.new_id(self.chance.choice(("tool", "grouping"))))
        return self.promised[-1]

    def object(self, id_=None, created_by=None, version=None, marking=None):
        """A new object, or another content of one."""
        if id_ is None and self.promised and self.chance.random() < 0.3:
            id_ = self.promised.pop(self.chance.randrange(len(self.promised)))
        kind = id_.split("--")[0] if id_ else self.chance.choice(KINDS)
        id_ = id_ or self.new_id(kind)
        secret = "w" + self.digits(16)
        body = {"type": kind, "spec_version": "2.1", "id": id_}
        if kind == "domain-name":
            body["value"] = secret + ".example"
        else:
            body.update(created=CREATED, modified=version or self.moment())
            if created_by:
                body["created_by_ref"] = created_by
        if kind in ("tool", "x-strange", "identity"):
            body["name"] = secret
            if kind == "x-strange" and self.chance.random() < 0.5:
                body["odd_ref"] = self.target()
        elif kind in ("grouping", "note"):
            if kind == "grouping":
                body.update(name=secret, context="unspecified")
            else:
                body["content"] = secret
            body["object_refs"] = [self.target() for _ in range(self.chance.randint(1, 2))]
        elif kind == "relationship":
            body.update(description=secret, relationship_type=self.chance.choice(("related-to", "attributed-to")),
                        source_ref=self.target(kind), target_ref=self.target(kind))
        marking = self.chance.choice(self.markings) if marking is None else marking
        if marking:
            body["object_marking_refs"] = list(marking)
        if kind == "tool" and self.chance.random() < 0.2:
            body["granular_markings"] = [self.chance.choice((
                {"lang": "en", "selectors": ["name"]},
                {"marking_ref": self.chance.choice(self.granular), "selectors": ["name"]}))]
        if id_ not in self.ids:
            self.ids.append(id_)
        return body, secret
