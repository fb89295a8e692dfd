"""The published label packs, all of them: as many labels as another reader counts, what is refused and
why, and who wins; and the order in which packs come in makes no difference."""
import csv
import glob
import json
import os

from common import DATA, SOURCE, check, main, run, skip, tree

PACKS = os.path.join(DATA, "labels", "graphsense")
# A label belongs to an address on a chain; these name tokens, and the address tells the chain.
TOKENS = {"USDT", "USDC"}
# What GraphSense's packs hold that no chain has: two addresses of 2021 whose checksum is wrong, and
# two that carry a remark behind them.
REFUSED = {"etherscan-label-word-cloud.yaml": 2, "exchange-wallets-bitfinexcom.yaml": 2}


def there():
    if os.path.isdir(PACKS):
        return True
    skip("no published label packs beside the tree")
    return False


def listed(home):
    done = run(home, "label", "list", "--json")
    check(done.returncode == 0, done.stderr)
    return {pack["name"]: pack for pack in json.loads(done.stdout)["packs"]}


def shown(home, address, *words):
    done = run(home, "label", "show", "--json", address, *words)
    check(done.returncode == 0, address + ": " + done.stderr)
    return json.loads(done.stdout)["labels"]


def imported(place, *files):
    home = os.path.join(place, "home")
    os.chdir(place)
    done = run(home, "label", "import", "--keep-going", *files)
    check(done.returncode == 0, done.stderr)
    return home


def words_of(tag):
    words = []
    for field in ("category", "concepts", "abuse"):
        value = tag.get(field) or []
        for word in [value] if isinstance(value, str) else value:
            if word not in words:
                words.append(word)
    return tuple(words)


def counted(path, yaml):
    """How many different labels a pack has, by PyYAML."""
    with open(path, encoding="utf-8") as file:
        pack = yaml.load(file, Loader=yaml.BaseLoader)
    header = {name: value for name, value in pack.items() if name != "tags"}
    labels = set()
    for tag in pack["tags"]:
        tag = {**header, **tag}
        address, chain = tag["address"].strip(), tag["currency"]
        if address.startswith("0x"):
            address = address.lower()
            chain = "ETH" if chain in TOKENS else chain
        elif chain in TOKENS and len(address) == 34 and address[0] == "T":
            chain = "TRX"
        labels.add((chain, address, tag["label"], words_of(tag), tag.get("actor"),
                    tag.get("confidence"), tag.get("source"), (tag.get("lastmod") or "")[:10]))
    return len(labels)


def graphsense(place):
    if not there():
        return
    files = sorted(glob.glob(os.path.join(PACKS, "*.yaml")))
    home = imported(place, *files)
    packs = listed(home)
    check(len(packs) == len(files) == 65, f"{len(packs)} packs of {len(files)}")
    check(packs["graphsense.actorpack.yaml"]["actors"] == 3813, "the actors")
    with open("trefoil-rejected-labels.txt", encoding="utf-8") as file:
        check(sum(line.startswith("# ") for line in file) == sum(REFUSED.values()), "refused tags")
    try:
        import yaml
    except ImportError:
        skip("no PyYAML to count with")
        return
    for path in files:
        name = os.path.basename(path)
        if name != "graphsense.actorpack.yaml":
            wanted = counted(path, yaml) - REFUSED.get(name, 0)
            check(packs[name]["labels"] == wanted, f"{name}: {packs[name]['labels']}, not {wanted}")


def winners(place):
    if not there():
        return
    example = os.path.join(SOURCE, "examples", "harmony-2023", "labels.csv")
    files = sorted(glob.glob(os.path.join(PACKS, "*.yaml"))) + [example]
    one = imported(place, *files)
    labels = shown(one, "0x28C6c06298d514Db089934071355E5743bf21d60")  # Binance 14
    check(len(labels) == 6 and [label["winner"] for label in labels] == [True] + [False] * 5, "one wins")
    check(labels[0]["confidence"] == "service_data" and labels[0]["kind"] == "exchange", "Binance 14")
    check(all(label["actor_name"] == "Binance" for label in labels), "the actor's name")
    levels = [label["confidence_level"] for label in labels]
    check(levels == sorted(levels, reverse=True), "the surest first")
    tornado = shown(one, "0x8589427373D6D84E98730D7795D8f6f8731FDA16")[0]
    check(tornado["kind"] == "mixer" and tornado["ends_trace"], "Tornado Cash ends a trace")
    lazarus = shown(one, "134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak")
    check(any(label["actor"] == "lazarusgroup" for label in lazarus), "Lazarus, on Bitcoin")
    check(not any(label["ends_trace"] for label in lazarus), "a thief ends no trace")
    check(lazarus[0]["chain"] == "bip122:000000000019d6689c085ae165831e93", "CAIP-2 of Bitcoin")
    other = os.path.join(place, "other")
    check(run(other, "label", "import", "--keep-going", *reversed(files)).returncode == 0, "reversed")
    check(tree(one) == tree(other), "packs in another order make the same home")


def llama(place):
    path = os.path.join(DATA, "labels", "cex-wallets", "defillama_cex_owners.csv")
    if not os.path.isfile(path):
        skip("no list of exchange wallets beside the tree")
        return
    home = imported(place, path)
    packs = listed(home)["defillama_cex_owners.csv"]
    with open("trefoil-rejected-labels.txt", encoding="utf-8") as file:
        refused = sum(line.startswith("# ") for line in file)
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kept = {(row["exchange"], row["chain_or_key"], row["address"].lower()) for row in rows}
    check(refused > 0 and packs["labels"] + refused <= len(rows), "every row is kept or refused")
    check(packs["labels"] + refused >= len(kept), f"{packs['labels']} + {refused} of {len(kept)}")
    label = shown(home, "0x4648451b5f87ff8f0f7d622bd40574bb97e25980", "--chain", "eip155:137")[0]
    check(label["label"] == "TradeOgre" and label["kind"] == "exchange", "TradeOgre on Polygon")


def etherscan(place):
    path = os.path.join(DATA, "labels", "etherscan-labels", "combinedAllLabels.json")
    if not os.path.isfile(path):
        skip("no labels of Etherscan beside the tree")
        return
    home = imported(place, path)
    with open(path, encoding="utf-8") as file:
        wanted = json.load(file)
    check(listed(home)["combinedAllLabels.json"]["labels"] == len(wanted) == 29945, "all of them")
    bridge, = shown(home, "0x5a1d63d3e1303e89503f2a1ecb553328f148909d")
    check(bridge["kind"] == "bridge" and bridge["creator"] == "Etherscan", "a bridge")
    nameless, = shown(home, "0x9d6971bf21b0e94724a7134371a8f7f41bb9db88")
    check(nameless["label"] == "airdrop-hunter" and nameless["kind"] == "unknown", "nameless")


main([graphsense, winners, llama, etherscan])
