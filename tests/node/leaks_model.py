"""Who may see what, written from DESIGN (section 6) and docs/release-rules.md, the slow way. The own member is usa;
everything is posted by its people."""

import dataclasses
import hashlib
import json

CLEAR, GREEN, AMBER, STRICT, RED = range(5)
TLP_IDS = {
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": CLEAR,
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": GREEN,
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": AMBER,
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": STRICT,
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": RED,
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": GREEN,
}
EXTENSION = "extension-definition--a32c709b-229d-4497-aea6-5e08d83b5551"
OTHERS = ("public", "member:jpn", "member:kor", "desk:first-exchange")
COLLECTION = {"public": "public", "member:jpn": "members", "member:kor": "members", "desk:first-exchange": "desks"}
HIGHEST = {"public": CLEAR, "member:jpn": RED, "member:kor": RED, "desk:first-exchange": AMBER}
NAMES = {"public": None, "member:jpn": "jpn", "member:kor": "kor", "desk:first-exchange": "DESK"}


def canonical(thing):
    return json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclasses.dataclass
class Marking:
    """rel None: ALL; persons None: it is below RED."""

    tlp: int = None
    rel: frozenset = None
    orcon: frozenset = frozenset()
    persons: frozenset = None
    broken: bool = False

    def join(self, other):
        def meet(one, two):
            return two if one is None else one if two is None else one & two
        levels = [level for level in (self.tlp, other.tlp) if level is not None]
        return Marking(max(levels, default=None), meet(self.rel, other.rel), self.orcon | other.orcon,
                       meet(self.persons, other.persons), self.broken or other.broken)

    def reaches(self, audience):
        name = NAMES[audience]
        if self.broken or self.tlp is None or self.tlp > HIGHEST[audience] or (self.tlp == RED and not self.persons):
            return False
        return self.tlp < AMBER if self.rel is None else name in self.rel


@dataclasses.dataclass(eq=False)
class Content:
    """One content that was posted under an id and a version."""

    body: dict
    secret: str
    number: int
    posters: set = dataclasses.field(default_factory=set)
    there: set = dataclasses.field(default_factory=set)   # aliases of collections
    hidden: set = dataclasses.field(default_factory=set)
    asked: set = dataclasses.field(default_factory=set)   # audiences that somebody released it to
    ruled: dict = dataclasses.field(default_factory=dict)  # audience: highest TLP of a standing rule
    approved: set = dataclasses.field(default_factory=set)  # (audience, originator)
    lowered: bool = False

    @property
    def id(self):
        return self.body["id"]

    @property
    def version(self):
        return self.body.get("modified", self.body.get("created"))

    @property
    def hash(self):
        return hashlib.sha256(canonical(self.body).encode()).hexdigest()

    @property
    def definition(self):
        return self.body["type"] == "marking-definition"

    @property
    def variant(self):
        return self.version is None


def named(value, name=""):
    """All identifiers of references, and of marking definitions apart."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from named(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from named(inner, name)
    elif isinstance(value, str) and name.endswith(("_ref", "_refs")):
        yield name, value


class Model:
    def __init__(self, own, registered):
        self.own, self.registered = own, registered  # identities of the own member; all that are registered
        self.contents, self.rules = [], []
        self.went = {to: [] for to in OTHERS}      # what went after the last act
        self.held = {to: [] for to in OTHERS}      # what was ever shown
        self.recalled = {to: set() for to in OTHERS if to != "public"}  # identifiers that are not acknowledged
        self.raises = []  # of (object, what it says, leaf, by), all that stand

    def of(self, id_):
        return [one for one in self.contents if one.id == id_]

    def find(self, body):
        return next((one for one in self.of(body["id"]) if one.body == body), None)

    # Markings.

    def _part(self, ids):
        """Of the definitions that one place names."""
        whole, levels, sets = Marking(), [], 0
        for id_ in ids:
            if id_ in TLP_IDS:
                levels.append(TLP_IDS[id_])
                continue
            found = self.of(id_)
            if not found:
                whole.broken = True
            elif "extensions" in found[0].body:
                word = found[0].body["extensions"][EXTENSION]
                sets += 1
                rel = word["rel"]
                whole = whole.join(Marking(None, None if rel == "ALL" else frozenset(() if rel == "NONE" else rel),
                                           frozenset(word.get("orcon", ())), None))
                whole.persons = frozenset(word.get("persons", ()))
        whole.broken |= len(levels) > 1 or sets > 1 or len(set(ids)) < len(ids)
        whole.tlp = max(levels, default=None)
        return whole

    def marking(self, one):
        whole = self._part(one.body.get("object_marking_refs", []))
        for granular in one.body.get("granular_markings", []):
            if "marking_ref" in granular:
                whole = whole.join(self._part([granular["marking_ref"]]))
        whole.persons = (whole.persons or frozenset()) if whole.tlp == RED else None
        whole.broken |= whole.tlp is None or (whole.tlp >= AMBER and whole.rel is None)
        return whole

    # Versions.

    def relayed(self, one):
        return one.body.get("created_by_ref", self.own) != self.own

    def whole(self, one):
        """No fork, and not behind a revocation."""
        if one.variant or one.definition:
            return True
        same = self.of(one.id)
        fork = any(other is not one and other.version == one.version for other in same)
        late = any(other.body.get("revoked") and other.version < one.version for other in same)
        return not fork and not late

    def before(self, one, version=None):
        older = [other for other in self.of(one.id) if self.whole(other) and (version is None or other.version < version)]
        return max(older, key=lambda other: other.version, default=None)

    def said(self, one):
        """By its creator: its own, and what it had before unless the lowering is signed."""
        own = self.marking(one)
        if one.variant or one.definition or one.lowered:
            return own
        before = self.before(one, one.version)
        return own if before is None else self.said(before).join(own)

    @staticmethod
    def raised(said, by):
        """As if one object had both: either may say who is meant, at AMBER and above, and at RED which persons."""
        both = said.join(by)
        both.broken |= both.tlp is not None and both.tlp >= AMBER and both.rel is None
        named = [persons for persons in (said.persons, by.persons or None) if persons is not None]
        both.persons = frozenset.intersection(*named) if both.tlp == RED and named else None
        if both.tlp == RED and not named:
            both.persons = frozenset()
        return both

    def effective(self, one):
        said = whole = self.said(one)
        for id_, words, _, _ in self.raises:
            if id_ == one.id:
                whole = whole.join(self.raised(said, self._part(words)))
        return whole

    def newest(self, one):
        return one if one.variant or one.definition else self.before(one) or one

    # The gate.

    def alone(self, one, audience):
        if one.definition or self.relayed(one) or not self.whole(one):
            return False
        mine, newest = self.effective(one), self.effective(self.newest(one))
        released = audience in one.asked or (mine.tlp is not None and mine.tlp <= one.ruled.get(audience, -1))
        return released and mine.reaches(audience) and newest.reaches(audience) and all(
            (audience, by) in one.approved for by in (mine.orcon | newest.orcon) - {self.own})

    def going(self, audience):
        """The contents that go: those that stand alone, without all that name one that does not."""
        going = [one for one in self.contents if self.alone(one, audience)]
        while True:
            ids = {one.id for one in going}
            left = [one for one in going if all(
                target == one.id or target in ids for name, target in named(one.body)
                if target.split("--")[0] != "marking-definition")]
            if len(left) == len(going):
                break
            going = left
        riders = {target for one in going for _, target in named(one.body)
                  if target.split("--")[0] == "marking-definition"}
        return left + [one for one in self.contents if one.definition and one.id in riders]

    def acted(self):
        """After every act: who holds what, and what that may not go any more is recalled by its identifier."""
        for to, open_ in self.recalled.items():
            goes = [one for one in self.going(to) if not one.definition]
            open_ |= {one.id for one in self.went[to] if one not in goes and one in self.held[to]}
            self.held[to] += [one for one in goes if COLLECTION[to] not in one.hidden and one not in self.held[to]]
            self.went[to] = goes

    def to_know(self, to):
        """The identifiers that an audience is told of as recalled."""
        return self.recalled[to] - {one.id for one in self.went[to]}

    def owned(self, person):
        """What own people see: all but another's RED, which the persons see whom it names."""
        def shown(one):
            def open_to(marking):
                return marking.tlp != RED or person in (marking.persons or ())
            return not self.relayed(one) or (open_to(self.effective(one)) and open_to(self.effective(self.newest(one))))
        return [one for one in self.contents if shown(one)]

    def posted(self, one, kind_of_role):
        """The standing rules that are in force when it is posted."""
        attribution = one.body.get("relationship_type") == "attributed-to"
        for rule in self.rules:
            if rule["kind"] == one.body["type"] and not attribution and rule["role"] in (None, kind_of_role):
                one.ruled[rule["to"]] = max(one.ruled.get(rule["to"], -1), rule["tlp"])
