#!/usr/bin/env python3
"""The whole program beside the coin reference: blk files in, `trace --json` out.

    coin_program.py COIN-CASE TREFOIL FIRST COUNT    random chains FIRST to FIRST + COUNT - 1, and `odd`

Each chain is ingested once and traced under all rules and all colours together, once for each way of
following fees; every result must be what `coin-case` printed for that colour alone. The program's
`--rule all` gives one result a rule and colour. Prints the line for script/test.
"""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chain"))
from address import address_of, known_ones_hold  # noqa: E402

SUMS = ("opening", "received", "held", "fees", "burnt", "unresolved")


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def seed_text(seed, colour):
    if seed["kind"] == "address":
        text = f"{address_of(seed['script'])}@{seed['block']}"
    else:
        text = seed["txid"] + (f":{seed['vout']}" if seed["kind"] == "output" else "")
    return text + (f"={seed['cap']}" if "cap" in seed else "") + f"#c{colour}"


def write_lines(path, lines):
    with open(path, "w") as out:
        out.writelines(line + "\n" for line in lines)


def trace(trefoil, folder, cases):
    """One command for all colours and rules of these cases, which share their options."""
    first, home = cases[0], os.path.join(folder, "home")
    seeds, services = os.path.join(folder, "seeds"), os.path.join(folder, "services")
    colours = {case["colour"]: case["seeds"] for case in cases}
    write_lines(seeds, [seed_text(seed, colour) for colour, of in colours.items() for seed in of])
    write_lines(services, map(address_of, first["services"]))
    words = [trefoil, "trace", "--home", home, "--json", "--rule", "all", "--seeds", seeds,
             "--services", services if first["services"] else "none"]
    for script in first["through"]:
        if script in first["services"]:
            words += ["--through", address_of(script)]
    if "until" in first:
        words += ["--until", str(first["until"])]
    if first["min"] != "0":
        words += ["--min", first["min"]]
    if first["follow"] != "stop":
        words += ["--follow-fees", first["follow"]]
    return json.loads(run(*words))["results"]


def expected(case):
    """What of a case a result must say, in its own words."""
    said = {"reached_addresses": sorted(map(address_of, case["reached"]))}
    at = case["at_services"]
    if case["rule"] == "poison":
        said["services"] = sorted((address_of(service["script"]), service["gross_in"],
                                   service["total_in"]) for service in at)
        return said
    said.update((name, case[name]) for name in SUMS)
    said["services"] = sorted((address_of(service["script"]), service["amount"])
                              for service in at)
    said["holdings"] = sorted((holding["id"], holding["amount"], holding["hops"])
                              for holding in case["holdings"])
    return said


# The reference's first output, which nobody can spend, belongs to nobody; regtest's is one of this key.
GENESIS = ("pk(04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51e"
           "c112de5c384df7ba0b8d578a4c702b6bf11d5f)")


def found(result):
    said = {"reached_addresses": sorted(set(result["reached_addresses"]) - {GENESIS})}
    if result["rule"] == "poison":
        said["services"] = sorted((service["address"], service["gross_in"], service["total_in"])
                                  for service in result["services"] if service["gross_in"] != "0")
        return said
    said.update((name, result[name]) for name in SUMS)
    said["services"] = sorted((service["address"], service["amount"])
                              for service in result["services"] if service["amount"] != "0")
    said["holdings"] = sorted((holding["id"], holding["amount"], holding["hops"])
                              for holding in result["holdings"])
    return said


def differences(case, results):
    """The names under which a case and its result differ."""
    mine = [result for result in results if
            (result["colour"], result["rule"]) == (f"c{case['colour']}", case["rule"])]
    if len(mine) != 1:
        return [f"{len(mine)} results"]
    want, have = expected(case), found(mine[0])
    return [f"{name} is {have[name]}, expected {want[name]}" for name in want
            if want[name] != have[name]]


def check_chain(coin_case, trefoil, seed):
    """The number of results that differ; each is told."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        blocks = os.path.join(folder, "blocks")
        cases = [json.loads(line) for line in run(coin_case, blocks, seed).splitlines()]
        run(trefoil, "ingest", "blk", "--quiet", "--home", os.path.join(folder, "home"), blocks)
        for follow in ("stop", "subsidy-first", "fees-first"):
            some = [case for case in cases if case["follow"] == follow]
            results = trace(trefoil, folder, some)
            for case in some:
                what = differences(case, results)
                if what:
                    print(f"chain {seed}, colour {case['colour']}, {case['rule']}, {follow}:", *what)
                wrong += len(what) > 0
    return wrong


def main(words):
    if len(words) != 4:
        print(__doc__)
        return 2
    coin_case, trefoil, first, count = words[0], words[1], int(words[2]), int(words[3])
    passed, failed = int(known_ones_hold()), int(not known_ones_hold())
    for seed in ["odd", *map(str, range(first, first + count))]:
        try:
            wrong = check_chain(coin_case, trefoil, seed)
        except RuntimeError as why:
            print(f"chain {seed}: {why}")
            wrong = 1
        passed += wrong == 0
        failed += wrong > 0
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
