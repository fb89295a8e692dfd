#!/usr/bin/env python3
"""Backup and restore of a node: under load, killed, on full disks, to PostgreSQL and back.

    tests/node/backup.py TREFOIL [FAULT-PRELOAD]

Without the preload (builds for a sanitizer have none) no call is made to fail.
"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

from running import Node, OBJECTS, PATIENCE, PROGRAM, TAXII, identity, main, tally, tool, until
import pace
import postgres

PRELOAD = sys.argv[2] if len(sys.argv) > 2 else None
PLACES = 24  # at which each kind of fault is met
MANIFEST = OBJECTS.replace("objects", "manifest")
PUBLIC = "/taxii2/public/collections/public/objects/"


def command(*words, environment=None, check=True, limit=None):
    before = (lambda: __import__("resource").setrlimit(__import__("resource").RLIMIT_FSIZE, (limit, limit))) \
        if limit else None
    said = subprocess.run([PROGRAM, *words], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                          check=False, env={**os.environ, **(environment or {})}, preexec_fn=before)
    if check and said.returncode != 0:
        raise RuntimeError(f"{words}: {said.returncode}: {said.stderr}")
    return said


class Place:
    """A folder with a node's home, the pair of keys, and what comes out."""

    def __init__(self, objects=0, serve=True):
        self.folder = tempfile.TemporaryDirectory(prefix="trefoil-backup-")
        self.key, self.file = self.at("backup-key"), self.at("node.backup")
        line = command("backup", "key", self.key).stdout
        self.node = Node(home=self.at("home"), configure=lambda text: text + line)
        self.node.people["analyst"] = None
        self.own = identity()
        self.node.add("analyst")
        self.node.add("olga", "officer")
        for first in range(0, objects, 100):
            self.post(*(tool(number) for number in range(first, min(first + 100, objects))))
        if not serve:
            self.node.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.node.stop()
        self.folder.cleanup()

    def at(self, name):
        return os.path.join(self.folder.name, name)

    def post(self, *objects):
        for one in objects:
            one.pop("created_by_ref", None)
        status, _, told = self.node.post(*objects)
        if status != 202 or told["failure_count"]:
            raise RuntimeError(f"{status} {told}")

    def backup(self, **more):
        return command("--home", self.node.home, "backup", "--json", self.file, **more)

    def restore(self, home, *words, **more):
        return command("--home", home, "restore", self.file, "--key", self.key, "--json", *words, **more)

    def verify(self, *words, **more):
        return command("backup", "verify", self.file, "--key", self.key, "--json", *words, **more)

    def restored(self, home, *words):
        """A node in the home that comes out of the backup."""
        self.restore(home, *words)
        command("--home", home, "restore", "accept")
        node = Node(home=home)
        node.people = self.node.people
        return node

    def left(self):
        """What lies aside."""
        return [name for name in os.listdir(self.folder.name) if name.startswith(".")]


def raw(node, path, user):
    """Status, fields but the date, and the body as bytes."""
    import base64
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=PATIENCE)
    fields = {"Accept": TAXII} if path.startswith("/taxii2") else {}
    if user:
        fields["Authorization"] = "Basic " + base64.b64encode(f"{user}:{node.people[user]}".encode()).decode()
    connection.request("GET", path, headers=fields)
    answer = connection.getresponse()
    got = answer.status, sorted((n.lower(), v) for n, v in answer.getheaders() if n.lower() != "date"), answer.read()
    connection.close()
    return got


def answers(node, checkpoint=True):
    """Everything that a node says of what it holds, page by page."""
    got = []
    for path, user in ((OBJECTS, "analyst"), (OBJECTS + "?limit=7", "analyst"), (MANIFEST, "analyst"),
                       (MANIFEST + "?match%5Bversion%5D=all&limit=50", "analyst"), (PUBLIC, None)):
        while True:
            got.append((path, raw(node, path, user)))
            more = json.loads(got[-1][1][2] or b"{}").get("next") if got[-1][1][0] == 200 else None
            if not more:
                break
            path = re.sub(r"[?&]next=.*", "", path)
            path += ("&" if "?" in path else "?") + "next=" + more
    got += [(path, raw(node, path, "olga")) for path in ("/api/v1/me", "/api/v1/rules")]
    if checkpoint:
        got.append(("/api/v1/log/checkpoint", raw(node, "/api/v1/log/checkpoint", "olga")))
    return got


def same_answers(one, other, name):
    wrong = [(a, b) for a, b in zip(one, other) if a != b]
    tally.check(not wrong and len(one) == len(other), name, wrong[:1] or (len(one), len(other)))


def held_backup(place):
    """A backup that stands still in its midst: its file is begun, and not there yet."""
    while True:
        process = subprocess.Popen([PROGRAM, "--home", place.node.home, "backup", "--json", place.file], text=True,
                                   stdout=subprocess.PIPE)
        while process.poll() is None and not place.left():
            time.sleep(0.001)
        process.send_signal(signal.SIGSTOP)  # which looks first whether it has ended
        if process.returncode is None:
            found = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WSTOPPED | os.WNOWAIT)
            if found.si_code == os.CLD_STOPPED and place.left():
                return process
        process.send_signal(signal.SIGCONT)  # the moment was missed: once more
        process.communicate()


def under_load():
    """Posts and reads go on as if nothing were; a backup holds all that was acknowledged before it began."""
    with Place(objects=2000) as place:
        stop, acknowledged, read_, wrong, slowest = threading.Event(), [], [], [], [0.0]

        def post():
            number = 100000
            while not stop.is_set():
                try:
                    place.post(tool(number))
                    acknowledged.append(number)
                except Exception as error:  # noqa: BLE001: told below
                    wrong.append(repr(error))
                number += 1

        def read():
            while not stop.is_set():
                began = pace.now()
                try:
                    read_.append(place.node.get(OBJECTS + "?limit=20")[0])
                except Exception as error:  # noqa: BLE001: told below
                    wrong.append(repr(error))
                slowest[0] = max(slowest[0], pace.now() - began)

        threads = [threading.Thread(target=post), threading.Thread(target=read)]
        for thread in threads:
            thread.start()
        for round_ in range(5):
            time.sleep(0.2)
            before = len(acknowledged)
            told = json.loads(place.backup().stdout)
            after = len(acknowledged)
            tally.check(2000 + before <= told["objects"] <= 2001 + after, "what was acknowledged is in it",
                        (before, after, told))
            proven = json.loads(place.verify().stdout)
            tally.check([proven[n] for n in ("objects", "leaves", "rows", "made")] ==
                        [told[n] for n in ("objects", "leaves", "rows", "made")], "and is proven", (told, proven))
        held, before = held_backup(place), (len(acknowledged), len(read_))
        tally.check(until(lambda: len(acknowledged) >= before[0] + 20 and len(read_) >= before[1] + 20),
                    "nobody waits for a backup that stands still", (before, len(acknowledged), len(read_)))
        held.send_signal(signal.SIGCONT)
        told = json.loads(held.communicate()[0])
        tally.check(held.returncode == 0 and place.verify().returncode == 0, "which is whole all the same", told)
        stop.set()
        for thread in threads:
            thread.join()
        tally.check(not wrong and set(read_) == {200} and slowest[0] < 2, "nobody waited or failed", (wrong[:3], slowest))
        with place.restored(place.at("new")) as node:
            ids = {one["id"] for one in json.loads(raw(node, OBJECTS + "?limit=1000", "analyst")[2])["objects"]}
            tally.check(len(ids) == 1000, "the restored node serves", len(ids))
            tally.check(node.post({k: v for k, v in tool(500000).items() if k != "created_by_ref"})[0] == 202,
                        "and takes what is new", "")
        with open(place.file, "rb") as file:
            sealed = file.read()
        with open(os.path.join(place.node.home, "keys", "object.key"), "rb") as file:
            key = file.read().strip()
        tally.check(b"tool--" not in sealed and b"node.yaml" not in sealed and key not in sealed,
                    "nothing of it can be read in the file", "")


def through_postgres():
    """SQLite, PostgreSQL, SQLite: the same answers, byte for byte."""
    with Place(objects=300) as place, postgres.Server() as connection:
        for number in (0, 5, 9):
            place.node.ask("POST", "/api/v1/releases", "olga", {"id": tool(number)["id"], "to": "public"})
        place.node.ask("POST", "/api/v1/rules", "olga", {"kind": "tool", "tlp": "green", "to": "member:jpn"})
        place.node.stop()
        with Node(home=place.node.home) as node:  # so that all three have been stopped and started
            node.people = place.node.people
            first = answers(node)
        rows = json.loads(place.backup().stdout)["rows"]
        home = place.node.home
        with open(os.path.join(home, "node.yaml"), encoding="utf-8") as file:
            plain = file.read()
        configuration = place.at("with-postgres.yaml")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(plain + f"store:\n  postgres: {connection}\n")
        with place.restored(place.at("large"), "--config", configuration) as node:
            same_answers(first, answers(node), "SQLite to PostgreSQL")
            said = place.restore(place.at("again"), "--config", configuration, check=False)
            tally.check(said.returncode == 4 and "another node writes" in said.stderr, "while it runs", said.stderr)
        said = place.restore(place.at("again"), "--config", configuration, check=False)
        tally.check(said.returncode == 3 and "holds rows already" in said.stderr, "where something is", said.stderr)
        tally.check(not os.path.exists(place.at("again")) and not place.left(), "nothing stands", place.left())
        back = place.at("with-sqlite.yaml")
        with open(back, "w", encoding="utf-8") as file:
            file.write(plain)
        place.node.home = place.at("large")
        tally.check(json.loads(place.backup().stdout)["rows"] == rows, "as many rows", rows)
        with place.restored(place.at("small"), "--config", back) as node:
            same_answers(first, answers(node), "PostgreSQL to SQLite")


def all_sorts():
    """Of whatever a node holds, a backup is proven: nothing that may be is taken for damage."""
    with Place(objects=20) as place:
        node = place.node
        wallet = {"type": "ipv4-addr", "spec_version": "2.1", "id": "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4",
                  "value": "198.51.100.3"}
        relayed = {**tool(30), "created_by_ref": "identity--00000000-0000-4000-8000-0000000000ff"}
        fork = {**tool(1), "name": "another"}
        dangling = {**tool(31), "object_marking_refs": ["marking-definition--00000000-0000-4000-8000-00000000000f"]}
        for one in (wallet, relayed, fork, dangling, {**wallet, "defanged": True}):
            if one is not relayed:
                one.pop("created_by_ref", None)
            status, _, told = node.post(one)
            tally.check(status == 202 and told["success_count"] == 1, one["id"], told)
        for number, to in ((2, "public"), (3, "member:jpn"), (2, "member:jpn")):
            node.ask("POST", "/api/v1/releases", "olga", {"id": tool(number)["id"], "to": to})
        node.ask("POST", "/api/v1/releases", "olga", {"id": dangling["id"], "to": "member:kor"})
        status, _, rule = node.ask("POST", "/api/v1/rules", "olga", {"kind": "tool", "tlp": "green", "to": "member:kor"})
        tally.check(status == 201, "a rule", (status, rule))
        place.post(tool(40), tool(41, 2))
        node.ask("DELETE", f"/api/v1/rules/{rule.get('number')}", "olga")
        for user in ("admin", "olga"):
            tally.check(node.ask("POST", f"/api/v1/users/{user}/tokens", "admin", {"name": "laptop"})[0] == 201, "a token",
                        user)
        node.add("machine", "machine", of="jpn")
        node.ask("POST", "/api/v1/users/machine/disable", "admin")
        status = node.ask("DELETE", OBJECTS + tool(5)["id"] + "/", "analyst")[0]
        tally.check(status == 200, "DELETE", status)
        node.ask("DELETE", OBJECTS + tool(6)["id"] + "/", "analyst")
        place.post(tool(6), tool(7))  # what was hidden, and what is there
        node.post({k: v for k, v in tool(8).items() if k != "created_by_ref"},
                  path=OBJECTS.replace("members", "desks"))
        place.post({**tool(2, 9), "revoked": True})
        told = json.loads(place.backup().stdout)
        said = place.verify(check=False)
        tally.check(said.returncode == 0, "verified", said.stderr)
        first = answers(node, checkpoint=False)  # one that runs shows a new one once a minute
        with place.restored(place.at("new")) as copy:
            same_answers(first, answers(copy, checkpoint=False), "all sorts restored")
            tally.check(copy.ask("GET", "/api/v1/users", "admin")[2] == node.ask("GET", "/api/v1/users", "admin")[2],
                        "the people", told)


def what_is_refused():
    with Place(objects=300, serve=False) as place:
        home, new = place.node.home, place.at("new")
        place.backup()
        with open(place.file, "rb") as file:
            whole = file.read()
        other = place.at("other-key")
        command("backup", "key", other)
        tally.check(command("backup", "key", other, check=False).returncode == 3, "a key is never replaced", "")
        said = command("--home", new, "restore", place.file, "--key", other, check=False)
        tally.check((said.returncode, said.stderr) == (3, "trefoil: backup: made for another key\n"), "wrong key",
                    said.stderr)
        for name, content in (("cut", whole[:-1]), ("halved", whole[:len(whole) // 2]), ("longer", whole + b"x"),
                              ("changed", whole[:70000] + bytes([whole[70000] ^ 1]) + whole[70001:])):
            with open(place.file, "wb") as file:
                file.write(content)
            said = place.restore(new, check=False)
            tally.check(said.returncode == 1 and "backup: " in said.stderr and not os.path.exists(new), name, said)
            tally.check(place.verify(check=False).returncode == 1 and not place.left(), name + ": verify",
                        place.left())
        with open(place.file, "wb") as file:
            file.write(whole)
        os.chmod(place.key, 0o640)
        tally.check("others may read" in place.restore(new, check=False).stderr, "a key that others may read", "")
        os.chmod(place.key, 0o600)
        said = place.restore(home, check=False)
        tally.check(said.returncode == 3 and "is there already" in said.stderr, "a home that is there", said.stderr)
        told = json.loads(place.restore(new).stdout)
        for words in (["serve"], ["user", "list"], ["backup", os.path.join(new, "file")]):
            said = command("--home", new, *words, check=False)
            if "is no command" not in said.stderr:
                tally.check(said.returncode == 3 and "restore accept" in said.stderr, f"{words} before it is accepted",
                            said.stderr)
        checkpoint = os.path.join(home, "checkpoint")
        said = command("--home", new, "restore", "accept", "--checkpoint", checkpoint)
        tally.check("goes on" in said.stdout, "accepted", said)
        tally.check(place.verify("--log-key", told["log_key"]).returncode == 0, "its own log key", "")
        key = re.sub(r"^(.*?)\+", r"\1x+", told["log_key"])
        tally.check(place.verify("--log-key", key, check=False).returncode in (1, 3), "another log key", key)


def counted(words, folder):
    count = os.path.join(folder, "count")
    command(*words, environment={"LD_PRELOAD": PRELOAD, "TREFOIL_FAULT_COUNT": count})
    with open(count, encoding="ascii") as file:
        return dict((line.split()[0], int(line.split()[1])) for line in file)


def spread(count):
    return sorted({1 + number * (count - 1) // (PLACES - 1) for number in range(PLACES)})


def faults(place, words, kinds, good):
    """Runs the words with a fault at places spread over the run; `good` looks at what it left."""
    seen = counted(words, place.folder.name)
    good(None)
    for kind, of in kinds:
        for number in spread(seen[of]):
            said = command(*words, check=False, environment={"LD_PRELOAD": PRELOAD, "TREFOIL_FAULT": f"{kind}:{number}"})
            wanted = (-9,) if kind == "kill" else (0, 4)
            tally.check(said.returncode in wanted and (said.returncode != 4 or said.stderr.count("\n") == 1),
                        f"{words[0]} {words[-1]} {kind}:{number}", f"{said.returncode}: {said.stderr}")
            good(said)


def killed_and_full():
    if PRELOAD is None:
        tally.skip("faults", "no preload in this build")
        return
    kinds = (("kill", "write"), ("full", "write"), ("write", "write"))
    with Place(objects=400) as place:
        def backed_up(said):
            there = os.path.exists(place.file)
            if said is None or there:
                tally.check(place.verify(check=False).returncode == 0, "a backup that stands is whole", said)
            tally.check(said is None or said.returncode == -9 or not place.left(), "nothing lies aside", place.left())
            tally.check(place.node.get(OBJECTS + "?limit=1")[0] == 200, "the node goes on", said)
            if there:
                os.unlink(place.file)

        faults(place, ["--home", place.node.home, "backup", place.file], kinds, backed_up)
        place.backup()
        new = place.at("new")

        def restored(said):
            if os.path.exists(new):
                command("--home", new, "restore", "accept")
                with Node(home=new) as node:
                    node.people = place.node.people
                    count = len(node.get(OBJECTS + "?limit=1000")[2]["objects"])
                    tally.check(count == 400, "a home that stands is whole", count)
                subprocess.run(["rm", "-rf", new], check=True)
            elif said is not None:
                tally.check(said.returncode != 0, "a restore that says it is done is", said)
            tally.check(said is None or said.returncode == -9 or not place.left(), "nothing lies aside", place.left())

        faults(place, ["--home", new, "restore", place.file, "--key", place.key], kinds, restored)
        place.restore(new)


def a_small_disk():
    """A limit on the size of files: what a full disk does, where no call can be made to fail."""
    with Place(objects=300, serve=False) as place:
        place.backup()
        os.rename(place.file, place.at("whole"))
        for limit in (1, 70000, 200000):
            said = place.backup(check=False, limit=limit)
            tally.check(said.returncode == 4 and not os.path.exists(place.file) and not place.left(),
                        f"backup into {limit} bytes", (said, place.left()))
        os.rename(place.at("whole"), place.file)
        for limit in (1, 70000, 200000):
            said = place.restore(place.at("new"), check=False, limit=limit)
            tally.check(said.returncode == 4 and not os.path.exists(place.at("new")) and not place.left(),
                        f"restore into {limit} bytes", (said, place.left()))


main([under_load, through_postgres, all_sorts, what_is_refused, killed_and_full, a_small_disk])
