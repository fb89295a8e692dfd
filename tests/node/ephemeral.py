#!/usr/bin/env python3
"""script/node --ephemeral: what it promises, and a client of the field against it.

    tests/node/ephemeral.py TREFOIL FOLDER

FOLDER keeps the client's environment; that part is skipped where it cannot be had.
"""

import atexit
import json
import os
import signal
import ssl
import subprocess
import sys

from running import Asker, PATIENCE, PROGRAM, ROOT, OBJECTS, identity, main, tally, tool, trust, until
import venv

CLIENT = """
import json, sys
import taxii2client.v21 as taxii

told, objects = json.loads(sys.argv[1]), json.loads(sys.argv[2])
login = {"user": told["user"], "password": told["password"], "verify": told.get("cafile", True)}
server = taxii.Server(told["url"] + "/taxii2/", **login)
root = taxii.ApiRoot(told["api_root"], **login)
seen = {"default": server.default.url == root.url}
seen["collections"] = sorted((c.title, c.can_read, c.can_write) for c in root.collections)
members = [c for c in root.collections if c.title == "members"][0]
status = members.add_objects({"objects": objects})
seen["status"] = [status.status, status.success_count]
seen["ids"] = [o["id"] for page in taxii.as_pages(members.get_objects, per_request=1) for o in page["objects"]]
print(json.dumps(seen))
"""


def runs(pid):
    """One that has ended, and that nobody has asked about, runs no more."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Ephemeral(Asker):
    def __init__(self, *words):
        self.process = subprocess.Popen([os.path.join(ROOT, "script", "node"), "--ephemeral", *words], text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env={**os.environ, "TREFOIL_PROGRAM": PROGRAM})
        atexit.register(self.process.terminate)  # also when a test goes wrong; of one that has ended, nothing
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(self.process.communicate()[1])
        self.told = json.loads(line)
        self.port = int(self.told["url"].rsplit(":", 1)[1])
        self.people = {"analyst": self.told["password"]}
        if "cafile" in self.told:
            self.context = trust(self.told["cafile"])
        with open(f"/proc/{self.told['pid']}/cmdline", "rb") as file:
            words = file.read().decode().split("\0")
        self.home = words[words.index("--home") + 1]

    def end(self, pid, number=signal.SIGTERM):
        """Signals one of its processes; what was left of standard output, and the exit code."""
        os.kill(pid, number)
        rest = self.process.communicate(timeout=PATIENCE)[0]
        return rest, self.process.returncode

    def is_gone(self):
        return not os.path.exists(self.home) and not runs(self.told["pid"])


def what_it_says():
    node = Ephemeral()
    told = node.told
    tally.check(sorted(told) == ["api_root", "password", "pid", "url", "user"], "the fields", told)
    tally.check(told["url"] == f"http://127.0.0.1:{node.port}" and told["api_root"] == told["url"] + "/taxii2/trefoil/",
                "url and root", told)
    group = os.getpgid(0)
    tally.check([os.getpgid(told["pid"]), os.getpgid(node.process.pid)] == [group, group], "the caller's process group",
                "it made a group of its own")
    status, _, got = node.get("/taxii2/trefoil/collections/")
    rights = {one["title"]: (one["can_read"], one["can_write"]) for one in got["collections"]}
    tally.check(status == 200 and rights == {"members": (True, True), "desks": (True, True)}, "rights", got)
    tally.check(node.get("/api/v1/me")[2]["of"] == "usa", "an analyst of usa", node.get("/api/v1/me"))
    rest, code = node.end(node.process.pid)
    tally.check((rest, code) == ("", 0), "SIGTERM ends it well, and standard output had one line", (rest, code))
    tally.check(node.is_gone(), "home and node are gone", node.home)


def the_node_is_told_to_end():
    for number, wanted in ((signal.SIGTERM, 0), (signal.SIGKILL, None)):
        node = Ephemeral()
        _, code = node.end(node.told["pid"], number)
        tally.check(node.is_gone() and (code == wanted if wanted is not None else code != 0),
                    f"the node itself gets signal {number}", code)


def its_parent_is_killed():
    node = Ephemeral()
    node.process.kill()
    node.process.wait()
    tally.check(until(lambda: not runs(node.told["pid"])), "no node stays without its script",
                node.told)
    subprocess.run(["rm", "-rf", node.home], check=True)


def limits():
    node = Ephemeral()
    connection = node.connect()
    codes = {node.ask("GET", "/taxii2/", "analyst", connection=connection)[0] for _ in range(2500)}
    tally.check(codes == {200}, "requests are not limited", codes)
    codes = [node.ask("GET", "/taxii2/", ("analyst", f"wrong-{i}"))[0] for i in range(30)]
    tally.check(set(codes) == {401}, "nor failures", codes)
    status, _, _ = node.ask("POST", OBJECTS, "analyst", b" " * (9 << 20))
    tally.check(status == 413, "bodies are", status)
    node.end(node.process.pid)


def over_tls():
    node = Ephemeral("--tls")
    tally.check(node.told["url"].startswith("https://127.0.0.1:"), "the URL says https", node.told)
    tally.check(node.get("/taxii2/")[0] == 200, "the file verifies the address", node.told)
    node.context = ssl.create_default_context()
    try:
        node.get("/taxii2/")
        tally.fail("another authority", "it was believed")
    except ssl.SSLError:
        tally.ok()
    node.end(node.process.pid)
    tally.check(node.is_gone(), "it is gone as well", node.home)


def a_client():
    python = venv.python(sys.argv[2], *venv.STIX)
    if python is None:
        tally.skip("a client of the field", "taxii2-client cannot be had here")
        return
    objects = [identity(), tool(1), tool(2)]
    plain = {name: value for name, value in os.environ.items() if not name.endswith("_CA_BUNDLE")}
    for words in ((), ("--tls",)):
        node = Ephemeral(*words)
        said = subprocess.run([python, "-c", CLIENT, json.dumps(node.told), json.dumps(objects)], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False, env=plain)
        wanted = {"default": True, "collections": [["desks", True, True], ["members", True, True]],
                  "status": ["complete", 3], "ids": [one["id"] for one in objects]}
        tally.check(said.returncode == 0 and json.loads(said.stdout) == wanted, f"taxii2-client {words}",
                    said.stdout + said.stderr)
        node.end(node.process.pid)


main([what_it_says, the_node_is_told_to_end, its_parent_is_killed, limits, over_tls, a_client])
