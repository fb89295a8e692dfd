"""`trefoil why` explains every holding, service and mark of Harmony under every rule: what it says is
what the trace says, and the way is one of rows of the table, from a seed, in ledger order."""
import csv
import os
from concurrent.futures import ThreadPoolExecutor
import json

from common import SOURCE, check, main, run, trace

EXAMPLE = os.path.join(SOURCE, "examples", "harmony-2023")
SEEDS = os.path.join(EXAMPLE, "seeds.txt")
WORDS = ("--seeds", SEEDS, "--services", os.path.join(EXAMPLE, "services.csv"))


def table():
    """The amounts of each (transaction, sender, receiver)."""
    found = {}
    with open(os.path.join(EXAMPLE, "flows.csv"), newline="", encoding="ascii") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["transaction"], row["from"], row["to"]), []).append(row["amount"])
    return found


def seeds():
    with open(SEEDS, encoding="ascii") as file:
        return {line.strip() for line in file if line.startswith("0x")}


def wanted(result):
    """(what to ask for, kind, amount) of everything that a result has."""
    marks = result["rule"] == "poison"
    amount = "gross_in" if marks else "amount"
    for one in result["services"]:
        yield one["address"], "service", one[amount]
    for one in result["holdings"]:
        yield one["id"], "holding", one["amount"]
    if marks:
        ends = {one["address"] for one in result["services"]}
        for address in set(result["reached_addresses"]) - ends:
            yield address, "mark", None


def wrong(home, rows, starts, rule, asked):
    """What is not right in the explanation, or None."""
    holding, kind, amount = asked
    done = run(home, "why", "--json", "--rule", rule, *WORDS, holding)
    if done.returncode != 0:
        return done.stderr
    explained = json.loads(done.stdout)["explanations"]
    if len(explained) != 1:
        return f"{len(explained)} explanations"
    one = explained[0]
    if (one["kind"], one.get("amount", one.get("gross_in"))) != (kind, amount):
        return f"{one['kind']} of {one.get('amount')}, not {kind} of {amount}"
    at, block, path = one["seed"], 0, one["path"]
    if at not in starts or len(path) != one["hops"]:
        return f"{len(path)} hops from {at}, not {one['hops']} from a seed"
    for number, step in enumerate(path, 1):
        if step["hop"] != number or step["from"] != at or step["block"] < block:
            return f"hop {number} does not follow the one before it"
        if step["sent"] not in rows.get((step["transaction"], at, step["to"]), []):
            return f"hop {number} is no row of the table"
        if not 0 < int(step["coloured"]) <= int(step["sent"]):
            return f"hop {number}: {step['coloured']} of {step['sent']}"
        at, block = step["to"], step["block"]
    return None if at == one["address"] else f"it ends at {at}"


def every_holding(home):
    done = run(home, "ingest", "flows", os.path.join(EXAMPLE, "flows.csv"))
    check(done.returncode == 0, done.stderr)
    rows, starts = table(), seeds()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for result in trace(home, *WORDS, "--rule", "all")["results"]:
            rule, all_of = result["rule"], list(wanted(result))
            check(len(all_of) > 250, f"{rule}: only {len(all_of)} to explain")
            answers = pool.map(lambda asked: wrong(home, rows, starts, rule, asked), all_of)
            for asked, answer in zip(all_of, answers):
                check(answer is None, f"why {asked[0]} --rule {rule}: {answer}")


main([every_holding])
