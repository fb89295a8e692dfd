"""Colours are independent: traced together, each gives what it gives alone, byte for byte; and `overlap`
names just the holdings in which several lie. Over random graphs, under every rule. One that colours
nothing is told too."""
import json
import os
import random

from common import check, main, run, write

HEADER = "chain,block,time,transaction,position,from,to,asset,amount,kind\n"
KINDS = [("value", True, True)] * 8 + [("gas", True, False), ("mint", False, True), ("burn", True, False),
                                       ("unwrap", True, False), ("wrap", False, True)]
GRAPHS = 60


def address(number):
    return f"0x{number * 7919:040x}"


def table(state, accounts, assets):
    lines, block = [], 1
    for _ in range(state.randrange(5, 60)):
        block += state.randrange(2)
        kind, debits, credits = state.choice(KINDS)
        lines.append((block, state.randrange(4) + 10 * block, *(
            address(1 + state.randrange(accounts)) if moves else "" for moves in (debits, credits)),
            state.randrange(assets), state.randrange(state.choice((4, 100, 10 ** 20))), kind))
    return lines


def text_of(lines):
    return HEADER + "".join(
        f"eip155:1,{block},{block * 12},0x{tx:064x},,{sender},{receiver},eip155:1/erc20:a{asset},{amount},{kind}\n"
        for block, tx, sender, receiver, asset, amount, kind in lines)


def random_seeds(state, lines, colour):
    found = []
    for _ in range(state.randrange(1, 4)):
        block, tx, sender, receiver, asset = state.choice(lines)[:5]
        seed = state.choice((f"0x{tx:064x}", sender or receiver, receiver or sender,
                             f"{receiver or sender}/eip155:1/erc20:a{asset}", f"{receiver or sender}@{block}"))
        if state.random() < 0.3:
            seed += f"={state.randrange(1, 50)}"
        found.append(f"{seed}#{colour}")
    return found


def random_options(state, home, accounts):
    words = ["--rule", "all"]
    if state.random() < 0.6:
        services = [address(1 + state.randrange(accounts)) for _ in range(2)]
        words += ["--services", write(home, "services.txt", "\n".join(services) + "\n")]
        if state.random() < 0.3:
            words += ["--through", services[0]]
    else:
        words += ["--services", "none"]
    if state.random() < 0.3:
        words += ["--min", str(state.randrange(1, 30))]
    if state.random() < 0.3:
        words += ["--until", str(state.randrange(1, 20))]
    return words


def results(home, seeds, options):
    """The entries of `results`: (what json makes of it, its bytes before "overlap")."""
    words = [word for seed in seeds for word in ("--seed", seed)]
    done = run(home, "trace", "--json", *words, *options)
    if done.returncode != 0:
        return None
    text, decoder, found = done.stdout, json.JSONDecoder(), []
    at = text.index("[", text.index('"results"')) + 1
    while True:
        while text[at] in ", \n":
            at += 1
        if text[at] == "]":
            return found
        entry, end = decoder.raw_decode(text, at)
        found.append((entry, text[at:text.index('"overlap"', at, end)]))
        at = end


def overlaps(entries, rule, asset):
    """By holding: the colours that lie in it, where there are several."""
    lying = {}
    for entry, _ in entries:
        if entry["rule"] == rule and entry["asset"] == asset and rule != "poison":
            for holding in entry["holdings"]:
                if int(holding["amount"]) > 0:
                    lying.setdefault(holding["address"], set()).add(entry["colour"])
    return {address: colours for address, colours in lying.items() if len(colours) > 1}


def check_overlap(together, name):
    shared = 0
    for entry, _ in together:
        wanted = overlaps(together, entry["rule"], entry["asset"])
        wanted = {address: sorted(colours) for address, colours in wanted.items() if entry["colour"] in colours}
        told = {one["id"].split("/")[0]: sorted(one["colours"]) for one in entry["overlap"]}
        check(told == wanted and len(told) == len(entry["overlap"]),
              f"{name}, {entry['rule']}: overlap {told}, wanted {wanted}")
        shared += len(wanted)
    return shared


def graph(place, number):
    state = random.Random(number)
    accounts, home = state.randrange(2, 8), os.path.join(place, str(number))
    os.mkdir(home)
    lines = table(state, accounts, state.randrange(1, 3))
    done = run(home, "ingest", "flows", write(home, "flows.csv", text_of(lines)))
    check(done.returncode == 0, done.stderr)
    colours = {name: random_seeds(state, lines, name) for name in ("amber", "blue", "coral")[:state.randrange(2, 4)]}
    seeds = [seed for group in colours.values() for seed in group]
    state.shuffle(seeds)
    options = random_options(state, home, accounts)
    together = results(home, seeds, options)
    alone = {name: results(home, [seed for seed in seeds if seed.endswith("#" + name)], options)
             for name in colours}
    if together is None or None in alone.values():
        return 0, 0
    for name, entries in alone.items():
        mine = [before for entry, before in together if entry["colour"] == name]
        check(mine == [before for _, before in entries], f"graph {number}: {name} alone and together")
        check(all(entry["overlap"] == [] for entry, _ in entries), f"graph {number}: {name} alone overlaps nothing")
    return len(together), check_overlap(together, f"graph {number}")


def colours_are_independent(place):
    found = [graph(place, number) for number in range(GRAPHS)]
    check(sum(results > 0 for results, _ in found) > GRAPHS // 2, "most graphs could be traced")
    check(sum(shared for _, shared in found) > 50, "colours met in many holdings")


def nothing_vanishes(place):
    """A colour that colours nothing has results of zeros: in the asset that its seed names, else in
    each that the seed's address ever has, or that its rows move."""
    holder, other = address(1), address(2)
    lines = [(1, 1, "", holder, 0, 5, "mint"), (2, 2, holder, other, 0, 5, "value"),
             (3, 3, "", other, 1, 7, "mint"), (4, 4, holder, "", 1, 0, "gas")]
    done = run(place, "ingest", "flows", write(place, "flows.csv", text_of(lines)))
    check(done.returncode == 0, done.stderr)
    seeds = (f"{holder}@4#late", f"{holder}/eip155:1/erc20:a1#named", f"0x{4:064x}#gas", f"{other}@9#behind",
             f"{holder}#early")
    for options in ((), ("--until", "1")):
        entries = [entry for entry, _ in results(place, seeds, ["--rule", "all", *options])]
        for colour, assets in (("late", "01"), ("named", "1"), ("gas", "1"), ("behind", "01"), ("early", "01")):
            told = [(entry["rule"], entry["asset"][-1]) for entry in entries if entry["colour"] == colour]
            wanted = [(rule, asset) for rule in ("haircut", "fifo", "lifo", "tiho", "poison") for asset in assets]
            check(sorted(told) == sorted(wanted), f"{colour} {options}: {told}")
        check(all(entry.get("stolen", "0") == "0" and entry["reached"] == 0 for entry in entries
                  if entry["colour"] in ("late", "named", "gas")), "zeros")
    forms = {form: run(place, "trace", "--seed", seeds[0], form).stdout for form in ("--csv", "--dot", "--graphml")}
    check(forms["--csv"].count(",stolen,,,0,") == 2 and forms["--dot"].count("digraph") == 2 and
          forms["--graphml"].count("<graph ") == 2, f"also in the other forms: {forms}")


main([colours_are_independent, nothing_vanishes])
