#!/usr/bin/env python3
"""A disk that is full or can only be read, a clock that goes back, a certificate that has expired, a
store that is older than its log: said in /healthz, nothing broken, and well again by itself.

    tests/node/troubles.py TREFOIL PRELOAD.SO
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from running import Node, OBJECTS, identity, main, tally, tool, trust, until

PRELOAD = os.path.abspath(sys.argv[2])


class Troubled(Node):
    """A node to which something happens while it runs: `node.trouble("full")`, `node.trouble(None)`."""

    def __init__(self, **words):
        self.place = tempfile.mkdtemp(prefix="trefoil-trouble-")
        super().__init__(environment={"LD_PRELOAD": PRELOAD, "TREFOIL_TROUBLE": os.path.join(self.place, "trouble")},
                         **words)
        self.add("analyst")

    def trouble(self, words):
        path = os.path.join(self.place, "trouble")
        if words is None:
            os.unlink(path)
            return
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(words)
        os.rename(path + ".new", path)

    def __exit__(self, *words):
        super().__exit__(*words)
        shutil.rmtree(self.place)

    def state(self, check, wanted):
        return until(lambda: self.health()[1][check] == wanted)


def disk(words):
    with Troubled() as node:
        node.post(identity(), tool(1))
        before = node.get()
        node.trouble(words)
        statuses = {node.post(tool(number))[0] for number in range(2, 6)}
        tally.check(statuses <= {500, 503}, f"{words}: nothing is acknowledged", statuses)
        tally.check(node.get()[2] == before[2], f"{words}: what is there is served", node.get())
        tally.check(node.state("store", "failing") and node.health()[0] == 503, f"{words}: the store is failing",
                    node.health())
        tally.check(node.says("request_failed"), f"{words}: requests that fail are said", node.said())
        tally.check(node.says("store_not_written"), f"{words}: and it is said", node.said())
        tally.check(node.state("journal", "degraded"), f"{words}: the journal too", node.health())
        node.trouble(None)
        tally.check(node.state("store", "ok") and node.state("journal", "ok") and node.health()[0] == 200,
                    f"{words}: well again by itself", node.health())
        status, _, told = node.post(tool(6))
        tally.check((status, told["success_count"]) == (202, 1), f"{words}: and written to", (status, told))
        ids = [one["id"] for one in node.get()[2]["objects"]]
        tally.check(ids == [identity()["id"], tool(1)["id"], tool(6)["id"]], f"{words}: what was refused is not there",
                    ids)
        node.stop()
        node.start()
        tally.check(node.health()[1]["log"] == "ok", f"{words}: log and store agree", node.health())


def full_disk():
    disk("full")


def read_only_disk():
    disk("read")


def killed_while_full():
    with Troubled() as node:
        node.post(identity(), tool(1))
        node.trouble("full")
        node.post(tool(2))
        node.process.kill()
        node.process.wait()
        node.trouble(None)
        node.start()
        ids = [one["id"] for one in node.get()[2]["objects"]]
        tally.check(ids == [identity()["id"], tool(1)["id"]] and node.health()[1]["log"] == "ok",
                    "killed while the disk was full", ids)


def clock():
    with Troubled() as node:
        node.post(identity(), tool(1))
        first = node.get(OBJECTS)[1]["x-taxii-date-added-last"]
        node.trouble("clock -86400")
        tally.check(node.state("clock", "degraded"), "a clock that goes back", node.health())
        tally.check(node.health()[0] == 200 and "went back" in node.health()[2]["checks"]["clock"]["text"],
                    "is said in words", node.health()[2])
        status, _, told = node.post(tool(2))
        tally.check((status, told["success_count"]) == (202, 1), "objects are taken", (status, told))
        rest = node.get(OBJECTS + "?added_after=" + first)
        tally.check([one["id"] for one in rest[2].get("objects", [])] == [tool(2)["id"]],
                    "and reach whoever has polled before", rest)
        tally.check(node.get()[0] == 200, "whoever has signed in stays", None)
        node.trouble(None)
        tally.check(node.state("clock", "ok"), "and that it is right again", node.health())
        node.stop()
        node.start()  # the last beat is the right clock's from here on, at the latest
        node.stop()
        node.trouble("clock -86400")
        node.start()
        tally.check(node.health()[1]["clock"] == "degraded", "a start sees it too", node.health())
        node.trouble(None)
        tally.check(node.state("clock", "ok"), "and once more that it is right", node.health())


def impossible_clock(seconds):
    """One that no moment can be written of: nothing is taken, nothing breaks, and it is well again by itself."""
    with Troubled() as node:
        node.post(identity(), tool(1))
        before = node.get()
        node.trouble(f"clock {seconds}")
        tally.check(node.state("clock", "failing") and node.health()[0] == 503, f"{seconds}: the clock is failing",
                    node.health())
        tally.check("1970" in node.health()[2]["checks"]["clock"]["text"], f"{seconds}: in words", node.health())
        status, _, told = node.post(tool(2))
        tally.check(status == 500, f"{seconds}: nothing is taken", (status, told))
        tally.check(node.get()[2] == before[2], f"{seconds}: what is there is served", node.get())
        tally.check(node.get("/metrics", "admin")[0] == 200 and node.get("/api/v1/me", "analyst")[0] == 200,
                    f"{seconds}: and more", node.said())
        said = node.command("share", "rule", "list", check=False)
        tally.check(said.returncode == 0, f"{seconds}: a command that reads", said)
        said = node.command("user", "add", "late", "--role", "analyst", check=False)
        tally.check(said.returncode == 4 and "clock" in said.stderr, f"{seconds}: one that writes", said)
        node.trouble(None)
        tally.check(node.state("clock", "ok") and node.state("store", "ok") and node.health()[0] == 200,
                    f"{seconds}: well again", node.health())
        status, _, told = node.post(tool(3))
        tally.check((status, told["success_count"]) == (202, 1), f"{seconds}: and takes objects", (status, told))
        node.stop()
        node.trouble(f"clock {seconds}")
        files = os.path.join(node.place, "o.json")
        with open(files, "w", encoding="utf-8") as file:
            file.write('{"objects": []}')
        for words in (["serve"], ["init"], ["user", "list"], ["backup", files + ".b"], ["list", "import", files],
                      ["list", "gaps"], ["screen", "x"], ["object", "convert", "--to", "csv", files]):
            said = node.command(*words, check=False, environment=node.environment)
            code = 2 if words[0] == "screen" else 4  # of which 2 is: not screened
            tally.check(said.returncode == code and "the clock, which is not between" in said.stderr,
                        f"{seconds}: {words} is refused", said)
        node.trouble(None)
        node.start()
        tally.check(node.health()[1]["log"] == "ok", f"{seconds}: log and store agree", node.health())


def clock_before_1970():
    impossible_clock(-3_000_000_000)


def clock_behind_9999():
    impossible_clock(300_000_000_000)


def certificate():
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("a.pem", "a.key")]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=a", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1", "-keyout", paths[1],
                        "-out", paths[0]], check=True, stderr=subprocess.DEVNULL)
        with Node(configure=lambda text: f"{text}tls: {{certificate: {paths[0]}, key: {paths[1]}}}\n",
                  environment={"LD_PRELOAD": PRELOAD, "TREFOIL_TROUBLE": os.path.join(folder, "trouble")}) as node:
            node.context = trust(paths[0])
            tally.check(node.health()[1]["certificate"] == "degraded", "a day is left", node.health())
            with open(os.path.join(folder, "trouble"), "w", encoding="ascii") as file:
                file.write(f"clock {3 * 86400}")
            tally.check(until(lambda: node.health()[1]["certificate"] == "failing") and node.health()[0] == 503,
                        "it has expired", node.health())
            tally.check(node.health()[2]["checks"]["certificate"]["text"] == "it has expired", "in words", node.health())


def leaves_of(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        count = store.execute("SELECT count(*) FROM leaf").fetchone()[0]
    store.close()
    return count


def older_store():
    """A store from before the newest checkpoint, as after a restore that was not one."""
    with Node() as node:
        node.add("analyst")
        node.post(identity(), tool(1))
        node.stop()
        store = os.path.join(node.home, "store.sqlite")
        shutil.copy(store, store + ".old")
        node.start()
        node.post(tool(2))
        node.stop()
        os.rename(store + ".old", store)
        before = leaves_of(store)
        key = node.command("backup", "key", os.path.join(node.home, "k")).stdout
        node.configure(lambda text: text + key)
        for words in (["user", "add", "late", "--role", "analyst"], ["log", "proof", "1"], ["init"],
                      ["backup", os.path.join(node.home, "b")]):
            said = node.command(*words, check=False)
            tally.check(said.returncode == 3 and "it is an older copy" in said.stderr, f"{words} without a node", said)
        node.configure(lambda text: text + "desks:\n  - name: exchange-9\n    home: usa\n")
        node.start()
        tally.check(leaves_of(store) == before, "no leaf more, of commands or of the configuration", before)
        status, checks, told = node.health()
        tally.check((status, checks["log"]) == (503, "failing"), "an older store is seen", told)
        tally.check(node.says("log_disagrees"), "and said", node.said())
        tally.check(node.post(tool(3))[0] in (500, 503), "nothing is written", None)
        tally.check(len(node.get()[2]["objects"]) == 2, "what is there is served", None)


def moved_store():
    """Under a node that runs: what it would take is in a file that nobody finds again."""
    with Node() as node:
        node.add("analyst")
        node.post(identity(), tool(1))
        store = os.path.join(node.home, "store.sqlite")
        for other in (None, b"", b"of another home"):
            os.rename(store, store + ".old")
            if other is not None:
                with open(store, "wb") as file:
                    file.write(other)
            tally.check(node.post(tool(2))[0] in (500, 503), f"{other}: nothing is taken", None)
            tally.check(until(lambda: node.health()[1]["store"] == "failing"), f"{other}: it is said", node.health())
            tally.check(len(node.get()[2]["objects"]) == 2, f"{other}: what is there is served", None)
            os.rename(store + ".old", store)
            tally.check(until(lambda: node.health()[1]["store"] == "ok"), f"{other}: put back", node.health())
        tally.check(node.post(tool(3))[0] == 202, "and written to", None)
        os.rename(node.home, node.home + ".old")
        os.mkdir(node.home)
        node.stop()
        tally.check(os.listdir(node.home) == [], "no checkpoint goes into another home", os.listdir(node.home))


def changed_leaf():
    with Node() as node:
        node.add("analyst")
        node.post(identity(), tool(1))
        node.stop()
        with sqlite3.connect(os.path.join(node.home, "store.sqlite")) as store:
            store.execute("UPDATE leaf SET record = (SELECT record FROM leaf WHERE number = 1) WHERE number = 3")
        store.close()
        node.start()
        status, checks, told = node.health()
        tally.check((status, checks["log"]) == (503, "failing"), "a leaf that is not the tree's is seen", told)


def small_disk():
    """A real one, where this may be mounted."""
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", folder], check=False,
                                 stderr=subprocess.DEVNULL)
        if mounted.returncode != 0:
            tally.skip("a small disk", "no file system can be mounted here")
            return
        try:
            node = Node(home=os.path.join(folder, "home"))
            with node:
                node.add("analyst")
                taken, status = [], 202
                for number in range(0, 200000, 500):
                    status, _, told = node.post(*(tool(number + each) for each in range(500)))
                    if status != 202:
                        break
                    taken.append(number)
                tally.check(status in (500, 503) and taken, "it fills", (status, len(taken)))
                tally.check(until(lambda: node.health()[0] == 503), "and says so", node.health())
                tally.check(node.get(OBJECTS + "?limit=1")[0] == 200, "what is there is served", None)
            subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
            node.start()
            with node:
                last = tool(taken[-1] + 499)["id"]
                tally.check(node.get(f"{OBJECTS}{last}/")[0] == 200 and node.health()[1]["log"] == "ok",
                            "all that was acknowledged is there", node.health())
        finally:
            subprocess.run(["umount", "--lazy", folder], check=False)


main([full_disk, read_only_disk, killed_while_full, clock, clock_before_1970, clock_behind_9999,
      certificate, older_store, moved_store, changed_leaf, small_disk])
