"""Exposure on a coin chain is what the trace of the same seed says, address by address, under every rule.

    coin_exposure.py TREFOIL MAKE-CHAIN
"""
import json
import os
import subprocess
import sys

from common import check, main, run, trace, write

MAKE_CHAIN = os.path.abspath(sys.argv[2])
ASKED = 150


def exposed(home, addresses, place, *words):
    file = write(place, "addresses.txt", "\n".join(addresses) + "\n")
    done = run(home, "screen", "--json", "--file", file, "--as-of", "2024-09-28", *words)
    check(done.returncode in (0, 2) and done.stderr == "", done.stderr)  # a descriptor is no address of a list
    return {answer["text"]: answer["exposure"] for answer in map(json.loads, done.stdout.splitlines())}


def as_traced(place):
    home, folder = os.path.join(place, "home"), os.path.join(place, "blocks")
    made = subprocess.run([MAKE_CHAIN, folder, "transactions", "300", "block", "4", "unspent", "200", "length", "8"],
                          check=True, capture_output=True, text=True).stdout
    seed = [line.split()[1] for line in made.splitlines() if line.startswith("seed ")][0]
    check(run(home, "ingest", "blk", "--chain", "regtest", folder).returncode == 0, "ingest")
    listed = write(place, "sanctioned_addresses_XBT.txt", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2\n")
    check(run(home, "list", "import", "--accept-shrink", "--date", "2024-09-27", listed).returncode == 0,
          "import")
    for rule in ("haircut", "fifo", "lifo", "tiho"):
        words = ("--seed", seed, "--services", "none", "--rule", rule)
        (result,) = trace(home, *words)["results"]
        held = {}
        for one in result["holdings"]:
            held[one["address"]] = held.get(one["address"], 0) + int(one["amount"])
        known = [address for address in result["reached_addresses"] if address and " " not in address]
        holders = [address for address in known if address in held]
        passed = [address for address in known if address not in held]
        check(holders and passed, f"{rule}: {len(holders)} holders, {len(passed)} others")
        answers = exposed(home, holders[:ASKED] + passed[:ASKED], place, *words)
        for address, answer in answers.items():
            (one,) = answer["rows"]
            right = int(one["coloured"]) == held.get(address, 0) <= min(int(one["whole"]), int(one["received"]))
            kind = "holds" if address in held else "passed"
            check(right and one["kind"] == kind and one["rule"] == rule, f"{rule}, {address}: {one}")
        services = write(place, "services.txt", holders[0] + ",Desk\n")
        (result,) = trace(home, "--seed", seed, "--services", services, "--rule", rule)["results"]
        answers = exposed(home, holders[:1], place, "--seed", seed, "--services", services, "--rule", rule)
        amounts = [one["amount"] for one in result["services"]]
        rows = answers[holders[0]]["rows"]
        check([(one["kind"], one["coloured"]) for one in rows] == [("service", amount) for amount in amounts], str(rows))


main([as_traced])
