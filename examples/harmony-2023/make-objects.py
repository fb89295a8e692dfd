#!/usr/bin/env python3
"""Writes objects.json: what a member's analyst would assert of the Harmony case, under four markings.

    make-objects.py >objects.json

Everything stands in flows.csv, labels.csv and the README beside this. Identifiers follow from what the
objects say, so that the file is always the same. Nothing names an actor.
"""

import json
import uuid

EXTENSION = "a32c709b-229d-4497-aea6-5e08d83b5551"  # docs/release-rules.md
WALLET = "extension-definition--be78509e-6958-51b1-8b26-d17ee0eba2d7"
OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # STIX 2.1, 2.9
MADE = "2023-02-20T09:00:00.000Z"

CLEAR = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
STRICT = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"

TOOK_MOST = "0xbae578f543b036a1934b9bc75e3ac5895d051355"
EXCHANGE = "0xcac725bef4f114f728cbcfd744a731c2a463c3fc"
DEEPEST = "0x957799e60eb21a874b60d0abe78d6d644e815623"


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def rel_to(*members):
    """The marking that names members one by one; equal ones are one object everywhere."""
    extension = {"extension_type": "property-extension", "rel": sorted(members)}
    return {"type": "marking-definition", "spec_version": "2.1",
            "id": f"marking-definition--{uuid.uuid5(uuid.UUID(EXTENSION), canonical(extension))}",
            "created": "2026-01-01T00:00:00.000Z",
            "extensions": {f"extension-definition--{EXTENSION}": extension}}


def said(kind, about, markings, **rest):
    """An object that somebody asserts."""
    number = uuid.uuid5(uuid.UUID(EXTENSION), f"harmony-2023 {kind} {about}")
    number = uuid.UUID(int=number.int & ~(0xf << 76) | 4 << 76)  # version 4: not made of properties
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{number}", "created": MADE,
            "modified": MADE, "object_marking_refs": markings, **rest}


def wallet(address, markings):
    return {"type": "cryptocurrency-wallet", "spec_version": "2.1",
            "id": f"cryptocurrency-wallet--{uuid.uuid5(OBSERVABLES, canonical({'value': address}))}",
            "value": address, "object_marking_refs": markings,
            "extensions": {WALLET: {"extension_type": "new-sco"}}}


def flag(address, text):
    return said("indicator", address, [GREEN], name=f"flag: {address}", description=text,
                indicator_types=["anomalous-activity"], pattern_type="stix",
                pattern=f"[cryptocurrency-wallet:value = '{address}']",
                valid_from="2023-01-13T20:34:11Z")


def main():
    three, two = rel_to("jpn", "kor", "usa"), rel_to("jpn", "usa")
    incident = said("incident", "harmony", [AMBER, three["id"]], name="Harmony bridge, laundering",
                    description="70,525,147.27 US dollars moved between 2023-01-13 and 2023-02-17 "
                                "from 14 addresses, seven months after the theft of 2022-06-24.")
    watched, paid = wallet(TOOK_MOST, [GREEN]), wallet(EXCHANGE, [CLEAR])
    exchange = said("identity", "htx", [CLEAR], name="HTX (Huobi)", identity_class="organization",
                    sectors=["financial-services"])
    label = said("relationship", EXCHANGE, [CLEAR], relationship_type="related-to",
                 source_ref=paid["id"], target_ref=exchange["id"],
                 description="HTX (Huobi) 34: a hot wallet, published by the exchange in November 2022.")
    note = said("note", "ask", [STRICT, two["id"]], abstract="Whom to ask first",
                content=f"{TOOK_MOST} takes the most and nobody has named its owner.",
                object_refs=[incident["id"], watched["id"]])
    print(json.dumps({"objects": [
        three, two, incident, watched, flag(TOOK_MOST, "Takes the most of the money; owner unknown."),
        flag(DEEPEST, "Ten hops from a source; the money rests there."), paid, exchange, label, note,
    ]}, indent=1))


main()
